// The body of a story in ProseMirror, in place of the textarea that stands there without scripts. It writes JSON into the
// field that is saved, and nothing else leaves it. No text is changed while somebody types: no rules, no completion.
import { baseKeymap } from "prosemirror-commands";
import { dropCursor } from "prosemirror-dropcursor";
import { gapCursor } from "prosemirror-gapcursor";
import { history, redo, undo } from "prosemirror-history";
import { keymap } from "prosemirror-keymap";
import { splitListItem } from "prosemirror-schema-list";
import { EditorState, Plugin } from "prosemirror-state";
import { goToNextCell, tableEditing } from "prosemirror-tables";
import { EditorView } from "prosemirror-view";
import { commands, newLine } from "./commands.js";
import { figure } from "./figures.js";
import { paste } from "./paste.js";
import { schema } from "./schema.js";
import { tools } from "./tools.js";

const keys = {
  "Mod-z": undo,
  "Mod-y": redo,
  "Shift-Mod-z": redo,
  Enter: splitListItem(schema.nodes.list_item),
  "Shift-Enter": newLine,
  Tab: goToNextCell(1),
  "Shift-Tab": goToNextCell(-1),
  "Mod-Alt-1": commands.paragraph,
  "Mod-Alt-2": commands.subhead,
  "Mod-Alt-3": commands.quote,
  "Mod-Alt-4": commands.bullets,
  "Mod-Alt-5": commands.numbers,
  "Alt-ArrowUp": commands.up,
  "Alt-ArrowDown": commands.down,
};

// Input tools of the hook kind send real Backspaces: only what baseKeymap does with them is done.
function tablePlugin() {
  const { spec } = tableEditing();
  const { handleKeyDown, ...props } = spec.props;
  return new Plugin({
    ...spec,
    props: { ...props, handleKeyDown: (view, event) => event.key !== "Backspace" && handleKeyDown(view, event) },
  });
}

const wordsIn = (doc) => doc.textBetween(0, doc.content.size, "\n", "").split(/\s+/).filter(Boolean).length;

function start(form, area, field) {
  const bar = form.querySelector("[data-tools]");
  const status = form.querySelector("[data-said]");
  const count = form.querySelector(`output[for="${area.id}"]`);
  const label = form.querySelector(`label[for="${area.id}"]`);
  const say = (text) => (status.textContent = text ?? "");
  const host = document.createElement("div");
  area.before(host);
  let update = () => {};
  const view = new EditorView(host, {
    state: EditorState.create({
      doc: schema.nodeFromJSON(JSON.parse(field.value)),
      plugins: [
        paste(form, say),
        keymap(keys),
        keymap(baseKeymap),
        history(),
        dropCursor({ color: false, class: "drop-here" }),
        gapCursor(),
        tablePlugin(),
      ],
    }),
    nodeViews: { figure },
    attributes: {
      id: "than-bai-soan",
      class: "editor prose",
      role: "textbox",
      "aria-multiline": "true",
      "aria-labelledby": label.id,
      "aria-describedby": "cach-soan",
      lang: "vi",
      spellcheck: "false",
      translate: "no",
      "data-key": "e",
    },
    dispatchTransaction(tr) {
      const before = view.state.doc;
      view.updateState(view.state.apply(tr));
      update();
      if (view.state.doc.eq(before)) return;
      written();
      form.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  const written = () => {
    field.value = JSON.stringify(view.state.doc.toJSON());
    count.value = `${wordsIn(view.state.doc).toLocaleString(document.documentElement.lang)} ${count.dataset.unit}`;
  };
  const show = (json) => {
    const doc = schema.nodeFromJSON(JSON.parse(json));
    doc.check();
    view.dispatch(view.state.tr.replaceWith(0, view.state.doc.content.size, doc.content));
  };
  field.disabled = false;
  written();
  area.hidden = true;
  area.removeAttribute("data-key");
  form.querySelector("[data-lines-only]").hidden = true;
  for (const one of form.querySelectorAll("[data-editor-only]")) one.hidden = false;
  label.addEventListener("click", (event) => {
    event.preventDefault();
    view.focus();
  });
  update = tools(bar, view);
  form.addEventListener("tinbai-body", (event) => show(event.detail));
}

const area = document.getElementById("than-bai");
const field = area?.form?.elements["noi-dung-json"];
if (field) start(area.form, area, field);
