"""Printed lines joined to paragraphs. A PDF knows no paragraphs: place, looks and the words themselves tell.

The strongest sign: a line goes on in the next one when the first word of that one would not have fitted.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import quantiles

from tinbai.parsers.document import FOOTNOTE, Align, Paragraph, Span
from tinbai.parsers.pdf.page import HYPHEN, Line

_ITEM = re.compile(r"^\s*(?:[-–—•·+*▪➢●○◦§]|\d{1,3}[.)]|[a-zđ][.)])\s")
_SIGN = re.compile(r"^\s*[-–—•·+*▪➢●○◦§]\s")
_LETTERED = re.compile(r"^\s*[a-zđ]\)\s*\w")
_BULLET = re.compile(r"^\s*(?:[•▪➢●○◦]\s*|[·§]\s+)")
_END = re.compile(r"[.!?:;…][\"”’)\]]*$")
_NUMBERED = re.compile(r"^\s*\[?\d{1,2}\]?\s+\w")
_NOTE = 0.92  # of the size of the page's text; notes are smaller
_OTHER_SIZE = 0.05  # of the size
_WIDER = 1.25  # than the usual distance of lines
_INDENT = 0.8  # sizes of letters
_NARROW = 0.4  # of the width of the text: a cell, a signature
_PROSE = 7  # lines: what is longer is a column, however narrow
_SLIM = 10.0  # sizes of letters: no column of prose is
_BESIDE = 0.7  # sizes of letters, upwards or downwards
_SPACE = 0.25  # of the size
_AT_EDGE = 0.2  # sizes
_FAR = 3.0  # sizes: further in than the first line of a paragraph
_STRAIGHT = 0.6  # of the lines
_MOST_BESIDE, _MOST_RUNS = 20, 60  # at one height; of a page: more are cells of tables, and to compare them costs time
_OVER = 0.2  # of the width
_EVERYWHERE = (float("-inf"), float("inf"))
_ROOM = 0.6  # sizes: how far the width of a word is guessed wrongly


@dataclass(frozen=True, slots=True)
class _Run:
    """Lines that stand one below the other: a column, a cell. `is_narrow`: against all text of its page; `is_straight`:
    most lines end at its right edge."""

    left: float
    right: float
    is_narrow: bool
    is_straight: bool


@dataclass(frozen=True, slots=True)
class _Placed:
    line: Line
    run: _Run
    page: int


def paragraphs(pages: Sequence[Sequence[Line]]) -> list[Paragraph]:
    placed = [one for number, lines in enumerate(pages) for one in _placed(lines, number)]
    pitches = _pitches(placed)
    groups: list[list[_Placed]] = []
    for one in placed:
        if groups and _goes_on(groups[-1][-1], one, pitches):
            groups[-1].append(one)
        else:
            groups.append([one])
    notes = _footnotes(groups)
    made = (_paragraph(group, FOOTNOTE if number in notes else "") for number, group in enumerate(groups))
    return [paragraph for paragraph in made if paragraph.text.strip()]


def _footnotes(groups: Sequence[Sequence[_Placed]]) -> set[int]:
    """Which are numbered and smaller than the text of their page, at its end."""
    found: set[int] = set()
    usual: dict[int, Counter[int]] = {}  # page -> characters by size of letters
    for one in (one for group in groups for one in group):
        usual.setdefault(one.page, Counter())[round(one.line.size)] += len(one.line.text)
    page, open_ = -1, False
    for number in range(len(groups) - 1, -1, -1):
        first = groups[number][0]
        page, open_ = first.page, open_ or first.page != page
        size = usual[page].most_common(1)[0][0]
        open_ = open_ and first.line.size < _NOTE * size and _NUMBERED.match(first.line.text) is not None
        if open_:
            found.add(number)
    return found


def _placed(lines: Sequence[Line], page: int) -> Iterator[_Placed]:
    """Each line with the run it belongs to."""
    if not lines:
        return
    width = max(line.right for line in lines) - min(line.left for line in lines)
    for run in _ordered(list(_runs(lines))):
        left, right = min(line.left for line in run), max(line.right for line in run)
        straight = sum(line.right >= right - _AT_EDGE * line.size for line in run) >= _STRAIGHT * len(run)
        of_cell = len(run) < _PROSE or right - left < _SLIM * run[0].size
        shape = _Run(left, right, right - left < _NARROW * width and of_cell, straight)
        yield from (_Placed(line, shape, page) for line in run)


def _runs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines one below the other, none of which reaches beside another one's neighbour, as a title above two columns
    does; rows of a table, which hold gaps, are each for itself."""
    run: list[Line] = []
    left = right = 0.0
    bounds = _EVERYWHERE
    for line, (from_, to) in zip(lines, _free(lines), strict=True):
        below = bool(run) and line.left < right and left < line.right and line.base < run[-1].base + line.size / 2
        apart = left < from_ or right > to or line.left < bounds[0] or line.right > bounds[1]
        if not below or apart or "\t" in line.text or "\t" in run[-1].text:
            if run:
                yield run
            run, left, right, bounds = [], line.left, line.right, _EVERYWHERE
        run.append(line)
        left, right = min(left, line.left), max(right, line.right)
        bounds = max(bounds[0], from_), min(bounds[1], to)
    yield run


def _free(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """From where to where nothing else stands at the height of each line."""
    bounds = [_EVERYWHERE] * len(lines)
    order = sorted(range(len(lines)), key=lambda number: lines[number].base)
    for place, one in enumerate(order):
        for other in order[place + 1 : place + 1 + _MOST_BESIDE]:
            if lines[other].base - lines[one].base > _BESIDE * lines[one].size:
                break
            first, second = (one, other) if lines[one].left <= lines[other].left else (other, one)
            if lines[first].right <= lines[second].left:
                bounds[first] = bounds[first][0], min(bounds[first][1], lines[second].left)
                bounds[second] = max(bounds[second][0], lines[first].right), bounds[second][1]
    return bounds


def _ordered(runs: list[list[Line]]) -> list[list[Line]]:
    """As they were written, but none before another one that stands above it: a title may be written last."""
    if len(runs) > _MOST_RUNS:
        return runs
    boxes = [
        (min(line.left for line in run), max(line.right for line in run), run[0].base, run[-1].base) for run in runs
    ]
    above = {
        one: {other for other in range(len(runs)) if _is_above(boxes[other], boxes[one])} for one in range(len(runs))
    }
    found: list[list[Line]] = []
    while above:
        first = next((one for one, others in above.items() if not others & above.keys()), next(iter(above)))
        del above[first]
        found.append(runs[first])
    return found


def _is_above(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    """Wholly above it, and over a part of it."""
    return one[3] > other[2] and min(one[1], other[1]) - max(one[0], other[0]) > _OVER * (other[1] - other[0])


def _pitches(placed: Sequence[_Placed]) -> dict[int, float]:
    """Usual distance of lines by size of letters: the lower quartile, as paragraphs have room between them."""
    found: dict[int, list[float]] = {}
    for one, other in pairwise(placed):
        distance = one.line.base - other.line.base
        if one.run is other.run and distance > 0 and _one_size(one.line, other.line):
            found.setdefault(round(other.line.size), []).append(distance)
    # quantiles() of a few values may lie below all of them
    return {size: max(min(all_), quantiles(all_, n=4)[0]) if len(all_) > 1 else all_[0] for size, all_ in found.items()}


def _goes_on(one: _Placed, other: _Placed, pitches: dict[int, float]) -> bool:
    above, below = one.line, other.line
    ends = _END.search(above.text.rstrip()) is not None
    small = below.text.lstrip()[:1].islower()
    if not _one_size(above, below) or _looks_part(above, below, ends, small):
        return False
    if above.text.endswith(HYPHEN):
        return True
    if "\t" in above.text or "\t" in below.text or _is_next_item(above, below, ends):
        return False
    if one.run is not other.run:
        apart = one.page == other.page and not _is_next_column(one, other)
        if apart or one.run.is_narrow != other.run.is_narrow or not (small or not ends):
            return False
    elif above.base - below.base > _WIDER * pitches.get(round(below.size), 2 * below.size) + 0.5:
        return False
    if one.run.is_narrow and not small:
        return False
    return _is_full(one, other, ends) and not _is_indented(one, other, ends)


def _is_next_item(above: Line, below: Line, ends: bool) -> bool:
    """A dash may also stand between words; as the sign of an item it follows an end or stands under another."""
    of_list = _ITEM.match(above.text) is not None or _LETTERED.match(above.text) is not None
    if _LETTERED.match(below.text) and (ends or of_list):
        return True
    below_other = of_list and abs(above.left - below.left) < 1
    return _SIGN.match(below.text) is not None and (ends or below_other)


def _is_full(one: _Placed, other: _Placed, ends: bool) -> bool:
    """Whether the first word of the lower line would not have fitted into the upper one."""
    line, run = one.line, one.run
    room = _ROOM * other.line.size
    if _is_centred(other) and _is_symmetrical(one) and not ends:
        return _width(line) + _first_word(other.line) > run.right - run.left - room
    if _is_block(line, other.line) and not ends:
        return True
    if line.left - run.left > _FAR * line.size and abs(line.left - other.line.left) > line.size:
        return _width(line) + _first_word(other.line) > run.right - run.left - room
    if run.is_straight and line.right < run.right - _AT_EDGE * line.size and ends:
        return False
    return line.right + _first_word(other.line) > run.right - room


def _one_size(one: Line, other: Line) -> bool:
    return abs(one.size - other.size) <= _OTHER_SIZE * max(one.size, other.size)


def _looks_part(above: Line, below: Line, ends: bool, small: bool) -> bool:
    """A line wholly bold (or italic) before one that is not at all so, or the other way round."""
    for look, goes_on in (("bold", small), ("italic", not ends)):
        upper = {getattr(span, look) for span in above.spans if span.text.strip()}
        lower = {getattr(span, look) for span in below.spans if span.text.strip()}
        if len(upper) == 1 and len(lower) == 1 and upper != lower and not goes_on:
            return True
    return False


def _is_next_column(one: _Placed, other: _Placed) -> bool:
    return other.line.left >= one.run.right and other.line.base > one.line.base


def _is_indented(one: _Placed, other: _Placed, ends: bool) -> bool:
    """Whether the lower line begins a paragraph by standing further in."""
    if _ITEM.match(one.line.text) or (_is_centred(other) and not ends):
        return False
    inner = _INDENT * other.line.size
    lower, upper = other.line.left - other.run.left, one.line.left - one.run.left
    return lower > inner and (upper < inner / 2 or ends)


def _is_block(above: Line, below: Line) -> bool:
    """Lines that begin and end alike, narrower than their column."""
    return abs(above.left - below.left) < 1 and abs(above.right - below.right) < _AT_EDGE * below.size


def _is_symmetrical(one: _Placed) -> bool:
    return abs((one.line.left - one.run.left) - (one.run.right - one.line.right)) < 1.2 * one.line.size


def _is_centred(one: _Placed) -> bool:
    return _is_symmetrical(one) and one.line.left - one.run.left > _INDENT * one.line.size


def _width(line: Line) -> float:
    return line.right - line.left


def _first_word(line: Line) -> float:
    """About how wide its first word is, with the blank before it."""
    text = line.text.strip()
    word = text.split(maxsplit=1)[0] if text else ""
    return _width(line) * len(word) / max(len(text), 1) + _SPACE * line.size


def _paragraph(group: Sequence[_Placed], style: str) -> Paragraph:
    spans = tuple(_joined(one.line for one in group))
    bullet = _BULLET.match(spans[0].text) if spans else None
    if not bullet or (bullet.end() == len(spans[0].text) and len(spans) == 1):
        return Paragraph(spans, _align(group), style)
    rest = replace(spans[0], text=spans[0].text[bullet.end() :])
    return Paragraph(tuple(span for span in (rest, *spans[1:]) if span.text), list_label="-")


def _align(group: Sequence[_Placed]) -> Align:
    first = group[0]
    if all(map(_is_symmetrical, group)) and _is_centred(group[-1]):
        return "center"
    inner = first.line.left - first.run.left
    at_right = first.run.right - first.line.right < first.line.size / 2
    return "right" if at_right and inner > 0.3 * (first.run.right - first.run.left) else "left"


def _joined(lines: Iterable[Line]) -> Iterator[Span]:
    """Spans of one look put together, a blank where lines meet unless a word was parted."""
    pending: Span | None = None
    for line in lines:
        for number, span in enumerate(one for one in line.spans if one.text):
            text = span.text
            if pending and number == 0:
                before, text = _met(pending.text, text)
                pending = replace(pending, text=before)
            if pending and replace(span, text="") == replace(pending, text=""):
                pending = replace(pending, text=pending.text + text)
                continue
            if pending:
                yield pending
            pending = replace(span, text=text)
    if pending:
        yield replace(pending, text=pending.text.rstrip().replace(HYPHEN, "-"))


def _met(upper: str, lower: str) -> tuple[str, str]:
    """The ends of two lines, put together. A hyphen goes where it may have parted a word; no Vietnamese word is."""
    lower = lower.lstrip()
    if not upper.endswith(HYPHEN):
        return upper.rstrip() + " ", lower
    word = upper[:-1].rpartition(" ")[2] + lower.partition(" ")[0]
    return upper[:-1] + ("" if lower[:1].islower() and word.isascii() else "-"), lower
