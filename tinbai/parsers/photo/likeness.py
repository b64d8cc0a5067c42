"""The same photo again: at another size, in another format, compressed anew, or with its margins cut off.

Two shots of one scene must never become one, so it is not enough that two pictures look alike on the whole: laid upon
each other they may differ nowhere by more than compression and resampling do. Where a person has moved, they do; what
seventy people do within a second only a closer look tells, the one that photos of two mails get.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import mul, sub

from PIL import Image, ImageChops, ImageFilter, ImageStat

from tinbai.parsers.photo import alike
from tinbai.parsers.photo.pixels import fitted
from tinbai.parsers.photo.read import GREY_SIDE, Looked

_ALIKE_BITS = 14  # of 64; resizing and recompression changed at most 6 in our pictures
_ALIKE_SHAPE = 0.02  # relative difference of the proportions
_STILL_WHOLE = 0.978  # of its width: rounding, and the shape above
_KEPT = 0.72  # of width and height, after the most that is cut off
_COARSE, _MIDDLE = 24, 48  # px of the longer side when a place is looked for
# Mean difference in grey levels on the way to the place; other photos: 13 and more at the second.
_MOST_COARSE, _MOST_MIDDLE, _MOST_MEAN = 18.0, 12.0, 8.0
_COMMON = 0.5  # share of the grey levels two pictures must have in common before anything is looked for
# Largest difference of one of the 48 cells of a side in levels of one colour, after a share of the contrast around it
# is allowed for: at most 12 for copies, 15 for nearly all parts; 16 and more where one of two dozen people has moved.
_WORST_WHOLE, _WORST_PART, _OF_CONTRAST = 13, 15, 0.15
# Where one of the two has but 256 colours only their brightness counts: 10 at most for copies, 16 and more else, once.
_WORST_GREY, _OF_CONTRAST_GREY = 9, 0.2
# Shares of the width by which a place is moved, in the end by a twentieth of a pixel. After the first of them a copy is
# less than half a pixel aside, which makes up for no such difference.
_STEPS, _FAR_OFF = (0.005, 0.0025, 0.00125, 0.0006), 45

Place = tuple[float, float, float]  # left, top, width, as shares of the whole picture


def same_picture(a: Looked, b: Looked) -> bool:
    """Whether both are the same photo at another size or compression."""
    if a.fingerprint is None or b.fingerprint is None:
        return False
    if a.thumb is not None and a.thumb == b.thumb:  # pixel by pixel, whatever the files hold beside
        return True
    if (a.fingerprint ^ b.fingerprint).bit_count() > _ALIKE_BITS or not _same_shape(a, b):
        return False
    if _mean(_squashed(a.grey, a.width, a.height), _squashed(b.grey, b.width, b.height)) > _MOST_MEAN:
        return False
    larger, smaller = (a, b) if a.width * a.height >= b.width * b.height else (b, a)
    pair = _Pair.of(larger, smaller)
    is_alike = pair is not None and pair.is_alike((0.0, 0.0, min(1.0, 1 / pair.shape)), _WORST_WHOLE, _STILL_WHOLE)
    return is_alike and not _are_two_shots(a, b)


def glance(a: Looked, b: Looked) -> float | None:
    """How unlike they look at a glance, in grey levels; None for pairs that same_picture does not call one."""
    if a.fingerprint is None or b.fingerprint is None:
        return None
    if a.thumb is not None and a.thumb == b.thumb:
        return 0.0
    if (a.fingerprint ^ b.fingerprint).bit_count() > _ALIKE_BITS:
        return None
    unlike = _unlikeness(a, b)
    return unlike if unlike <= _MOST_MEAN else None


def _unlikeness(a: Looked, b: Looked) -> float:
    """Mean difference of their cells in grey levels, at most that of the pixels in them."""
    mine, theirs = _cells(a.grey, a.width, a.height), _cells(b.grey, b.width, b.height)
    apart: int = sum(map(abs, map(sub, mine, theirs)))
    return apart / (_COARSE * _COARSE)


def may_be_part(part: Looked, whole: Looked) -> float:
    """At a glance: how much of their light they have in common, 0.5 to 1; 0 where is_part would be false."""
    if part.fingerprint is None or whole.fingerprint is None or not _KEPT <= _shape(part, whole) <= 1 / _KEPT:
        return 0.0
    mine, theirs = _levels(part.grey), _levels(whole.grey)
    common = sum(map(min, mine, theirs))
    return common if common >= _COMMON else 0.0


def is_part(part: Looked, whole: Looked) -> bool:
    """Whether one is the other with at most a quarter of its width and of its height cut off, at any size."""
    if not may_be_part(part, whole):
        return False
    coarse = _places(part, whole)
    if not coarse or coarse[0][0] > _MOST_COARSE:
        return False
    middle = _Pair(_grey(whole), _grey(part, _MIDDLE), _shape(part, whole))
    mean, place = min(middle.settled(place, (0.02, 0.01)) for _, place in coarse[:3])
    pair = _Pair.of(whole, part) if mean <= _MOST_MIDDLE else None
    return pair is not None and pair.is_alike(place, _WORST_PART) and not _are_two_shots(part, whole)


def _are_two_shots(a: Looked, b: Looked) -> bool:
    """Whether both show one scene all over and are no copies; a part of a photo shows less."""
    new, old = (alike.of_sight(one.sight) if one.sight else None for one in (a, b))
    found = alike.compare(new, old) if new and old else None
    return found is not None and not found.same


# --- At a glance ---------------------------------------------------------------------------------------------------


def _same_shape(a: Looked, b: Looked) -> bool:
    mine, theirs = a.width * b.height, b.width * a.height
    rounding = max(a.width, a.height, b.width, b.height)  # one pixel more or less in the smaller one
    return abs(mine - theirs) <= max(_ALIKE_SHAPE * max(mine, theirs), rounding)


def _shape(part: Looked, whole: Looked) -> float:
    """How much of the whole's height the part has for each share of its width."""
    return whole.width / whole.height / (part.width / part.height)


@lru_cache(maxsize=1024)
def _levels(grey: bytes) -> tuple[float, ...]:
    """Shares of sixteen grey levels."""
    counts = Image.frombuffer("L", (len(grey), 1), grey).histogram()
    return tuple(sum(counts[at : at + 16]) / len(grey) for at in range(0, 256, 16))


def _grey(looked: Looked, side: int = GREY_SIDE) -> Image.Image:
    image = Image.frombytes("L", _size(looked), looked.grey)
    return image.resize(fitted(image.size, side), Image.Resampling.BOX) if side < max(image.size) else image


def _size(looked: Looked) -> tuple[int, int]:
    return fitted((looked.width, looked.height), GREY_SIDE)


@lru_cache(maxsize=1024)
def _squashed(grey: bytes, width: int, height: int) -> Image.Image:
    """`width`, `height`: of the photo."""
    small = Image.frombytes("L", fitted((width, height), GREY_SIDE), grey)
    return small.resize((_COARSE, _COARSE), Image.Resampling.BOX)


@lru_cache(maxsize=1024)
def _cells(grey: bytes, width: int, height: int) -> list[int]:
    """Sums of the pixels of each of eight by eight cells."""
    levels, side = _squashed(grey, width, height).tobytes(), _COARSE // 8
    rows = [levels[at : at + side] for at in range(0, len(levels), side)]
    strips = list(map(sum, rows))  # eight for each row of pixels
    return [sum(strips[8 * side * y + x :: 8][:side]) for y in range(8) for x in range(8)]


def _mean(a: Image.Image, b: Image.Image) -> float:
    """Mean difference in grey levels."""
    difference = ImageChops.difference(a, b)
    if a.width * a.height < 1500:  # below it a sum in Python is faster than a histogram
        return sum(difference.tobytes()) / (a.width * a.height)
    levels: int = sum(map(mul, difference.histogram(), range(256)))
    return levels / (a.width * a.height)


# --- Where a part may lie ------------------------------------------------------------------------------------------


def _places(part: Looked, whole: Looked) -> list[tuple[float, Place]]:
    """Every place and size at which the part may lie in the whole, coarsely, the likeliest first."""
    ground, shape = _grey(whole, _COARSE), _shape(part, whole)
    width, height = ground.size
    found: list[tuple[float, Place]] = []
    for across, down in _sizes(width, height, shape):
        piece = _grey(part).resize((across, down), Image.Resampling.BOX)
        for x in range(width - across + 1):
            for y in range(height - down + 1):
                mean = _mean(ground.crop((x, y, x + across, y + down)), piece)
                found.append((mean, (x / width, y / height, across / width)))
    return sorted(found)


def _sizes(width: int, height: int, shape: float) -> Iterable[tuple[int, int]]:
    for across in range(width, round(_KEPT * width) - 1, -1):
        share = across / width * shape
        if _KEPT - 0.02 <= share <= 1.02:
            yield across, min(height, round(share * height))


# --- One laid upon the other ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Pair:
    """`whole` in more pixels than `part`, both grey; `shape`: see _shape; `in_colour`: the same two, where true."""

    whole: Image.Image
    part: Image.Image
    shape: float
    in_colour: tuple[Image.Image, Image.Image] | None = None

    @classmethod
    def of(cls, whole: Looked, part: Looked) -> "_Pair | None":
        """From the small copies, which show more than the grey ones."""
        if whole.thumb is None or part.thumb is None:
            return None
        ground, grey_ground = _opened(whole.thumb, None)
        piece, grey_piece = _opened(part.thumb, _size(part))
        colours = None if whole.has_palette or part.has_palette else (ground, piece)
        return cls(grey_ground, grey_piece, _shape(part, whole), colours)

    def is_alike(self, place: Place, worst: int, least: float = 0.0) -> bool:
        """Whether they differ nowhere, near the place; `least`: width that must be left."""
        _, place = self.settled(place, _STEPS[:1])
        if any(off > _FAR_OFF for off in self._offs(place)):
            return False
        mean, place = self.settled(place, _STEPS[1:])
        if mean > _MOST_MEAN or place[2] < least:
            return False
        most = worst if self.in_colour else _WORST_GREY
        return all(off <= most for off in self._offs(place))

    def _offs(self, place: Place) -> Iterator[int]:
        """The largest difference of a cell at the place, for each channel."""
        whole, part = self.in_colour or (self.whole, self.part)
        cut = self._cut(place, whole)
        if cut is None:
            yield 255
            return
        share = _OF_CONTRAST if self.in_colour else _OF_CONTRAST_GREY
        for mine, theirs in zip(cut.split(), part.split(), strict=True):
            yield _worst(_levelled(mine, theirs), theirs, share)

    def settled(self, place: Place, steps: Sequence[float]) -> tuple[float, Place]:
        """(mean difference, place) once no step to a side, in or out makes it smaller."""
        mean = self._mean_at(place)
        for step in steps:
            for _ in range(8):
                best = min((self._mean_at(other), other) for other in self._around(place, step))
                if best[0] >= mean:
                    break
                mean, place = best
        return mean, place

    def _around(self, place: Place, step: float) -> Iterable[Place]:
        left, top, width = place
        for way in (-step, step):
            yield left + way, top, width
            yield left, top + way, width
            for held_x, held_y in ((0, 0), (1, 0), (0, 1), (1, 1), (0.5, 0.5)):  # a corner or the middle stays
                yield left - way * held_x, top - way * self.shape * held_y, width + way

    def _mean_at(self, place: Place) -> float:
        cut = self._cut(place, self.whole)
        return 255.0 if cut is None else _mean(cut, self.part)

    def _cut(self, place: Place, whole: Image.Image) -> Image.Image | None:
        """What the whole, grey or coloured, has at the place, in the size of the part; None outside of it."""
        left, top, width = place
        height = width * self.shape
        if min(left, top) < -0.004 or max(left + width, top + height) > 1.006:
            return None
        across, down = whole.size
        box = (max(0.0, left) * across, max(0.0, top) * down,
               min(1.0, left + width) * across, min(1.0, top + height) * down)  # fmt: skip
        far = width * across > 1.5 * self.part.width
        return whole.resize(self.part.size, Image.Resampling.BOX if far else Image.Resampling.BILINEAR, box)


@lru_cache(maxsize=64)  # 0.3 MiB each at most
def _opened(thumb: bytes, size: tuple[int, int] | None) -> tuple[Image.Image, Image.Image]:
    """In colour and in grey, at that size."""
    with Image.open(io.BytesIO(thumb), formats=("WEBP",)) as image:
        coloured = image.convert("RGB")
    coloured = coloured.resize(size, Image.Resampling.BOX) if size else coloured
    return coloured, coloured.convert("L")


def _levelled(image: Image.Image, like: Image.Image) -> Image.Image:
    """As light and as rich in contrast as the other: a program may have lost the colour profile on the way."""
    mine, theirs = ImageStat.Stat(image), ImageStat.Stat(like)
    gain = min(1.2, max(0.8, theirs.stddev[0] / max(1.0, mine.stddev[0])))
    lift = min(20.0, max(-20.0, theirs.mean[0] - mine.mean[0] * gain))
    return image.point([min(255, max(0, round(level * gain + lift))) for level in range(256)])


def _worst(a: Image.Image, b: Image.Image, of_contrast: float) -> int:
    """The largest difference of one cell, less a share of the contrast around it in both."""
    cells = max(1, a.width // 2), max(1, a.height // 2)
    difference = ImageChops.subtract(a, b, 1, 128).resize(cells, Image.Resampling.BOX)
    apart = difference.point([abs(level - 128) for level in range(256)])
    contrast = ImageChops.darker(_contrast(a, cells), _contrast(b, cells))
    allowed = contrast.point([int(level * of_contrast) for level in range(256)])
    highest = ImageChops.subtract(apart, allowed).getextrema()[1]
    return int(highest) if isinstance(highest, (int, float)) else 255


def _contrast(image: Image.Image, cells: tuple[int, int]) -> Image.Image:
    small = image.resize(cells, Image.Resampling.BOX)
    return ImageChops.subtract(small.filter(ImageFilter.MaxFilter(3)), small.filter(ImageFilter.MinFilter(3)))
