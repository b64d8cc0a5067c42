"""EMF and WMF files that only wrap a photo give it; real drawings stay drawings."""

import gzip
import io
import struct
import zlib

import pytest

from tests.grain import grain
from tests.word import JPEG, PNG, codes, docx, inline, paragraph
from tinbai.parsers import flow
from tinbai.parsers.docx.read import read_docx
from tinbai.parsers.photo.metafile import bitmap_of
from tinbai.parsers.rtf.read import read_rtf

PLACEABLE = b"\xd7\xcd\xc6\x9a" + bytes(18)


def bmp(size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    grain(size, 50).convert("RGB").save(out, "BMP")
    return out.getvalue()


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<II", kind, 8 + len(body)) + body


def emf(*records: bytes) -> bytes:
    return record(1, bytes(32) + b" EMF" + bytes(44)) + b"".join(records) + record(14, bytes(12))


def stretched(picture: bytes) -> bytes:
    """EMR_STRETCHDIBITS of a BMP of 24 bits."""
    head, bits = picture[14:54], picture[54:]
    return record(
        81, bytes(40) + struct.pack("<IIII", 80, len(head), 80 + len(head), len(bits)) + bytes(16) + head + bits
    )


def plus(picture: bytes, piece: int = 1 << 20) -> bytes:
    """The picture as an object of EMF+, spread over several records when longer than `piece`."""
    body = struct.pack("<IIIIIII", 0xDBC01002, 1, 40, 30, 0, 0, 1) + picture
    parts = [body[i : i + piece] for i in range(0, len(body), piece)]
    objects = b""
    for part in parts:
        part = (struct.pack("<I", len(body)) if len(parts) > 1 else b"") + part
        flags = 0x0500 | (0x8000 if len(parts) > 1 else 0)
        objects += struct.pack("<HHII", 0x4008, flags, 12 + len(part), len(part)) + part
    return record(70, struct.pack("<I", 4 + len(objects)) + b"EMF+" + objects)


def wmf(*records: tuple[int, bytes], placeable: bool = True) -> bytes:
    body = b"".join(struct.pack("<IH", 3 + len(one) // 2, kind) + one for kind, one in (*records, (0, b"")))
    return (PLACEABLE if placeable else b"") + b"\x01\0\x09\0" + bytes(14) + body


PICTURE = bmp()


@pytest.mark.parametrize(
    ("drawing", "expected"),
    [
        (emf(stretched(PICTURE)), PICTURE),
        (gzip.compress(emf(stretched(PICTURE))), PICTURE),
        (emf(plus(PNG), stretched(PICTURE)), PNG),  # the original goes before what was made of it
        (emf(plus(JPEG, piece=100)), JPEG),
        (wmf((0x0F43, bytes(22) + PICTURE[14:])), PICTURE),
        (wmf((0x0B41, bytes(20) + PICTURE[14:]), placeable=False), PICTURE),
        (emf(stretched(PICTURE), record(84, bytes(60))), None),  # words on it
        (emf(stretched(PICTURE), stretched(PICTURE)), None),
        (wmf((0x041B, bytes(8)), (0x0F43, bytes(22) + PICTURE[14:])), None),
        (emf(), None),
        (wmf(), None),
        (b"", None),
        (b"\x1f\x8b no gzip", None),
        (b"<svg/>", None),
    ],
)
def test_a_drawing_that_only_wraps_a_photo_gives_it(drawing: bytes, expected: bytes | None) -> None:
    found = bitmap_of(drawing)
    assert (found or b"")[54:] == (expected or b"")[54:] and (found is None) == (expected is None)


@pytest.mark.parametrize("cut", range(0, 4000, 97))
def test_a_damaged_one_gives_nothing_or_a_picture_but_never_an_error(cut: int) -> None:
    for whole in (emf(plus(PNG), stretched(PICTURE)), wmf((0x0F43, bytes(22) + PICTURE[14:]))):
        bitmap_of(whole[:cut] + b"\xff" * 9 + whole[cut + 9 :])
        assert bitmap_of(whole[: min(cut, 90)]) is None


def test_a_bomb_is_not_unpacked() -> None:
    packer = zlib.compressobj(9, wbits=31)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(80)) + packer.flush()
    assert bitmap_of(packed) is None


def test_a_word_file_shows_the_photo_in_a_drawing() -> None:
    document = read_docx(docx(paragraph(inline("e")), media={"e": emf(stretched(PICTURE))}))
    (shown,) = flow.pictures(document.pieces)
    assert shown.data and shown.data[54:] == PICTURE[54:] and codes(document) == []


def test_rich_text_shows_the_photo_in_a_drawing() -> None:
    drawing = wmf((0x0F43, bytes(22) + PICTURE[14:]), placeable=False).hex().encode()
    document = read_rtf(b"{\\rtf1 Tin{\\pict\\wmetafile8\\picwgoal3000 " + drawing + b"}}")
    (shown,) = flow.pictures(document.pieces)
    assert shown.name == "1.bmp" and shown.data and shown.data[54:] == PICTURE[54:]
