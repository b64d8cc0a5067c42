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


L3 = "Trong tuần, tổ công tác của xã đã nhắc nhở 21 hộ, lập biên bản 7 trường hợp lấn chiếm lòng đường để kinh doanh."
DIGESTS: dict[str, list[Sheet]] = {
    "numbers": ["<bc>CHÙM TIN NGÀY 10/11", f"<b>1. {T1}", L1, P1, "<b>2. Xử lý lấn chiếm lòng đường", L3],
    "plain numbers": ["TIN VẮN", f"1. {T1}", L1, P1, "2. Xử lý lấn chiếm lòng đường", L3],
    "numbers of Word": ["<bc>Điểm tin trong tuần", f"<bn>{T1}", L1, P1, "<bn2>Xử lý lấn chiếm lòng đường", L3],
    "stars": ["TIN VẮN CƠ SỞ", f"* {T1}", L1, P1, "* Xử lý lấn chiếm lòng đường", L3],
    "bold titles": ["<bc>TIN VẮN CỦA XÃ", f"<b>{T1}", L1, P1, "<b>Xử lý lấn chiếm lòng đường", L3],
}


@pytest.mark.parametrize("sheets", DIGESTS.values(), ids=DIGESTS.keys())
def test_a_digest_is_several_whatever_its_briefs_begin_with(sheets: list[Sheet]) -> None:
    told = structure(paper(*sheets, "<br>Lò Văn Sáng"), date(2026, 11, 11))
    assert [(one.title, one.lead) for one in told] == [(T1, L1), ("Xử lý lấn chiếm lòng đường", L3)]
    assert [one.byline and one.byline.authors for one in told] == [("Lò Văn Sáng",)] * 2


@pytest.mark.parametrize("head", ["<bc>BẢN TIN THÁNG 11 CỦA HỘI", "<bc>TIN VẮN"])
def test_parts_of_a_report_are_no_digest(head: str) -> None:
    sheets: list[Sheet] = [
        head,
        "<bc>Hội Nông dân xã một tháng nhìn lại",
        P1,
        "<b>Kết quả công tác hội",
        L3,
        "<b>Nhiệm vụ",
        P2,
    ]
    assert len(structure(paper(*sheets), date(2026, 11, 11))) == 1


def test_subheads_of_one_story_part_nothing() -> None:
    sheets: list[Sheet] = ["<bc>" + T1, P1, "<b>1. Bộ máy tinh gọn", P2, "<b>2. Người dân hài lòng", P1]
    (told,) = structure(paper(*sheets), date(2026, 11, 11))
    assert told.title == T1


def test_a_byline_at_the_end_of_the_last_paragraph() -> None:
    (told,) = structure(paper("<bc>" + T1, L1, f"{P1} Tin: Lò Văn Sáng"), date(2026, 11, 11))
    assert told.byline and told.byline.authors == ("Lò Văn Sáng",)
    assert [block.text for block in told.body] == [P1]
