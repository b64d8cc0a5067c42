"""Colours and orientation as a person sees them, measured in the copies: profiles, CMYK, depth, palettes, damage."""

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image, ImageCms, ImageDraw

from tests.grain import grain
from tests.test_parsers_photo import encoded, looked_at
from tinbai.parsers.photo import pixels
from tinbai.parsers.photo import read as photo

RED, GREEN, BLUE, YELLOW = (220, 30, 30), (30, 180, 40), (30, 40, 210), (240, 210, 40)
Colour = tuple[int, int, int]


def quarters(width: int = 640, height: int = 360) -> Image.Image:
    """Four colours, so that every turn and every mirror shows."""
    image = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(image)
    for number, colour in enumerate((RED, GREEN, BLUE, YELLOW)):
        left, top = number % 2 * width // 2, number // 2 * height // 2
        draw.rectangle((left, top, left + width // 2 - 1, top + height // 2 - 1), fill=colour)
    return image


def colours_of(webp: bytes | None) -> list[Colour]:
    """In the middle of each quarter of a copy."""
    assert webp
    with Image.open(io.BytesIO(webp)) as image:
        image.load()
        assert image.mode == "RGB"
        places = [(image.width * (1 + 2 * x) // 4, image.height * (1 + 2 * y) // 4) for y in (0, 1) for x in (0, 1)]
        return [_rgb(image, place) for place in places]


def _rgb(image: Image.Image, place: tuple[int, int]) -> Colour:
    red, green, blue = image.crop((*place, place[0] + 1, place[1] + 1)).tobytes()
    return red, green, blue


def apart(one: Colour, other: Colour) -> int:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


def colour_of(data: bytes) -> Colour:
    """Of a picture of one colour, as the desk shows it."""
    small, large = colours_of(looked_at(data).thumb)[0], colours_of(photo.derive(data, 800))[0]
    assert apart(small, large) < 6
    return large


# --- Orientation ---------------------------------------------------------------------------------------------------

STORED = {2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6}  # how pixels lie that the value turns upright


def askew(orientation: int) -> Image.Image:
    return quarters().transpose(pixels.UPRIGHT[STORED[orientation]]) if orientation > 1 else quarters()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_all_eight_orientations_are_seen_upright(kind: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = encoded(askew(orientation), kind, exif=exif)
    looked = looked_at(data)
    assert (looked.width, looked.height) == (640, 360)
    for copy in (looked.thumb, photo.derive(data, 500)):
        assert all(apart(a, b) < 30 for a, b in zip(colours_of(copy), (RED, GREEN, BLUE, YELLOW), strict=True))


@pytest.mark.parametrize(
    ("quarter", "stored"),
    [(1, Image.Transpose.ROTATE_270), (2, Image.Transpose.ROTATE_180), (3, Image.Transpose.ROTATE_90)],
)
def test_a_heic_is_turned_by_its_own_property(quarter: int, stored: Image.Transpose) -> None:
    if not pixels.heif_known():
        pytest.skip("pillow-heif is not installed")
    data = encoded(quarters().transpose(stored), "HEIF")
    at = data.index(b"\0\0\0\x10pixi")  # its last property gives place to the turn, anticlockwise
    turned = data[:at] + b"\0\0\0\x10irot" + bytes([quarter]) + bytes(7) + data[at + 16 :]
    looked = looked_at(turned, "IMG_1.HEIC")
    assert (looked.width, looked.height) == (640, 360)
    assert all(apart(a, b) < 30 for a, b in zip(colours_of(looked.thumb), (RED, GREEN, BLUE, YELLOW), strict=True))


# --- Colour profiles -----------------------------------------------------------------------------------------------

SRGB = ((0.4360, 0.3851, 0.1431), (0.2225, 0.7169, 0.0606), (0.0139, 0.0971, 0.7141))  # to XYZ under D50
DISPLAY_P3 = ((0.51512, 0.29198, 0.15710), (0.24120, 0.69225, 0.06657), (-0.00105, 0.04189, 0.78407))
ADOBE_RGB = ((0.60974, 0.20528, 0.14919), (0.31111, 0.62567, 0.06322), (0.01947, 0.06087, 0.74457))
GAMMA = 563 / 256
NAMED = b"desc\0\0\0\0\0\0\0\x05Test\0" + bytes(78)
Matrix = tuple[tuple[float, float, float], ...]


def fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))


def icc(space: bytes, connection: bytes, kind: bytes, tags: dict[bytes, bytes]) -> bytes:
    """A profile of version 2 (ICC.1:2001-04) with the tags."""
    at, table, body = 128 + 4 + 12 * len(tags), b"", b""
    for name, value in tags.items():
        padded = value + b"\0" * (-len(value) % 4)
        table += name + struct.pack(">II", at + len(body), len(value))
        body += padded
    head = struct.pack(">I4xI", at + len(body), 0x02400000) + kind + space + connection + bytes(12) + b"acsp"
    head = head.ljust(68, b"\0") + fixed(0.9642) + fixed(1.0) + fixed(0.8249)
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


def rgb_profile(matrix: Matrix) -> bytes:
    tags = {b"desc": NAMED, b"wtpt": b"XYZ \0\0\0\0" + fixed(0.9642) + fixed(1.0) + fixed(0.8249)}
    for number, channel in enumerate((b"r", b"g", b"b")):
        tags[channel + b"XYZ"] = b"XYZ \0\0\0\0" + b"".join(fixed(row[number]) for row in matrix)
        tags[channel + b"TRC"] = b"curv\0\0\0\0\0\0\0\x01" + struct.pack(">H", round(GAMMA * 256))
    return icc(b"RGB ", b"XYZ ", b"mntr", tags)


def solved(matrix: Matrix, wanted: tuple[float, ...]) -> tuple[float, ...]:
    """Cramer's rule."""

    def det(m: Any) -> float:
        return float(
            m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
            - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
            + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
        )

    def replaced(column: int) -> list[list[float]]:
        return [[wanted[row] if at == column else matrix[row][at] for at in range(3)] for row in range(3)]

    return tuple(det(replaced(column)) / det(matrix) for column in range(3))


def in_srgb(colour: Colour, matrix: Matrix) -> Colour:
    """By the definition of both colour spaces."""
    linear = [(value / 255) ** GAMMA for value in colour]
    xyz = tuple(sum(a * b for a, b in zip(row, linear, strict=True)) for row in matrix)
    found = []
    for value in solved(SRGB, xyz):
        value = min(1.0, max(0.0, value))
        found.append(round(255 * (12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055)))
    return found[0], found[1], found[2]


@pytest.mark.parametrize("matrix", [DISPLAY_P3, ADOBE_RGB], ids=["Display P3", "Adobe RGB"])
@pytest.mark.parametrize("colour", [(200, 60, 50), (60, 170, 70), (50, 70, 190), (230, 200, 170), (255, 255, 255)])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_wide_colours_are_brought_to_srgb(kind: str, colour: Colour, matrix: Matrix) -> None:
    data = encoded(Image.new("RGB", (900, 600), colour), kind, icc_profile=rgb_profile(matrix))
    assert apart(colour_of(data), in_srgb(colour, matrix)) <= 8
    if max(colour) != min(colour):
        assert apart(in_srgb(colour, matrix), colour) > 2  # the profile makes a difference


def cmyk_profile() -> bytes:
    """An output profile whose table says: green is what paper with full cyan looks like."""
    corners = b""
    for number in range(16):
        cyan, rest = number >> 3 & 1, (number >> 2 & 1) + (number >> 1 & 1) + (number & 1)
        light = max(0, 255 - 80 * cyan - 60 * rest)
        corners += bytes((light, 128 - 70 * cyan, 128 + 50 * cyan))
    ramp = bytes(range(256))
    matrix = b"".join(fixed(value) for value in (1, 0, 0, 0, 1, 0, 0, 0, 1))
    table = b"mft1\0\0\0\0" + bytes((4, 3, 2, 0)) + matrix + 4 * ramp + corners + 3 * ramp
    tags = {b"desc": NAMED, b"A2B0": table, b"A2B1": table, b"A2B2": table}
    return icc(b"CMYK", b"Lab ", b"prtr", tags)


def test_cmyk_goes_through_its_profile() -> None:
    cyan = Image.new("CMYK", (900, 600), (255, 0, 0, 0))
    red, green, blue = colour_of(encoded(cyan, icc_profile=cmyk_profile(), quality=95))
    assert green > 150 and green > red + 100 and green > blue + 60
    red, green, blue = colour_of(encoded(cyan, quality=95))
    assert red < 40 and abs(green - blue) < 10 and green > 200


def test_a_damaged_profile_is_left_aside() -> None:
    data = encoded(Image.new("RGB", (900, 600), RED), icc_profile=rgb_profile(DISPLAY_P3)[:200])
    assert apart(colour_of(data), RED) < 8


# --- CMYK, depth, palettes -----------------------------------------------------------------------------------------

INKS = [((0, 0, 0, 0), (255, 255, 255)), ((0, 255, 255, 0), (255, 0, 0)), ((255, 0, 255, 0), (0, 255, 0)),
        ((0, 0, 0, 255), (0, 0, 0)), ((0, 128, 255, 0), (255, 127, 0))]  # fmt: skip


@pytest.mark.parametrize(("ink", "colour"), INKS)
@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_inks_of_adobe_are_not_upside_down(kind: str, ink: tuple[int, ...], colour: Colour) -> None:
    assert apart(colour_of(encoded(Image.new("CMYK", (900, 600), ink), kind)), colour) < 12


def ycck(ink: tuple[int, int, int, int]) -> bytes:
    """A JPEG as Photoshop writes it: inverted inks, three of them as luminance and chrominance (transform 2), which
    libjpeg turns into 255 less the colours."""
    light = Image.new("RGB", (1, 1), ink[:3]).convert("YCbCr").getpixel((0, 0))
    assert isinstance(light, tuple)
    stored = (*light, 255 - ink[3])
    jpeg = encoded(Image.new("CMYK", (900, 600), tuple(255 - int(value) for value in stored)), quality=95)
    at = jpeg.index(b"Adobe\0d") + 11
    return jpeg[:at] + b"\x02" + jpeg[at + 1 :]


@pytest.mark.parametrize(("ink", "colour"), INKS)
def test_ycck_of_photoshop_has_its_colours(ink: tuple[int, int, int, int], colour: Colour) -> None:
    assert apart(colour_of(ycck(ink)), colour) < 12


def png(colour_type: int, depth: int, row: bytes, size: tuple[int, int] = (64, 48), extra: bytes = b"") -> bytes:
    """A PNG of equal rows, written by hand: Pillow writes no 16-bit colours."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", *size, depth, colour_type, 0, 0, 0)
    body = zlib.compress((b"\0" + row) * size[1])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + extra + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("colour_type", "row", "colour"),
    [
        (2, struct.pack(">HHH", 220 * 257, 30 * 257, 30 * 257) * 64, RED),
        (6, struct.pack(">HHHH", 220 * 257, 30 * 257, 30 * 257, 65535) * 64, RED),
        (6, struct.pack(">HHHH", 0, 0, 0, 0) * 64, (255, 255, 255)),
        (0, struct.pack(">H", 128 * 257) * 64, (128, 128, 128)),
        (0, struct.pack(">H", 200) * 64, (1, 1, 1)),  # nearly black: 200 of 65,535
        (4, struct.pack(">HH", 128 * 257, 65535) * 64, (128, 128, 128)),
        (4, struct.pack(">HH", 0, 32768) * 64, (127, 127, 127)),
    ],
)
def test_sixteen_bits_a_channel(colour_type: int, row: bytes, colour: Colour) -> None:
    assert apart(colour_of(png(colour_type, 16, row)), colour) < 6


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP"])
def test_a_palette_with_a_transparent_colour_stands_on_white(kind: str) -> None:
    image = quarters().convert("P", palette=Image.Palette.ADAPTIVE, colors=8)
    hole = image.getpixel((10, 10))
    data = encoded(image, kind, transparency=hole) if kind != "WEBP" else encoded(holed(), "WEBP", lossless=True)
    first, *others = colours_of(photo.derive(data, 640))
    assert apart(first, (255, 255, 255)) < 6
    assert all(apart(a, b) < 30 for a, b in zip(others, (GREEN, BLUE, YELLOW), strict=True))


def holed() -> Image.Image:
    image = quarters().convert("RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 320, 180))
    return image


@pytest.mark.parametrize("alpha", [0, 64, 255])
def test_grey_with_alpha_is_mixed_with_white(alpha: int) -> None:
    grey = round(255 - alpha / 255 * (255 - 80))
    assert apart(colour_of(encoded(Image.new("LA", (600, 400), (80, alpha)), "PNG")), (grey, grey, grey)) < 6


# --- More than one picture in a file -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "fact"), [("GIF", "moving"), ("WEBP", "moving"), ("PNG", "moving"), ("TIFF", "pages")]
)
def test_the_first_of_several_pictures_is_shown_and_told(kind: str, fact: str) -> None:
    others = [Image.new("RGB", (640, 360), "black")] * 2
    how: dict[str, Any] = {} if kind == "TIFF" else {"duration": 100}
    looked = looked_at(encoded(quarters(), kind, save_all=True, append_images=others, **how))
    assert fact in looked.facts
    assert all(apart(a, b) < 40 for a, b in zip(colours_of(looked.thumb), (RED, GREEN, BLUE, YELLOW), strict=True))


def test_the_large_picture_of_an_mpo_is_the_photo() -> None:
    data = encoded(quarters(), "MPO", save_all=True, append_images=[Image.new("RGB", (160, 90), "black")])
    looked = looked_at(data)
    assert (looked.width, looked.height, looked.media_type) == (640, 360, "image/jpeg")
    assert not {"moving", "pages"} & set(looked.facts)
    assert apart(colours_of(looked.thumb)[0], RED) < 30


@pytest.mark.parametrize(
    "tail", [b"\0" * 5000, b"MotionPhoto_Data" + b"\0\0\0\x18ftypmp42" * 50, b"\xff\xd8\xff\xe0rest"]
)
def test_what_follows_a_jpeg_does_no_harm(tail: bytes) -> None:
    looked = looked_at(encoded(quarters()) + tail)
    assert looked.problems == () and looked.fingerprint is not None
    assert apart(colours_of(looked.thumb)[3], YELLOW) < 30


# --- Damage --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "TIFF"])
def test_the_upper_part_of_a_picture_cut_off_is_shown(kind: str) -> None:
    noise = grain((640, 360), 30).convert("RGB")
    data = encoded(Image.blend(quarters(), noise, 0.1), kind)
    looked = looked_at(data[: int(len(data) * 0.75)])
    assert [problem.code for problem in looked.problems] == ["photo-cut-off"]
    assert (looked.width, looked.height) == (640, 360)
    first, second, *_ = colours_of(looked.thumb)
    assert apart(first, (212, 40, 40)) < 45 and apart(second, (40, 175, 50)) < 45


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_a_tiff_cut_off_is_upright(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = encoded(quarters(), "TIFF", exif=exif)
    looked = looked_at(data[: int(len(data) * 0.75)])
    assert [problem.code for problem in looked.problems] == ["photo-cut-off"]
    assert (looked.width, looked.height) == ((640, 360) if orientation == 3 else (360, 640))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_of_a_few_octets_nothing_is_shown_and_it_is_said(kind: str) -> None:
    looked = looked_at(encoded(quarters(), kind)[:40])
    assert looked.thumb is None and [problem.code for problem in looked.problems] == ["photo-unreadable"]


def lying_jpeg(width: int, height: int) -> bytes:
    data = encoded(quarters(64, 64))
    at = data.index(b"\xff\xc0") + 5
    return data[:at] + struct.pack(">HH", height, width) + data[at + 4 :]


def lying_png(width: int, height: int) -> bytes:
    data = png(2, 8, bytes(RED) * 64)
    head = b"IHDR" + struct.pack(">II", width, height) + data[24:29]
    return data[:12] + head + struct.pack(">I", zlib.crc32(head)) + data[33:]


def lying_gif(width: int, height: int) -> bytes:
    data = encoded(quarters(64, 64), "GIF")
    return data[:6] + struct.pack("<HH", width, height) + data[10:]


@pytest.mark.parametrize(
    "data",
    [lying_jpeg(60_000, 60_000), lying_png(60_000, 60_000), lying_png(12_000, 9_999), lying_gif(60_000, 60_000)],
    ids=["jpeg", "png", "png just below the pixels", "gif"],
)
def test_a_header_that_lies_costs_nothing(data: bytes) -> None:
    looked = looked_at(data)
    assert (looked.thumb, looked.width) == (None, 0)
    assert [problem.code for problem in looked.problems] == ["photo-too-large"]


def test_srgb_itself_is_left_as_it_is() -> None:
    usual = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert apart(colour_of(encoded(Image.new("RGB", (900, 600), RED), icc_profile=usual)), RED) < 8
