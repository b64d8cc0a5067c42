"""What every reader (docx, html, txt, ...) yields: paragraphs, tables and pictures in reading order, looks kept.

structure.py turns a Document into a story; no reader decides what is a title or a caption.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from tinbai.model import Encoding, Problem, Repair
from tinbai.picture import Crop

Align = Literal["left", "center", "right", "justify"]
FOOTNOTE = "footnote"  # style of a paragraph that stands below the text, whatever its file calls it


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text in one look. `font` is resolved through styles and theme; None when unknown."""

    text: str
    bold: bool = False
    italic: bool = False
    size: float | None = None  # points
    font: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    spans: tuple[Span, ...]
    align: Align = "left"
    style: str = ""  # name of the paragraph style, lower-case: "heading 1", "title", "caption"
    list_label: str | None = None  # resolved label, "1." or "-"; None: no list item
    ordered: bool = False
    quoted: int = 0  # depth of citation (blockquote, ">"), mail bodies only
    links: tuple[str, ...] = ()  # sites of mail/links.py behind its words, HTML bodies only

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class Table:
    """rows[r][c] holds the flow of one cell; merged cells stand once."""

    rows: tuple[tuple[tuple["Piece", ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture at its place. `data` is None when it is missing, linked or named only by `content_id` (HTML cid:)."""

    name: str
    data: bytes | None = None
    alt: str = ""
    content_id: str | None = None
    crop: Crop | None = None  # of the picture as its octets have it


Piece = Paragraph | Table | Picture


def footnotes(pieces: Iterable[Piece]) -> list[Piece]:
    """What stands below the text, said so in the style of its paragraphs."""
    return [replace(one, style=FOOTNOTE) if isinstance(one, Paragraph) else one for one in pieces]


@dataclass(frozen=True, slots=True)
class Document:
    """pieces: what a reader of the paper sees, once. notes: headers, footers, comments, properties, alt texts,
    which are never story text but are searched for secrecy stamps."""

    pieces: tuple[Piece, ...]
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    encoding: Encoding = "unicode"
    title_hint: str | None = field(default=None)  # document properties or <title>
    repairs: tuple[Repair, ...] = ()  # paragraphs whose letters were converted
