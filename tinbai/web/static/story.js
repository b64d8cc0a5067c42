// Comforts of the story's pages: counters, saving without leaving the page, a warning before typed text is lost.
// Everything works without this file. Keys are never taken while somebody types: Vietnamese input needs Backspace and letters.

const form = document.querySelector("form[data-story]");
const state = document.querySelector("[data-saved]");
const read = () => JSON.stringify([...new FormData(form)].filter(([name]) => name !== "csrf" && name !== "goc"));
let clean = form ? read() : "";
let leaving = false;

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

if (form) {
  form.addEventListener("input", () => {
    if (!state || state.classList.contains("is-dirty") || read() === clean) return;
    state.classList.add("is-dirty");
    state.querySelector("span").textContent = state.dataset.unsaved;
  });
  form.addEventListener("submit", () => (leaving = true));
  addEventListener("beforeunload", (event) => {
    if (!leaving && read() !== clean) event.preventDefault();
  });
  form.querySelector("[data-save]")?.addEventListener("click", (event) => {
    event.preventDefault();
    save();
  });
}

// Saves in the background; whatever is not a plain success (a colleague was faster, signed out) is left to the page itself.
async function save() {
  const sent = read();
  const body = new URLSearchParams([...new FormData(form)]);
  const answer = await fetch(form.action, { method: "POST", body, redirect: "manual", headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) {
    leaving = true;
    return form.submit();
  }
  const said = await answer.json();
  form.elements.goc.value = said.revision;
  clean = sent;
  if (read() !== clean) return;
  state.classList.remove("is-dirty");
  state.querySelector("span").textContent = said.text;
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229 || !(event.ctrlKey || event.metaKey)) return;
  if (event.key === "s" && form?.querySelector("[data-save]")) {
    event.preventDefault();
    save();
  }
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
