"""What stands beside the text of a document, as lines: headers, footers, comments, properties. No story, but searched
for stamps of secrecy."""

from collections.abc import Iterable

from tinbai.parsers import flow
from tinbai.parsers.document import Paragraph, Piece
from tinbai.parsers.encoding import legacy

LONGEST = 20_000  # characters of one note


def text_of(pieces: Iterable[Piece]) -> str:
    """The words of pieces, each line in an old font once more as it is seen."""
    lines: list[str] = []
    for paragraph in flow.paragraphs(pieces):
        lines.append(paragraph.text)
        if decoded := _decoded(paragraph):
            lines.append(decoded)
    return "\n".join(lines)[:LONGEST]


def _decoded(paragraph: Paragraph) -> str:
    """What a line says by its old font: notes are kept without fonts, and a stamp is too short for statistics."""
    out = ""
    for span in paragraph.spans:
        kind = legacy.kind_of_font(span.font)
        text = legacy.DECODE[kind](span.text) if kind else span.text
        out += text.upper() if legacy.prints_capitals(span.font) else text
    return "" if out == paragraph.text else out
