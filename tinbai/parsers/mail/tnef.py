"""A winmail.dat (MS-OXTNEF): the files a mail from Outlook brings wrapped up, and its text.

One walk over the attributes, every length checked against what is there; nothing is copied until a file is asked for.
"""

import codecs
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from tinbai.parsers.document import Document
from tinbai.parsers.mail import charset
from tinbai.parsers.mail.html import read_html
from tinbai.parsers.mail.text import read_text
from tinbai.parsers.mail.wrapped_html import html_of
from tinbai.parsers.rtf.read import read_rtf
from tinbai.parsers.zipped import Damaged, Entry, TooLarge

SIGNATURE = b"\x78\x9f\x3e\x22"
MOST_FILES = 500
_MOST_ATTRIBUTES = 20_000
_MOST_PROPERTIES = 10_000
_MOST_RTF = 4 * 1024 * 1024
# [MS-OXTNEF] 2.1.3.2: the lower half of the attribute's number
_OEM_CODE_PAGE, _BODY, _MESSAGE_PROPERTIES, _SUBJECT = 0x9007, 0x800C, 0x9003, 0x8004
_NEXT_ATTACHMENT, _TITLE, _DATA, _ATTACHMENT_PROPERTIES = 0x9002, 0x8010, 0x800F, 0x9005
# [MS-OXPROPS]
_P_BODY, _P_RTF, _P_HTML = 0x1000, 0x1009, 0x1013
_P_DISPLAY_NAME, _P_DATA, _P_NAME, _P_LONG_NAME, _P_CONTENT_ID = 0x3001, 0x3701, 0x3704, 0x3707, 0x3712
_P_TRANSPORT_NAME = 0x370C
_FIXED = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_STRING8, _UNICODE, _OBJECT, _BINARY = 0x1E, 0x1F, 0x0D, 0x102
_MANY = 0x1000
_NAMED = 0x8000
_IID = 16  # octets before the value of an object
_RTF_MAGIC = b"LZFu"
_RTF_PLAIN = b"MELA"
_RTF_BEGIN = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans "
    rb"SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    + b"\r\n"
    + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)  # [MS-OXRTFCP] 2.1.2.1


class _End(Exception):
    """There is less than its length says."""


@dataclass(slots=True)
class _File:
    names: dict[int, str] = field(default_factory=dict)  # by property, the title is 0
    content_id: str | None = None
    data: memoryview | None = None
    is_object: bool = False

    @property
    def name(self) -> str:
        for kind in (_P_LONG_NAME, _P_TRANSPORT_NAME, 0, _P_NAME, _P_DISPLAY_NAME):
            if self.names.get(kind):
                return self.names[kind]
        return ""


class Tnef:
    """`damaged`: it ends too early or says what cannot be; what stood before is there. `inner`: inside another one,
    where the text stands among the files."""

    too_large = False

    def __init__(self, data: bytes, inner: bool = False) -> None:
        self.damaged = False
        self._codepage: str | None = None
        self._files: list[_File] = []
        self._texts: dict[int, memoryview] = {}
        self._subject = ""
        try:
            self._read(memoryview(data))
        except (_End, struct.error):
            self.damaged = True
        self._files = [one for one in self._files if one.data is not None]
        text = self.text() if inner else None
        if text:
            self._files.insert(
                0, _File({0: f"{self._subject[:100] or 'message'}.{text[0]}"}, None, memoryview(text[1]))
            )
        self.entries = tuple(
            Entry(f"{one.name}.dat" if _is_message(one) else one.name, 0, 0, len(one.data or b""), -1, one.content_id)
            for one in self._files
        )

    def octets(self, number: int, most: int) -> tuple[bytes, bool]:
        """(octets, whole) of a file. Raises TooLarge."""
        data = self._files[number].data
        if data is None:
            raise Damaged
        if len(data) > most:
            raise TooLarge
        return bytes(data), True

    def head(self, number: int, size: int) -> bytes:
        return bytes((self._files[number].data or b"")[:size])

    def text(self) -> tuple[str, bytes] | None:
        """(extension, octets) of the richest form of the text that can be shown."""
        html, rtf, plain = (bytes(self._texts.get(kind, b"")) for kind in (_P_HTML, _P_RTF, _P_BODY))
        if html.strip():
            return "html", html
        unpacked = decompressed(rtf)
        if wrapped := html_of(unpacked):
            return "html", codecs.BOM_UTF8 + wrapped.encode("utf-8", "replace")
        if unpacked:
            return "rtf", unpacked
        return ("txt", plain) if plain.strip(b"\0 \r\n\t") else None

    def body(self) -> Document | None:
        """Its text as a document, not repaired."""
        match self.text():
            case ("html", octets):
                return read_html(charset.decode(octets, self._codepage)[0])
            case ("rtf", octets):
                return read_rtf(octets)
            case ("txt", octets):
                return read_text(charset.decode(octets, self._codepage)[0])
        return None

    # --- Attributes ------------------------------------------------------------------------------------------------

    def _read(self, data: memoryview) -> None:
        at = 6
        for _ in range(_MOST_ATTRIBUTES):
            if at + 9 > len(data):
                return
            level, kind, length = struct.unpack_from("<BLL", data, at)
            if level not in (1, 2):  # whatever follows the last attribute
                return
            value = data[at + 9 : at + 9 + length]
            self._attribute(kind & 0xFFFF, value)
            if len(value) < length:
                raise _End
            at += 9 + length + 2
        self.damaged = True

    def _attribute(self, kind: int, value: memoryview) -> None:
        if kind == _OEM_CODE_PAGE and len(value) >= 4:
            self._codepage = _codepage(struct.unpack_from("<L", value)[0])
        elif kind == _SUBJECT:
            self._subject = self._string(value)
        elif kind == _BODY:
            self._texts.setdefault(_P_BODY, memoryview(bytes(value).rstrip(b"\0")))
        elif kind == _MESSAGE_PROPERTIES:
            for number, type_, content in _properties(value):
                if number in (_P_BODY, _P_RTF, _P_HTML):
                    self._texts[number] = memoryview(_as_octets(type_, content))
        elif kind == _NEXT_ATTACHMENT:
            if len(self._files) >= MOST_FILES:
                raise _End
            self._files.append(_File())
        elif self._files:
            self._of_file(self._files[-1], kind, value)

    def _of_file(self, file: _File, kind: int, value: memoryview) -> None:
        if kind == _TITLE:
            file.names[0] = self._string(value)
        elif kind == _DATA:
            file.data = value
        elif kind == _ATTACHMENT_PROPERTIES:
            for number, type_, content in _properties(value):
                if number == _P_DATA and file.data is None:
                    file.data = content[_IID:] if type_ == _OBJECT else content
                elif number == _P_CONTENT_ID:
                    file.content_id = self._property(type_, content).strip("<>") or None
                elif number in (_P_LONG_NAME, _P_NAME, _P_DISPLAY_NAME, _P_TRANSPORT_NAME):
                    file.names[number] = self._property(type_, content)

    def _property(self, type_: int, content: memoryview) -> str:
        if type_ == _UNICODE:
            return bytes(content[:2048]).decode("utf-16-le", "replace").rstrip("\0")
        return self._string(content) if type_ == _STRING8 else ""

    def _string(self, value: memoryview) -> str:
        return charset.decode(bytes(value[:1024]).partition(b"\0")[0], self._codepage)[0]


def _codepage(number: int) -> str | None:
    return {65001: "utf-8", 20127: "ascii", 28591: "latin-1"}.get(number, f"cp{number}")


def _as_octets(type_: int, content: memoryview) -> bytes:
    if type_ == _UNICODE:
        return bytes(content).decode("utf-16-le", "replace").rstrip("\0").encode()
    return bytes(content).rstrip(b"\0") if type_ == _STRING8 else bytes(content)


def _is_message(file: _File) -> bool:
    return file.data is not None and bytes(file.data[:4]) == SIGNATURE


def _properties(data: memoryview) -> Iterator[tuple[int, int, memoryview]]:
    """(number, type, value) of each property that has one value, in order."""
    (count,) = struct.unpack_from("<L", data)
    at = 4
    for _ in range(min(count, _MOST_PROPERTIES)):
        type_, number = struct.unpack_from("<HH", data, at)
        at += 4
        if number >= _NAMED:
            at = _after_name(data, at)
        many, type_ = type_ & _MANY, type_ & ~_MANY
        values = 1
        if many or type_ not in _FIXED:
            (values,) = struct.unpack_from("<L", data, at)
            at += 4
        for _ in range(values):
            size = _FIXED.get(type_)
            if size is None:
                if type_ not in (_STRING8, _UNICODE, _OBJECT, _BINARY):
                    raise _End
                (size,) = struct.unpack_from("<L", data, at)
                at += 4
            value = data[at : at + size]
            if len(value) < size:
                raise _End
            at += size + -size % 4
            if not many:
                yield number, type_, value


def _after_name(data: memoryview, at: int) -> int:
    """Past the name of a named property: its set, then a number or a string."""
    (kind,) = struct.unpack_from("<L", data, at + 16)
    if kind == 0:
        return at + 24
    size: int = struct.unpack_from("<L", data, at + 20)[0]
    return at + 24 + size + -size % 4


# --- Rich text -----------------------------------------------------------------------------------------------------


def decompressed(data: bytes) -> bytes:
    """Compressed RTF unpacked ([MS-OXRTFCP] 2.2); of a damaged one what there is."""
    if len(data) < 16:
        return b""
    size = min(struct.unpack_from("<L", data, 4)[0], _MOST_RTF)
    if data[8:12] == _RTF_PLAIN:
        return data[16 : 16 + size]
    if data[8:12] != _RTF_MAGIC:
        return b""
    out = bytearray(_RTF_BEGIN)
    before = len(out)
    at = 16
    while at < len(data) and len(out) - before < size:
        control = data[at]
        at += 1
        for bit in range(8):
            if not control >> bit & 1:
                out += data[at : at + 1]
                at += 1
                continue
            if at + 2 > len(data):
                break
            reference = data[at] << 8 | data[at + 1]
            at += 2
            # places in a ring of 4,096 octets
            back = (len(out) - (reference >> 4)) % 4096
            if back == 0:
                return bytes(out[before:])
            length = (reference & 15) + 2
            run = bytes(out[len(out) - back :][:length]) if back <= len(out) else b" " * length
            out += (run * (length // len(run) + 1))[:length]
    return bytes(out[before : before + size])
