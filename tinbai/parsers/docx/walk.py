"""The walk over the XML of a Word file: paragraphs, tables, text boxes and pictures in the order one reads them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from lxml import etree

from tinbai.parsers.document import Paragraph, Picture, Piece, Span, Table
from tinbai.parsers.docx import styles as docx_styles
from tinbai.parsers.docx.drawing import alternative, shown_in
from tinbai.parsers.docx.fields import Fields, linked_picture
from tinbai.parsers.docx.formula import formula
from tinbai.parsers.docx.line import Line
from tinbai.parsers.docx.numbering import Label, Lists
from tinbai.parsers.docx.pictures import Pictures
from tinbai.parsers.docx.styles import VAL, Look, Styles, whole
from tinbai.parsers.docx.symbols import symbol
from tinbai.parsers.ooxml import tag
from tinbai.parsers.relations import Relation

_P, _R, _T, _TBL, _TR, _TC = (tag(f"w:{name}") for name in ("p", "r", "t", "tbl", "tr", "tc"))
_PPR, _RPR, _TRPR, _TCPR = (tag(f"w:{name}") for name in ("pPr", "rPr", "trPr", "tcPr"))
_TABLE_STYLE = f"{tag('w:tblPr')}/{tag('w:tblStyle')}"
_FIELD, _FIELD_KIND, _CODE = tag("w:fldChar"), tag("w:fldCharType"), tag("w:instrText")
_CHOICE = f"{tag('w:ffData')}/{tag('w:ddList')}"
_SIMPLE, _SIMPLE_CODE, _PICTURES = tag("w:fldSimple"), tag("w:instr"), (tag("a:blip"), tag("v:imagedata"))
_SYMBOL, _SYMBOL_FONT, _SYMBOL_CODE = tag("w:sym"), tag("w:font"), tag("w:char")
_ALTERNATE, _CHUNK = tag("mc:AlternateContent"), tag("w:altChunk")
_MATH: Final = tag("m:oMath")
_GONE: Final = frozenset({tag("w:del"), tag("w:moveFrom")})
_DELETED_TEXT: Final = tag("w:delText")
_DELETED, _MOVED, _CELL_DELETED = tag("w:del"), tag("w:moveFrom"), tag("w:cellDel")
_DRAWINGS: Final = frozenset({tag("w:drawing"), tag("w:pict"), tag("w:object")})
_SIGNS: Final = {
    tag("w:tab"): "\t", tag("w:ptab"): "\t", tag("w:br"): "\n", tag("w:cr"): "\n", tag("w:noBreakHyphen"): "-",
    tag("w:softHyphen"): "\u00ad",
}  # fmt: skip
_REFERENCES: Final = {tag("w:footnoteReference"): "footnotes", tag("w:endnoteReference"): "endnotes"}
# Nothing inside these is text: properties, what is gone, codes of fields, the reading aid above a word.
_SKIP: Final = frozenset({
    _DELETED, _MOVED, _PPR, _RPR, _TRPR, _TCPR, tag("mc:Fallback"), tag("m:rPr"), tag("m:ctrlPr"),
    *(tag(f"w:{name}") for name in ("sdtPr", "sdtEndPr", "tblPr", "tblPrEx", "tblGrid", "sectPr", "delText",
      "delInstrText", "rt", "rubyPr", "customXmlPr", "smartTagPr", "fldData")),
})  # fmt: skip
_BLOCKS: Final = frozenset({_P, _TBL, _CHUNK, _MATH, _R})
_ROWS, _CELLS = frozenset({_TR}), frozenset({_TC})
_LONGEST_ASIDE = 120  # characters; a stamp is shorter


@dataclass(frozen=True, slots=True)
class Place:
    """The part that is walked: its relations, and how to read a file that is built into it whole."""

    relations: dict[str, Relation] = field(default_factory=dict)
    chunk: Callable[[Relation | None], list[Piece]] = lambda relation: []


@dataclass(slots=True)
class Walk:
    """lists: asked for when there is one. asides: alternative texts, and short lines printed in capitals as they are
    seen. unseen: what is hidden, deleted or moved away, a paragraph each. references: foot- and endnotes in order of
    mention. lenient: a field that never ends does not hide what follows."""

    styles: Styles
    lists: Callable[[], Lists]
    pictures: Pictures
    lenient: bool = False
    asides: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    references: list[tuple[str, str]] = field(default_factory=list)
    _table_style: str | None = None
    _fields: Fields = field(default_factory=Fields)
    _box_cut_short: bool = False

    @property
    def is_cut_short(self) -> bool:
        """A field was never closed and its code has swallowed what follows."""
        return self._box_cut_short or bool(self._fields.hide)

    def flow(self, element: etree._Element, place: Place) -> list[Piece]:
        """The pieces of a body, a cell, a text box or a note."""
        pieces: list[Piece] = []
        carried: list[Span] = []
        for block in _find(element, _BLOCKS):
            if block.tag == _P:
                carried = self._paragraph(block, place, carried, pieces)
                continue
            pieces += _as_paragraph(carried)
            carried = []
            pieces += self._other(block, place)
        return pieces + _as_paragraph(carried)

    def _other(self, block: etree._Element, place: Place) -> list[Piece]:
        if block.tag == _TBL:
            return self._table(block, place)
        if block.tag == _CHUNK:
            return place.chunk(place.relations.get(block.get(tag("r:id"), "")))
        line = Line()
        if block.tag == _R:  # no program may write it outside a paragraph, but some do
            self._inline((block,), line, None, place)
        else:
            self._formula(block, line, Look())
        return line.finish() + self._behind(line, place)

    def _table(self, element: etree._Element, place: Place) -> list[Piece]:
        rows: list[tuple[tuple[Piece, ...], ...]] = []
        named = element.find(_TABLE_STYLE)
        outer, self._table_style = self._table_style, None if named is None else named.get(VAL)
        for row in _find(element, _ROWS):
            if not _has(row.find(_TRPR), _DELETED, _MOVED):
                cells = (cell for cell in _find(row, _CELLS) if not _has(cell.find(_TCPR), _CELL_DELETED))
                rows.append(tuple(tuple(self.flow(cell, place)) for cell in cells))
        self._table_style = outer
        return [Table(tuple(rows))] if any(cell for row in rows for cell in row) else []

    # --- Paragraphs ----------------------------------------------------------------------------------------

    def _paragraph(self, element: etree._Element, place: Place, before: list[Span], pieces: list[Piece]) -> list[Span]:
        """Adds the paragraph to `pieces`; returns the words that belong to the next one."""
        marks = docx_styles.laid_out(element.find(_PPR))
        style = self.styles.paragraph(marks.style)
        line = Line(marks.align or style.align or "left", style.name)
        if not marks.goes_on and (marks.numbering or style.numbering):
            line.label = self._label(marks, style.numbering)
        line.go_on(before)
        self._inline(element, line, marks.style, place)
        carried = line.carry() if marks.goes_on or marks.initial or marks.run_in else []
        if marks.run_in and line.label:
            carried = [Span(f"{line.label.text} "), *carried]
        done = line.finish()
        if line.caps:
            texts = [piece.text for piece in done if isinstance(piece, Paragraph)]
            self.asides += [text.upper() for text in texts if len(text) <= _LONGEST_ASIDE]
        pieces += done + self._behind(line, place)
        return [replace(span, size=None) for span in carried] if marks.initial else carried

    def _label(self, marks: docx_styles.Layout, of_style: docx_styles.Numbering | None) -> Label | None:
        own = marks.numbering
        number = own.number if own and own.number is not None else of_style.number if of_style else None
        if not number or number == "0":
            return None
        level = own.level if own and own.level is not None else of_style.level if of_style else None
        lists = self.lists()
        return lists.next(number, lists.level_of_style(number, marks.style) if level is None else level)

    def _behind(self, line: Line, place: Place) -> list[Piece]:
        """What stands after a paragraph."""
        pieces: list[Piece] = []
        for extra in line.after:
            pieces += [extra] if isinstance(extra, Paragraph | Picture) else self._box(extra, place)
        return pieces

    def _box(self, element: etree._Element, place: Place) -> list[Piece]:
        """A text box has fields of its own."""
        fields, self._fields = self._fields, Fields()
        pieces = self.flow(element, place)
        self._box_cut_short = self._box_cut_short or bool(self._fields.hide)
        self._fields = fields
        return pieces

    def _inline(self, root: Iterable[etree._Element], line: Line, style: str | None, place: Place) -> None:
        plain = self.styles.look(style, docx_styles.NOTHING, self._table_style)
        stack: list[tuple[Iterator[etree._Element], Look]] = [(iter(root), plain)]
        unseen: list[str] = []
        while stack:
            children, look = stack[-1]
            for child in children:
                name = child.tag
                if name in _SKIP:
                    if name in _GONE:
                        unseen += map(str, child.itertext(_T, _DELETED_TEXT))
                    continue
                if name == _T:
                    if child.text and self._shows(look):
                        line.text(child.text.replace("\n", " "), look)
                    elif child.text and look.hidden:
                        unseen.append(child.text)
                elif name == _R:
                    stack.append((iter(child), self._look(style, child)))
                    break
                elif name == _ALTERNATE:
                    stack.append((iter(alternative(child)), look))
                    break
                elif name == _P:  # no program may write it, but some do
                    line.text("\n", look)
                    stack.append((iter(child), look))
                    break
                elif not self._special(child, name, line, look, place) and len(child):
                    stack.append((iter(child), look))
                    break
            else:
                stack.pop()
        if unseen:
            self.unseen.append("".join(unseen))

    def _look(self, style: str | None, run: etree._Element) -> Look:
        return self.styles.look(style, docx_styles.direct(run.find(_RPR)), self._table_style)

    def _special(self, child: etree._Element, name: str, line: Line, look: Look, place: Place) -> bool:
        """Whatever is in a run besides text; False: the element only wraps others."""
        if name == _FIELD:
            self._field(child, line, look)
        elif name == _CODE:
            self._fields.say(child.text or "")
        elif not self._shows(look):
            return False
        elif name in _SIGNS:
            line.text(_SIGNS[name], look)
        elif name in _DRAWINGS:
            self._drawing(child, line, place)
        elif name == _SYMBOL:
            font = child.get(_SYMBOL_FONT, "")
            line.text(symbol(font, child.get(_SYMBOL_CODE, "")), look, font)
        elif name == _MATH:
            self._formula(child, line, look)
        elif name in _REFERENCES:
            self.references.append((_REFERENCES[name], child.get(tag("w:id"), "")))
        else:
            if name == _SIMPLE and next(child.iter(*_PICTURES), None) is None:
                self._linked(linked_picture(child.get(_SIMPLE_CODE, "")), line)
            return False
        return True

    def _shows(self, look: Look) -> bool:
        return not look.hidden and (self.lenient or not self._fields.hide)

    def _field(self, mark: etree._Element, line: Line, look: Look) -> None:
        kind = mark.get(_FIELD_KIND)
        if kind == "begin":
            self._fields.begin(self.pictures.shown, _chosen(mark) if len(mark) else "")
        elif kind == "separate":
            self._fields.separate()
        elif kind == "end":
            ended = self._fields.end(self.pictures.shown)
            self._linked(ended.picture, line)
            if ended.words and self._shows(look):
                line.text(ended.words, look)

    def _linked(self, name: str | None, line: Line) -> None:
        """A picture that a field names and that was not kept in the file."""
        if name is not None:
            line.picture(self.pictures.linked(name), parts=False)

    def _formula(self, element: etree._Element, line: Line, look: Look) -> None:
        if text := formula(element, _SKIP):
            line.text(text, look)

    def _drawing(self, element: etree._Element, line: Line, place: Place) -> None:
        """Pictures go to their place in the line; text boxes wait until the paragraph is finished."""
        for shown in shown_in(element, _SKIP):
            if shown.kind == "box":
                line.after.append(shown.element)
            elif shown.kind == "chart":
                if words := self.pictures.drawn(shown, place.relations):
                    self.asides.append(words)
            elif shown.kind == "words":
                if words := shown.words:
                    line.after.append(Paragraph((Span(words),)))
            elif picture := self.pictures.of(shown, place.relations):
                self.asides += [picture.alt] if picture.alt else []
                line.picture(picture, shown.wide)


def _find(element: etree._Element, wanted: frozenset[str]) -> Iterator[etree._Element]:
    """The nearest elements of these names, whatever wraps them (content controls, insertions, alternatives)."""
    stack: list[Iterator[etree._Element]] = [iter(element)]
    while stack:
        for child in stack[-1]:
            name = child.tag
            if name in wanted:
                yield child
            elif name == _ALTERNATE:
                stack.append(iter(alternative(child)))
                break
            elif name not in _SKIP and len(child):
                stack.append(iter(child))
                break
        else:
            stack.pop()


def _chosen(mark: etree._Element) -> str:
    """What is chosen of the list in a form, which has no result."""
    choice = mark.find(_CHOICE)
    if choice is None:
        return ""
    entries = [entry.get(VAL, "") for entry in choice.iterchildren(tag("w:listEntry"))]
    said = (choice.find(name) for name in (tag("w:result"), tag("w:default")))
    number = next((whole(one.get(VAL)) for one in said if one is not None), 0) or 0
    return entries[number] if 0 <= number < len(entries) else ""


def _has(properties: etree._Element | None, *names: str) -> bool:
    return properties is not None and any(properties.find(name) is not None for name in names)


def _as_paragraph(spans: list[Span]) -> list[Piece]:
    if not spans:
        return []
    line = Line()
    line.go_on(spans)
    return line.finish()
