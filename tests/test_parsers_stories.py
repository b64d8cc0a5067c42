"""Several stories in one text: how contributors part them, and what parts none."""

from datetime import date

import pytest

from tests.paper import Sheet, paper
from tinbai.parsers.story.structure import structure

T1, T2 = "Xã Khe Ngọc phát động ngày hội trồng cây đầu xuân", "Hội Phụ nữ xã tặng quà cho học sinh nghèo"
L1 = "Sáng 10/11, UBND xã Khe Ngọc tổ chức lễ phát động trồng cây với sự tham gia của hơn 300 cán bộ, đoàn viên."
L2 = "Chiều 09/11, Hội Liên hiệp Phụ nữ xã Khe Ngọc trao 25 suất quà cho học sinh tại điểm trường Nà Lốc."
P1 = "Ngay sau lễ phát động, các lực lượng đã trồng 1.200 cây lát hoa và bàng Đài Loan dọc tuyến đường liên thôn."
P2 = "Mỗi suất quà trị giá 500.000 đồng gồm áo ấm, sách vở và đồ dùng học tập do các nhà hảo tâm ủng hộ."
WAYS: dict[str, list[Sheet]] = {
    "number": [f"1. {T1}", L1, P1, f"2. {T2}", L2, P2],
    "Roman number": [f"I. {T1}", L1, P1, f"II. {T2}", L2, P2],
    "star": [f"* {T1}", L1, P1, f"* {T2}", L2, P2],
    "kicker": ["TIN 1", T1, L1, P1, "TIN 2", T2, L2, P2],
    "kicker in words": ["Tin thứ nhất", T1, L1, P1, "Tin thứ hai", T2, L2, P2],
    "name": [T1, L1, P1, "Lò Văn Sáng", T2, L2, P2, "Lò Văn Sáng"],
    "same look": ["<bc>" + T1, L1, P1, "<bc>" + T2, L2, P2],
}


@pytest.mark.parametrize("sheets", WAYS.values(), ids=WAYS.keys())
def test_two_stories_are_told_apart(sheets: list[Sheet]) -> None:
    told = structure(paper(*sheets), date(2026, 11, 11))
    assert [(one.title, one.lead) for one in told] == [(T1, L1), (T2, L2)]
    assert [[block.text for block in one.body] for one in told] == [[P1], [P2]]


def test_subheads_of_one_story_part_nothing() -> None:
    sheets: list[Sheet] = ["<bc>" + T1, P1, "<b>1. Bộ máy tinh gọn", P2, "<b>2. Người dân hài lòng", P1]
    (told,) = structure(paper(*sheets), date(2026, 11, 11))
    assert told.title == T1


def test_a_byline_at_the_end_of_the_last_paragraph() -> None:
    (told,) = structure(paper("<bc>" + T1, L1, f"{P1} Tin: Lò Văn Sáng"), date(2026, 11, 11))
    assert told.byline and told.byline.authors == ("Lò Văn Sáng",)
    assert [block.text for block in told.body] == [P1]
