"""Documents written down shortly: "<bc>TITLE" is bold and centred, "<pic>a.jpg" a picture, a list of lists a table.

Looks: b bold, i italic, c centred, r right, j justified, L larger, h heading 1, C style caption, l item of
Word's list ("-"), n numbered item of Word's list ("1.", n2: "2."), q cited.
"""

import re
from collections.abc import Sequence

from tinbai.model import Byline
from tinbai.parsers.document import Align, Document, Paragraph, Picture, Piece, Span, Table
from tinbai.parsers.story.structure import Structured

Cell = str | tuple[str, ...]
Sheet = str | list[list[Cell]]
_LOOK = re.compile(r"^<([a-zA-Z]+)(\d?)>")


def paper(*sheets: Sheet) -> Document:
    return Document(tuple(_piece(sheet) for sheet in sheets))


def plain(*lines: str) -> Document:
    """The same words with no looks at all, as a text mail brings them."""
    return paper(*(_LOOK.sub("", line) for line in lines))


def _piece(sheet: Sheet) -> Piece:
    if isinstance(sheet, list):
        return Table(tuple(tuple(_cell(cell) for cell in row) for row in sheet))
    return _line(sheet)


def _cell(cell: Cell) -> tuple[Piece, ...]:
    lines: Sequence[str] = (cell,) if isinstance(cell, str) else cell
    return tuple(_line(line) for line in lines if line)


def _line(text: str) -> Piece:
    match = _LOOK.match(text)
    looks = match[1] if match else ""
    words = text[match.end() :] if match else text
    if looks == "pic":
        return Picture(words, b"")
    aligns: dict[str, Align] = {"c": "center", "r": "right", "j": "justify"}
    align: Align = next((aligns[letter] for letter in looks if letter in aligns), "left")
    style = "heading 1" if "h" in looks else "caption" if "C" in looks else ""
    label = f"{match[2] or 1}." if match and "n" in looks else "-" if "l" in looks else None
    span = Span(words, "b" in looks, "i" in looks, 16.0 if "L" in looks else 14.0)
    return Paragraph((span,), align, style, label, "n" in looks, 1 if "q" in looks else 0)


def seen(stories: Sequence[Structured]) -> dict[str, object]:
    """The first story in plain values, to be compared key by key."""
    story = stories[0]
    byline = story.byline or Byline("")
    words = ("paragraph", "subhead", "quote")
    return {
        "stories": len(stories),
        "title": story.title,
        "lead": story.lead,
        "body": [block.text for block in story.body if block.type in words],
        "subheads": [block.text for block in story.body if block.type == "subhead"],
        "quotes": [block.text for block in story.body if block.type == "quote"],
        "lists": [(block.ordered, block.items) for block in story.body if block.type == "list"],
        "tables": [block.rows for block in story.body if block.type == "table"],
        "figures": [block.photo for block in story.body if block.type == "figure"],
        "raw": byline.raw,
        "authors": byline.authors,
        "unit": byline.unit,
        "source": byline.source,
        "photos": [(shown.caption, shown.credit) for shown in story.pictures],
        "loose": [(one.number, one.caption, one.credit) for one in story.loose_captions],
        "dateline": story.dateline,
        "genre": story.genre,
        "photo_credit": story.photo_credit,
    }
