"""Ruled tables of a printed page: the lines drawn on it put together to grids, and which cell a place lies in."""

import ctypes
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from pypdfium2 import raw  # type: ignore[import-untyped]

_MOST_OBJECTS: Final = 10_000  # of a page; maps and plans have more
_MOST_POINTS: Final = 2_000  # of one drawing
_MOST_RULES: Final = 400
_MOST_CELLS: Final = 5_000
_THICK: Final = 4.0  # points: what is thicker is an area
_SHORT: Final = 6.0  # points: a rule is longer
_NEAR: Final = 3.0  # points: two rules meet, or are one

Cell = tuple[int, int, int]  # grid, row, column; of cells joined to one the first


@dataclass(frozen=True, slots=True)
class Rule:
    """`at`: its height when it lies, its distance from the left when it stands."""

    at: float
    begin: float
    end: float


@dataclass(frozen=True, slots=True)
class Grid:
    """`across`, `down`: places of its lines from the left, from the bottom. `cells`: (row from the bottom, column) to
    the first of those it is joined with."""

    across: tuple[float, ...]
    down: tuple[float, ...]
    cells: Mapping[tuple[int, int], tuple[int, int]]

    def cell(self, x: float, y: float) -> tuple[int, int] | None:
        """(row from the top, column)"""
        row, column = _between(self.down, y), _between(self.across, x)
        if row is None or column is None:
            return None
        row, column = self.cells[row, column]
        return len(self.down) - 2 - row, column


def grids_of(page: Any) -> tuple[list[Grid], int]:
    """(the grids of a page, how many objects were looked at)"""
    count = raw.FPDFPage_CountObjects(page.raw)
    if count > _MOST_OBJECTS:
        return [], 0
    lying: list[Rule] = []
    standing: list[Rule] = []
    for number in range(count):
        drawn = raw.FPDFPage_GetObject(page.raw, number)
        if raw.FPDFPageObj_GetType(drawn) == raw.FPDF_PAGEOBJ_PATH:
            for points, stroked in _figures(drawn):
                _add(points, stroked, lying, standing)
    return grids(lying, standing), count


def grids(lying: Sequence[Rule], standing: Sequence[Rule]) -> list[Grid]:
    across, down = _joined(lying), _joined(standing)
    if not 2 <= len(across) <= _MOST_RULES or not 1 <= len(down) <= _MOST_RULES:
        return []
    made = (_grid(*group) for group in _connected(across, down))
    return [grid for grid in made if grid]


def _between(places: Sequence[float], at: float) -> int | None:
    return next((n for n in range(len(places) - 1) if places[n] <= at < places[n + 1]), None)


def _figures(drawn: Any) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    """The points of each figure of a drawing, and whether its outline is drawn."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    matrix = raw.FS_MATRIX()
    count = raw.FPDFPath_CountSegments(drawn)
    if not 2 <= count <= _MOST_POINTS or not raw.FPDFPath_GetDrawMode(drawn, fill, stroke):
        return
    if not (fill.value or stroke.value) or not raw.FPDFPageObj_GetMatrix(drawn, matrix):
        return
    points: list[tuple[float, float]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for number in range(count):
        segment = raw.FPDFPath_GetPathSegment(drawn, number)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO and points:
            yield points, bool(stroke.value)
            points = []
        if raw.FPDFPathSegment_GetPoint(segment, x, y):
            points.append((
                matrix.a * x.value + matrix.c * y.value + matrix.e,
                matrix.b * x.value + matrix.d * y.value + matrix.f,
            ))  # fmt: skip
        if raw.FPDFPathSegment_GetClose(segment) and points:
            points.append(points[0])
    if points:
        yield points, bool(stroke.value)


def _add(points: Sequence[tuple[float, float]], stroked: bool, lying: list[Rule], standing: list[Rule]) -> None:
    """A thin area is a rule; of a larger one those sides are that are drawn."""
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    low, high = min(y for _, y in points), max(y for _, y in points)
    if high - low <= _THICK < _SHORT <= right - left:
        lying.append(Rule((low + high) / 2, left, right))
    elif right - left <= _THICK < _SHORT <= high - low:
        standing.append(Rule((left + right) / 2, low, high))
    elif stroked:
        for (x, y), (other_x, other_y) in pairwise(points):
            if abs(y - other_y) < 1 and abs(x - other_x) >= _SHORT:
                lying.append(Rule(y, min(x, other_x), max(x, other_x)))
            elif abs(x - other_x) < 1 and abs(y - other_y) >= _SHORT:
                standing.append(Rule(x, min(y, other_y), max(y, other_y)))


def _joined(rules: Sequence[Rule]) -> list[Rule]:
    """What continues another one on the same line is one with it."""
    found: list[Rule] = []
    lines = _lines([rule.at for rule in rules])
    by_line: dict[int, list[Rule]] = {}
    for rule in rules:
        by_line.setdefault(_nearest(lines, rule.at), []).append(rule)
    for place, on_line in by_line.items():
        begin, end = float("inf"), float("-inf")
        for rule in sorted(on_line, key=lambda one: one.begin):
            if rule.begin > end + _NEAR and end > begin:
                found.append(Rule(lines[place], begin, end))
                begin, end = rule.begin, rule.end
            begin, end = min(begin, rule.begin), max(end, rule.end)
        found.append(Rule(lines[place], begin, end))
    return found


def _lines(places: Sequence[float]) -> list[float]:
    """Places with those near them taken for one."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > _NEAR:
            found.append(place)
    return found


def _nearest(lines: Sequence[float], at: float) -> int:
    return min(range(len(lines)), key=lambda number: abs(lines[number] - at))


def _connected(lying: list[Rule], standing: list[Rule]) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Groups of rules that meet."""
    left = set(range(len(standing)))
    untouched = set(range(len(lying)))
    while left:
        waiting = [left.pop()]
        down, across = set(waiting), set[int]()
        while waiting:
            one = standing[waiting.pop()]
            for number in [other for other in untouched if _meet(lying[other], one)]:
                untouched.remove(number)
                across.add(number)
                more = {other for other in left if _meet(lying[number], standing[other])}
                left -= more
                down |= more
                waiting += more
        yield [lying[number] for number in across], [standing[number] for number in down]


def _meet(lying: Rule, standing: Rule) -> bool:
    return (
        lying.begin - _NEAR <= standing.at <= lying.end + _NEAR
        and standing.begin - _NEAR <= lying.at <= standing.end + _NEAR
    )


def _grid(lying: list[Rule], standing: list[Rule]) -> Grid | None:
    """None: no cells beside each other and below each other."""
    if len(lying) < 2:
        return None
    edges = (min(rule.begin for rule in lying), max(rule.end for rule in lying))
    across = _lines([*edges, *(rule.at for rule in standing)])
    down = _lines([rule.at for rule in lying])
    rows, columns = len(down) - 1, len(across) - 1
    if rows < 2 or columns < 2 or rows * columns > _MOST_CELLS:
        return None
    root: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(rows - 1, -1, -1):
        middle = (down[row] + down[row + 1]) / 2
        for column in range(columns):
            above, before = root.get((row + 1, column)), root.get((row, column - 1))
            centre = (across[column] + across[column + 1]) / 2
            if before and not _covered(standing, across[column], middle):
                root[row, column] = before
            elif above and not _covered(lying, down[row + 1], centre):
                root[row, column] = above
            else:
                root[row, column] = (row, column)
    return Grid(tuple(across), tuple(down), root)


def _covered(rules: Sequence[Rule], at: float, middle: float) -> bool:
    return any(abs(rule.at - at) <= _NEAR and rule.begin <= middle <= rule.end for rule in rules)
