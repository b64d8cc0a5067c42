"""A presentation (.pptx) as text: slide after slide with its tables. Hidden slides, what the speaker notes, comments
and what is drawn are notes; no picture is taken."""

from collections.abc import Iterator

from lxml import etree

from tinbai.model import Problem
from tinbai.parsers.document import Document, Paragraph, Piece, Span, Table
from tinbai.parsers.office.drawn import Drawn, alternatives, text_of
from tinbai.parsers.ooxml import Damaged, Encrypted, Package, TooLarge, tag
from tinbai.parsers.relations import Relation

MOST_SLIDES = 500
_PRESENTATION = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_OFF = frozenset({"0", "false"})


def read_slides(octets: bytes | memoryview) -> Document:
    """The words of a presentation; never raises."""
    try:
        return _read(Package(octets))
    except Encrypted:
        return Document((), problems=(Problem("document-encrypted", "grave"),))
    except TooLarge:
        return Document((), problems=(Problem("document-too-large", "grave"),))
    except Damaged:
        return Document((), problems=(Problem("document-damaged", "grave"),))


def _read(package: Package) -> Document:
    main = package.main()
    relations = package.relations(main)
    slides = [str(one.get(tag("r:id"))) for one in package.xml(main).iter(f"{_PRESENTATION}sldId")]
    pieces: list[Piece] = []
    notes: list[str] = []
    problems: list[Problem] = []
    drawn = Drawn(package)
    hidden = 0
    damaged = False
    for relation in (relations[one] for one in slides[:MOST_SLIDES] if one in relations):
        slide = None if relation.external else package.optional(relation.target)
        if slide is None:
            damaged = True
        elif slide.get("show") in _OFF:
            hidden += 1
            notes += filter(None, _lines(slide))
        else:
            pieces += _pieces(slide)
        notes += [] if slide is None else alternatives(slide)
        notes += [*_beside(package, relation), *drawn.notes(relation.target)]
    notes += drawn.properties()
    if len(slides) > MOST_SLIDES:
        problems.append(Problem("text-too-long", "warning"))
    if damaged or package.damaged:
        problems.append(Problem("document-damaged", "warning" if pieces else "grave"))
    if hidden:
        problems.append(Problem("pages-hidden", "info", None, {"count": str(hidden)}))
    return Document(tuple(pieces), tuple(notes), tuple(problems))


def _beside(package: Package, slide: Relation) -> Iterator[str]:
    """What the speaker notes and what others comment."""
    for relation in package.relations(slide.target).values():
        if relation.kind in ("notesSlide", "comments") and not relation.external:
            part = package.optional(relation.target)
            yield from () if part is None else filter(None, _lines(part))


def _pieces(slide: etree._Element) -> Iterator[Piece]:
    """In the order of the file, each table once."""
    for element in slide.iter(tag("a:p"), tag("a:tbl")):
        if element.tag == tag("a:tbl"):
            yield Table(
                tuple(tuple(_cell(cell) for cell in row.iter(tag("a:tc"))) for row in element.iter(tag("a:tr")))
            )
        elif next(element.iterancestors(tag("a:tbl")), None) is None and (text := text_of(element)):
            yield Paragraph((Span(text),))


def _cell(cell: etree._Element) -> tuple[Piece, ...]:
    return tuple(Paragraph((Span(text),)) for text in _lines(cell) if text)


def _lines(element: etree._Element) -> Iterator[str]:
    for paragraph in element.iter(tag("a:p")):
        yield text_of(paragraph)
    for comment in element.iter(f"{_PRESENTATION}text"):
        yield comment.text or ""
