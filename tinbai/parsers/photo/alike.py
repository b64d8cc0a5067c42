"""Whether a photo is an earlier one again: hashes say which may be, pixels laid upon each other say which is.

Two shots of one hall differ little as a whole, so it is not enough that pictures look alike: nowhere may they differ by
more than another size, quality or light does, but for a margin, a bar or the mark in a corner that outlets put there.
Two that show one scene all over and may be two shots of it are something to look at, and no more.
"""

import base64
import binascii
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from PIL import Image

from tinbai.parsers.photo import overlay, shots
from tinbai.parsers.photo.hashes import FORMS, PLAIN, Form, apart, turned
from tinbai.parsers.photo.overlay import WHOLE, Box, Difference, Place
from tinbai.parsers.photo.sight import BOXES, grey_of
from tinbai.picture import Sight

VERSION: Final = 4  # of hashes and grey pictures; others are not compared with them

_MOST_APART: Final = 64  # bits of 256; other photos are 64 and nearer in one of five thousand pairs
_TRIES: Final = 2  # of form and margin
_LEAST_SIDE: Final = 48  # px; on less two shots of a hall cannot be told apart
_ANOTHER_SIZE: Final = 2  # times as wide
_ALIKE: Final = 0.9  # correlation, where nothing was put over the picture
_ONE_SCENE: Final = 0.95  # correlation of pictures that are no copies


@dataclass(frozen=True, slots=True)
class Seen:
    """A photo as it is compared. width: px of the photo; grey: its longer side 256 px."""

    hashes: tuple[int, ...]
    width: int
    grey: Image.Image

    def is_at_another_size_than(self, other: "Seen") -> bool:
        return max(self.width, other.width) >= _ANOTHER_SIZE * min(self.width, other.width)


@dataclass(frozen=True, slots=True)
class Likeness:
    """form: how the new photo must be turned to lie on the old one; here, there: the part that both show, of the new
    one so turned and of the old one; marked: something was put over one of them; score: correlation, 0 to 1.

    same: both are one photo; else they show one scene, and nothing proves that they are one shot of it."""

    form: Form
    here: Box
    there: Box
    marked: bool
    score: float
    same: bool = True


def seen(width: int, height: int, hashes: Sequence[int], deflated: bytes) -> Seen | None:
    """None for grey levels that are none."""
    try:
        return Seen(tuple(hashes), width, grey_of(width, height, deflated))
    except ValueError:
        return None


def of_sight(sight: Sight) -> Seen | None:
    """None for grey levels that are none."""
    return seen(sight.width, sight.height, hashes_of(sight), deflated(sight))


def hashes_of(sight: Sight) -> tuple[int, ...]:
    """Of a sight that a parsing child made, which is not trusted; () when they are none."""
    try:
        found = tuple(int(one, 16) for one in sight.hashes)
    except ValueError:
        return ()
    return found if len(found) == len(BOXES) and all(0 <= one < 1 << 256 for one in found) else ()


def deflated(sight: Sight) -> bytes:
    try:
        return base64.b64decode(sight.grey, validate=True)
    except (binascii.Error, ValueError):
        return b""


def compare(new: Seen, old: Seen) -> Likeness | None:
    """Whether both are one photo, resized, compressed, lit otherwise, turned, mirrored, with a margin or a mark; else
    whether they show one scene."""
    scene = None
    for form, scale in _likeliest(new, old):
        here, there = _middle(min(1.0, 1 / scale)), _middle(min(1.0, scale))
        resized = new.is_at_another_size_than(old)
        found = laid(in_form(new.grey, form), old.grey, here, Place.of(there), form, resized=resized)
        if found and found.same:
            return found
        if form == PLAIN and scene is None:  # nobody turns another shot
            scene = found
    return scene


def _likeliest(new: Seen, old: Seen) -> list[tuple[Form, float]]:
    """The forms, and how much larger the new one is, by the parts whose hashes are nearest."""
    found: list[tuple[int, int, float]] = []
    for number, form in enumerate(FORMS):
        for mine, bits in enumerate(new.hashes):
            bits = turned(bits, form)
            for theirs, other in enumerate(old.hashes):
                distance = apart(bits, other)
                if distance <= _MOST_APART:
                    found.append((distance, number, round(_width(BOXES[theirs]) / _width(BOXES[mine]), 3)))
    likely = dict.fromkeys((FORMS[number], scale) for _, number, scale in sorted(found))
    return list(likely)[:_TRIES]


def may_be(new: Sequence[int], old: Sequence[int]) -> int | None:
    """The fewest bits in which they differ in any form; None when they are too many."""
    least = min((apart(turned(one, form), other) for form in FORMS for one in new for other in old), default=256)
    return least if least <= _MOST_APART else None


def in_form(grey: Image.Image, form: Form) -> Image.Image:
    diagonal, across, down = form
    if diagonal:
        grey = grey.transpose(Image.Transpose.TRANSPOSE)
    if across:
        grey = grey.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return grey.transpose(Image.Transpose.FLIP_TOP_BOTTOM) if down else grey


def _width(box: Box) -> float:
    return box[2] - box[0]


def _middle(kept: float) -> Box:
    return (1 - kept) / 2, (1 - kept) / 2, (1 + kept) / 2, (1 + kept) / 2


# --- One laid upon the other ---------------------------------------------------------------------------------------

_INNER_WIDTH: Final = 0.87  # without a margin of a twentieth and what resampling makes of its edge
_INNER: Final = _middle(_INNER_WIDTH)
COARSE_SIDE: Final = 128  # px on which they are laid upon each other; twice as many take four times the time
_FINE_SIDE: Final = 200
_RIM: Final = 3  # px
_HARDLY: Final = 0.7  # correlation, of one picture with a large mark


def laid(
    new: Image.Image, old: Image.Image, here: Box, place: Place, form: Form = PLAIN, *,
    cropped: bool = False, resized: bool = False,
) -> Likeness | None:  # fmt: skip
    """That part of the new picture upon the old one, near the place; None when they show two scenes.

    cropped: nothing but a mark in a corner may have been put over it, and its very edge does not count; then None also
    when they are two shots. resized: one of the photos is far smaller, which the shots of a burst are not.
    """
    found = _laid(overlay.shrunk(new, COARSE_SIDE), overlay.shrunk(old, COARSE_SIDE), here, place, form, cropped)
    if found is None:
        return None
    if found.likeness.same and _is_one_shot(overlay.cut(new, here), old, found, resized):
        return found.likeness
    return None if cropped or found.likeness.score < _ONE_SCENE else replace(found.likeness, marked=False, same=False)


@dataclass(frozen=True, slots=True)
class _Laid:
    """place: where it lies; rest: what is left of the part besides what was put over it."""

    likeness: Likeness
    place: Place
    rest: Box


def _laid(new: Image.Image, old: Image.Image, here: Box, place: Place, form: Form, cropped: bool) -> _Laid | None:
    """Where it lies is found without its margin, over which something may be painted."""
    part = overlay.cut(new, here)
    inner, place = overlay.cut(part, _INNER), _scaled(place, _INNER_WIDTH)
    score, place = overlay.settled(overlay.shrunk(inner, 48), overlay.shrunk(old, 64), place, (0.02, 0.007))
    if score < _HARDLY:
        return None
    _, place = overlay.settled(overlay.shrunk(inner, 96), old, place, (0.004, 0.0015), 1)
    _, place = overlay.settled(overlay.shrunk(part, 96), old, _scaled(place, 1 / _INNER_WIDTH), (0.002, 0.001), 2)
    size = _compared_size(part, old, place)
    if max(size) < _LEAST_SIDE:
        return None
    # Sharply: with means of whole pixels the worst cell of a copy is off by 18 levels more, and hides who has moved.
    mine, theirs = part.resize(size, Image.Resampling.BICUBIC), overlay.sampled(old, place, size, sharp=True)
    found = overlay.difference(mine, theirs)
    if cropped:
        found = found.without_edge()
        mine, theirs = overlay.softer(mine), overlay.softer(theirs)
    rest = _unmarked(found, cropped)
    shown = rest or WHOLE
    score = overlay.correlation(overlay.cut(mine, shown), overlay.cut(theirs, shown))
    if score < _ALIKE:
        return None
    likeness = Likeness(form, here, _within(place.box), bool(found.cells), round(score, 3), rest is not None)
    return _Laid(likeness, place, shown)


def _is_one_shot(part: Image.Image, old: Image.Image, found: _Laid, resized: bool) -> bool:
    """Where it lies is found once more, to a fifth of a pixel."""
    _, place = overlay.settled(overlay.shrunk(part, _FINE_SIDE), old, found.place, (0.001,), 2)
    size = _compared_size(part, old, place)
    mine, theirs = part.resize(size, Image.Resampling.BICUBIC), overlay.sampled(old, place, size, sharp=True)
    mine, theirs = (_without_rim(overlay.cut(one, found.rest)) for one in (mine, theirs))
    return shots.are_one(mine, theirs, resized=resized)


def _without_rim(image: Image.Image) -> Image.Image:
    """What was put over it shines a little beyond its edge; and what lies beyond the other picture is black, if only
    by half a pixel."""
    return image.crop((_RIM, _RIM, max(_RIM + 1, image.width - _RIM), max(_RIM + 1, image.height - _RIM)))


def _scaled(place: Place, by: float) -> Place:
    return replace(place, width=place.width * by, height=place.height * by)


def _compared_size(part: Image.Image, old: Image.Image, place: Place) -> tuple[int, int]:
    """In no more pixels than either of them has."""
    shown = max(place.width * old.width, place.height * old.height)
    scale = min(1.0, shown / max(part.size))
    return max(1, round(part.width * scale)), max(1, round(part.height * scale))


def _within(box: Box) -> Box:
    left, top, right, bottom = (round(min(1.0, max(0.0, side)), 3) for side in box)
    return left, top, right, bottom


_MARGIN: Final = 0.075  # of a side; a frame painted over it, or what is left of one around it
_CORNER: Final = 0.3  # of a side; how far from the corner a mark reaches
_MARK: Final = 0.25  # of a side; how large it is
_BAR: Final = 0.14  # of the height; a bar with words, above or below
_OF_BAR, _ALONG = 0.35, 0.6  # of the width: in so many columns, and so far from the first to the last
_LINE: Final = (0.4, 0.1)  # of width and height: a line of words in a corner


def _unmarked(found: Difference, cropped: bool) -> Box | None:
    """What is left of the picture besides what was put over it; None when something else is different, too."""
    if not found.cells:
        return WHOLE
    boxes = [
        (column / found.width, row / found.height, (column + 1) / found.width, (row + 1) / found.height)
        for column, row in found.cells
    ]
    left, top, right, bottom = _around(boxes)
    if _is_mark((left, top, right, bottom)):
        return (0.0, bottom, 1.0, 1.0) if bottom <= _CORNER else (0.0, 0.0, 1.0, top)
    if cropped:
        return None
    if all(min(left, top, 1 - right, 1 - bottom) < _MARGIN for left, top, right, bottom in boxes):
        return _MARGIN, _MARGIN, 1 - _MARGIN, 1 - _MARGIN
    columns = len({column for column, _ in found.cells})
    if columns >= _OF_BAR * found.width and right - left >= _ALONG and (bottom <= _BAR or top >= 1 - _BAR):
        return (0.0, bottom, 1.0, 1.0) if bottom <= _BAR else (0.0, 0.0, 1.0, top)
    return None


def _is_mark(box: Box) -> bool:
    """Whether it lies in a corner: a sign of an outlet, or its name in a line."""
    left, top, right, bottom = box
    in_corner = (right <= _CORNER or left >= 1 - _CORNER) and (bottom <= _CORNER or top >= 1 - _CORNER)
    if in_corner and right - left <= _MARK and bottom - top <= _MARK:
        return True
    across, down = _LINE
    on_edge = (right <= across + 0.05 or left >= 0.95 - across) and (bottom <= 1.5 * down or top >= 1 - 1.5 * down)
    return on_edge and right - left <= across and bottom - top <= down


def _around(boxes: Iterable[Box]) -> Box:
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)
