"""A .zip opened safely: its members by number, unpacked piece by piece; of a damaged one what its octets still give.

Nothing is ever written to a disk and no name is used as a path. What the headers say of sizes is not believed.
"""

import binascii
import io
import struct
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tinbai.parsers import zip_members
from tinbai.parsers.encoding import legacy
from tinbai.parsers.encoding.repairs import repair_text

MOST_MEMBERS = 2000
MOST_RATIO = 200  # of unpacked to packed octets, from 1 MiB on; no photo and no paper comes near

_FREE_OF_RATIO = 1024 * 1024
_CHUNK = 256 * 1024
_PASSWORD, _IS_UTF8 = 0x1, 0x800
_UNICODE_PATH = 0x7075  # APPNOTE 4.6.9


class Damaged(Exception):
    """Nothing, or not all, can be unpacked."""


class TooLarge(Exception):
    """It unpacks to more than is taken. `octets`: how much was unpacked in vain."""

    def __init__(self, octets: int = 0) -> None:
        super().__init__()
        self.octets = octets


class Encrypted(Exception):
    """It asks for a password."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file inside. `path` has its folders, parted by "/"."""

    path: str
    flags: int
    method: int
    packed: int  # octets
    header: int = -1  # where it stands, where the list of members is lost
    content_id: str | None = None


class Zip:
    """`damaged`: the list of members is lost and they were looked for. Raises TooLarge for too many members."""

    too_large = False

    def __init__(self, data: bytes) -> None:
        if data.count(zip_members.ENTRY) > 4 * MOST_MEMBERS:
            raise TooLarge
        self._data = data
        self.damaged = False
        try:
            if zip_members.directory(data) is None:
                raise zipfile.BadZipFile
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._infos: list[zipfile.ZipInfo] = self._zip.infolist()
            self.entries: Sequence[Entry] = tuple(map(_entry, self._infos))
        except zip_members.BROKEN:
            self.damaged = True
            self.entries = tuple(_salvaged(data))
        if len(self.entries) > MOST_MEMBERS:
            raise TooLarge

    def octets(self, number: int, most: int) -> tuple[bytes, bool]:
        """(octets, whole) of a member, at most `most`. Raises TooLarge, Encrypted, or Damaged when there are none."""
        entry = self.entries[number]
        most = min(most, max(_FREE_OF_RATIO, MOST_RATIO * entry.packed))
        out = bytearray()
        whole = True
        try:
            for chunk in self._chunks(number):
                out += chunk
                if len(out) > most:
                    raise TooLarge(len(out))
        except zip_members.BROKEN:
            whole = False
        if not out and not whole:
            raise Damaged
        return bytes(out), whole

    def head(self, number: int, size: int) -> bytes:
        """The first octets; none where they cannot be had."""
        out = b""
        try:
            for chunk in self._chunks(number, size):
                out += chunk
                if len(out) >= size:
                    break
        except (*zip_members.BROKEN, Damaged, Encrypted):
            return out
        return out[:size]

    def _chunks(self, number: int, size: int = _CHUNK) -> Iterator[bytes]:
        entry = self.entries[number]
        if entry.flags & _PASSWORD:
            raise Encrypted
        if entry.method not in (
            zip_members.STORED,
            zip_members.DEFLATED,
        ):  # others can ask for gigabytes before they give an octet
            raise Damaged
        if entry.header >= 0:
            member = zip_members.Member(entry.path, entry.flags, entry.method, entry.packed, entry.header)
            yield from zip_members.unpacked(self._data, member, size)
            return
        with self._zip.open(self._infos[number]) as stream:
            while chunk := stream.read(size):
                yield chunk


def _entry(info: zipfile.ZipInfo) -> Entry:
    path = _path(info.orig_filename, info.flag_bits, info.extra)
    return Entry(path, info.flag_bits, info.compress_type, info.compress_size)


# --- Without the list of members -----------------------------------------------------------------------------------


def _salvaged(data: bytes) -> Iterator[Entry]:
    """Members by the header before each of them, which a file cut off still has."""
    for one in zip_members.searched(data, MOST_MEMBERS):
        yield Entry(_path(one.name, one.flags, one.extra), one.flags, one.method, one.packed, one.header)


# --- Names -----------------------------------------------------------------------------------------------------------


def _path(name: str, flags: int, extra: bytes) -> str:
    """The name as its writer meant it: UTF-8 where it says so or can be so, else the old code page that makes words."""
    if not (flags & _IS_UTF8 or name.isascii()):
        octets = name.encode("cp437", "replace")
        name = _unicode_path(octets, extra) or _utf8(octets) or _likeliest(octets)
    return unicodedata.normalize("NFC", name).replace("\\", "/")


def _unicode_path(octets: bytes, extra: bytes) -> str | None:
    """The name in Unicode that some programs write beside the one in an old code page, if it is of that one."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        field = extra[at + 4 : at + 4 + size]
        if kind == _UNICODE_PATH and field[1:5] == struct.pack("<L", binascii.crc32(octets)):
            return _utf8(field[5:])
        at += 4 + size
    return None


def _utf8(octets: bytes) -> str | None:
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _likeliest(octets: bytes) -> str:
    """By how many words can be Vietnamese; where none can, the code page the format prescribes."""
    readings = [octets.decode("cp437"), octets.decode("cp1258", "replace"), octets.decode("cp1252", "replace")]
    repaired = [repair_text(reading)[0] for reading in readings]
    return max(repaired, key=_vietnamese)


def _vietnamese(text: str) -> int:
    found = legacy.tally(text)
    return 2 * found.valid - found.marked - text.count("\ufffd") if found.valid else 0
