"""The fonts and paragraph styles that a Rich Text declares, and the code pages of its fonts."""

import codecs
import re
from dataclasses import dataclass, field
from typing import Final

from tinbai.parsers.encoding import legacy

SYMBOL: Final = "symbol"
# \fcharset -> Windows code page (specification, "Font Table"); 1 is the default of the document.
_CHARSETS: Final = {
    0: "cp1252", 2: SYMBOL, 77: "mac_roman", 78: "cp932", 79: "cp949", 80: "cp936", 81: "cp950", 128: "cp932",
    129: "cp949", 130: "johab", 134: "cp936", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255",
    178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
_PAGES: Final = {10000: "mac_roman", 65001: "utf-8", 0: "cp1252"}
_BUILT_IN = re.compile(r"^(?:heading [1-9]|title|subtitle|caption|quote|intense quote)$")
_MOST_BASES = 50


def codec_of(page: int) -> str:
    """Python's name of a Windows code page; that of Western Europe for one that is not known."""
    name = _PAGES.get(page, f"cp{page}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"


def codec_of_charset(number: int) -> str | None:
    """Of a font of Windows; None: that of the document."""
    return _CHARSETS.get(number)


def decoded(octets: bytes, codec: str) -> str:
    """Octets in a code page. What Windows-1252 leaves free stands for itself, old fonts have letters there."""
    if codec == SYMBOL:
        return "".join(chr(0xF000 + octet) for octet in octets)
    text = octets.decode(codec, "replace")
    if codec == "cp1252" and "\ufffd" in text:
        return "".join(bytes((octet,)).decode(codec, "ignore") or chr(octet) for octet in octets)
    return text


@dataclass(frozen=True, slots=True)
class Font:
    """`codec`: None: that of the document."""

    name: str | None = None
    codec: str | None = None


@dataclass(slots=True)
class Fonts:
    """\\fonttbl; a font ends with a semicolon, in a group of its own or not."""

    _fonts: dict[int, Font] = field(default_factory=dict)
    number: int = 0
    codec: str | None = None
    _name: list[str] = field(default_factory=list)

    def __getitem__(self, number: int) -> Font:
        return self._fonts.get(number, Font())

    @property
    def codec_of_name(self) -> str | None:
        """In which the name of the font itself is written; symbol fonts are called by letters."""
        return None if self.codec == SYMBOL else self.codec

    def charset(self, number: int) -> None:
        self.codec = codec_of_charset(number)

    def page(self, number: int) -> None:
        self.codec = codec_of(number)

    def text(self, text: str) -> None:
        *ended, rest = text.split(";")
        for part in ended:
            name = "".join((*self._name, part)).strip()
            # Fonts for TCVN3 and VNI show octets as they are, whatever charset they claim.
            codec = "cp1252" if legacy.kind_of_font(name) and self.codec != SYMBOL else self.codec
            self._fonts[self.number] = Font(name or None, codec)
            self._name, self.codec = [], None
        self._name.append(rest)


@dataclass(slots=True)
class Styles:
    """\\stylesheet: names of paragraph styles, and what they are based on."""

    _names: dict[int, tuple[str, int | None]] = field(default_factory=dict)
    number: int = 0
    base: int | None = None
    _name: list[str] = field(default_factory=list)

    def name(self, number: int) -> str:
        """Lower-case; of a made-up style that of the heading, title or caption it is based on."""
        names: list[str] = []
        place: int | None = number
        while place is not None and place in self._names and len(names) < _MOST_BASES:
            name, place = self._names[place]
            names.append(name)
        return next((name for name in names if _BUILT_IN.match(name)), names[0] if names else "")

    def text(self, text: str) -> None:
        *ended, rest = text.split(";")
        for part in ended:
            name = " ".join("".join((*self._name, part)).lower().split())
            self._names[self.number] = (name, self.base if self.base != self.number else None)
            self._name, self.number, self.base = [], 0, None
        self._name.append(rest)
