"""What a Rich Text pours out, gathered: paragraphs, and tables out of cells and rows however deep they stand."""

from dataclasses import dataclass, field

from tinbai.parsers.document import Align, Paragraph, Picture, Piece, Table
from tinbai.parsers.docx.line import Line
from tinbai.parsers.docx.numbering import BULLET, Label

Row = tuple[tuple[Piece, ...], ...]
_LONGEST_ASIDE = 120  # characters; a stamp is shorter
DEEPEST = 20  # tables in tables


@dataclass(slots=True)
class _Level:
    """A table being filled."""

    rows: list[Row] = field(default_factory=list)
    row: list[tuple[Piece, ...]] = field(default_factory=list)
    cell: list[Piece] = field(default_factory=list)


@dataclass(slots=True)
class Flow:
    """The body, a text box or a note. in_row: a row was begun and not ended. asides: lines printed in capitals."""

    line: Line = field(default_factory=Line)
    after: list[Piece] = field(default_factory=list)
    label: Label | None = None
    in_row: bool = False
    asides: list[str] = field(default_factory=list)
    _pieces: list[Piece] = field(default_factory=list)
    _levels: list[_Level] = field(default_factory=list)

    @property
    def volume(self) -> tuple[int, int, int]:
        """Whether something was said since can be told by it."""
        return len(self._pieces), len(self._levels), self.line.volume

    def end_paragraph(self, depth: int, align: Align, style: str) -> None:
        """`depth`: in how many tables it stands."""
        line, self.line = self.line, Line()
        line.align, line.style, line.label = align, style, self.label
        self.label = None
        pieces = line.finish()
        if line.caps:
            texts = [piece.text for piece in pieces if isinstance(piece, Paragraph)]
            self.asides += [text.upper() for text in texts if len(text) <= _LONGEST_ASIDE]
        extra = [piece for piece in line.after if isinstance(piece, Paragraph | Picture)]
        self._at(min(depth, DEEPEST)).extend((*pieces, *extra, *self.after))
        self.after = []

    def end_cell(self, depth: int, align: Align, style: str) -> None:
        depth = min(depth, DEEPEST)
        self.end_paragraph(depth, align, style)
        level = self._levels[depth - 1]
        level.row.append(tuple(level.cell))
        level.cell = []

    def end_row(self, depth: int, merged: list[bool]) -> None:
        """`merged`: cells that are but the rest of one above or before; they go where they are empty."""
        depth = min(depth, DEEPEST)
        self._at(depth)
        level = self._levels[depth - 1]
        cells, level.row = level.row, []
        flags = merged if len(merged) == len(cells) else [False] * len(cells)
        level.rows.append(tuple(cell for cell, gone in zip(cells, flags, strict=True) if cell or not gone))

    def close(self, depth: int, align: Align, style: str) -> list[Piece]:
        """Everything, an unfinished paragraph and unfinished tables too."""
        self.end_paragraph(depth, align, style)
        self._at(0)
        return self._pieces

    def _at(self, depth: int) -> list[Piece]:
        """Where pieces at this depth go; deeper tables are finished, missing ones begun."""
        while len(self._levels) > depth:
            level = self._levels.pop()
            cells = [*level.row, tuple(level.cell)] if level.cell else level.row
            rows = (*level.rows, tuple(cells)) if cells else tuple(level.rows)
            if any(cell for row in rows for cell in row):
                (self._levels[-1].cell if self._levels else self._pieces).append(Table(rows))
        while len(self._levels) < depth:
            self._levels.append(_Level())
        return self._levels[-1].cell if self._levels else self._pieces


def label_of(text: str) -> Label | None:
    """The label that stands written before an item: "1.", or a sign, which becomes "-"."""
    text = text.strip()
    if not text:
        return None
    ordered = text != "o" and any(sign.isalnum() for sign in text)
    return Label(text if ordered else BULLET, ordered)
