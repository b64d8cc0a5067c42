// What the buttons and keys of the editor do; a command that does not fit where the caret stands is switched off.
import { setBlockType } from "prosemirror-commands";
import { liftListItem, wrapInList } from "prosemirror-schema-list";
import { NodeSelection, Selection, TextSelection } from "prosemirror-state";
import * as tables from "prosemirror-tables";
import { schema } from "./schema.js";

const { paragraph, subhead, quote, bullet_list, ordered_list, list_item, table, table_row, table_cell, figure, hard_break } = schema.nodes;

// The place of the top block in which the selection begins.
const place = (state) => state.selection.$from.index(0);

export function kind(state) {
  const { $from } = state.selection;
  return $from.depth ? $from.node(1).type.name : (state.selection.node ?? state.doc).type.name;
}

const toggled = (type) => (state, dispatch) =>
  setBlockType(kind(state) === type.name ? paragraph : type)(state, dispatch);

const listed = (type) => (state, dispatch) => {
  if (kind(state) === type.name) return liftListItem(list_item)(state, dispatch);
  if (![bullet_list.name, ordered_list.name].includes(kind(state))) return wrapInList(type)(state, dispatch);
  dispatch?.(state.tr.setNodeMarkup(state.selection.$from.before(1), type));
  return true;
};

// Puts a block behind the one in which the caret stands, in place of it where that is an empty paragraph.
function put(state, dispatch, node, inside) {
  const { $from } = state.selection;
  const block = $from.depth ? $from.node(1) : null;
  const empty = block?.type === paragraph && block.content.size === 0;
  const from = empty ? $from.before(1) : $from.depth ? $from.after(1) : state.selection.to;
  const tr = state.tr.replaceWith(from, empty ? $from.after(1) : from, node);
  const after = from + node.nodeSize;
  if (!inside && after === tr.doc.content.size) tr.insert(after, paragraph.create());
  tr.setSelection(inside ? TextSelection.near(tr.doc.resolve(from + 1)) : Selection.near(tr.doc.resolve(after)));
  dispatch(tr.scrollIntoView());
}

export const photo = (number) => (state, dispatch) => {
  if (dispatch) put(state, dispatch, figure.create({ photo: number }), false);
  return true;
};

function newTable(state, dispatch) {
  if (kind(state) === table.name) return false;
  const row = () => table_row.create(null, [0, 1].map(() => table_cell.createAndFill()));
  if (dispatch) put(state, dispatch, table.create(null, [row(), row()]), true);
  return true;
}

// Shift+Enter: a new line in the same block; items and cells have one line only.
export function newLine(state, dispatch) {
  if (!state.selection.$from.parent.inlineContent || state.selection.$from.depth !== 1) return false;
  dispatch?.(state.tr.replaceSelectionWith(hard_break.create()).scrollIntoView());
  return true;
}

const moved = (by) => (state, dispatch) => {
  const at = place(state);
  const to = at + by;
  if (at >= state.doc.childCount || to < 0 || to >= state.doc.childCount) return false;
  if (!dispatch) return true;
  const block = state.doc.child(at);
  let from = 0;
  state.doc.forEach((_, offset, index) => index === at && (from = offset));
  const passed = state.doc.child(to).nodeSize;
  const tr = state.tr.delete(from, from + block.nodeSize);
  const target = by < 0 ? from - passed : from + passed;
  tr.insert(target, block);
  const caret = state.selection.from - from + target;
  tr.setSelection(
    state.selection instanceof NodeSelection && state.selection.$from.depth === 0
      ? NodeSelection.create(tr.doc, target)
      : TextSelection.near(tr.doc.resolve(caret)),
  );
  dispatch(tr.scrollIntoView());
  return true;
};

// By the names of the buttons (data-do).
export const commands = {
  paragraph: setBlockType(paragraph),
  subhead: toggled(subhead),
  quote: toggled(quote),
  bullets: listed(bullet_list),
  numbers: listed(ordered_list),
  table: newTable,
  "row-add": tables.addRowAfter,
  "row-delete": tables.deleteRow,
  "column-add": tables.addColumnAfter,
  "column-delete": tables.deleteColumn,
  "table-delete": tables.deleteTable,
  up: moved(-1),
  down: moved(1),
};
// data-do -> the block that makes its button look pressed
export const pressed = { subhead: "subhead", quote: "quote", bullets: "bullet_list", numbers: "ordered_list" };
