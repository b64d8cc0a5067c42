"""winmail.dat: the files in it are the mail's attachments, its text the mail's text where there is no other."""

import struct
from pathlib import Path

import pytest

from tests.conftest import missing
from tests.post import LEAD, OTHER, STORY, TITLE, attach, mail, photo, read, word
from tinbai.parsers.mail.tnef import Tnef, decompressed

CORPUS = Path(__file__).parent.parent.parent / "shared" / "corpora" / "tnef"
KIND = "application/ms-tnef"
# Files of each sample as its name or its own text promises; those not named have none.
FILES = {
    "IPM-DistList": 1, "MAPI_ATTACH_DATA_OBJ": 3, "MAPI_OBJECT": 1, "bad_checksum": 1, "data-before-name": 3,
    "duplicate_filename": 3, "long-filename": 1, "minimal_attachment": 1, "missing-filenames": 4,
    "multi-value-attribute": 1, "one-file": 1, "two-files": 2, "umlaut": 3, "unicode-mapi-attr-name": 4,
    "unicode-mapi-attr": 1,
}  # fmt: skip


def attribute(level: int, kind: int, data: bytes) -> bytes:
    return struct.pack("<BLL", level, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def text_property(number: int, text: str) -> bytes:
    data = text.encode("utf-16-le") + b"\0\0"
    return struct.pack("<HHLL", 0x1F, number, 1, len(data)) + data + b"\0" * (-len(data) % 4)


def binary_property(number: int, data: bytes, type_: int = 0x102) -> bytes:
    return struct.pack("<HHLL", type_, number, 1, len(data)) + data + b"\0" * (-len(data) % 4)


def properties(*each: bytes) -> bytes:
    return struct.pack("<L", len(each)) + b"".join(each)


def file(name: str, data: bytes) -> bytes:
    """As Outlook writes it: a short name in the code page, the long one as a property after the octets."""
    return (
        attribute(2, 0x69002, b"\0" * 14)
        + attribute(2, 0x18010, b"SHORT~1.DOC\0")
        + attribute(2, 0x6800F, data)
        + attribute(2, 0x69005, properties(text_property(0x3707, name)))
    )


def embedded(name: str, inner: bytes) -> bytes:
    content = binary_property(0x3701, b"\0" * 16 + inner, 0x0D)
    return attribute(2, 0x69002, b"\0" * 14) + attribute(2, 0x69005, properties(text_property(0x3001, name), content))


def winmail(*files: bytes, html: str = "", subject: str = "") -> bytes:
    head = b"\x78\x9f\x3e\x22\1\0" + attribute(1, 0x69007, struct.pack("<LL", 1258, 0))
    head += attribute(1, 0x18004, subject.encode() + b"\0")
    body = attribute(1, 0x69003, properties(binary_property(0x1013, html.encode()))) if html else b""
    return head + body + b"".join(files)


def test_the_files_inside_are_attachments_beside_it() -> None:
    packed = winmail(file("Bài trồng quế.docx", word(*STORY)), file("ảnh quế.jpg", photo(1)))
    found = read(attach(mail(), "winmail.dat", packed, KIND))
    assert found.uses() == [
        ("winmail.dat", "archive"),
        ("Bài trồng quế.docx", "story"),
        ("ảnh quế.jpg", "photo"),
    ]
    (item,) = found.parsed.items
    assert (item.source, item.title) == ("Bài trồng quế.docx", TITLE)
    assert [(one.name, one.origin) for one in item.photos] == [("ảnh quế.jpg", "attachment")]
    assert found.parsed.mail
    assert {one.sha256 for one in found.parsed.mail.attachments} <= set(found.kept)
    assert found.codes() == []


def test_its_text_is_the_mails_where_there_is_no_other() -> None:
    html = "".join(f"<p>{line}</p>" for line in STORY)
    found = read(attach(mail(""), "winmail.dat", winmail(html=html), KIND))
    assert [(item.source, item.title, item.lead) for item in found.parsed.items] == [("body", TITLE, LEAD)]
    found = read(attach(mail("\n\n".join(OTHER)), "winmail.dat", winmail(html=html), KIND))
    assert [item.title for item in found.parsed.items] == [OTHER[0]]


@pytest.mark.parametrize("head", ["", "\\fromhtml1"])
def test_rich_text_is_its_text_also_where_it_only_wraps_html(head: str) -> None:
    lines = ("".join(f"\\u{ord(one)}?" if ord(one) > 126 else one for one in line) for line in STORY)
    rtf = "".join(f"{{\\*\\htmltag <p>}}{line}{{\\*\\htmltag </p>}}\\htmlrtf \\par\\htmlrtf0 " for line in lines)
    rtf = f"{{\\rtf1\\ansi{head} {rtf}}}"
    packed = struct.pack("<IIII", len(rtf) + 12, len(rtf), 0x414C454D, 0) + rtf.encode("ascii")
    body = attribute(1, 0x69003, properties(binary_property(0x1009, packed)))
    found = read(attach(mail(""), "winmail.dat", winmail(body), KIND))
    assert [(item.source, item.title, item.lead) for item in found.parsed.items] == [("body", TITLE, LEAD)]


def test_a_message_inside_brings_its_text_and_its_files() -> None:
    html = "".join(f"<p>{line}</p>" for line in STORY)
    inner = winmail(file("anh.jpg", photo(1)), html=html, subject="Tin que")
    found = read(attach(mail(), "winmail.dat", winmail(embedded("Tin que", inner)), KIND))
    assert [(item.title, len(item.photos)) for item in found.parsed.items] == [(TITLE, 1)]


def test_stamps_inside_hold() -> None:
    packed = winmail(file("mat.docx", word("MẬT", *STORY)))
    found = read(attach(mail(), "winmail.dat", packed, KIND))
    assert ([item.hold for item in found.parsed.items], found.kept) == (["secret"], {})
    packed = winmail(file("27-BC (MẬT).docx", word(*STORY)), file("b.docx", word(*OTHER)))
    found = read(attach(mail(), "winmail.dat", packed, KIND))
    assert ([item.hold for item in found.parsed.items], found.kept) == (["secret", "secret"], {})


def test_a_bare_one() -> None:
    found = read(winmail(file("a.docx", word(*STORY))), "winmail.dat")
    assert [(item.source, item.title) for item in found.parsed.items] == [("a.docx", TITLE)]


def test_one_cut_off_gives_what_it_has() -> None:
    packed = winmail(file("a.docx", word(*STORY)), file("b.jpg", photo(1)))
    found = read(attach(mail(), "winmail.dat", packed[:-9000], KIND))
    assert [item.title for item in found.parsed.items] == [TITLE]
    assert "archive-damaged" in found.codes()


@pytest.mark.parametrize("size", [0, 1, 4, 15, 40, 100])
def test_nothing_breaks_it(size: int) -> None:
    whole = winmail(file("a.txt", b"words"), html="<p>words</p>", subject="x")
    assert Tnef(whole[:-size] if size else whole).body() is not None or size > 0
    noise = whole[: 6 + size] + b"\xff" * 200
    assert Tnef(noise).damaged or not Tnef(noise).entries


def test_compressed_rich_text() -> None:
    # the example of [MS-OXRTFCP] 4.1.1
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af3206865"
        "6c090020627705b06c647d0a800fa0"
    )  # fmt: skip
    assert decompressed(packed) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


@pytest.mark.parametrize("name", FILES)
def test_samples_give_their_files(name: str) -> None:
    if not CORPUS.is_dir():
        missing(f"THE SAMPLES OF WINMAIL.DAT ARE ABSENT: {CORPUS}")
    found = read(attach(mail(), "winmail.dat", (CORPUS / f"{name}.tnef").read_bytes(), KIND))
    assert len(found.uses()) == 1 + FILES[name]
    assert "archive-damaged" not in found.codes()


def test_every_sample_is_read() -> None:
    if not CORPUS.is_dir():
        missing(f"THE SAMPLES OF WINMAIL.DAT ARE ABSENT: {CORPUS}")
    samples = sorted(CORPUS.glob("*.tnef"))
    assert len(samples) == 20
    for sample in samples:
        found = read(sample.read_bytes(), "winmail.dat")
        assert len(Tnef(sample.read_bytes()).entries) == FILES.get(sample.stem, 0), found.codes()
