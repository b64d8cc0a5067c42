"""Shots of one hall a moment apart are two photos, a copy of one of them is one."""

import io
import random
from functools import cache

import pytest
from PIL import Image

from benchmarks.twin_bursts import burst
from benchmarks.twin_tones import TONES
from tests.post import photo
from tinbai.parsers.photo import alike, shots
from tinbai.parsers.photo.alike import Seen
from tinbai.parsers.photo.read import look
from tinbai.parsers.photo.sight import sight_of

HALL = 20_000


def seen(image: Image.Image, quality: int = 85) -> Seen:
    """As a mail brings it."""
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality)
    with Image.open(file) as came:
        small = came.convert("RGB")
        small.thumbnail((320, 320))
        sight = sight_of(small, image.size)
    made = alike.seen(sight.width, sight.height, alike.hashes_of(sight), alike.deflated(sight))
    assert made is not None
    return made


@cache
def first() -> Image.Image:
    return burst(HALL, 0, 0)


@pytest.mark.parametrize("quality", [85, 40])
@pytest.mark.parametrize("width", [1280, 640])
def test_a_copy_is_one_shot(width: int, quality: int) -> None:
    copy = first().resize((width, width * first().height // first().width))
    found = alike.compare(seen(copy, quality), seen(first()))
    assert found and found.same


@pytest.mark.parametrize("what", TONES)
def test_a_copy_in_another_light_is_one_shot(what: str) -> None:
    found = alike.compare(seen(TONES[what](first(), random.Random(what)), 60), seen(first()))
    assert found and found.same


@pytest.mark.parametrize(("hall", "moved", "sway"), [(HALL, 1, 0.05), (HALL + 2, 0, 0.08), (HALL + 2, 2, 0.05)])
def test_a_moment_later_it_is_another(hall: int, moved: int, sway: float, monkeypatch: pytest.MonkeyPatch) -> None:
    earlier, later = seen(burst(hall, 0, 0)), seen(burst(hall, moved, 1, sway))
    found = alike.compare(later, earlier)
    assert found and not found.same and not found.marked  # one scene: something to look at
    monkeypatch.setattr(shots, "MOST", 99.0)
    found = alike.compare(later, earlier)
    assert found and found.same  # a look at 128 px alone takes them for one


def test_nothing_is_told_apart_that_is_the_same_or_too_small() -> None:
    grey = first().convert("L").resize((256, 170))
    assert shots.apart(grey, grey) == 0
    assert shots.apart(grey.resize((20, 13)), grey.resize((20, 13)).transpose(Image.Transpose.FLIP_LEFT_RIGHT)) == 0


def test_another_light_is_no_other_shot() -> None:
    grey = first().convert("L").resize((256, 170))
    assert shots.are_one(grey, grey.point(lambda level: level * 0.8 + 20))


@pytest.mark.parametrize("side", [600, 1200, 2400])
def test_a_small_copy_of_a_drawing_with_hard_edges_is_the_same_picture(side: int) -> None:
    """At 300 px JPEG shows at its edges as much as a person who sways does in a photo."""
    small, large = (look(photo(1, width, width * 2 // 3), "to-roi.jpg") for width in (300, side))
    assert small and large and small.sight and large.sight
    one, other = alike.of_sight(small.sight), alike.of_sight(large.sight)
    assert one and other
    found = alike.compare(one, other)
    assert found and found.same
