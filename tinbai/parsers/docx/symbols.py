"""Characters of symbol fonts as Unicode. Word stores them as U+F000 plus the place in the font (w:sym, old files)."""

import re

_PRIVATE = re.compile("[\uf020-\uf0ff]")
_PICTORIAL = re.compile(
    r"^(?:symbol$|wingdings|webdings|marlett|zapf ?dingbats|mt extra|ms outlook|bookshelf symbol)", re.I
)
_GREEK = dict(
    zip(
        (*range(0x41, 0x5B), *range(0x61, 0x7B)),
        "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖαβχδεφγηιϕκλμνοπθρστυϖωξψζ",
        strict=True,
    )
)
_SYMBOL = {
    **_GREEK, **{code: chr(code) for code in (*range(0x20, 0x40), 0x5B, 0x5D, 0x5F, 0x7B, 0x7C, 0x7D)},
    0x2D: "−", 0x7E: "∼", 0xA2: "′", 0xA3: "≤", 0xA4: "/", 0xA5: "∞", 0xA8: "♦", 0xAB: "↔", 0xAC: "←", 0xAD: "↑",
    0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB5: "∝", 0xB7: "•", 0xB8: "÷",
    0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xBC: "…", 0xC6: "∅", 0xC7: "∩", 0xC8: "∪", 0xCE: "∈", 0xD0: "∠", 0xD2: "®",
    0xD3: "©", 0xD4: "™", 0xD5: "∏", 0xD6: "√", 0xDB: "⇔", 0xDE: "⇒", 0xE5: "∑", 0xF2: "∫",
}  # fmt: skip
_WINGDINGS = {
    0x20: " ", 0x22: "✂", 0x28: "☎", 0x29: "✆", 0x2A: "✉", 0x4A: "☺", 0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑",
    0x72: "❒", 0x75: "◆", 0x76: "❖", 0x77: "◆", 0x9F: "•", 0xA1: "○", 0xA7: "▪", 0xA8: "◻", 0xAB: "★", 0xB2: "✧",
    0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE8: "➔", 0xEF: "⇦", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
# Of the others what forms and bullets use.
_WINGDINGS_2 = {
    0x4F: "✗",
    0x50: "✓",
    0x51: "☒",
    0x52: "☑",
    0x53: "☒",
    0x54: "☒",
    0x97: "•",
    0x98: "●",
    0xA2: "■",
    0xA3: "□",
}
_WINGDINGS_3 = {0x70: "▲", 0x71: "▼", 0x74: "◀", 0x75: "▶", 0x7D: "▶"}
_WEBDINGS = {0x33: "◀", 0x34: "▶", 0x35: "▲", 0x36: "▼", 0x61: "✓", 0x63: "□", 0x67: "■", 0x6E: "●", 0x72: "✗"}
_TABLES = {
    "symbol": _SYMBOL, "wingdings 2": _WINGDINGS_2, "wingdings 3": _WINGDINGS_3, "webdings": _WEBDINGS,
}  # fmt: skip


def symbol(font: str, code: str) -> str:
    """The character of `w:sym`: hexadecimal code in a font; "" when the code makes no sense."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    if not 0x20 <= number <= 0xFFFF or 0xD800 <= number < 0xE000:
        return ""
    if number <= 0xFF and _PICTORIAL.match(font):
        number += 0xF000
    return readable(chr(number), font)


def readable(text: str, font: str | None) -> str:
    """Private characters by their font. In a font of letters (an old .VnTime) they are the octets it was typed in;
    a pictorial sign without an equal stays as it is."""
    if not _PRIVATE.search(text):
        return text
    name = (font or "").strip().lower()
    if not _PICTORIAL.match(name):
        return _PRIVATE.sub(lambda found: chr(ord(found[0]) - 0xF000), text)
    table = _TABLES.get(name) or (_WINGDINGS if name.startswith("wingdings") else {})
    return _PRIVATE.sub(lambda found: table.get(ord(found[0]) - 0xF000, found[0]), text)
