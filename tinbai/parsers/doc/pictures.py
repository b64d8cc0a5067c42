"""Pictures of a Word 97 file, in the line or floating: the original octets, or a word why they are not there."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from tinbai.model import Problem, Severity
from tinbai.parsers import sniff
from tinbai.parsers.doc.drawings import Blip, Drawing, Shape, blip_of, records, shape_of
from tinbai.parsers.document import Picture
from tinbai.parsers.photo.crop import Sides, crop_of
from tinbai.picture import Crop

_HEAD: Final = 0x44
_SHAPE, _SHAPE_OF_FILE = 0x64, 0x66
_SHAPE_RECORD: Final = 0xF004
_WIDE: Final = 2160  # twips, 1.5 inch: wider than what is set into a line of text
_SEVERITIES: Final[dict[str, Severity]] = {"picture-cropped": "info"}
_UNCUT: Final[Sides] = (0.0, 0.0, 0.0, 0.0)
_OF_ONE: Final = 65_536


@dataclass(slots=True)
class Pictures:
    """`data`: the stream of pictures in the line. No more octets are taken out than the file has: a picture named from
    thousands of places, each a little other, would be a bomb. `shown`: how many were met in the line."""

    _data: bytes
    _drawing: Drawing
    _left: int
    shown: int = 0
    _known: dict[tuple[str, int], tuple[Picture, bool] | None] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)

    def inline(self, place: int) -> tuple[Picture, bool] | None:
        """(the picture, whether it is wide) at a place of the data stream (PICFAndOfficeArtData, MS-DOC 2.9.192);
        None where nothing is to be seen."""
        self.shown += 1
        key = ("inline", place)
        if key not in self._known:
            self._known[key] = self._inline(place)
        return self._known[key]

    def linked(self, name: str) -> Picture:
        """One that a field names and that is not contained."""
        self._count("picture-linked")
        return Picture(name)

    def floating(self, shape: Shape) -> Picture | None:
        if not shape.picture:
            return None
        key = ("floating", shape.number)
        if key not in self._known:
            self._known[key] = self._picture(self._drawing.blip(shape.picture), shape), False
        known = self._known[key]
        return known[0] if known else None

    def problems(self) -> Iterator[Problem]:
        for code, count in self._counts.items():
            yield Problem(code, _SEVERITIES.get(code, "warning"), None, {"count": str(count)})

    def _inline(self, place: int) -> tuple[Picture, bool] | None:
        data = self._data
        if place + _HEAD > len(data):
            return self._picture(None, Shape(0)), False
        size, head, kind = struct.unpack_from("<IHh", data, place)
        goal, _, scale = struct.unpack_from("<HHH", data, place + 0x1C)
        begin, end = place + head, min(place + size, len(data))
        wide = goal * min(scale or 1000, 10_000) // 1000 >= _WIDE
        if kind not in (_SHAPE, _SHAPE_OF_FILE):
            return (self._picture(Blip(".wmf", None), Shape(0)), wide) if size > head else None
        if kind == _SHAPE_OF_FILE and begin < end:
            begin += 1 + data[begin]
        shape, blip = Shape(0), None
        for record in records(data, begin, end):
            if record.kind == _SHAPE_RECORD:
                shape = shape_of(data, record)
            elif blip is None:
                blip = blip_of(data, record)
        if blip is None and not (shape.picture or shape.is_linked):
            return None
        return self._picture(blip, shape, _cut_by_head(data, place)), wide

    def _picture(self, blip: Blip | None, shape: Shape, cut: Sides = _UNCUT) -> Picture:
        number = len(self._known) + 1
        octets = blip.octets if blip else None
        if octets is not None:
            self._left -= len(octets)
        if blip is None or self._left < 0:
            self._count("picture-linked" if shape.is_linked else "picture-missing")
            return Picture(f"{number}.bin", None, shape.alt)
        name = f"{number}{blip.ending}"
        if octets is None or not sniff.media_type(octets).startswith("image/"):
            self._count("picture-drawing" if octets is None else "picture-missing")
            return Picture(name, None, shape.alt)
        crop = _crop_of(shape, cut)
        if crop and (crop.left or crop.top or crop.right or crop.bottom):
            self._count("picture-cropped")
        return Picture(name, octets, shape.alt, crop=crop)

    def _count(self, code: str) -> None:
        self._counts[code] = self._counts.get(code, 0) + 1


def _cut_by_head(data: bytes, place: int) -> Sides:
    """As Word 6 and 95 say it: in twips of the size that the picture has by itself (PIC, before MS-DOC 2.9.191)."""
    across, down, _, _, *cuts = struct.unpack_from("<HHHHhhhh", data, place + 0x1C)
    left, top, right, bottom = cuts
    return (left / across, top / down, right / across, bottom / down) if across and down else _UNCUT


def _crop_of(shape: Shape, cut: Sides) -> Crop | None:
    top, bottom, left, right = (side / _OF_ONE for side in shape.crops)
    sides = (left, top, right, bottom) if any(shape.crops) else cut
    across, down = bool(shape.flips & 1), bool(shape.flips & 2)
    turn = shape.turn / _OF_ONE + (180 if down else 0)
    return crop_of(sides, turn=turn, mirrored=across != down)
