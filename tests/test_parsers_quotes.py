"""No old mail leaks into an answer and no word of an answer is lost, whatever program and language wrote it."""

import pytest

from tests.quote_cases import BLOCKS, FOOTERS, FORWARDS, HTML, OLD, WROTE, block
from tinbai.parsers.mail.html import read_html
from tinbai.parsers.mail.segments import Divided, divide
from tinbai.parsers.mail.text import plain, read_text

NEW = "Thu ngân sách xin sửa lại là 2,68 tỷ đồng, bằng 76% dự toán giao, theo báo cáo ngày 1/10/2025 lúc 15:30"
STORY = (
    "Khe Ngọc trồng mới 15 ha quế\n\n"
    "Từ đầu tháng 10/2025 đến nay, bà con các thôn Nà Lũng, Khuổi Rọ đã trồng mới 15 ha quế, đạt 75% kế hoạch năm."
)


def divided(body: str, subject: str = "Re: Đã nhận tin, bài") -> Divided:
    return divide(read_text(body).pieces, subject)


def new(found: Divided) -> str:
    return plain(piece for part in found.segments if part.type in ("new", "closing") for piece in part.pieces)


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("program", WROTE)
def test_an_attribution_begins_the_old_mail(program: str, gap: str) -> None:
    found = divided(f"{NEW}\n\n{WROTE[program]}{gap}> {OLD}\n")
    assert new(found) == NEW
    assert OLD in plain(found.of("quoted"))


@pytest.mark.parametrize("program", WROTE)
def test_answers_between_the_lines_stay(program: str) -> None:
    found = divided(f"{WROTE[program]}\n> {OLD}\n\n{NEW}\n\n> Xin cho biết số hộ.\n\nLà 63 hộ.\n")
    assert new(found) == f"{NEW}\nLà 63 hộ."


@pytest.mark.parametrize("program", BLOCKS)
def test_a_header_block_begins_the_old_mail(program: str) -> None:
    found = divided(f"{NEW}\n\n{block(program)}")
    assert new(found) == NEW
    assert OLD in plain(found.of("quoted"))


@pytest.mark.parametrize("program", HTML)
def test_an_old_mail_in_html(program: str) -> None:
    found = divide(read_html(f"<div>{NEW}</div><div><br></div>{HTML[program]}").pieces, "Re: Đã nhận tin, bài")
    assert new(found) == NEW
    assert OLD in plain(found.of("quoted"))


def test_answers_inside_gmails_citation_stay() -> None:
    cited = f"<blockquote class='gmail_quote'>{OLD}</blockquote>"
    text = (
        f"<div class='gmail_quote'><div class='gmail_attr'>On Fri, Ban wrote:</div>{cited}<div>{NEW}</div>{cited}</div>"
    )
    assert new(divide(read_html(text).pieces, "Re: Tin")) == NEW


@pytest.mark.parametrize("program", FORWARDS)
def test_a_forward_keeps_its_story(program: str) -> None:
    mark, labels = FORWARDS[program]
    values = ("An <an@example.org>", "3/10/2025", "Ban Biên tập", "Tin")
    header = "\n".join(f"{label} {value}" for label, value in zip(labels, values, strict=True))
    found = divided(f"{mark}\n{header}\n\n{STORY}", "Fwd: Tin")
    assert plain(found.inner) == STORY.replace("\n\n", "\n")


@pytest.mark.parametrize("footer", FOOTERS)
def test_what_a_telephone_adds_is_a_footer(footer: str) -> None:
    found = divided(f"{NEW}\n\n{footer}")
    assert new(found) == NEW
    assert plain(found.of("footer")) == footer


@pytest.mark.parametrize(
    "line",
    [
        "Liên hệ: Hoa <hoa@example.vn>, 0900 000 101",
        "Lúc 15:30 ngày 1/10/2025 em đã gửi ảnh",
        "Hội nghị ngày 1/10/2025",
    ],
)
def test_the_line_above_an_attribution_stays(line: str) -> None:
    found = divided(f"{NEW}.\n\n{line}\n\nOn Fri, Oct 3, 2025 at 3:13 PM Ban <bbt@example.vn> wrote:\n\n> {OLD}")
    assert line in plain(piece for part in found.segments if part.type != "quoted" for piece in part.pieces)
