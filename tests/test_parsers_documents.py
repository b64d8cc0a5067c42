"""One story, written by an office program in five formats: each is the same draft."""

from pathlib import Path

import pytest

from tinbai.model import Item
from tinbai.parsers.parse import parse

DOCUMENTS = Path(__file__).parent / "documents"


def item(ending: str) -> Item:
    file = DOCUMENTS / f"cho-sach.{ending}"
    parsed = parse(file.name, file.read_bytes(), lambda content: None)
    assert parsed.problems == ()
    (only,) = parsed.items
    return only


@pytest.mark.parametrize("ending", ["docx", "doc", "odt", "rtf", "pdf"])
def test_the_draft_is_right_whatever_the_format(ending: str) -> None:
    found = item(ending)
    assert (found.kind, found.title) == ("story", "Phiên chợ sách cũ đầu tiên của xã Lam Sơn thu hút đông đảo bạn đọc")
    assert found.lead and found.lead.startswith("Sáng 12/10/2025, tại Nhà văn hóa xã Lam Sơn")
    assert [block.type for block in found.body] == ["paragraph"] * 3 + ["list"] + ["paragraph"] * 2
    assert found.byline and found.byline.authors == ("Hoàng Minh Châu",)
    assert "TRUNG TÂM VĂN HÓA" not in found.text
    assert "Trang" not in found.text


@pytest.mark.parametrize("ending", ["doc", "odt", "rtf", "pdf"])
def test_the_words_are_those_of_the_word_file(ending: str) -> None:
    assert item(ending).text == item("docx").text


def test_labels_that_say_more_than_a_count_stay_in_the_draft() -> None:
    file = DOCUMENTS / "danh-so.docx"
    (block,) = parse(file.name, file.read_bytes(), lambda content: None).items[0].body
    assert block.items[:5] == (
        "I. Khen thưởng", "Điều 1. Đối tượng", "a) Tập thể", "b) Cá nhân", "1.1. Trong huyện",
    )  # fmt: skip
    assert block.items[-2:] == ("II. Kỷ luật", "Điều 1. Hình thức")


@pytest.mark.parametrize("ending", ["docx", "doc", "odt", "rtf", "pdf"])
def test_a_footnote_below_the_text_does_not_hide_who_signed(ending: str) -> None:
    file = DOCUMENTS / f"cuoc-chu.{ending}"
    (found,) = parse(file.name, file.read_bytes(), lambda content: None).items
    assert found.byline and found.byline.authors == ("Phạm Thu Hà",)
    assert "Hải Thanh địa chí" in found.body[-1].text
