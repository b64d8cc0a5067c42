// The photos of a story: put in order by dragging or with the keys, cropped in a frame. Everything works without this
// file, by the arrows beside each photo and by the numbers of what is cut off.

const strip = document.querySelector("[data-order]");
const form = document.getElementById("f-anh");

function send(name, value) {
  const button = Object.assign(document.createElement("button"), { name, value, hidden: true });
  form.append(button);
  form.requestSubmit(button);
}

if (strip && form) {
  const places = () => [...strip.children];
  let dragged = null;
  for (const place of places()) {
    place.draggable = true;
    // Alt with an arrow moves the photo that has the focus, as its buttons do.
    place.querySelector("a").setAttribute("aria-keyshortcuts", "Alt+ArrowLeft Alt+ArrowRight");
    place.addEventListener("keydown", (event) => {
      const move = { ArrowLeft: "len", ArrowRight: "xuong" }[event.key];
      if (!event.altKey || !move) return;
      event.preventDefault();
      place.querySelector(`[data-move="${move}"]:not(:disabled)`)?.click();
    });
    place.addEventListener("dragstart", (event) => {
      dragged = place;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", place.dataset.photo);
      place.classList.add("dragged");
    });
    place.addEventListener("dragover", (event) => {
      if (!dragged) return;
      event.preventDefault();
      const box = place.getBoundingClientRect();
      if (place !== dragged) place[event.clientX < box.left + box.width / 2 ? "before" : "after"](dragged);
    });
    place.addEventListener("drop", (event) => event.preventDefault());
  }
  const before = places().map((one) => one.dataset.photo).join();
  strip.addEventListener("dragend", () => {
    dragged?.classList.remove("dragged");
    dragged = null;
    const after = places().map((one) => one.dataset.photo).join();
    if (after !== before) send("sap", after);
  });
}

const button = document.querySelector("[data-crop]");
const stage = document.querySelector(".stage");
if (button && stage?.querySelector("img") && form) {
  const says = button.lastChild.textContent;
  let frame = null;
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (frame) {
      frame.close();
      frame = null;
    } else {
      const { open } = await import(button.dataset.crop);
      frame = await open(stage, ["trai", "tren", "phai", "duoi"].map((name) => form.elements[name]));
    }
    button.lastChild.textContent = frame ? button.dataset.stop : says;
    button.setAttribute("aria-pressed", String(frame !== null));
  });
}
