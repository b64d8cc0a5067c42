"""Pictures whose heads promise far more than can be opened, or that never end."""

import io
import struct
import zlib
from binascii import crc32
from collections.abc import Callable, Mapping

from PIL import Image


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + crc32(kind + data).to_bytes(4, "big")


def png(side: int, kind: int, octets: int) -> bytes:
    """A square of that side; `kind`: 6 for colour with transparency, 0 for grey; `octets` of black pixels."""
    head = struct.pack(">IIBBBBB", side, side, 8, kind, 0, 0, 0)
    packed = zlib.compress(bytes(octets), 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def jpeg(side: int) -> bytes:
    """One of 16 pixels whose head tells another size."""
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "JPEG")
    data = out.getvalue()
    at = data.index(b"\xff\xc0") + 5
    return data[:at] + struct.pack(">HH", side, side) + data[at + 4 :]


def gif(side: int, frames: int) -> bytes:
    frame = b"\x2c" + bytes(4) + struct.pack("<HH", 1, 1) + b"\0" + b"\x02\x02\x44\x01\0"
    return b"GIF89a" + struct.pack("<HHBBB", side, side, 0x80, 0, 0) + bytes(6) + frame * frames + b";"


def webp(side: int) -> bytes:
    bits = (side - 1) | (side - 1) << 14
    body = b"VP8L" + struct.pack("<I", 20_006) + b"\x2f" + struct.pack("<I", bits) + bytes(20_001)
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def tiff(side: int) -> bytes:
    """Its one page says that the next page is itself."""
    entries = ((256, side), (257, side), (258, 8), (259, 1), (262, 1), (273, 8), (277, 1), (278, side), (279, 100))
    page = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in entries)
    return b"II*\0" + struct.pack("<I", 8) + page + struct.pack("<I", 8) + bytes(200)


PICTURES: Mapping[str, tuple[str, Callable[[], bytes], str]] = {
    "a PNG of one gigabyte": ("anh.png", lambda: png(16_384, 6, 20_000_000), "photo-too-large"),
    "a grey PNG of 118 megapixels": ("anh.png", lambda: png(10_900, 0, 10_900 * 10_901), "photo-dark"),
    "a JPEG of 4 gigapixels": ("anh.jpg", lambda: jpeg(65_000), "photo-too-large"),
    "a JPEG of 118 megapixels in 631 octets": ("anh.jpg", lambda: jpeg(10_900), "photo-recompressed"),
    "a GIF of 2 gigapixels": ("anh.gif", lambda: gif(45_000, 1), "photo-too-large"),
    "a GIF of 200,000 frames": ("anh.gif", lambda: gif(600, 200_000), "photo-moving"),
    "a WebP of 268 megapixels": ("anh.webp", lambda: webp(16_383), "photo-too-large"),
    "a TIFF of 3 gigapixels": ("anh.tif", lambda: tiff(60_000), "photo-too-large"),
    "a TIFF whose pages are a ring": ("anh.tif", lambda: tiff(600), "photo-unreadable"),
}
