"""Tables printed without rules: rows one below the other whose gaps lie one below the other."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count

from tinbai.parsers.document import Span
from tinbai.parsers.pdf.page import Line

_ROWS = 3  # fewer may be the head of a letter, or two who sign
_COLUMNS = 3  # fewer may be a list of persons with their posts: lines that are read one after the other
_LONGEST_ROW = 60  # words
_FARTHEST = 4.0  # sizes of letters between two rows

Gaps = tuple[tuple[float, float], ...]


def with_cells(lines: Sequence[Line]) -> list[Line]:
    """The lines, rows of such tables parted into cells."""
    first = max((line.cell[0] for line in lines if line.cell), default=-1) + 1
    numbers = count(first)
    found: list[Line] = []
    for run in _runs(lines):
        if len(run) < _ROWS or len(run[0].gaps) + 1 < _COLUMNS:
            found += run
            continue
        grid = next(numbers)
        for row, line in enumerate(run):
            found += _cells(line, grid, row)
    return found


def _runs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines that may be the rows of one table, and all others for themselves."""
    run: list[Line] = []
    common: Gaps = ()
    for line in lines:
        shared = _shared(common, line.gaps) if run and _is_below(run[-1], line) else ()
        if run and not shared:
            yield run
            run = []
        run.append(line)
        common = shared or (line.gaps if _is_row(line) else ())
    if run:
        yield run


def _is_row(line: Line) -> bool:
    return line.cell is None and len(line.gaps) == line.text.count("\t") and len(line.text.split()) <= _LONGEST_ROW


def _is_below(above: Line, line: Line) -> bool:
    return _is_row(line) and 0 < above.base - line.base < _FARTHEST * max(line.size, above.size)


def _shared(one: Gaps, other: Gaps) -> Gaps:
    """Where both have nothing; empty when a gap of one has none of the other below it."""
    if len(one) != len(other):
        return ()
    both = tuple((max(a[0], b[0]), min(a[1], b[1])) for a, b in zip(one, other, strict=True))
    return both if all(left < right for left, right in both) else ()


def _cells(line: Line, grid: int, row: int) -> Iterator[Line]:
    edges = [line.left, *(edge for gap in line.gaps for edge in gap), line.right]
    for column, spans in enumerate(_parts(line.spans)):
        if spans:
            left, right = edges[2 * column : 2 * column + 2]
            yield replace(line, spans=spans, left=left, right=right, gaps=(), cell=(grid, row, column))


def _parts(spans: Sequence[Span]) -> list[tuple[Span, ...]]:
    """Spans parted at tabs."""
    parts: list[list[Span]] = [[]]
    for span in spans:
        for place, text in enumerate(span.text.split("\t")):
            if place:
                parts.append([])
            if text.strip():
                parts[-1].append(replace(span, text=text))
    return [tuple(part) for part in parts]
