"""Pictures of a PDF, however it stores them: at their place among the lines, in their colours, and no word is lost."""

import io
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from tests.pdf_pictures import (
    ABOVE,
    BELOW,
    HEIGHT,
    WIDTH,
    Stored,
    flat,
    indexed,
    jpeg,
    jpeg_2000,
    page,
    with_pictures,
)
from tests.post import attach, mail, read
from tinbai.parsers import flow
from tinbai.parsers.document import Document, Paragraph, Picture
from tinbai.parsers.pdf.read import read_pdf
from tinbai.sandbox import Sandbox

LEFT, RIGHT = (200, 40, 30), (20, 90, 180)


def photo() -> Image.Image:
    """One colour on the left, another one on the right, the upper edge white."""
    image = Image.new("RGB", (WIDTH, HEIGHT), LEFT)
    image.paste(RIGHT, (WIDTH // 2, 0, WIDTH, HEIGHT))
    image.paste((255, 255, 255), (0, 0, WIDTH, 20))
    return image


def clear_right() -> Stored:
    """Lets the left half be seen."""
    mask = Image.new("L", (WIDTH, HEIGHT), 255)
    mask.paste(0, (WIDTH // 2, 0, WIDTH, HEIGHT))
    return flat("/ColorSpace /DeviceGray", mask.tobytes())


def cmyk() -> Image.Image:
    return photo().convert("CMYK")


STORED: dict[str, Callable[[], Stored]] = {
    "JPEG": lambda: jpeg(photo(), "DeviceRGB"),
    "CMYK JPEG": lambda: jpeg(cmyk(), "DeviceCMYK", "/Decode [1 0 1 0 1 0 1 0]"),
    "deflated RGB": lambda: flat("/ColorSpace /DeviceRGB", photo().tobytes()),
    "deflated CMYK": lambda: flat("/ColorSpace /DeviceCMYK", cmyk().tobytes()),
    "indexed": lambda: indexed(photo()),
    "JPEG 2000": lambda: jpeg_2000(photo()),
    "JPEG deflated once more": lambda: replace(
        jpeg(photo(), "DeviceRGB"),
        says="/BitsPerComponent 8 /ColorSpace /DeviceRGB /Filter [/FlateDecode /DCTDecode]",
        octets=zlib.compress(jpeg(photo(), "DeviceRGB").octets),
    ),
}


def shown(document: Document) -> list[str]:
    found = []
    for piece in document.pieces:
        found += [piece.text] if isinstance(piece, Paragraph) and piece.text else []
        found += ["picture"] * len(list(flow.pictures([piece])))
    return found


def image_of(picture: Picture) -> Image.Image:
    assert picture.data
    with Image.open(io.BytesIO(picture.data)) as image:
        return image.convert("RGB")


def tones(image: Image.Image) -> list[tuple[int, ...]]:
    wide = image.resize((6, 6), Image.Resampling.BOX)
    return [tuple(wide.crop((x, 4, x + 1, 5)).tobytes()) for x in (1, 4)]


def near(one: tuple[int, ...], other: tuple[int, ...], most: int) -> bool:
    return all(abs(a - b) <= most for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("how", STORED)
def test_a_picture_is_at_its_place_in_its_colours(how: str) -> None:
    document = read_pdf(with_pictures([page("Im")], {"Im": STORED[how]()}))
    assert shown(document) == [ABOVE, "picture", BELOW] and document.problems == ()
    [picture] = flow.pictures(document.pieces)
    image = image_of(picture)
    assert image.size == (WIDTH, HEIGHT)
    most = 60 if "CMYK" in how else 8  # inks have no agreed colour
    assert [near(one, other, most) for one, other in zip(tones(image), (LEFT, RIGHT), strict=True)] == [True, True]


def test_what_a_soft_mask_hides_is_not_shown() -> None:
    stored = flat("/ColorSpace /DeviceRGB", photo().tobytes(), clear_right())
    [picture] = flow.pictures(read_pdf(with_pictures([page("Im")], {"Im": stored})).pieces)
    left, right = tones(image_of(picture))
    assert near(left, LEFT, 8) and near(right, (255, 255, 255), 8)


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_on_a_turned_page_the_picture_keeps_its_place(turned: int) -> None:
    stored = STORED["deflated RGB"]()
    document = read_pdf(with_pictures([page("Im")], {"Im": stored}, turned))
    assert shown(document) == [ABOVE, "picture", BELOW]


def test_a_picture_used_twice_on_a_page_is_shown_twice() -> None:
    document = read_pdf(with_pictures([page("Im", "Im")], {"Im": STORED["JPEG"]()}))
    assert shown(document) == [ABOVE, "picture", "picture", BELOW]


@pytest.mark.parametrize("spoilt", [b"", b"\x78\x9c no deflate at all", b"\xff\xd8\xff\xe0\0\x10JFIF"])
@pytest.mark.parametrize("how", ["JPEG", "deflated RGB", "JPEG 2000"])
def test_a_damaged_picture_costs_no_word_and_is_told(how: str, spoilt: bytes) -> None:
    stored = replace(STORED[how](), octets=spoilt)
    pictures = {"Im": stored, "Good": STORED["JPEG"]()}
    document = read_pdf(with_pictures([page("Im", "Good")], pictures))
    assert [one for one in shown(document) if one != "picture"] == [ABOVE, BELOW]
    codes = [problem.code for problem in document.problems]
    found = read(attach(mail(), "tin.pdf", with_pictures([page("Im", "Good")], pictures)))
    codes += [problem.code for problem in found.parsed.problems]
    assert {"picture-missing", "photo-unreadable"} & set(codes), codes


@pytest.mark.parametrize("how", ["deflated RGB", "deflated CMYK", "indexed"])
def test_a_picture_cut_off_is_shown_and_told(how: str) -> None:
    whole = STORED[how]()
    for share, told in ((1.0, []), (0.4, ["picture-missing"])):
        cut = replace(whole, octets=whole.octets[: int(len(whole.octets) * share)])
        document = read_pdf(with_pictures([page("Im")], {"Im": cut}))
        assert shown(document) == [ABOVE, "picture", BELOW]
        assert [problem.code for problem in document.problems] == told


def test_a_very_large_picture_is_drawn_in_the_room_a_child_has(sandbox: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "tin.pdf"
    large = replace(flat("/ColorSpace /DeviceRGB", b"\x55\x99\xcc" * 24_000_000), size=(6000, 4000))
    file.write_bytes(with_pictures([page("Im")], {"Im": large}))
    (item,) = sandbox.parse(file, file.name, tmp_path).items
    assert [(one.width, one.height) for one in item.photos] == [(6000, 4000)]


def test_pictures_with_next_to_nothing_in_them_cost_effort_all_the_same() -> None:
    empty = replace(flat("/ColorSpace /DeviceRGB", bytes(1000)), size=(6000, 6000))
    document = read_pdf(with_pictures([page(*["Im"] * 20)], {"Im": empty}))
    assert {"picture-missing", "text-too-long"} <= {problem.code for problem in document.problems}


def test_a_picture_in_two_colours_is_no_less_a_picture() -> None:
    octets = ImageOps.grayscale(photo()).convert("1").tobytes()
    document = read_pdf(with_pictures([page("Im")], {"Im": flat("/ColorSpace /DeviceGray", octets, bits=1)}))
    assert shown(document) == [ABOVE, "picture", BELOW]


def test_pages_scanned_in_two_colours_are_scans() -> None:
    octets = ImageOps.grayscale(photo()).convert("1").tobytes()
    scan = flat("/ColorSpace /DeviceGray", octets, bits=1)
    document = read_pdf(with_pictures(["q 500 0 0 800 0 0 cm /Im Do Q"] * 2, {"Im": scan}))
    assert [(problem.code, problem.params) for problem in document.problems] == [("pdf-scanned", {"pages": "1–2"})]
