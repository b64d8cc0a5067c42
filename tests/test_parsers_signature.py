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
