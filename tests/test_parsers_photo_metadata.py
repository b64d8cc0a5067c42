"""Words in the files of photos: caption and author as suggestions, from every place and charset; stamps among them."""

import io
import struct
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.post import STORY, attach, mail, read, word
from tests.test_parsers_photo import encoded, looked_at, scene
from tinbai.model import Content
from tinbai.parsers.parse import parse
from tinbai.parsers.photo import pixels

HARVEST = "Bà con xã Mường Lèn thu hoạch lúa mùa trên cánh đồng"
CAPTION, NAME = "Nông dân xã Mường Lèn gặt lúa mùa", "Lò Thị Mai"
RDF = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" {attributes}>{inside}</rdf:Description></rdf:RDF>'
    "</x:xmpmeta>"
)


def exif_of(tags: dict[int, str | bytes]) -> Image.Exif:
    exif = Image.Exif()
    for tag, value in tags.items():
        exif[tag] = value
    return exif


def wide(text: str) -> bytes:
    return text.encode("utf-16-le") + b"\0\0"


def iptc(*datasets: tuple[int, int, bytes]) -> bytes:
    """A JPEG with the datasets in its APP13 segment."""
    records = b"".join(
        struct.pack(">BBBH", 0x1C, record, number, len(text)) + text for record, number, text in datasets
    )
    resource = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(records)) + records + b"\0" * (len(records) % 2)
    segment = b"Photoshop 3.0\0" + resource
    jpeg = encoded(scene(width=300, height=200))
    return jpeg[:2] + b"\xff\xed" + struct.pack(">H", len(segment) + 2) + segment + jpeg[2:]


def xmp(inside: str = "", attributes: str = "") -> bytes:
    return RDF.format(inside=inside, attributes=attributes).encode()


def alt(name: str, text: str, container: str = "Alt") -> str:
    return f'<{name}><rdf:{container}><rdf:li xml:lang="x-default">{text}</rdf:li></rdf:{container}></{name}>'


LANGUAGES = (
    '<dc:description><rdf:Alt><rdf:li xml:lang="{one}">Farmers harvest rice</rdf:li>'
    f'<rdf:li xml:lang="{{other}}">{CAPTION}</rdf:li></rdf:Alt></dc:description>'
)


def said(data: bytes) -> tuple[str | None, str | None]:
    looked = looked_at(data)
    return looked.said.caption, looked.said.credit


def small(kind: str = "JPEG", **how: Any) -> bytes:
    return encoded(scene(width=300, height=200), kind, **how)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
def test_exif_is_read_in_every_format(kind: str) -> None:
    if kind == "HEIF" and not pixels.heif_known():
        pytest.skip("pillow-heif is not installed")
    exif = exif_of({0x010E: CAPTION.encode(), 0x013B: NAME.encode()})
    assert said(small(kind, exif=exif)) == (CAPTION, NAME)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_xmp_is_read_in_every_format(kind: str) -> None:
    packet = xmp(alt("dc:description", CAPTION) + alt("dc:creator", NAME, "Seq"))
    how: dict[str, Any] = {"xmp": packet}
    if kind == "TIFF":
        how = {"tiffinfo": {700: packet}}
    if kind == "PNG":
        info = PngInfo()
        info.add_itxt("XML:com.adobe.xmp", packet.decode())
        how = {"pnginfo": info}
    assert said(small(kind, **how)) == (CAPTION, NAME)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (small(exif=exif_of({0x9C9B: wide(CAPTION), 0x9C9D: wide(NAME)})), (CAPTION, NAME)),
        (small(exif=exif_of({0x9C9C: wide(CAPTION)})), (CAPTION, None)),
        (small(exif=exif_of({0x8298: f"Copyright © 2026 {NAME}. All rights reserved".encode()})), (None, NAME)),
        (small(xmp=xmp(attributes=f'photoshop:Credit="{NAME}"')), (None, NAME)),
        (small(xmp=xmp(alt("dc:creator", "Lê Hoa</rdf:li><rdf:li>Vũ An", "Seq"))), (None, "Lê Hoa, Vũ An")),
        (small(xmp=xmp(LANGUAGES.format(one="x-default", other="vi-VN"))), (CAPTION, None)),
        (small(xmp=xmp(LANGUAGES.format(one="x-default", other="fr"))), ("Farmers harvest rice", None)),
        (iptc((1, 90, b"\x1b%G"), (2, 120, CAPTION.encode()), (2, 80, NAME.encode())), (CAPTION, NAME)),
        (iptc((2, 120, CAPTION.encode()), (2, 110, f"Ảnh: {NAME}".encode())), (CAPTION, NAME)),
        (iptc((2, 80, b"Ren\xe9 Dupont")), (None, "René Dupont")),
        (small(exif=exif_of({0x010E: b"OLYMPUS DIGITAL CAMERA", 0x9C9B: wide(CAPTION)})), (CAPTION, None)),
    ],
)
def test_each_place_and_charset(data: bytes, expected: tuple[str | None, str | None]) -> None:
    assert said(data) == expected


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        # TCVN3, VNI, UTF-8 read as windows-1252, controls
        (b"B\xb5 con x\xb7 M\xad\xeang L\xccn thu ho\xb9ch l\xf3a m\xefa tr\xaan c\xb8nh \xae\xe5ng", HARVEST),
        ("Baø con xaõ Möôøng Leøn thu hoaïch luùa muøa treân caùnh ñoàng".encode("cp1252"), HARVEST),
        ("Bà con gặt lúa trên cánh đồng".encode().decode("cp1252", "ignore").encode(), "Bà con gặt lúa trên cánh đồng"),
        (b"Gat lua\x00\x07 \x1b[31mtren doi\r\n cao", "Gat lua [31mtren doi cao"),
        ("Gặt lúa\u202e mùa\u200b đông".encode(), "Gặt lúa mùa đông"),
    ],
)  # fmt: skip
def test_old_letters_are_mended_and_controls_are_gone(written: bytes, meant: str) -> None:
    assert said(iptc((2, 120, written)))[0] == meant


@pytest.mark.parametrize(
    "text",
    ["OLYMPUS DIGITAL CAMERA", "KODAK Digital Still Camera", "<DIGITAL CAMERA>", "SAMSUNG DIGIMAX A503", "SONY DSC",
     "CASIO COMPUTER CO.,LTD.", "filter: 0; fileterIntensity: 0.0; filterMask: 0;", "AI-generated image by ExampleArt",
     "Screenshot", "default", "SAMSUNG CAMERA PICTURES", "Untitled", "oznor",
     "Created with GIMP", "Exif_JPEG_PICTURE", "KONICA MINOLTA DIGITAL CAMERA", "DSC_0012.JPG", "   ", "\0\0",
     "Lat: 21.02776 Long: 105.83416", "Chụp tại 21.02776, 105.83416"],
)  # fmt: skip
def test_what_machines_write_is_no_caption(text: str) -> None:
    assert said(small(exif=exif_of({0x010E: text.encode()}))) == (None, None)


@pytest.mark.parametrize(
    "text", ["Picasa", "Windows User", "Admin", "unknown", "© 2026", "x", "samsung", "21.02776, 105.8341"]
)
def test_what_machines_write_is_no_name(text: str) -> None:
    assert said(small(exif=exif_of({0x013B: text.encode()}))) == (None, None)


BOMB = (
    b'<!DOCTYPE a [<!ENTITY b "' + b"x" * 1000 + b'"><!ENTITY c "' + b"&b;" * 100 + b'">]>'
    b'<x xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:description>&c;&c;&c; mo ta</dc:description></x>'
)


@pytest.mark.parametrize(
    "packet", [BOMB, b"<x" * 5000, b"<a>" * 2000, b"\xff\xfe", b"<a>" + b"y" * 300_000 + b"</a>", b"<a b='\0'/>"]
)
def test_a_hostile_packet_says_nothing(packet: bytes) -> None:
    looked = looked_at(small("WEBP", xmp=packet))
    assert looked.said.caption is None and looked.problems == ()


def test_a_name_is_in_the_letters_of_the_caption_beside_it() -> None:
    words = b"B\xb5 con x\xb7 M\xad\xeang L\xccn thu ho\xb9ch l\xf3a m\xefa tr\xaan c\xb8nh \xae\xe5ng"
    assert said(iptc((2, 120, words), (2, 80, b"\xa7inh Thu Trang"))) == (HARVEST, "Đinh Thu Trang")


def test_a_position_never_becomes_words() -> None:
    exif = exif_of({0x010E: CAPTION.encode()})
    exif.get_ifd(0x8825)[29] = "2026:03:02"
    exif.get_ifd(0x8825)[27] = b"ASCII\0\0\0GPS-HERE"
    looked = looked_at(small(exif=exif))
    assert looked.said.lines == (CAPTION,)


def test_a_long_text_is_cut_and_a_long_name_is_none() -> None:
    caption, name = said(small(exif=exif_of({0x010E: b"Mot cau " * 400, 0x013B: b"Ten " * 60})))
    assert caption is not None and len(caption) == 1000 and name is None


def test_the_photographer_is_parted_from_the_caption_and_both_are_only_suggested() -> None:
    data = small(exif=exif_of({0x010E: f"{CAPTION}. Ảnh: {NAME}".encode()}))
    (photo,) = parse("anh.jpg", data, lambda _content: None).items[0].photos
    assert (photo.caption, photo.credit) == (None, None)
    assert photo.suggested_caption and photo.suggested_caption.rstrip(".") == CAPTION
    assert photo.suggested_credit == NAME


# --- Stamps --------------------------------------------------------------------------------------------------------


def stamped_exif(text: str) -> bytes:
    return encoded(scene(width=900, height=700), exif=exif_of({0x010E: text.encode()}))


def stamped_xmp(text: str) -> bytes:
    return encoded(scene(width=900, height=700), xmp=xmp(alt("dc:title", text)))


@pytest.mark.parametrize("text", ["MẬT", "TỐI MẬT", "Độ mật: Tuyệt mật", "M Ậ T"])
@pytest.mark.parametrize("stamped", [stamped_exif, stamped_xmp])
def test_a_stamp_in_the_file_of_a_photo_holds_it(stamped: Callable[[str], bytes], text: str) -> None:
    kept: list[Content] = []
    parsed = parse("anh.jpg", stamped(text), kept.append)
    assert [(item.hold, item.photos) for item in parsed.items] == [("secret", ())]
    assert kept == [] and parsed.problems == ()


def test_beside_a_story_only_the_stamped_photo_is_held() -> None:
    message = attach(attach(mail(), "tin.docx", word(*STORY)), "anh.jpg", stamped_exif("TUYỆT MẬT"))
    message = attach(message, "anh 2.jpg", encoded(scene(4, 900, 700)))
    found = read(message)
    held, story = sorted(found.parsed.items, key=lambda item: item.hold or "z")
    assert (held.hold, held.photos, held.source) == ("secret", (), "anh.jpg")
    assert story.kind == "story" and story.hold is None and [one.name for one in story.photos] == ["anh 2.jpg"]
    assert not any(b"TUY" in content.data[:400] for content in found.kept.values())


def test_among_loose_photos_only_the_stamped_one_is_held() -> None:
    message = attach(attach(mail(), "1.jpg", stamped_exif("MẬT")), "2.jpg", encoded(scene(4, 900, 700)))
    items = read(message).parsed.items
    assert [(item.kind, item.hold, len(item.photos)) for item in items] == [
        ("photos", None, 1),
        ("photos", "secret", 0),
    ]


def test_a_document_with_a_stamped_photo_is_held() -> None:
    kept: list[Content] = []
    data = word(*STORY, pictures=(stamped_exif("TỐI MẬT"),))
    parsed = parse("tin.docx", data, kept.append)
    assert [item.hold for item in parsed.items] == ["secret"] and kept == []


@pytest.mark.parametrize("text", ["Bí mật nhà nghề của thợ rèn", "Mật ong rừng", "Ông Nguyễn Văn Mật", "BẢO MẬT"])
def test_innocent_words_hold_nothing(text: str) -> None:
    parsed = parse("anh.jpg", stamped_exif(text), lambda _content: None)
    assert [item.hold for item in parsed.items] == [None]


def test_the_picture_stays_readable_whatever_its_metadata() -> None:
    for damage in (b"\xff\xe1\x00\x10Exif\0\0II*\0\xff\xff\xff\xff", b"\xff\xed\x00\x08Photos"):
        jpeg = encoded(scene(width=300, height=200))
        looked = looked_at(jpeg[:2] + damage + jpeg[2:])
        assert looked.thumb and Image.open(io.BytesIO(looked.thumb)).size == (300, 200)
