"""Office drawings as old Office programs write them (MS-ODRAW): shapes, and the octets of pictures behind them."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from tinbai.parsers.photo.metafile import bitmap_file, bitmap_of, ending_of, inflated

_STORE, _PICTURE_ENTRY, _SHAPE, _GROUP, _PROPERTIES, _MORE = 0xF001, 0xF007, 0xF004, 0xF003, 0xF00B, (0xF122, 0xF121)
_IDENTITY: Final = 0xF00A
_CONTAINER: Final = 0xF
_DEEPEST: Final = 40  # groups in groups
_DRAWN: Final = {0xF01A: ".emf", 0xF01B: ".wmf", 0xF01C: ".pict"}
_JPEGS: Final = (0xF01D, 0xF02A)
_ENDINGS: Final = {0xF01D: ".jpg", 0xF02A: ".jpg", 0xF01E: ".png", 0xF029: ".tif", 0xF01F: ".bmp"}
_DIB: Final = 0xF01F
_PIB, _PIB_NAME, _FILL, _WORDS, _ALT, _GROUP_FLAGS = 0x104, 0x105, 0x186, 0xC0, 0x381, 0x3BF
_CROPS: Final = range(0x100, 0x104)
_TURN: Final = 0x4
_HIDDEN: Final = 0x0002_0002  # used and set: MS-ODRAW 2.3.4.44


class Record(NamedTuple):
    """`begin` to `end`: its octets without the head."""

    kind: int
    instance: int
    version: int
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Blip:
    """The octets of a picture; None: a drawing, which only an office program can show."""

    ending: str
    octets: bytes | None


@dataclass(frozen=True, slots=True)
class Shape:
    """`picture`: its number in the store, from 1 on, 0: none; `children`: of a group."""

    number: int
    picture: int = 0
    is_linked: bool = False
    crops: tuple[int, int, int, int] = (0, 0, 0, 0)  # top, bottom, left, right in 65,536ths
    turn: int = 0  # 65,536ths of a degree, clockwise
    flips: int = 0  # 1: left to right, 2: upside down
    is_hidden: bool = False
    alt: str = ""
    words: str = ""
    children: tuple["Shape", ...] = ()


@dataclass(slots=True)
class Drawing:
    """All shapes of a document by number, and the store of its pictures: where the record of each begins."""

    shapes: dict[int, Shape] = field(default_factory=dict)
    _data: bytes = b""
    _later: bytes = b""
    _store: list[Record] = field(default_factory=list)

    def blip(self, number: int) -> Blip | None:
        """A picture of the store; None: missing or damaged. Its octets may stand in the main stream."""
        if not 0 < number <= len(self._store):
            return None
        return blip_of(self._data, self._store[number - 1], self._later)


def read_drawing(data: bytes, later: bytes) -> Drawing:
    """OfficeArtContent (MS-DOC 2.9.172): the store, then the drawings of the text and of the headers."""
    drawing = Drawing(_data=data, _later=later)
    place = 0
    while record := _record(data, place, len(data)):
        drawing._store += _stored(data, record)
        for shape in shapes(data, record):
            for one in _all(shape):
                drawing.shapes.setdefault(one.number, one)
        place = record.end
        if place < len(data) and data[place] in (0, 1):
            place += 1  # dgglbl, before each drawing
    return drawing


def records(data: bytes, begin: int, end: int) -> Iterator[Record]:
    while record := _record(data, begin, end):
        yield record
        begin = record.end


def shapes(data: bytes, record: Record, depth: int = 0) -> Iterator[Shape]:
    """The shapes in a record, groups with their children."""
    if record.kind == _SHAPE:
        yield shape_of(data, record)
    elif record.version == _CONTAINER and depth < _DEEPEST:
        found = [shape for inner in records(data, record.begin, record.end) for shape in shapes(data, inner, depth + 1)]
        if record.kind == _GROUP and found and depth > 1:
            yield replace(found[0], children=tuple(found[1:]))
        else:
            yield from found


def shape_of(data: bytes, record: Record) -> Shape:
    shape = Shape(0)
    for inner in records(data, record.begin, record.end):
        if inner.kind == _IDENTITY and inner.end - inner.begin >= 4:
            number, flags = data[inner.begin : inner.begin + 4], data[inner.begin + 4 : min(inner.begin + 5, inner.end)]
            flips = flags[0] >> 6 if flags else 0
            shape = replace(shape, number=int.from_bytes(number, "little"), flips=flips)
        elif inner.kind == _PROPERTIES or inner.kind in _MORE:
            shape = _with_properties(shape, data, inner)
    return shape


def blip_of(data: bytes, record: Record, later: bytes = b"") -> Blip | None:
    """Of a picture, or of an entry of the store, which holds one or says where it stands."""
    if record.kind == _PICTURE_ENTRY:
        if record.end - record.begin < 36:
            return None
        name_size = data[record.begin + 33]
        inner = _record(data, record.begin + 36 + name_size, record.end)
        if inner is not None:
            return blip_of(data, inner) if inner.kind != _PICTURE_ENTRY else None
        place = int.from_bytes(data[record.begin + 28 : record.begin + 32], "little")
        outside = _record(later, place, len(later)) if later and place < len(later) else None
        return blip_of(later, outside) if outside is not None and outside.kind != _PICTURE_ENTRY else None
    if ending := _DRAWN.get(record.kind):
        bitmap = _wrapped(data, record)
        return Blip(ending_of(bitmap), bitmap) if bitmap else Blip(ending, None)
    if record.kind not in _ENDINGS:
        return None
    begin = record.begin + 16 * (1 + (record.instance & 1)) + 1  # one or two hashes, a mark
    octets = data[begin : record.end]
    if record.kind == _DIB:
        octets = bitmap_file(octets)
    return Blip(_ENDINGS[record.kind], octets) if octets else None


def _wrapped(data: bytes, record: Record) -> bytes | None:
    """The photo in a metafile, which is packed behind one or two hashes and a head (OfficeArtMetafileHeader)."""
    begin = record.begin + 16 * (1 + (record.instance & 1))
    packed = data[begin + 34 : record.end]
    return bitmap_of(packed if data[begin + 32 : begin + 33] == b"\xfe" else inflated(packed))


def _record(data: bytes, begin: int, end: int) -> Record | None:
    """The record that begins there; cut off at the end of what is around it."""
    if begin < 0 or begin + 8 > end:
        return None
    head, kind, size = struct.unpack_from("<HHI", data, begin)
    if not 0xF000 <= kind <= 0xF1FF:
        return None
    return Record(kind, head >> 4, head & 0xF, begin + 8, min(begin + 8 + size, end))


def _stored(data: bytes, group: Record) -> Iterator[Record]:
    for store in records(data, group.begin, group.end):
        if store.kind == _STORE:
            yield from (record for record in records(data, store.begin, store.end))


def _all(shape: Shape) -> Iterator[Shape]:
    yield shape
    for child in shape.children:
        yield from _all(child)


def _with_properties(shape: Shape, data: bytes, record: Record) -> Shape:
    """A row of properties of six octets; what is longer follows after all of them."""
    count = min(record.instance, (record.end - record.begin) // 6)
    place = record.begin + 6 * count
    for number in range(count):
        name, value = struct.unpack_from("<HI", data, record.begin + 6 * number)
        long = b""
        if name & 0x8000:
            long = data[place : min(place + value, record.end)]
            place += value
        shape = _with_property(shape, name & 0x3FFF, value, long)
    return shape


def _with_property(shape: Shape, name: int, value: int, long: bytes) -> Shape:
    if name == _PIB:
        return replace(shape, picture=min(value, 1 << 20) if not long else 1)
    if name == _FILL:
        return shape if shape.picture else replace(shape, picture=min(value, 1 << 20))
    if name == _PIB_NAME:
        return replace(shape, is_linked=bool(long))
    if name == _ALT:
        return replace(shape, alt=" ".join(_string(long).split()))
    if name == _WORDS:
        return replace(shape, words=_string(long))
    if name == _GROUP_FLAGS:
        return replace(shape, is_hidden=value & _HIDDEN == _HIDDEN)
    if name in _CROPS:
        crops = list(shape.crops)
        crops[name - _CROPS.start] = _signed(value)
        return replace(shape, crops=(crops[0], crops[1], crops[2], crops[3]))
    if name == _TURN:
        return replace(shape, turn=_signed(value))
    return shape


def _signed(value: int) -> int:
    return value - (1 << 32) if value >> 31 else value


def _string(octets: bytes) -> str:
    return octets[: len(octets) // 2 * 2].decode("utf-16-le", "replace").partition("\0")[0]
