"""Photos and rows without rules among the printed lines of a PDF."""

from tinbai.parsers.document import Span
from tinbai.parsers.pdf.page import Line
from tinbai.parsers.pdf.pictures import Printed
from tinbai.parsers.pdf.placed import with_pictures
from tinbai.parsers.pdf.unruled import with_cells


def _line(text: str, base: float, *gaps: tuple[float, float]) -> Line:
    return Line((Span(text),), 50.0, 500.0, base, 12.0, gaps)


def _photo(bottom: float, top: float, data: bytes = b"one") -> Printed:
    return Printed(data, "jpg", 100.0, 400.0, bottom, top)


def _order(lines: list[Line]) -> list[str]:
    return [line.picture.name if line.picture else line.text for line in lines]


def test_a_photo_stands_between_the_lines_above_and_below() -> None:
    (lines,) = with_pictures([[_line("Trên.", 700), _line("Dưới.", 300)]], [[_photo(320, 680)]])
    assert _order(lines) == ["Trên.", "image1.jpg", "Dưới."]


def test_a_photo_beside_a_sentence_waits_for_its_end() -> None:
    page = [_line("Sáng nay, xã", 600), _line("tổ chức", 560), _line("lễ hội.", 520), _line("Dịp này", 480)]
    (lines,) = with_pictures([page], [[_photo(550, 650)]])
    assert _order(lines) == ["Sáng nay, xã", "tổ chức", "lễ hội.", "image1.jpg", "Dịp này"]


def test_what_every_page_shows_is_left() -> None:
    pages = with_pictures([[_line("Một.", 300)], [_line("Hai.", 300)]], [[_photo(400, 500)], [_photo(400, 500)]])
    assert [_order(lines) for lines in pages] == [["Một."], ["Hai."]]


def test_rows_whose_gaps_agree_are_cells() -> None:
    rows = [_line("Hạng\tThôn\tĐiểm", 600, (80, 100), (200, 260)),
            _line("Nhất\tNà Tèn\t286", 580, (75, 100), (220, 260)),
            _line("Nhì\tBản Cuôn\t271", 560, (70, 100), (240, 260))]  # fmt: skip
    cells = with_cells([_line("Kết quả:", 640), *rows, _line("Hết.", 540)])
    assert [line.cell for line in cells][1:-1] == [(0, row, column) for row in range(3) for column in range(3)]
    assert cells[0].cell is None and cells[-1].cell is None


def test_two_rows_or_gaps_that_disagree_are_lines() -> None:
    rows = [_line("A\tB\tC", 600, (80, 100), (200, 260)), _line("D\tE\tF", 580, (110, 130), (200, 260)),
            _line("G\tH\tI", 560, (80, 100), (200, 260))]  # fmt: skip
    assert all(line.cell is None for line in with_cells(rows))
