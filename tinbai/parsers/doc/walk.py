"""The walk over the text of a Word 97 file: characters with their looks into paragraphs, tables and pictures.

A paragraph is gathered first: its style, which its characters build on, is known only at its mark.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from tinbai.parsers.doc.drawings import Shape
from tinbai.parsers.doc.pictures import Pictures
from tinbai.parsers.doc.styles import Characters, Paragraphs, Styles
from tinbai.parsers.doc.text import Stretch, Text, joined
from tinbai.parsers.document import Paragraph, Piece, Span
from tinbai.parsers.docx.fields import Fields
from tinbai.parsers.docx.numbering import Lists
from tinbai.parsers.docx.styles import Look
from tinbai.parsers.docx.symbols import symbol
from tinbai.parsers.rtf.flow import Flow

MOST_CHARACTERS: Final = 500_000  # more than twice what is read of any document
MOST_STRETCHES: Final = 150_000  # looks that change, ends of cells; up to 25 µs each
_MARK: Final = re.compile("[\x00-\x08\x0b-\x1f]")
_PICTURE, _ANCHOR, _FIELD, _FIELD_RESULT, _FIELD_END = "\x01", "\x08", "\x13", "\x14", "\x15"
_CELL, _PARAGRAPH, _PAGE = "\x07", "\r", "\f"
_SIGNS: Final = {"\x0b": "\n", "\x0e": "\n", _PAGE: "\n", "\x1e": "-", "\x1f": "\u00ad"}
_LONGEST_LABEL_LEVEL: Final = 8


@dataclass(frozen=True, slots=True)
class Anchors:
    """Where floating shapes hang: character position -> shape; and the text box of a shape: its number -> range."""

    shapes: dict[int, Shape] = field(default_factory=dict)
    boxes: dict[int, tuple[int, int]] = field(default_factory=dict)


@dataclass(slots=True)
class Walk:
    """`lenient`: show codes of fields too, because an end of one is missing. asides: lines printed in capitals and
    alternative texts, which may bear a stamp; unseen: what is hidden or deleted, a paragraph each. done: boxes that
    were met."""

    text: Text
    styles: Styles
    lists: Lists
    pictures: Pictures
    anchors: Anchors
    lenient: bool = False
    asides: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    done: set[int] = field(default_factory=set)
    is_cut_short: bool = False
    is_too_long: bool = False
    _fields: Fields = field(default_factory=Fields)
    _gone: list[str] = field(default_factory=list)
    _looks: dict[Characters, Look] = field(default_factory=dict)
    _characters: int = 0
    _stretches: int = 0

    def flow(self, first: int, last: int) -> list[Piece]:
        """What stands from one position to another; fields that are not ended there are at its end."""
        outer, self._fields = self._fields, Fields()
        flow, gathered, paragraph = Flow(), list[Stretch](), Paragraphs()
        for stretch, mark in self._split(first, last):
            gathered.append(stretch)
            if mark:
                paragraph = self._end(flow, gathered, mark)
                gathered = []
        if gathered:
            paragraph = self._paragraph(gathered[-1])
            self._say_all(flow, gathered, paragraph)
        pieces = flow.close(paragraph.depth, paragraph.align, self.styles.name(paragraph.style))
        self.asides += flow.asides
        self.is_cut_short = self.is_cut_short or bool(self._fields.hide)
        self._fields = outer
        return pieces

    def is_shown(self, position: int) -> bool:
        """Whether the character there is neither hidden nor deleted."""
        stretch = next(self.text.stretches(position, position + 1), None)
        return stretch is None or self.styles.characters(0, stretch.looks, stretch.changes).is_shown

    # --- Paragraphs --------------------------------------------------------------------------------------------

    def _split(self, first: int, last: int) -> Iterator[tuple[Stretch, str]]:
        """Stretches cut after each mark that ends a paragraph, and that mark."""
        for stretch in self.text.stretches(first, last):
            begin = 0
            for found in _MARK.finditer(stretch.text):
                if found[0] in (_PARAGRAPH, _CELL) or (found[0] == _PAGE and self._ends_section(stretch, found)):
                    yield _part(stretch, begin, found.end()), found[0]
                    begin = found.end()
                    if self._is_enough(1, 0):
                        return
            if begin < len(stretch.text):
                yield _part(stretch, begin, len(stretch.text)), ""
            if self._is_enough(1, len(stretch.text)):
                return

    def _is_enough(self, stretches: int, characters: int) -> bool:
        self._stretches += stretches
        self._characters += characters
        self.is_too_long = self._characters > MOST_CHARACTERS or self._stretches > MOST_STRETCHES
        return self.is_too_long

    def _ends_section(self, stretch: Stretch, found: "re.Match[str]") -> bool:
        """A break of pages in a paragraph and the end of a section are the same character."""
        place = stretch.place + found.start() * stretch.width
        return self.text.paragraph(place)[0] <= place + stretch.width

    def _paragraph(self, stretch: Stretch) -> Paragraphs:
        """The paragraph that the last character of a stretch belongs to."""
        place = stretch.place + (len(stretch.text) - 1) * stretch.width
        return self.styles.paragraph(self.text.paragraph(place)[1], stretch.changes)

    def _end(self, flow: Flow, gathered: list[Stretch], mark: str) -> Paragraphs:
        paragraph = self._paragraph(gathered[-1])
        look = self._look_of(gathered[-1], paragraph)
        self._say_all(flow, gathered, paragraph)
        depth, align, style = paragraph.depth, paragraph.align, self.styles.name(paragraph.style)
        if mark == _CELL or paragraph.ends_cell or paragraph.ends_inner_row:
            depth = max(1, depth) if mark == _CELL else max(2, depth)
            if paragraph.ends_row or paragraph.ends_inner_row:
                flow.end_row(depth, list(paragraph.merged))
            else:
                flow.end_cell(depth, align, style)
        elif paragraph.drop_cap:
            flow.line.go_on([replace(span, size=None) for span in flow.line.carry()])
        elif not look.deleted:
            flow.end_paragraph(depth, align, style)
        return paragraph

    def _say_all(self, flow: Flow, gathered: list[Stretch], paragraph: Paragraphs) -> None:
        number = paragraph.list_number
        has_words = any(one.text.strip("\r\x07\f ") for one in gathered)
        if has_words and not number:
            self.lists.interrupt()
        if number and not paragraph.ends_row and has_words:
            flow.label = flow.label or self.lists.next(str(number), min(paragraph.level, _LONGEST_LABEL_LEVEL))
        for stretch in gathered:
            self._say(flow, stretch, paragraph)
        if self._gone:
            self.unseen.append("".join(self._gone))
            self._gone.clear()

    # --- Characters --------------------------------------------------------------------------------------------

    def _look_of(self, stretch: Stretch, paragraph: Paragraphs) -> Characters:
        return self.styles.characters(paragraph.style, stretch.looks, stretch.changes)

    def _say(self, flow: Flow, stretch: Stretch, paragraph: Paragraphs) -> None:
        characters = self._look_of(stretch, paragraph)
        begin = 0
        for found in _MARK.finditer(stretch.text):
            self._words(flow, stretch.text[begin : found.start()], characters)
            self._mark(flow, found[0], stretch.first + found.start(), characters)
            begin = found.end()
        self._words(flow, stretch.text[begin:], characters)

    def _words(self, flow: Flow, text: str, characters: Characters) -> None:
        if not text or not self._shows(characters):
            self._fields.say(text)
            if not characters.is_shown:
                self._gone.append(text)
            return
        if characters.special and characters.symbol and not text.strip("("):
            self._symbol(flow, characters, *characters.symbol, len(text))
        else:
            flow.line.text(joined(text), self._look(characters))

    def _mark(self, flow: Flow, mark: str, position: int, characters: Characters) -> None:
        if mark == _FIELD:
            self._fields.begin(self.pictures.shown)
        elif mark == _FIELD_RESULT:
            self._fields.separate()
        elif mark == _FIELD_END:
            self._end_field(flow, characters)
        elif mark == _ANCHOR and characters.is_shown:
            self._anchor(flow, position)  # the code of a field SHAPE holds what it shows
        elif not self._shows(characters):
            return
        elif mark in _SIGNS:
            flow.line.text(_SIGNS[mark], self._look(characters))
        elif mark == _PICTURE and characters.picture is not None and not (characters.is_data or characters.is_object):
            found = self.pictures.inline(characters.picture)
            if found:
                flow.line.picture(*found)
                self.asides += [found[0].alt] if found[0].alt else []

    def _end_field(self, flow: Flow, characters: Characters) -> None:
        ended = self._fields.end(self.pictures.shown)
        if ended.picture is not None and characters.is_shown:
            flow.line.picture(self.pictures.linked(ended.picture), parts=False)
        if ended.words and self._shows(characters):
            flow.line.text(ended.words, self._look(characters))

    def _symbol(self, flow: Flow, characters: Characters, font: int, code: int, count: int) -> None:
        """Each bracket stands for a sign of a symbol font."""
        name = self.styles.font(font) or ""
        flow.line.text(symbol(name, f"{code:X}") * count, self._look(characters), name)

    def _shows(self, characters: Characters) -> bool:
        return characters.is_shown and (self.lenient or not self._fields.hide)

    def _look(self, characters: Characters) -> Look:
        if characters not in self._looks:
            one, fonts = characters, self.styles
            self._looks[one] = Look(
                one.bold, one.italic, False, one.caps, one.size / 2, fonts.font(one.font), fonts.font(one.high_font)
            )
        return self._looks[characters]

    # --- Floating shapes ---------------------------------------------------------------------------------------

    def _anchor(self, flow: Flow, position: int) -> None:
        if shape := self.anchors.shapes.pop(position, None):
            self._shape(flow, shape)

    def _shape(self, flow: Flow, shape: Shape) -> None:
        """Its picture, its words, its text box, then those of the shapes in a group."""
        if shape.is_hidden or shape.number in self.done:
            self.done.add(shape.number)
            return
        self.done.add(shape.number)
        if picture := self.pictures.floating(shape):
            flow.line.picture(picture, parts=False)
        self.asides += [shape.alt] if shape.alt else []
        if words := shape.words.strip():
            flow.after.append(Paragraph((Span(words),)))
        if box := self.anchors.boxes.get(shape.number):
            flow.after += self.flow(*box)
        for child in shape.children:
            self._shape(flow, child)


def _part(stretch: Stretch, begin: int, end: int) -> Stretch:
    if begin == 0 and end == len(stretch.text):
        return stretch
    return replace(
        stretch,
        first=stretch.first + begin,
        text=stretch.text[begin:end],
        place=stretch.place + begin * stretch.width,
    )
