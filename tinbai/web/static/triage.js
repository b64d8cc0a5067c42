// Triage without a page load: the next story is fetched beforehand and put in place when the decision is kept.
// Every act is a form and every way a link; without this file the server leads from page to page.

const main = document.querySelector("[data-triage]");
const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select");
let next = null;

const card = () => main?.querySelector("[data-card]");

function prepare() {
  const address = card()?.dataset.next;
  next = address
    ? fetch(address, { redirect: "manual" })
        .then((answer) => (answer.ok ? answer.text() : null))
        .catch(() => null)
    : null;
  next?.then((html) => {
    for (const image of html ? new DOMParser().parseFromString(html, "text/html").querySelectorAll("img") : []) new Image().src = image.getAttribute("src");
  });
}

function say(text, undo) {
  document.querySelector(".toast")?.remove();
  const toast = Object.assign(document.createElement("div"), { className: "toast" });
  toast.setAttribute("role", "status");
  toast.append(Object.assign(document.createElement("span"), { textContent: text }));
  if (undo) {
    const form = Object.assign(document.createElement("form"), { method: "post", action: undo });
    const csrf = Object.assign(document.createElement("input"), { type: "hidden", name: "csrf", value: main.dataset.csrf });
    const button = Object.assign(document.createElement("button"), { className: "btn btn-sm", textContent: main.dataset.undo });
    button.dataset.key = "z";
    button.append(Object.assign(document.createElement("kbd"), { textContent: "z" }));
    form.append(csrf, button);
    toast.append(form);
  }
  (main.querySelector("[data-toast]") ?? document.body).append(toast);
}

async function show(address) {
  const html = await next;
  if (!html) return location.assign(address);
  main.innerHTML = html; // our own page, made by the same templates
  document.title = card().dataset.title;
  history.replaceState(null, "", card().dataset.here ?? address);
  scrollTo(0, 0);
  main.querySelector("h1").focus({ preventScroll: true });
  dispatchEvent(new CustomEvent("tinbai:story"));
  prepare();
}

main?.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-decide]");
  if (!form) return; // undo, in what was just said
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  const body = new URLSearchParams(new FormData(form));
  if (event.submitter?.name) body.set(event.submitter.name, event.submitter.value);
  const answer = await fetch(form.action, { method: "POST", body, redirect: "manual", headers: { Accept: "application/json" } }).catch(() => null);
  const said = await answer?.json().catch(() => null);
  if (!said) {
    const lost = Object.assign(document.createElement("input"), { type: "hidden", name: event.submitter?.name ?? "", value: event.submitter?.value ?? "" });
    form.append(lost);
    return form.submit(); // signed out, or the line is down: the page itself tells
  }
  if (!answer.ok) next = fetch(`${said.to.replace("/triage?", "/triage/the?")}`).then((one) => one.text());
  await show(said.to);
  say(said.text, said.undo);
});

// While a sheet is open its digits choose, Enter sends what is ticked, Escape closes it.
document.addEventListener(
  "keydown",
  (event) => {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.documentElement.dataset.keys === "off" || !main) return;
    const open = main.querySelector("details.menu[open]");
    if (!open) return;
    if (event.key === "Escape") {
      open.open = false;
      open.querySelector("summary").focus();
    } else if (typing(event.target)) return;
    else if (event.key === "Enter" && !event.target.closest("button, a, summary")) open.querySelector("[data-go]")?.click();
    else if (event.key >= "1" && event.key <= "9") {
      const chosen = open.querySelectorAll(".reasons button, .asks input")[Number(event.key) - 1];
      if (!chosen) return;
      chosen.click();
    } else if (event.key === open.querySelector("summary").dataset.key) {
      const first = open.querySelector(".reasons button");
      if (first) first.click();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);

// One sheet at a time, and its first field gets the focus.
main?.addEventListener(
  "toggle",
  (event) => {
    if (!event.target.open) return;
    for (const other of main.querySelectorAll("details.menu[open]")) if (other !== event.target) other.open = false;
  },
  true,
);

if (main) prepare();
