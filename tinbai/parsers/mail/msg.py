"""A message saved by Outlook (.msg, MS-OXMSG), made the Internet message it was or would have been (RFC 5322).

So everything that is known of mail holds for it too. Attachments stand in it as they are ("binary"), which costs no
memory; the boundary is a hash of the whole file, so nothing in the file can contain it.
"""

import hashlib
import re
import struct
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Final
from urllib.parse import quote

from tinbai.parsers import flow
from tinbai.parsers.mail.mime import split_headers
from tinbai.parsers.mail.tnef import decompressed
from tinbai.parsers.mail.wrapped_html import html_of
from tinbai.parsers.ole import Ole
from tinbai.parsers.ooxml import Damaged, TooLarge
from tinbai.parsers.rtf.read import read_rtf
from tinbai.parsers.rtf.tables import codec_of, decoded

DEEPEST: Final = 6  # messages in messages; what is deeper is left out, the assembly of a mail reads less deep
MOST_PARTS: Final = 1000
_FIXED = "__properties_version1.0"
_SUBJECT, _HEADERS, _BODY, _HTML, _RTF, _SENT, _ARRIVED = 0x0037, 0x007D, 0x1000, 0x1013, 0x1009, 0x0039, 0x0E06
_FROM: Final = ((0x0042, (0x5D02, 0x0065)), (0x0C1A, (0x5D01, 0x0C1F)))  # on behalf of whom, then who sent it
_IDENTITY: Final = ((0x1035, "Message-ID"), (0x1042, "In-Reply-To"), (0x1039, "References"))
_NAME, _ADDRESSES, _KIND = 0x3001, (0x39FE, 0x3003), 0x0C15
_DATA, _FILE_NAMES, _TYPE, _CONTENT_ID = 0x3701, (0x3707, 0x3704, 0x3001), 0x370E, 0x3712
_PAGES: Final = (0x3FFD, 0x3FDE)  # of strings, of the body
_KINDS: Final = {1: "To", 2: "Cc"}
_STRINGS: Final = ("001F", "001E")
_MEDIA_TYPE = re.compile(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,80}", re.IGNORECASE)
_OWN: Final = ("content-", "mime-version")
_BEGIN = datetime(1601, 1, 1, tzinfo=UTC)
_ADDRESS = re.compile(r"[^\s<>@\"]{1,200}@[^\s<>@\"]{1,200}")


def message_of(data: bytes | memoryview) -> bytes | None:
    """The octets of the message; None for a file that is damaged or none of the kind."""
    try:
        ole = Ole(data)
    except (Damaged, TooLarge):
        return None
    if (_FIXED,) not in ole.paths:
        return None
    storage = _Storage(ole, (), _children(ole))
    return b"".join(_Message(storage, "=_" + hashlib.sha256(data).hexdigest()[:32]).octets())


def _children(ole: Ole) -> dict[tuple[str, ...], list[str]]:
    children: dict[tuple[str, ...], list[str]] = {}
    for path in ole.paths:
        children.setdefault(path[:-1], []).append(path[-1])
    return children


@dataclass(frozen=True, slots=True)
class _Storage:
    """A message, a recipient or an attachment: properties by number, of what length is not fixed in streams."""

    ole: Ole
    path: tuple[str, ...]
    children: dict[tuple[str, ...], list[str]]

    def octets(self, number: int, kind: str = "0102") -> bytes:
        return self.ole.optional((*self.path, f"__substg1.0_{number:04X}{kind}"))

    def text(self, number: int) -> str:
        wide, narrow = (self.octets(number, kind) for kind in _STRINGS)
        text = wide[: len(wide) // 2 * 2].decode("utf-16-le", "replace") if wide else decoded(narrow, self.codec(0))
        return text.replace("\0", "")

    def codec(self, which: int) -> str:
        """Of strings (0) or of the body (1)."""
        pages = [self.number(number) for number in (_PAGES if not which else _PAGES[::-1])]
        return codec_of(next((page for page in pages if page), 1252))

    def number(self, wanted: int) -> int | None:
        """A property of fixed length: the lower half of the eight octets it has."""
        value = self._fixed(wanted)
        return None if value is None else value & 0xFFFFFFFF

    def moment(self, wanted: int) -> datetime | None:
        ticks = self._fixed(wanted)
        try:
            return _BEGIN + timedelta(microseconds=ticks // 10) if ticks else None
        except OverflowError:
            return None

    def inner(self, beginning: str) -> Iterator["_Storage"]:
        for name in sorted(self.children.get(self.path, ())):
            if name.lower().startswith(beginning):
                yield _Storage(self.ole, (*self.path, name), self.children)

    def _fixed(self, wanted: int) -> int | None:
        octets = self.ole.optional((*self.path, _FIXED))
        for place in range(len(octets) % 16, len(octets) - 15, 16):
            if struct.unpack_from("<H", octets, place + 2)[0] == wanted:
                return int.from_bytes(octets[place + 8 : place + 16], "little")
        return None


@dataclass(frozen=True, slots=True)
class _Message:
    storage: _Storage
    boundary: str
    depth: int = 0

    def octets(self) -> Iterator[bytes]:
        yield from self._head()
        attachments = list(self.storage.inner("__attach_version1.0_"))[:MOST_PARTS]
        html = self._html()
        shown = [one for one in attachments if _is_shown(one, html)]
        yield from self._multipart("mixed", 0)
        yield self._delimiter(0)
        yield from self._multipart("related", 1)
        yield self._delimiter(1)
        yield from self._body(html)
        for one in shown:
            yield from self._attachment(one, 1)
        yield self._delimiter(1, "--")
        for one in attachments:
            if one not in shown:
                yield from self._attachment(one, 0)
        yield self._delimiter(0, "--")

    def _multipart(self, kind: str, level: int) -> Iterator[bytes]:
        yield f'Content-Type: multipart/{kind}; boundary="{self._boundary(level)}"\r\n\r\n'.encode()

    def _boundary(self, level: int) -> str:
        return f"{self.boundary}.{self.depth}.{level}"

    def _delimiter(self, level: int, end: str = "") -> bytes:
        return f"\r\n--{self._boundary(level)}{end}\r\n".encode()

    # --- Head --------------------------------------------------------------------------------------------------

    def _head(self) -> Iterator[bytes]:
        """The fields it came with, and what Outlook knows where they lack."""
        storage = self.storage
        fields, _ = split_headers(memoryview(storage.text(_HEADERS).strip().encode("utf-8", "replace") + b"\r\n\r\n"))
        known = {name for name, _ in fields}
        for name, value in fields:
            if not name.startswith(_OWN):
                yield name.encode() + b": " + value.strip().replace(b"\n", b"\r\n") + b"\r\n"
        for name, text in self._fields():
            if name.lower() not in known and text:
                yield f"{name}: {text}\r\n".encode()
        yield b"MIME-Version: 1.0\r\n"

    def _fields(self) -> Iterator[tuple[str, str]]:
        storage = self.storage
        yield "Subject", _encoded(storage.text(_SUBJECT))
        for name, addresses in _FROM:
            if sender := _mailbox(storage, name, addresses):
                yield "From", sender
                break
        for number, field in _KINDS.items():
            recipients = list(storage.inner("__recip_version1.0_"))[:MOST_PARTS]
            found = [_mailbox(one, _NAME, _ADDRESSES) for one in recipients if one.number(_KIND) == number]
            yield field, ",\r\n ".join(filter(None, found))
        moment = storage.moment(_SENT) or storage.moment(_ARRIVED)
        yield "Date", format_datetime(moment) if moment else ""
        for number, field in _IDENTITY:
            yield field, " ".join(storage.text(number).split()).encode("ascii", "ignore").decode()

    # --- Body --------------------------------------------------------------------------------------------------

    def _html(self) -> bytes:
        """In UTF-8; Outlook keeps it as octets, as a string, or wrapped in Rich Text."""
        storage = self.storage
        if octets := storage.octets(_HTML):
            return decoded(octets, storage.codec(1)).encode("utf-8", "replace")
        text = storage.text(_HTML) or html_of(decompressed(storage.octets(_RTF)))
        return text.encode("utf-8", "replace")

    def _body(self, html: bytes) -> Iterator[bytes]:
        text = self.storage.text(_BODY)
        if not text and not html and (rtf := decompressed(self.storage.octets(_RTF))):
            text = "\n\n".join(paragraph.text for paragraph in flow.paragraphs(read_rtf(rtf).pieces))
        yield from self._multipart("alternative", 2)
        for kind, octets in (("plain", text.encode("utf-8", "replace")), ("html", html)):
            if octets:
                yield self._delimiter(2)
                yield f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n".encode()
                yield octets
        yield self._delimiter(2, "--")

    # --- Attachments -------------------------------------------------------------------------------------------

    def _attachment(self, one: _Storage, level: int) -> Iterator[bytes]:
        inner = _Storage(one.ole, (*one.path, f"__substg1.0_{_DATA:04X}000D"), one.children)
        if _FIXED in one.children.get(inner.path, ()):
            if self.depth < DEEPEST:
                yield self._delimiter(level)
                yield b"Content-Type: message/rfc822\r\n\r\n"
                yield from _Message(inner, f"{self.boundary}.{one.path[-1][-8:]}", self.depth + 1).octets()
            return
        octets = one.octets(_DATA)
        name = next(filter(None, map(one.text, _FILE_NAMES)), "")
        if not octets and not name:
            return
        kind = one.text(_TYPE)
        yield self._delimiter(level)
        yield f"Content-Type: {kind if _MEDIA_TYPE.fullmatch(kind) else 'application/octet-stream'}\r\n".encode()
        yield f"Content-Disposition: attachment; filename*=utf-8''{quote(name[:200], safe='')}\r\n".encode()
        if content_id := _plain(one.text(_CONTENT_ID)):
            yield f"Content-ID: <{content_id}>\r\n".encode()
        yield b"Content-Transfer-Encoding: binary\r\n\r\n"
        yield octets


def _is_shown(one: _Storage, html: bytes) -> bool:
    """Whether the HTML shows it at its place."""
    content_id = _plain(one.text(_CONTENT_ID))
    return bool(content_id) and f"cid:{content_id}".encode() in html


def _plain(text: str) -> str:
    """A content id, if it is one."""
    text = text.strip("<> ")
    return text if re.fullmatch(r"[!-;=?-~]{1,200}", text) else ""


def _mailbox(storage: _Storage, name: int, addresses: tuple[int, ...]) -> str:
    """A person with the address of the Internet, if one is known: inside of a firm Outlook keeps another."""
    called = " ".join(storage.text(name).split())
    address = next((text for text in map(storage.text, addresses) if _ADDRESS.fullmatch(text.strip())), "").strip()
    if not address:
        return _encoded(called)
    return f"{_encoded(called)} <{address}>" if called and called != address else address


def _encoded(text: str) -> str:
    """Encoded words of RFC 2047, for whatever a header must not hold as it stands."""
    text = " ".join(text.split())[:1000]
    if re.fullmatch(r"[A-Za-z0-9 ]*", text):
        return text
    parts = [text[place : place + 14] for place in range(0, len(text), 14)]
    words = (b64encode(part.encode("utf-8", "replace")).decode() for part in parts)
    return "\r\n ".join(f"=?utf-8?b?{word}?=" for word in words)
