"""Ruled tables of a PDF come as tables, whatever way their rules are drawn; frames and charts do not."""

from collections.abc import Sequence
from itertools import pairwise

import pytest

from tests.pdfs import column, line, pdf
from tinbai.parsers.document import Document, Paragraph, Piece, Table
from tinbai.parsers.pdf.read import read_pdf
from tinbai.parsers.pdf.rules import Rule, grids

ACROSS, DOWN = (50, 90, 250, 400), (700, 680, 640, 620)
WORDS = [
    line(54, 686, "No"), line(94, 686, "Name"), line(254, 686, "Village"),
    line(54, 666, "1"), *column("A name of more than one", "line", x=94, top=666), line(254, 666, "Na Lung"),
    line(54, 626, "2"), line(254, 626, "Khuoi Ro"),
]  # fmt: skip
EXPECTED = [["No", "Name", "Village"], ["1", "A name of more than one line", "Na Lung"], ["2", "", "Khuoi Ro"]]

STROKES = [
    *(f"{ACROSS[0]} {y} m {ACROSS[-1]} {y} l S" for y in DOWN),
    *(f"{x} {DOWN[0]} m {x} {DOWN[-1]} l S" for x in ACROSS),
]
THIN_AREAS = [
    *(f"{ACROSS[0]} {y} {ACROSS[-1] - ACROSS[0]} 0.5 re f" for y in DOWN),
    *(f"{x} {DOWN[-1]} 0.5 {DOWN[0] - DOWN[-1]} re f" for x in ACROSS),
]
BOXES = [
    f"{left} {low} {right - left} {high - low} re S" for left, right in pairwise(ACROSS) for high, low in pairwise(DOWN)
]
MOVED = ["q 2 0 0 2 10 20 cm", *(f"{(50 - 10) / 2} {(y - 20) / 2} m 195 {(y - 20) / 2} l S" for y in DOWN),
         *(f"{(x - 10) / 2} 340 m {(x - 10) / 2} 300 l S" for x in ACROSS), "Q"]  # fmt: skip
ONE_PATH = [" ".join(one.removesuffix("S") for one in STROKES) + "S"]


def cells(table: Piece) -> list[list[str]]:
    assert isinstance(table, Table)
    return [["\n".join(p.text for p in cell if isinstance(p, Paragraph)) for cell in row] for row in table.rows]


def tables(document: Document) -> list[Table]:
    return [piece for piece in document.pieces if isinstance(piece, Table)]


@pytest.mark.parametrize("rules", [STROKES, THIN_AREAS, BOXES, MOVED, ONE_PATH])
def test_a_ruled_table_is_a_table_at_its_place(rules: Sequence[str]) -> None:
    page = [*column("Before it.", top=740), *rules, *WORDS, *column("Behind it.", top=590)]
    before, table, behind = read_pdf(pdf(page)).pieces
    assert (before, behind) == (read_pdf(pdf(page[:1])).pieces[0], read_pdf(pdf(page[-1:])).pieces[0])
    assert cells(table) == EXPECTED


def test_cells_that_stand_close_are_not_one() -> None:
    page = [*STROKES, line(54, 686, "1"), line(94, 686, "x" * 25), line(251, 686, "Ban"), *WORDS[3:]]
    assert cells(read_pdf(pdf(page)).pieces[0])[0] == ["1", "x" * 25, "Ban"]


def test_cells_joined_to_one_stand_once() -> None:
    rules = [*STROKES[:4], *(f"{x} 680 m {x} 620 l S" for x in ACROSS[1:3]), "50 700 m 50 620 l 400 620 m 400 700 l S"]
    page = [*rules, line(150, 686, "Over all of them"), *WORDS[3:]]
    assert [cell for cell in cells(read_pdf(pdf(page)).pieces[0])[0] if cell] == ["Over all of them"]


def test_the_text_goes_on_behind_a_table_and_over_the_page() -> None:
    full = "these words fill the line of the column up to its end so"
    document = read_pdf(pdf([*STROKES, *WORDS, *column(full, top=600)], column("it goes on.", top=700)))
    assert [piece.text for piece in document.pieces if isinstance(piece, Paragraph)] == [f"{full} it goes on."]
    assert len(tables(document)) == 1


@pytest.mark.parametrize(
    "page",
    [
        ["50 620 350 80 re S", *WORDS],  # a frame
        ["50 700 m 400 700 l 50 660 m 400 660 l 200 700 m 200 660 l S", *WORDS],  # one row: a letterhead
        [*STROKES, *column("Below a chart", top=600)],  # nothing inside
        [*STROKES[:4], *WORDS],  # lines to write on
        [
            *STROKES,
            *(line(94, 696 - 2 * n, "a b c d e f g h", size=2) for n in range(28)),
            *WORDS,
        ],  # an article
    ],
)
def test_what_is_ruled_is_not_always_a_table(page: list[str]) -> None:
    assert not tables(read_pdf(pdf(page)))


def test_a_page_of_many_rules_is_read_without_them() -> None:
    many = [Rule(float(5 * number), 0, 3000) for number in range(500)]
    assert grids(many, many) == []
    assert grids([Rule(0, 0, 9), Rule(9, 0, 9)], [Rule(0, 0, 9)]) == []
