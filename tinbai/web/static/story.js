// Comforts of the story's pages: counters, fields that grow, a letter written by ticks. Saving is in saving.js.
// Everything works without this file. Keys are never taken while somebody types: Vietnamese input needs Backspace and letters.

for (const output of document.querySelectorAll("output[data-count]")) {
  const field = document.getElementById(output.htmlFor[0]);
  const most = Number(output.dataset.most || 0);
  const unit = output.dataset.unit ? ` ${output.dataset.unit}` : "";
  const locale = document.documentElement.lang;
  field.addEventListener("input", () => {
    const n = output.dataset.count === "words" ? field.value.split(/\s+/).filter(Boolean).length : [...field.value].length;
    output.value = most ? `${n}/${most}${unit}` : `${n.toLocaleString(locale)}${unit}`;
    output.classList.toggle("over", most > 0 && n > most);
  });
}

// Fields grow with their text where the browser does not do it by itself.
if (!CSS.supports("field-sizing", "content"))
  for (const area of document.querySelectorAll("textarea.write")) {
    const grow = () => {
      area.style.height = "auto";
      area.style.height = `${area.scrollHeight + 2}px`;
    };
    area.addEventListener("input", grow);
    grow();
  }

document.addEventListener("keydown", (event) => {
  if (event.isComposing || [229, 231].includes(event.keyCode) || !(event.ctrlKey || event.metaKey)) return;
  if (event.key === "Enter") document.querySelector("[data-send]")?.click();
});

// Ticks write the letter until somebody has written in it.
const letter = document.querySelector("form[data-letter]");
const note = letter?.elements.thu;
const ticks = letter ? [...letter.querySelectorAll("input[data-says]")] : [];
const written = () => {
  const says = ticks.filter((tick) => tick.checked).map((tick) => tick.dataset.says);
  return says.length < 2 ? says.join("") : says.map((one, place) => `${place + 1}. ${one}`).join("\n");
};
if (ticks.length) {
  let last = written();
  letter.addEventListener("change", (event) => {
    if (!ticks.includes(event.target) || note.value.trim() !== last.trim()) return;
    last = note.value = written();
  });
}

// A repair that is left is not offered again in this window; the keys go on to the next one.
for (const offer of document.querySelectorAll("[data-offer]")) {
  const leave = offer.querySelector("[data-leave]");
  if (!leave) continue;
  const key = `tinbai-leave ${location.pathname} ${offer.dataset.offer}`;
  const gone = () => {
    offer.hidden = true;
    const next = [...document.querySelectorAll("[data-offer]:not([hidden])")].find((one) => one.querySelector("[data-leave]"));
    for (const [name, sign] of [["data-take", "s"], ["data-leave", "b"]]) {
      offer.querySelector(`[${name}]`).removeAttribute("data-key");
      const button = next?.querySelector(`[${name}]`);
      if (button && !button.dataset.key) {
        button.dataset.key = sign;
        button.append(Object.assign(document.createElement("kbd"), { textContent: sign }));
      }
    }
    if (!document.querySelector("[data-offer]:not([hidden])")) offer.closest("section").hidden = true;
  };
  leave.hidden = false;
  leave.addEventListener("click", () => {
    sessionStorage.setItem(key, "1");
    gone();
  });
  if (sessionStorage.getItem(key)) gone();
}
