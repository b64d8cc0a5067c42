"""What the figures of a few words amount to, so that "68 triệu" and "68.000.000", "hai" and "02" are not told apart;
nor are a name and its initials."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from tinbai.queue.twins.fold import fold

_WORD = re.compile(r"\d+(?:[.,/:-]\d+)*|[^\W\d_]+|%")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?")
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_DIGITS = {
    "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6, "bảy": 7, "bẩy": 7,
    "tám": 8, "chín": 9, "mười": 10,
}  # fmt: skip
_TIMES = {
    "trăm": 100, "nghìn": 1000, "ngàn": 1000, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9, "chục": 10, "mươi": 10,
}  # fmt: skip

Amount = Decimal | tuple[int, int]  # a number, or a day and its month


def same(one: str, other: str) -> bool:
    """Whether both sides tell the same figures, however these are written, or the one is the other's initials.

    False where one has neither.
    """
    if _are_initials(one, other) or _are_initials(other, one):
        return True
    mine, theirs = list(amounts(one)), list(amounts(other))
    years = [[int(year) for year in re.findall(r"(?<!\d)\d{4}(?!\d)", text)] for text in (one, other)]
    return bool(mine) and mine == theirs and (years[0] == years[1] or not all(years))


def _are_initials(one: str, other: str) -> bool:
    """UBND of Ủy ban nhân dân."""
    words = fold(other)
    return one.strip().isupper() and len(words) > 1 and fold(one) == ["".join(word[0] for word in words)]


def amounts(text: str) -> Iterator[Amount]:
    """The figures in reading order; the year of a day is not told."""
    words = [word.lower() for word in _WORD.findall(text)]
    place = 0
    while place < len(words):
        day = _DAY.fullmatch(words[place])
        if day and 1 <= int(day[1]) <= 31 and 1 <= int(day[2]) <= 12 and not _GROUPED.fullmatch(words[place]):
            yield int(day[1]), int(day[2])
            place += 1
            continue
        number, length = _number(words[place:])
        if number is not None:
            yield number
        place += length


def _number(words: Sequence[str]) -> tuple[Decimal | None, int]:
    """(the number that begins here, how many words it takes)."""
    first = words[0]
    if first == "năm" and len(words) > 1 and re.fullmatch(r"\d{4}", words[1]):
        return None, 1  # the word for a year
    found = _written(first)
    if found is None:
        return None, 1
    length = 1
    while length < len(words) and words[length] in _TIMES:
        found *= _TIMES[words[length]]
        length += 1
    if first in _DIGITS and length < len(words) and words[length] in _DIGITS and (length > 1 or first == "mười"):
        return found + _DIGITS[words[length]], length + 1  # hai mươi lăm, mười hai
    return found, length


def _written(word: str) -> Decimal | None:
    if word in _DIGITS:
        return Decimal(_DIGITS[word])
    if not word[0].isdigit():
        return None
    if _GROUPED.fullmatch(word):
        comma = "," if "." in word and word.rfind(",") > word.rfind(".") else "."
        grouped = word.replace(".", "") if comma == "," or "," not in word else word.replace(",", "")
        return Decimal(grouped.replace(",", "."))
    return Decimal(word.replace(",", ".")) if re.fullmatch(r"\d{1,30}(?:[.,]\d{1,30})?", word) else None
