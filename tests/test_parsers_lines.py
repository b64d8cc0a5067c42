"""Lines of a paragraph with hard breaks, each with its own looks."""

import pytest

from tinbai.parsers.document import Document, Paragraph, Span
from tinbai.parsers.story.lines import lines_of

TITLE = "Trường Tiểu học Khe Ngọc thi tìm hiểu an toàn giao thông đường bộ"
LEAD = "Chiều 13/11/2025, Trường Tiểu học Khe Ngọc tổ chức hội thi cho 180 học sinh."
HALF, REST = "Hội thi giúp các em nắm vững quy tắc giao thông đường", "bộ và tạo sân chơi."


@pytest.mark.parametrize(
    ("spans", "wanted"),
    [
        ((Span(TITLE, True), Span("\n" + LEAD)), [(TITLE, True), (LEAD, False)]),
        ((Span(f"{TITLE}\n{LEAD}"),), [(TITLE, False), (LEAD, False)]),
        ((Span(LEAD), Span("\nLò Văn Sáng", True)), [(LEAD, False), ("Lò Văn Sáng", True)]),
        ((Span(f"{HALF}\n{REST}"),), [(f"{HALF} {REST}", False)]),
    ],
    ids=["bold title", "plain title above a lead", "bold name", "broken in mid-sentence"],
)
def test_each_line_has_its_own_looks(spans: tuple[Span, ...], wanted: list[tuple[str, bool]]) -> None:
    lines = lines_of(Document((Paragraph(spans),)))
    assert [(line.text, line.bold) for line in lines] == wanted
