"""Files of Word 6 and 95 are read with their looks, and letters by the code pages of their fonts."""

import struct

import pytest

from tests.ole import compound
from tinbai.parsers import flow
from tinbai.parsers.doc.lists import OldNumbers
from tinbai.parsers.doc.read import read_doc
from tinbai.parsers.doc.word6 import modern
from tinbai.parsers.document import Document

FONTS = (("Times New Roman", 0), (".VnTime", 0), ("Arial CYR", 204), ("MS Mincho", 128))
ENGLISH, RUSSIAN, VIETNAMESE = 0x409, 0x419, 0x42A


def word_95(
    text: bytes, looks: bytes = b"", language: int = ENGLISH, characters: int = 0, numbering: bytes = b""
) -> Document:
    """All of it in one look: the head, the text, pages of looks of characters and of paragraphs, the tables."""
    begin, page = 0x400, (0x400 + len(text) + 511) // 512
    head = bytearray(begin)
    run = struct.pack("<IIB", begin, begin + len(text), 100).ljust(200, b"\0") + bytes((len(looks),)) + looks
    of_paragraphs = b"\0\0" + numbering + bytes(1 - len(numbering) % 2)
    papx = struct.pack("<IIB", begin, begin + len(text), 100).ljust(200, b"\0") + bytes((len(of_paragraphs) // 2 + 1,))
    names = b"".join(bytes((len(name) + 6, 0, 0, 0, charset, 0)) + name.encode() + b"\0" for name, charset in FONTS)
    runs, fonts = struct.pack("<IIH", begin, begin + len(text), page), struct.pack("<H", len(names) + 2) + names
    paragraphs = struct.pack("<IIH", begin, begin + len(text), page + 1)
    tables = (page + 2) * 512
    struct.pack_into("<HHHH", head, 0, 0xA5DC, 0x68, 0, language)
    struct.pack_into("<H", head, 0x14, characters)
    struct.pack_into("<II", head, 0x18, begin, begin + len(text))
    struct.pack_into("<I", head, 0x34, len(text))
    struct.pack_into("<II", head, 0x58 + 8 * 12, tables, len(runs))
    struct.pack_into("<II", head, 0x58 + 8 * 13, tables + len(runs), len(paragraphs))
    struct.pack_into("<II", head, 0x58 + 8 * 15, tables + len(runs + paragraphs), len(fonts))
    main = (bytes(head) + text).ljust(page * 512, b"\0") + run.ljust(511, b"\0") + b"\x01"
    main += (papx + of_paragraphs).ljust(511, b"\0") + b"\x01" + runs + paragraphs + fonts
    return read_doc(compound({"WordDocument": main.ljust(5000, b"\0")}))


def test_a_macintosh_has_letters_of_its_own() -> None:
    document = word_95(b"caf\x8e \xd2x\xd3\r", characters=256)
    assert [one.text for one in flow.paragraphs(document.pieces)] == ["café “x”"]


@pytest.mark.parametrize(
    ("text", "looks", "language", "expected"),
    [
        (b"a\rb\r", b"", ENGLISH, ["a", "b"]),
        (b"a\r", b"\x5c\x01", ENGLISH, []),
        (b"a\r", b"\x41\x01", ENGLISH, []),
        (b"a\r", b"\x5c\x00", ENGLISH, ["a"]),
        (b"Tin c\xf1a\r", b"\x5d\x01\x00", RUSSIAN, ["Tin cña"]),
        (b"\xcf\xf0\r", b"", RUSSIAN, ["Пр"]),
        (b"\xcf\xf0\r", b"\x5d\x02\x00", ENGLISH, ["Пр"]),
        (b"c\xf1a x\xb7\r", b"", VIETNAMESE, ["cña x·"]),
        (b"\x93\xfa\x96\x7b\r", b"\x5d\x03\x00", ENGLISH, ["日本"]),
        (b"x\x13 HYPERLINK y\x14see\x15\r", b"", ENGLISH, ["xsee"]),
        (b"1\x072\x07\x07\rsau\r", b"", ENGLISH, ["1", "2", "sau"]),
    ],
)
def test_what_characters_mean(text: bytes, looks: bytes, language: int, expected: list[str]) -> None:
    document = word_95(text, looks, language)
    assert document.problems == ()
    assert [one.text for one in flow.paragraphs(document.pieces)] == expected


def test_the_font_is_known() -> None:
    spans = [span for one in flow.paragraphs(word_95(b"c\xf1a\r", b"\x5d\x01\x00").pieces) for span in one.spans]
    assert [(span.text, span.font) for span in spans] == [("cña", ".VnTime")]


@pytest.mark.parametrize(
    ("grpprl", "expected"),
    [
        (b"\x55\x01", b"\x35\x08\x01"),
        (b"\x5d\x07\x00", b"\x4f\x4a\x07\x00\x51\x4a\x07\x00"),
        (b"\x44\x02ab\x5c\x01", b"\x3c\x08\x01"),
        (b"\xbe\x05\x00abcd\x18\x01", b"\x16\x24\x01"),
        (b"\xff\x01\x5c\x01", b""),
        (b"\x63", b""),
    ],
)
def test_looks_are_written_as_word_97_does(grpprl: bytes, expected: bytes) -> None:
    assert modern(grpprl) == expected


def anld(form: int, before: bytes, after: bytes, start: int = 1, flags: int = 0) -> bytes:
    """How a paragraph is numbered."""
    signs = (before + after).ljust(32, b"\0")[:32]
    return (
        struct.pack("<BBBBBBhHHHHBBBB", form, len(before), len(after), flags, 0, 0, 0, 20, start, 360, 0, 0, 0, 0, 0)
        + signs
    )


def numbered(level: int, numbering: bytes) -> bytes:
    return b"\x0d" + bytes((level,)) + b"\x0c" + bytes((len(numbering),)) + numbering


PLAIN = b""
DECIMAL, ROMAN = numbered(10, anld(0, b"", b".")), numbered(10, anld(1, b"(", b")", start=4))
FIRST, SECOND = numbered(1, anld(0, b"", b".")), numbered(2, anld(4, b"", b")", flags=4))


@pytest.mark.parametrize(
    ("looks", "labels"),
    [
        ([DECIMAL, DECIMAL, PLAIN, DECIMAL], ["1.", "2.", None, "1."]),
        ([DECIMAL, numbered(12, b""), DECIMAL], ["1.", None, "2."]),
        ([ROMAN, ROMAN, DECIMAL], ["(IV)", "(V)", "1."]),
        ([numbered(11, anld(0, b"\xb7", b"")), PLAIN], ["-", None]),
        ([FIRST, SECOND, SECOND, FIRST, SECOND], ["1.", "1.a)", "1.b)", "2.", "2.a)"]),
        ([numbered(10, b"\0\1"), numbered(99, anld(0, b"", b".")), numbered(10, anld(0, b"", b"." * 40))],
         [None, None, "1" + "." * 32]),
    ],
)  # fmt: skip
def test_every_paragraph_says_how_it_is_numbered(looks: list[bytes], labels: list[str | None]) -> None:
    numbers = OldNumbers()
    said = [modern(one, numbers) for one in looks]
    lists = numbers.lists()
    found = []
    for one in said:
        number, level = struct.unpack("<2xH2xB", one) if one else (0, 0)
        if not number:
            lists.interrupt()
        label = lists.next(str(number), level)
        found.append(label.text if label else None)
    assert found == labels


def test_lists_of_word_95_have_their_labels() -> None:
    document = word_95(b"Mot\rHai\rBa\r", numbering=DECIMAL)
    assert [one.list_label for one in flow.paragraphs(document.pieces)] == ["1.", "2.", "3."]
