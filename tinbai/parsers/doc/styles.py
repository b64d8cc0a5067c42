"""Fonts and styles of a Word 97 file, and the looks that characters and paragraphs have after all of them
(MS-DOC 2.4.6: style, what it is based on, style of characters, what is set directly)."""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from tinbai.parsers.doc import fib as doc_fib
from tinbai.parsers.doc.fib import Fib
from tinbai.parsers.doc.sprms import sprms
from tinbai.parsers.document import Align

_MOST_BASES: Final = 50
_NO_STYLE: Final = 0xFFF
_PARAGRAPH: Final = 1
_CHARACTER: Final = 2
# Built-in styles by their number; their names are those of the language of the Word that wrote them.
_BUILT_IN: Final = {
    0: "normal", **{number: f"heading {number}" for number in range(1, 10)}, 34: "caption", 62: "title", 74: "subtitle",
    180: "quote", 181: "intense quote",
}  # fmt: skip
_TELLING = re.compile(r"^(?:heading [1-9]|title|subtitle|caption|quote|intense quote)$")
_ALIGNS: Final[dict[int, Align]] = {0: "left", 1: "center", 2: "right", 3: "justify", 4: "justify", 5: "justify"}
_TOGGLES: Final = {0x0800: "deleted", 0x0835: "bold", 0x0836: "italic", 0x083B: "caps", 0x083C: "hidden"}
_FLAGS: Final = {0x0806: "is_data", 0x080A: "is_object", 0x0855: "special"}
_STYLE, _PLAIN, _SIZE, _FONT, _HIGH_FONT, _PICTURE, _SYMBOL = 0x4A30, 0x2A33, 0x4A43, 0x4A4F, 0x4A51, 0x6A03, 0x6A09
_PARAGRAPH_FLAGS: Final = {0x2416: "in_table", 0x2417: "ends_row", 0x244B: "ends_cell", 0x244C: "ends_inner_row"}
_JUSTIFY: Final = (0x2403, 0x2461)
_DEPTH, _LIST, _LEVEL, _DROP_CAP = 0x6649, 0x460B, 0x260A, 0x442C
_CELLS, _MERGE_DOWN = 0xD608, 0xD62B


@dataclass(frozen=True, slots=True)
class Characters:
    """Looks of characters. `font`, `high_font`: numbers; picture: place in the data stream; symbol: font, code."""

    font: int = 0
    high_font: int = 0
    size: int = 20  # half points
    bold: bool = False
    italic: bool = False
    caps: bool = False
    hidden: bool = False
    deleted: bool = False
    special: bool = False
    is_data: bool = False
    is_object: bool = False
    picture: int | None = None
    symbol: tuple[int, int] | None = None

    @property
    def is_shown(self) -> bool:
        return not (self.hidden or self.deleted)


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """Looks of a paragraph. `merged`: cells of a row that are but the rest of one above or before."""

    style: int = 0
    align: Align = "left"
    in_table: bool = False
    ends_row: bool = False
    ends_cell: bool = False
    ends_inner_row: bool = False
    nesting: int = 0
    list_number: int = 0
    level: int = 0
    drop_cap: bool = False
    merged: tuple[bool, ...] = ()

    @property
    def depth(self) -> int:
        """In how many tables it stands."""
        return max(1, self.nesting) if self.in_table or self.nesting else 0


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    base: int
    paragraph: bytes = b""
    characters: bytes = b""


@dataclass(slots=True)
class Styles:
    _styles: dict[int, _Style] = field(default_factory=dict)
    _plain: Characters = Characters()
    _fonts: tuple[str, ...] = ()
    _of_style: dict[int, Characters] = field(default_factory=dict)
    _characters: dict[tuple[int, bytes, bytes], Characters] = field(default_factory=dict)
    _paragraphs: dict[tuple[bytes, bytes], Paragraphs] = field(default_factory=dict)

    def font(self, number: int) -> str | None:
        return self._fonts[number] if number < len(self._fonts) else None

    def name(self, style: int) -> str:
        """Lower-case; of a made-up style that of the heading, title or caption it is based on."""
        names = [one.name for one in self._bases(style)]
        return next((name for name in names if _TELLING.match(name)), names[0] if names else "")

    def characters(self, style: int, looks: bytes, changes: bytes) -> Characters:
        """Resolved, in a paragraph of that style."""
        key = (style, looks, changes)
        if key not in self._characters:
            found = self._laid_over(self._base(style), looks)
            self._characters[key] = self._laid_over(found, changes) if changes else found
        return self._characters[key]

    def paragraph(self, looks: bytes, changes: bytes) -> Paragraphs:
        """Resolved; looks begin with the number of the style."""
        key = (looks, changes)
        if key not in self._paragraphs:
            style = int.from_bytes(looks[:2], "little")
            found = Paragraphs(style)
            for one in reversed(list(self._bases(style))):
                found = _paragraph(found, one.paragraph)
            self._paragraphs[key] = _paragraph(_paragraph(found, looks[2:]), changes)
        return self._paragraphs[key]

    def _bases(self, number: int) -> Iterator[_Style]:
        """The style, what it is based on, and so on."""
        for _ in range(_MOST_BASES):
            style = self._styles.get(number)
            if style is None:
                return
            yield style
            number = style.base

    def _base(self, style: int) -> Characters:
        if style not in self._of_style:
            found = self._plain
            for one in reversed(list(self._bases(style))):
                found = self._laid_over(found, one.characters)
            self._of_style[style] = found
        return self._of_style[style]

    def _laid_over(self, base: Characters, looks: bytes) -> Characters:
        found = plain = base
        for code, operand in sprms(looks):
            number = int.from_bytes(operand, "little")
            if name := _TOGGLES.get(code):
                value = bool(number & 1) if number < 0x80 else bool(getattr(plain, name)) != bool(number & 1)
                found = replace(found, **{name: value})  # type: ignore[arg-type]
            elif name := _FLAGS.get(code):
                found = replace(found, **{name: bool(number)})  # type: ignore[arg-type]
            elif code == _STYLE:
                found = plain = self._with_style(base, number)
            elif code == _PLAIN:
                found = replace(plain, special=found.special)
            elif code == _SIZE:
                found = replace(found, size=min(max(number, 2), 3276))
            elif code == _FONT:
                found = replace(found, font=number)
            elif code == _HIGH_FONT:
                found = replace(found, high_font=number)
            elif code == _PICTURE:
                found = replace(found, picture=number)
            elif code == _SYMBOL:
                found = replace(found, special=True, symbol=(number & 0xFFFF, number >> 16))
        return found

    def _with_style(self, base: Characters, number: int) -> Characters:
        """A style of characters; one of its own kind may name no other, so this goes no deeper."""
        for one in reversed(list(self._bases(number))):
            looks = b"".join(
                code.to_bytes(2, "little") + operand for code, operand in sprms(one.characters) if code != _STYLE
            )
            base = self._laid_over(base, looks)
        return base


def read_styles(fib: Fib) -> Styles:
    """As far as they can be read."""
    sheet = fib.part(doc_fib.STYLES)
    fonts = tuple(_fonts(fib.part(doc_fib.FONTS)))
    if len(sheet) < 20:
        return Styles({}, Characters(), fonts)
    size, count, base_size = struct.unpack_from("<HHH", sheet)
    font, _, high = struct.unpack_from("<HHH", sheet, 14)
    return Styles(dict(_styles(sheet, 2 + size, count, base_size)), Characters(font, high), fonts)


def _styles(sheet: bytes, place: int, count: int, base_size: int) -> Iterator[tuple[int, _Style]]:
    for number in range(count):
        size = int.from_bytes(sheet[place : place + 2], "little")
        place += 2
        if place + size > len(sheet):
            return
        if size > base_size >= 10:
            yield number, _style(sheet[place : place + size], base_size)
        place += size + size % 2


def _style(std: bytes, place: int) -> _Style:
    """MS-DOC 2.9.271; then come the looks of paragraphs (with a style's number before them) and of characters."""
    built_in, kind = struct.unpack_from("<HH", std)
    length = 2 * int.from_bytes(std[place : place + 2], "little")
    name = std[place + 2 : place + 2 + length].decode("utf-16-le", "replace").partition(",")[0]
    place += 4 + length
    looks: list[bytes] = []
    for _ in range(3):
        place += place % 2
        size = int.from_bytes(std[place : place + 2], "little")
        looks.append(std[place + 2 : place + 2 + size])
        place += 2 + size
    base = kind >> 4
    kind &= 0xF
    paragraph, characters = (looks[0][2:], looks[1]) if kind == _PARAGRAPH else (b"", looks[0])
    name = _BUILT_IN.get(built_in & 0xFFF, " ".join(name.lower().split()))
    return _Style(name, base, paragraph, characters if kind in (_PARAGRAPH, _CHARACTER) else b"")


def _fonts(table: bytes) -> Iterator[str]:
    """SttbfFfn (MS-DOC 2.9.286): after 40 octets of looks the name of a font, ended by a null."""
    place = 4
    while place < len(table):
        size = table[place] + 1
        name = table[place + 40 : place + size]
        yield name[: len(name) // 2 * 2].decode("utf-16-le", "replace").partition("\0")[0]
        place += size


def _paragraph(found: Paragraphs, looks: bytes) -> Paragraphs:
    for code, operand in sprms(looks):
        if name := _PARAGRAPH_FLAGS.get(code):
            found = replace(found, **{name: bool(operand[0])})  # type: ignore[arg-type]
        elif code in _JUSTIFY:
            found = replace(found, align=_ALIGNS.get(operand[0], "left"))
        elif code == _DEPTH:
            found = replace(found, nesting=max(0, int.from_bytes(operand, "little", signed=True)))
        elif code == _LIST:
            found = replace(found, list_number=int.from_bytes(operand, "little"))
        elif code == _LEVEL:
            found = replace(found, level=operand[0])
        elif code == _DROP_CAP:
            found = replace(found, drop_cap=operand[0] & 0x1F in (1, 2))
        elif code == _CELLS:
            found = replace(found, merged=tuple(_merged(operand)))
        elif code == _MERGE_DOWN and len(operand) == 2 and operand[0] < len(found.merged):
            flags = list(found.merged)
            flags[operand[0]] = operand[1] == 1
            found = replace(found, merged=tuple(flags))
    return found


def _merged(operand: bytes) -> Iterator[bool]:
    """The cells of a row (MS-DOC 2.9.325): which of them go on with the one to the left or above."""
    count = operand[0] if operand else 0
    place, before = 1 + 2 * (count + 1), 0
    for number in range(count):
        flags = int.from_bytes(operand[place + 20 * number : place + 20 * number + 2], "little")
        across, down = flags & 3, flags >> 5 & 3
        yield bool(across and before) or down == 1
        before = across
