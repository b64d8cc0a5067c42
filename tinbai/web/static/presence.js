// Tells the server which story is open here, so that colleagues see it; nothing is lost where this is not run.

const place = () => document.querySelector("[data-present]");

function tell(leaving) {
  const at = place();
  if (!at || (document.hidden && !leaving)) return;
  const body = new URLSearchParams({ csrf: at.dataset.csrf, v: leaving ? "di" : "" });
  fetch(`${at.dataset.present}/co-mat`, { method: "POST", body, keepalive: true, redirect: "manual" }).catch(() => null);
}

if (place()) {
  tell(false);
  setInterval(() => tell(false), 20000);
  addEventListener("tinbai:story", () => tell(false));
  addEventListener("pagehide", () => tell(true));
}
