"""Pictures: true size, small copies without metadata, damage as problems, the same photo again, and what is none."""

import email
import io
import random
import struct
import zlib
from functools import cache
from pathlib import Path

import pytest
from PIL import Image, ImageCms, ImageDraw, ImageOps

from tests.grain import grain
from tinbai.parsers.photo import likeness, pixels
from tinbai.parsers.photo import read as photo
from tinbai.parsers.photo.read import Looked

LETTERS = Path(__file__).parent / "letters"
SECRET_PLACE = b"GPS-HERE"


def encoded(image: Image.Image, kind: str = "JPEG", **how: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


@cache
def scene(seed: int = 1, width: int = 1200, height: int = 900) -> Image.Image:
    """Something like a photo: a grainy sky with shapes before it, asymmetrical."""
    chance = random.Random(seed)
    noise = grain((width, height), 24, seed).convert("RGB")
    image = Image.blend(Image.radial_gradient("L").resize((width, height)).convert("RGB"), noise, 0.4)
    draw = ImageDraw.Draw(image)
    for _ in range(25):
        x, y, size = chance.randrange(width), chance.randrange(height), chance.randrange(width // 20, width // 5)
        draw.ellipse((x, y, x + size, y + size // 2), fill=tuple(chance.randrange(256) for _ in range(3)))
    return image


def looked_at(data: bytes, name: str = "anh.jpg") -> Looked:
    looked = photo.look(data, name, alone=True)
    assert looked is not None
    return looked


def pictures_of(letter: str) -> dict[str, bytes]:
    [path] = LETTERS.glob(f"{letter}-*.eml")
    message = email.message_from_bytes(path.read_bytes())
    found: dict[str, bytes] = {}
    for part in message.walk():
        payload = part.get_payload(decode=True)
        if part.get_content_maintype() == "image" and isinstance(payload, bytes):
            found[part.get_filename() or ""] = payload
    return found


def with_exif(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = "mo ta"
    exif.get_ifd(0x8825)[29] = SECRET_PLACE.decode()
    return exif


MODES = [
    ("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "1"), ("PNG", "L"), ("PNG", "P"), ("PNG", "RGB"),
    ("PNG", "RGBA"), ("PNG", "LA"), ("PNG", "I;16"), ("GIF", "P"), ("WEBP", "RGB"), ("WEBP", "RGBA"), ("TIFF", "RGB"),
    ("TIFF", "CMYK"), ("BMP", "RGB"), ("AVIF", "RGB"),
]  # fmt: skip


def in_mode(image: Image.Image, mode: str) -> Image.Image:
    if mode != "I;16":
        return image.convert(mode)
    grey = image.convert("L")
    return Image.frombytes("I;16", grey.size, b"".join(struct.pack("<H", value * 257) for value in grey.tobytes()))


@pytest.mark.parametrize(("kind", "mode"), MODES)
def test_every_kind_and_mode_gives_size_thumb_and_the_same_look(kind: str, mode: str) -> None:
    small = scene(width=400, height=300)
    looked = looked_at(encoded(in_mode(small, mode), kind))
    assert (looked.width, looked.height, looked.problems) == (400, 300, ())
    assert looked.media_type == f"image/{kind.lower()}"
    assert looked.thumb
    with Image.open(io.BytesIO(looked.thumb)) as thumb:
        assert (thumb.format, thumb.size) == ("WEBP", (320, 240))
        wanted, got = (ImageOps.grayscale(image).resize((8, 6)).tobytes() for image in (small, thumb))
    assert max(abs(a - b) for a, b in zip(wanted, got, strict=True)) < 40


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_pictures_stored_askew_are_seen_upright(kind: str, orientation: int) -> None:
    upright = scene(width=640, height=360)
    stored = {2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6}.get(orientation)
    turned = upright.transpose(pixels.UPRIGHT[stored]) if stored else upright
    looked = looked_at(encoded(turned, kind, exif=with_exif(orientation)))
    assert (looked.width, looked.height) == (640, 360)
    assert likeness.same_picture(looked, looked_at(encoded(upright, "JPEG", quality=90)))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_pixels_leaves(kind: str) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = encoded(scene(), kind, exif=with_exif(6), icc_profile=profile)
    assert SECRET_PLACE in data
    for derived in (looked_at(data).thumb, photo.derive(data, 800), photo.derive(data, 9000)):
        assert derived and SECRET_PLACE not in derived
        with Image.open(io.BytesIO(derived)) as image:
            assert not image.getexif()
            assert not {"exif", "icc_profile", "xmp"} & image.info.keys()


def test_photos_of_a_telephone_lose_their_place() -> None:
    data = pictures_of("01")["khengoc-giaoban.jpg"]
    with Image.open(io.BytesIO(data)) as original:
        assert original.getexif().get_ifd(0x8825)
    for derived in (looked_at(data).thumb, photo.derive(data, 1600)):
        assert derived
        with Image.open(io.BytesIO(derived)) as image:
            assert not image.getexif()


@pytest.mark.parametrize(("side", "size"), [(1600, (1200, 900)), (800, (800, 600)), (1, (1, 1))])
def test_derivatives_fit_and_are_never_enlarged(side: int, size: tuple[int, int]) -> None:
    with Image.open(io.BytesIO(photo.derive(encoded(scene()), side))) as image:
        assert (image.format, image.size) == ("WEBP", size)


def test_a_foreign_colour_profile_is_brought_to_srgb() -> None:
    usual = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = bytearray(usual.replace("sRGB".encode("utf-16-be"), "abcd".encode("utf-16-be")))
    red, green = swapped.index(b"rXYZ"), swapped.index(b"gXYZ")
    swapped[red : red + 4], swapped[green : green + 4] = b"gXYZ", b"rXYZ"
    data = encoded(Image.new("RGB", (40, 40), (250, 10, 10)), "PNG", icc_profile=bytes(swapped))
    with Image.open(io.BytesIO(photo.derive(data, 40))) as image:
        red_value, green_value, _ = image.convert("RGB").resize((1, 1)).tobytes()
    assert green_value > 200 > 60 > red_value


def test_transparent_parts_are_white() -> None:
    with Image.open(io.BytesIO(photo.derive(encoded(Image.new("RGBA", (50, 50)), "PNG"), 50))) as image:
        assert min(image.convert("RGB").tobytes()) > 250


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_moving_pictures_the_first_frame_is_shown(kind: str) -> None:
    still = looked_at(encoded(scene()))
    looked = looked_at(encoded(scene(), kind, save_all=True, append_images=[scene(2)], duration=100))
    assert looked.animated and not still.animated
    assert likeness.same_picture(looked, still)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "BMP"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_picture_cut_off_on_its_way_stays_usable(kind: str, share: float) -> None:
    data = encoded(scene(), kind)
    looked = looked_at(data[: int(len(data) * share)])
    assert (looked.width, looked.height, looked.fingerprint) == (1200, 900, None)
    assert [problem.code for problem in looked.problems] == ["photo-cut-off"]
    assert looked.thumb and photo.derive(data[: int(len(data) * share)], 100)


def test_the_cut_off_photo_of_a_letter_is_named() -> None:
    [(name, data)] = pictures_of("34").items()
    looked = looked_at(data, name)
    assert (looked.width, looked.height) == (1280, 960)
    assert [(problem.code, problem.where) for problem in looked.problems] == [("photo-cut-off", "bien so nha.jpg")]


@pytest.mark.parametrize("data", [b"\xff\xd8\xff\xe0" + b"x" * 500, b"\x89PNG\r\n\x1a\n" + b"\0" * 50, b"GIF89a"])
def test_what_cannot_be_opened_says_so(data: bytes) -> None:
    looked = looked_at(data)
    assert (looked.width, looked.height, looked.thumb) == (0, 0, None)
    assert [problem.code for problem in looked.problems] == ["photo-unreadable"]
    with pytest.raises(ValueError, match="not a readable picture"):
        photo.derive(data, 100)


def test_a_bomb_is_refused_before_it_is_decoded() -> None:
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0)
    png = encoded(Image.new("1", (1, 1)), "PNG")
    bomb = png[:16] + header + struct.pack(">I", zlib.crc32(b"IHDR" + header)) + png[33:]
    assert [problem.code for problem in looked_at(bomb).problems] == ["photo-too-large"]


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.7", b"PK\x03\x04", b"\0\0\0\x18ftypmp42"])
def test_other_files_are_no_pictures(data: bytes) -> None:
    assert photo.look(data, "x.jpg") is None


def test_a_heic_tells_its_size_even_where_it_cannot_be_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pixels, "heif_known", lambda: False)
    looked = looked_at(pictures_of("06")["IMG_3012.HEIC"], "IMG_3012.HEIC")
    assert (looked.media_type, looked.width, looked.height) == ("image/heic", 2016, 1512)
    assert [problem.code for problem in looked.problems] == ["photo-format-unsupported"]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP", "AVIF"])
def test_damaged_octets_never_raise(kind: str) -> None:
    chance = random.Random(7)
    whole = encoded(scene(width=160, height=120), kind)
    for _ in range(60):
        damaged = bytearray(whole[: chance.randrange(1, len(whole))] if chance.random() < 0.5 else whole)
        for _ in range(chance.choice((1, 5, 30))):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        looked = photo.look(bytes(damaged), "x", alone=True)
        assert looked is None or (looked.thumb is not None) == (looked.width > 0)


@pytest.mark.parametrize(("side", "quality"), [(1200, 30), (1000, 80), (640, 60), (480, 50), (320, 40)])
def test_the_same_photo_is_known_again_at_another_size(side: int, quality: int) -> None:
    smaller = scene().copy()
    smaller.thumbnail((side, side))
    again = looked_at(encoded(smaller, quality=quality))
    assert likeness.same_picture(looked_at(encoded(scene(), quality=92)), again)
    assert not likeness.same_picture(looked_at(encoded(scene(2))), again)


def test_the_photo_in_two_letters_is_known_again() -> None:
    first = looked_at(pictures_of("06")["IMG_3019.PNG"])
    [second] = [looked_at(data) for data in pictures_of("13").values()]
    assert likeness.same_picture(first, second)


def test_two_shots_of_one_scene_are_not_the_same() -> None:
    hall = scene(3)
    shot = looked_at(encoded(hall, quality=90))
    moved = hall.copy()
    ImageDraw.Draw(moved).ellipse((500, 400, 600, 640), fill=(220, 40, 40))  # somebody stood up
    aside = hall.crop((36, 18, 1200, 900)).resize((1200, 900))
    assert not likeness.same_picture(shot, looked_at(encoded(moved, quality=90)))
    assert not likeness.same_picture(shot, looked_at(encoded(aside, quality=90)))


def test_the_same_photo_turned_or_cropped_is_another() -> None:
    shot = looked_at(encoded(scene()))
    assert not likeness.same_picture(shot, looked_at(encoded(scene().transpose(Image.Transpose.FLIP_LEFT_RIGHT))))
    assert not likeness.same_picture(shot, looked_at(encoded(scene().crop((0, 0, 1200, 600)))))


def drawing(width: int, height: int, name: str) -> tuple[bytes, str]:
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    draw.ellipse((4, 4, height - 4, height - 4), fill="#c00")
    draw.line([(height, height // 2), (width - 8, height // 3)], fill="#036", width=4)
    return encoded(image, "PNG"), name


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (encoded(Image.new("RGB", (1, 1)), "GIF"), "a.gif"),
        drawing(64, 64, "anh.png"),
        drawing(150, 60, "image001.png"),
        drawing(300, 120, "image002.png"),
        drawing(300, 200, "Picture.png"),
        drawing(600, 90, "x.png"),
        (encoded(scene(width=300, height=200)), "logo UBND.jpg"),
        (encoded(scene(width=300, height=200)), "chu-ky.jpg"),
    ],
)
def test_decorations_are_told_from_photos(data: bytes, name: str) -> None:
    assert photo.is_decoration(looked_at(data), name)


@pytest.mark.parametrize("size", [(480, 360), (360, 480), (400, 300), (320, 240), (1600, 300)])
@pytest.mark.parametrize("name", ["image001.jpg", "z5912034567812_0f3c7b1e9a4d.jpg", "anh.png", "part-2.jpg"])
def test_a_photo_is_never_a_decoration(size: tuple[int, int], name: str) -> None:
    assert not photo.is_decoration(looked_at(encoded(scene(width=size[0], height=size[1]))), name)


@pytest.mark.parametrize("letter", ["01", "04", "06", "08", "10", "13", "18", "34"])
def test_no_photo_of_the_letters_is_a_decoration(letter: str) -> None:
    for name, data in pictures_of(letter).items():
        assert not photo.is_decoration(looked_at(data, name), name)
