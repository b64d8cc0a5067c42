"""Pictographs of telephones around lines."""

from tinbai.parsers.story.decor import bare_title, without_signs
from tinbai.parsers.story.lines import Line

LEAD = "Sáng 10/11, UBND xã Khe Ngọc tổ chức lễ phát động trồng cây với hơn 300 người tham gia."


def test_they_go_from_the_beginning_of_a_line_and_from_a_title() -> None:
    assert [line.text for line in without_signs([Line(f"📢 {LEAD}")])] == [LEAD]
    assert bare_title("🌳🌳 Ngày hội trồng cây 🌳") == "Ngày hội trồng cây"


def test_the_same_one_before_short_lines_makes_a_list() -> None:
    lines = without_signs([Line("👉 Thôn Nà Lốc: 300 cây"), Line("👉 Thôn Khe Sâu: 500 cây"), Line(f"👉 {LEAD}")][:2])
    assert [(line.label, line.text) for line in lines] == [
        ("-", "Thôn Nà Lốc: 300 cây"),
        ("-", "Thôn Khe Sâu: 500 cây"),
    ]


def test_items_behind_a_tick_may_be_sentences() -> None:
    item = "Nhắc nhở, xử lý các hộ kinh doanh lấn chiếm lòng đường, vỉa hè trên 14 tuyến phố chính của phường;"
    assert [line.label for line in without_signs([Line(f"✅ {item}"), Line(f"✅ {item}")])] == ["-", "-"]
    assert [line.label for line in without_signs([Line(f"❤ {LEAD}"), Line(f"❤ {LEAD}")])] == [None, None]


def test_a_line_of_nothing_else_stays() -> None:
    assert [line.text for line in without_signs([Line("❤❤❤")])] == ["❤❤❤"]
