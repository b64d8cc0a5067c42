"""A picture is brought to another by parts of a pixel and to its sharpness; what moved in it stays where it is."""

import random
from collections.abc import Callable

import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat

from tinbai.parsers.photo.brought import brought

SIZE = (200, 140)


def picture() -> Image.Image:
    noise = Image.frombytes("L", (60, 42), random.Random(1).randbytes(60 * 42))
    return noise.resize(SIZE, Image.Resampling.BICUBIC)


def laid(image: Image.Image, a: float, b: float, c: float, d: float, e: float, f: float) -> Image.Image:
    return image.transform(SIZE, Image.Transform.AFFINE, (a, b, c, d, e, f), Image.Resampling.BICUBIC)


def off(one: Image.Image, other: Image.Image, box: tuple[int, int, int, int] = (8, 8, 192, 132)) -> float:
    return float(ImageStat.Stat(ImageChops.difference(one.crop(box), other.crop(box))).mean[0])


@pytest.mark.parametrize(
    "change",
    [
        lambda image: laid(image, 1, 0, 0.4, 0, 1, -0.3),
        lambda image: laid(image, 1.004, 0, -0.4, 0, 1.004, -0.28),
        lambda image: laid(image, 1, 0.003, -0.21, -0.003, 1, 0.3),
        lambda image: image.filter(ImageFilter.GaussianBlur(0.6)),
    ],
    ids=["a shift", "a size", "a turn", "another sharpness"],
)
def test_most_of_it_is_taken_away(change: Callable[[Image.Image], Image.Image]) -> None:
    like = change(picture())
    assert off(brought(picture(), like), like) < 0.4 * off(picture(), like)


def test_what_moved_alone_stays_where_it_is() -> None:
    like = picture()
    box = 80, 50, 110, 80
    like.paste(picture().crop((77, 50, 107, 80)), box)
    found = brought(picture(), like)
    assert off(found, like, box) > 0.8 * off(picture(), like, box)
    assert off(found, picture()) < 1


def test_nothing_to_see_is_brought_nowhere() -> None:
    flat = Image.new("L", SIZE, 90)
    assert brought(flat, Image.new("L", SIZE, 90)).tobytes() == flat.tobytes()
