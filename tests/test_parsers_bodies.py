"""Lines of a mail that name the photos attached to it."""

import pytest

from tinbai.parsers.document import Paragraph, Picture, Span
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
