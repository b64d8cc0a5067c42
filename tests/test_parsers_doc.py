"""Word 97 files: everything that is seen, once; nothing that is not; looks, old fonts, labels, tables, pictures."""

import struct
from pathlib import Path

import pytest

from tests.ole import compound
from tests.vietnamese import lines_of
from tests.word import words
from tinbai.parsers import flow
from tinbai.parsers.doc.drawings import Record, shape_of
from tinbai.parsers.doc.read import read_doc
from tinbai.parsers.doc.sprms import short, sprms
from tinbai.parsers.document import Document, Paragraph, Piece, Table
from tinbai.parsers.encoding import repairs as encoding
from tinbai.parsers.ole import Ole
from tinbai.parsers.sniff import media_type

DOCUMENTS = Path(__file__).parent / "documents"
EVERYTHING = read_doc((DOCUMENTS / "tat-ca.doc").read_bytes())


def found(text: str) -> Paragraph:
    return next(one for one in flow.paragraphs(EVERYTHING.pieces) if text in one.text)


def outline(piece: Piece) -> object:
    """Paragraphs as their text, tables as lists."""
    if isinstance(piece, Table):
        return [[[outline(one) for one in cell] for cell in row] for row in piece.rows]
    return piece.text if isinstance(piece, Paragraph) else piece.name


def test_everything_seen_is_there_once_in_reading_order() -> None:
    assert [outline(piece) for piece in EVERYTHING.pieces] == [
        "Tiêu đề bản tin",
        "đậm nghiêng lớn",
        "chữ hoa mật",
        "thêm vào",
        "hiện",
        "một\thai\nba",
        "đường dẫn",
        "1.jpg",
        "Ảnh trong dòng",
        "Có ảnh nổi",
        "2.png",
        "chỗ neo",
        "trong khung",
        "có chú thích",
        "mục một",
        "mục a",
        "mục hai",
        "gạch",
        [[["ô một"], ["ô hai"]], [["ô ba"], ["ô bốn", "dòng nữa"]]],
        "sau bảng",
        [[["ngoài", [[["lồng"]]]], ["bên"]]],
        "trước",
        "sau",
        "emoji 😀 hết",
        "lời cuối trang",
        "lời cuối bài",
    ]
    assert EVERYTHING.problems == ()


def test_what_stands_beside_the_text_is_a_note() -> None:
    assert EVERYTHING.notes == ("CHỮ HOA MẬT", "Đầu trang", "Chân trang", "nhận xét")


def test_looks_come_from_the_run_its_style_and_what_that_is_based_on() -> None:
    title, mixed = found("Tiêu đề"), found("nghiêng")
    assert (title.style, title.spans[0].bold, title.spans[0].size) == ("heading 1", True, 18.0)
    assert mixed.align == "center"
    assert [(span.bold, span.italic, span.size) for span in mixed.spans] == [
        (True, False, 13.0),
        (False, True, 13.0),
        (False, False, 20.0),
    ]
    assert (found("Ảnh trong").style, found("Ảnh trong").spans[0].italic) == ("caption", True)


def test_labels_are_counted() -> None:
    items = [one for one in flow.paragraphs(EVERYTHING.pieces) if one.list_label]
    assert [(one.list_label, one.ordered) for one in items] == [
        ("1.", True),
        ("a)", True),
        ("2.", True),
        ("-", False),
    ]


def test_pictures_keep_their_octets() -> None:
    inline, floating = flow.pictures(EVERYTHING.pieces)
    assert inline.data is not None and inline.data.startswith(b"\xff\xd8") and inline.data.endswith(b"\xff\xd9")
    assert floating.data is not None and floating.data.startswith(b"\x89PNG") and b"IEND" in floating.data[-12:]


@pytest.mark.parametrize(("file", "kind"), [("kieu-cu-tcvn3.doc", "tcvn3"), ("kieu-cu-vni.doc", "vni")])
def test_old_fonts_of_runs_and_styles_are_decoded(file: str, kind: str) -> None:
    document = encoding.repair(read_doc((DOCUMENTS / file).read_bytes()))
    wanted = [" ".join(line.split()) for line in lines_of("01-tin-hop-giao-ban")]
    fold = str.lower if kind == "tcvn3" else str
    assert fold(words(document)) == fold("\n".join(wanted))
    assert document.encoding == kind


@pytest.mark.parametrize(
    ("grpprl", "expected"),
    [
        (b"\x35\x08\x01", [(0x0835, b"\x01")]),
        (b"\x4f\x4a\x02\x00\x35\x08\x01", [(0x4A4F, b"\x02\0"), (0x0835, b"\x01")]),
        (b"\x08\xd6\x03\x00ab\x35\x08\x00", [(0xD608, b"ab"), (0x0835, b"\0")]),
        (b"\x15\xc6\xff\x01dddd\x01aaa\x35\x08\x01", [(0xC615, b"\x01dddd\x01aaa"), (0x0835, b"\x01")]),
        (b"\x35\x08", []),
        (b"\x4f\x4a\x02", []),
    ],
)
def test_changes_of_looks_are_told_apart(grpprl: bytes, expected: list[tuple[int, bytes]]) -> None:
    assert list(sprms(grpprl)) == expected


def test_a_change_in_two_octets_is_written_out() -> None:
    assert short(0x41 << 1 | 1 << 8) == b"\x00\x08\x01"
    assert short(0x7F << 1) == b""


def shape(name: int, long: bytes) -> bytes:
    properties = struct.pack("<HI", name | 0x8000, len(long)) + long
    return struct.pack("<HHI", 1 << 4 | 3, 0xF00B, len(properties)) + properties


@pytest.mark.parametrize(
    ("name", "attribute", "value"),
    [(0x381, "alt", "Lễ hội"), (0xC0, "words", "Lễ hội"), (0x105, "is_linked", True)],
)
def test_what_a_shape_says(name: int, attribute: str, value: object) -> None:
    data = shape(name, "Lễ hội\0".encode("utf-16-le"))
    assert getattr(shape_of(data, Record(0xF004, 0, 15, 0, len(data))), attribute) == value


def text_of(text: bytes, looks: bytes = b"") -> Document:
    """Of a file made by hand: all of it in one piece and one look."""
    head = bytearray(0x400)
    clx = b"\x02" + struct.pack("<IIIHIH", 16, 0, len(text), 0, 0x4000_0000 | 2 * 0x400, 0)
    pages = 0x400 + -(-len(text) // 512) * 512
    page = struct.pack("<IIBB", 0x400, 0x400 + len(text), 100, 0).ljust(200, b"\0") + bytes((len(looks),)) + looks
    struct.pack_into("<HH", head, 0, 0xA5EC, 0xC1)
    struct.pack_into("<i", head, 0x4C, len(text))
    struct.pack_into("<II", head, 0x1A2, 0, len(clx))
    struct.pack_into("<II", head, 0xFA, len(clx), 12)
    main = (bytes(head) + text).ljust(pages, b"\0") + page.ljust(511, b"\0") + b"\x01"
    return read_doc(compound({"WordDocument": main, "0Table": clx + struct.pack("<III", 0, 1, pages // 512)}))


@pytest.mark.parametrize(
    ("text", "looks", "expected"),
    [
        (b"a\rb\r", b"", ["a", "b"]),
        (b"\x93\x81\xe0\x94\r", b"", ["“\x81à”"]),
        (b"a\x1eb\x1fc\x0bd\x05\r", b"", ["a-b\u00adc\nd"]),
        (b"x\x13 HYPERLINK y\x13 z\x15\x14s\x13 q\x14ee\x15\x15\r", b"", ["xsee"]),
        (b"a\x13 PAGE\x15b\r", b"", ["ab"]),
        (b"a\x13 EQ \\o\\ad(\\s\\up 9(k),w)\x15b\r", b"", ["awb"]),
        (b"a\x13 PAGE b\r", b"", ["a PAGE b"]),
        (b"a\r", b"\x3c\x08\x01", []),
        (b"a\r", b"\x00\x08\x01", []),
        (b"a\r", b"\x3c\x08\x80", ["a"]),
        (b"(\r", b"\x09\x6a\x00\x00\x41\x00", ["A"]),
        (b"(a)\r", b"\x09\x6a\x00\x00\x41\x00", ["(a)"]),
    ],
)
def test_what_characters_mean(text: bytes, looks: bytes, expected: list[str]) -> None:
    assert [one.text for one in flow.paragraphs(text_of(text, looks).pieces)] == expected


def test_a_picture_that_a_field_only_names_is_told() -> None:
    document = text_of(b'a\x13 INCLUDEPICTURE "D:\\\\anh.jpg" \\d \x14\x15b\r')
    assert [one.name for one in flow.pictures(document.pieces)] == ["anh.jpg"]
    assert [problem.code for problem in document.problems] == ["picture-linked"]


@pytest.mark.parametrize("text", [b"\x07" * 400_000, b"a" * 600_000, b"a\r" * 200_000])
@pytest.mark.slow
def test_a_text_without_end_is_cut(text: bytes) -> None:
    assert [problem.code for problem in text_of(text).problems] == ["text-too-long"]


# --- What cannot be read ---------------------------------------------------------------------------------------


def changed(place: int, octets: bytes) -> bytes:
    """The sample with other octets in the head of its main stream."""
    data = bytearray((DOCUMENTS / "kieu-cu-vni.doc").read_bytes())
    begin = data.index(b"\xec\xa5")
    data[begin + place : begin + place + len(octets)] = octets
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "document-damaged"),
        (b"no Word file", "document-damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000, "document-damaged"),
        (changed(0, b"\0\0"), "document-damaged"),
        (changed(0, b"\x99\xa6"), "format-not-read"),
        (changed(0x0B, b"\x13"), "document-encrypted"),
        (changed(0x4C, b"\xff\xff\xff\xff"), "document-damaged"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, code: str) -> None:
    document = read_doc(data)
    assert document.pieces == ()
    assert [(problem.code, problem.severity) for problem in document.problems] == [(code, "grave")]


def told(document: Document) -> list[tuple[str, str]]:
    return [(problem.code, problem.severity) for problem in document.problems if problem.code != "picture-missing"]


DAMAGED, LOST = ("document-damaged", "warning"), ("looks-lost", "warning")


def test_without_the_table_of_pieces_the_text_is_found_by_its_place() -> None:
    document = read_doc(changed(0x1A2, b"\xff\xff\xff\xff"))
    assert words(document) == words(read_doc((DOCUMENTS / "kieu-cu-vni.doc").read_bytes()))
    assert told(document) == [DAMAGED, LOST]


def without_directory(file: str, size: int | None = None) -> bytes:
    """As Word lays it: the text, then its table, and cut off before the directory or earlier."""
    ole = Ole((DOCUMENTS / file).read_bytes())
    main, table = ole.stream("WordDocument")[:size], b"" if size else ole.stream("1Table")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0")
    return head + main.ljust(-(-len(main) // 512) * 512, b"\0") + table if not size else head + main


def test_without_its_directory_a_file_is_read_by_the_head_of_its_text() -> None:
    data = without_directory("tat-ca.doc")
    document = read_doc(data)
    assert media_type(data) == "application/msword"
    assert (words(document), told(document)) == (words(EVERYTHING), [DAMAGED])


@pytest.mark.parametrize(("size", "least"), [(5000, 0.85), (2600, 0.2)])
def test_of_a_text_cut_off_what_is_there_is_kept(size: int, least: float) -> None:
    document = read_doc(without_directory("tat-ca.doc", size))
    expected = words(EVERYTHING).split()
    kept = [word for word in words(document).split() if word in expected]
    assert len(kept) >= least * len(expected)
    assert told(document) == [DAMAGED, LOST]


def test_a_field_without_an_end_hides_nothing() -> None:
    data = (DOCUMENTS / "tat-ca.doc").read_bytes()
    sign, end = "\x14đường dẫn\x15".encode("utf-16-le"), " đường dẫn ".encode("utf-16-le")
    assert sign in data
    broken = data.replace(sign, end)
    assert {"đường", "dẫn", "sau", "hết"} <= set(words(read_doc(broken)).split())


@pytest.mark.parametrize("file", ["tat-ca.doc", "kieu-cu-vni.doc"])
def test_a_file_cut_off_anywhere_is_answered(file: str) -> None:
    data = (DOCUMENTS / file).read_bytes()
    for size in range(0, len(data), 77):
        assert isinstance(read_doc(data[:size]), Document)


@pytest.mark.parametrize("file", ["tat-ca.doc", "kieu-cu-vni.doc"])
@pytest.mark.slow
def test_an_octet_turned_anywhere_is_answered(file: str) -> None:
    data = (DOCUMENTS / file).read_bytes()
    for place in range(0, len(data), 41):
        turned = bytes((data[place] ^ 0xFF,))
        assert isinstance(read_doc(data[:place] + turned + data[place + 1 :]), Document)
