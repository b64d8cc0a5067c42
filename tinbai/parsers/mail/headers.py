"""Header fields: encoded words, parameters, addresses, ids and dates; every function is linear and never raises."""

import binascii
import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from tinbai.model import Address
from tinbai.parsers.mail import charset
from tinbai.parsers.mail.transfer import base64

MOST_WORDS = 10_000
LONGEST = 64 * 1024
_LONGEST_NAME = 500
_LONGEST_USUAL = 80
_WORD = re.compile(rb"=\?([^?\s]{1,60})\?([BbQq])\?([^?\r\n]*)\?=")
_Q = re.compile(rb"=([0-9A-Fa-f]{2})")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b\u2060\ufeff\ud800-\udfff]")
_ID = re.compile(r"<([^<>\s]{1,998})>")
_ESCAPED = re.compile(rb'\\(["\\])')
_QUOTE = re.compile(rb'(?<!\\)"')
_DECLARED = re.compile(rb"([\w.:-]*)'[\w-]*'")  # charset and language of an extended value
_PIECE = re.compile(rb'((?:[^;"]++|"[^"]*+")*+)(?:;|\Z)')


def unfold(value: bytes) -> bytes:
    """RFC 5322 2.2.3: line ends before white space go away."""
    if b"\n" in value:
        value = value.replace(b"\r\n", b"\n").replace(b"\n ", b" ").replace(b"\n\t", b"\t")
    return value.strip(b" \t\r\n")


def text(value: bytes, fallback: str | None = None) -> str:
    """Readable text of an unstructured field in NFC. `fallback`: the charset of the body, for raw 8-bit subjects."""
    value = value[:LONGEST]
    if b"=?" not in value and value.isascii():
        words = value.decode("ascii")
        if words.isprintable():  # as most are
            return " ".join(words.split())
    return clean(_words(unfold(value), fallback))


def clean(words: str) -> str:
    """NFC without controls, zero-width characters and lone surrogates; white space collapsed. U+00AD stays: it is "ư"
    in TCVN3, and encoding.py takes out what is none."""
    if not words.isascii():
        words = unicodedata.normalize("NFC", words)
    if not words.isprintable():
        words = _UNSEEN.sub("", words)
    return " ".join(words.split())


def _words(value: bytes, fallback: str | None) -> str:
    """RFC 2047. Neighbouring words of one charset are joined before decoding: writers cut inside a letter."""
    if b"=?" not in value:
        return charset.decode(value, fallback)[0]
    before, *rest = _WORD.split(value, MOST_WORDS)
    parts = [charset.decode(before, fallback)[0]] if before else []
    pending, of = b"", ""
    last = len(rest) - 4
    for place in range(0, len(rest), 4):
        label, encoding, data, after = rest[place : place + 4]
        name = _label(label)
        if pending and name != of:
            parts.append(charset.decode(pending, of)[0])
            pending = b""
        pending, of = pending + _word(encoding, data), name
        if after and (place == last or after.strip(b" \t")):
            parts += (charset.decode(pending, of)[0], charset.decode(after, fallback)[0])
            pending = b""
    if pending:
        parts.append(charset.decode(pending, of)[0])
    return "".join(parts)


@lru_cache(maxsize=256)  # mails come with the same few
def _label(charset_: bytes) -> str:
    """The charset of an encoded word without its language (RFC 2231 5)."""
    return charset_.partition(b"*")[0].decode("latin-1").lower()


def _word(encoding: bytes, data: bytes) -> bytes:
    if encoding in b"Bb":
        if data.find(b"=", 0, -2) < 0:
            try:
                return binascii.a2b_base64(data)
            except binascii.Error:  # a cut end
                return base64(data)[0]
        return base64(data)[0]
    if b"==" not in data:
        return binascii.a2b_qp(data, header=True)
    return _Q.sub(lambda m: binascii.unhexlify(m[1]), data.replace(b"_", b" "))


# --- Parameters (RFC 2045 5.1, RFC 2231) ------------------------------------------------------------------------


def parameters(value: bytes) -> tuple[str, dict[str, str]]:
    """("text/plain", {"charset": "utf-8"}): main value and parameters in lower-case names, continuations joined."""
    if len(value) < _LONGEST_USUAL and b"name" not in value and b"boundary" not in value:
        main, found = _usual_parameters(value)
        return main, found.copy()
    return _parameters(unfold(value[:LONGEST]))


@lru_cache(maxsize=256)  # mails come with the same few
def _usual_parameters(value: bytes) -> tuple[str, dict[str, str]]:
    return _parameters(unfold(value))


@lru_cache(maxsize=1024)  # mails come with the same few
def lowered(name: bytes) -> str:
    return name.decode("latin-1").strip().lower()


def _parameters(value: bytes) -> tuple[str, dict[str, str]]:
    pieces = _split(value)
    main = lowered(pieces[0])
    found: dict[str, str] = {}
    extended: dict[str, list[tuple[int, bool, bytes]]] = {}
    for piece in pieces[1:MOST_WORDS]:
        name, equals, raw = piece.partition(b"=")
        key = lowered(name)
        if not equals or not key:
            continue
        if "*" not in key:
            if key == "boundary":  # of octets, each of which counts
                found.setdefault(key, _unquote(raw).decode("utf-8", "surrogateescape"))
            elif key not in found:  # encoded words are not allowed in parameters (RFC 2047 5) but usual
                found[key] = text(_unquote(raw))
            continue
        base, _, number = key.partition("*")
        encoded = number.endswith("*") or number == ""
        digits = number.rstrip("*")
        if digits and not digits.isdigit():
            continue
        extended.setdefault(base, []).append((int(digits[:6] or 0), encoded, _unquote(raw)))
    for key, sections in extended.items():
        found[key] = clean(_continued(sections))
    return main, found


def _continued(sections: list[tuple[int, bool, bytes]]) -> str:
    sections.sort(key=lambda section: section[0])
    declared = ""
    octets = bytearray()
    for _, encoded, value in sections:
        # of the first piece by the RFC; some name it where the first extended one is
        if encoded and not declared and (found := _DECLARED.match(value)):
            declared, value = found[1].decode("ascii"), value[found.end() :]
        octets += unquote_to_bytes(value) if encoded else value
    if not declared and b"=?" in octets:
        return _words(bytes(octets), None)
    return charset.decode(bytes(octets), declared)[0]


def _unquote(raw: bytes) -> bytes:
    value = raw.strip()
    if value[:1] != b'"':
        return value
    inner = value[1:-1] if len(value) > 1 and value.endswith(b'"') else value[1:]
    # a backslash escapes quotes and itself; before a letter it is a Windows path and kept
    return _ESCAPED.sub(rb"\1", inner) if b"\\" in inner else inner


def _split(value: bytes) -> list[bytes]:
    """Split at semicolons outside quotes; there is at least one piece."""
    quotes = value.count(b'"')
    if b"\\" in value or quotes % 2:
        return list(_split_oddly(value))
    return _PIECE.findall(value) if quotes else value.split(b";")


def _split_oddly(value: bytes) -> Iterator[bytes]:
    """With escapes, and a quote that never ends taken as a letter: the rest is split all the same."""
    start = position = 0
    quotes = value.count(b'"')
    quoted = False
    while position < len(value):
        octet = value[position]
        if octet == 0x5C:
            position += 2
            continue
        if octet == 0x22:
            quotes -= 1
            quoted = not quoted if quoted or quotes > 0 else False
        elif octet == 0x3B and not quoted:
            yield value[start:position]
            start = position + 1
        position += 1
    yield value[start:]


# --- Addresses (RFC 5322 3.4, leniently) --------------------------------------------------------------------------


def addresses(value: bytes, fallback: str | None = None) -> tuple[Address, ...]:
    """Every address of a To-like field; groups are flattened, comments serve as names where there is none."""
    if not value:
        return ()
    if _PLAIN_ADDRESS.fullmatch(value):
        return (Address("", value.decode("ascii")),)
    found: list[Address] = []
    for piece in _mailboxes(unfold(value[:LONGEST])):
        address = _mailbox(piece, fallback)
        if address:
            found.append(address)
        if len(found) >= MOST_WORDS:
            break
    return tuple(found)


_APART = re.compile(rb"[,;:]")
_PLAIN_ADDRESS = re.compile(rb"[\w.+-]{1,200}@[\w.-]{1,200}")


def _mailboxes(value: bytes) -> Iterator[bytes]:
    """Cut at commas and semicolons outside quotes, comments and angle brackets; one pass, counters, no recursion."""
    if not _APART.search(value):
        yield value
        return
    start = 0
    quoted = angle = False
    comment = 0
    closers = value.count(b")")
    quotes = value.count(b'"')
    skip = False
    for position, octet in enumerate(value):
        if skip:
            skip = False
        elif octet == 0x5C:
            skip = True
        elif octet == 0x22 and not comment:
            quotes -= 1
            quoted = not quoted if quoted or quotes > 0 else False
        elif quoted:
            continue
        elif octet == 0x28 and closers > 0:
            comment += 1
        elif octet == 0x29:
            closers -= 1
            comment = max(0, comment - 1)
        elif comment:
            continue
        elif octet == 0x3C:
            angle = True
        elif octet == 0x3E:
            angle = False
        elif octet in b",;" and not angle:
            yield value[start:position]
            start = position + 1
        elif octet == 0x3A and not angle and b"@" not in value[start:position]:
            start = position + 1  # a group's name
    yield value[start:]


def _mailbox(piece: bytes, fallback: str | None) -> Address | None:
    head, angle, tail = piece.rpartition(b"<")
    if angle:
        route, _, after = tail.partition(b">")
        address = route.strip().rpartition(b":")[2] if route.startswith(b"@") else route.strip()
        address = _bare_mailbox(address)[1] if b"(" in address else address
        name = head.strip() or after.strip()
    else:
        name, address = _bare_mailbox(piece)
        if not address and not name:
            return None
    plain = clean(charset.decode(address, fallback)[0]).strip("' ")
    plain = plain.strip('"') if plain.count('"') < 2 or plain.endswith('"') else plain
    plain = plain.replace(" ", "")
    shown = text(_name(name), fallback)[:_LONGEST_NAME]
    if shown[:1] == '"' and shown[-1:] == '"' and len(shown) > 1:
        shown = shown[1:-1].strip()
    if "@" in plain or angle:
        return Address(shown, plain)
    if not piece.strip():
        return None
    is_word = not shown and b" " not in piece.strip()
    return Address(shown or clean(_words(piece, fallback))[:_LONGEST_NAME], plain[:_LONGEST_NAME] if is_word else "")


def _bare_mailbox(piece: bytes) -> tuple[bytes, bytes]:
    """(name, address) without angle brackets: "box@host (Name)", comments inside the address, or "Name box@host"."""
    address, comments = _without_comments(piece) if b"(" in piece else (piece.strip(), [])
    head, _, last = address.rpartition(b" ")
    if b"@" in last and b"@" not in head and b'"' not in address:
        return head.strip() or b"".join(comments[-1:]), last
    return b"".join(comments[-1:]), address


def _without_comments(piece: bytes) -> tuple[bytes, list[bytes]]:
    outside = bytearray()
    comments: list[bytes] = []
    start = depth = 0
    for position, octet in enumerate(piece):
        if octet == 0x28:
            start = position + 1 if not depth else start
            depth += 1
        elif octet == 0x29 and depth:
            depth -= 1
            if not depth:
                comments.append(piece[start:position])
        elif not depth:
            outside.append(octet)
    if depth:
        comments.append(piece[start:].rstrip(b")"))
    return bytes(outside).strip(), comments


def _name(raw: bytes) -> bytes:
    """A display name without its quotes and comments; words inside quotes are decoded too (usual, though wrong)."""
    name = raw.strip()
    if name[:1] == b"(" and name[-1:] == b")":
        name = name[1:-1]
    if name[:1] == b'"':
        is_whole = len(_QUOTE.findall(name)) == 2 and name.endswith(b'"')
        name = _unquote(name) if is_whole else name.replace(b'"', b"")
    return name


def ids(value: bytes) -> tuple[str, ...]:
    """Message-IDs without angle brackets, in order, each once."""
    if not value:
        return ()
    words = unfold(value[:LONGEST]).decode("utf-8", "replace")
    found = _ID.findall(words) or [word for word in words.split() if "@" in word]
    return tuple(dict.fromkeys(clean(one) for one in found[:1000]))


# --- Dates (RFC 5322 3.3 and its usual misspellings) --------------------------------------------------------------

_MONTHS = {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10,
           "nov": 11, "dec": 12}  # fmt: skip
_ZONES = {"ut": 0, "utc": 0, "gmt": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
          "pst": -8, "pdt": -7, "cet": 1, "cest": 2, "met": 1, "ict": 7, "jst": 9, "bst": 1, "msk": 3,
          "ist": 5.5}  # fmt: skip
_DATE = re.compile(
    r"(\d{1,2})[ -]+([A-Za-z]{3})[a-z]*\.?,?[ -]+(\d{2,4})[ ,]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:\.\d+)?"
    r"\s*(am|pm)?\s*([+-]\s?\d{1,2}:?\d{2}|[A-Za-z]{1,5})?",
    re.IGNORECASE,
)
_ASCTIME = re.compile(r"([A-Za-z]{3})\s+(\d{1,2})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s+(?:([A-Z]{3,4})\s+)?(\d{4})")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?")


def date(value: bytes) -> datetime | None:
    """The moment a Date field names, with its zone (UTC when it has none); None when it cannot be read."""
    words = " ".join(unfold(value[:512]).decode("latin-1").split())
    try:
        found = _DATE.search(words)
        if found:
            return _rfc_date(found)
        found = _ASCTIME.search(words)
        if found and found[1].lower() in _MONTHS:
            month, day, hour, minute = _MONTHS[found[1].lower()], int(found[2]), int(found[3]), int(found[4])
            return datetime(int(found[7]), month, day, hour, minute, int(found[5] or 0), tzinfo=_zone(found[6] or ""))
        found = _ISO.search(words)
        if found:
            moment = datetime.fromisoformat(found[0])
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return None


def _rfc_date(found: re.Match[str]) -> datetime | None:
    month = _MONTHS.get(found[2].lower())
    if month is None:
        return None
    year = int(found[3])
    if year < 100:
        year += 2000 if year < 50 else 1900  # RFC 5322 4.3
    hour = int(found[4]) % 12 + 12 * (found[7].lower() == "pm") if found[7] else int(found[4])
    second = min(int(found[6] or 0), 59)  # leap seconds
    return datetime(year, month, int(found[1]), hour, int(found[5]), second, tzinfo=_zone(found[8] or ""))


def _zone(name: str) -> timezone:
    name = name.replace(" ", "").replace(":", "").lower()
    if name[:1] in ("+", "-"):
        digits = name[1:].rjust(4, "0")
        offset = timedelta(hours=int(digits[:-2]), minutes=int(digits[-2:]))
        if offset < timedelta(hours=24):
            return timezone(-offset if name[0] == "-" else offset)
    return timezone(timedelta(hours=_ZONES.get(name, 0)))
