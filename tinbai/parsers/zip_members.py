"""The members of a .zip, by the list at its end or by the header before each of them, which a file cut off still has,
and their octets as far as they are there. What the headers say of sizes is not believed (PKWARE APPNOTE 4.3)."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import NamedTuple

LOCAL, ENTRY = b"PK\x03\x04", b"PK\x01\x02"
STORED, DEFLATED = 0, 8
END = b"PK\x05\x06"
# What the standard library raises for a .zip that is damaged, locked or packed in a way it does not know.
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError,
          struct.error, LookupError)  # fmt: skip
HEADER = struct.Struct("<4s5H3L2H")
_LISTED = struct.Struct("<4s6H3L5H2L")
_NOT_HERE = 0xFFFFFFFF  # in a further field, where a file is very large
_IS_UTF8, _SIZES_FOLLOW = 0x800, 0x8
_CHUNK = 256 * 1024
_LONGEST_NAME, _LONGEST_EXTRA = 1024, 4096


class Member(NamedTuple):
    """`header`: where it stands; `packed`: size of its octets, which follow; `extra`: further fields of its header."""

    name: str
    flags: int
    method: int
    packed: int
    header: int
    extra: bytes = b""
    checksum: int | None = None


def directory(data: bytes | memoryview) -> tuple[int, int] | None:
    """(start, size) of the list of members, None where it is lost. One that does not end where its end is marked
    belongs to a .zip kept unpacked inside of this one."""
    end = bytes(data[-66_000:])
    at = end.rfind(END)
    if at < 0 or at + 22 > len(end):
        return None
    size, start = struct.unpack_from("<LL", end, at + 12)
    return (start, size) if start + size == len(data) - len(end) + at else None


def listed(data: bytes) -> list[Member] | None:
    """By the list at the end; None where it is lost or unusual."""
    start, size = directory(data) or (0, 0)
    at, end, found = start, start + size, list[Member]()
    while at + _LISTED.size <= end and data[at : at + 4] == ENTRY:
        fields = _LISTED.unpack_from(data, at)
        flags, method, checksum, packed, place = fields[3], fields[4], fields[7], fields[8], fields[16]
        if _NOT_HERE in (packed, place):
            return None
        name = data[at + _LISTED.size : at + _LISTED.size + fields[10]]
        at += _LISTED.size + fields[10] + fields[11] + fields[12]
        text = name.decode("utf-8" if flags & _IS_UTF8 else "cp437", "replace")
        found.append(Member(text, flags, method, packed, place, checksum=checksum))
    return found if found and at == end else None


def searched(data: bytes, most: int) -> Iterator[Member]:
    """By the headers; no more than `most`."""
    at = data.find(LOCAL)
    for _ in range(most):
        if at < 0 or at + HEADER.size > len(data):
            return
        _, _, flags, method, _, _, _, packed, _, length, more = HEADER.unpack_from(data, at)
        start = at + HEADER.size + length + more
        name = data[at + HEADER.size :][:length] if length < _LONGEST_NAME else b""
        following = data.find(LOCAL, start + (0 if flags & _SIZES_FOLLOW else packed))
        if flags & _SIZES_FOLLOW:
            end = following if following >= 0 else data.find(ENTRY, start)
            packed = (end if end >= 0 else len(data)) - start
        text = name.decode("utf-8" if flags & _IS_UTF8 else "cp437", "replace")
        yield Member(text, flags, method, packed, at, data[start - more : start] if more < _LONGEST_EXTRA else b"")
        at = following


def start_of(data: bytes, at: int) -> int:
    """Where the packed octets begin of the member whose header stands there; -1: there is none."""
    if data[at : at + 4] != LOCAL or at + HEADER.size > len(data):
        return -1
    length, more = struct.unpack_from("<HH", data, at + HEADER.size - 4)
    return at + HEADER.size + int(length) + int(more)


def at_once(data: bytes, member: Member, most: int) -> bytes | None:
    """All octets of a small member; None: it is large, unpacks to more than `most`, or something is wrong with it."""
    start = start_of(data, member.header)
    if member.packed > _CHUNK or start < 0 or member.method != DEFLATED:
        return None
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        octets = inflate.decompress(data[start : start + member.packed], most + 1)
    except zlib.error:
        return None
    return octets if inflate.eof and len(octets) <= most else None


def unpacked(data: bytes, member: Member, size: int = _CHUNK) -> Iterator[bytes]:
    """In pieces of at most `size`. Raises EOFError or zlib.error at the place where something is wrong."""
    start = start_of(data, member.header)
    if start < 0:
        raise EOFError
    packed = memoryview(data)[start : start + member.packed]
    if member.method == STORED:
        yield bytes(packed)
        if len(packed) < member.packed:
            raise EOFError
        return
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    for at in range(0, len(packed), _CHUNK):
        yield inflate.decompress(packed[at : at + _CHUNK], size)
        while inflate.unconsumed_tail and not inflate.eof:
            yield inflate.decompress(inflate.unconsumed_tail, size)
    if not inflate.eof:
        raise EOFError
