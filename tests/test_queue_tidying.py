"""Small repairs of wording: they mend what is surely amiss and touch nothing else; twice is the same as once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbai.model import Block, Story
from tinbai.queue.tidying import Kind, placed, tidied, with_curly_quotes, without_blanks

BODY = (
    Block("paragraph", text="Sáng 01/3, UBND xã Đồng Văn phối hợp với Hội Nông dân tỉnh Lam Giang khánh thành cầu."),
    Block("paragraph", text="Ông Bàn Văn Sinh cho biết người dân Đồng Văn phấn khởi."),
)


@pytest.mark.parametrize(
    ("title", "calm"),
    [
        ("XÃ ĐỒNG VĂN KHÁNH THÀNH CẦU MỚI", "Xã Đồng Văn khánh thành cầu mới"),
        ("UBND XÃ ĐỒNG VĂN: HỘI NÔNG DÂN RA QUÂN", "UBND xã Đồng Văn: Hội Nông dân ra quân"),
        ("ÔNG BÀN VĂN SINH NÓI VỀ 20 MÉT CẦU", "Ông Bàn Văn Sinh nói về 20 mét cầu"),
        ("ĐẠI HỘI ĐẢNG BỘ LẦN THỨ XIV", "Đại hội đảng bộ lần thứ XIV"),
        ("Khánh thành cầu ĐỒNG VĂN", "Khánh thành cầu ĐỒNG VĂN"),
        ("UBND HĐND", "UBND HĐND"),
        ("", ""),
    ],
)
def test_a_title_in_capitals_is_calmed_by_the_words_below(title: str, calm: str) -> None:
    story = Story(title, "", BODY)
    assert tidied("capitals", story).title == calm
    assert tidied("capitals", story).body == BODY


def test_subheads_in_capitals_are_calmed_too() -> None:
    story = Story("Tít", "", (Block("subhead", text="NGƯỜI DÂN ĐỒNG VĂN ĐÓNG GÓP"), *BODY))
    assert tidied("capitals", story).body[0].text == "Người dân Đồng Văn đóng góp"


OLD = "Hòa bình, thủy lợi, khỏe, TÒA án, hóa, lòe, ủy ban, Ủy viên, họa"
NEW = "Hoà bình, thuỷ lợi, khoẻ, TOÀ án, hoá, loè, uỷ ban, Uỷ viên, hoạ"
SAME = "quý, Quỳnh, hoàng, hoặc, khuyến, thuyền, qua, hoa, loa, huy, ngoài, đoàn, khoảng, tuýp, của, nghĩa"


def test_tone_marks_stand_where_the_house_wants_them() -> None:
    assert placed(OLD, "new") == NEW and placed(NEW, "old") == OLD
    assert placed(OLD, "old") == OLD and placed(NEW, "new") == NEW
    assert placed(SAME, "old") == SAME == placed(SAME, "new")
    story = Story(OLD, "", ())
    assert tidied("tones", story) == story and tidied("tones", story, "new").title == NEW


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("một  hai   ba", "một hai ba"),
        ("xong , rồi .", "xong, rồi."),
        ("thế nào ?", "thế nào?"),
        ("lúc 8 : 30", "lúc 8: 30"),
        ("số .5 và :)", "số .5 và :)"),
        ("dòng\n  hai", "dòng\n  hai"),
    ],
)
def test_blanks_too_many_go(text: str, mended: str) -> None:
    assert without_blanks(text) == mended


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ('Mô hình "Camera an ninh" và "Dân vận khéo"', "Mô hình “Camera an ninh” và “Dân vận khéo”"),
        ('màn hình 32"', 'màn hình 32"'),
        ('lẻ "một', 'lẻ "một'),
        ("đã “cong”", "đã “cong”"),
        ('hở " giữa " câu', 'hở " giữa " câu'),
    ],
)
def test_straight_quotes_in_pairs_become_curly(text: str, mended: str) -> None:
    assert with_curly_quotes(text) == mended


@given(
    st.text(alphabet='aAăÒóoảOuýYqQ "“”.,:Đ\n1', max_size=40),
    st.sampled_from(["capitals", "tones", "blanks", "quotes"]),
)
def test_tidying_twice_changes_nothing_more(text: str, kind: Kind) -> None:
    once = tidied(kind, Story(text, text, (Block("subhead", text=text), Block("paragraph", text=text))), "new")
    assert tidied(kind, once, "new") == once
