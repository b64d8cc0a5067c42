// The frame over a photo: what is inside stays, and the four fields say in percent how much goes on each side.
import Cropper from "cropperjs";

const TEMPLATE = `<cropper-canvas background>
  <cropper-image></cropper-image>
  <cropper-shade hidden></cropper-shade>
  <cropper-handle action="select" plain></cropper-handle>
  <cropper-selection movable resizable keyboard outlined>
    <cropper-grid role="grid" covered></cropper-grid>
    <cropper-handle action="move" plain></cropper-handle>
    ${["n", "e", "s", "w", "ne", "nw", "se", "sw"].map((at) => `<cropper-handle action="${at}-resize"></cropper-handle>`).join("")}
  </cropper-selection>
</cropper-canvas>`;
const LEAST = 5; // percent of a side that must stay

// Opens the frame in the stage over the whole photo; `fields`: left, top, right, bottom. Gives {close}.
export async function open(stage, fields) {
  const shown = stage.querySelector("img");
  const whole = new Image();
  whole.alt = shown.alt;
  whole.src = `${new URL(shown.src).pathname}?ca=1`;
  await whole.decode();
  shown.hidden = true;
  stage.append(whole);
  stage.classList.add("framed");
  const width = stage.clientWidth;
  const height = Math.min((width * whole.naturalHeight) / whole.naturalWidth, innerHeight * 0.8);
  stage.style.height = `${height}px`;
  const cropper = new Cropper(whole, { container: stage, template: TEMPLATE });
  const canvas = cropper.getCropperCanvas();
  const image = cropper.getCropperImage();
  const selection = cropper.getCropperSelection();
  canvas.style.height = "100%";
  await image.$ready();
  image.$center("contain");
  const box = () => {
    const mine = image.getBoundingClientRect();
    const all = canvas.getBoundingClientRect();
    return { x: mine.left - all.left, y: mine.top - all.top, width: mine.width, height: mine.height };
  };
  const put = () => {
    const at = box();
    const [left, top, right, bottom] = fields.map((field) => (Number(field.value) || 0) / 100);
    selection.$change(
      at.x + left * at.width,
      at.y + top * at.height,
      (1 - left - right) * at.width,
      (1 - top - bottom) * at.height,
    );
  };
  put();
  // Nothing of the frame leaves the photo, and something always stays.
  selection.addEventListener("change", (event) => {
    const { x, y, width: w, height: h } = event.detail;
    const at = box();
    const sides = [(x - at.x) / at.width, (y - at.y) / at.height, 1 - (x + w - at.x) / at.width, 1 - (y + h - at.y) / at.height];
    const percents = sides.map((side) => Math.round(side * 1000) / 10);
    const out = percents.some((side) => side < 0) || 100 - percents[0] - percents[2] < LEAST || 100 - percents[1] - percents[3] < LEAST;
    if (out) return event.preventDefault();
    fields.forEach((field, n) => {
      field.value = Math.max(0, percents[n]);
    });
  });
  for (const field of fields) field.addEventListener("change", put);
  return {
    close() {
      for (const field of fields) field.removeEventListener("change", put);
      canvas.remove();
      whole.remove();
      shown.hidden = false;
      stage.classList.remove("framed");
      stage.style.height = "";
    },
  };
}
