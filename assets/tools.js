// The row of buttons above the text: one stop for Tab, arrows within it; each tells whether it fits where the caret stands.
import { redo, undo } from "prosemirror-history";
import { commands, kind, photo, pressed } from "./commands.js";

const all = { ...commands, undo, redo };

export function tools(bar, view) {
  const buttons = [...bar.querySelectorAll("button[data-do]")];
  const stops = () => [...bar.querySelectorAll("button[data-do], summary")].filter((one) => one.offsetParent && !one.disabled && !one.closest("details > :not(summary)"));
  const run = (command) => {
    command(view.state, view.dispatch, view);
    view.focus();
  };
  for (const button of buttons) {
    // a press must not take the selection out of the text
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => run(all[button.dataset.do]));
  }
  for (const button of bar.querySelectorAll("button[data-photo]"))
    button.addEventListener("click", () => {
      button.closest("details").open = false;
      run(photo(Number(button.dataset.photo)));
    });
  bar.addEventListener("keydown", (event) => {
    const found = stops();
    const at = found.indexOf(event.target);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: found.length - 1 }[event.key];
    if (at < 0 || to === undefined || !found[to]) return;
    event.preventDefault();
    found[to].focus();
  });
  bar.addEventListener("focusin", (event) => {
    if (stops().includes(event.target)) rove(event.target);
  });
  const rove = (stop) => {
    for (const one of bar.querySelectorAll("button[data-do], summary"))
      if (!one.closest("details > :not(summary)")) one.tabIndex = one === stop ? 0 : -1;
  };

  const update = () => {
    const now = kind(view.state);
    const row = bar.querySelector("[data-in-table]");
    row.hidden = now !== "table";
    for (const button of buttons) {
      const name = button.dataset.do;
      const fits = all[name](view.state);
      if (button.disabled !== !fits) button.disabled = !fits;
      if (name in pressed) button.setAttribute("aria-pressed", String(now === pressed[name]));
    }
    if (!stops().some((one) => one.tabIndex === 0)) rove(stops()[0]);
  };
  update();
  return update;
}
