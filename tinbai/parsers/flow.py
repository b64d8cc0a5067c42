"""Walking a document: its paragraphs and pictures, the same document with others in their place, its lines as seen."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from tinbai.parsers.document import Document, Paragraph, Picture, Piece, Table

_BREAK = re.compile(r"[\n\r\v\f\u2028\u2029]+")
_GAP = re.compile(r"\t+| {2,}|\u00a0{2,}")


def paragraphs(pieces: Iterable[Piece]) -> Iterator[Paragraph]:
    """All paragraphs in reading order, those in tables included."""
    for piece in pieces:
        if isinstance(piece, Paragraph):
            yield piece
        elif isinstance(piece, Table):
            for cell in cells(piece):
                yield from paragraphs(cell)


def pictures(pieces: Iterable[Piece]) -> Iterator[Picture]:
    """All pictures in reading order, those in tables included."""
    for piece in pieces:
        if isinstance(piece, Picture):
            yield piece
        elif isinstance(piece, Table):
            for cell in cells(piece):
                yield from pictures(cell)


def cells(table: Table) -> Iterator[tuple[Piece, ...]]:
    for row in table.rows:
        yield from row


def renewed(pieces: Iterable[Piece], texts: Iterator[Paragraph], alts: Iterator[str]) -> tuple[Piece, ...]:
    """The pieces with every paragraph replaced by the next of `texts`, every alternative text by the next of `alts`."""
    return tuple(_renewed(piece, texts, alts) for piece in pieces)


def _renewed(piece: Piece, texts: Iterator[Paragraph], alts: Iterator[str]) -> Piece:
    if isinstance(piece, Paragraph):
        return next(texts)
    if isinstance(piece, Picture):
        return replace(piece, alt=next(alts))
    return Table(tuple(tuple(renewed(cell, texts, alts) for cell in row) for row in piece.rows))


def lines(document: Document) -> Iterator[str]:
    """Every line of the pieces, cells of tables included, in reading order; never empty."""
    for paragraph in paragraphs(document.pieces):
        yield from split_lines(paragraph.text)


def split_lines(text: str) -> Iterator[str]:
    for line in _BREAK.split(text) if _BREAK.search(text) else (text,):
        if stripped := line.strip():
            yield stripped


def parts(line: str) -> list[str]:
    """The line, and what in it stands apart by a tab or more than one blank: columns typed by hand."""
    return [line, *(part for part in _GAP.split(line) if part)] if _GAP.search(line) else [line]
