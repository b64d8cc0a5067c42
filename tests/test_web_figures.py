"""Figures that only look different are the same figures; others are not."""

import pytest

from tinbai.web.figures import same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("68 triệu", "là 68.000.000"),
        ("một", "01"),
        ("hai", "02"),
        ("một chiếc", "01"),
        ("Ngày 09/10/2025", "Sáng 9-10"),
        ("9.10", "09/10"),
        ("hai mươi lăm", "25"),
        ("mười hai hộ", "12 hộ"),
        ("1,5 tỷ", "1.500 triệu"),
        ("1,250,000", "1.250.000"),
        ("năm 2025", "2025"),
        ("ba trăm", "300"),
        ("92%", "92 %"),
    ],
)
def test_written_otherwise_they_are_the_same(one: str, other: str) -> None:
    assert same(one, other) and same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("21", "24"),
        ("68 triệu", "68 tỷ"),
        ("68 triệu", "68"),
        ("09/10/2025", "09/11/2025"),
        ("09/10/2025", "9/10/2024"),
        ("năm 2024", "năm 2025"),
        ("hai", "ba"),
        ("Sinh", "Xinh"),
        ("một trong", "trong"),
        ("5 người", "người"),
        ("1.500", "1,5"),
        ("12 và 15", "15 và 12"),
        ("ubnd", "Ủy ban nhân dân"),
        ("X", "Xã"),
        ("", ""),
    ],
)
def test_others_are_not(one: str, other: str) -> None:
    assert not same(one, other)
