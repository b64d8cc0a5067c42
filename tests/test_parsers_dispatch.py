"""Dispatches are told from stories by their layout."""

import pytest

from tests import vietnamese
from tests.vietnamese import document
from tinbai.parsers import dispatch
from tinbai.parsers.document import Document, Paragraph, Span, Table

MEASURED = {"004_709412568ba37cdd": 10, "07-cong-van-gui-nham": 19, "14-van-ban-dong-dau-mat": 14}
DECISION = (
    "ỦY BAN NHÂN DÂN XÃ KHE NGỌC",
    "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập – Tự do – Hạnh phúc",
    "Số:      /QĐ-UBND",
    "Khe Ngọc, ngày    tháng 10 năm 2025",
    "QUYẾT ĐỊNH",
    "Về việc thành lập Tổ công nghệ số cộng đồng",
    "Căn cứ Luật Tổ chức chính quyền địa phương;",
    "Điều 1. Thành lập Tổ công nghệ số.",
    "Nơi nhận:",
    "- Lưu: VT.",
    "KT. CHỦ TỊCH",
)
COVERING_LETTERS = (
    ("Kính gửi: Ban Biên tập Cổng thông tin điện tử tỉnh", "Em xin gửi tin, bài.", "Trân trọng!"),
    ("Kính gửi:", "- Ban Biên tập;", "Xin gửi bài viết về phong trào thi đua."),
    ("Kính gửi quý báo,", "Số lượng tin tháng này: 12.", "Căn cứ kết quả, đơn vị gửi bài."),
)


@pytest.mark.parametrize("name", [*vietnamese.STORIES, *vietnamese.SEEDS])
def test_the_known_texts_score_as_measured(name: str) -> None:
    assert dispatch.score(vietnamese.document_of(name)) == MEASURED.get(name, 0)


def test_a_decision_is_one() -> None:
    assert dispatch.score(document(*DECISION)) >= 3 * dispatch.DISPATCH


def test_the_header_may_stand_in_a_table_or_in_columns() -> None:
    left, right = (tuple(Paragraph((Span(line),)) for line in DECISION[at : at + 2]) for at in (0, 1))
    table = Table(((left, right),))
    columns = document(f"{DECISION[0]}      {DECISION[1]}", f"{DECISION[3]}\t\t{DECISION[2]}")
    assert dispatch.score(Document((table,))) == 5
    assert dispatch.score(columns) == 7


@pytest.mark.parametrize(
    "lines",
    [
        ("TIN BÀI", "Triệt xóa tụ điểm đánh bạc"),
        ("Khe Ngọc, ngày 9 tháng 11 năm 2026", f"Sáng 9/11, {'xã Khe Ngọc ra quân trồng cây, ' * 4}"),
        ("Triệt xóa tụ điểm đánh bạc", "Người viết: Thượng úy Nguyễn Hải Sơn"),
    ],
)
def test_a_story_under_the_motto_is_none(lines: tuple[str, ...]) -> None:
    assert dispatch.score(document(*DECISION[:3], *lines)) < dispatch.DISPATCH
    assert dispatch.score(document(*DECISION, *lines)) >= dispatch.DISPATCH


@pytest.mark.parametrize("lines", COVERING_LETTERS)
def test_a_letter_to_the_newsroom_is_none(lines: tuple[str, ...]) -> None:
    assert dispatch.score(document(*lines)) < 3


def test_every_mark_counts_once() -> None:
    assert dispatch.score(document(*DECISION, *DECISION)) == dispatch.score(document(*DECISION))
