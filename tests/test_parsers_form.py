"""The form above a story, and lines that say where a photo goes."""

from datetime import date

import pytest

from tests.paper import paper
from tinbai.model import Byline
from tinbai.parsers.document import Document, Paragraph, Picture, Span, Table
from tinbai.parsers.story.form import form_of, signed_in
from tinbai.parsers.story.labels import in_series
from tinbai.parsers.story.lines import Line, lines_of
from tinbai.parsers.story.photos import ordinal
from tinbai.parsers.story.places import key_of, meant, with_places
from tinbai.parsers.story.structure import structure

FORM = (
    ("Chuyên mục:", "Y tế - Sức khỏe"),
    ("Thể loại:", "Tin"),
    ("Tác giả:", "Đoàn Thị Nhài"),
    ("Đơn vị:", "Trung tâm Y tế khu vực Sông Trúc"),
    ("Ngày diễn ra sự kiện:", "09/11/2026"),
)


def test_a_form_tells_author_unit_and_day() -> None:
    form = form_of(FORM)
    assert form is not None
    assert form.byline() == Byline("Đoàn Thị Nhài", ("Đoàn Thị Nhài",), "Trung tâm Y tế khu vực Sông Trúc")
    assert (form.event(date(2026, 11, 13)), form.kind) == (date(2026, 11, 9), "Tin")


@pytest.mark.parametrize(
    "rows",
    [
        (("TT", "Thôn", "Số hộ"), ("1", "Nà Lũng", "37"), ("2", "Khuổi Rọ", "41")),
        (("Mặt hàng", "Giá"), ("Lúa", "8.000"), ("Ngô", "7.500")),
        (("Tác giả", "Giải"), ("Nguyễn Văn An", "Nhất"), ("Lê Thị Bình", "Nhì"), ("Trần Văn Cao", "Ba")),
    ],
)
def test_other_tables_are_none(rows: tuple[tuple[str, ...], ...]) -> None:
    assert form_of(rows) is None


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("[CHÈN ẢNH 1 Ở ĐÂY]", "1"),
        ("(Ảnh 2)", "2"),
        ("<chèn ảnh vào đây>", "1"),
        ("Chèn hình số 3", "3"),
        ("(IMG_2041.jpg)", "img_2041.jpg"),
        ("Ảnh 2", None),
        ("Ảnh 1: Quang cảnh hội nghị", None),
        ("Ảnh hội nghị do xã cung cấp", None),
    ],
)
def test_a_line_may_say_where_a_photo_goes(line: str, key: str | None) -> None:
    (piece,) = with_places(Document((Paragraph((Span(line),)),))).pieces
    assert (key_of(piece) if isinstance(piece, Picture) else None) == key


def test_a_file_with_pictures_keeps_such_lines() -> None:
    shown = Document((Picture("a.jpg", b"x"), Paragraph((Span("(Ảnh 1)"),))))
    assert with_places(shown) == shown


@pytest.mark.parametrize(
    ("key", "names", "place"),
    [
        ("1", ["Ảnh 2.jpg", "Ảnh 1.jpg"], 1),
        ("2", ["IMG_2041.jpg", "IMG_2042.jpg"], 1),
        ("3", ["a.jpg"], None),
        ("img_2042.jpg", ["IMG_2041.JPG", "IMG_2042.JPG"], 1),
    ],
)
def test_which_photo_is_meant(key: str, names: list[str], place: int | None) -> None:
    assert meant(key, names, [ordinal(name) for name in names]) == place


@pytest.mark.parametrize(
    ("rows", "who"),
    [
        ((("CHỈ HUY ĐƠN VỊ Thượng tá Đinh Công Hậu", "NGƯỜI VIẾT TIN Đại úy Lê Hồng Quân"),), "đại úy lê hồng quân"),
        ((("DUYỆT CỦA LÃNH ĐẠO", "Người viết"), ("Lò Văn Sáng", "Hà Thị Liễu")), "hà thị liễu"),
        ((("DUYỆT", "XÁC NHẬN CỦA ĐƠN VỊ"),), ""),
        ((("Hạng", "Đơn vị"), ("Nhất", "Sông Trúc")), None),
    ],
)
def test_who_wrote_may_stand_in_a_table_of_signatures(rows: tuple[tuple[str, ...], ...], who: str | None) -> None:
    found = signed_in(rows)
    assert (found and found.lower()) == who


def test_a_table_that_arranges_the_page_is_its_text() -> None:
    words = ("Title of the story", "One two three " * 8, "Four five six " * 8)
    cell = tuple(Paragraph((Span(text),)) for text in words)
    head = tuple((Paragraph((Span(text),)),) for text in ("left", "right"))
    lines = lines_of(Document((Table((head, (cell, ()))),)))
    assert [line.rows or line.text for line in lines] == [(("left", "right"),), *(text.strip() for text in words)]


def test_captions_in_one_line_are_parted() -> None:
    line = Line("Chú thích: Ảnh 1: Toàn cảnh; Ảnh 2: Các cụ bà múa quạt")
    assert [one.text for one in in_series(line)] == ["Ảnh 1: Toàn cảnh", "Ảnh 2: Các cụ bà múa quạt"]
    told = Line("Trong Ảnh 1: các cụ múa quạt, còn Ảnh 2: múa kiếm")
    assert in_series(told) == [told]


def test_a_file_may_name_its_photos_with_what_they_show() -> None:
    told, text = Paragraph((Span("IMG_2041: Quang cảnh buổi lễ"),)), Paragraph((Span("lời " * 40),))
    _, picture, words = with_places(Document((text, told))).pieces
    assert isinstance(picture, Picture) and key_of(picture) == "img_2041"
    assert isinstance(words, Paragraph) and words.text == "Quang cảnh buổi lễ"
    assert with_places(Document((told,))).pieces == (told,)


def test_plain_captions_may_stand_above_all_pictures() -> None:
    told = "Sáng 18/11, Hội Phụ nữ xã nghiệm thu tuyến đường hoa kiểu mẫu dài 1,3 km tại thôn Nà Lũng của xã Khe Ngọc."
    sheets = [
        "<bc>Tuyến đường hoa",
        told,
        told,
        "Hội viên trồng hoa",
        "<pic>a.jpg",
        told,
        "Trao máy cắt cỏ",
        "<pic>b.jpg",
        told,
    ]
    (story,) = structure(paper(*sheets), None)
    assert [shown.caption for shown in story.pictures] == ["Hội viên trồng hoa", "Trao máy cắt cỏ"]
    assert [block.text for block in story.body if block.text] == [told] * 3
