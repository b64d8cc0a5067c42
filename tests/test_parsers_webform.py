"""Mails that a site's form wrote: which lines are the story, and who filled it in."""

import pytest

from tests.paper import paper
from tinbai.model import Byline
from tinbai.parsers.mail.segments import divide
from tinbai.parsers.story.structure import Structured, structure

TITLE = "Đoàn xã Vân Khê trồng 500 cây ban"
LEAD = (
    "Sáng 16/11, Đoàn xã Vân Khê ra quân trồng 500 cây ban dọc tuyến đường liên bản với sự tham gia của 120 đoàn viên."
)
MORE = "Các đoàn viên đã đào hố, bón lót và trồng xong 500 cây trên tuyến đường dài 2 km, đồng thời phát quang hai bên."
WHO = Byline("Lò Văn Páo", ("Lò Văn Páo",))


def only(*sheets: str | list[list[str | tuple[str, ...]]]) -> Structured:
    (story,) = structure(paper(*sheets), None)
    return story


@pytest.mark.parametrize(
    "lines",
    [
        ("Có tin mới từ biểu mẫu", "Họ và tên: Lò Văn Páo", "Email: p@example.org", f"Tiêu đề: {TITLE}", "Nội dung:"),
        ("Ho ten: Lò Văn Páo", "Dien thoai: 0900 333 444", f"Tieu de: {TITLE}", "Noi dung:"),
        ("From: Lò Văn Páo <p@example.org>", f"Subject: {TITLE}", "Message Body:"),
        ("<b>Họ và tên", "Lò Văn Páo", "<b>Tiêu đề", TITLE, "<b>Nội dung"),
    ],
)
def test_the_labels_are_no_story(lines: tuple[str, ...]) -> None:
    story = only(*lines, LEAD, MORE, "---", "Thời gian gửi: 16/11/2026 09:12", "IP: 192.0.2.4")
    assert (story.title, story.lead, story.byline) == (TITLE, LEAD, WHO)
    assert [block.text for block in story.body] == [MORE]


def test_a_table_keeps_the_paragraphs_of_its_story() -> None:
    rows: list[list[str | tuple[str, ...]]] = [
        ["Tiêu đề tin", TITLE],
        ["Nội dung tin", (LEAD, MORE)],
        ["Họ tên", "Lò Văn Páo"],
        ["Đơn vị", "Đoàn xã Vân Khê"],
    ]
    story = only("<b>Phiếu góp tin", rows)
    assert (story.title, story.lead, [block.text for block in story.body]) == (TITLE, LEAD, [MORE])
    assert story.byline == Byline("Lò Văn Páo", ("Lò Văn Páo",), "Đoàn xã Vân Khê")


def test_an_invitation_with_labels_is_no_form() -> None:
    lines = ("Thời gian: 8 giờ ngày 20/11", "Địa điểm: Hội trường", f"Nội dung: {MORE}")
    assert [block.text for block in only("<bc>THƯ MỜI DỰ HỘI NGHỊ", LEAD, *lines).body] == list(lines)


def test_sender_and_title_of_a_form_are_no_old_mail() -> None:
    lines = paper("Người gửi: Lò Văn Páo", "Ngày gửi: 16/11/2026 10:22", f"Tiêu đề: {TITLE}", "Nội dung:", LEAD)
    assert [part.type for part in divide(lines.pieces, "Tin mới").segments] == ["new"]
    assert [part.type for part in divide((*lines.pieces[:3], lines.pieces[4]), "Tin mới").segments] == ["forwarded"]
