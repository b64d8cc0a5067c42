"""The walk over the XML of an OpenDocument: paragraphs, lists, tables, frames, pictures in the order one reads them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from tinbai.parsers.document import Paragraph, Picture, Piece, Table, footnotes
from tinbai.parsers.docx.line import Line
from tinbai.parsers.docx.numbering import Label
from tinbai.parsers.docx.styles import Look
from tinbai.parsers.notes import text_of
from tinbai.parsers.odt.lists import Count, Lists, whole
from tinbai.parsers.odt.names import tag
from tinbai.parsers.odt.pictures import Pictures
from tinbai.parsers.odt.styles import Said, Styles, measure

_P, _H, _SPAN, _LIST, _TABLE = (
    tag(f"{name}") for name in ("text:p", "text:h", "text:span", "text:list", "table:table")
)
_ITEM, _HEAD_ITEM, _NUMBERED = tag("text:list-item"), tag("text:list-header"), tag("text:numbered-paragraph")
_ROW, _CELL = tag("table:table-row"), tag("table:table-cell")
_ROW_WRAPPERS = frozenset(tag(f"table:{name}") for name in ("table-header-rows", "table-rows", "table-row-group"))
_SPACES, _TAB, _BREAK, _COUNT = tag("text:s"), tag("text:tab"), tag("text:line-break"), tag("text:c")
_NOTE, _NOTE_BODY, _COMMENT = tag("text:note"), tag("text:note-body"), tag("office:annotation")
_FRAME, _BOX, _IMAGE, _GROUP = tag("draw:frame"), tag("draw:text-box"), tag("draw:image"), tag("draw:g")
_OBJECTS = (tag("draw:object"), tag("draw:object-ole"), tag("draw:plugin"), tag("draw:applet"))
_SHAPES = frozenset(tag(f"draw:{name}") for name in ("custom-shape", "rect", "ellipse", "circle", "polygon", "line",
                    "polyline", "path", "regular-polygon", "connector", "caption", "measure"))  # fmt: skip
_DRAWINGS = _SHAPES | {_FRAME, _GROUP}
_TITLE, _DESCRIPTION = tag("svg:title"), tag("svg:desc")
_STYLE_NAME, _DRAW_STYLE, _LEVEL = tag("text:style-name"), tag("draw:style-name"), tag("text:outline-level")
_START, _ID = tag("text:start-value"), "{http://www.w3.org/XML/1998/namespace}id"
_CONTINUED, _GOES_ON, _HIDDEN = tag("text:continue-list"), tag("text:continue-numbering"), tag("text:is-hidden")
_STRING = tag("text:string-value")
_HIDDEN_TEXT, _HIDDEN_PARAGRAPH = tag("text:hidden-text"), tag("text:hidden-paragraph")
_UNNUMBERED = tag("text:is-list-header")
_DISPLAY, _VISIBLE, _WIDTH, _ANCHOR = (
    tag("text:display"),
    tag("table:visibility"),
    tag("svg:width"),
    tag("text:anchor-type"),
)
# Declarations, deleted text, templates of indexes, the reading aid above a word, text that is hidden for good.
_SKIP: Final = frozenset(
    {tag(f"text:{name}") for name in ("tracked-changes", "sequence-decls", "variable-decls", "user-field-decls",
       "dde-connection-decls", "table-of-content-source", "illustration-index-source", "table-index-source",
       "object-index-source", "user-index-source", "alphabetical-index-source", "bibliography-source", "ruby-text",
       "note-citation", "script", "alphabetical-index-auto-mark-file")}
    | {tag("office:forms"), tag("office:annotation-end"), tag("svg:title"), tag("svg:desc"), tag("table:shapes")}
)  # fmt: skip
_PLAIN: Final = Look()
_BLANKS = re.compile(r"[ \t\r\n]+")
_WIDE = 108.0  # points: wider than what is set into a line of text
_LONGEST_ASIDE = 120  # characters; a stamp is shorter
_MOST_SPACES = 200


@dataclass(frozen=True, slots=True)
class _Item:
    """Where a list is being read."""

    count: Count
    style: str
    place: int  # level, from 0


@dataclass(slots=True)
class Walk:
    """asides: alternative texts, comments, short lines printed in capitals as they are seen. unseen: what is hidden or
    deleted. tail: notes to come."""

    styles: Styles
    lists: Lists
    pictures: Pictures
    asides: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    tail: list[etree._Element] = field(default_factory=list)
    _waiting: Label | None = None  # of an item whose first paragraph is still to come

    def document(self, body: etree._Element) -> list[Piece]:
        """The body, then its foot- and endnotes."""
        pieces = self.flow(body)
        while self.tail:
            tail, self.tail = self.tail, []
            for note in tail:
                pieces += footnotes(self.flow(note))
        return pieces

    def flow(self, element: etree._Element, item: _Item | None = None) -> list[Piece]:
        """The pieces of a body, a section, an item, a cell, a frame or a note."""
        pieces: list[Piece] = []
        for block in element:
            name = block.tag
            if name in (_P, _H):
                pieces += self._paragraph(block, item)
            elif name == _LIST:
                pieces += self._list(block, item)
            elif name == _TABLE:
                pieces += self._table(block)
            elif name in _SKIP or _is_hidden(block):
                self._leave_out(block)
            elif name == _COMMENT:
                self._comment(block)
            elif name in _DRAWINGS:
                line = Line()
                self._drawing(block, line)
                pieces += self._finished(line)
            else:
                pieces += self.flow(block, item)
        return pieces

    def _leave_out(self, block: etree._Element) -> None:
        """What nobody sees: the beginning of each paragraph, each text once however deep they are nested."""
        line = ""
        for event, one in etree.iterwalk(block, ("start", "end")):
            if event == "start" and one.tag in (_P, _H):
                self.unseen += [line] if line else []
                line = ""
            text = (one.text if event == "start" else one.tail) or ""
            line += text[: _LONGEST_ASIDE + 1 - len(line)]
        self.unseen += [line] if line else []

    # --- Lists and tables ------------------------------------------------------------------------------------

    def _list(self, element: etree._Element, outer: _Item | None) -> list[Piece]:
        style = element.get(_STYLE_NAME) or (outer.style if outer else "") or self._style_of_first(element)
        if outer is None:
            goes_on = element.get(_GOES_ON) == "true"
            count = self.lists.begin(style, element.get(_ID), element.get(_CONTINUED), goes_on)
            item = _Item(count, style, 0)
        else:
            item = _Item(outer.count, style, outer.place + 1)
        pieces: list[Piece] = []
        for child in element:
            if child.tag == _ITEM and any(part.tag in (_P, _H) for part in child):
                self._waiting = self.lists.next(item.count, style, item.place, whole(child.get(_START)))
                pieces += self.flow(child, item)
                self._waiting = None
            elif child.tag == _ITEM or child.tag == _HEAD_ITEM:
                pieces += self.flow(child, item)
        return pieces

    def _style_of_first(self, element: etree._Element) -> str:
        """The list style that the first paragraph's style names."""
        first = next(element.iter(_P, _H), None)
        return "" if first is None else self.styles.paragraph(first.get(_STYLE_NAME, "")).numbering or ""

    def _table(self, element: etree._Element) -> list[Piece]:
        waiting, self._waiting = self._waiting, None
        rows = tuple(tuple(tuple(self.flow(cell)) for cell in row.iterchildren(_CELL)) for row in _rows(element))
        self._waiting = waiting
        return [Table(rows)] if any(cell for row in rows for cell in row) else []

    # --- Paragraphs ------------------------------------------------------------------------------------------

    def _paragraph(self, element: etree._Element, item: _Item | None) -> list[Piece]:
        condition = element.find(_HIDDEN_PARAGRAPH)
        if condition is not None and condition.get(_HIDDEN) == "true":
            return []
        style = self.styles.paragraph(element.get(_STYLE_NAME, ""))
        line = Line(style.align, style.name)
        if item is not None:
            line.label, self._waiting = self._waiting, None
        if element.tag == _H:
            self._heading(element, line, item)
        self._inline(element, line, style.said)
        return self._finished(line)

    def _heading(self, element: etree._Element, line: Line, item: _Item | None) -> None:
        level = whole(element.get(_LEVEL)) or 1
        if not line.style.startswith(("heading", "title", "subtitle")):
            line.style = f"heading {min(level, 9)}"
        if item is None and element.get(_UNNUMBERED) != "true":
            count = self.lists.outline()
            line.label = self.lists.next(count, count.style, level - 1, whole(element.get(_START)))

    def _finished(self, line: Line) -> list[Piece]:
        pieces = line.finish()
        if line.caps:
            texts = [piece.text for piece in pieces if isinstance(piece, Paragraph)]
            self.asides += [text.upper() for text in texts if len(text) <= _LONGEST_ASIDE]
        for extra in line.after:
            pieces += [extra] if isinstance(extra, Paragraph | Picture) else self._box(extra)
        return pieces

    def _box(self, element: etree._Element) -> list[Piece]:
        waiting, self._waiting = self._waiting, None
        pieces = self.flow(element)
        self._waiting = waiting
        return pieces

    def _inline(self, element: etree._Element, line: Line, said: Said) -> None:
        """Text, children and what follows each child, in one look. Nesting is bounded by the XML parser."""
        self._text(element.text, line, said)
        for child in element:
            name = child.tag
            if name == _SPAN:
                self._inline(child, line, self.styles.inside(child.get(_STYLE_NAME, ""), said))
            elif name not in _SKIP and not self._special(child, name, line, said):
                self._inline(child, line, said)
            self._text(child.tail, line, said)

    def _special(self, child: etree._Element, name: str, line: Line, said: Said) -> bool:
        """Whatever is in a line besides text; False: the element only wraps others."""
        if name == _SPACES:
            self._sign(" " * min(whole(child.get(_COUNT)) or 1, _MOST_SPACES), line, said)
        elif name == _TAB:
            self._sign("\t", line, said)
        elif name == _BREAK:
            self._sign("\n", line, said)
        elif name == _NOTE:
            if not said.hidden:
                self.tail += child.iterchildren(_NOTE_BODY)
        elif name == _COMMENT:
            self._comment(child)
        elif name in _DRAWINGS:
            if not said.hidden:
                self._drawing(child, line, self.styles.look(said))
        elif _is_hidden(child):
            self.unseen.append(child.get(_STRING) or "".join(map(str, child.itertext())))
        else:
            return False
        return True

    def _text(self, text: str | None, line: Line, said: Said) -> None:
        if text and not said.hidden:
            line.text(_BLANKS.sub(" ", text), self.styles.look(said))
        elif text:
            self.unseen.append(text)

    def _sign(self, sign: str, line: Line, said: Said) -> None:
        if not said.hidden:
            line.text(sign, self.styles.look(said))

    def _comment(self, element: etree._Element) -> None:
        walk = Walk(self.styles, self.lists, self.pictures)
        if text := text_of(walk.flow(element)):
            self.asides.append(text)

    # --- Drawings --------------------------------------------------------------------------------------------

    def _drawing(self, element: etree._Element, line: Line, look: Look = _PLAIN) -> None:
        """Pictures go to their place in the line; text boxes and shapes wait until the paragraph is finished."""
        if element.tag == _GROUP:
            for child in element:
                if child.tag in _DRAWINGS:
                    self._drawing(child, line, look)
            return
        alt = _alt(element)
        self.asides += [alt] if alt else []
        if element.tag in _SHAPES:
            line.after.append(element)
            return
        boxes, images = element.findall(_BOX), element.findall(_IMAGE)
        if boxes:
            line.after += boxes
        elif element.find(_TABLE) is not None:
            line.after.append(element)
        elif objects := [child for child in element if child.tag in _OBJECTS]:
            if formula := self.pictures.formula(objects[0]):
                line.text(formula, look)
            else:
                self.pictures.drawn()
        elif images:
            wide = element.get(_ANCHOR) == "as-char" and (measure(element.get(_WIDTH, "")) or 0.0) >= _WIDE
            clip = self.styles.clip(element.get(_DRAW_STYLE, ""))
            line.picture(self.pictures.of(images, alt, clip), wide)


def _rows(element: etree._Element) -> Iterator[etree._Element]:
    for child in element:
        if child.tag == _ROW and child.get(_VISIBLE, "visible") == "visible":
            yield child
        elif child.tag in _ROW_WRAPPERS:
            yield from _rows(child)


def _is_hidden(element: etree._Element) -> bool:
    """A section that is not shown, a paragraph or words hidden by a condition."""
    if element.tag == _HIDDEN_TEXT:
        return element.get(_HIDDEN) != "false"
    display = element.get(_DISPLAY)
    return display == "none" or (element.get(_HIDDEN) == "true" and display in (None, "condition"))


def _alt(frame: etree._Element) -> str:
    words = frame.findtext(_DESCRIPTION) or frame.findtext(_TITLE) or ""
    return " ".join(words.split())
