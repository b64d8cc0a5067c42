"""Columns that a program wrote line by line across the page: read one after the other. Rows of a table stay rows.

Prose tells itself by lines that go on: most begin with a small letter and end near the gap between the columns.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from tinbai.parsers.document import Span
from tinbai.parsers.pdf.page import Line

_FEWEST: Final = 4  # lines with words on both sides
_FEW_WORDS: Final = 3.0  # of a part, on average
_GOES_ON: Final = 0.5  # of the parts begin with a small letter
_FULL: Final = 0.6  # of the parts end near the gap
_NEAR: Final = 5.0  # sizes of letters
_DEEPEST: Final = 6  # columns

_Gap = tuple[float, float]


def unfolded(lines: Sequence[Line], depth: int = 0) -> list[Line]:
    """The lines of a page in the order in which they are read."""
    found: list[Line] = []
    place = 0
    while place < len(lines):
        count, gap = _columns(lines, place) if lines[place].gaps and depth < _DEEPEST else (0, None)
        if gap is None:
            passed = max(1, count // 2)  # what is no prose is none either with a line less
            found += lines[place : place + passed]
            place += passed
            continue
        parts = [_parted(line, gap) for line in lines[place : place + count]]
        found += [left for left, _ in parts if left]
        found += unfolded([right for _, right in parts if right], depth + 1)
        place += count
    return found


def _columns(lines: Sequence[Line], place: int) -> tuple[int, _Gap | None]:
    """(how many lines from there on stand in columns, the gap between the first two of them); None: they are rows."""
    most = 0
    for gap in lines[place].gaps[:_DEEPEST]:
        count, common = 0, gap
        for line in lines[place:]:
            narrowed = _common(line, common)
            if narrowed is None or (count and line.base > lines[place + count - 1].base):
                break
            common = narrowed
            count += 1
        if _is_prose(lines[place : place + count], common):
            return count, common
        most = max(most, count)
    return most, None


def _common(line: Line, gap: _Gap) -> _Gap | None:
    """What is free of the gap in this line, too."""
    if line.right <= gap[0] or line.left >= gap[1]:
        return gap
    for begin, end in line.gaps:
        both = max(begin, gap[0]), min(end, gap[1])
        if both[1] - both[0] > line.size / 2:
            return both
    return None


def _is_prose(lines: Sequence[Line], gap: _Gap) -> bool:
    parts = [_parted(line, gap) for line in lines]
    both = [(left, right) for left, right in parts if left and right]
    if len(both) < _FEWEST:
        return False
    texts = [part.text.strip() for pair in both for part in pair]
    words = sum(len(text.split()) for text in texts) / len(texts)
    small = sum(text[:1].islower() for text in texts) / len(texts)
    edge = max(left.right for left, _ in both)
    full = sum(left.right >= edge - _NEAR * left.size for left, _ in both) / len(both)
    return words >= _FEW_WORDS and small >= _GOES_ON and full >= _FULL


def _parted(line: Line, gap: _Gap) -> tuple[Line | None, Line | None]:
    """What stands left and right of the gap."""
    if line.right <= gap[0]:
        return line, None
    if line.left >= gap[1]:
        return None, line
    number = next((n for n, (begin, end) in enumerate(line.gaps) if begin <= gap[0] and end >= gap[1]), None)
    if number is None:
        return line, None
    left, right = _split(line.spans, number)
    begin, end = line.gaps[number]
    return (
        replace(line, spans=left, right=begin, gaps=line.gaps[:number]),
        replace(line, spans=right, left=end, gaps=line.gaps[number + 1 :]),
    )


def _split(spans: Sequence[Span], number: int) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """At the tab of that number, counted from 0."""
    for place, span in enumerate(spans):
        tabs = span.text.count("\t")
        if number < tabs:
            pieces = span.text.split("\t")
            before, after = "\t".join(pieces[: number + 1]), "\t".join(pieces[number + 1 :])
            return (*spans[:place], replace(span, text=before)), (replace(span, text=after), *spans[place + 1 :])
        number -= tabs
    return tuple(spans), ()
