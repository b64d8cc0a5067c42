"""PDFs to a Document: paragraphs in reading order with their looks, photos at their place, scanned pages told of."""

from collections.abc import Iterator, Sequence

from tinbai.model import Problem
from tinbai.parsers import flow
from tinbai.parsers.document import Document
from tinbai.parsers.notes import LONGEST
from tinbai.parsers.pdf.columns import unfolded
from tinbai.parsers.pdf.margins import without_margins
from tinbai.parsers.pdf.page import ASKS_PASSWORD, Page, Paper, PdfError
from tinbai.parsers.pdf.paragraphs import paragraphs
from tinbai.parsers.pdf.placed import with_pictures
from tinbai.parsers.pdf.rebuilt import rebuilt
from tinbai.parsers.pdf.tables import pieces
from tinbai.parsers.pdf.unruled import with_cells

MOST_PAGES = 200
MOST_EFFORT = 600_000  # characters, up to 4 µs each
_LEADERS = "._…-–·"  # lines to be filled in
_ENOUGH = 100  # characters
_PROPERTIES = ("Title", "Subject", "Keywords")


def read_pdf(data: bytes | memoryview) -> Document:
    """Never raises for bad input: document-encrypted, -damaged, -unreadable, pdf-scanned, picture-missing,
    text-too-long."""
    octets, mended = bytes(data), False
    try:
        paper = Paper(octets)
    except PdfError as error:
        again = None if error.err_code in ASKS_PASSWORD else _again(octets)
        if again is None:
            code = "document-encrypted" if error.err_code in ASKS_PASSWORD else "document-damaged"
            return Document((), problems=(Problem(code, "grave"),))
        paper, mended = again, True
    try:
        return _read(paper, mended)
    finally:
        paper.close()


def _again(octets: bytes) -> Paper | None:
    """Opened with a new list of its objects."""
    mended = rebuilt(octets)
    try:
        return Paper(mended) if mended else None
    except PdfError:
        return None


def _read(paper: Paper, damaged: bool) -> Document:
    pages: list[Page] = []
    left = MOST_EFFORT
    for number in range(min(len(paper), MOST_PAGES)):
        if left <= 0:
            break
        page = paper.page(number, left)
        damaged = damaged or page is None
        pages.append(page or Page((), 0.0, 0, False))
        left -= pages[-1].effort
    lines, margins = without_margins(pages)
    rows = [with_cells(unfolded(one)) for one in lines]
    found = tuple(pieces(with_pictures(rows, [page.pictures.photos for page in pages]), paragraphs))
    found = () if _are_signs("".join(one.text for one in flow.paragraphs(found))) else found
    properties = [paper.property(name)[:LONGEST] for name in _PROPERTIES]
    notes = tuple(note for note in dict.fromkeys((*margins, *properties)) if note)
    problems = tuple(_problems(pages, damaged, bool(found), left <= 0 or len(paper) > MOST_PAGES))
    return Document(found, notes, problems, title_hint=properties[0] or None)


def _are_signs(text: str) -> bool:
    """Whether these are the numbers of signs in a font whose meaning is lost, and no words."""
    seen = [one for one in text if not one.isspace() and one not in _LEADERS]
    return len(seen) >= _ENOUGH and sum(map(str.isalnum, seen)) * 4 < len(seen)


def _problems(pages: Sequence[Page], damaged: bool, has_words: bool, too_long: bool) -> Iterator[Problem]:
    scanned = [number for number, page in enumerate(pages, 1) if page.is_scan]
    if scanned:
        yield Problem("pdf-scanned", "warning", None, {"pages": _ranges(scanned)})
    if damaged:
        yield Problem("document-damaged", "warning" if has_words else "grave")
    if missing := sum(page.pictures.missing for page in pages):
        yield Problem("picture-missing", "warning", None, {"count": str(missing)})
    if too_long:
        yield Problem("text-too-long", "warning")
    if not (has_words or scanned or damaged):
        yield Problem("document-unreadable", "warning")


def _ranges(numbers: Sequence[int]) -> str:
    """1, 2, 3, 5 -> "1–3, 5"."""
    groups: list[list[int]] = []
    for number in numbers:
        if groups and number == groups[-1][-1] + 1:
            groups[-1].append(number)
        else:
            groups.append([number])
    return ", ".join(str(one[0]) if len(one) == 1 else f"{one[0]}–{one[-1]}" for one in groups)
