"""Documents become stories: the invented stories as written, and the layouts contributors really use."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.paper import Sheet, paper, plain, seen
from tinbai.parsers.document import Document, Paragraph, Span
from tinbai.parsers.story.structure import structure, text_of

STORIES = sorted((Path(__file__).parent / "stories").glob("*.json"))
WRITTEN = date(2025, 11, 14)
GENRES = {
    "tin": "news_brief",
    "bai_phan_anh": "feature",
    "guong_nguoi_tot": "profile",
    "phong_van": "interview",
    "phong_su_anh": "photo_story",
}

TITLE = "Khe Ngọc tổng kết công tác dân vận năm 2025"
CAPS = "KHE NGỌC TỔNG KẾT CÔNG TÁC DÂN VẬN NĂM 2025"
LEAD = (
    "Sáng ngày 12/11/2025, UBND xã Khe Ngọc tổ chức hội nghị tổng kết công tác dân vận năm 2025 với sự tham dự "
    "của hơn 120 đại biểu."
)
ONE = (
    "Theo báo cáo tại hội nghị, trong năm qua hệ thống dân vận của xã đã vận động nhân dân hiến 2.300 m2 đất, "
    "đóng góp 1.200 ngày công làm đường giao thông nông thôn và sửa chữa 4 nhà văn hóa thôn."
)
TWO = (
    "Tại hội nghị, các đại biểu thảo luận những khó khăn trong vận động giải phóng mặt bằng, nhất là ở hai thôn "
    "có tuyến đường mới đi qua, và đề xuất nhiều giải pháp."
)
THREE = (
    "Phát biểu kết luận, đồng chí Hà Đình Khoát, Phó Bí thư Đảng ủy ghi nhận kết quả đạt được và đề nghị các "
    "chi bộ tiếp tục đổi mới phương thức dân vận."
)
BY = "Tin, ảnh: Lò Văn Sáng"
SANG = ("Lò Văn Sáng",)
USUAL: dict[str, object] = {"stories": 1, "title": TITLE, "lead": LEAD, "authors": SANG, "raw": BY, "body": [ONE, TWO]}


def document_of(story: dict[str, Any], looks: bool) -> Document:
    """The story without the letter around it, which the mail's segments take off."""
    blocks = [block for block in story["blocks"] if block["role"] not in ("greet", "sign")]
    return Document(
        tuple(
            Paragraph(
                (Span(block["text"], looks and block.get("bold", False), looks and block.get("italic", False)),),
                (block.get("align") or "left") if looks else "left",
            )
            for block in blocks
        )
    )


def bare_caption(text: str) -> str:
    return re.sub(r"^Ảnh \d: |\s*Ảnh: Hoàng Yến$", "", text)


@pytest.mark.parametrize("looks", [True, False], ids=["looks", "plain"])
@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_invented_story_comes_out_as_written(path: Path, looks: bool) -> None:
    told = json.loads(path.read_text(encoding="utf-8"))
    expected = told["expected"]
    stories = structure(document_of(told, looks), date(2025, 10, 20))
    if expected["kind"] != "story":
        assert len(stories) == 1
        return
    got = seen(stories)
    assert got["stories"] == 1
    assert got["title"] == expected["title"]
    assert got["lead"] == expected["lead"]
    assert (got["raw"], got["unit"]) == (expected["byline_raw"], expected["byline_unit"])
    assert list(stories[0].byline.authors if stories[0].byline else ()) == expected["authors"]
    assert got["subheads"] == expected["subheads"]
    assert got["genre"] == GENRES[expected["genre"]]
    day = date.fromisoformat(expected["event_date"]) if expected["event_date"] else None
    assert stories[0].event_date == day
    captions = [bare_caption(caption) for caption in expected["captions"]]
    paragraphs = [text for text in expected["paragraphs"] if bare_caption(text) not in captions]
    loose = [one.caption for one in stories[0].loose_captions]
    if not looks and path.stem.startswith("04-"):
        # a bare sentence with no looks and no picture cannot be told from a paragraph; it stays one
        paragraphs, captions = [*captions, *paragraphs], []
    assert got["body"] == paragraphs
    assert loose == captions


CASES: dict[str, tuple[list[Sheet], dict[str, object]]] = {
    "no looks at all": ([TITLE, LEAD, ONE, TWO + "/.", BY], USUAL),
    "everything bold": (["<b>" + text for text in (TITLE, LEAD, ONE, TWO, BY)], USUAL),
    "everything bold, title centred": (["<bc>" + TITLE, *("<b>" + text for text in (LEAD, ONE, TWO, BY))], USUAL),
    "everything centred": (["<c>" + text for text in (TITLE, LEAD, ONE, TWO, BY)], USUAL),
    "everything italic": (["<i>" + text for text in (TITLE, LEAD, ONE, TWO, BY)], USUAL),
    "title larger": (["<L>" + TITLE, LEAD, ONE, TWO, BY], USUAL),
    "title by style": (["<h>" + TITLE, LEAD, ONE, TWO, BY], USUAL),
    "italic lead": (["<bc>" + TITLE, "<i>" + LEAD, ONE, TWO, "<br>" + BY], USUAL),
    "title in two lines": (
        ["<bc>UBND XÃ KHE NGỌC", "<bc>TỔNG KẾT CÔNG TÁC DÂN VẬN NĂM 2025", LEAD, ONE, TWO, BY],
        USUAL | {"title": "UBND XÃ KHE NGỌC TỔNG KẾT CÔNG TÁC DÂN VẬN NĂM 2025", "unit": None},
    ),
    "title in two lines, the second a place": (
        ["<bc>HỘI NGHỊ TỔNG KẾT CÔNG TÁC DÂN VẬN", "<bc>XÃ KHE NGỌC NĂM 2025", LEAD, ONE, TWO, BY],
        USUAL | {"title": "HỘI NGHỊ TỔNG KẾT CÔNG TÁC DÂN VẬN XÃ KHE NGỌC NĂM 2025"},
    ),
    "title in two lines, small letters": (
        ["<bc>Khe Ngọc tổng kết công tác dân vận", "<bc>và triển khai nhiệm vụ năm 2026", LEAD, ONE, TWO, BY],
        USUAL | {"title": "Khe Ngọc tổng kết công tác dân vận và triển khai nhiệm vụ năm 2026"},
    ),
    "title with a soft break": (
        ["<bc>KHE NGỌC TỔNG KẾT\nCÔNG TÁC DÂN VẬN NĂM 2025", LEAD, ONE, TWO, BY],
        USUAL | {"title": CAPS},
    ),
    "unit header": (
        ["<c>UBND XÃ KHE NGỌC", "<bc>" + CAPS, LEAD, ONE, TWO, BY],
        USUAL | {"title": CAPS, "unit": None},
    ),
    "unit header in the title's look": (
        ["<bc>TRUNG TÂM VĂN HÓA XÃ KHE NGỌC", "<bc>" + CAPS, LEAD, ONE, TWO, BY],
        USUAL | {"title": CAPS},
    ),
    "unit header in two lines and a rule": (
        ["<c>ĐẢNG ỦY XÃ KHE NGỌC", "<bc>BAN XÂY DỰNG ĐẢNG", "<c>-----", "<bc>" + CAPS, LEAD, ONE, TWO, BY],
        USUAL | {"title": CAPS},
    ),
    "header table with the motto": (
        [
            [["UBND XÃ KHE NGỌC", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"], ["", "Độc lập - Tự do - Hạnh phúc"]],
            "<bc>TIN HOẠT ĐỘNG",
            *("<bc>" + TITLE, LEAD, ONE, TWO, BY),
        ],
        USUAL,
    ),
    "header table with place and day": (
        [[["UBND XÃ KHE NGỌC", "Khe Ngọc, ngày 3 tháng 11 năm 2025"]], "<bc>" + TITLE, LEAD, ONE, TWO],
        USUAL | {"authors": (), "raw": "UBND XÃ KHE NGỌC", "unit": "UBND XÃ KHE NGỌC"},
    ),
    "unit with a colon": (
        ["<ic>Xã Khe Ngọc:", "<Lc>Mở lớp", LEAD, ONE, TWO, BY],
        USUAL | {"title": "Xã Khe Ngọc: Mở lớp"},
    ),
    "title that ends in a full stop": (
        ["Một số giải pháp nâng cao chất lượng Trang thông tin điện tử huyện Kon Rẫy.", LEAD, ONE, TWO, BY],
        USUAL | {"title": "Một số giải pháp nâng cao chất lượng Trang thông tin điện tử huyện Kon Rẫy."},
    ),
    "title that is a question": (
        ["<bc>Làm sao để người dân không ngại dịch vụ công?", LEAD, ONE, TWO, BY],
        USUAL | {"title": "Làm sao để người dân không ngại dịch vụ công?"},
    ),
    "title that begins with a time": (
        ["Sáng nay khai mạc Ngày hội Đại đoàn kết", LEAD, ONE, TWO, BY],
        USUAL | {"title": "Sáng nay khai mạc Ngày hội Đại đoàn kết"},
    ),
    "no title": ([LEAD, ONE, TWO, BY], USUAL | {"title": None}),
    "kicker above": (["<bc>TIN", "<bc>" + TITLE, LEAD, ONE, TWO, BY], USUAL),
    "kicker below": (
        ["<bc>" + TITLE, "<i>(Gương người tốt, việc tốt)", "<b>" + LEAD, ONE, TWO, BY],
        USUAL | {"genre": "profile"},
    ),
    "kicker names the genre": (["<b>Phóng sự", "<bc>" + TITLE, LEAD, ONE, TWO, BY], USUAL | {"genre": "reportage"}),
    "labels of a form": (["Tiêu đề: " + TITLE, "Sapo: " + LEAD, "Nội dung:", ONE, TWO, BY], USUAL),
    "greeting in the file": (
        [
            "Kính gửi: Ban Biên tập Cổng TTĐT tỉnh",
            "Em xin gửi tin hội nghị, nhờ anh chị đăng giúp.",
            "<bc>" + TITLE,
            LEAD,
            ONE,
            TWO,
            BY,
        ],
        USUAL,
    ),
    "dateline": (["<bc>" + TITLE, "<b>(Cổng TTĐT) - " + LEAD, ONE, TWO, BY], USUAL | {"dateline": "Cổng TTĐT"}),
    "dateline with a long dash": ([TITLE, "(TTXVN) – " + LEAD, ONE, TWO, BY], USUAL | {"dateline": "TTXVN"}),
    "dateline in capitals": ([TITLE, "LAM GIANG – " + LEAD, ONE, TWO, BY], USUAL | {"dateline": "LAM GIANG"}),
    "a column's name above the title is no text": (
        ["<i>Xây dựng nông thôn mới", "<bc>" + TITLE, LEAD, ONE, TWO, BY],
        USUAL,
    ),
    "dateline of a paper": ([TITLE, "NTO - " + LEAD, ONE, TWO, BY], USUAL | {"dateline": "NTO"}),
    "brackets are no dateline": (
        [TITLE, "(12/11) " + LEAD, ONE, TWO, BY],
        USUAL | {"dateline": None, "lead": "(12/11) " + LEAD},
    ),
    "end marks in the middle": ([TITLE, LEAD, ONE + "/.", TWO + "./.", BY], USUAL),
    "byline in the last paragraph": ([TITLE, LEAD, ONE, TWO + "/. " + BY], USUAL),
    "end by a word": ([TITLE, LEAD, ONE, TWO, "HẾT", BY], USUAL),
    "note after the end mark": ([TITLE, LEAD, ONE, TWO + "./.", BY, "Bài đã gửi Báo tỉnh, BBT cân nhắc."], USUAL),
    "text after the end mark is kept": ([TITLE, LEAD, ONE + "/.", TWO, BY], USUAL),
    "page furniture": (
        [
            "A- A A+ | Tăng tương phản Giảm tương phản",
            TITLE,
            LEAD,
            ONE,
            TWO + "/.",
            BY,
            "Tin liên quan",
            "Tin nổi bật Tin nổi bật",
        ],
        USUAL,
    ),
    "links to other stories": (
        [TITLE, LEAD, ONE, TWO, BY, "Tin liên quan", "Khe Ngọc ra quân làm đường (12/10/2025)", "Họp giao ban"],
        USUAL,
    ),
    "imprint of a newspaper": (
        [
            TITLE,
            LEAD,
            ONE,
            TWO,
            BY,
            "Ý kiến bạn đọc",
            "Giấy phép số 55/GP-TTĐT cấp ngày 18/3/2011",
            "• Tổng biên tập: Lê Nguyễn",
            "• Điện thoại: +84 (290) 3822062",
            "• Email: toasoan@example.vn",
        ],
        USUAL,
    ),
    "sub-heads bold": (
        ["<bc>" + TITLE, "<b>" + LEAD, "<b>Những kết quả nổi bật", ONE, "<b>Khó khăn cần tháo gỡ", TWO, "<br>" + BY],
        USUAL
        | {
            "body": ["Những kết quả nổi bật", ONE, "Khó khăn cần tháo gỡ", TWO],
            "subheads": ["Những kết quả nổi bật", "Khó khăn cần tháo gỡ"],
        },
    ),
    "sub-heads numbered": (
        ["<bc>" + TITLE, "<b>" + LEAD, "<b>1. Kết quả nổi bật", ONE, "<b>2. Khó khăn", TWO, "<br>" + BY],
        {"subheads": ["1. Kết quả nổi bật", "2. Khó khăn"]},
    ),
    "sub-heads with no looks": (
        [TITLE, LEAD, "Những kết quả nổi bật", ONE, "Khó khăn cần tháo gỡ", TWO, BY],
        {"subheads": ["Những kết quả nổi bật", "Khó khăn cần tháo gỡ"]},
    ),
    "sub-heads in capitals do not part stories": (
        ["<bc>" + CAPS, LEAD, "<b>BẮT ĐẦU TỪ TÁM HỘ", ONE, "<b>GỠ NÚT THẮT ĐẦU RA", TWO + "/.", "<br>" + BY],
        {"stories": 1, "subheads": ["BẮT ĐẦU TỪ TÁM HỘ", "GỠ NÚT THẮT ĐẦU RA"]},
    ),
    "list typed by hand": (
        [TITLE, LEAD, ONE, "1. Hoàn thành đường trục thôn;", "2. Xây dựng hai nhà văn hóa;", "3. Mở ba lớp.", TWO, BY],
        USUAL | {"lists": [(True, ("Hoàn thành đường trục thôn;", "Xây dựng hai nhà văn hóa;", "Mở ba lớp."))]},
    ),
    "list of dashes": (
        [TITLE, LEAD, ONE, "- Hoàn thành đường trục thôn;", "- Xây dựng hai nhà văn hóa;", TWO, BY],
        USUAL | {"lists": [(False, ("Hoàn thành đường trục thôn;", "Xây dựng hai nhà văn hóa;"))]},
    ),
    "list of Word": (
        [TITLE, LEAD, ONE, "<n>Hoàn thành đường;", "<n2>Xây dựng hai nhà;", TWO, BY],
        USUAL | {"lists": [(True, ("Hoàn thành đường;", "Xây dựng hai nhà;"))]},
    ),
    "dashes of speech are no list": (
        [TITLE, LEAD, "- Bác có khỏe không?", "- Tôi khỏe, cảm ơn anh!", ONE, BY],
        {"lists": [], "body": ["- Bác có khỏe không?", "- Tôi khỏe, cảm ơn anh!", ONE]},
    ),
    "table of figures": (
        ["<bc>" + TITLE, LEAD, ONE, [["Thôn", "Số hộ"], ["Nà Lũng", "45"], ["Khuổi Rọ", "52"]], TWO, BY],
        USUAL | {"tables": [(("Thôn", "Số hộ"), ("Nà Lũng", "45"), ("Khuổi Rọ", "52"))]},
    ),
    "box of one cell": ([TITLE, LEAD, [[ONE]], TWO, BY], USUAL | {"tables": []}),
    "citation": (
        [TITLE, LEAD, "<q>Tôi chỉ mong các cháu biết chữ, sau này bớt khổ.", ONE, BY],
        {"quotes": ["Tôi chỉ mong các cháu biết chữ, sau này bớt khổ."]},
    ),
    "radio script": (
        ["<bc>" + TITLE, "Kính thưa quý vị và các bạn! " + LEAD, ONE, "Xin trân trọng cảm ơn quý vị đã lắng nghe!", BY],
        {
            "lead": "Kính thưa quý vị và các bạn! " + LEAD,
            "body": [ONE, "Xin trân trọng cảm ơn quý vị đã lắng nghe!"],
        },
    ),
    "interview with bold questions": (
        [
            "<bc>“Lấy người dân làm thước đo”",
            "<b>" + LEAD,
            "<b>PV: Xin ông cho biết kết quả?",
            "Ông Quảng: " + ONE,
            "<b>PV: Khó khăn là gì?",
            "Ông Quảng: " + TWO,
            "<b>PV: Xin cảm ơn ông!",
            "<br>Lâm Tuệ (thực hiện)",
        ],
        {"genre": "interview", "subheads": [], "authors": ("Lâm Tuệ",), "raw": "Lâm Tuệ (thực hiện)"},
    ),
    "interview with no labels": (
        [
            "<bc>“Lấy người dân làm thước đo”",
            "<b>" + LEAD,
            "<b>Xin ông cho biết kết quả nổi bật?",
            ONE,
            "<b>Khó khăn lớn nhất là gì?",
            TWO,
            "<br>Lâm Tuệ (thực hiện)",
        ],
        {"subheads": []},
    ),
    "two stories in capitals": (
        ["<bc>THƯ VIỆN XANH Ở TRƯỜNG TIỂU HỌC", LEAD, ONE, "<br>" + BY, "<bc>" + CAPS, LEAD, TWO, "<br>" + BY],
        {"stories": 2, "title": "THƯ VIỆN XANH Ở TRƯỜNG TIỂU HỌC", "body": [ONE]},
    ),
    "two stories with no looks": (
        [TITLE, LEAD, ONE, TWO, BY, "Bình Trúc ra mắt tổ công nghệ số cộng đồng", LEAD, TWO, BY],
        USUAL | {"stories": 2},
    ),
    "two stories by number": (
        ["Tin 1:", "<b>" + TITLE, LEAD, ONE, TWO, "Tin 2:", "<b>Bình Trúc ra mắt tổ công nghệ số", LEAD, ONE, BY],
        USUAL | {"stories": 2},
    ),
    "two stories with numbered titles": (
        ["1. " + CAPS, LEAD, ONE, TWO, "2. BÌNH TRÚC RA MẮT TỔ CÔNG NGHỆ SỐ", LEAD, ONE, BY],
        USUAL | {"stories": 2, "title": CAPS},
    ),
    "two stories parted by a rule": (
        ["<b>" + TITLE, LEAD, ONE, TWO, "***", "<b>Bình Trúc ra mắt tổ công nghệ số cộng đồng", LEAD, ONE, BY],
        USUAL | {"stories": 2},
    ),
    "three stories ended by marks": (
        [
            "<bc>" + CAPS,
            LEAD,
            ONE,
            TWO + "/.",
            "<bc>BÌNH TRÚC RA MẮT TỔ CÔNG NGHỆ SỐ",
            LEAD,
            TWO + "/.",
            "<bc>SÔNG TRÚC GẮN BIỂN SỐ NHÀ",
            LEAD,
            THREE + "/.",
            "<br>" + BY,
        ],
        USUAL | {"stories": 3, "title": CAPS},
    ),
    "words that only look like labels": (
        [
            "<bc>" + TITLE,
            LEAD,
            "Ảnh hưởng của bão số 3 khiến nhiều tuyến đường bị sạt lở.",
            "Tin tưởng vào sự lãnh đạo của Đảng, nhân dân đoàn kết một lòng.",
            "Nguồn vốn được giải ngân kịp thời.",
            BY,
        ],
        {
            "loose": [],
            "raw": BY,
            "body": [
                "Ảnh hưởng của bão số 3 khiến nhiều tuyến đường bị sạt lở.",
                "Tin tưởng vào sự lãnh đạo của Đảng, nhân dân đoàn kết một lòng.",
                "Nguồn vốn được giải ngân kịp thời.",
            ],
        },
    ),
}


@pytest.mark.parametrize(("sheets", "wanted"), CASES.values(), ids=CASES.keys())
def test_layouts_of_contributors(sheets: list[Sheet], wanted: dict[str, object]) -> None:
    got = seen(structure(paper(*sheets), WRITTEN))
    assert {key: got[key] for key in wanted} == wanted


def test_subject_shows_which_line_is_the_title() -> None:
    sheets = ["<b>Dân vận khéo ở cơ sở", "<b>" + TITLE, LEAD, ONE, BY]
    assert structure(paper(*sheets), WRITTEN, "Tin: " + TITLE)[0].title == TITLE


def test_no_visible_word_is_lost() -> None:
    words = [f"Câu số {n} của một bài viết không theo khuôn mẫu nào" for n in range(40)]
    story = structure(plain(TITLE, LEAD, *words), WRITTEN)[0]
    text = text_of(story.title, story.lead, story.body)
    assert all(line in text for line in words)


def test_text_has_title_lead_and_body_but_no_caption() -> None:
    story = structure(paper("<bc>" + TITLE, LEAD, "<pic>a.jpg", "<ic>Quang cảnh.", ONE, BY), WRITTEN)[0]
    assert text_of(story.title, story.lead, story.body).split("\n") == [TITLE, LEAD, ONE]


def test_nothing_gives_no_story() -> None:
    assert structure(Document(()), WRITTEN) == ()


HOSTILE = {
    "labels without end": ["Tin " * 40 + "Ảnh " * 10] * 50,
    "telephone numbers": ["0912345678 " * 3000],
    "dots and slashes": ["." * 20000, "/." * 10000],
    "capitals": ["ABC " * 20000],
    "dates": ["ngày 1/1/2025, " * 3000],
    "single letters": ["x"] * 5000,
}


@pytest.mark.parametrize("lines", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_comes_to_an_end(lines: list[str]) -> None:
    """The first two ran for hours while the patterns of bylines were not bounded."""
    story = structure(plain(*lines), WRITTEN)[0]
    assert story.title or story.lead or story.body
