"""Bylines in the shapes of DOMAIN.md 3.2, and lines that only resemble them."""

from datetime import date

import pytest

from tests.paper import Sheet, paper, seen
from tinbai.parsers.story.byline import is_bare, is_labelled, read_byline
from tinbai.parsers.story.structure import structure

SANG = ("Lò Văn Sáng",)
UNIT = "Công an xã Khe Ngọc"

# line, authors, unit, source, photographer named apart
READ = [
    ("Tin, ảnh: Lò Văn Sáng", SANG, None, None, None),
    ("Ảnh, tin: Trương Ngọc Ửng", ("Trương Ngọc Ửng",), None, None, None),
    ("Bài và ảnh: Thu Hà", ("Thu Hà",), None, None, None),
    ("Ảnh và lời: Quàng Duy Khôi", ("Quàng Duy Khôi",), None, None, None),
    ("BÀI, ẢNH: LÒ VĂN SÁNG", ("LÒ VĂN SÁNG",), None, None, None),
    ("THU HÀ - VĂN KIÊN", ("THU HÀ", "VĂN KIÊN"), None, None, None),
    ("MINH PHƯƠNG", ("MINH PHƯƠNG",), None, None, None),
    ("Tin ảnh Lò Văn Sáng", SANG, None, None, None),
    ("Tin: Thuận", ("Thuận",), None, None, None),
    ("Tác giả: Đàm Thu Hiền", ("Đàm Thu Hiền",), None, None, None),
    ("Tác giả bài viết: Nông Đuổng", ("Nông Đuổng",), None, None, None),
    ("Thực hiện: Lan Anh - Hoàng Nam - Thu Hà", ("Lan Anh", "Hoàng Nam", "Thu Hà"), None, None, None),
    ("Bài, ảnh: Lan Anh, Hoàng Nam và Thu Hà", ("Lan Anh", "Hoàng Nam", "Thu Hà"), None, None, None),
    ("Lâm Tuệ (thực hiện)", ("Lâm Tuệ",), None, None, None),
    ("Hoài Thu thực hiện", ("Hoài Thu",), None, None, None),
    ("Quốc Tiệp (tổng hợp)", ("Quốc Tiệp",), None, None, None),
    ("(Lan Hương)", ("Lan Hương",), None, None, None),
    ("Nguyễn Thuỷ Tiên", ("Nguyễn Thuỷ Tiên",), None, None, None),
    ("Anh Tuấn", ("Anh Tuấn",), None, None, None),
    ("H'Hen Niê", ("H'Hen Niê",), None, None, None),
    ("Minh Đức - Công an xã", ("Minh Đức",), "Công an xã", None, None),
    ("Nguyễn Văn An, Trường Tiểu học Bình Trúc", ("Nguyễn Văn An",), "Trường Tiểu học Bình Trúc", None, None),
    ("Tác giả: Lò Văn Sáng - Giáo viên trường Tiểu học Mít", SANG, "trường Tiểu học Mít", None, None),
    ("Lò Văn Sáng (Công an xã Khe Ngọc)", SANG, UNIT, None, None),
    (
        "Vừ Mí Già - Nguyễn Sơn (Đồn Biên phòng Pù Lầu)",
        ("Vừ Mí Già", "Nguyễn Sơn"),
        "Đồn Biên phòng Pù Lầu",
        None,
        None,
    ),
    (
        "Lò Văn Sáng (Công an xã Khe Ngọc) - Hà Thị Liễu (Hội LHPN xã Khe Ngọc)",
        ("Lò Văn Sáng", "Hà Thị Liễu"),
        "Công an xã Khe Ngọc; Hội LHPN xã Khe Ngọc",
        None,
        None,
    ),
    ("Tin, ảnh: Lò Văn Sáng - Đội CS PCCC khu vực số 3", SANG, "Đội CS PCCC khu vực số 3", None, None),
    ("TIN: DOAN VAN HUU - CHU TICH HOI NCT XA BINH TRUC", ("DOAN VAN HUU",), None, None, None),
    ("Trợ giúp viên pháp lý Lò Văn Sáng", SANG, None, None, None),
    ("Hiệu trưởng Đinh Thị Lụa", ("Đinh Thị Lụa",), None, None, None),
    ("Cô giáo Trần Lệ Quyên", ("Trần Lệ Quyên",), None, None, None),
    ("Tổ Tổng hợp", (), "Tổ Tổng hợp", None, None),
    ("Tổ Ngữ văn, Trường THPT Bình Trúc", (), "Tổ Ngữ văn, Trường THPT Bình Trúc", None, None),
    ("Phòng Truyền thông Công ty", (), "Phòng Truyền thông Công ty", None, None),
    ("Source: Lam Giang Department of Foreign Affairs", (), None, "Lam Giang Department of Foreign Affairs", None),
    ("Tin, ảnh: Thượng úy Lò Văn Sáng – Công an xã Khe Ngọc", SANG, UNIT, None, None),
    ("Tác giả: Lò Văn Sáng - Đơn vị: Công an xã Khe Ngọc", SANG, UNIT, None, None),
    ("Người viết: Lò Văn Sáng, công chức Văn hóa, UBND xã Bình Trúc", SANG, "UBND xã Bình Trúc", None, None),
    ("Lan Anh - Trung tâm Văn hóa - Truyền thông", ("Lan Anh",), "Trung tâm Văn hóa - Truyền thông", None, None),
    ("Công an xã Khe Ngọc", (), UNIT, None, None),
    ("Tin, ảnh: Trạm Y tế xã Khe Ngọc", (), "Trạm Y tế xã Khe Ngọc", None, None),
    ("CÔNG ĐOÀN", (), "CÔNG ĐOÀN", None, None),
    ("Nguồn: Trường THCS Bình Trúc", (), None, "Trường THCS Bình Trúc", None),
    ("Theo Báo Lam Giang", (), None, "Báo Lam Giang", None),
    ("(Theo Vietnamplus.vn)", (), None, "Vietnamplus.vn", None),
    ("Lan Anh (theo Báo Lam Giang)", ("Lan Anh",), None, "Báo Lam Giang", None),
    ("N.T", (), None, "N.T", None),
    ("NTAV", (), None, "NTAV", None),
    ("Tin: BBT", (), None, "BBT", None),
    ("Sưu tầm", (), None, "Sưu tầm", None),
    ("Ảnh: Bế Quốc Khánh", ("Bế Quốc Khánh",), None, None, None),
    ("Tin: Hà Anh - Ảnh: Quốc Tuấn", ("Hà Anh",), None, None, "Quốc Tuấn"),
    ("Tin: Hà Anh; Ảnh: Quốc Tuấn, Hải Phong", ("Hà Anh",), None, None, "Quốc Tuấn, Hải Phong"),
    ("Bài: Lan Anh, ảnh: Minh Đức", ("Lan Anh",), None, None, "Minh Đức"),
    ("Biên tập: Nông Thị Lệ", ("Nông Thị Lệ",), None, None, None),
    ("Người viết: Lan Anh - Biên tập: Nông Thị Lệ", ("Lan Anh",), None, None, None),
    ("Tác giả: Mai Phương - NHCSXH Bình Lâm", ("Mai Phương",), "NHCSXH Bình Lâm", None, None),
]


@pytest.mark.parametrize(("line", "authors", "unit", "source", "credit"), READ, ids=[row[0] for row in READ])
def test_line_is_a_byline_and_is_understood(
    line: str, authors: tuple[str, ...], unit: str | None, source: str | None, credit: str | None
) -> None:
    assert is_labelled(line) or is_bare(line)
    read = read_byline([line])
    assert (read.byline.authors, read.byline.unit, read.byline.source, read.credit) == (authors, unit, source, credit)
    assert read.byline.raw == line


@pytest.mark.parametrize(
    "line",
    [
        "Tin, ảnh: Lò Văn Sáng - ĐT: 0912 345 678",
        "Tin, ảnh: Lò Văn Sáng (0912.345.678)",
        "Tin, ảnh: Lò Văn Sáng, SĐT 0912345678",
        "Tin, ảnh: Lò Văn Sáng - sang@example.vn",
        "Tin, ảnh: Lò Văn Sáng - Zalo: +84 912 345 678",
        "Tin, ảnh: Lò Văn Sáng. STK: 0123 4567 8901 Ngân hàng Nông nghiệp",
    ],
)
def test_private_numbers_leave_the_byline(line: str) -> None:
    read = read_byline([line])
    assert read.byline.raw == "Tin, ảnh: Lò Văn Sáng"
    assert read.byline.authors == SANG


@pytest.mark.parametrize(
    "line",
    [
        "Tin tưởng vào sự lãnh đạo của Đảng",
        "Tin vui đến với bà con",
        "Ảnh hưởng của bão số 3",
        "Nguồn vốn được giải ngân kịp thời",
        "Bài học kinh nghiệm",
        "Bài: Học tập làm theo Bác",
        "Ảnh: Quang cảnh hội nghị",
        "Thực hiện: Nghị quyết số 12 của Đảng ủy",
        "Thực hiện tốt công tác dân vận",
        "Theo báo cáo của UBND xã",
        "Theo đó, mỗi hộ được hỗ trợ 5 triệu đồng",
        "Đồng chí Hà Đình Khoát phát biểu",
        "Ông Vi Hồng Quảng",
        "Ông Tề Trí Dũng - Ảnh: Tự Trung",
        "Khe Ngọc - Miền quê đáng sống",
        "Phóng viên: Xin trân trọng cảm ơn ông!",
        "Bắt đầu từ tám hộ",
    ],
)
def test_line_is_no_byline(line: str) -> None:
    assert not is_labelled(line)
    assert not is_bare(line)


TITLE = "Khe Ngọc tổng kết công tác dân vận năm 2025"
LEAD = "Sáng ngày 12/11/2025, UBND xã Khe Ngọc tổ chức hội nghị tổng kết công tác dân vận với hơn 120 đại biểu."
ONE = (
    "Trong năm qua hệ thống dân vận của xã đã vận động nhân dân hiến 2.300 m2 đất, đóng góp 1.200 ngày công làm "
    "đường giao thông nông thôn và sửa chữa 4 nhà văn hóa thôn."
)
TWO = "Các đại biểu thảo luận những khó khăn trong vận động giải phóng mặt bằng, nhất là ở hai thôn có đường mới."
TOP: list[Sheet] = ["<bc>" + TITLE, LEAD, ONE, TWO]
FOOT: dict[str, object] = {"authors": SANG, "body": [ONE, TWO], "lead": LEAD, "title": TITLE}

PLACES: dict[str, tuple[list[Sheet], dict[str, object]]] = {
    "right and bold": ([*TOP, "<br>Lò Văn Sáng"], FOOT | {"raw": "Lò Văn Sáng"}),
    "last line, no looks": ([*TOP, "Lò Văn Sáng"], FOOT | {"raw": "Lò Văn Sáng"}),
    "below the title, italic": (["<bc>" + TITLE, "<ir>Lò Văn Sáng", LEAD, ONE, TWO], FOOT),
    "below the title, labelled": (["<bc>" + TITLE, "<i>Tác giả: Lò Văn Sáng", "<b>" + LEAD, ONE, TWO], FOOT),
    "below the title, no looks": ([TITLE, "Lò Văn Sáng - Công an xã", LEAD, ONE, TWO], FOOT | {"unit": "Công an xã"}),
    "in two lines": ([*TOP, "<r>NGƯỜI VIẾT", "<r>Lò Văn Sáng"], FOOT),
    "name and unit below": ([*TOP, "<br>Lò Văn Sáng", "<r>Công an xã Khe Ngọc"], FOOT | {"unit": UNIT}),
    "photographer in a line below": (
        [*TOP, "<r>Tin: Lò Văn Sáng", "<r>Ảnh: Hoàng Yến"],
        FOOT | {"photo_credit": "Hoàng Yến"},
    ),
    "photographer alone is no author": (
        [*TOP, "<r>Ảnh: Hoàng Yến"],
        FOOT | {"authors": (), "photo_credit": "Hoàng Yến", "raw": "Ảnh: Hoàng Yến"},
    ),
    "telephone and account below": (
        [*TOP, "Tin, ảnh: Lò Văn Sáng", "SĐT: 0912345678", "STK: 0123456789 - Agribank Khe Ngọc"],
        FOOT | {"raw": "Tin, ảnh: Lò Văn Sáng"},
    ),
    "thanks and signature of a letter below": (
        [
            *TOP,
            "Tin, ảnh: Lò Văn Sáng",
            "Em cảm ơn Ban Biên tập!",
            "Trân trọng,",
            "--",
            "Lò Thị Hạnh",
            "Giáo viên Trường Tiểu học Khe Ngọc",
            "ĐT: 0900 000 123",
        ],
        FOOT | {"raw": "Tin, ảnh: Lò Văn Sáng"},
    ),
    "date of signing after the end mark": (
        [*TOP[:3], TWO + "./.", "<ir>Khe Ngọc, ngày 10 tháng 11 năm 2025", "<br>Tác giả", "<br>Lò Văn Sáng"],
        FOOT | {"raw": "Tác giả\nLò Văn Sáng"},
    ),
    "name above its unit, no looks": (
        [*TOP, "Lò Văn Sáng", "Công an xã Khe Ngọc"],
        FOOT | {"raw": "Lò Văn Sáng\nCông an xã Khe Ngọc"},
    ),
    "date of signing without an end mark": (
        [*TOP, "<ir>Khe Ngọc, ngày 14/11/2025", "<br>Người viết", "<r>Lò Văn Sáng"],
        FOOT | {"raw": "Người viết\nLò Văn Sáng"},
    ),
    "form with telephone above the title": (
        [
            [["Họ và tên", "Lò Văn Sáng"], ["Điện thoại", "0912 345 678"]],
            "<bc>" + TITLE,
            LEAD,
            ONE,
            TWO,
            "<br>Lò Văn Sáng",
        ],
        FOOT | {"raw": "Lò Văn Sáng", "title": TITLE},
    ),
    "above photos": (
        [*TOP, "Tin, ảnh: Lò Văn Sáng", "<pic>1.jpg", "Quang cảnh hội nghị"],
        FOOT | {"photos": [("Quang cảnh hội nghị", None)]},
    ),
    "no byline": (TOP, FOOT | {"authors": (), "raw": ""}),
    "a name in mid-text is none": (
        [TITLE, LEAD, "<b>Nông Văn Thắng", ONE, TWO],
        {"authors": (), "raw": "", "body": ["Nông Văn Thắng", ONE, TWO]},
    ),
}


@pytest.mark.parametrize(("sheets", "wanted"), PLACES.values(), ids=PLACES.keys())
def test_byline_is_found_at_its_place(sheets: list[Sheet], wanted: dict[str, object]) -> None:
    got = seen(structure(paper(*sheets), date(2025, 11, 14)))
    assert {key: got[key] for key in wanted} == wanted


def test_stories_signed_once_below_the_last_have_one_author() -> None:
    second: list[Sheet] = ["<bc>BÌNH TRÚC RA MẮT TỔ CÔNG NGHỆ SỐ", LEAD, TWO, "Tin: Lò Văn Sáng"]
    stories = structure(paper(*TOP[:3], TWO + "/.", *second), None)
    assert [story.byline.authors if story.byline else () for story in stories] == [SANG, SANG]
