"""Crops of pictures: what documents say becomes fractions of the whole, and the pixels that are shown."""

import io
import math

import pytest
from PIL import Image

from tinbai.parsers.photo.crop import crop_of, derive, differs, name_of, sane, shown_size, upright
from tinbai.picture import Crop

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def quarters(orientation: int = 1) -> bytes:
    """A picture of 400 by 200: red, green above, blue, white below; `orientation` as EXIF says it."""
    image = Image.new("RGB", (400, 200))
    for colour, box in (
        (RED, (0, 0, 200, 100)),
        (GREEN, (200, 0, 400, 100)),
        (BLUE, (0, 100, 200, 200)),
        (WHITE, (200, 100, 400, 200)),
    ):
        image.paste(colour, box)
    exif, out = image.getexif(), io.BytesIO()
    exif[0x0112] = orientation
    image.save(out, "PNG", exif=exif)
    return out.getvalue()


def shown(crop: Crop | None, data: bytes, side: int = 100) -> tuple[tuple[int, int], list[str]]:
    """(size, the colours at the corners from the upper left one clockwise)."""
    with Image.open(io.BytesIO(derive(data, side, crop))) as image:
        seen = image.convert("RGB")
    corners = [(3, 3), (seen.width - 4, 3), (seen.width - 4, seen.height - 4), (3, seen.height - 4)]
    names = {(1, 0, 0): "red", (0, 1, 0): "green", (0, 0, 1): "blue", (1, 1, 1): "white"}
    pixels = [seen.getpixel(corner) for corner in corners]
    return seen.size, [names[tuple(round(v / 255) for v in one)] for one in pixels if isinstance(one, tuple)]  # type: ignore[index]


@pytest.mark.parametrize(
    ("crop", "size", "corners"),
    [
        (None, (100, 50), ["red", "green", "white", "blue"]),
        (Crop(left=0.5), (100, 100), ["green", "green", "white", "white"]),
        (Crop(bottom=0.5), (100, 25), ["red", "green", "green", "red"]),
        (Crop(left=0.5, top=0.5), (100, 50), ["white"] * 4),
        (Crop(turn=90), (50, 100), ["blue", "red", "green", "white"]),
        (Crop(turn=180), (100, 50), ["white", "blue", "red", "green"]),
        (Crop(mirrored=True), (100, 50), ["green", "red", "blue", "white"]),
        (Crop(right=0.5, turn=270), (100, 100), ["red", "blue", "blue", "red"]),
    ],
)
def test_what_is_cut_off_is_not_shown(crop: Crop | None, size: tuple[int, int], corners: list[str]) -> None:
    assert shown(crop, quarters()) == (size, corners)


@pytest.mark.parametrize(
    ("cut", "expected"),
    [
        ((0.2, 0.1, 0.3, 0.05), Crop(0.2, 0.1, 0.3, 0.05)),
        ((-0.1, 0.2, -3.0, 0.0), Crop(top=0.2)),  # a margin around the picture
        ((0.0, 0.0, 0.0, 0.0), None),
        ((0.001, 0.0, 0.002, 0.0), None),  # rounding
        ((0.5, 0.0, 0.46, 0.0), None),  # less than a twentieth is left
        ((2.0, 0.0, 0.0, 0.0), None),
        ((math.nan, math.inf, -math.inf, 0.25), Crop(bottom=0.25)),
    ],
)
def test_a_crop_is_taken_as_meant_and_an_absurd_one_not(
    cut: tuple[float, float, float, float], expected: Crop | None
) -> None:
    assert crop_of(cut) == expected


@pytest.mark.parametrize(
    ("turn", "expected"), [(90, 90), (-90, 270), (450, 90), (5, 0), (math.nan, 0), (math.inf, 0), (179.5, 180)]
)
def test_only_quarter_turns_count(turn: float, expected: int) -> None:
    assert (crop_of((0.0, 0.0, 0.0, 0.0), turn) or Crop()).turn == expected


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_crop_of_a_turned_file_shows_the_same_part_upright(orientation: int) -> None:
    """Office programs cut the pixels as the file has them; the left upper one of them is red."""
    crop = upright(Crop(right=0.5, bottom=0.5), quarters(orientation))
    assert shown(crop, quarters(orientation))[1] == ["red"] * 4


def test_the_name_of_an_operation_tells_it() -> None:
    assert name_of(None) == ""
    assert name_of(Crop(0.2, 0.1, 0.3, 0.05, 90, True)) == "2000-1000-3000-500-90m"


def test_crops_differ_only_where_one_sees_it() -> None:
    assert not differs(None, Crop(left=0.01))
    assert differs(None, Crop(turn=90))
    assert differs(Crop(left=0.2), Crop(left=0.5))


def test_a_crop_from_elsewhere_is_held_within_bounds() -> None:
    assert sane(Crop(left=1e300, top=0.5, turn=45)) is None
    assert sane(Crop(top=0.5, turn=360)) == Crop(top=0.5)


def test_the_size_of_what_is_shown() -> None:
    assert shown_size(1000, 600, Crop(left=0.25, bottom=0.5, turn=90)) == (300, 750)
    assert shown_size(1000, 600, None) == (1000, 600)


def test_a_derivative_of_a_part_is_as_sharp_as_asked() -> None:
    out = io.BytesIO()
    Image.new("RGB", (2000, 1000), RED).save(out, "JPEG")
    with Image.open(io.BytesIO(derive(out.getvalue(), 320, Crop(left=0.4, right=0.4, top=0.3, bottom=0.3)))) as image:
        assert max(image.size) == 320 and min(image.size) >= 318
