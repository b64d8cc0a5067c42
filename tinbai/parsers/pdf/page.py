"""What PDFium tells of a page: its lines with their place and look, and whether it is but a picture of a page.

The calls go to PDFium itself, as the looks of single letters are not within reach otherwise. Nothing of it is safe for
threads; every document is read in a process of its own.
"""

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import pypdfium2  # type: ignore[import-untyped]
from pypdfium2 import raw

from tinbai.parsers.document import Picture, Span
from tinbai.parsers.docx.symbols import readable
from tinbai.parsers.encoding.legacy import kind_of_font
from tinbai.parsers.pdf.pictures import NO_PICTURES, Pictures, printed_on
from tinbai.parsers.pdf.rules import Cell, Grid, grids_of

HYPHEN: Final = "\x02"  # PDFium's sign for a hyphen that only parts a word at the end of a line
_FEW_LETTERS = 20
_LARGE = 0.5  # of the page's area
_GAP = 2.0  # sizes of letters: wider than between two words, as between columns
_RAISED, _TOUCHING = 0.6, 0.2  # sizes: how far up or down, and beside each other, two parts of a line stand at most
_WRITTEN: Final = (raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STAMP)
_MOST_ANNOTATIONS = 500
_FORCED_BOLD, _ITALIC = 1 << 18, 1 << 6  # ISO 32000-1, table 123
_STROKED, _INVISIBLE = 2, 3  # ISO 32000-1, table 106; letters are made bold by an outline
_BOLD_NAME = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_ITALIC_NAME = re.compile(r"italic|oblique|slanted", re.IGNORECASE)
_OBJECT = 4  # characters: what it costs to look at a stretch of text that was set apart
_LONGEST_SIGN = 3  # characters: "12."
_NUMERAL = re.compile(r"[IVXivx]+|\w")  # "III", "a"; "MẬT" is a stamp
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_FACE = re.compile(
    r"(?:PS)?[-,](?:Bold|Italic|BoldItalic|BoldOblique|Oblique|Regular|Roman)(?:MT)?$|PSMT$|MT$", re.IGNORECASE
)
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl"}
_DROPPED = frozenset({*range(32), 0x7F, 0xFFFE, 0xFFFF}) - {2, 9}


@dataclass(frozen=True, slots=True)
class Line:
    """Points from the lower left corner; `base`: where the letters stand; `size`: of most letters; `gaps`: from
    where to where there is nothing, for each tab in it; `cell`: of a table; `picture`: instead of words."""

    spans: tuple[Span, ...]
    left: float
    right: float
    base: float
    size: float
    gaps: tuple[tuple[float, float], ...] = ()
    cell: Cell | None = None
    picture: Picture | None = None

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class Page:
    """`effort`: that it took to read it, as of so many characters. `is_scan`: a picture of a page; its letters, if any,
    a machine read."""

    lines: tuple[Line, ...]
    height: float
    effort: int
    is_scan: bool
    pictures: Pictures = NO_PICTURES


@dataclass(frozen=True, slots=True)
class _Look:
    bold: bool = False
    italic: bool = False
    size: float = 0.0
    font: str | None = None
    visible: bool = True


@dataclass(slots=True)
class _Filling:
    """The line being read: characters by look, and the first and last that can be seen."""

    cell: Cell | None = None
    runs: list[tuple[_Look, list[str]]] = field(default_factory=list)
    first: int = -1
    last: int = -1
    gaps: list[tuple[float, float]] = field(default_factory=list)

    def add(self, text: str, look: _Look) -> None:
        if self.runs and self.runs[-1][0] == look:
            self.runs[-1][1].append(text)
        else:
            self.runs.append((look, [text]))

    def part(self, begin: float, end: float) -> None:
        """Make the blank at the end a gap between columns; behind the sign of a list item it is none."""
        said = "".join(text.strip() for _, texts in self.runs for text in texts)
        if len(said) > _LONGEST_SIGN or (said.isalpha() and not _NUMERAL.fullmatch(said)):
            while self.runs[-1][1] and self.runs[-1][1][-1] == " ":
                self.runs[-1][1].pop()
            self.runs[-1][1].append("\t")
            self.gaps.append((begin, end))


def read_page(page: Any, most: int) -> Page:
    """Raises PdfiumError for a page that cannot be read; it is read until its effort is more than `most`."""
    width, height = page.get_size()
    textpage = page.get_textpage()
    ruled, looked_at = grids_of(page)
    try:
        reader = _Reader(textpage.raw, ruled)
        lines = reader.lines(raw.FPDFText_CountChars(textpage.raw), most)
        letters = sum(character.isalpha() for line in lines for character in line.text)
    finally:
        textpage.close()
    is_scan = (letters < _FEW_LETTERS or not reader.has_visible) and _has_large_picture(page, width * height)
    if not is_scan:
        lines = [line for line in map(_visible, lines) if line]
    effort = reader.effort + looked_at
    pictures = NO_PICTURES if is_scan else printed_on(page, width * height, most - effort)
    return Page(tuple(map(_shown, lines)), height, effort + pictures.effort, is_scan, pictures)


class _Reader:
    def __init__(self, textpage: Any, ruled: Sequence[Grid]) -> None:
        self._textpage = textpage
        self._ruled = ruled
        self._looks: dict[int, _Look] = {}
        self.has_visible = False
        self.effort = 0

    def lines(self, count: int, most: int) -> list["_Line"]:
        lines: list[_Line] = []
        filling, look, before = _Filling(), _Look(), 0
        for index in range(count):
            self.effort += 1
            if self.effort > most:
                break
            code = raw.FPDFText_GetUnicode(self._textpage, index)
            if code == 10:
                self._finish(filling, lines)
                filling, before = _Filling(), 0
                continue
            if code in _DROPPED:
                continue
            found = raw.FPDFText_GetTextObject(self._textpage, index)
            address = ctypes.addressof(found.contents) if found else 0
            if address and address != before:
                self.effort += _OBJECT
                look = self._look(found, address, index)
                cell = self._cell(index) if self._ruled else None
                if cell != filling.cell:
                    self._finish(filling, lines)
                    filling = _Filling(cell)
                if filling.last >= 0:
                    begin, end = self._edges(filling.last)[1], self._edges(index)[0]
                    if end - begin > _GAP * look.size:
                        filling.part(begin, end)
                before = address
            filling.add(_LIGATURES.get(code) or (" " if code == 9 else chr(code)), look)
            if code not in (32, 9, 160):
                filling.first = index if filling.first < 0 else filling.first
                filling.last = index
            if code == 2:  # PDFium ends no line here
                self._finish(filling, lines)
                filling, before = _Filling(), 0
        self._finish(filling, lines)
        return list(_whole(lines))

    def _look(self, found: Any, address: int, index: int) -> _Look:
        if address not in self._looks:
            font = raw.FPDFTextObj_GetFont(found)
            name, flags, weight = _name_of(font), raw.FPDFFont_GetFlags(font), raw.FPDFFont_GetWeight(font)
            mode = raw.FPDFTextObj_GetTextRenderMode(found)
            matrix = raw.FS_MATRIX()
            raw.FPDFText_GetMatrix(self._textpage, index, matrix)
            size = raw.FPDFText_GetFontSize(self._textpage, index) * (matrix.b**2 + matrix.d**2) ** 0.5
            self._looks[address] = _Look(
                bold=weight >= 600 or bool(_BOLD_NAME.search(name) or flags & _FORCED_BOLD) or mode == _STROKED,
                italic=bool(_ITALIC_NAME.search(name) or flags & _ITALIC),
                size=round(size, 1),
                font=_FACE.sub("", name) or None,
                visible=mode != _INVISIBLE,
            )
            self.has_visible = self.has_visible or mode != _INVISIBLE
        return self._looks[address]

    def _finish(self, filling: _Filling, lines: list["_Line"]) -> None:
        if filling.first < 0:
            return
        left, _ = self._edges(filling.first)
        _, right = self._edges(filling.last)
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(self._textpage, filling.first, x, y)
        runs = [(look, "".join(texts)) for look, texts in filling.runs]
        lines.append(_Line(runs, min(left, right), max(left, right), y.value, tuple(filling.gaps), filling.cell))

    def _cell(self, index: int) -> Cell | None:
        box = raw.FS_RECTF()
        raw.FPDFText_GetLooseCharBox(self._textpage, index, box)
        for number, grid in enumerate(self._ruled):
            if found := grid.cell((box.left + box.right) / 2, (box.bottom + box.top) / 2):
                return number, *found
        return None

    def _edges(self, index: int) -> tuple[float, float]:
        box = raw.FS_RECTF()
        raw.FPDFText_GetLooseCharBox(self._textpage, index, box)
        return box.left, box.right


@dataclass(slots=True)
class _Line:
    runs: list[tuple[_Look, str]]
    left: float
    right: float
    base: float
    gaps: tuple[tuple[float, float], ...]
    cell: Cell | None

    @property
    def text(self) -> str:
        return "".join(text for _, text in self.runs)

    @property
    def size(self) -> float:
        """Of most of its letters."""
        return max(self.runs, key=lambda run: len(run[1].strip()))[0].size


def _whole(lines: Sequence["_Line"]) -> Iterator["_Line"]:
    """PDFium ends a line at a raised number and begins another one behind it."""
    before: _Line | None = None
    for line in lines:
        if before and before.cell == line.cell and _is_beside(before, line):
            larger = max(before, line, key=lambda one: (one.size, one is before))
            before = _Line([*before.runs, *line.runs], before.left, line.right, larger.base, before.gaps + line.gaps,
                           before.cell)  # fmt: skip
            continue
        if before:
            yield before
        before = line
    if before:
        yield before


def _is_beside(line: "_Line", other: "_Line") -> bool:
    size = max(line.size, other.size, 1.0)
    return abs(line.base - other.base) < _RAISED * size and -_TOUCHING < (other.left - line.right) / size < _TOUCHING


def _visible(line: _Line) -> _Line | None:
    """Without letters that are printed in no colour; a page whose picture shows them is another case."""
    if all(look.visible for look, _ in line.runs):
        return line
    runs = [(look, text) for look, text in line.runs if look.visible]
    return replace(line, runs=runs) if any(text.strip() for _, text in runs) else None


def _shown(line: _Line) -> Line:
    spans = [_span(text, look) for look, text in line.runs]
    return Line(tuple(spans), line.left, line.right, line.base, line.size, line.gaps, line.cell)


def _span(text: str, look: _Look) -> Span:
    if kind_of_font(look.font) == "tcvn3":
        text = text.replace(HYPHEN, "\u00ad")  # there it is no hyphen but the letter "ư"
    return Span(readable(text, look.font), look.bold, look.italic, look.size or None, look.font)


def _name_of(font: Any) -> str:
    buffer = ctypes.create_string_buffer(200)
    length = raw.FPDFFont_GetBaseFontName(font, buffer, len(buffer))
    return _SUBSET.sub("", buffer.value.decode("utf-8", "replace")) if 0 < length <= len(buffer) else ""


def _has_large_picture(page: Any, area: float) -> bool:
    """Scanners also cut a page into strips, which together cover it."""
    covered = 0.0
    for one in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = one.get_bounds()
        covered += max(right - left, 0.0) * max(top - bottom, 0.0)
    return covered >= _LARGE * area


def _is_written_on(page: Any) -> bool:
    for number in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST_ANNOTATIONS)):
        annotation = raw.FPDFPage_GetAnnot(page, number)
        if annotation:
            kind = raw.FPDFAnnot_GetSubtype(annotation)
            raw.FPDFPage_CloseAnnot(annotation)
            if kind in _WRITTEN:
                return True
    return False


class Paper:
    """An opened PDF. Raises PdfiumError; its `err_code` tells why."""

    def __init__(self, octets: bytes) -> None:
        self._document = pypdfium2.PdfDocument(octets)

    def __len__(self) -> int:
        return len(self._document)

    def page(self, number: int, most: int) -> Page | None:
        """None: it cannot be read. See `read_page`."""
        try:
            page = self._opened(number)
        except pypdfium2.PdfiumError:
            return None
        try:
            return read_page(page, most)
        except pypdfium2.PdfiumError:
            return None
        finally:
            page.close()

    def _opened(self, number: int) -> Any:
        """The page with what is filled into its forms and written on it, which is kept apart from its text."""
        page = self._document[number]
        if _is_written_on(page.raw) and raw.FPDFPage_Flatten(page.raw, raw.FLAT_PRINT) == raw.FLATTEN_SUCCESS:
            page.close()
            page = self._document[number]
        if page.get_rotation():
            page.set_rotation(0)  # else PDFium reads lines from the last to the first where they are seen sideways
        return page

    def property(self, name: str) -> str:
        """Title, Subject, Keywords …"""
        return " ".join(str(self._document.get_metadata_value(name)).split())

    def close(self) -> None:
        self._document.close()


PdfError = pypdfium2.PdfiumError
ASKS_PASSWORD: Final = (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
