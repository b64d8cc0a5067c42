"""The text of a mail: a story or a note to the editors, and the lines that name the photos attached to it."""

import pytest

from tests.mails import letter
from tinbai.parsers.contract import to_json
from tinbai.parsers.document import Paragraph, Picture, Span
from tinbai.parsers.parse import parse
from tinbai.parsers.story.bodies import placed

NAMES = ("IMG_0011.jpg", "Ảnh lễ ra quân.png")
WORDS = "Học sinh trả lời câu hỏi"


@pytest.mark.parametrize(
    ("line", "name", "caption"),
    [
        ("(IMG_0011.jpg)", "IMG_0011.jpg", None),
        (f"- IMG_0011.jpg: {WORDS}", "IMG_0011.jpg", WORDS),
        (f"img_0011.JPG - {WORDS}", "IMG_0011.jpg", WORDS),
        (f"Ảnh lễ ra quân.png: {WORDS}", "Ảnh lễ ra quân.png", WORDS),
        (f"IMG_0012.jpg: {WORDS}", None, f"IMG_0012.jpg: {WORDS}"),
        (WORDS, None, WORDS),
    ],
)
def test_a_line_that_names_a_photo_becomes_it(line: str, name: str | None, caption: str | None) -> None:
    pieces = placed([Paragraph((Span(line),))], NAMES)
    assert [piece.name for piece in pieces if isinstance(piece, Picture)] == ([name] if name else [])
    assert [piece.text for piece in pieces if isinstance(piece, Paragraph)] == ([caption] if caption else [])


STORY = "Đoàn xã thắp nến tri ân\n\nTối 26/7/2025, hơn 500 đoàn viên thắp nến tri ân tại Nghĩa trang liệt sĩ xã.\n\n"


@pytest.mark.parametrize(
    ("text", "items"),
    [
        (STORY + "Từng ngọn nến được thắp lên bên phần mộ các anh hùng liệt sĩ trong đêm.\n\nKim Chi", 1),
        (STORY + "Các chi bộ, chi hội và các anh chị công nhân cùng tham gia hoạt động ý nghĩa này.\n\nKim Chi", 1),
        (STORY + "Ban Biên tập Trang thông tin điện tử xã cùng tham gia hoạt động ý nghĩa này.\n\nKim Chi", 1),
        ("Theo phản ánh của bà con, đoạn kênh dài gần 300 m bị sạt lở. " + "Mưa to là cả nhà phải thức. " * 5, 1),
        ("Chào các anh\n\nHôm qua em có gọi mà chưa gặp được ai, sáng mai em lên cơ quan nộp lại giấy tờ ạ.\n\nChi", 0),
    ],
)
def test_a_text_is_a_story_when_it_is_told_as_one(text: str, items: int) -> None:
    raw = letter(text=text, subject="Kênh N3 sạt lở, dân thấp thỏm")
    kinds = [item["kind"] for item in to_json(parse("a.eml", raw, lambda content: None), "a.eml", "vi")["items"]]
    assert kinds == ["story"] * items
