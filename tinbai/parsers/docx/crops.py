"""What a drawing of Word shows of its picture: the part, turned and mirrored (DrawingML 20.1.8.55, VML imagedata)."""

import re
from typing import Final

from lxml import etree

from tinbai.parsers.ooxml import tag
from tinbai.parsers.photo.crop import Sides, crop_of
from tinbai.picture import Crop

_BLIP, _SOURCE, _PROPERTIES, _FRAME = tag("a:blip"), tag("a:srcRect"), tag("pic:spPr"), tag("a:xfrm")
_Names = tuple[str, str, str, str]
_SIDES: Final[_Names] = ("cropleft", "croptop", "cropright", "cropbottom")
_UNCUT: Final[Sides] = (0.0, 0.0, 0.0, 0.0)
_NUMBER = re.compile(r"\s*+([-+]?[0-9]{0,9}(?:\.[0-9]{0,9})?)\s*+([f%]?)\s*+")
_ROTATION = re.compile(r"(?:^|;)\s*rotation\s*:\s*([-+]?[0-9]{1,9}(?:\.[0-9]{1,9})?)\s*(fd)?", re.IGNORECASE)
_FLIP = re.compile(r"(?:^|;)\s*flip\s*:\s*([xy\s]{1,9})", re.IGNORECASE)
_TRUE: Final = frozenset({"1", "true", "on"})
_OF_PERCENT, _OF_DEGREE, _OF_ONE = 100_000, 60_000, 65_536


def crop_of_drawing(element: etree._Element) -> Crop | None:
    """`element`: an a:blip, a v:imagedata or a v:fill."""
    return _of_blip(element) if element.tag == _BLIP else _of_image(element)


def _of_blip(blip: etree._Element) -> Crop | None:
    fill = blip.getparent()
    if fill is None:
        return None
    source = fill.find(_SOURCE)
    sides = _UNCUT if source is None else _sides(source, ("l", "t", "r", "b"), _OF_PERCENT)
    picture = fill.getparent()
    frame = None if picture is None else picture.find(f"{_PROPERTIES}/{_FRAME}")
    if frame is None:
        return crop_of(sides)
    turn = _number(frame.get("rot"), _OF_DEGREE)
    return _turned(sides, turn, frame.get("flipH") in _TRUE, frame.get("flipV") in _TRUE)


def _of_image(image: etree._Element) -> Crop | None:
    """Fractions of one, or with an f of 65,536."""
    sides = _sides(image, _SIDES, 1)
    shape = image.getparent()
    style = "" if shape is None else shape.get("style", "")
    rotation, flip = _ROTATION.search(style), _FLIP.search(style)
    turn = 0.0 if rotation is None else float(rotation[1]) / (_OF_ONE if rotation[2] else 1)
    flips = "" if flip is None else flip[1].lower()
    return _turned(sides, turn, "x" in flips, "y" in flips)


def _turned(sides: Sides, turn: float, across: bool, down: bool) -> Crop | None:
    """Upside down is mirrored and turned by half a circle."""
    return crop_of(sides, turn=turn + (180 if down else 0), mirrored=across != down)


def _sides(element: etree._Element, names: _Names, whole: int) -> Sides:
    left, top, right, bottom = (_number(element.get(name), whole) for name in names)
    return left, top, right, bottom


def _number(value: str | None, whole: int) -> float:
    found = _NUMBER.fullmatch(value or "")
    if found is None or not any(sign.isdigit() for sign in found[1]):
        return 0.0
    return float(found[1]) / {"f": _OF_ONE, "%": 100, "": whole}[found[2]]
