"""The head of a Word 97 file (File Information Block, MS-DOC 2.5): what kind it is and where everything stands."""

import struct
from dataclasses import dataclass, replace
from typing import Final

from tinbai.parsers.ole import Ole
from tinbai.parsers.ooxml import Damaged, Encrypted

_WORD: Final = 0xA5EC
_WORD_6: Final = 0xA5DC  # and 95
_WORD_2: Final = 0xA5DB
_OLDER: Final = (_WORD_2, 0xA59B, 0xA59C, 0xA697, 0xA698, 0xA699)  # and what others wrote
_WORD_97: Final = 0xC1
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_COUNTS, _PAIRS = 0x4C, 0x9A
_OLD_COUNTS, _OLD_PAIRS, _LAST_OLD_PAIR = 0x34, 0x58, 33
WORD_2 = b"\xdb\xa5"  # with it a file begins that is no compound file

# Places of pairs (offset, size) in FibRgFcLcb97.
STYLES: Final = 1
FOOTNOTES: Final = (2, 3)
HEADERS: Final = 11
CHARACTERS: Final = 12
PARAGRAPHS: Final = 13
FONTS: Final = 15
PIECES: Final = 33
ANCHORS: Final = 40
ENDNOTES: Final = (46, 47)
DRAWINGS: Final = 50
BOXES: Final = 56
LISTS: Final = 73
OVERRIDES: Final = 74


class TooOld(Exception):
    """Written by a Word that we do not read."""


@dataclass(frozen=True, slots=True)
class Fib:
    """`main` and `table`: the streams; counts: characters of the text, the footnotes, the headers, an old thing, the
    comments, the endnotes, the text boxes, those of headers; they stand one after another.
    `is_old`: of Word 6 or 95; `is_bare`: of Word 2, of which only the text is read."""

    main: bytes
    table: bytes
    counts: tuple[int, ...]
    flags: int = 0
    is_old: bool = False
    is_bare: bool = False

    def pair(self, number: int) -> tuple[int, int]:
        """(offset, size) in the table stream."""
        place = (_OLD_PAIRS if self.is_old else _PAIRS) + 8 * number
        if place + 8 > len(self.main) or self.is_bare or (self.is_old and number > _LAST_OLD_PAIR):
            return 0, 0
        offset, size = struct.unpack_from("<II", self.main, place)
        return offset, size

    def part(self, number: int) -> bytes:
        offset, size = self.pair(number)
        return self.table[offset : offset + size]

    def range(self, number: int) -> tuple[int, int]:
        """Character positions of a part of the text: from, to."""
        first = sum(self.counts[:number])
        return first, first + self.counts[number]


TEXT, NOTES, MARGINS, _MACROS, COMMENTS, ENDS, TEXT_BOXES, MARGIN_BOXES = range(8)


def read_fib(ole: Ole) -> Fib:
    """Raises Damaged, Encrypted or TooOld."""
    fib = fib_of(ole.stream("WordDocument"))
    if fib.is_old:
        return fib
    names = ("1Table", "0Table") if fib.flags & _SECOND_TABLE else ("0Table", "1Table")
    return replace(fib, table=ole.stream(names[0] if names[0] in ole else names[1]))


def fib_of(main: bytes) -> Fib:
    """Of the main stream alone, of Word 97 on without its table. Raises Damaged, Encrypted or TooOld."""
    if len(main) < _PAIRS:
        raise Damaged("shorter than its head")
    ident, version = struct.unpack_from("<HH", main)
    if ident == _WORD_6 or (ident == _WORD and version < _WORD_97):
        return _old(main)
    if ident in _OLDER:
        raise TooOld
    if ident != _WORD:
        raise Damaged("no Word file")
    flags = _flags(main)
    return Fib(main, b"", _counts(main, _COUNTS), flags)


def bare_fib(main: bytes) -> Fib:
    """Of a file of Word 2. Raises Damaged, Encrypted."""
    if len(main) < _PAIRS:
        raise Damaged("shorter than its head")
    return replace(_old(main), is_bare=True)


def _old(main: bytes) -> Fib:
    return Fib(main, main, _counts(main, _OLD_COUNTS), _flags(main), is_old=True)


def _flags(main: bytes) -> int:
    flags = int.from_bytes(main[0x0A:0x0C], "little")
    if flags & _ENCRYPTED:
        raise Encrypted
    return flags


def _counts(main: bytes, place: int) -> tuple[int, ...]:
    counts = struct.unpack_from("<8i", main, place)
    if min(counts) < 0:
        raise Damaged("less than no characters")
    return counts
