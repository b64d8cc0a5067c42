// The contributor's page: files go in pieces, so that a line that breaks goes on where it stopped.

const form = document.querySelector("form.answer");
const files = form.querySelector("input[type=file]");
const progress = document.getElementById("tien-do");
const button = form.querySelector("button");
const began = new Map(); // file -> its name on the other side, kept for another try

const say = (text) => { progress.textContent = text; };
const hex = () => [...crypto.getRandomValues(new Uint8Array(12))].map((n) => n.toString(16).padStart(2, "0")).join("");

async function send(file) {
  if (!began.has(file)) began.set(file, hex());
  const address = `${form.dataset.whole}/tep/${began.get(file)}`;
  const size = Number(form.dataset.piece);
  let at = (await (await fetch(address)).json()).co;
  let tries = 0;
  while (at < file.size) {
    say(form.dataset.sending.replace("{name}", file.name).replace("{percent}", Math.floor((100 * at) / file.size)));
    try {
      const answer = await fetch(`${address}?tu=${at}`, { method: "PUT", body: file.slice(at, at + size) });
      if (!answer.ok) throw new Error(answer.status);
      at = (await answer.json()).co;
      tries = 0;
    } catch (error) {
      tries += 1;
      if (tries > 5) throw error;
      await new Promise((done) => setTimeout(done, 1000 * tries));
    }
  }
  return `${began.get(file)}:${file.name}`;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const large = [...files.files].find((file) => file.size > Number(form.dataset.largest) * 1048576);
  if (large) return say(form.dataset.large.replace("{name}", large.name));
  button.disabled = true;
  try {
    const names = [];
    for (const file of files.files) if (file.size) names.push(await send(file));
    const plain = document.createElement("form");
    plain.method = "post";
    plain.action = form.dataset.whole;
    const add = (name, value) => {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      field.value = value;
      plain.append(field);
    };
    add("csrf", form.elements.csrf.value);
    add("loi", form.elements.loi.value);
    for (const kept of form.querySelectorAll("input[name=tep]:checked")) add("tep", kept.value);
    for (const name of names) add("tep", name);
    document.body.append(plain);
    plain.submit();
  } catch {
    say(form.dataset.failed);
    button.disabled = false;
  }
});
