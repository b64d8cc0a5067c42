// The queue: j and k walk through the rows; new stories are announced, never put under the reader's eyes.

const links = [...document.querySelectorAll(".queue .row h3 a")];
const typing = (target) => target.closest("input, textarea, select");

const at = () => links.findIndex((link) => link.closest(".row").classList.contains("at"));

function walk(step) {
  const next = links[Math.min(links.length - 1, Math.max(0, at() + step))];
  for (const row of document.querySelectorAll(".row.at")) row.classList.remove("at");
  next.closest(".row").classList.add("at");
  next.focus({ preventScroll: true });
  next.closest(".row").scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  const step = { j: 1, k: -1 }[event.key];
  if (!step || !links.length || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  event.preventDefault();
  walk(step);
});

// Every fifteen seconds, while somebody looks. An error says nothing: the page is as good as it was.
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
  setInterval(ask, 15000);
  document.addEventListener("visibilitychange", ask);
}
