"""Bars around a photo are no part of it; a sky, a frame on one side or a dark hall are."""

import random

import pytest
from PIL import Image, ImageDraw

from tinbai.parsers.photo.bars import inner
from tinbai.parsers.photo.overlay import WHOLE


def photo(width: int, height: int) -> Image.Image:
    chance = random.Random(width)
    return Image.frombytes("L", (16, 12), bytes(chance.randrange(40, 220) for _ in range(192))).resize((width, height))


def on(canvas: tuple[int, int], place: tuple[int, int], size: tuple[int, int], tone: int = 0) -> Image.Image:
    image = Image.new("L", canvas, tone)
    image.paste(photo(*size), place)
    return image


@pytest.mark.parametrize("tone", [0, 255, 90])
def test_what_lies_between_bars_is_left(tone: int) -> None:
    assert inner(on((320, 320), (0, 40), (320, 240), tone)) == pytest.approx((0, 0.125, 1, 0.875), abs=0.01)
    assert inner(on((320, 240), (70, 0), (180, 240), tone)) == pytest.approx((0.219, 0, 0.781, 1), abs=0.01)


def test_the_gallery_of_a_telephone_is_no_part_of_the_photo() -> None:
    screen = on((160, 320), (0, 100), (160, 120), 8)
    draw = ImageDraw.Draw(screen)
    draw.rectangle((6, 5, 24, 9), fill=255)
    draw.rectangle((60, 308, 100, 310), fill=255)
    assert inner(screen) == pytest.approx((0, 0.3125, 1, 0.6875), abs=0.01)


@pytest.mark.parametrize(
    "whole",
    [
        photo(320, 240),
        on((320, 240), (0, 80), (320, 160), 255),  # a white sky
        on((320, 240), (0, 2), (320, 235)),  # hardly a bar
        on((320, 320), (0, 20), (320, 160)),  # far more on one side
        Image.new("L", (320, 240), 0),
        on((320, 320), (0, 150), (320, 20)),  # hardly a photo
    ],
)
def test_what_is_no_bar_stays(whole: Image.Image) -> None:
    assert inner(whole) == WHOLE
