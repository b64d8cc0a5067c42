"""One grey picture laid upon another: where it lies, and where the two differ once light and contrast are made equal.

Pictures here are small, their longer side 128 px; a place is a box in shares of the other picture, turned a little.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import mul
from typing import Final

from PIL import Image, ImageChops, ImageFilter

Box = tuple[float, float, float, float]  # left, top, right, bottom, in shares of a picture
WHOLE: Final[Box] = (0.0, 0.0, 1.0, 1.0)

_SQUARES: Final = [level * level for level in range(256)]
_LEVELS: Final = list(range(256))


@dataclass(frozen=True, slots=True)
class Place:
    """Middle and size in shares of the other picture, turned by `angle` degrees."""

    x: float
    y: float
    width: float
    height: float
    angle: float = 0.0

    @classmethod
    def of(cls, box: Box) -> "Place":
        left, top, right, bottom = box
        return cls((left + right) / 2, (top + bottom) / 2, right - left, bottom - top)

    @property
    def box(self) -> Box:
        across, down = self.width / 2, self.height / 2
        return self.x - across, self.y - down, self.x + across, self.y + down


def cut(image: Image.Image, box: Box) -> Image.Image:
    """That part of the picture, in whole pixels."""
    left, top, right, bottom = box
    across, down = image.size
    at = round(left * across), round(top * down)
    return image.crop((*at, max(at[0] + 1, round(right * across)), max(at[1] + 1, round(bottom * down))))


def shrunk(image: Image.Image, side: int) -> Image.Image:
    """Its longer side at `side` pixels at most."""
    scale = side / max(image.size)
    if scale >= 1:
        return image
    return image.resize((max(1, round(image.width * scale)), max(1, round(image.height * scale))), Image.Resampling.BOX)


def sampled(whole: Image.Image, place: Place, size: tuple[int, int], *, sharp: bool = False) -> Image.Image:
    """What the picture has at the place, in that size. sharp: so that fine things between two pixels are not blurred,
    in twice the time."""
    across, down = place.width * whole.width / size[0], place.height * whole.height / size[1]
    cosine, sine = math.cos(math.radians(place.angle)), math.sin(math.radians(place.angle))
    a, b, d, e = across * cosine, -down * sine, across * sine, down * cosine
    c = place.x * whole.width - (a * size[0] + b * size[1]) / 2
    f = place.y * whole.height - (d * size[0] + e * size[1]) / 2
    how = Image.Resampling.BICUBIC if sharp else Image.Resampling.BILINEAR
    return whole.transform(size, Image.Transform.AFFINE, (a, b, c, d, e, f), how)


def correlation(one: Image.Image, other: Image.Image) -> float:
    """Of their grey levels, from -1 to 1; 0 where one of them is flat."""
    count = one.width * one.height
    mine, theirs = one.histogram(), other.histogram()
    apart = ImageChops.difference(one, other).histogram()
    sum_a, sum_b = _dot(mine, _LEVELS), _dot(theirs, _LEVELS)
    square_a, square_b = _dot(mine, _SQUARES), _dot(theirs, _SQUARES)
    both = (square_a + square_b - _dot(apart, _SQUARES)) / 2
    spread = (square_a - sum_a * sum_a / count) * (square_b - sum_b * sum_b / count)
    return (both - sum_a * sum_b / count) / math.sqrt(spread) if spread > 0 else 0.0


def _dot(counts: Sequence[int], values: Sequence[int]) -> int:
    return sum(map(mul, counts, values))


# --- Where it lies -------------------------------------------------------------------------------------------------


def settled(
    part: Image.Image, whole: Image.Image, place: Place, steps: Sequence[float], sweeps: int = 3
) -> tuple[float, Place]:
    """(correlation, place) after every side and the angle were moved by up to each step, to where they agree most."""

    def score(at: Place) -> float:
        return correlation(part, sampled(whole, at, part.size)) - _outside(at)

    best = score(place)
    for step in steps:
        for _ in range(sweeps):
            before = best
            for move in _MOVES:
                best, place = _along(score, best, place, move, step)
            if best - before < 1e-4:
                break
    return best, place


def _along(
    score: Callable[[Place], float], best: float, place: Place, move: Callable[[Place, float], Place], step: float
) -> tuple[float, Place]:
    """The best of a step to either side and of the top of the parabola through the three."""
    less, more = move(place, -step), move(place, step)
    low, high = score(less), score(more)
    found = max(((best, place), (low, less), (high, more)), key=lambda one: one[0])
    bend = low - 2 * best + high
    if bend < 0:
        top = move(place, step * max(-1.5, min(1.5, (low - high) / (2 * bend))))
        at_top = score(top)
        if at_top > found[0]:
            return at_top, top
    return found


_MOVES: Final[tuple[Callable[[Place, float], Place], ...]] = (
    lambda place, step: replace(place, x=place.x + step),
    lambda place, step: replace(place, y=place.y + step),
    lambda place, step: replace(place, width=place.width * (1 + step), height=place.height * (1 + step)),
    lambda place, step: replace(place, angle=place.angle + 60 * step),
    lambda place, step: replace(place, width=place.width * (1 + step), height=place.height * (1 - step)),
)


def _outside(place: Place) -> float:
    """A price for what lies beyond the other picture, where there is nothing to compare."""
    left, top, right, bottom = place.box
    beyond = max(0.0, -left) + max(0.0, -top) + max(0.0, right - 1) + max(0.0, bottom - 1)
    return max(0.0, beyond - 0.004) * 2


# --- Where they differ ---------------------------------------------------------------------------------------------

# Both are made a little softer: one of them was resampled once more than the other. With it and a share of the contrast
# of its surroundings a cell was off by 12 at most in 86 photos cropped at random, by 29 and more in 46 pairs of shots
# of one hall where some of the people had moved, by 60 and more in pictures of a film half a second apart.
_SOFTER: Final = 0.6
_OF_CONTRAST: Final = 0.3
_MOST_OFF: Final = 19  # grey levels
_GRAIN: Final = 1  # grey level beyond, of a single cell; of somebody who has moved far away it was 2


@dataclass(frozen=True, slots=True)
class Difference:
    """Cells of 2 by 2 pixels that compression, resampling and another light do not explain: (column, row)."""

    width: int
    height: int
    cells: tuple[tuple[int, int], ...]

    def without_edge(self) -> "Difference":
        """The cells at the very edge, where a part of a pixel more or less was cut away, do not count."""
        kept = ((x, y) for x, y in self.cells if 0 < x < self.width - 1 and 0 < y < self.height - 1)
        return replace(self, cells=tuple(kept))


def difference(one: Image.Image, other: Image.Image) -> Difference:
    """Of two pictures of one size; each is brought to the light of the other, and the milder answer counts."""
    one, other = softer(one), softer(other)
    size = max(1, one.width // 2), max(1, one.height // 2)
    contrast = ImageChops.darker(_contrast(one, size), _contrast(other, size))
    allowed = contrast.point([min(255, _MOST_OFF + int(level * _OF_CONTRAST)) for level in range(256)])
    off = _off(one, _in_light_of(other, one), size)
    if ImageChops.subtract(off, allowed).getbbox():
        off = ImageChops.darker(off, _off(other, _in_light_of(one, other), size))
    beyond = ImageChops.subtract(off, allowed)
    return Difference(*size, tuple(_weighty(beyond.tobytes(), size[0])))


def softer(image: Image.Image) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(_SOFTER))


def _weighty(beyond: bytes, width: int) -> Iterator[tuple[int, int]]:
    """The cells beyond what is allowed; a single one that is hardly beyond it is grain."""
    cells = [(at, level) for at, level in enumerate(beyond) if level]
    if len(cells) > 1 or any(level > _GRAIN for _, level in cells):
        yield from ((at % width, at // width) for at, _ in cells)


def _off(one: Image.Image, other: Image.Image, size: tuple[int, int]) -> Image.Image:
    apart = ImageChops.subtract(one, other, 1, 128).resize(size, Image.Resampling.BOX)
    return apart.point([abs(level - 128) for level in range(256)])


def _contrast(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    small = image.resize(size, Image.Resampling.BOX)
    return ImageChops.subtract(small.filter(ImageFilter.MaxFilter(3)), small.filter(ImageFilter.MinFilter(3)))


_BINS: Final = 16


def _in_light_of(image: Image.Image, like: Image.Image) -> Image.Image:
    return image.point(tones(image, like))


def tones(image: Image.Image, like: Image.Image) -> list[int]:
    """Each grey level as the other has it on average where both lie upon each other: another exposure, another
    contrast and a filter go away, what has moved does not."""
    levels, wanted = image.tobytes(), like.tobytes()
    table = _tones(levels, wanted)
    kept = [
        at for at, (level, target) in enumerate(zip(levels, wanted, strict=True)) if abs(table[level] - target) < 30
    ]
    if len(kept) >= len(levels) // 2:
        table = _tones(bytes(levels[at] for at in kept), bytes(wanted[at] for at in kept))
    return table


def _tones(levels: bytes, wanted: bytes) -> list[int]:
    """Grey level -> the mean of what is wanted, between the means of sixteen equally full groups."""
    pairs = sorted(zip(levels, wanted, strict=True))
    size = max(1, len(pairs) // _BINS)
    groups = [pairs[at : at + size] for at in range(0, size * _BINS, size)]
    knots: dict[float, float] = {}
    for group in groups:
        if group:
            knots[sum(level for level, _ in group) / len(group)] = sum(target for _, target in group) / len(group)
    return _between(sorted(knots.items()))


def _between(knots: Sequence[tuple[float, float]]) -> list[int]:
    table: list[int] = []
    at = 0
    for level in range(256):
        while at + 1 < len(knots) - 1 and knots[at + 1][0] <= level:
            at += 1
        if len(knots) == 1:
            table.append(round(knots[0][1] + level - knots[0][0]))
            continue
        (x, y), (other_x, other_y) = knots[at], knots[at + 1]
        slope = (other_y - y) / (other_x - x)
        if level < x or level > other_x:
            slope = max(0.3, min(2.0, slope))
        table.append(round(y + (level - x) * slope if level <= other_x else other_y + (level - other_x) * slope))
    return [max(0, min(255, tone)) for tone in table]
