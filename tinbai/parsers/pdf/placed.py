"""The photos of the pages of a PDF, put at their place among the lines."""

from collections import Counter
from collections.abc import Sequence

from tinbai.parsers.document import Picture
from tinbai.parsers.pdf.page import Line
from tinbai.parsers.pdf.pictures import Printed

_ENDS = (".", "!", "?", ":", "”", '"')


def with_pictures(pages: Sequence[Sequence[Line]], printed: Sequence[Sequence[Printed]]) -> list[list[Line]]:
    """The lines of the pages with the photos between them; a photo of several pages is part of their furniture."""
    seen = Counter(data for on_page in printed for data in {one.data for one in on_page})
    found = [list(lines) for lines in pages]
    number = 0
    for lines, on_page in zip(found, printed, strict=True):
        for one in on_page:
            if seen[one.data] == 1:
                number += 1
                picture = Picture(f"image{number}.{one.suffix}", one.data)
                line = Line((), one.left, one.right, one.bottom, one.top - one.bottom, picture=picture)
                lines.insert(_place(lines, one), line)
    return found


def _place(lines: Sequence[Line], one: Printed) -> int:
    """Before the first line below it; one that text runs around waits for the end of the sentence."""
    place = next((n for n, line in enumerate(lines) if _is_below(line, one)), len(lines))
    around = any(one.bottom < line.base < one.top and line.picture is None for line in lines)
    while around and 0 < place < len(lines) and not lines[place - 1].text.rstrip().endswith(_ENDS):
        place += 1
    return place


def _is_below(line: Line, one: Printed) -> bool:
    middle = (one.bottom + one.top) / 2
    return line.base < middle and line.left < one.right and one.left < line.right
