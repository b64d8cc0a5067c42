// The queue: j and k walk through the rows, x ticks; new stories are announced, never put under the reader's eyes.

const links = [...document.querySelectorAll(".queue .row h3 a")];
const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select");
const rowOf = (link) => link.closest(".row");
const at = () => links.findIndex((link) => rowOf(link).classList.contains("at"));

function walk(step) {
  const next = links[Math.min(links.length - 1, Math.max(0, at() + step))];
  for (const row of document.querySelectorAll(".row.at")) row.classList.remove("at");
  rowOf(next).classList.add("at");
  next.focus({ preventScroll: true });
  rowOf(next).scrollIntoView({ block: "nearest" });
}

function tick() {
  const box = links[at()] && rowOf(links[at()]).querySelector(".pick input:enabled");
  if (!box) return;
  box.checked = !box.checked;
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (document.documentElement.dataset.keys === "off") return;
  const step = { j: 1, k: -1 }[event.key];
  if (step && links.length) walk(step);
  else if (event.key === "x" && links.length) tick();
  else return;
  event.preventDefault();
});

// What can be done with the ticked stories is shown once something is ticked, and how much that is.
const bulk = document.querySelector("[data-bulk]");
if (bulk) {
  const boxes = [...document.querySelectorAll(".pick input:enabled")];
  const says = bulk.querySelector("[data-n]");
  const one = says.textContent;
  const count = () => {
    const n = boxes.filter((box) => box.checked).length;
    bulk.hidden = n === 0;
    says.textContent = `${one} ${n}`;
  };
  document.addEventListener("change", (event) => boxes.includes(event.target) && count());
  addEventListener("pageshow", count);
  count();
}

// New stories: told by a stream of the server; where there is none, asked for every thirty seconds while somebody looks.
// An error says nothing: the page is as good as it was.
const news = document.querySelector("[data-news]");
async function ask() {
  if (document.hidden) return;
  const answer = await fetch(news.dataset.news).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const { n, text } = await answer.json();
  news.querySelector("span").textContent = text;
  news.querySelector("a").hidden = n === 0;
}
if (news) {
  let polling = 0;
  const poll = () => (polling ||= setInterval(ask, 30000));
  document.addEventListener("visibilitychange", ask);
  if (window.EventSource) {
    const events = new EventSource(news.dataset.news.replace("/hang-cho/moi", "/su-kien"));
    events.addEventListener("news", ask);
    events.addEventListener("error", () => events.readyState === EventSource.CLOSED && poll());
  } else poll();
}
