"""What is shown of a picture: a part of it, turned; worked out from what documents say, done to pixels on demand."""

import io
import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from PIL import Image

from tinbai.parsers.photo import pixels
from tinbai.parsers.photo.broken import BROKEN
from tinbai.parsers.photo.pixels import TOO_LARGE
from tinbai.picture import Crop

Sides = tuple[float, float, float, float]  # left, top, right, bottom

_LEAST_KEPT: Final = 0.05  # of a side; nobody sees anything on less
_ROUNDING: Final = 0.003  # office programs count in whole twips, points and percents
_APART: Final = 0.02  # two crops of one picture that differ by less show the same
_ORIENTATION: Final = 0x0112
_QUARTER: Final = 90


def crop_of(cut: Sides, turn: float = 0.0, mirrored: bool = False) -> Crop | None:
    """The crop that a document asks for; None when it shows the whole picture upright.

    `cut`: fractions cut off; less than nothing is a margin around the picture and cuts nothing. `turn`:
    degrees clockwise, of which only quarters count. A crop that leaves next to nothing is a fault and cuts nothing.
    """
    sides = [round(side, 4) if math.isfinite(side) and side >= _ROUNDING else 0.0 for side in cut]
    if 1 - sides[0] - sides[2] < _LEAST_KEPT or 1 - sides[1] - sides[3] < _LEAST_KEPT:
        sides = [0.0] * 4
    quarters = turn / _QUARTER if math.isfinite(turn) else 0.0
    turned = round(quarters) % 4 * _QUARTER if abs(quarters - round(quarters)) < _APART else 0
    if any(sides) or turned or mirrored:
        return Crop(sides[0], sides[1], sides[2], sides[3], turned, mirrored)
    return None


def sane(crop: Crop | None) -> Crop | None:
    """A crop of any origin within its bounds."""
    if crop is None:
        return None
    return crop_of((crop.left, crop.top, crop.right, crop.bottom), crop.turn, crop.mirrored)


def crop_at(crops: Sequence[Crop | None], number: int) -> Crop | None:
    """What is shown of a photo, counted from 1; None: all."""
    return sane(crops[number - 1]) if 1 <= number <= len(crops) else None


def name_of(crop: Crop | None) -> str:
    """Names the operation: same name, same pixels; "" for the whole picture."""
    if crop is None:
        return ""
    sides = "-".join(str(round(side * 10_000)) for side in (crop.left, crop.top, crop.right, crop.bottom))
    return f"{sides}-{crop.turn}{'m' if crop.mirrored else ''}"


def differs(a: Crop | None, b: Crop | None) -> bool:
    """Whether two crops of one picture show something different."""
    one, other = a or Crop(), b or Crop()
    sides = ((one.left, other.left), (one.top, other.top), (one.right, other.right), (one.bottom, other.bottom))
    looks = (one.turn, one.mirrored) != (other.turn, other.mirrored)
    return looks or any(abs(mine - theirs) >= _APART for mine, theirs in sides)


def upright(crop: Crop, data: bytes) -> Crop | None:
    """The crop of a document in terms of the picture as seen: office programs do not heed the orientation in EXIF.

    Where there is one, the document's own turning says the same and is left out.
    """
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data), formats=pixels.FORMATS) as image:
            orientation = int(image.getexif().get(_ORIENTATION, 1))
    except (*TOO_LARGE, *BROKEN):
        return crop
    if orientation not in pixels.UPRIGHT:
        return crop
    return crop_of(_TURNED[orientation](crop.left, crop.top, crop.right, crop.bottom))


# Where the sides are once the picture is turned upright, by the orientations of EXIF.
_TURNED: Final[Mapping[int, Callable[[float, float, float, float], Sides]]] = {
    2: lambda left, top, right, bottom: (right, top, left, bottom),
    3: lambda left, top, right, bottom: (right, bottom, left, top),
    4: lambda left, top, right, bottom: (left, bottom, right, top),
    5: lambda left, top, right, bottom: (top, left, bottom, right),
    6: lambda left, top, right, bottom: (bottom, left, top, right),
    7: lambda left, top, right, bottom: (bottom, right, top, left),
    8: lambda left, top, right, bottom: (top, right, bottom, left),
}


def derive(data: bytes, side: int, crop: Crop | None = None, *, jpeg: bool = False) -> bytes:
    """What is shown of a picture as sRGB WebP (or JPEG) without metadata, its longer side at most `side` pixels, never
    enlarged. Raises ValueError when it cannot be read."""
    crop = sane(crop)
    try:
        image = pixels.decode(data, side if crop is None else math.ceil(side / _least_kept(crop))).image
    except (*TOO_LARGE, *BROKEN) as error:
        raise ValueError(f"not a readable picture ({type(error).__name__})") from None
    shown = image if crop is None else _cut(image, crop, side)
    return pixels.jpeg(shown, quality=88) if jpeg else pixels.webp(shown, quality=80, method=4)


def _least_kept(crop: Crop) -> float:
    return min(1 - crop.left - crop.right, 1 - crop.top - crop.bottom)


def _cut(image: Image.Image, crop: Crop, side: int) -> Image.Image:
    width, height = image.size
    left, top = min(round(width * crop.left), width - 1), min(round(height * crop.top), height - 1)
    right, bottom = round(width * (1 - crop.right)), round(height * (1 - crop.bottom))
    shown = image.crop((left, top, max(right, left + 1), max(bottom, top + 1)))
    if crop.mirrored:
        shown = shown.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    if crop.turn:
        shown = shown.rotate(-crop.turn, expand=True)
    shown.thumbnail((side, side), Image.Resampling.BILINEAR, reducing_gap=2.0)
    return shown


def shown_size(width: int, height: int, crop: Crop | None) -> tuple[int, int]:
    """Pixels of what is shown of a picture of that size."""
    if crop is None:
        return width, height
    size = round(width * (1 - crop.left - crop.right)), round(height * (1 - crop.top - crop.bottom))
    return (size[1], size[0]) if crop.turn % 180 else size


def inches_of(data: bytes) -> tuple[float, float] | None:
    """How large the picture is by its own account, on which crops in units of length count; 96 dots an inch where it
    says nothing. None when it cannot be read."""
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data), formats=pixels.FORMATS) as image:
            across, down = (float(dots) for dots in image.info.get("dpi", (96, 96))[:2])
            size = image.size
    except (*TOO_LARGE, *BROKEN):
        return None
    good = all(math.isfinite(dots) and 10 <= dots <= 10_000 for dots in (across, down))
    return (size[0] / across, size[1] / down) if good else (size[0] / 96, size[1] / 96)
