"""Lines that stand in the cells of a ruled table, put together to that table at its place among the others."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from tinbai.parsers.document import Paragraph, Piece, Table
from tinbai.parsers.pdf.page import Line

_ROWS = 2  # with words in two cells at least; fewer are a frame, a head of two halves
_LONGEST_CELL = 120  # words: what is longer is an article in a frame

Stretch = list[Line]
_Paragraphs = Callable[[Sequence[Sequence[Line]]], list[Paragraph]]


def pieces(pages: Sequence[Sequence[Line]], paragraphs: _Paragraphs) -> list[Piece]:
    """`paragraphs` makes them of the lines of pages, which go on from page to page where no table stands between."""
    found: list[Piece] = []
    open_: list[Stretch] = []
    for lines in pages:
        open_.append([])
        for stretch, table in _parted(lines):
            open_[-1] += stretch
            if table:
                found += paragraphs(open_)
                found.append(table[0].picture or _table(table, paragraphs))
                open_ = [[]]
    return found + paragraphs(open_)


def _parted(lines: Sequence[Line]) -> Iterator[tuple[Stretch, Stretch]]:
    """Lines up to a table or a picture, and those of the table; the last ones stand before none."""
    by_grid: dict[int, Stretch] = defaultdict(list)
    for line in lines:
        if line.cell is not None:
            by_grid[line.cell[0]].append(line)
    tables = {number for number, inside in by_grid.items() if _is_table(inside)}
    before: Stretch = []
    for line in lines:
        if line.picture is not None:
            yield before, [line]
            before = []
            continue
        number = line.cell[0] if line.cell else None
        if number is None or number not in tables:
            before.append(line)
        elif number in by_grid:
            yield before, by_grid.pop(number)
            before = []
    yield before, []


def _is_table(lines: Sequence[Line]) -> bool:
    columns: dict[int, set[int]] = defaultdict(set)
    words: dict[tuple[int, int], int] = defaultdict(int)
    for line in lines:
        if line.cell:
            _, row, column = line.cell
            columns[row].add(column)
            words[row, column] += len(line.text.split())
    return sum(len(one) > 1 for one in columns.values()) >= _ROWS and max(words.values()) <= _LONGEST_CELL


def _table(lines: Sequence[Line], paragraphs: _Paragraphs) -> Table:
    cells: dict[tuple[int, int], Stretch] = defaultdict(list)
    for line in lines:
        if line.cell:
            cells[line.cell[1:]].append(line)
    rows, columns = (sorted({place[axis] for place in cells}) for axis in (0, 1))
    return Table(tuple(tuple(tuple(paragraphs([cells.get((row, one), [])])) for one in columns) for row in rows))
