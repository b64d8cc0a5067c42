"""What is told of a photo: screenshots and messengers' copies, blur and darkness; nothing false about a real photo."""

from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFilter

from tests.test_parsers_photo import encoded, looked_at, scene
from tinbai.parsers.parse import parse
from tinbai.queue.checks import POINTS

CAMERA = Image.Exif()
CAMERA[271], CAMERA[272] = "NIKON CORPORATION", "NIKON D750"


def page(width: int, height: int) -> Image.Image:
    """A page of a program: even ground, bars, lines of words."""
    image = Image.new("RGB", (width, height), (246, 246, 248))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width, height // 14), fill=(20, 90, 200))
    for row in range(height // 10, height - 40, height // 24):
        draw.rectangle((width // 20, row, width // 20 + (row * 37) % (width // 2) + 60, row + 12), fill=(30, 30, 30))
    return image


def saying(comment: bytes) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0131] = "17.5"  # the system's version, as an iPhone writes it
    exif.get_ifd(0x8769)[0x9286] = comment
    return exif


SHOTS: list[tuple[str, Callable[[], bytes]]] = [
    ("IMG_4431.PNG", lambda: encoded(page(1170, 2532), "PNG")),
    ("IMG_4432.PNG", lambda: encoded(scene(width=1170, height=2532), "PNG")),  # a photo seen on a telephone
    ("anh.png", lambda: encoded(scene(width=900, height=700), "PNG", exif=saying(b"ASCII\0\0\0Screenshot"))),
    (
        "anh.jpg",
        lambda: encoded(scene(width=900, height=700), exif=saying(b"UNICODE\0" + "Screenshot".encode("utf-16-le"))),
    ),
    ("Screenshot_20260302-081500_Zalo.jpg", lambda: encoded(scene(width=900, height=1800))),
    ("Ảnh chụp màn hình 2026-03-02 081500.png", lambda: encoded(page(1400, 800), "PNG")),
    ("Chup man hinh.png", lambda: encoded(page(1400, 800), "PNG")),
    ("1.png", lambda: encoded(page(1920, 1080), "PNG")),
    ("1.jpg", lambda: encoded(page(1080, 2400), quality=85)),
]
NO_SHOTS: list[tuple[str, Callable[[], bytes]]] = [
    ("anh.png", lambda: encoded(scene(width=1920, height=1080), "PNG")),
    ("anh.jpg", lambda: encoded(scene(width=1920, height=1080), quality=92)),
    ("IMG_1.jpg", lambda: encoded(scene(width=1080, height=2400), quality=92, exif=CAMERA)),
    ("man hinh led.jpg", lambda: encoded(scene(width=1600, height=1200), quality=92, exif=CAMERA)),
    ("Screenshot 1.jpg", lambda: encoded(scene(width=1600, height=1200), quality=92, exif=CAMERA)),
    ("bieu do.png", lambda: encoded(page(1500, 900), "PNG")),
]


@pytest.mark.parametrize(("name", "data"), SHOTS, ids=[name for name, _ in SHOTS])
def test_a_screenshot_is_known(name: str, data: Callable[[], bytes]) -> None:
    assert "screenshot" in looked_at(data(), name).facts


@pytest.mark.parametrize(("name", "data"), NO_SHOTS, ids=[name for name, _ in NO_SHOTS])
def test_nothing_else_is_called_a_screenshot(name: str, data: Callable[[], bytes]) -> None:
    assert "screenshot" not in looked_at(data(), name).facts


@pytest.mark.parametrize(
    "name",
    [
        "z5912034567812_0f3c7b1e9a4d8f7766554433221100ff.jpg",
        "z5912034567812_0f3c7b1e9a4d8f7766554433221100ff (1).jpg",
        "FB_IMG_1709345678901.jpg",
        "received_1234567890123456.jpeg",
        "430112233_1234567890123456_1122334455667788990_n.jpg",
        "IMG-20260302-WA0001.jpg",
        "WhatsApp Image 2026-03-02 at 08.15.00.jpeg",
        "viber_image_2026-03-02_08-15-00-123.jpg",
        "photo_2026-03-02_08-15-00.jpg",
    ],
)
def test_the_names_of_messengers_are_known(name: str) -> None:
    small = encoded(scene(width=1280, height=960), quality=90)
    assert "recompressed" in looked_at(small, name).facts
    whole = encoded(scene(width=1280, height=960), quality=90, exif=CAMERA)  # sent as a file
    assert "recompressed" not in looked_at(whole, name).facts


@pytest.mark.parametrize(
    ("size", "how", "told"),
    [
        ((1280, 960), {"quality": 75}, True),
        ((1536, 2048), {"quality": 80}, True),
        ((1280, 960), {"quality": 92}, False),  # made so by its author
        ((1300, 960), {"quality": 75}, False),
        ((1280, 960), {"quality": 75, "exif": CAMERA}, False),
        ((1500, 1000), {"quality": 4}, True),  # under 60 KB for 1.5 million pixels
    ],
)
def test_size_and_compression_tell_of_a_messenger(size: tuple[int, int], how: dict[str, Any], told: bool) -> None:
    data = encoded(scene(width=size[0], height=size[1]), **how)
    assert ("recompressed" in looked_at(data, "anh bia.jpg").facts) is told


def shot(level: float, blur: float) -> bytes:
    image = scene(width=1100, height=900).point(lambda value: int(value * level))
    return encoded(image.filter(ImageFilter.GaussianBlur(blur)), quality=92)


@pytest.mark.parametrize(
    ("level", "blur", "facts"),
    [(1, 0, ()), (1, 2, ()), (1, 16, ("blurred",)), (0.15, 0, ("dark",)), (0.5, 0, ())],
)
def test_only_what_is_plain_to_see_is_called_blurred_or_dark(level: float, blur: float, facts: tuple[str, ...]) -> None:
    assert looked_at(shot(level, blur)).facts == facts


def test_a_night_with_lamps_is_not_dark() -> None:
    night = Image.new("RGB", (1200, 900), (8, 8, 14))
    draw = ImageDraw.Draw(night)
    for number in range(40):
        draw.ellipse((number * 29, 300 + number % 7 * 40, number * 29 + 24, 324 + number % 7 * 40), fill="white")
    assert "dark" not in looked_at(encoded(night, quality=90)).facts


def test_the_problems_name_the_photo_and_only_facts_are_for_the_sender() -> None:
    parsed = parse("IMG_4432.PNG", SHOTS[0][1](), lambda _content: None)
    assert [(one.code, one.where) for one in parsed.problems] == [("photo-screenshot", "IMG_4432.PNG")]
    assert {"photo-screenshot", "photo-recompressed", "photo-cut-off"} <= set(POINTS)
    assert not {"photo-blurred", "photo-dark"} & set(POINTS)
