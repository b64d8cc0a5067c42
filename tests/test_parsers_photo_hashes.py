"""A photo's hash is what its definition says, however it is reckoned, and its turned forms follow from its bits."""

import math
import random

import pytest
from PIL import Image

from tinbai.parsers.photo.hashes import FORMS, SIDE, Form, apart, hash_of, turned

_CHANCE = random.Random(4)
TILE = Image.frombytes("L", (8, 8), _CHANCE.randbytes(64))


def tiled() -> Image.Image:
    """Most of its coefficients are nought."""
    image = Image.new("L", (SIDE, SIDE))
    for number in range(16):
        image.paste(TILE, (number % 4 * 8, number // 4 * 8))
    return image


def coefficient(grey: Image.Image, x: int, y: int) -> float:
    levels = grey.tobytes()
    return math.fsum(
        levels[SIDE * row + column]
        * math.cos(math.pi * (x + 1) * (2 * column + 1) / (2 * SIDE))
        * math.cos(math.pi * (y + 1) * (2 * row + 1) / (2 * SIDE))
        for row in range(SIDE)
        for column in range(SIDE)
    )


PICTURES = {
    "noise": Image.frombytes("L", (SIDE, SIDE), _CHANCE.randbytes(SIDE * SIDE)),
    "soft": TILE.resize((SIDE, SIDE), Image.Resampling.BICUBIC),
    "tiled": tiled(),
    "stripes": Image.frombytes("L", (SIDE, 1), _CHANCE.randbytes(SIDE)).resize((SIDE, SIDE)),
    "round": Image.radial_gradient("L").resize((SIDE, SIDE)),
}


@pytest.mark.parametrize("name", PICTURES)
def test_each_bit_is_the_sign_of_its_coefficient(name: str) -> None:
    grey = PICTURES[name]
    bits = hash_of(grey)
    for bit in range(256):
        value = coefficient(grey, bit % 16, bit // 16)
        if abs(value) > 1e-6:  # where it is nought either sign is right
            assert bits >> bit & 1 == (value > 0), (bit, value)


@pytest.mark.parametrize("form", FORMS)
def test_the_hash_of_a_turned_picture_follows_from_the_bits(form: Form) -> None:
    grey = PICTURES["soft"]
    diagonal, across, down = form
    image = grey.transpose(Image.Transpose.TRANSPOSE) if diagonal else grey
    image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if across else image
    image = image.transpose(Image.Transpose.FLIP_TOP_BOTTOM) if down else image
    assert apart(hash_of(image), turned(hash_of(grey), form)) == 0
