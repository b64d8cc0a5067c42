"""The day in the header of an old mail, as the mail programs of many languages print it."""

import re
from datetime import date

from tinbai.parsers.mail.wrapper import bare

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = r"(?P<{0}>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{{0,6}}\.?"
_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})\b",
        r"\b(?P<d>\d{1,2})(?:st|nd|rd|th)?[ -]" + _NAME.format("n") + r"[ ,-]{1,3}(?P<y>(?:19|20)\d\d)\b",
        _NAME.format("n") + r" (?P<d>\d{1,2})(?:st|nd|rd|th)?,? (?P<y>(?:19|20)\d\d)\b",
        r"\b(?P<d>\d{1,2}) ?(?:thang|thg|th)\.? ?(?P<m>\d{1,2}),?(?: nam)? (?P<y>(?:19|20)\d\d)\b",
        r"\b(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>(?:19|20)\d\d)\b",
    )
)

_IN_WORDS = ("mot", "hai", "ba", "tu", "nam", "sau", "bay", "tam", "chin", "muoi", "muoi mot", "muoi hai")
_NAMED_MONTH = re.compile(r"\bthang (muoi mot|muoi hai|mot|hai|ba|tu|nam|sau|bay|tam|chin|muoi)\b")


def day_of(text: str) -> date | None:
    """The first day that is named with its year; "11/13/2026" can only be American."""
    words = _NAMED_MONTH.sub(lambda name: f"thang {_IN_WORDS.index(name[1]) + 1}", bare(text))
    for form in _FORMS:
        found = form.search(words)
        if not found:
            continue
        named = found.groupdict()
        day, year = int(named["d"]), int(named["y"])
        month = _MONTHS.index(named["n"]) + 1 if named.get("n") else int(named["m"])
        if month > 12:
            day, month = month, day
        try:
            return date(year, month, day)
        except ValueError:
            return None
    return None
