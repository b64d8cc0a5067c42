"""Which of the last lines is the byline of the story and which belongs to the mail."""

import pytest

from tests.paper import paper
from tinbai.parsers.story.structure import structure

LEAD = "Chiều 25/11/2025, Công đoàn Thuế tỉnh trao 100 suất quà cho học sinh vùng lũ xã Khe Ngọc."
TEXT = "Đại diện Công đoàn động viên các em vượt khó, học giỏi trong năm học này."


@pytest.mark.parametrize(
    ("lines", "raw", "authors"),
    [
        (["NGỌC MAI", "<b>Nguyễn Thị Ngọc Mai", "Phòng Tuyên truyền | Thuế tỉnh"], "NGỌC MAI", ("NGỌC MAI",)),
        (["BS Hà"], "BS Hà", ("Hà",)),
        (["Thiếu tá Trần Quốc Toản – CHT BCHQS xã"], "Thiếu tá Trần Quốc Toản – CHT BCHQS xã", ("Trần Quốc Toản",)),
        (["Phóng sự của Vương Khải - Thùy Linh"], "Phóng sự của Vương Khải - Thùy Linh", ("Vương Khải", "Thùy Linh")),
        (["Truyện ngắn của Lâm Hồng Tú"], "Truyện ngắn của Lâm Hồng Tú", ("Lâm Hồng Tú",)),
        (["LINH ĐAN – HÀ PHƯƠNG"], "LINH ĐAN – HÀ PHƯƠNG", ("LINH ĐAN", "HÀ PHƯƠNG")),
        (["Mai Thị H' Ring (HCTĐ xã)"], "Mai Thị H' Ring (HCTĐ xã)", ("Mai Thị H' Ring",)),
        (["Hà Thuyết", "Nguyên giáo viên xã"], "Hà Thuyết\nNguyên giáo viên xã", ("Hà Thuyết",)),
        (["Người viết: Hà Thuyết", "Bí thư xã đoàn"], "Người viết: Hà Thuyết\nBí thư xã đoàn", ("Hà Thuyết",)),
        (
            ["<br>Sông Mai", "Tên thật: Lò Khiêm", "Bút danh: Sông Mai", "STK 22 220 000 777"],
            "Sông Mai",
            ("Sông Mai",),
        ),
    ],
)
def test_byline(lines: list[str], raw: str, authors: tuple[str, ...]) -> None:
    (story,) = structure(paper("<bc>Ngành Thuế tặng quà học sinh vùng lũ", LEAD, TEXT, *lines), None)
    assert story.byline is not None
    assert (story.byline.raw, story.byline.authors) == (raw, authors)
    assert [block.text for block in story.body] == [TEXT]


def test_who_signs_the_mail_again_is_left_out_with_the_post() -> None:
    tail = ("Tin, ảnh: Nguyễn Thị Hoài", "Em cảm ơn ạ!", "Nguyễn Thị Hoài", "Công chức Văn hóa - Xã hội xã Phú Lộc")
    (story,) = structure(paper("<bc>Ngành Thuế tặng quà học sinh vùng lũ", LEAD, TEXT, *tail), None)
    assert story.byline is not None and story.byline.raw == tail[0]
    assert [block.text for block in story.body] == [TEXT]


def test_the_last_item_of_a_list_signs_nothing() -> None:
    items = ("- Thôn Nà Lốc trồng 300 cây;", "- Thôn Khe Sâu trồng 500 cây;", "- Thôn Bản Mới trồng 400 cây.")
    (told,) = structure(paper("<bc>Khe Ngọc trồng cây đầu xuân năm 2026", LEAD, TEXT, *items), None)
    assert told.byline is None
    assert told.body[-1].items[-1] == "Thôn Bản Mới trồng 400 cây."


def test_the_last_of_several_who_are_honoured_signs_nothing() -> None:
    honoured = ("Nguyễn Thị Lan", "Giáo viên Trường THCS Khe Ngọc", "Lê Văn Hòa", "Giáo viên Trường Tiểu học Khe Ngọc")
    (story,) = structure(paper("<bc>Danh sách nhà giáo được khen thưởng", LEAD, TEXT, *honoured), None)
    assert story.byline is None and [block.text for block in story.body] == [TEXT, *honoured]


@pytest.mark.parametrize(
    "above", [("<br>Lò Thị Hạnh", "<ir>Sở Nội vụ"), ("<i>TS. Lò Thị Hạnh", "<i>Phó Giám đốc Sở Nội vụ")]
)
def test_author_and_office_may_stand_below_the_title(above: tuple[str, str]) -> None:
    (story,) = structure(paper("<bc>TINH GỌN BỘ MÁY TỪ CƠ SỞ", *above, LEAD, TEXT), None)
    assert (story.lead, [block.text for block in story.body]) == (LEAD, [TEXT])
    assert story.byline is not None and story.byline.authors == ("Lò Thị Hạnh",)
    assert story.byline.unit is not None and story.byline.unit.startswith("Sở Nội vụ")


@pytest.mark.parametrize("given", ["<ci>(Thân tặng mẹ)", "<ri>Tặng H.", "Viết tặng thầy giáo cũ của tôi"])
def test_to_whom_a_work_is_given_opens_its_body(given: str) -> None:
    verses = ("Chiều nay nước lại dâng lên", "Con thuyền độc mộc nằm im gầm sàn", "<br>Lò Vin")
    (story,) = structure(paper("<bc>Chiều Nậm Mu", "<ci>Thơ", given, *verses), None)
    assert (story.title, story.lead, story.loose_captions) == ("Chiều Nậm Mu", None, ())
    assert [block.text for block in story.body] == [given.rpartition(">")[2], *verses[:2]]


def test_gifts_in_a_second_line_are_the_title() -> None:
    (story,) = structure(paper("<bc>HỘI CHỮ THẬP ĐỎ XÃ", "<bc>Tặng quà cho hộ nghèo", LEAD, TEXT), None)
    assert (story.title, story.lead) == ("Tặng quà cho hộ nghèo", LEAD)
