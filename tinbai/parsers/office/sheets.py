"""A workbook (.xlsx) as tables: sheet after sheet, values as they are kept, formulas and charts left out. Hidden
sheets, comments, headers, footers and what is drawn are notes."""

import posixpath
import re
from collections.abc import Iterator, Sequence

from lxml import etree

from tinbai.model import Problem
from tinbai.parsers import flow
from tinbai.parsers.document import Document, Paragraph, Piece, Span, Table
from tinbai.parsers.office.drawn import Drawn
from tinbai.parsers.ooxml import Damaged, Encrypted, Package, TooLarge, tag
from tinbai.parsers.relations import Relation

MOST_CELLS = 5_000  # of a workbook; what is beyond stands in the original
MOST_SHEETS = 100
_PLACE = re.compile(r"&[LCR]")
_CODE = re.compile(r'&(?:"[^"]*"|K(?:[0-9A-Fa-f]{6}|[0-9]{2}[+-][0-9]{3})|[0-9]{1,3}|[^\W\d_]|[&+-])')
_LONGEST = 2_000  # characters of one cell
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def read_sheets(octets: bytes | memoryview) -> Document:
    """The words and figures of a workbook; never raises."""
    try:
        return _Workbook(Package(octets)).document()
    except Encrypted:
        return Document((), problems=(Problem("document-encrypted", "grave"),))
    except TooLarge:
        return Document((), problems=(Problem("document-too-large", "grave"),))
    except Damaged:
        return Document((), problems=(Problem("document-damaged", "grave"),))


class _Workbook:
    def __init__(self, package: Package) -> None:
        self._package = package
        self._main = package.main()
        self._relations = package.relations(self._main)
        self._shared = self._strings()
        self._left = MOST_CELLS
        self._drawn = Drawn(package)
        self._problems: list[Problem] = []
        self._notes: list[str] = []
        self._damaged = False

    def document(self) -> Document:
        sheets = list(self._package.xml(self._main).iter(f"{_SHEET}sheet"))
        pieces: list[Piece] = []
        hidden = 0
        for sheet in sheets[:MOST_SHEETS]:
            relation = self._relations.get(str(sheet.get(tag("r:id"))))
            if relation is None or relation.kind != "worksheet" or relation.external:
                continue
            mine = [Paragraph((Span(sheet.get("name", "")),)), *self._pieces(relation.target)]
            if sheet.get("state", "visible") == "visible":
                pieces += mine
            else:
                hidden += 1
                self._notes += [line.text for line in flow.paragraphs(mine)]
        if self._left <= 0 or len(sheets) > MOST_SHEETS:
            self._problems.append(Problem("text-too-long", "warning"))
        if self._damaged or self._package.damaged:
            self._problems.append(Problem("document-damaged", "warning" if pieces else "grave"))
        if hidden:
            self._problems.append(Problem("pages-hidden", "info", None, {"count": str(hidden)}))
        return Document(tuple(pieces), (*self._notes, *self._drawn.properties()), tuple(self._problems))

    def _pieces(self, name: str) -> Iterator[Piece]:
        root = self._package.optional(name)
        if root is None:
            self._damaged = True
            return
        for one in root.iter(f"{_SHEET}headerFooter"):
            self._notes += [line for text in one.itertext() for line in _margin(str(text))]
        self._notes += self._drawn.notes(name)
        for relation in self._package.relations(name).values():
            self._notes += self._comments(relation)
        if rows := tuple(self._rows(root)):
            yield Table(rows)

    def _rows(self, root: etree._Element) -> Iterator[tuple[tuple[Piece, ...], ...]]:
        for row in root.iter(f"{_SHEET}row"):
            if self._left <= 0:
                return
            values = [text for cell in row.iter(f"{_SHEET}c") if (text := self._value(cell))]
            self._left -= len(values)
            if values:
                yield tuple((Paragraph((Span(text),)),) for text in values)

    def _value(self, cell: etree._Element) -> str:
        if cell.get("t") == "inlineStr":
            return _words(cell.iter(f"{_SHEET}t"))
        value = (cell.findtext(f"{_SHEET}v") or "").strip()[:_LONGEST]
        if cell.get("t") == "s":
            place = int(value) if re.fullmatch(r"[0-9]{1,9}", value) else -1
            return self._shared[place] if 0 <= place < len(self._shared) else ""
        return value

    def _strings(self) -> Sequence[str]:
        """The texts that cells name by number; phonetic helps are left out."""
        part = next((one.target for one in self._relations.values() if one.kind == "sharedStrings"), "")
        part = part or posixpath.join(posixpath.dirname(self._main), "sharedStrings.xml")
        root = self._package.optional(part)
        if root is None:
            return ()
        kept = (f"{_SHEET}t", f"{_SHEET}r/{_SHEET}t")
        return [_words(text for path in kept for text in one.findall(path)) for one in root.iter(f"{_SHEET}si")]

    def _comments(self, relation: Relation) -> Iterator[str]:
        root = None if relation.kind != "comments" or relation.external else self._package.optional(relation.target)
        for comment in () if root is None else root.iter(f"{_SHEET}comment"):
            yield _words(comment.iter(f"{_SHEET}t"))


def _margin(text: str) -> Iterator[str]:
    """The left, middle and right of a header, without the codes for their looks (ECMA-376 part 1, 18.3.1.46)."""
    for part in _PLACE.split(text):
        if line := " ".join(_CODE.sub(lambda code: "&" if code[0] == "&&" else " ", part).split()):
            yield line


def _words(texts: Iterator[etree._Element]) -> str:
    return re.sub(r"\s+", " ", "".join(one.text or "" for one in texts)).strip()[:_LONGEST]
