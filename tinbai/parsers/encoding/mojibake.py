"""UTF-8 that somebody read as windows-1252 or Latin-1 ("Tiáº¿ng"), put right again."""

import re

_HOLES = {code: code for code in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
_OCTET = {bytes([octet]).decode("cp1252"): octet for octet in range(0x80, 0xC0) if octet not in _HOLES}
_OCTET |= {chr(octet): octet for octet in range(0x80, 0x100)}
_REST = "[" + re.escape("".join(char for char, octet in _OCTET.items() if 0x80 <= octet < 0xC0)) + "]"
_SEQUENCE = re.compile(rf"[\u00c2-\u00c6]{_REST}|[\u00e1\u00e2]{_REST}{{2}}")
# Where NBSP became a blank on the way, or was cut off at the end of a line, "à" (C3 A0) is Ã and a blank, NBSP itself
# (C2 A0) Â and a blank.
_LOST_NBSP = re.compile("[\u00c2\u00c3](?: |(?=\n|$))")
# What Vietnamese text holds: its letters, typographic signs, the dong sign. "Ê”" (CA 94) would else become a letter.
_MEANT = re.compile("[\u00a0-\u00ff\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0"
                    "\u0300-\u0323\u1ea0-\u1ef9\u2010-\u2026\u20ab\u2122\ufeff]")  # fmt: skip
_HIGH = re.compile(r"[^\x00-\x7f]")
_LEAST_SHARE = 0.8


def repair(text: str) -> str:
    """The text with UTF-8 sequences put right where they are nearly all that is not ASCII; else unchanged."""
    if not _SEQUENCE.search(text):
        return text
    outer = _undone(text)  # twice read wrongly has been seen: web form, then mail program
    twice = _once(outer) if outer else ""
    return twice if twice != outer else _once(text)


def _undone(text: str) -> str:
    """The text as a whole read the other way, "" when it cannot be."""
    try:
        return bytes(_OCTET[char] if char > "\x7f" else ord(char) for char in text).decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return ""


def _once(text: str) -> str:
    high = len(_HIGH.findall(text))
    covered = sum(len(found[0]) for found in _SEQUENCE.finditer(text) if _meant(found[0]))
    lost = len(_LOST_NBSP.findall(text))
    if not covered or (covered + lost) < _LEAST_SHARE * high:
        return text
    repaired = _SEQUENCE.sub(lambda found: _meant(found[0]) or found[0], text)
    return _LOST_NBSP.sub(lambda found: "à" if found[0][0] == "\u00c3" else " ", repaired) if lost else repaired


def _meant(sequence: str) -> str:
    """The character, or "" when the sequence means none that is plausible here."""
    try:
        char = bytes(_OCTET[part] for part in sequence).decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return char if _MEANT.fullmatch(char) else ""
