// Tells the server which story is open here, so that colleagues see it, and says who else has it open.

const place = () => document.querySelector("[data-present]");

async function tell(leaving) {
  const at = place();
  if (!at || (document.hidden && !leaving)) return;
  const body = new URLSearchParams({ csrf: at.dataset.csrf, v: leaving ? "di" : "" });
  const sent = { method: "POST", body, keepalive: true, redirect: "manual" };
  const answer = await fetch(`${at.dataset.present}/co-mat`, sent).catch(() => null);
  if (answer && answer.status === 200) say((await answer.json()).text);
}

function say(text) {
  const line = document.querySelector("[data-beside]");
  if (!line || line.lastElementChild.textContent === text) return;
  line.lastElementChild.textContent = text;
  line.classList.toggle("none", !text);
}

if (place()) {
  tell(false);
  setInterval(() => tell(false), 20000);
  addEventListener("tinbai:story", () => tell(false));
  addEventListener("pagehide", () => tell(true));
}
