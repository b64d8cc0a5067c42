// Keys and small comforts; every page works without this file.

const typing = (target) => target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

// A button or link with data-key="x" is pressed by that key. Vietnamese input tools compose letters: those are left alone.
document.addEventListener("keydown", (event) => {
  if (event.isComposing || [229, 231].includes(event.keyCode) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && typing(event.target)) return event.target.blur();
  if (typing(event.target)) return;
  if (event.key.length === 1 && document.documentElement.dataset.keys === "off") return;
  const wanted = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!wanted) return;
  event.preventDefault();
  if (wanted.matches("input")) wanted.select();
  if (wanted.matches("input, select, textarea, [contenteditable]")) wanted.focus();
  else wanted.click();
});

// What was just said stands above the bar of decisions, wherever that is, and never on it.
document.querySelector("[data-toast]")?.append(...document.querySelectorAll("body > .toast"));

// A menu closes on Escape and when one goes elsewhere.
for (const menu of document.querySelectorAll("details.menu")) {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
}

// Where the system is dark already, the button offers light.
const root = document.documentElement;
const asked = { theme: ["(prefers-color-scheme: dark)", "light"], contrast: ["(prefers-contrast: more)", "standard"] };
for (const [name, [query, other]] of Object.entries(asked))
  if (!root.dataset[name] && matchMedia(query).matches)
    for (const button of document.querySelectorAll(`.display button[name=${name}]`)) {
      button.value = other;
      button.setAttribute("aria-pressed", "true");
    }
