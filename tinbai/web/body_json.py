"""A story's body as the editor in the browser holds it, to blocks and back: JSON of the schema in assets/schema.js.

    doc             block+                            list_item, table_cell   one paragraph
    paragraph, subhead, quote   (text | hard_break)*  table                   table_row+ of table_cell+
    bullet_list, ordered_list   list_item+            figure                  {photo}: place among the story's photos

A row with fewer cells than others is as wide as they are: its last cell spans the rest. The browser is not trusted:
whatever is not of this form is refused, and nothing of it but words and places of photos ever reaches a block.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from tinbai.model import Block

Node = Mapping[str, object]

_TEXTS: Mapping[str, Literal["paragraph", "subhead", "quote"]] = {
    "paragraph": "paragraph",
    "subhead": "subhead",
    "quote": "quote",
}
_LISTS = {"bullet_list": False, "ordered_list": True}


class BadBody(ValueError):
    """It is not of the editor's form."""


# --- To the browser ------------------------------------------------------------------------------------------------


def json_of(blocks: Iterable[Block], photos: int) -> str:
    """The blocks as the editor's document; figures of photos that do not exist are left out."""
    content = list(nodes_of(blocks, photos)) or [{"type": "paragraph"}]
    return json.dumps({"type": "doc", "content": content}, ensure_ascii=False, separators=(",", ":"))


def nodes_of(blocks: Iterable[Block], photos: int) -> Iterator[Node]:
    """A node for each block that has something to show."""
    for block in blocks:
        match block.type:
            case "list" if block.items:
                kind = "ordered_list" if block.ordered else "bullet_list"
                yield {"type": kind, "content": [_holding("list_item", item) for item in block.items]}
            case "table" if any(block.rows):
                width = max(map(len, block.rows))
                yield {"type": "table", "content": [_row(row, width) for row in block.rows if row]}
            case "figure" if 0 <= block.photo < photos:
                yield {"type": "figure", "attrs": {"photo": block.photo}}
            case "paragraph" | "subhead" | "quote":
                yield _words(block.type, block.text)


def _row(cells: Sequence[str], width: int) -> Node:
    made = [_holding("table_cell", cell) for cell in cells]
    if len(cells) < width:
        made[-1] = {**made[-1], "attrs": {"colspan": width - len(cells) + 1}}
    return {"type": "table_row", "content": made}


def _holding(kind: str, text: str) -> dict[str, object]:
    return {"type": kind, "content": [_words("paragraph", text)]}


def _words(kind: str, text: str) -> Node:
    content: list[Node] = []
    for number, line in enumerate(text.split("\n")):
        content += [{"type": "hard_break"}] if number else []
        content += [{"type": "text", "text": line}] if line else []
    return {"type": kind, "content": content} if content else {"type": kind}


# --- From the browser ----------------------------------------------------------------------------------------------


def blocks_of_json(text: str, photos: int) -> tuple[Block, ...]:
    """What the editor holds, block by block. Raises BadBody."""
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError):
        raise BadBody("no JSON") from None
    return tuple(_block(node, photos) for node in _content(found, "doc"))


def _block(node: Node, photos: int) -> Block:
    kind = _kind(node)
    if kind in _TEXTS:
        return Block(_TEXTS[kind], text=_text(node, kind))
    if kind in _LISTS:
        return Block(
            "list", ordered=_LISTS[kind], items=tuple(_held(item, "list_item") for item in _content(node, kind))
        )
    if kind == "table":
        return Block("table", rows=tuple(_cells(row) for row in _content(node, kind)))
    photo = _attributes(node, "photo").get("photo")
    if kind != "figure" or type(photo) is not int or not 0 <= photo < photos or "content" in node:
        raise BadBody(f"a block of the kind {kind[:20]!r}")
    return Block("figure", photo=photo)


def _cells(row: Node) -> tuple[str, ...]:
    return tuple(_held(cell, "table_cell", "colspan", "rowspan", "colwidth") for cell in _content(row, "table_row"))


def _held(node: Node, kind: str, *attributes: str) -> str:
    """The words of the one paragraph in it."""
    held = _content(node, kind, *attributes)
    if len(held) != 1:
        raise BadBody(f"{kind} holds {len(held)} paragraphs")
    return _text(held[0], "paragraph")


def _text(node: Node, kind: str) -> str:
    if "content" not in node and _kind(node) == kind:
        _attributes(node)
        return ""
    return "".join(_inline(one) for one in _content(node, kind))


def _inline(node: Node) -> str:
    match dict(node):
        case {"type": "text", "text": str(words), **rest} if not rest:
            return words
        case {"type": "hard_break", **rest} if not rest:
            return "\n"
    raise BadBody("words of another form")


def _content(node: object, kind: str, *attributes: str) -> list[Node]:
    """What a node of that kind holds: nodes, at least one."""
    if not isinstance(node, dict) or _kind(node) != kind:
        raise BadBody(f"no {kind}")
    _attributes(node, *attributes)
    content = node.get("content")
    if not isinstance(content, list) or not content or not all(isinstance(one, dict) for one in content):
        raise BadBody(f"{kind} holds nothing")
    return content


def _kind(node: Node) -> str:
    return str(node.get("type", ""))


def _attributes(node: Node, *allowed: str) -> Mapping[str, object]:
    attributes = node.get("attrs", {})
    if (
        not isinstance(attributes, dict)
        or attributes.keys() - set(allowed)
        or node.keys() - {"type", "attrs", "content"}
    ):
        raise BadBody("something the schema does not know")
    return attributes
