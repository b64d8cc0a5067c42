"""What a drawing of Word shows (DrawingML or the older VML): pictures, text boxes, WordArt, charts, in order."""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from lxml import etree

from tinbai.parsers.ooxml import tag

_ALTERNATE, _CHOICE, _FALLBACK = tag("mc:AlternateContent"), tag("mc:Choice"), tag("mc:Fallback")
_BOX, _BLIP, _IMAGE, _FILL = tag("w:txbxContent"), tag("a:blip"), tag("v:imagedata"), tag("v:fill")
_WORDART, _RELATION = tag("v:textpath"), tag("r:id")
_INLINE, _ANCHOR, _EXTENT, _PROPERTIES = tag("wp:inline"), tag("wp:anchor"), tag("wp:extent"), tag("wp:docPr")
_LINE, _WORDS = tag("a:p"), tag("a:t")  # of what was pasted from another office program
_NAMED: Final = frozenset({tag("wp:docPr"), tag("pic:cNvPr")})
_SHAPES: Final = frozenset(tag(f"v:{name}") for name in ("shape", "rect", "roundrect", "oval", "group"))
_OUTER: Final = _SHAPES | {_INLINE, _ANCHOR}
_CHARTS: Final = frozenset({
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart",
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds",
})  # fmt: skip
_VISIBLE: Final = (_BOX, _BLIP, _IMAGE, _WORDART, _WORDS, tag("w:t"), *_CHARTS)
_WIDE_EMU = 1_371_600  # 1.5 inch: wider than what is set into a line of text
_WIDE_POINTS = 108.0
_WIDTH = re.compile(r"(?:^|;)\s*width\s*:\s*([0-9]{1,5}(?:\.[0-9]{1,6})?)\s*(pt|in|cm|mm|px)", re.IGNORECASE)
_INVISIBLE = re.compile(r"(?:^|;)\s*visibility\s*:\s*hidden", re.IGNORECASE)
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75}

Kind = Literal["blip", "image", "box", "words", "chart"]


@dataclass(frozen=True, slots=True)
class Shown:
    """`wide`: stands in the line of text and is too wide to have words beside it."""

    kind: Kind
    element: etree._Element
    alt: str = ""
    wide: bool = False

    @property
    def words(self) -> str:
        """Those of a WordArt, of a line in a drawing."""
        if self.element.tag == _WORDART:
            return self.element.get("string", "").strip()
        return "".join(part.text or "" for part in self.element.iter(_WORDS)).strip()


def shown_in(drawing: etree._Element, skip: Container[str]) -> Iterator[Shown]:
    alt, wide = "", False
    for part in descend(drawing, skip, stop=(_BOX, _LINE)):
        name = part.tag
        if name == _BOX:
            yield Shown("box", part)
        elif name == _BLIP:
            yield Shown("blip", part, alt, wide)
        elif name == _IMAGE or (name == _FILL and part.get("type") == "frame"):  # others are patterns
            yield Shown("image", part, alt, wide)
        elif name in (_WORDART, _LINE):
            yield Shown("words", part)
        elif name in _CHARTS:
            yield Shown("chart", part)
        elif name in _NAMED:
            alt = part.get("descr") or part.get("title") or alt
        elif name == _INLINE:
            wide = _emu(part.find(_EXTENT)) >= _WIDE_EMU
        elif name in _SHAPES:
            alt = part.get("alt") or alt
            wide = _is_wide(part.get("style", ""), wide)


def descend(element: etree._Element, skip: Container[str], stop: Container[str]) -> Iterator[etree._Element]:
    """Everything below in order; of alternatives one; nothing below `skip`, and below `stop` nothing either."""
    stack: list[Iterator[etree._Element]] = [iter(element)]
    while stack:
        for child in stack[-1]:
            name = child.tag
            if name in skip or (name in _OUTER and _is_hidden(child)):
                continue
            if name == _ALTERNATE:
                stack.append(iter(alternative(child)))
                break
            yield child
            if name not in stop and len(child):
                stack.append(iter(child))
                break
        else:
            stack.pop()


def alternative(element: etree._Element) -> etree._Element | tuple[()]:
    """The one branch to read: the first choice, unless only a later one has anything we can show (ink, 3D)."""
    branches = [*element.iterchildren(_CHOICE), *element.iterchildren(_FALLBACK)]
    return next((one for one in branches if _shows(one)), branches[0] if branches else ())


def _is_hidden(shape: etree._Element) -> bool:
    if shape.tag in _SHAPES:
        return _INVISIBLE.search(shape.get("style", "")) is not None
    properties = shape.find(_PROPERTIES)
    return properties is not None and properties.get("hidden") in ("1", "true")


def _shows(element: etree._Element) -> bool:
    return next(element.iter(*_VISIBLE), None) is not None


def _emu(extent: etree._Element | None) -> int:
    value = "" if extent is None else extent.get("cx", "")
    return int(value) if re.fullmatch(r"[0-9]{1,9}", value) else _WIDE_EMU


def _is_wide(style: str, before: bool) -> bool:
    """By the style of a VML shape; shapes in a group have no unit and are as the group is."""
    if re.search(r"position\s*:\s*absolute", style, re.IGNORECASE):
        return False
    width = _WIDTH.search(style)
    return float(width[1]) * _POINTS[width[2].lower()] >= _WIDE_POINTS if width else before
