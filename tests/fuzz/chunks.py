"""Pictures changed chunk by chunk (PNG, RIFF, JPEG, EMF), lengths and checksums made right again."""

import random
import struct
import zlib
from collections.abc import Callable

Chunks = list[bytes]  # each with its head, without length and checksum where the format has them
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"


def split(data: bytes) -> tuple[Chunks, Callable[[Chunks], bytes]] | None:
    """The chunks, and what makes a file of them again; None when it has none."""
    if data.startswith(_PNG):
        return _split(data, 8, _png_size), _png
    if data[:4] == b"RIFF":
        return _split(data, 12, _riff_size), lambda chunks: _riff(data[8:12], chunks)
    if data.startswith(_JPEG):
        return _split(data, 2, _jpeg_size), lambda chunks: _JPEG + b"".join(chunks)
    if data[40:44] == b" EMF":
        return _split(data, 0, lambda rest: struct.unpack_from("<I", rest, 4)[0]), b"".join
    return None


def changed(data: bytes, chance: random.Random, octets: Callable[[bytes, random.Random], bytes]) -> bytes:
    """A chunk gone, doubled, moved, or with its octets changed by `octets`."""
    found = split(data)
    if found is None or not found[0]:
        return octets(data, chance)
    chunks, made = found
    at = chance.randrange(len(chunks))
    match chance.randrange(6):
        case 0:
            del chunks[at]
        case 1:
            chunks[at:at] = [chunks[at]] * chance.choice((1, 1, 3))
        case 2:
            chunks.insert(chance.randrange(len(chunks)), chunks.pop(at))
        case _:
            chunks[at] = octets(chunks[at], chance)
    return made(chunks)


def _split(data: bytes, place: int, size_of: Callable[[bytes], int]) -> Chunks:
    found: Chunks = []
    while place + 8 <= len(data) and len(found) < 500:
        size = size_of(data[place:])
        if size < 8:
            break
        found.append(data[place : place + size])
        place += size
    if data[place:]:
        found.append(data[place:])
    return found


def _png_size(rest: bytes) -> int:
    return 12 + int.from_bytes(rest[:4], "big")


def _png(chunks: Chunks) -> bytes:
    out = _PNG
    for chunk in chunks:
        kind, body = chunk[4:8], chunk[8:-4]
        out += struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return out


def _riff_size(rest: bytes) -> int:
    size = int.from_bytes(rest[4:8], "little")
    return 8 + size + size % 2


def _riff(kind: bytes, chunks: Chunks) -> bytes:
    body = b"".join(
        chunk[:4] + struct.pack("<I", len(chunk[8:])) + chunk[8:] + b"\0" * (len(chunk) % 2) for chunk in chunks
    )
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + kind + body


def _jpeg_size(rest: bytes) -> int:
    """Up to the scan, which is one chunk with all that follows."""
    if rest[:1] != b"\xff" or rest[1] == 0xDA:
        return len(rest)
    return 2 + int.from_bytes(rest[2:4], "big")
