"""Numbered and bulleted lists of a Word 97 file (MS-DOC 2.4.6.3), counted as those of .docx are."""

import struct
from typing import Final

from tinbai.parsers.doc import fib as doc_fib
from tinbai.parsers.doc.fib import Fib
from tinbai.parsers.docx.numbering import Level, Lists

_LEVELS: Final = 9
_FORMS: Final = {1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 22: "decimalZero", 23: "bullet",
                 255: "none"}  # fmt: skip
_SIMPLE = 1
_STARTS, _FORMATS = 0x10, 0x20  # of a level in an LFO


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
