"""A text cut where no story goes on: 200,000 characters are a hundred pages, and reading more would only cost time."""

from dataclasses import replace

from tinbai.model import Problem
from tinbai.parsers.document import Document, Paragraph, Piece, Span
from tinbai.parsers.mail.text import plain

MOST_CHARACTERS = 200_000
MOST_PIECES = 3_000


def shortened(document: Document) -> Document:
    """The document itself, or its beginning and a problem that tells so; pictures and notes count for nothing."""
    left = MOST_CHARACTERS
    kept: list[Piece] = []
    for piece in document.pieces[:MOST_PIECES]:
        size = len(piece.text) if isinstance(piece, Paragraph) else len(plain((piece,)))
        if size > left:
            kept += [_cut(piece, left)] if isinstance(piece, Paragraph) and left else []
            break
        kept.append(piece)
        left -= size
    if len(kept) == len(document.pieces) and kept == list(document.pieces):
        return document
    problems = (*document.problems, Problem("text-too-long", "warning"))
    return replace(document, pieces=tuple(kept), problems=problems)


def _cut(paragraph: Paragraph, most: int) -> Paragraph:
    """The beginning of a paragraph."""
    spans: list[Span] = []
    for span in paragraph.spans:
        spans.append(replace(span, text=span.text[:most]))
        most -= len(spans[-1].text)
        if not most:
            break
    return replace(paragraph, spans=tuple(spans))
