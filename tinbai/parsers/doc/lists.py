"""Numbered and bulleted lists of a Word 97 file (MS-DOC 2.4.6.3), counted as those of .docx are, and those of Word 6
and 95, where every paragraph says how it is numbered (ANLD of "Word for Windows 6.0 Binary File Format")."""

import struct
from dataclasses import dataclass, field
from typing import Final

from tinbai.parsers.doc import fib as doc_fib
from tinbai.parsers.doc.fib import Fib
from tinbai.parsers.docx.numbering import Level, Lists

_LEVELS: Final = 9
_FORMS: Final = {1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 22: "decimalZero", 23: "bullet",
                 255: "none"}  # fmt: skip
_SIMPLE = 1
_BULLETED, _PAUSED = 11, 12  # instead of an old level; 10: numbered
_OLD_SIZE, _SIGNS, _MOST_SIGNS, _WITH_UPPER = 0x34, 0x14, 32, 4
_LIST_OF_LOOKS, _LEVEL_OF_LOOKS = 0x460B, 0x260A
_MOST_OLD = 2_000
_STARTS, _FORMATS = 0x10, 0x20  # of a level in an LFO


@dataclass(slots=True)
class OldNumbers:
    """The ways paragraphs of Word 6 and 95 are numbered, each kept as a list that those share that are numbered so."""

    _lists: dict[tuple[int, bytes], tuple[int, str, int, Level]] = field(default_factory=dict)

    def looks(self, old: int, numbering: bytes) -> bytes:
        """What Word 97 says of a paragraph of that level; nothing for one that is not numbered."""
        if not 0 < old <= _PAUSED or (len(numbering) < _OLD_SIZE and old != _PAUSED):
            return b""
        key = (old, numbering)
        if key not in self._lists:
            if len(self._lists) >= _MOST_OLD:
                return b""
            place = old - 1 if old <= _LEVELS else 0
            name = "" if old <= _LEVELS else f"{old} {numbering.hex()}"
            self._lists[key] = len(self._lists) + 1, name, place, _old_level(old, place, numbering)
        number, _, place, _ = self._lists[key]
        return struct.pack("<HHHB", _LIST_OF_LOOKS, number, _LEVEL_OF_LOOKS, place)

    def lists(self) -> Lists:
        """They begin anew behind a paragraph that is not numbered."""
        lists = Lists(goes_on=False)
        for number, name, place, level in self._lists.values():
            lists.name(str(number), name, {}, {place: level})
        return lists


def _old_level(old: int, place: int, numbering: bytes) -> Level:
    if old >= _BULLETED:
        return Level(form="bullet" if old == _BULLETED else "none")
    form, before, after, flags = numbering[:4]
    signs = numbering[_SIGNS : _SIGNS + min(before + after, _MOST_SIGNS)].decode("cp1252", "replace")
    upper = "".join(f"%{one + 1}." for one in range(place)) if flags & _WITH_UPPER else ""
    (start,) = struct.unpack_from("<H", numbering, 0x0A)
    return Level(start, _FORMS.get(form, "decimal"), f"{signs[:before]}{upper}%{place + 1}{signs[before:]}")


def read_doc_lists(fib: Fib) -> Lists:
    """As far as they can be read."""
    lists = Lists()
    try:
        _definitions(fib, lists)
        _overrides(fib, lists)
    except (struct.error, IndexError):
        return lists
    return lists


def _definitions(fib: Fib, lists: Lists) -> None:
    """PlfLst: the heads of all lists, then, uncounted, the levels of all."""
    place, size = fib.pair(doc_fib.LISTS)
    if size < 2:
        return
    count = int.from_bytes(fib.table[place : place + 2], "little")
    heads = [place + 2 + 28 * number for number in range(count)]
    place += 2 + 28 * count
    for head in heads:
        name = str(struct.unpack_from("<i", fib.table, head)[0])
        levels: dict[int, Level] = {}
        for number in range(1 if fib.table[head + 26] & _SIMPLE else _LEVELS):
            levels[number], place = _level(fib.table, place)
        lists.define(name, levels)


def _level(table: bytes, place: int) -> tuple[Level, int]:
    """(the level, where it ends). LVL: 28 octets, looks, then the label with the numbers of levels in it."""
    start, form, flags = struct.unpack_from("<iBB", table, place)
    looks, more_looks, restart = table[place + 24], table[place + 25], table[place + 26]
    place += 28 + looks + more_looks
    length = 2 * struct.unpack_from("<H", table, place)[0]
    signs = table[place + 2 : place + 2 + length].decode("utf-16-le", "replace")
    text = "".join(f"%{ord(sign) + 1}" if ord(sign) < _LEVELS else sign for sign in signs)
    level = Level(start, _FORMS.get(form, "decimal"), text, restart if flags & 8 else None, bool(flags & 4))
    return level, place + 2 + length


def _overrides(fib: Fib, lists: Lists) -> None:
    """PlfLfo: what paragraphs name; each stands for a list and may set levels of it anew."""
    table = fib.part(doc_fib.OVERRIDES)
    if len(table) < 4:
        return
    count = min(int.from_bytes(table[:4], "little"), len(table) // 16)
    place = 4 + 16 * count
    for number in range(count):
        name, _, _, own = struct.unpack_from("<iIIB", table, 4 + 16 * number)
        place += 4
        starts: dict[int, int] = {}
        levels: dict[int, Level] = {}
        lists.name(str(number + 1), str(name), starts, levels)
        for _ in range(own):
            start, flags = struct.unpack_from("<iI", table, place)
            place += 8
            if flags & _FORMATS:
                levels[flags & 0xF], place = _level(table, place)
            elif flags & _STARTS:
                starts[flags & 0xF] = start
