"""Plain text and HTML bodies as paragraphs, pictures at their place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbai.parsers.document import Document, Paragraph, Picture, Span, Table
from tinbai.parsers.length import MOST_CHARACTERS, MOST_LINES, MOST_PIECES, shortened
from tinbai.parsers.mail.html import read_html
from tinbai.parsers.mail.text import plain, read_text


def lines(document: Document) -> list[str]:
    return plain(document.pieces).splitlines()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("một\n\nhai", ["một", "hai"]),
        ("một\r\n\r\nhai\r\n", ["một", "hai"]),
        ("Tin: A\nẢnh: B", ["Tin: A", "Ảnh: B"]),  # short lines stand for themselves
        (
            "Sáng ngày 03/10/2025, UBND xã Khe Ngọc tổ chức họp giao ban đánh giá kết\n"
            "quả thực hiện nhiệm vụ tháng 9, triển khai nhiệm vụ trọng tâm tháng 10.\nTin: A",
            [
                "Sáng ngày 03/10/2025, UBND xã Khe Ngọc tổ chức họp giao ban đánh giá kết "
                "quả thực hiện nhiệm vụ tháng 9, triển khai nhiệm vụ trọng tâm tháng 10.",
                "Tin: A",
            ],
        ),
        (  # an answer as long as a line of a mail program, among shorter ones
            "PV: Nay vườn na cho thu nhập ra sao?\n"
            "Anh Chung: Mỗi năm chừng 450 triệu đồng, trừ chi phí còn hơn 300 triệu.\n"
            "PV: Anh có lời khuyên gì cho bà con?\nAnh Chung: Phải kiên trì.",
            [
                "PV: Nay vườn na cho thu nhập ra sao?",
                "Anh Chung: Mỗi năm chừng 450 triệu đồng, trừ chi phí còn hơn 300 triệu.",
                "PV: Anh có lời khuyên gì cho bà con?",
                "Anh Chung: Phải kiên trì.",
            ],
        ),
        ("", []),
    ],
)
def test_text(text: str, found: list[str]) -> None:
    assert lines(read_text(text)) == found


@pytest.mark.parametrize(
    ("text", "delsp", "found"),
    [
        ("một \nhai\n\nba", False, ["một hai", "ba"]),
        ("một \nhai", True, ["mộthai"]),
        ("một\n-- \nhai", False, ["một", "--", "hai"]),
        ("> một \n> hai\nba", False, ["một hai", "ba"]),
        ("> một \nhai", False, ["một", "hai"]),  # another depth does not go on
    ],
)
def test_flowed_text(text: str, delsp: bool, found: list[str]) -> None:
    assert lines(read_text(text, flowed=True, delsp=delsp)) == found


def test_citation_marks_become_depth() -> None:
    pieces = read_text("mới\n> cũ\n>> cũ hơn").pieces
    assert [piece.quoted for piece in pieces if isinstance(piece, Paragraph)] == [0, 1, 2]


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>một</p><p>hai</p>", ["một", "hai"]),
        ("<div>một<br>hai</div>", ["một", "hai"]),
        ("<p>một <b>hai</b>\n ba</p>", ["một hai ba"]),
        ("<p>h&agrave;&nbsp;hai</p>", ["hà\xa0hai"]),
        ("<style>p{}</style><script>x</script><p>một</p>", ["một"]),
        ('<p>một</p><p style="display:none">giấu</p>', ["một"]),
        ("<ul><li>một<li>hai</ul>", ["- một", "- hai"]),
        ('<ol start="3"><li>ba<li>bốn</ol>', ["3. ba", "4. bốn"]),
        ("<table><tr><td><p>một</p><p>hai</p></td></tr></table>", ["một", "hai"]),
        ("một<p>hai", ["một", "hai"]),
        ("", []),
    ],
)
def test_html(html: str, found: list[str]) -> None:
    assert lines(read_html(html)) == found


def test_looks_of_html_are_kept() -> None:
    (piece,) = read_html('<p align="center"><font face=".VnTime" size="4"><b>đậm</b></font></p>').pieces
    assert isinstance(piece, Paragraph)
    assert piece.align == "center"
    assert piece.spans == (Span("đậm", bold=True, size=13.5, font=".VnTime"),)


def test_a_table_of_figures_stays_a_table() -> None:
    (piece,) = read_html("<table><tr><td>Thôn<td>Hộ<tr><td>Nà Lũng<td>62</table>").pieces
    assert isinstance(piece, Table)
    assert len(piece.rows) == 2


def test_pictures_keep_their_place_and_remote_ones_are_only_counted() -> None:
    document = read_html('<p>một</p><img src="cid:a@b"><p>hai</p><img src="https://example.org/x.gif">')
    assert [piece.content_id for piece in document.pieces if isinstance(piece, Picture)] == ["a@b"]
    assert isinstance(document.pieces[1], Picture)
    assert [(problem.code, problem.params) for problem in document.problems] == [("picture-remote", {"count": "1"})]


@pytest.mark.parametrize(
    "aside",
    [
        "<div style='mso-element:comment-list'><div style='mso-element:comment'>{}</div></div>",
        "<div title='header'><p>{}</p></div>",
        "<div style='mso-element:footer'><p>{}</p></div>",
    ],
)
def test_comments_and_margins_of_a_page_are_notes(aside: str) -> None:
    document = read_html("<p>câu<span class=MsoCommentReference>[A1]</span></p>" + aside.format("MẬT"))
    assert (lines(document), document.notes) == (["câu"], ("MẬT",))


def test_what_word_has_recorded_as_deleted_is_not_seen_and_a_reading_aid_neither() -> None:
    html = "<p>a<del cite='mailto:x'>b</del><del datetime='2025-10-12'>c</del><del>d</del><ruby>e<rp>(<rt>f</ruby></p>"
    assert lines(read_html(html)) == ["ade"]


@given(st.text(alphabet="<>/ab&;=\"' \n", max_size=200))
def test_no_markup_makes_it_fail(html: str) -> None:
    assert isinstance(read_html(html), Document)


def test_what_no_story_is_as_long_as_is_cut_and_told() -> None:
    long = shortened(Document((Paragraph((Span("a" * (MOST_CHARACTERS + 5)),)), Paragraph((Span("b"),)))))
    assert [len(piece.text) for piece in long.pieces if isinstance(piece, Paragraph)] == [MOST_CHARACTERS]
    many = shortened(Document((Paragraph((Span("a"),)),) * (MOST_PIECES + 1)))
    assert len(many.pieces) == MOST_PIECES
    broken = shortened(Document((Paragraph((Span("a\n" * 9, bold=True), Span("b\n" * MOST_LINES))),)))
    assert [piece.text for piece in broken.pieces if isinstance(piece, Paragraph)] == [
        ("a\n" * 9 + "b\n" * (MOST_LINES - 9)).removesuffix("\n")
    ]
    assert [problem.code for problem in (*long.problems, *many.problems, *broken.problems)] == ["text-too-long"] * 3


def test_what_is_not_too_long_stays_the_same() -> None:
    document = Document((Paragraph((Span("a"),)),))
    assert shortened(document) is document


def test_captions_as_long_as_the_text_is_wide_are_not_joined() -> None:
    lines = ["(Ảnh 1: Ông Hà Văn Thọ kiểm tra chất lượng quả cam trước khi thu hái)", "(Ảnh 2: Cam được đóng thùng)"]
    assert [one.text for one in read_text("\n".join(lines)).pieces if isinstance(one, Paragraph)] == lines
