// What is pasted as HTML is cleaned by the server with the reader that reads mails, and comes back as blocks; the place
// for it moves along while one goes on typing. Where the server does not answer, the words go in as plain text.
import { Fragment, Slice } from "prosemirror-model";
import { Plugin, PluginKey } from "prosemirror-state";
import { schema } from "./schema.js";

const key = new PluginKey("paste");
const LONGEST = 600_000; // signs; as a form their octets may grow threefold, and the server takes 2 MB

const plain = (text) =>
  text
    .split(/\s*\n\s*/)
    .filter(Boolean)
    .map((line) => schema.node("paragraph", null, [schema.text(line)]));

// Items of lists and cells of tables hold one line.
function inOneLine(nodes) {
  const text = nodes.map((node) => node.textBetween(0, node.content.size, " ", " ")).join(" ").trim();
  return text ? [schema.node("paragraph", null, [schema.text(text)])] : [];
}

function insert(view, id, nodes) {
  const range = key.getState(view.state)?.get(id);
  if (!range || view.isDestroyed) return;
  if (view.state.doc.resolve(range.from).depth > 1) nodes = inOneLine(nodes);
  const open = (node) => Number(node?.type === schema.nodes.paragraph);
  const slice = new Slice(Fragment.from(nodes), open(nodes[0]), open(nodes.at(-1)));
  const tr = view.state.tr.setMeta(key, { drop: id }).setMeta("paste", true).setMeta("uiEvent", "paste");
  if (nodes.length) tr.replaceRange(range.from, range.to, slice).scrollIntoView();
  view.dispatch(tr);
}

// Pictures cannot come this way, and their octets may be large.
const lean = (html) => html.replace(/\ssrc\s*=\s*("data:[^"]*"|'data:[^']*')/gi, "");

async function cleaned(form, html) {
  if (html.length > LONGEST) return null;
  const body = new URLSearchParams({ csrf: form.elements.csrf.value, html });
  const answer = await fetch(form.dataset.paste, { method: "POST", body, redirect: "manual" }).catch(() => null);
  if (!answer?.ok) return null;
  const { content } = await answer.json();
  const nodes = content.map((one) => schema.nodeFromJSON(one));
  nodes.forEach((node) => node.check());
  return nodes;
}

export const paste = (form, say) => {
  function take(view, event, data, { from, to }) {
    const html = lean(data?.getData("text/html") ?? "");
    if (!html || html.includes("data-pm-slice")) return false;
    event.preventDefault();
    const text = data.getData("text/plain");
    const id = {};
    if (from < to) view.dispatch(view.state.tr.delete(from, to));
    view.dispatch(view.state.tr.setMeta(key, { add: { id, from, to: from } }));
    cleaned(form, html)
      .catch(() => null)
      .then((nodes) => {
        insert(view, id, nodes ?? plain(text));
        say(nodes ? "" : form.dataset.pastePlain);
      });
    return true;
  }

  return new Plugin({
    key,
    state: {
      init: () => new Map(),
      apply(tr, waiting) {
        const meta = tr.getMeta(key);
        if (!meta && !(tr.docChanged && waiting.size)) return waiting;
        const next = new Map();
        for (const [id, { from, to }] of waiting)
          if (id !== meta?.drop) next.set(id, { from: tr.mapping.map(from, 1), to: tr.mapping.map(to, 1) });
        if (meta?.add) next.set(meta.add.id, meta.add);
        return next;
      },
    },
    props: {
      handleDOMEvents: {
        // before ProseMirror looks at it: it would build the foreign markup in a document of its own
        paste: (view, event) => take(view, event, event.clipboardData, view.state.selection),
        drop(view, event) {
          const at = view.dragging ? null : view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos;
          return at != null && take(view, event, event.dataTransfer, { from: at, to: at });
        },
      },
    },
  });
};
