"""Fonts of a document's theme, taken out of its octets: the rest of that part, ten times as much, is colours and
effects, and to read it as XML cost a sixth of what a short story costs."""

import html
import re
from typing import Final

_FACE: Final = re.compile(rb"""[<:](latin|ea|cs)\s[^<>]{0,200}?\btypeface\s*=\s*(?:"([^"<]*)"|'([^'<]*)')""")
_SLOTS: Final = {b"latin": ("HAnsi", "Ascii"), b"ea": ("EastAsia",), b"cs": ("Bidi",)}


def theme_fonts(octets: bytes) -> dict[str, str]:
    """minorHAnsi, majorAscii … -> name of the font (ECMA-376 part 1, 20.1.4.1.18)."""
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        octets = octets.decode("utf-16", "replace").encode()
    found: dict[str, str] = {}
    for rank in ("minor", "major"):
        begin = octets.find(f"{rank}Font".encode())
        if begin < 0:
            continue
        end = octets.find(f"{rank}Font".encode(), begin + 1)
        scripts = octets.find(b"font ", begin, end)  # those of single scripts come after the three that are asked for
        for face in _FACE.finditer(octets, begin, scripts if scripts >= 0 else max(end, begin)):
            name = html.unescape((face[2] or face[3] or b"").decode("utf-8", "replace")).strip()
            found.update({f"{rank}{slot}": name for slot in _SLOTS[face[1]] if name})
    return found
