"""The day in the header of an old mail, in the forms in which mail programs print it."""

from datetime import date

import pytest

from tinbai.parsers.mail.days import day_of

FORMS = (
    "Wednesday, November 11, 2026 2:15 PM",
    "Wed, 11 Nov 2026 14:15:00 +0700",
    "Thứ Tư, 11 tháng 11, 2026 14:15",
    "Th 4, 11 thg 11, 2026 vào lúc 14:15 Hạnh <hanh@example.org> đã viết:",
    "11 tháng 11 năm 2026 lúc 14:15",
    "11/11/2026 2:15 CH",
    "2026-11-11 14:15",
    "On Nov 11, 2026, at 2:15 PM, Hạnh <hanh@example.org> wrote:",
)


@pytest.mark.parametrize("text", FORMS)
def test_the_day_is_read(text: str) -> None:
    assert day_of(text) == date(2026, 11, 11)


@pytest.mark.parametrize(("text", "day"), [("11/13/2026", date(2026, 11, 13)), ("31/2/2026", None), ("sáng nay", None)])
def test_american_days_and_none(text: str, day: date | None) -> None:
    assert day_of(text) == day
