"""Files of Word 6 and 95, and the bare text of Word 2: the plan of Word 97 with shorter codes for looks, and letters in
the code pages of their fonts (Microsoft, "Word for Windows 6.0 Binary File Format")."""

import struct
from collections.abc import Callable, Iterator
from typing import Final

from tinbai.parsers.doc import fib as doc_fib
from tinbai.parsers.doc.fib import Fib
from tinbai.parsers.doc.lists import OldNumbers
from tinbai.parsers.doc.styles import Characters, Styles
from tinbai.parsers.doc.text import Piece, Runs, Text, pages, pieces_of, positions
from tinbai.parsers.encoding import legacy
from tinbai.parsers.ooxml import Damaged
from tinbai.parsers.rtf.tables import codec_of_charset, decoded

_TEXT_START, _COMPLEX, _LANGUAGE = 0x18, 0x0004, 6
_CHARACTER_SET, _OF_MACINTOSH = 0x14, 256
_FONT: Final = 0x4A4F
_NUMBERING, _LEVEL = 12, 13
# Sizes of operands by code: of paragraphs, of characters, of tables; -1: an octet tells, -2: two octets tell.
_SIZES: Final = {
    2: 2, 3: -1, **dict.fromkeys(range(4, 12), 1), 12: -1, 13: 1, 14: 1, 15: -1, 16: 2, 17: 2, 18: 2,
    19: 2, 20: 4, 21: 2, 22: 2, 23: -1, 24: 1, 25: 1, 26: 2, 27: 2, 28: 2, 29: 1,
    **dict.fromkeys(range(30, 37), 2), 37: 1, **dict.fromkeys(range(38, 44), 2), 44: 1,
    **dict.fromkeys(range(45, 50), 2), 50: 1, 51: 1, 52: -1,
    65: 1, 66: 1, 67: 1, 68: -1, 69: 2, 70: 4, 71: 1, 72: 2, 73: 3, 74: -1, 75: 1, 80: 2, 81: -1, 82: -1, 83: 0,
    **dict.fromkeys(range(85, 93), 1), 93: 2, 94: 1, 95: 3, 96: 2, 97: 2, 98: 1, 99: 2, 100: 1, 101: 2, 102: 1, 103: -1,
    104: 1, 105: -1, 106: -1, 107: 2, 108: -1, 109: 2, 110: 2, 117: 1, 118: 1, 182: 2, 183: 2, 184: 2, 185: 1, 186: 1,
    187: -2, 188: -1, 189: 2, 190: -2,
}  # fmt: skip
# What Word 97 calls those that matter to us.
_SAME: Final = {
    5: (0x2403,), 24: (0x2416,), 25: (0x2417,), 46: (0x442C,), 65: (0x0800,), 85: (0x0835,), 86: (0x0836,),
    91: (0x083B,), 92: (0x083C,), 93: (_FONT, 0x4A51), 99: (0x4A43,),
}  # fmt: skip
# That of Vietnamese came later; before, its letters were those of old fonts.
_PAGE_OF_LANGUAGE: Final = {
    0x19: "cp1251", 0x22: "cp1251", 0x02: "cp1251", 0x23: "cp1251", 0x15: "cp1250", 0x05: "cp1250", 0x0E: "cp1250",
    0x18: "cp1250", 0x1B: "cp1250", 0x1A: "cp1250", 0x24: "cp1250", 0x08: "cp1253", 0x1F: "cp1254", 0x0D: "cp1255",
    0x01: "cp1256", 0x25: "cp1257", 0x26: "cp1257", 0x27: "cp1257", 0x1E: "cp874", 0x11: "cp932",
    0x12: "cp949", 0x04: "cp936",
}  # fmt: skip


def read_old_text(fib: Fib) -> tuple[Text, Styles, OldNumbers]:
    """The text with its looks, the fonts, and how its lists count. Raises Damaged where no text can be found."""
    fonts = tuple(_fonts(fib.part(doc_fib.FONTS)))
    pieces = list(_pieces(fib))
    if not pieces:
        raise Damaged("no text")
    characters, paragraphs, numbers = Runs(), Runs(), OldNumbers()
    if not fib.is_bare:
        characters, paragraphs = _runs(fib, doc_fib.CHARACTERS), _runs(fib, doc_fib.PARAGRAPHS, numbers)
    text = Text(fib.main, pieces, characters, paragraphs, _decoder(fib, fonts))
    return text, Styles({}, Characters(), tuple(name for name, _ in fonts)), numbers


def modern(grpprl: bytes, numbers: OldNumbers | None = None) -> bytes:
    """Changes of looks in the codes of Word 97; what does not matter is left out."""
    out, place = b"", 0
    level, numbering = b"", b""
    while place < len(grpprl):
        code = grpprl[place]
        size = _SIZES.get(code)
        if size is None:
            break
        place += 1
        if size < 0:
            size, place = int.from_bytes(grpprl[place : place - size], "little") - (size == -2), place - size
        operand = grpprl[place : place + size]
        place += size
        if len(operand) == size:
            out += b"".join(struct.pack("<H", same) + operand for same in _SAME.get(code, ()))
            level = operand if code == _LEVEL else level
            numbering = operand if code == _NUMBERING else numbering
    return out + (numbers.looks(level[0], numbering) if numbers is not None and level else b"")


def _pieces(fib: Fib) -> Iterator[Piece]:
    """All of it in one stretch, or as a table says that was saved in a hurry."""
    if fib.flags & _COMPLEX and not fib.is_bare:
        for one in pieces_of(fib, width=1):
            yield Piece(one.first, one.last, one.offset, 1, modern(one.changes))
        return
    (start,) = struct.unpack_from("<I", fib.main, _TEXT_START)
    length = min(sum(fib.counts), len(fib.main) - start)
    if length > 0:
        yield Piece(0, length, start, 1, b"")


def _runs(fib: Fib, number: int, counted: OldNumbers | None = None) -> Runs:
    """Pages of looks; their numbers have two octets."""
    table, paragraphs = fib.part(number), number == doc_fib.PARAGRAPHS
    _, begin = positions(table, 2)
    numbers = struct.unpack_from(f"<{(len(table) - begin) // 2}H", table, begin) if begin else ()
    runs = pages(fib.main, numbers, paragraphs, step=7 if paragraphs else 1)
    runs.looks = [looks[:2] + modern(looks[2:], counted) if paragraphs else modern(looks) for looks in runs.looks]
    return runs


def _fonts(table: bytes) -> Iterator[tuple[str, int]]:
    """(name, charset) of each font."""
    place = 2
    while place + 6 < len(table):
        size = table[place] + 1
        name = table[place + 6 : place + size].partition(b"\0")[0]
        yield name.decode("cp1252", "replace"), table[place + 4]
        place += size


def _decoder(fib: Fib, fonts: tuple[tuple[str, int], ...]) -> Callable[[bytes, bytes], str]:
    """Octets and their looks to letters: by the charset of the font, else by the language of that Word."""
    (language,) = struct.unpack_from("<H", fib.main, _LANGUAGE)
    (characters,) = struct.unpack_from("<H", fib.main, _CHARACTER_SET)
    usual = "mac_roman" if characters == _OF_MACINTOSH else _PAGE_OF_LANGUAGE.get(language & 0x3FF, "cp1252")

    def decode(octets: bytes, looks: bytes) -> str:
        at = looks.rfind(struct.pack("<H", _FONT))
        number = int.from_bytes(looks[at + 2 : at + 4], "little") if at >= 0 else 0
        name, charset = fonts[number] if number < len(fonts) else ("", 1)
        codec = "cp1252" if legacy.kind_of_font(name) else codec_of_charset(charset) or usual
        text = decoded(octets, usual if codec == "cp1252" and not legacy.kind_of_font(name) else codec)
        return text if len(text) == len(octets) else text.ljust(len(octets), "\0")

    return decode
