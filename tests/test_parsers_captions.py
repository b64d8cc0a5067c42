"""Captions: their words, and which picture they belong to."""

from datetime import date

import pytest

from tests.paper import Sheet, paper, seen
from tinbai.parsers.story.captions import Caption, read_caption
from tinbai.parsers.story.structure import structure

READ = [
    (["Ảnh 1: Toàn cảnh thung lũng."], Caption("Toàn cảnh thung lũng.", None, (1,))),
    (["Hình 02. Bà con gặt lúa"], Caption("Bà con gặt lúa", None, (2,))),
    (["(Ảnh 3: Bà con gặt lúa)"], Caption("Bà con gặt lúa", None, (3,))),
    (["Chú thích ảnh: Bà con gặt lúa"], Caption("Bà con gặt lúa")),
    (["Trong ảnh: Bà con gặt lúa - Ảnh: TTXVN"], Caption("Bà con gặt lúa", "TTXVN")),
    (["Bà Mùi (bên phải) hái chè. Ảnh: Hoàng Yến"], Caption("Bà Mùi (bên phải) hái chè.", "Hoàng Yến")),
    (["Bà Mùi hái chè (Ảnh: Hoàng Yến)."], Caption("Bà Mùi hái chè", "Hoàng Yến")),
    (["Bà Mùi hái chè. Ảnh Hoàng Yến"], Caption("Bà Mùi hái chè.", "Hoàng Yến")),
    (["Bà Mùi hái chè. (Nguồn: Báo Lam Giang)"], Caption("Bà Mùi hái chè.", "Báo Lam Giang")),
    (["Đập chính Khe Dứa. Nguồn ảnh: Ban QLDA"], Caption("Đập chính Khe Dứa.", "Ban QLDA")),
    (["Bà Mùi hái chè.", "Ảnh: Hoàng Yến"], Caption("Bà Mùi hái chè.", "Hoàng Yến")),
    (["Ảnh: Hoàng Yến"], Caption(None, "Hoàng Yến")),
    (["Ảnh: Quang cảnh hội nghị"], Caption("Quang cảnh hội nghị")),
    (["Ảnh hưởng của bão số 3"], Caption("Ảnh hưởng của bão số 3")),
    (["Ảnh minh họa"], Caption("Ảnh minh họa")),
    (["Các đại biểu dự hội nghị.Các đại biểu dự hội nghị."], Caption("Các đại biểu dự hội nghị.")),
    (["Các đại biểu dự hội nghị.", "Các đại biểu dự hội nghị."], Caption("Các đại biểu dự hội nghị.")),
    (["Quang cảnh buổi làm việc với lãnh đạo huyện,", "các phòng, ban", "và các xã."],
     Caption("Quang cảnh buổi làm việc với lãnh đạo huyện, các phòng, ban và các xã.")),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "caption"), READ, ids=[row[0][0] for row in READ])
def test_words_of_a_caption(lines: list[str], caption: Caption) -> None:
    assert read_caption(lines) == caption


TITLE = "<bc>Khe Ngọc tổng kết công tác dân vận năm 2025"
LEAD = "Sáng ngày 12/11/2025, UBND xã Khe Ngọc tổ chức hội nghị tổng kết công tác dân vận với hơn 120 đại biểu."
ONE = (
    "Trong năm qua hệ thống dân vận của xã đã vận động nhân dân hiến 2.300 m2 đất, đóng góp 1.200 ngày công làm "
    "đường giao thông nông thôn và sửa chữa 4 nhà văn hóa thôn. Nhiều mô hình được nhân rộng."
)
TWO = "Các đại biểu thảo luận những khó khăn trong vận động giải phóng mặt bằng, nhất là ở hai thôn có đường mới."
BY = "Tin, ảnh: Lò Văn Sáng"
VIEW, PEOPLE = "Quang cảnh hội nghị.", "Các đại biểu thảo luận."
BOTH: dict[str, object] = {"photos": [(VIEW, None), (PEOPLE, None)], "body": [ONE, TWO], "lead": LEAD, "loose": []}
FIRST: dict[str, object] = BOTH | {"photos": [(VIEW, None)]}

PLACES: dict[str, tuple[list[Sheet], dict[str, object]]] = {
    "below": ([TITLE, LEAD, "<pic>1", "<ic>" + VIEW, ONE, "<pic>2", "<ic>" + PEOPLE, TWO, BY], BOTH),
    "below, no looks": ([TITLE, LEAD, "<pic>1", VIEW, ONE, "<pic>2", PEOPLE, TWO, BY], BOTH),
    "below, style of Word": ([TITLE, LEAD, "<pic>1", "<C>Hình 1. " + VIEW, ONE, TWO, BY], FIRST),
    "above, numbered": (
        [TITLE, LEAD, "<ic>Ảnh 1: " + VIEW, "<pic>1", ONE, "<ic>Ảnh 2: " + PEOPLE, "<pic>2", TWO, BY],
        BOTH,
    ),
    "above, centred italic": ([TITLE, LEAD, ONE, "<ic>" + VIEW, "<pic>1", TWO, BY], FIRST),
    "before the lead": ([TITLE, "<pic>1", "<ic>" + VIEW, "<b>" + LEAD, ONE, TWO, BY], FIRST),
    "italic lead below a caption": ([TITLE, "<pic>1", "<ic>" + VIEW, "<i>" + LEAD, ONE, TWO, BY], FIRST),
    "above the title": (["<pic>1", "<ic>" + VIEW, TITLE, LEAD, ONE, TWO, BY], FIRST),
    "two pictures, two captions": (
        [TITLE, LEAD, ONE, "<pic>1", "<pic>2", "<ic>" + VIEW, "<ic>" + PEOPLE, TWO, BY],
        BOTH,
    ),
    "in the row below": (
        [TITLE, LEAD, ONE, [["<pic>1", "<pic>2"], ["<ic>" + VIEW, "<ic>" + PEOPLE]], TWO, BY],
        BOTH,
    ),
    "in the row below, no looks": ([TITLE, LEAD, ONE, [["<pic>1", "<pic>2"], [VIEW, PEOPLE]], TWO, BY], BOTH),
    "in the same cell": ([TITLE, LEAD, ONE, [[("<pic>1", VIEW), ("<pic>2", PEOPLE)]], TWO, BY], BOTH),
    "in the cell beside": ([TITLE, LEAD, ONE, [["<pic>1", VIEW]], TWO, BY], FIRST),
    "in the cell before": ([TITLE, LEAD, ONE, [[VIEW, "<pic>1"]], TWO, BY], FIRST),
    "table of one column": ([TITLE, LEAD, ONE, [["<pic>1"], [VIEW]], TWO, BY], FIRST),
    "over three centred lines": (
        [
            TITLE,
            LEAD,
            "<pic>1",
            "<c>Quang cảnh buổi làm việc,",
            "<c>Phó Chủ tịch chủ trì",
            "<c>hội nghị.",
            ONE,
            TWO,
            BY,
        ],
        FIRST | {"photos": [("Quang cảnh buổi làm việc, Phó Chủ tịch chủ trì hội nghị.", None)]},
    ),
    "doubled": ([TITLE, LEAD, "<pic>1", "<ic>" + VIEW, "<ic>" + VIEW, ONE, TWO, BY], FIRST),
    "photographer below": (
        [TITLE, LEAD, "<pic>1", "<ic>" + VIEW, "<ic>Ảnh: Hoàng Yến", ONE, TWO, BY],
        FIRST | {"photos": [(VIEW, "Hoàng Yến")]},
    ),
    "photographer of the byline": (
        [TITLE, LEAD, "<pic>1", "<ic>" + VIEW, ONE, TWO, "Tin: Lò Văn Sáng - Ảnh: Hoàng Yến"],
        FIRST | {"photos": [(VIEW, "Hoàng Yến")], "authors": ("Lò Văn Sáng",)},
    ),
    "after the byline": ([TITLE, LEAD, ONE, TWO, BY, "<pic>1", VIEW, "<pic>2", PEOPLE], BOTH),
    "none": ([TITLE, LEAD, "<pic>1", ONE, TWO, BY], FIRST | {"photos": [(None, None)]}),
    "none, a sub-head follows": (
        [TITLE, LEAD, "<pic>1", "<b>Giải pháp thời gian tới", ONE, TWO, BY],
        {"photos": [(None, None)], "subheads": ["Giải pháp thời gian tới"]},
    ),
    "none, the lead follows": (
        [TITLE, "<pic>1", "Sáng 12/11, UBND xã Khe Ngọc tổ chức hội nghị tổng kết công tác dân vận năm 2025.", ONE],
        {"photos": [(None, None)], "body": [ONE]},
    ),
}


@pytest.mark.parametrize(("sheets", "wanted"), PLACES.values(), ids=PLACES.keys())
def test_caption_finds_its_picture(sheets: list[Sheet], wanted: dict[str, object]) -> None:
    got = seen(structure(paper(*sheets), date(2025, 11, 14)))
    assert {key: got[key] for key in wanted} == wanted


LOOSE: dict[str, tuple[list[Sheet], list[tuple[int | None, str, str | None]]]] = {
    "numbered": (["Ảnh 1: " + VIEW, "Ảnh 2: " + PEOPLE, BY], [(1, VIEW, None), (2, PEOPLE, None)]),
    "above and below in one line": (
        [f"Ảnh trên: {VIEW}; Ảnh dưới: {PEOPLE}", BY],
        [(1, VIEW, None), (-1, PEOPLE, None)],
    ),
    "listed below the byline": (
        [BY, "Chú thích ảnh:", "Ảnh 1: " + VIEW, "Ảnh 2: " + PEOPLE],
        [(1, VIEW, None), (2, PEOPLE, None)],
    ),
    "listed by number after the end mark": (
        ["Xong việc./.", BY, "Chú thích ảnh:", "1. " + VIEW, "2. " + PEOPLE],
        [(1, VIEW, None), (2, PEOPLE, None)],
    ),
    "centred italic": (["<ic>" + VIEW, BY], [(None, VIEW, None)]),
    "with a photographer": (
        ["Bà Triệu Thị Mùi hái chè trên nương. Ảnh: Hoàng Yến", BY],
        [(None, "Bà Triệu Thị Mùi hái chè trên nương.", "Hoàng Yến")],
    ),
    "a scene": ([VIEW, BY], [(None, VIEW, None)]),
    "no caption": (["Ảnh hưởng của bão số 3 khiến nhiều tuyến đường bị sạt lở.", BY], []),
    "italic thoughts": (["<i>“Tôi chỉ mong các cháu biết chữ”.", BY], []),
}


@pytest.mark.parametrize(("sheets", "wanted"), LOOSE.values(), ids=LOOSE.keys())
def test_captions_with_no_picture_are_kept_apart(
    sheets: list[Sheet], wanted: list[tuple[int | None, str, str | None]]
) -> None:
    got = seen(structure(paper(TITLE, LEAD, ONE, TWO, *sheets), date(2025, 11, 14)))
    assert got["loose"] == wanted
    assert "Chú thích" not in str(got["body"])


def test_figures_stand_at_their_place() -> None:
    story = structure(paper(TITLE, LEAD, ONE, "<pic>1", "<ic>" + VIEW, TWO, "<pic>2", BY), None)[0]
    assert [(block.type, block.photo) for block in story.body] == [
        ("paragraph", -1),
        ("figure", 0),
        ("paragraph", -1),
        ("figure", 1),
    ]
    assert [shown.picture.name for shown in story.pictures] == ["1", "2"]
