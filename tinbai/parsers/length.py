"""A text cut where no story goes on: 200,000 characters are a hundred pages, 5,000 lines as many of verse, and reading
more would only cost time."""

from dataclasses import replace

from tinbai.model import Problem
from tinbai.parsers.document import Document, Paragraph, Piece, Span
from tinbai.parsers.mail.text import plain

MOST_CHARACTERS = 200_000
MOST_PIECES = 3_000
MOST_LINES = 5_000  # breaks inside paragraphs and tables count


def shortened(document: Document) -> Document:
    """The document itself, or its beginning and a problem that tells so; pictures and notes count for nothing."""
    left, lines = MOST_CHARACTERS, MOST_LINES
    kept: list[Piece] = []
    for piece in document.pieces[:MOST_PIECES]:
        text = piece.text if isinstance(piece, Paragraph) else plain((piece,))
        breaks = text.count("\n") + 1
        if len(text) > left or breaks > lines:
            most = min(left, _end_of(text, lines))
            kept += [_cut(piece, most)] if isinstance(piece, Paragraph) and most else []
            break
        kept.append(piece)
        left -= len(text)
        lines -= breaks
    if len(kept) == len(document.pieces) and kept == list(document.pieces):
        return document
    problems = (*document.problems, Problem("text-too-long", "warning"))
    return replace(document, pieces=tuple(kept), problems=problems)


def _end_of(text: str, lines: int) -> int:
    """Where the first so many lines end."""
    return len("\n".join(text.split("\n", lines)[:lines]))


def _cut(paragraph: Paragraph, most: int) -> Paragraph:
    """The beginning of a paragraph."""
    spans: list[Span] = []
    for span in paragraph.spans:
        spans.append(replace(span, text=span.text[:most]))
        most -= len(spans[-1].text)
        if not most:
            break
    return replace(paragraph, spans=tuple(spans))
