"""Running heads and feet of a printed text, and its page numbers: found by their repetition, taken off from outside."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from tinbai.parsers.pdf.page import Line, Page

_PLACES = 3  # lines from the edge that can be one
_LEAST_SHARE = 0.4  # of the pages; left and right pages may differ
_SAME_HEIGHT = 4.0  # points
_OUTER = 0.12  # of the page's height
_NUMBER = re.compile(r"^\W*(?:(?:trang|page|tr\.?)\s*)?\d{1,4}(?:\s*(?:/|of|trên)\s*\d{1,4})?\W*$", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_WORDS = 4  # that begin small are the middle of a sentence


def without_margins(pages: Sequence[Page]) -> tuple[list[list[Line]], list[str]]:
    """(lines of each page in their order, what the margins say). Where nothing else stands on most pages, what repeats
    is the text itself."""
    kept, notes = _parted(pages, _running(pages))
    written = [lines for lines, page in zip(kept, pages, strict=True) if page.lines]
    return (kept, notes) if 2 * sum(map(bool, written)) >= len(written) > 0 else _parted(pages, set())


def _parted(pages: Sequence[Page], running: set[tuple[bool, str]]) -> tuple[list[list[Line]], list[str]]:
    kept: list[list[Line]] = []
    notes: dict[str, None] = {}
    for page in pages:
        gone: list[Line] = []
        for top in (True, False):
            for line in _from_edge(page, top):
                if _key(line, top) not in running and not _NUMBER.match(line.text.strip()):
                    break
                gone.append(line)
        kept.append([line for line in page.lines if not any(line is one for one in gone)])
        notes.update(dict.fromkeys(line.text.strip() for line in gone if not _NUMBER.match(line.text.strip())))
    return kept, list(notes)


def _from_edge(page: Page, top: bool) -> Iterable[Line]:
    """The outermost lines, from outside."""
    ordered = sorted(page.lines, key=lambda line: (_edge(line, page, top), line.left))
    return [line for line in ordered[:_PLACES] if line.cell is None and _edge(line, page, top) <= _OUTER * page.height]


def _edge(line: Line, page: Page, top: bool) -> float:
    return page.height - line.base if top else line.base


def _key(line: Line, top: bool) -> tuple[bool, str]:
    return top, _DIGITS.sub("#", " ".join(line.text.lower().split()))


def _running(pages: Sequence[Page]) -> set[tuple[bool, str]]:
    """Lines that stand at the same edge of many pages at the same height, apart from the numbers of pages in them."""
    found: dict[tuple[bool, str], dict[int, tuple[float, list[int]]]] = defaultdict(dict)
    for number, page in enumerate(pages):
        for top in (True, False):
            for line in _from_edge(page, top):
                if _is_of_sentence(line.text):
                    continue
                numbers = [int(digits[:9]) for digits in _DIGITS.findall(line.text)]
                found[_key(line, top)][number] = _edge(line, page, top), numbers
    least = max(2.0, _LEAST_SHARE * len(pages))
    return {key for key, places in found.items() if len(places) >= least and _is_one_line(places)}


def _is_of_sentence(text: str) -> bool:
    return text.lstrip()[:1].islower() and len(text.split()) >= _WORDS


def _is_one_line(places: dict[int, tuple[float, list[int]]]) -> bool:
    """At one height; its numbers are the same on all pages, or count them."""
    heights = [height for height, _ in places.values()]
    columns = zip(*(numbers for _, numbers in places.values()), strict=True)
    counting = all(
        len(set(one)) == 1 or len({n - page for n, page in zip(one, places, strict=True)}) == 1 for one in columns
    )
    return counting and max(heights) - min(heights) <= _SAME_HEIGHT
