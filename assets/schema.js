// The body of a story: the blocks of tinbai/model.py and nothing else, no marks. body_json.py checks the same schema.
import { Schema } from "prosemirror-model";
import { tableNodes } from "prosemirror-tables";

const words = (tag, attributes = {}) => ({
  group: "block",
  content: "inline*",
  marks: "",
  defining: true,
  parseDOM: [{ tag }],
  toDOM: () => [tag, attributes, 0],
});
const list = (tag) => ({
  group: "block",
  content: "list_item+",
  parseDOM: [{ tag }],
  toDOM: () => [tag, 0],
});
const tables = tableNodes({ tableGroup: "block", cellContent: "paragraph", cellAttributes: {} });

export const schema = new Schema({
  nodes: {
    doc: { content: "block+" },
    paragraph: { ...words("p"), defining: false },
    subhead: { ...words("h3"), parseDOM: [1, 2, 3, 4, 5, 6].map((level) => ({ tag: `h${level}` })) },
    quote: words("blockquote"),
    bullet_list: list("ul"),
    ordered_list: list("ol"),
    list_item: { content: "paragraph", defining: true, parseDOM: [{ tag: "li" }], toDOM: () => ["li", 0] },
    table: tables.table,
    table_row: { ...tables.table_row, content: "table_cell*" },
    table_cell: { ...tables.table_cell, parseDOM: ["td", "th"].map((tag) => ({ ...tables.table_cell.parseDOM[0], tag })) },
    figure: {
      group: "block",
      atom: true,
      draggable: true,
      attrs: { photo: { validate: "number" } },
      parseDOM: [{ tag: "figure[data-photo]", getAttrs: (dom) => ({ photo: Number(dom.dataset.photo) }) }],
      toDOM: (node) => ["figure", { "data-photo": node.attrs.photo }],
    },
    text: { group: "inline" },
    hard_break: { group: "inline", inline: true, selectable: false, parseDOM: [{ tag: "br" }], toDOM: () => ["br"], leafText: () => "\n" },
  },
  marks: {},
});
