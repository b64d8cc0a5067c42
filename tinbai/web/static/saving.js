// Saving a story while one writes: by itself every five seconds and when a field is left, by hand with Ctrl+S. What could
// not be saved is kept in this browser and offered when the story is opened again. Without this file the button saves.

const EVERY = 5000; // ms
const AGAIN = 15000; // after a failure
const OUTLIVES = 60000; // octets: as much as a browser sends on after its page is gone
const form = document.querySelector("form[data-story]");
const state = form?.querySelector("[data-saved]");

// All fields that are saved, as they stand.
export const read = () => JSON.stringify([...new FormData(form)].filter(([name]) => !["csrf", "goc", "qd"].includes(name)));

let clean = form ? read() : "";
let leaving = false;
let timer = 0;
let running = null; // the save on its way
let sending = ""; // what it brings
let stopped = false; // a colleague was faster: nothing is saved by itself any more

const isDirty = () => read() !== clean;

function say(text, dirty) {
  state.classList.toggle("is-dirty", dirty);
  state.querySelector("span").textContent = text;
}

function schedule(after = EVERY) {
  if (!timer && !stopped && form.dataset.auto) timer = setTimeout(auto, after);
}

// One request: {ok, status, said}. Status 0: nobody answered.
async function post(byItself) {
  const body = new URLSearchParams([...new FormData(form)]);
  if (byItself) body.set("tu-luu", "1");
  const headers = { Accept: "application/json" };
  const keepalive = String(body).length < OUTLIVES;
  sending = keepalive ? read() : "";
  const answer = await fetch(form.action, { method: "POST", body, redirect: "manual", headers, keepalive }).catch(() => null);
  sending = "";
  if (!answer) return { status: 0 };
  return answer.ok ? { status: answer.status, said: await answer.json() } : { status: answer.status };
}

async function save(byItself) {
  while (running) await running;
  if (byItself && (stopped || !isDirty())) return true;
  const sent = read();
  running = post(byItself);
  const { status, said } = await running;
  running = null;
  if (!said) return failed(status, byItself);
  form.elements.goc.value = said.revision;
  clean = sent;
  local.drop();
  const list = document.querySelector("[data-checklist]");
  if (list && said.checklist) list.outerHTML = said.checklist;
  if (isDirty()) schedule();
  else say(said.text, false);
  return true;
}

function failed(status, byItself) {
  local.keep();
  if (status === 409) {
    stopped = true;
    if (byItself) form.querySelector("[data-conflict]").hidden = false;
    else submit();
  } else if (status === 0 || status >= 500) {
    say(state.dataset.offline, true);
    schedule(AGAIN);
  } else if (status === 403 || status === 401) say(state.dataset.signedOut, true);
  else if (byItself) say(state.dataset.refused, true);
  else submit();
  return false;
}

function submit() {
  leaving = true;
  form.submit();
}

function auto() {
  clearTimeout(timer);
  timer = 0;
  if (isDirty()) save(true);
}

// --- What could not be saved, in this browser ------------------------------------------------------------------------

const local = {
  key: `tinbai ${form?.dataset.auto}`,
  keep() {
    if (!form.dataset.auto) return;
    const fields = JSON.parse(read());
    this.put({ at: new Date().toISOString(), goc: form.elements.goc.value, fields });
  },
  put(kept) {
    try {
      localStorage.setItem(this.key, JSON.stringify(kept));
    } catch {
      // no room or not allowed: the page itself still holds the words
    }
  },
  get() {
    try {
      return JSON.parse(localStorage.getItem(this.key));
    } catch {
      return null;
    }
  },
  drop() {
    try {
      localStorage.removeItem(this.key);
    } catch {
      // as above
    }
  },
};

function putIn(kept) {
  for (const [name, value] of kept.fields) {
    const field = form.elements[name];
    if (!field || field.type === "hidden") continue;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  const body = kept.fields.find(([name]) => name === "noi-dung-json");
  if (body) form.dispatchEvent(new CustomEvent("tinbai-body", { detail: body[1] }));
  form.elements.goc.value = kept.goc; // a colleague who saved meanwhile is not written over: both texts are shown
}

function offer() {
  const kept = local.get();
  const note = form.querySelector("[data-kept]");
  if (!kept || !note) return;
  if (JSON.stringify(kept.fields) === clean) return local.drop();
  const time = new Date(kept.at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
  note.querySelector("[data-time]").textContent = time;
  note.hidden = false;
  note.querySelector("[data-put-in]").addEventListener("click", () => {
    note.hidden = true;
    putIn(kept);
    auto();
  });
  note.querySelector("[data-drop]").addEventListener("click", () => {
    note.hidden = true;
    local.drop();
  });
}

// --- When ----------------------------------------------------------------------------------------------------------

if (form) {
  form.addEventListener("input", () => {
    if (!state || !isDirty()) return;
    if (!state.classList.contains("is-dirty")) say(state.dataset.unsaved, true);
    schedule();
  });
  form.addEventListener("focusout", (event) => {
    if (form.dataset.auto && !form.contains(event.relatedTarget)) auto();
    else if (form.dataset.auto && event.target.matches("input, textarea, .editor")) auto();
  });
  addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && form.dataset.auto) auto();
  });
  // A decision takes along what was typed: it waits for the save on its way, whose number it must name.
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    if (!running) return (leaving = true);
    event.preventDefault();
    await running;
    leaving = true;
    form.requestSubmit(event.submitter);
  });
  addEventListener("beforeunload", (event) => {
    if (leaving || !isDirty()) return;
    local.keep(); // dropped again when the story is opened and has these words
    if (read() !== sending) event.preventDefault();
  });
  form.querySelector("[data-save]")?.addEventListener("click", (event) => {
    event.preventDefault();
    save(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || [229, 231].includes(event.keyCode) || !(event.ctrlKey || event.metaKey)) return;
    if (event.key !== "s" || !form.querySelector("[data-save]")) return;
    event.preventDefault();
    save(false);
  });
  if (form.dataset.auto) offer();
}
