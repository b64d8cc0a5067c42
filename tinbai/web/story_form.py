r"""A story as plain form fields and back, without a loss: in the body the beginning of a line says what it is.

    (blank)    ends a block              - words            item of a list
    ## words   subhead                   # words            item of a numbered list
    > words    quote                     | words | words |  row of a table
    [ảnh 2]    the second photo          \words             paragraph, whatever the words begin with
    words      paragraph

Numbers ("1. ") and other dashes are words: official texts begin their paragraphs with them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Literal

from tinbai.model import Block, Byline, Story
from tinbai.web.body_json import blocks_of_json

Kind = Literal["", "text", "subhead", "quote", "bullet", "number", "row", "photo"]

TITLE, LEAD, BODY, BYLINE = "tieu-de", "sapo", "noi-dung", "tac-gia"
BODY_JSON = "noi-dung-json"  # sent beside BODY by the editor of the browser, and then the one that counts
_BEGINNINGS: Mapping[str, Kind] = {"##": "subhead", ">": "quote", "-": "bullet", "#": "number"}
_MARKED = re.compile(r"(##|>)(?: (.*))?|([-#]) (.*\S.*)", re.DOTALL)
_PHOTO = re.compile(r"\s*\[\s*(?:ảnh|photo)\s+([1-9][0-9]{0,3})\s*\]\s*", re.IGNORECASE)
_CELLS = re.compile(r"\\.|\||[^|\\]+|\\", re.DOTALL)


def caption_name(number: int) -> str:
    """Field of the caption of a photo, counted from 1."""
    return f"ct-{number}"


def credit_name(number: int) -> str:
    return f"nc-{number}"


def fields_of(story: Story, photos: int) -> dict[str, str]:
    """What stands in each field of the form."""
    fields = {
        TITLE: story.title,
        LEAD: story.lead,
        BODY: body_text(story.body, photos),
        BYLINE: story.byline.raw if story.byline else "",
    }
    for number in range(1, photos + 1):
        fields[caption_name(number)] = _at(story.captions, number)
        fields[credit_name(number)] = _at(story.credits, number)
    return fields


def story_of(fields: Mapping[str, str], base: Story, photos: int) -> Story:
    """The story with what the fields say; a field that is missing leaves its part as it was. Raises BadBody."""
    said = {name: value.replace("\r\n", "\n").replace("\r", "\n") for name, value in fields.items()}
    old = fields_of(base, photos)
    raw = said.get(BYLINE, old[BYLINE]).strip()
    numbers = range(1, photos + 1)
    return replace(
        base,
        title=said.get(TITLE, base.title),
        lead=said.get(LEAD, base.lead),
        body=_body(said, base, photos),
        byline=base.byline if raw == old[BYLINE] else Byline(raw) if raw else None,
        captions=tuple(said.get(caption_name(n), old[caption_name(n)]) for n in numbers),
        credits=tuple(said.get(credit_name(n), old[credit_name(n)]) for n in numbers),
    )


def _body(said: Mapping[str, str], base: Story, photos: int) -> tuple[Block, ...]:
    if said.get(BODY_JSON):
        return blocks_of_json(said[BODY_JSON], photos)
    return blocks_of(said[BODY], photos) if BODY in said else base.body


def missing_photos(fields: Mapping[str, str], photos: int) -> list[int]:
    """Numbers of photos the body asks for and the story has not; such a line stays a paragraph."""
    typed = "" if fields.get(BODY_JSON) else fields.get(BODY, "")
    asked = (_PHOTO.fullmatch(line) for line in typed.splitlines())
    return [int(found[1]) for found in asked if found and int(found[1]) > photos]


def _at(texts: Sequence[str], number: int) -> str:
    return texts[number - 1] if number <= len(texts) else ""


# --- Writing -------------------------------------------------------------------------------------------------------


def body_text(blocks: Iterable[Block], photos: int) -> str:
    """The blocks as one text, a blank line between them; figures of photos that do not exist are left out."""
    written = ("\n".join(_lines(block, photos)) for block in blocks)
    return "\n\n".join(text for text in written if text)


def _lines(block: Block, photos: int) -> Iterator[str]:
    match block.type:
        case "paragraph":
            yield from (_escaped(line, photos) for line in block.text.split("\n"))
        case "subhead" | "quote":
            mark = "##" if block.type == "subhead" else ">"
            yield from (f"{mark} {line}" if line else mark for line in block.text.split("\n"))
        case "list":
            yield from (f"{'#' if block.ordered else '-'} {item}" for item in block.items)
        case "table":
            yield from (f"| {' | '.join(map(_cell, row))} |" for row in block.rows if row)
        case "figure":
            if 0 <= block.photo < photos:
                yield f"[ảnh {block.photo + 1}]"


def _escaped(line: str, photos: int) -> str:
    return line if _kind(line, photos) == "text" and not line.startswith("\\") else f"\\{line}"


def _cell(words: str) -> str:
    return words.replace("\\", "\\\\").replace("|", "\\|")


# --- Reading -------------------------------------------------------------------------------------------------------


def blocks_of(text: str, photos: int) -> tuple[Block, ...]:
    """What was written, block by block; lines of one kind without a blank line between them belong together."""
    blocks: list[Block] = []
    for kind, group in groupby(text.split("\n"), key=lambda line: _kind(line, photos)):
        blocks += _blocks(kind, list(group))
    return tuple(blocks)


def _kind(line: str, photos: int) -> Kind:
    if not line or line.isspace():
        return ""
    if found := _MARKED.fullmatch(line):
        return _BEGINNINGS[found[1] or found[3]]
    if line.startswith("|"):
        return "row"
    photo = _PHOTO.fullmatch(line)
    return "photo" if photo and int(photo[1]) <= photos else "text"


def _blocks(kind: Kind, lines: Sequence[str]) -> list[Block]:
    match kind:
        case "":
            return []
        case "text":
            return [Block("paragraph", text="\n".join(line.removeprefix("\\") for line in lines))]
        case "subhead" | "quote":
            return [Block(kind, text="\n".join(map(_after_mark, lines)))]
        case "bullet" | "number":
            return [Block("list", ordered=kind == "number", items=tuple(map(_after_mark, lines)))]
        case "row":
            return [Block("table", rows=tuple(map(_cells, lines)))]
        case "photo":
            return [Block("figure", photo=int(found[1]) - 1) for line in lines if (found := _PHOTO.fullmatch(line))]


def _after_mark(line: str) -> str:
    found = _MARKED.fullmatch(line)
    return found[2] or found[4] or "" if found else line


def _cells(line: str) -> tuple[str, ...]:
    cells = [""]
    for piece in _CELLS.findall(line.strip()[1:]):
        if piece == "|":
            cells.append("")
        else:
            cells[-1] += piece[1:] if len(piece) > 1 and piece[0] == "\\" else piece
    if len(cells) > 1 and not cells[-1].strip():
        cells.pop()  # what stands after the closing bar
    return tuple(cell.strip() for cell in cells)
