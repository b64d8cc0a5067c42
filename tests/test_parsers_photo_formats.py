"""Photos of every format from the mail to what is shown: upright, in their colours, without a word of their file."""

import io
import struct
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from tests.post import attach, mail, read
from tests.test_parsers_photo import SECRET_PLACE, encoded, with_exif
from tinbai.parsers.photo import pixels
from tinbai.parsers.photo.read import derive

SIZE = 600, 400
CORNERS = ((210, 60, 50), (50, 160, 80), (60, 80, 190), (230, 210, 170))


def photo() -> Image.Image:
    """Four colours, one in each corner."""
    image = Image.new("RGB", (2, 2))
    image.putdata(CORNERS)
    return image.resize(SIZE, Image.Resampling.NEAREST)


def turned(kind: str, orientation: int, **how: Any) -> bytes:
    """Stored as a camera held otherwise does."""
    back = {6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270, 3: Image.Transpose.ROTATE_180}
    return encoded(photo().transpose(back[orientation]), kind, exif=with_exif(orientation), **how)


def in_runs() -> bytes:
    """A BMP of eight bits whose rows are run lengths (BI_RLE8)."""
    image = photo().quantize(4)
    palette = bytes(image.getpalette() or ())[:12]
    colours = b"".join(palette[at + 2 : at - 1 if at else None : -1] + b"\0" for at in range(0, 12, 3))
    rows = []
    for y in reversed(range(SIZE[1])):
        levels = [int(image.getpixel((x, y))) for x in range(0, SIZE[0], 200)]  # type: ignore[arg-type]
        runs = [(150, levels[0])] * 2 + [(150, levels[2])] * 2
        rows.append(b"".join(bytes(run) for run in runs) + b"\0\0")
    body = b"".join(rows) + b"\0\1"
    head = struct.pack("<IiiHHIIiiII", 40, *SIZE, 1, 8, 1, len(body), 2835, 2835, 4, 4)
    start = 14 + len(head) + len(colours)
    return b"BM" + struct.pack("<IHHI", start + len(body), 0, 0, start) + head + colours + body


FORMS: dict[str, Callable[[], bytes]] = {
    "progressive JPEG": lambda: turned("JPEG", 6, quality=92, progressive=True),
    "JPEG without chroma subsampling": lambda: turned("JPEG", 8, quality=92, subsampling=0),
    "palette PNG": lambda: encoded(photo().quantize(8), "PNG"),
    "PNG with alpha": lambda: encoded(photo().convert("RGBA"), "PNG"),
    "interlaced GIF": lambda: encoded(photo().quantize(8), "GIF", interlace=1),
    "animated GIF": lambda: encoded(
        photo(), "GIF", save_all=True, append_images=[Image.new("RGB", SIZE)], duration=100
    ),
    "animated WebP": lambda: encoded(
        photo(), "WEBP", save_all=True, append_images=[Image.new("RGB", SIZE)], duration=100, quality=90
    ),
    "WebP with alpha": lambda: encoded(photo().convert("RGBA"), "WEBP", lossless=True),
    "TIFF, LZW": lambda: turned("TIFF", 3, compression="tiff_lzw"),
    "TIFF, deflate": lambda: turned("TIFF", 6, compression="tiff_adobe_deflate"),
    "TIFF, JPEG": lambda: encoded(photo(), "TIFF", compression="jpeg", quality=92),
    "TIFF of several pages": lambda: encoded(
        photo(), "TIFF", save_all=True, append_images=[Image.new("RGB", SIZE)], compression="tiff_lzw"
    ),
    "BMP": lambda: encoded(photo(), "BMP"),
    "BMP in run lengths": in_runs,
    "AVIF": lambda: turned("AVIF", 6, quality=90),
    "HEIC": lambda: encoded(photo(), "HEIF", exif=with_exif(6), quality=90),
}


def corners(data: bytes) -> list[tuple[int, ...]]:
    with Image.open(io.BytesIO(data)) as image:
        assert not image.getexif() and not {"exif", "icc_profile", "xmp"} & image.info.keys()
        plain = image.convert("RGB")
    across, down = plain.size
    places = [(x, y) for y in (down // 4, 3 * down // 4) for x in (across // 4, 3 * across // 4)]
    return [tuple(plain.crop((x - 4, y - 4, x + 4, y + 4)).resize((1, 1), 4).tobytes()) for x, y in places]


@pytest.mark.parametrize("form", FORMS)
def test_from_the_mail_to_what_is_shown(form: str) -> None:
    if form == "HEIC" and not pixels.heif_known():
        pytest.skip("pillow-heif is not installed")
    data = FORMS[form]()
    found = read(attach(mail(), f"anh.{form.split()[0].lower()}", data))
    [shown] = [one for item in found.parsed.items for one in item.photos]
    assert (shown.width, shown.height) == SIZE and shown.thumb
    assert [one.code for one in found.parsed.problems if one.code in ("photo-unreadable", "photo-cut-off")] == []
    for derived in (found.kept[shown.thumb].data, derive(data, 480), derive(data, 480, jpeg=True)):
        assert SECRET_PLACE not in derived
        for seen, meant in zip(corners(derived), CORNERS, strict=True):
            assert all(abs(a - b) <= 8 for a, b in zip(seen, meant, strict=True)), (form, seen, meant)


@pytest.mark.parametrize("form", ["progressive JPEG", "interlaced GIF", "animated GIF", "BMP", "palette PNG"])
def test_three_quarters_of_a_file_are_a_photo_with_a_note(form: str) -> None:
    data = FORMS[form]()
    found = read(attach(mail(), "anh.jpg", data[: len(data) * 3 // 4]))
    [shown] = [one for item in found.parsed.items for one in item.photos]
    assert (shown.width, shown.height) == SIZE and shown.thumb
    assert [one.code for one in found.parsed.problems if one.where == "anh.jpg"] == ["photo-cut-off"]
    assert [
        meant
        for meant, seen in zip(CORNERS, corners(found.kept[shown.thumb].data), strict=True)
        if all(abs(a - b) <= 12 for a, b in zip(seen, meant, strict=True))
    ]  # what is there is shown
