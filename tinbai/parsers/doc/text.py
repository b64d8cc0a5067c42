"""The text of a Word 97 file: pieces of it lie anywhere in the file, in order only by their table (MS-DOC 2.4.1), and
the looks of characters and paragraphs are kept by where in the file they lie."""

import re
import struct
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from tinbai.parsers.doc import fib as doc_fib
from tinbai.parsers.doc.fib import Fib
from tinbai.parsers.doc.sprms import short
from tinbai.parsers.ooxml import Damaged
from tinbai.parsers.rtf.tables import decoded

PAGE: Final = 512
_COMPRESSED: Final = 0x4000_0000
_HOLE: Final = bytes(64)  # no text has so many nulls
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters `first` to `last`, from `offset` on in the main stream; `changes`: looks laid over them."""

    first: int
    last: int
    offset: int
    width: int
    changes: bytes

    def place(self, position: int) -> int:
        return self.offset + (position - self.first) * self.width


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters of one look; halves of pairs stand apart, so that each counts as one. `place`: in the file."""

    first: int
    text: str
    looks: bytes
    changes: bytes
    place: int
    width: int


@dataclass(slots=True)
class Runs:
    """What the pages of looks say, by place in the file: each from `starts` to `ends`."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    looks: list[bytes] = field(default_factory=list)

    def at(self, place: int) -> tuple[int, bytes]:
        """(where it ends, the looks there); the next start where nothing is said."""
        number = bisect_right(self.starts, place) - 1
        if number >= 0 and place < self.ends[number]:
            return self.ends[number], self.looks[number]
        return (self.starts[number + 1] if number + 1 < len(self.starts) else 1 << 40), b""


@dataclass(slots=True)
class Text:
    _main: bytes
    _pieces: list[Piece]
    _characters: Runs
    _paragraphs: Runs
    _decode: Callable[[bytes, bytes], str] | None = None  # octets and their looks, where fonts have code pages

    @property
    def length(self) -> int:
        return self._pieces[-1].last

    @property
    def is_cut(self) -> bool:
        """A piece lies beyond the end of the stream, or there is nothing in it."""
        spans = [(piece.offset, piece.place(piece.last)) for piece in self._pieces]
        return any(end > len(self._main) or _HOLE in self._main[begin:end] for begin, end in spans)

    def stretches(self, first: int, last: int) -> Iterator[Stretch]:
        """The characters of a range in order, as far as they are there."""
        number = max(bisect_right(self._pieces, first, key=lambda piece: piece.first) - 1, 0)
        for piece in self._pieces[number:]:
            position, end = max(first, piece.first), min(last, piece.last)
            if piece.first >= last:
                return
            while position < end:
                place = piece.place(position)
                until, looks = self._characters.at(place)
                after = min(end, position + max(1, -(-(until - place) // piece.width)))
                octets = self._main[place : piece.place(after)]
                if len(octets) < piece.width:
                    break
                text = self._decode(octets, looks) if self._decode else _text(octets, piece.width)
                yield Stretch(position, text, looks, piece.changes, place, piece.width)
                position = after

    def paragraph(self, place: int) -> tuple[int, bytes]:
        """(where in the file the paragraph ends that has a character there, its looks)."""
        return self._paragraphs.at(place)


def read_text(fib: Fib) -> Text:
    """Raises Damaged where no text can be found."""
    pieces = list(pieces_of(fib))
    if not pieces:
        raise Damaged("no table of pieces")
    characters = _runs(fib, fib.part(doc_fib.CHARACTERS), paragraphs=False)
    return Text(fib.main, pieces, characters, _runs(fib, fib.part(doc_fib.PARAGRAPHS), paragraphs=True))


def positions(plc: bytes, size: int) -> tuple[Sequence[int], int]:
    """(the n + 1 positions of a table of n structures of `size` octets, where the structures begin)."""
    count = (len(plc) - 4) // (4 + size)
    if count < 1:
        return (), 0
    return struct.unpack_from(f"<{count + 1}I", plc), 4 * (count + 1)


def joined(text: str) -> str:
    """Halves of a character beyond the basic plane put together."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace") if _PAIR.search(text) else text


def _text(octets: bytes, width: int) -> str:
    if width == 1:
        return decoded(octets, "cp1252")
    octets = octets[: len(octets) // 2 * 2]
    text = octets.decode("utf-16-le", "surrogatepass")
    return text if 2 * len(text) == len(octets) else "".join(map(chr, struct.unpack(f"<{len(octets) // 2}H", octets)))


def pieces_of(fib: Fib, width: int = 0) -> Iterator[Piece]:
    """By their table; `width`: of every character, else each piece tells. No more characters than the stream has
    octets: the same octets named again and again would be a bomb."""
    clx, place, kept = fib.part(doc_fib.PIECES), 0, list[bytes]()
    while place + 3 <= len(clx) and clx[place] == 1:
        size = int.from_bytes(clx[place + 1 : place + 3], "little")
        kept.append(clx[place + 3 : place + 3 + size])
        place += 3 + size
    if place + 5 > len(clx) or clx[place] != 2:
        return
    table = clx[place + 5 : place + 5 + int.from_bytes(clx[place + 1 : place + 5], "little")]
    bounds, structures = positions(table, 8)
    left, before = len(fib.main), 0
    for number, (first, last) in enumerate(pairwise(bounds)):
        offset, prm = struct.unpack_from("<IH", table, structures + 8 * number + 2)
        octets = width or (1 if offset & _COMPRESSED else 2)
        offset = (offset & ~_COMPRESSED) // 2 if octets == 1 and not width else offset
        left -= octets * (last - first)
        if first != before or last < first or left < 0:
            return
        changes = (kept[prm >> 1] if prm >> 1 < len(kept) else b"") if prm & 1 else short(prm)
        yield Piece(first, last, offset, octets, changes)
        before = last


def _runs(fib: Fib, table: bytes, paragraphs: bool) -> Runs:
    """Every page of looks once, whatever the table says."""
    _, structures = positions(table, 4)
    numbers = struct.unpack_from(f"<{(len(table) - structures) // 4}I", table, structures) if structures else ()
    return pages(fib.main, [number & 0x3FFFFF for number in numbers], paragraphs, step=13 if paragraphs else 1)


def pages(main: bytes, numbers: Iterable[int], paragraphs: bool, step: int) -> Runs:
    """Pages of looks by their numbers; `step`: octets of what names the looks of a run."""
    found: list[tuple[int, int, bytes]] = []
    for number in dict.fromkeys(numbers):
        page = main[number * PAGE : (number + 1) * PAGE]
        if len(page) == PAGE:
            found += _page(page, paragraphs, step)
    found.sort(key=lambda run: run[:2])
    return Runs([run[0] for run in found], [run[1] for run in found], [run[2] for run in found])


def _page(page: bytes, paragraphs: bool, step: int) -> Iterator[tuple[int, int, bytes]]:
    """A formatted disk page (MS-DOC 2.9.33, 2.9.174): its last octet counts the runs."""
    count = page[-1]
    if 4 * (count + 1) + step * count >= PAGE:
        return
    places = struct.unpack_from(f"<{count + 1}I", page)
    for number in range(count):
        if places[number] < places[number + 1]:
            at = 2 * page[4 * (count + 1) + step * number]
            yield places[number], places[number + 1], _looks(page, at, paragraphs) if at else b""


def _looks(page: bytes, at: int, paragraphs: bool) -> bytes:
    size, begin = page[at], at + 1
    if paragraphs:
        size, begin = (2 * size - 1, at + 1) if size else (2 * page[min(at + 1, PAGE - 1)], at + 2)
    return page[begin : min(begin + size, PAGE - 1)]
