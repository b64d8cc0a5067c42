"""Word files before .docx (.doc, .dot) to a Document, by our own reading of them: what a reader of the paper sees.

In: results of fields, text boxes after their paragraph, foot- and endnotes at the end. Out: deletions, hidden text,
codes of fields. Headers, footers and comments are notes.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tinbai.model import Problem
from tinbai.parsers.doc import fib as doc_fib
from tinbai.parsers.doc.drawings import Drawing, read_drawing
from tinbai.parsers.doc.fib import WORD_2, Fib, TooOld, bare_fib, read_fib
from tinbai.parsers.doc.lists import OldNumbers, read_doc_lists
from tinbai.parsers.doc.pictures import Pictures
from tinbai.parsers.doc.salvage import is_whole, salvaged_fib, salvaged_text
from tinbai.parsers.doc.styles import Styles, read_styles
from tinbai.parsers.doc.text import Text, positions, read_text
from tinbai.parsers.doc.walk import Anchors, Walk
from tinbai.parsers.doc.word6 import read_old_text
from tinbai.parsers.document import Document, Piece, footnotes
from tinbai.parsers.marks import stamps
from tinbai.parsers.notes import text_of
from tinbai.parsers.ole import Ole
from tinbai.parsers.ooxml import Damaged, Encrypted, TooLarge
from tinbai.parsers.property_sets import properties

_SPA, _BOX, _REUSABLE, _BOX_SHAPE = 26, 22, 8, 14  # octets of an anchor and of a text box, and places in it
_MOST_MARGINS = 600


def read_doc(data: bytes | memoryview) -> Document:
    """Never raises for bad input: document-encrypted, document-damaged, document-too-large; format-not-read for what is
    older than Word 2."""
    try:
        if data[:2] == WORD_2:
            return _Reader(None, bare_fib(bytes(data))).document()
        return _opened(bytes(data)).document()
    except Encrypted:
        code = "document-encrypted"
    except TooLarge:
        code = "document-too-large"
    except TooOld:
        code = "format-not-read"
    except (Damaged, struct.error):
        code = "document-damaged"
    return Document((), problems=(Problem(code, "grave"),))


def _opened(data: bytes) -> "_Reader":
    try:
        ole = Ole(data)
        return _Reader(ole, read_fib(ole))
    except (Damaged, struct.error):
        return _Reader(None, salvaged_fib(data), is_damaged=True)


@dataclass(slots=True)
class _Reader:
    ole: Ole | None
    fib: Fib
    is_damaged: bool = False
    lost_looks: bool = False
    text: Text = field(init=False)
    styles: Styles = field(init=False)
    drawing: Drawing = field(init=False)
    numbers: OldNumbers | None = None

    def __post_init__(self) -> None:
        if self.fib.is_old:
            self.text, self.styles, self.numbers = read_old_text(self.fib)
        else:
            self.lost_looks = self.is_damaged and not self.fib.table
            self.text = salvaged_text(self.fib) if self.lost_looks else read_text(self.fib)
            self.styles = read_styles(self.fib)
        self.drawing = read_drawing(self.fib.part(doc_fib.DRAWINGS), self.fib.main)

    def document(self) -> Document:
        data = self.ole.optional("Data") if self.ole else b""
        walk, pieces = self._walked(data, lenient=False)
        if walk.is_cut_short:
            walk, pieces = self._walked(data, lenient=True)
        title, written = properties(self.ole) if self.ole else (None, [])
        notes = dict.fromkeys([*walk.asides, *self._notes(walk), *stamps(walk.unseen), *written])
        problems = list(walk.pictures.problems())
        if walk.is_too_long:
            problems.append(Problem("text-too-long", "warning"))
        elif self.is_damaged or not is_whole(self.fib, self.text):
            problems.append(Problem("document-damaged", "warning" if pieces else "grave"))
        if self.lost_looks and pieces:
            problems.append(Problem("looks-lost", "warning"))
        return Document(tuple(pieces), tuple(note for note in notes if note), tuple(problems), title_hint=title)

    def _walked(self, data: bytes, lenient: bool) -> tuple[Walk, list[Piece]]:
        pictures = Pictures(data, self.drawing, len(data) + len(self.fib.main))
        lists = self.numbers.lists() if self.numbers else read_doc_lists(self.fib)
        walk = Walk(self.text, self.styles, lists, pictures, self._anchors(), lenient)
        pieces = walk.flow(*self.fib.range(doc_fib.TEXT))
        for number, box in walk.anchors.boxes.items():
            if number not in walk.done:
                pieces += walk.flow(*box)
        pieces += self._tail(walk, doc_fib.FOOTNOTES, doc_fib.NOTES)
        pieces += self._tail(walk, doc_fib.ENDNOTES, doc_fib.ENDS)
        return walk, pieces

    def _anchors(self) -> Anchors:
        anchors = Anchors()
        table = self.fib.part(doc_fib.ANCHORS)
        bounds, begin = positions(table, _SPA)
        for number, position in enumerate(bounds[:-1]):
            shape = self.drawing.shapes.get(struct.unpack_from("<I", table, begin + _SPA * number)[0])
            if shape:
                anchors.shapes[position] = shape
        table = self.fib.part(doc_fib.BOXES)
        bounds, begin = positions(table, _BOX)
        for number, span in enumerate(self._ranges(bounds, doc_fib.TEXT_BOXES)):
            place = begin + _BOX * number
            if not bounds:
                anchors.boxes[0] = span
            elif not table[place + _REUSABLE]:
                anchors.boxes.setdefault(struct.unpack_from("<I", table, place + _BOX_SHAPE)[0], span)
        return anchors

    def _tail(self, walk: Walk, places: tuple[int, int], part: int) -> Iterator[Piece]:
        """Notes in order, but those whose reference is deleted or hidden."""
        references, _ = positions(self.fib.part(places[0]), 2)
        bounds, _ = positions(self.fib.part(places[1]), 0)
        for number, span in enumerate(self._ranges(bounds[:-1], part)):
            if number >= len(references) - 1 or walk.is_shown(references[number]):
                yield from footnotes(walk.flow(*span))

    def _notes(self, walk: Walk) -> Iterator[str]:
        """Headers, footers, comments and the text boxes of headers; their pictures are not ours."""
        bounds, _ = positions(self.fib.part(doc_fib.HEADERS), 0)
        asides = len(walk.asides)
        for span in self._ranges(bounds[:-1], doc_fib.MARGINS)[:_MOST_MARGINS]:
            yield text_of(walk.flow(*span))
        for part in (doc_fib.COMMENTS, doc_fib.MARGIN_BOXES):
            yield text_of(walk.flow(*self.fib.range(part)))
        yield from walk.asides[asides:]
        for shape in self.drawing.shapes.values():  # those of headers: where they hang nothing but a watermark does
            if shape.number not in walk.done and not shape.is_hidden:
                yield from (shape.alt, shape.words.strip())

    def _ranges(self, bounds: Sequence[int], part: int) -> list[tuple[int, int]]:
        """The stretches of a part of the text that a table tells apart; the whole part where it makes no sense."""
        first, last = self.fib.range(part)
        if first == last:
            return []
        if list(bounds) != sorted(bounds) or len(bounds) < 2:
            bounds = (0, last - first)
        ends = [min(first + bound, last) for bound in bounds]
        return [(begin, end) for begin, end in pairwise(ends)]
