// A photo in the text: drawn from the templates the page brings along, its words those of the fields beside the photo.
const field = (kind, number) => document.getElementById(`${kind}-${number}`);

class Figure {
  constructor(node, view, getPos) {
    this.number = node.attrs.photo + 1;
    const from = document.getElementById(`hinh-${this.number}`);
    this.dom = from ? from.content.firstElementChild.cloneNode(true) : document.createElement("figure");
    this.dom.contentEditable = "false";
    this.caption = this.dom.querySelector("[data-caption]");
    this.credit = this.dom.querySelector("[data-credit]");
    this.image = this.dom.querySelector("img");
    this.none = this.caption?.textContent ?? "";
    this.dom.querySelector("[data-take-out]")?.addEventListener("click", () => {
      const at = getPos();
      view.dispatch(view.state.tr.delete(at, at + 1));
      view.focus();
    });
    this.dom.querySelector("[data-words]")?.addEventListener("click", () => field("ct", this.number)?.focus());
    this.write = () => this.written();
    for (const kind of ["ct", "nc"]) field(kind, this.number)?.addEventListener("input", this.write);
    this.written();
  }

  written() {
    const caption = field("ct", this.number)?.value.trim() ?? "";
    const credit = field("nc", this.number)?.value.trim() ?? "";
    if (this.caption) {
      this.caption.textContent = caption || this.none;
      this.caption.classList.toggle("missing", !caption);
    }
    if (this.credit) this.credit.textContent = credit && ` ${this.credit.dataset.credit.replace("{name}", credit)}`;
    if (this.image) this.image.alt = caption || this.none;
  }

  stopEvent(event) {
    return event.target instanceof Element && Boolean(event.target.closest("button"));
  }

  ignoreMutation() {
    return true;
  }

  destroy() {
    for (const kind of ["ct", "nc"]) field(kind, this.number)?.removeEventListener("input", this.write);
  }
}

export const figure = (node, view, getPos) => new Figure(node, view, getPos);
