"""The lines of a document as a reader of the paper sees them: paragraphs, cells, columns typed with wide gaps."""

import re
from collections.abc import Iterable, Iterator

from tinbai.parsers.document import Document, Paragraph, Piece, Table

_BREAK = re.compile(r"[\n\r\v\f\u2028\u2029]+")
_GAP = re.compile(r"\t+| {2,}|\u00a0{2,}")


def lines(document: Document) -> Iterator[str]:
    """Every line of the pieces, cells of tables included, in reading order; never empty."""
    return lines_of(document.pieces)


def lines_of(pieces: Iterable[Piece]) -> Iterator[str]:
    for piece in pieces:
        if isinstance(piece, Paragraph):
            yield from split_lines(piece.text)
        elif isinstance(piece, Table):
            for cell in cells(piece):
                yield from lines_of(cell)


def cells(table: Table) -> Iterator[tuple[Piece, ...]]:
    for row in table.rows:
        yield from row


def split_lines(text: str) -> Iterator[str]:
    for line in _BREAK.split(text) if _BREAK.search(text) else (text,):
        if stripped := line.strip():
            yield stripped


def columns(line: str) -> Iterable[str]:
    """The parts of a line that stand apart by a tab or more than one blank."""
    return (part for part in _GAP.split(line) if part) if _GAP.search(line) else (line,)
