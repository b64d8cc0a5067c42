"""Words of drawings in slides and sheets: text boxes, charts, diagrams, alternative texts, and what masters repeat on
every slide. A stamp stands there as well as in a cell."""

import re
from collections.abc import Iterator

from lxml import etree

from tinbai.parsers.docx.notes import core_of
from tinbai.parsers.notes import LONGEST
from tinbai.parsers.ooxml import Package, tag

_PRESENTATION = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}v"
_SHAPE, _HOLDER = f"{_PRESENTATION}sp", f"{_PRESENTATION}nvSpPr/{_PRESENTATION}nvPr/{_PRESENTATION}ph"
_TEXTS = (tag("a:t"), tag("a:br"), tag("a:tab"))
_DRAWN = frozenset({"drawing", "chart", "chartEx", "diagramData"})
_ABOVE = {"slideLayout": "slideMaster"}  # a slide names its layout, that its master; a master names all layouts
_MOST_PARTS = 200


def text_of(paragraph: etree._Element) -> str:
    """Of an a:p."""
    words = (one.text or "" if one.tag == tag("a:t") else " " for one in paragraph.iter(*_TEXTS))
    return re.sub(r"\s+", " ", "".join(words)).strip()


class Drawn:
    """What the parts of a package draw beside their text, each part once."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._seen: set[str] = set()

    def notes(self, part: str, above: str = "slideLayout") -> Iterator[str]:
        """Of the drawings that part relates to and, of a slide, of its layout and master."""
        for relation in self._package.relations(part).values():
            is_above = relation.kind == above
            if relation.external or relation.target in self._seen or not (is_above or relation.kind in _DRAWN):
                continue
            if len(self._seen) >= _MOST_PARTS:
                return
            self._seen.add(relation.target)
            root = self._package.optional(relation.target)
            if root is not None:
                yield from _words(root, is_above)
            yield from self.notes(relation.target, _ABOVE.get(relation.kind, ""))

    def properties(self) -> Iterator[str]:
        yield from (text for _, text in core_of(self._package))


def alternatives(root: etree._Element) -> Iterator[str]:
    """What is told of pictures to those who do not see them."""
    for element in root.iter("{*}cNvPr"):
        if said := " ".join((element.get("descr") or "").split()):
            yield said[:LONGEST]


def _words(root: etree._Element, is_above: bool) -> Iterator[str]:
    """`is_above`: of a master, whose places to be filled are not seen on a slide."""
    for element in root.iter(tag("a:p"), _CHART):
        text = element.text or "" if element.tag == _CHART else text_of(element)
        if text and not (is_above and _is_filled(element)):
            yield text[:LONGEST]
    yield from alternatives(root)


def _is_filled(element: etree._Element) -> bool:
    shape = next(element.iterancestors(_SHAPE), None)
    return shape is not None and shape.find(_HOLDER) is not None
