"""PDFs written by hand whose pictures are stored in the ways that programs store them."""

import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from tests.pdfs import line

WIDTH, HEIGHT = 300, 200
ABOVE, BELOW = "What stands above the picture.", "What stands below the picture."


@dataclass(frozen=True, slots=True)
class Stored:
    """A picture as an object of a PDF: what its dictionary says, and its octets. `mask`: its soft mask."""

    says: str
    octets: bytes
    mask: "Stored | None" = None
    size: tuple[int, int] = (WIDTH, HEIGHT)


def flat(says: str, octets: bytes, mask: Stored | None = None, bits: int = 8) -> Stored:
    return Stored(f"/BitsPerComponent {bits} {says} /Filter /FlateDecode", zlib.compress(octets), mask)


def jpeg(image: Image.Image, space: str, more: str = "") -> Stored:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=92)
    return Stored(f"/BitsPerComponent 8 /ColorSpace /{space} /Filter /DCTDecode {more}", out.getvalue())


def jpeg_2000(image: Image.Image) -> Stored:
    out = io.BytesIO()
    image.save(out, "JPEG2000")
    return Stored("/Filter /JPXDecode", out.getvalue())


def indexed(image: Image.Image) -> Stored:
    few = image.quantize(16)
    palette = bytes(few.getpalette() or ())[:48].ljust(48, b"\0")
    return flat(f"/ColorSpace [/Indexed /DeviceRGB 15 <{palette.hex()}>]", few.tobytes())


def page(*names: str, x: int = 100, top: int = 600) -> str:
    """Two lines with pictures of 240 by 160 points between them, one below the other."""
    shown = [f"q 240 0 0 160 {x} {top - 170 * (n + 1)} cm /{name} Do Q" for n, name in enumerate(names)]
    below = line(50, top - 170 * len(names) - 40, BELOW)
    return "\n".join([line(50, top + 20, ABOVE), *shown, below])


def with_pictures(pages: Sequence[str], pictures: dict[str, Stored], turned: int = 0) -> bytes:
    """Pages of 500 by 800 points."""
    numbers = {name: 10 + 2 * n for n, name in enumerate(pictures)}
    first = 10 + 2 * len(pictures)
    named = " ".join(f"/{name} {number} 0 R" for name, number in numbers.items())
    kids = " ".join(f"{first + 2 * n} 0 R" for n in range(len(pages)))
    objects: dict[int, bytes] = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} /MediaBox [0 0 500 800] >>".encode(),
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
    }
    for name, picture in pictures.items():
        mask = f"/SMask {numbers[name] + 1} 0 R" if picture.mask else ""
        objects[numbers[name]] = _object(picture, mask)
        if picture.mask:
            objects[numbers[name] + 1] = _object(picture.mask)
    for n, content in enumerate(pages):
        own = first + 2 * n
        looks = f"/Resources << /Font << /F0 3 0 R >> /XObject << {named} >> >> /Rotate {turned}"
        objects[own] = f"<< /Type /Page /Parent 2 0 R {looks} /Contents {own + 1} 0 R >>".encode()
        objects[own + 1] = _stream("", content.encode("latin-1"))
    out, places = b"%PDF-1.7\n", {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    entries = b"".join(b"%d 1\n%010d 00000 n \n" % one for one in places.items())
    end = b"trailer << /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF" % (max(objects) + 1, len(out))
    return out + b"xref\n0 1\n0000000000 65535 f \n" + entries + end


def _object(picture: Stored, more: str = "") -> bytes:
    width, height = picture.size
    size = f"/Type /XObject /Subtype /Image /Width {width} /Height {height}"
    return _stream(f"{size} {picture.says} {more}", picture.octets)


def _stream(says: str, octets: bytes) -> bytes:
    return f"<< {says} /Length {len(octets)} >>\nstream\n".encode() + octets + b"\nendstream"
