"""The photo in a drawing that only wraps one: Word writes pasted pictures as EMF or WMF (MS-EMF, MS-EMFPLUS, MS-WMF).

A drawing with lines, shapes or words of its own is left alone: a bitmap out of it would not be what the reader saw.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import Final

MOST_OCTETS: Final = 64 * 1024 * 1024
_MOST_RECORDS: Final = 5_000
_GZIP, _PLACEABLE, _EMF = b"\x1f\x8b", b"\xd7\xcd\xc6\x9a", b"\x01\0\0\0"
_WMF_HEADS: Final = (b"\x01\0\x09\0", b"\x02\0\x09\0")

# Where in a record its bitmap is told: of EMF the place of (place, size) of head and bits, of WMF of the DIB itself.
_EMF_BITMAPS: Final = {76: 84, 77: 84, 80: 48, 81: 48}
_EMF_DRAWN: Final = frozenset((*range(2, 9), *range(41, 48), 54, 55, 56, 83, 84, *range(85, 93), 96, 97, 108))
_WMF_BITMAPS: Final = {0x0940: 16, 0x0B41: 20, 0x0D33: 18, 0x0F43: 22}
_WMF_DRAWN: Final = frozenset({0x0213, 0x0324, 0x0325, 0x0418, 0x041B, 0x0521, 0x0538, 0x061C, 0x0817, 0x081A, 0x0830,
                               0x0A32})  # fmt: skip
_COMMENT, _PLUS = 70, b"EMF+"
_OBJECT, _IMAGE, _CONTINUED = 0x4008, 5, 0x8000
_ENDINGS: Final = {b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg", b"BM": ".bmp", b"GIF8": ".gif"}
_FEWEST: Final = 64  # octets; smaller ones are patterns to fill with


def bitmap_of(octets: bytes) -> bytes | None:
    """The one picture in an EMF or WMF (also gzipped: .emz, .wmz) as a file of its own; None when there is none, there
    are several, or more is drawn."""
    if octets.startswith(_GZIP):
        octets = _unpacked(octets, 31)
    if len(octets) > MOST_OCTETS:
        return None
    try:
        if octets.startswith(_PLACEABLE):
            found = _in_wmf(octets[22:])
        elif octets.startswith(_WMF_HEADS):
            found = _in_wmf(octets)
        else:
            found = _in_emf(octets) if octets.startswith(_EMF) and octets[40:44] == b" EMF" else None
    except struct.error:
        return None
    return found if found and ending_of(found) else None


def inflated(octets: bytes) -> bytes:
    """A drawing as old Office programs pack it; empty when it is damaged or too large."""
    return _unpacked(octets, zlib.MAX_WBITS)


def ending_of(octets: bytes) -> str:
    """Of the name that a picture out of a drawing gets."""
    return next((ending for magic, ending in _ENDINGS.items() if octets.startswith(magic)), "")


def bitmap_file(dib: bytes) -> bytes:
    """A device independent bitmap with the head that makes a file of it."""
    if len(dib) < 40:
        return b""
    head, _, _, _, bits, compression, _, _, _, used = struct.unpack_from("<IiiHHIIiiI", dib)
    colours = used if used else 1 << bits if bits <= 8 else 0
    masks = 12 if compression == 3 and head == 40 else 0
    offset = 14 + head + masks + 4 * colours
    if compression in (4, 5):  # a JPEG or PNG instead of pixels
        return dib[offset - 14 :]
    return struct.pack("<2sIHHI", b"BM", 14 + len(dib), 0, 0, min(offset, 14 + len(dib))) + dib


def _unpacked(octets: bytes, bits: int) -> bytes:
    try:
        found = zlib.decompressobj(bits).decompress(octets, MOST_OCTETS + 1)
    except zlib.error:
        return b""
    return found if len(found) <= MOST_OCTETS else b""


def _in_emf(data: bytes) -> bytes | None:
    """The picture as it was, if the newer half of the file (EMF+) has it, else the bitmap made of it."""
    bitmaps: list[bytes] = []
    comments: list[bytes] = []
    for kind, record in _records(data):
        if kind in _EMF_DRAWN:
            return None
        if kind in _EMF_BITMAPS:
            head, head_size, bits, bits_size = struct.unpack_from("<IIII", record, _EMF_BITMAPS[kind])
            if bits_size >= _FEWEST:
                bitmaps.append(bitmap_file(record[head : head + head_size] + record[bits : bits + bits_size]))
        elif kind == _COMMENT and record[12:16] == _PLUS:
            comments.append(record[16 : 12 + int.from_bytes(record[8:12], "little")])
    originals = list(_images(b"".join(comments)))
    found = originals or bitmaps
    return found[0] if len(found) == 1 else None


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    for _ in range(_MOST_RECORDS):
        if place + 8 > len(data):
            return
        kind, size = struct.unpack_from("<II", data, place)
        if size < 8 or place + size > len(data):
            return
        yield kind, data[place : place + size]
        place += size


def _images(data: bytes) -> Iterator[bytes]:
    """Compressed bitmaps among the objects of EMF+; one that is spread over several records is put together."""
    place, gathered = 0, b""
    for _ in range(_MOST_RECORDS):
        if place + 12 > len(data):
            return
        kind, flags, size, used = struct.unpack_from("<HHII", data, place)
        if size < 12:
            return
        body = data[place + 12 : place + 12 + used]
        place += size
        if kind != _OBJECT or flags >> 8 & 0x7F != _IMAGE:
            continue
        if flags & _CONTINUED:
            total, body = int.from_bytes(body[:4], "little"), body[4:]
            gathered += body
            if len(gathered) < total:
                continue
            body, gathered = gathered, b""
        if len(body) > 28 and struct.unpack_from("<I", body, 4)[0] == 1 and struct.unpack_from("<I", body, 24)[0] == 1:
            yield body[28:]


def _in_wmf(data: bytes) -> bytes | None:
    place, bitmaps = 18, []
    for _ in range(_MOST_RECORDS):
        if place + 6 > len(data):
            break
        words, kind = struct.unpack_from("<IH", data, place)
        if words < 3 or place + 2 * words > len(data):
            break
        if kind in _WMF_DRAWN:
            return None
        dib = data[place + 6 + _WMF_BITMAPS[kind] : place + 2 * words] if kind in _WMF_BITMAPS else b""
        if len(dib) >= _FEWEST:
            bitmaps.append(bitmap_file(dib))
        place += 2 * words
    return bitmaps[0] if len(bitmaps) == 1 else None
