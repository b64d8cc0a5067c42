"""A part of a photo is found where there are only small things to see; another piece of the same stuff is not it."""

import io
import random

import pytest
from PIL import Image

from tinbai.parsers.photo import alike
from tinbai.parsers.photo.alike import Seen
from tinbai.parsers.photo.parts import search
from tinbai.parsers.photo.read import look

SIZE = (1200, 900)
Box = tuple[float, float, float, float]


def gravel(seed: int) -> Image.Image:
    """Stones of a hundredth of its width."""
    chance = random.Random(seed)
    stones = Image.frombytes("L", (100, 75), bytes(chance.randrange(60, 200) for _ in range(7500)))
    return stones.resize(SIZE, Image.Resampling.BICUBIC)


def seen(image: Image.Image, quality: int = 85) -> Seen:
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=quality)
    looked = look(out.getvalue(), "anh.jpg")
    assert looked and looked.sight
    sight = looked.sight
    found = alike.seen(sight.width, sight.height, alike.hashes_of(sight), alike.deflated(sight))
    assert found and found.hashes
    return found


def part(image: Image.Image, box: Box) -> Image.Image:
    left, top, right, bottom = box
    return image.crop((round(left * 1200), round(top * 900), round(right * 1200), round(bottom * 900)))


@pytest.mark.parametrize("box", [(0.03, 0.11, 0.94, 0.97), (0.2, 0.02, 0.97, 0.79), (0.13, 0.07, 0.91, 0.95)])
@pytest.mark.parametrize("side", [1200, 600])
def test_a_part_of_gravel_is_found_in_its_place(box: Box, side: int) -> None:
    crop = part(gravel(1), box)
    crop.thumbnail((side, side))
    found = search(seen(crop, 80), seen(gravel(1)))
    assert found and found.there == pytest.approx(box, abs=0.01) and not found.marked


def test_two_pieces_of_gravel_are_two() -> None:
    assert search(seen(gravel(2)), seen(gravel(1))) is None
    left, right = part(gravel(1), (0, 0, 0.6, 0.6)), part(gravel(1), (0.4, 0.4, 1, 1))
    assert search(seen(left), seen(right)) is None
