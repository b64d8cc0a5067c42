"""Photos printed on a page of a PDF. Marks and backgrounds are left."""

import io
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import pypdfium2  # type: ignore[import-untyped]
from PIL import Image
from pypdfium2 import raw

_SMALLEST: Final = 0.02  # of the page; what is smaller is a mark
_LARGEST: Final = 0.85  # of the page: a background
_FEWEST_PIXELS: Final = 150  # of a side
_MOST_PIXELS: Final = 40_000_000
_MOST_MASKED: Final = 8_000_000  # pixels; with its mask a picture is held four times
_PLAIN: Final = frozenset({"FlateDecode", "LZWDecode", "RunLengthDecode", "ASCII85Decode", "ASCIIHexDecode"})
_NEARLY_ALL: Final = 0.98  # of the octets; some programs leave out the end of the last row
_LONGEST: Final = 32 * 1024 * 1024  # octets
_MOST: Final = 60  # of a page
_JPEG: Final = b"\xff\xd8"
_LOOK, _PIXELS, _OCTETS = 20, 100, 200  # effort of one picture; pixels to draw and octets to keep for each more


@dataclass(frozen=True, slots=True)
class Printed:
    """A photo and the rectangle it fills; points from the lower left corner."""

    data: bytes
    suffix: str
    left: float
    right: float
    bottom: float
    top: float


@dataclass(frozen=True, slots=True)
class Pictures:
    """The photos of a page from the top down; `missing`: how many are damaged, cut off ones too; `effort`: that it
    took."""

    photos: tuple[Printed, ...] = ()
    missing: int = 0
    effort: int = 0


NO_PICTURES: Final = Pictures()


def printed_on(page: Any, area: float, most: int) -> Pictures:
    """No more effort than `most` is made."""
    found: list[Printed] = []
    effort = missing = 0
    for one in islice(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3), _MOST):
        if effort >= most:
            break
        try:
            photo, cost = _photo(one, area)
        except (pypdfium2.PdfiumError, ValueError):
            missing += 1  # its words stay, whatever is wrong with a picture
            effort += _LOOK + _pixels(one) // _PIXELS
            continue
        effort += cost
        if photo:
            found.append(photo)
            missing += not _is_whole(one)
    return Pictures(tuple(sorted(found, key=lambda one: (-one.top, one.left))), missing, effort)


def _is_whole(image: Any) -> bool:
    """False where the octets end too early: PDFium leaves the rest of the picture black. Of what a codec has packed
    nothing is known."""
    if not {*image.get_filters()} <= _PLAIN:
        return True
    said = image.get_metadata()
    row = (said.width * said.bits_per_pixel + 7) // 8
    return bool(len(image.get_data(decode_simple=True)) >= _NEARLY_ALL * row * said.height)


def _pixels(image: Any) -> int:
    """Those of a damaged picture; it may have been drawn before that was seen."""
    try:
        width, height = image.get_px_size()
    except pypdfium2.PdfiumError:
        return 0
    return min(int(width * height), _MOST_PIXELS)


def _photo(image: Any, area: float) -> tuple[Printed | None, int]:
    """Raises PdfiumError or ValueError for a damaged one."""
    left, bottom, right, top = image.get_bounds()
    share = (right - left) * (top - bottom) / area if area else 0.0
    if not _SMALLEST <= share <= _LARGEST:
        return None, _LOOK
    width, height = image.get_px_size()
    if min(width, height) < _FEWEST_PIXELS or width * height > _MOST_PIXELS:
        return None, _LOOK
    if list(image.get_filters()) == ["DCTDecode"]:
        data, suffix, cost = bytes(image.get_data()), "jpg", 0
        if not data.startswith(_JPEG):
            raise ValueError("no JPEG")
    else:
        data, suffix, cost = _drawn(image, width * height), "png", width * height // _PIXELS
    shown = Printed(data, suffix, left, right, bottom, top) if len(data) <= _LONGEST else None
    return shown, _LOOK + cost + len(data) // _OCTETS


def _drawn(image: Any, pixels: int) -> bytes:
    """What is not stored as JPEG, drawn anew as it is seen: with its soft mask, on white; a very large one without.

    Raises ValueError for less than a bit a pixel, of which PDFium makes one colour; only a codec needs no more.
    """
    has_few = len(image.get_data(decode_simple=True)) * 8 < pixels
    if has_few and {*image.get_filters()} <= _PLAIN:
        raise ValueError("not even a bit for each pixel")
    drawn = image.get_bitmap(render=pixels <= _MOST_MASKED).to_pil()
    shown = _on_white(drawn) if "A" in drawn.getbands() else drawn.convert("RGB")
    if has_few and all(low == high for low, high in (channel.getextrema() for channel in shown.split())):
        raise ValueError("one colour is all that it gives")
    made = io.BytesIO()
    shown.save(made, "PNG", compress_level=1)
    return made.getvalue()


def _on_white(drawn: Image.Image) -> Image.Image:
    ground = Image.new("RGB", drawn.size, "white")
    ground.paste(drawn.convert("RGB"), mask=drawn.getchannel("A"))
    return ground
