"""The members of a .zip by the header that stands before each of them, which a file cut off still has, and their octets
as far as they are there. What the headers say of sizes is not believed."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

LOCAL, ENTRY = b"PK\x03\x04", b"PK\x01\x02"
STORED, DEFLATED = 0, 8
HEADER = struct.Struct("<4s5H3L2H")  # PKWARE APPNOTE 4.3.7
_IS_UTF8, _SIZES_FOLLOW = 0x800, 0x8
_CHUNK = 256 * 1024
_LONGEST_NAME, _LONGEST_EXTRA = 1024, 4096


@dataclass(frozen=True, slots=True)
class Member:
    """`start` and `packed`: place and size of its packed octets; `extra`: further fields of its header."""

    name: str
    flags: int
    method: int
    packed: int
    start: int
    extra: bytes = b""
    checksum: int | None = None


def members(data: bytes, most: int) -> Iterator[Member]:
    """No more than `most`."""
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
        yield Member(text, flags, method, packed, start, data[start - more : start] if more < _LONGEST_EXTRA else b"")
        at = following


def start_of(data: bytes, at: int) -> int:
    """Where the packed octets begin of the member whose header stands there; -1: there is none."""
    if data[at : at + 4] != LOCAL or at + HEADER.size > len(data):
        return -1
    *_, length, more = HEADER.unpack_from(data, at)
    return at + HEADER.size + int(length) + int(more)


def unpacked(data: bytes, member: Member, size: int = _CHUNK) -> Iterator[bytes]:
    """In pieces of at most `size`. Raises EOFError or zlib.error at the place where something is wrong."""
    packed = memoryview(data)[member.start : member.start + member.packed]
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
