"""What a photo is found by when it comes again, in another mail: three hashes, and grey levels to compare it by.

The hash of the whole finds it at another size, quality and light, turned and mirrored. The second is of its middle, as
much as is left of a picture with a margin of a twentieth on each side: so either finds the other when a margin was put
around it or painted over it. The third is of so much of the middle that a mark in a corner hardly reaches into it.
Measured on 160 photos: a margin 0.99 (the hash of the whole alone 0.10), a corner mark 0.96 (0.89).
"""

import base64
import math
import zlib
from typing import Final

from PIL import Image, ImageChops, ImageFilter, ImageOps, ImageStat

from tinbai.parsers.photo.bars import inner
from tinbai.parsers.photo.hashes import hash_of
from tinbai.parsers.photo.overlay import WHOLE, Box, cut
from tinbai.parsers.photo.pixels import fitted
from tinbai.picture import Sight

SIDE: Final = 256  # px of the longer side of the grey picture
# Grey levels from one to the next: 13 KB a photo instead of 25; a shade is as sure, for nothing is told by one pixel.
_STEP: Final = 4
_KEPT: Final = (1.0, 1 / 1.1, 0.76)  # of width and height
BOXES: Final[tuple[Box, ...]] = (
    WHOLE,
    *(((1 - kept) / 2, (1 - kept) / 2, (1 + kept) / 2, (1 + kept) / 2) for kept in _KEPT[1:]),
)

# All of it is asked of the grey picture, so that a copy without colours gets the same answer.
_LEAST_SPREAD: Final = 12.0  # grey levels; mist, a wall, a night
_ONE_TONE, _TONE = 0.75, 13  # share of the pixels within so many levels: a black frame, a logo on white
_DRAWN: Final = 0.66  # share of the three commonest of 64 tones: charts, maps, logos; 0.54 at most in photos
# A page: as light everywhere as paper is once the letters are taken away, and mostly paper.
_PAPER, _OF_LIGHT, _LIGHT = 0.93, 0.75, 120
_STROKE, _FEWEST_STROKES, _MOST_STROKES, _BARE, _OF_PAPER = 25, 0.02, 0.45, 10, 0.55


def sight_of(image: Image.Image, size: tuple[int, int]) -> Sight:
    """`image`: the picture upright in RGB, its longer side 320 px; `size`: what it has in truth."""
    grey = image.convert("L")
    left, top, right, bottom = shown = inner(grey)
    if shown != WHOLE:
        grey = cut(grey, shown)
        size = max(1, round(size[0] * (right - left))), max(1, round(size[1] * (bottom - top)))
    # Not by means of whole pixels: so near to its own size they blur it here more than there, see shots.py.
    small = grey.resize(fitted(size, SIDE), Image.Resampling.BICUBIC).point(_STEPS)
    hashes = [] if _looks_like_others(grey) else [f"{hash_of(cut(grey, box)):064x}" for box in BOXES]
    return Sight(*size, tuple(hashes), base64.b64encode(zlib.compress(small.tobytes(), 6)).decode())


def grey_of(width: int, height: int, deflated: bytes) -> Image.Image:
    """The small picture of a sight. Raises ValueError when it is not one."""
    size = fitted((width, height), SIDE)
    octets = size[0] * size[1]
    unpacker = zlib.decompressobj()
    try:
        levels = unpacker.decompress(deflated, octets + 1)
    except zlib.error:
        levels = b""
    if len(levels) != octets:
        raise ValueError("not the grey levels of a photo")
    return Image.frombytes("L", size, levels).point(_LEVELS)


_STEPS: Final = [(level + _STEP // 2) // _STEP for level in range(256)]
_LEVELS: Final = [min(255, step * _STEP) for step in range(256)]


def _looks_like_others(grey: Image.Image) -> bool:
    """Nearly nothing to see, a page of text, or a drawing in a few tones: two of them may look the same."""
    half = grey.resize((max(1, grey.width // 2), max(1, grey.height // 2)), Image.Resampling.BOX)
    if ImageStat.Stat(half).stddev[0] < _LEAST_SPREAD:
        return True
    counts, count = half.histogram(), half.width * half.height
    if max(sum(counts[at : at + _TONE]) for at in range(256 - _TONE + 1)) > _ONE_TONE * count:
        return True
    tones = grey.histogram()
    common = sorted(sum(tones[at : at + 4]) for at in range(0, 256, 4))[-3:]
    return sum(common) >= _DRAWN * grey.width * grey.height or _is_page(half)


def _is_page(grey: Image.Image) -> bool:
    paper = _lightest_around(grey).filter(ImageFilter.GaussianBlur(3))
    counts, count = paper.histogram(), grey.width * grey.height
    light = _level_below(counts, math.ceil(0.95 * count))
    if light < _LIGHT or sum(counts[int(_OF_LIGHT * light) :]) < _PAPER * count:
        return False
    off = ImageChops.subtract(paper, grey).histogram()
    strokes = sum(off[_STROKE:]) / count
    return _FEWEST_STROKES <= strokes <= _MOST_STROKES and sum(off[:_BARE]) >= _OF_PAPER * count


def _lightest_around(grey: Image.Image) -> Image.Image:
    """The lightest of the nine by nine pixels around each: as MaxFilter(9), which takes ten milliseconds for noise."""
    found = ImageOps.expand(grey, 4, 0)
    for across, down in ((1, 0), (2, 0), (4, 0), (1, 0), (0, 1), (0, 2), (0, 4), (0, 1)):
        found = ImageChops.lighter(found, ImageChops.offset(found, -across, -down))
    return found.crop((0, 0, *grey.size))


def _level_below(counts: list[int], wanted: int) -> int:
    """The grey level that so many pixels do not exceed."""
    seen = 0
    for level, number in enumerate(counts):
        seen += number
        if seen >= wanted:
            return level
    return 255
