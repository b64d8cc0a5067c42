// Copies a story for the portal. Works on plain http too, where browsers keep their newer clipboard away; without this
// file the texts can be selected.
const status = document.querySelector("[data-copied]");

for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  const area = document.getElementById(button.dataset.copy);
  const words = button.querySelector("span");
  const named = words.textContent;
  button.addEventListener("click", () => {
    const put = (event) => {
      event.preventDefault();
      event.clipboardData.setData("text/plain", area.value.trim());
      if ("form" in button.dataset) event.clipboardData.setData("text/html", area.value);
    };
    document.addEventListener("copy", put, { once: true });
    const done = document.execCommand("copy");
    document.removeEventListener("copy", put);
    if (!done) return area.select();
    status.textContent = words.textContent = status.dataset.copied;
    setTimeout(() => (words.textContent = named), 2000);
  });
}
