"""Transfer encodings undone, tolerantly and in linear time: a cut-off or dirty part yields what is there."""

import binascii
import quopri
import re
from collections.abc import Sequence

_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_NOT_BASE64 = bytes(set(range(256)) - set(_BASE64))
_BLANK_ENDS = re.compile(rb"=[ \t]+(?=\r?\n)")  # blanks a relay has added to a soft line break (RFC 2045 6.7)
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} (\S[^\r\n]{0,200})$")
_UU_ALPHABET = bytes(range(0x20, 0x61))
_UU_SURE = 4  # full lines that no writing has by chance
_YENC = re.compile(rb"^=ybegin [^\r\n]*\r?\n.*?(?:^=yend[^\r\n]*(?:\r?\n|\Z)|\Z)", re.MULTILINE | re.DOTALL)
_STEP = 4 * 1024 * 1024  # octets decoded at a time: a 25 MB mail must not be held three times


def decode(data: bytes | memoryview, encoding: str) -> tuple[bytes, bool]:
    """(octets, whole). `encoding` is a Content-Transfer-Encoding; an unknown one changes nothing."""
    name = encoding.lower()
    if name == "base64":
        return base64(data)
    if name in ("quoted-printable", "quopri"):
        return quopri.decodestring(_BLANK_ENDS.sub(b"=", bytes(data))), True
    if name in ("x-uuencode", "x-uue", "uuencode", "uue"):
        return uu(bytes(data))
    return bytes(data), True


def base64(data: bytes | memoryview) -> tuple[bytes, bool]:
    """Characters outside the alphabet are passed over; data after padding goes on (joined parts); a cut end is kept."""
    if len(data) <= _STEP:
        octets = bytes(data)
        padding = octets.find(b"=")
        if padding < 0 or not octets[padding:].strip(b"=\r\n"):
            try:  # Python's own decoder passes over line ends, too; it stops at padding and refuses a cut end
                return binascii.a2b_base64(octets), True
            except binascii.Error:
                pass
        return _whole(_only_base64(octets))
    view = memoryview(data)
    out = bytearray()
    carry = b""
    whole = True
    for start in range(0, len(view), _STEP):
        part = carry + _only_base64(view[start : start + _STEP])
        carry = b""
        if start + _STEP < len(view) and b"=" not in part:
            keep = len(part) - len(part) % 4
            part, carry = part[:keep], part[keep:]
        decoded, good = _whole(part)
        out += decoded
        whole = whole and good
    if carry:
        decoded, good = _quanta(carry)
        out += decoded
        whole = whole and good
    return bytes(out), whole


def _whole(part: bytes) -> tuple[bytes, bool]:
    """Of nothing but the alphabet and padding."""
    unpadded = part.rstrip(b"=")
    return _padded_inside(part) if b"=" in unpadded else _quanta(unpadded)


def _only_base64(data: bytes | memoryview) -> bytes:
    return bytes(data).translate(None, _NOT_BASE64)


def _padded_inside(part: bytes) -> tuple[bytes, bool]:
    out = bytearray()
    whole = True
    for piece in part.split(b"="):
        if len(piece) < 2:
            whole = whole and not piece
        else:
            decoded, good = _quanta(piece)
            out += decoded
            whole = whole and good
    return bytes(out), whole


def _quanta(part: bytes) -> tuple[bytes, bool]:
    """Unpadded base64; a single character left over carries no octet (RFC 4648 4)."""
    left = len(part) % 4
    if left == 1:
        return binascii.a2b_base64(part[:-1]), False
    return binascii.a2b_base64(part + b"=" * (-left % 4)), True


def uu(data: bytes) -> tuple[bytes, bool]:
    """A uuencoded part: from its begin line (if any) to its end line; (octets, end found)."""
    out = bytearray()
    for line in data.splitlines():
        if line.startswith(b"begin ") or not line:
            continue
        if line.rstrip() == b"end":
            return bytes(out), True
        try:
            out += binascii.a2b_uu(line)
        except binascii.Error:
            # writers that drop trailing blanks or add a checksum character: take what the length octet promises
            count = ((line[0] - 32) & 63) * 4 + 5 & ~3
            try:
                out += binascii.a2b_uu(line[: count // 3 + 1])
            except binascii.Error:
                return bytes(out), False
    return bytes(out), False


def split_uu(text: bytes) -> tuple[bytes, list[tuple[str, bytes]]]:
    """Files uuencoded inside a text: (text without them, [(name, octets)]); of one that is cut off what is there."""
    if b"\nbegin " not in b"\n" + text[:6] + text:
        return text, []
    kept: list[bytes] = []
    files: list[tuple[str, bytes]] = []
    lines = text.splitlines(keepends=True)
    position = 0
    while position < len(lines):
        found = _UU_BEGIN.match(lines[position].rstrip(b"\r\n")) if lines[position][:6] == b"begin " else None
        after = _after_uu(lines, position + 1) if found else position
        octets = uu(b"".join(lines[position + 1 : after]))[0] if found and after > position + 1 else b""
        if found and octets:
            files.append((found[1].decode("utf-8", "replace"), octets))
            position = after
        else:
            kept.append(lines[position])
            position += 1
    return b"".join(kept), files


def _after_uu(lines: Sequence[bytes], start: int) -> int:
    """Where the file ends that begins at `start`; there, when it has neither an end line nor many full lines. A begin
    line is none of its lines, so nothing is walked over twice."""
    full = 0
    for position in range(start, len(lines)):
        line = lines[position].rstrip(b"\r\n")
        if line.rstrip() == b"end":
            return position + 1
        if line and not _is_uu(line):
            return position if full >= _UU_SURE else start
        full += line[:1] == b"M"
    return len(lines) if full >= _UU_SURE else start


def _is_uu(line: bytes) -> bool:
    """Whether its length is what its first character promises, give or take a checksum and blanks that got lost."""
    promised = ((line[0] - 32 & 63) + 2) // 3 * 4
    return promised // 2 <= len(line) - 1 <= promised + 2 and not line.translate(None, _UU_ALPHABET)


def without_yenc(text: bytes) -> tuple[bytes, bool]:
    """A text without the files packed into it as yEnc (yenc.org, 2002), and whether there were any."""
    if b"=ybegin " not in text:
        return text, False
    kept = _YENC.sub(b"", text)
    return kept, kept != text
