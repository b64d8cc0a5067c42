"""Slides and sheets as an item: one of kind document, whatever stands in it; figures and slogans are no story."""

from collections.abc import Iterator

from tinbai.model import Block, Hold, ItemKind
from tinbai.parsers import dispatch, flow, marks, sniff
from tinbai.parsers.document import Document, Paragraph, Table
from tinbai.parsers.story.sketch import Sketch, worse

SLIDES, SHEETS = sniff.OOXML + "presentationml.presentation", sniff.OOXML + "spreadsheetml.sheet"
EVIDENCE = frozenset({SLIDES, SHEETS})


def evidence(document: Document, source: str, number: float, hold: Hold | None) -> list[Sketch]:
    """The item of a repaired document; none where nothing stands in it. `hold`: what the mail as a whole demands."""
    hold = worse(hold, marks.hold_of(document))
    if not document.pieces and not hold:
        return []
    kind: ItemKind = "dispatch" if dispatch.score(document) >= dispatch.DISPATCH else "document"
    if hold == "secret":
        return [Sketch(kind, source, number, hold)]
    body = tuple(_blocks(document))
    return [Sketch(kind, source, number, hold, body=body, encoding=document.encoding, repairs=document.repairs)]


def _blocks(document: Document) -> Iterator[Block]:
    for piece in document.pieces:
        if isinstance(piece, Table):
            rows = (tuple(" ".join(line.text for line in flow.paragraphs(cell)) for cell in row) for row in piece.rows)
            yield Block("table", rows=tuple(rows))
        elif isinstance(piece, Paragraph):
            yield Block("paragraph", text=piece.text)
