"""Another light, as the galleries and editors of telephones and messengers make it of a photo.

"by hand" draws all of it at random: brightness by a quarter, gamma, contrast, colours, the balance of white.
"""

import random
from collections.abc import Callable, Sequence
from typing import Final

from PIL import Image, ImageEnhance, ImageOps

Change = Callable[[Image.Image, random.Random], Image.Image]


def _lit(by: float) -> Change:
    return lambda image, _: ImageEnhance.Brightness(image).enhance(by)


def _curved(curve: Callable[[float], float]) -> Change:
    """Each level, from 0 to 1, by a curve."""
    return lambda image, _: image.point([_level(255 * curve(level / 255)) for level in range(256)] * 3)


def _gamma(gamma: float) -> Change:
    return _curved(lambda level: level**gamma)


def _balanced(red: float, blue: float) -> Change:
    def balance(image: Image.Image, _: random.Random) -> Image.Image:
        return image.point([_level(level * by) for by in (red, 1.0, blue) for level in range(256)])

    return balance


def _level(level: float) -> int:
    return max(0, min(255, round(level)))


def _stretched(image: Image.Image, _: random.Random) -> Image.Image:
    """As the button "auto" does: each colour from the darkest hundredth to the lightest."""
    return ImageOps.autocontrast(image, cutoff=1)


def _by_hand(image: Image.Image, chance: random.Random) -> Image.Image:
    image = _balanced(chance.uniform(0.94, 1.06), chance.uniform(0.94, 1.06))(image, chance)
    image = _gamma(chance.uniform(0.8, 1.25))(image, chance)
    image = ImageEnhance.Brightness(image).enhance(chance.uniform(0.75, 1.25))
    image = ImageEnhance.Contrast(image).enhance(chance.uniform(0.85, 1.2))
    return ImageEnhance.Color(image).enhance(chance.uniform(0.75, 1.35))


def _smooth(level: float) -> float:
    return level * level * (3 - 2 * level)


TONES: Final[dict[str, Change]] = {
    "lighter by 25 %": _lit(1.25),
    "darker by 25 %": _lit(0.75),
    "gamma 0.8": _gamma(0.8),
    "gamma 1.25": _gamma(1.25),
    "stretched by colours": _stretched,
    "curve like an S": _curved(lambda level: (level + _smooth(level)) / 2),
    "shadows lifted": _curved(lambda level: level + 0.35 * level * (1 - level) ** 2 * 2),
    "richer in colours": lambda image, _: ImageEnhance.Color(image).enhance(1.4),
    "paler": lambda image, _: ImageEnhance.Color(image).enhance(0.6),
    "warmer": _balanced(1.07, 0.92),
    "colder": _balanced(0.93, 1.07),
    "by hand": _by_hand,
}


def in_turn(changes: Sequence[Change]) -> Change:
    """One after the other."""

    def change(image: Image.Image, chance: random.Random) -> Image.Image:
        for one in changes:
            image = one(image, chance)
        return image

    return change
