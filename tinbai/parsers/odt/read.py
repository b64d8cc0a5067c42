"""OpenDocument texts (.odt, .ott, flat .fodt) to a Document, by our own walk over the XML: what a reader of the paper
sees.

In: insertions, results of fields, text boxes after their paragraph, foot- and endnotes at the end. Out: deletions (they
are kept apart in the file), hidden text and sections. Nesting is bounded by the XML parser (256 levels).
"""

from collections.abc import Iterator

from lxml import etree

from tinbai.model import Problem
from tinbai.parsers.document import Document
from tinbai.parsers.marks import stamps
from tinbai.parsers.notes import LONGEST, text_of
from tinbai.parsers.odt.lists import read_lists
from tinbai.parsers.odt.names import tag
from tinbai.parsers.odt.package import Open
from tinbai.parsers.odt.pictures import Pictures
from tinbai.parsers.odt.styles import read_styles
from tinbai.parsers.odt.walk import Walk
from tinbai.parsers.ooxml import Damaged, Encrypted, TooLarge

_MARGINS = f"{tag('office:master-styles')}/{tag('style:master-page')}/*"
_BODY, _META, _TITLE = f"{tag('office:body')}/{tag('office:text')}", tag("office:meta"), tag("dc:title")
_PROPERTIES = (_TITLE, tag("dc:subject"), tag("dc:description"), tag("meta:keyword"), tag("meta:user-defined"))
_DISPLAY = tag("style:display")
_MOST_MARGINS = 100


def read_odt(data: bytes | memoryview) -> Document:
    """Never raises for bad input: document-encrypted, document-damaged, document-too-large."""
    try:
        return _read(Open(data))
    except Encrypted:
        code = "document-encrypted"
    except TooLarge:
        code = "document-too-large"
    except Damaged:
        code = "document-damaged"
    return Document((), problems=(Problem(code, "grave"),))


def _read(opened: Open) -> Document:
    body = opened.content.find(_BODY)
    if body is None:
        raise Damaged("no text in it")
    pictures = Pictures(opened)
    walk = Walk(read_styles(opened.styles, opened.content), read_lists(opened.styles, opened.content), pictures)
    pieces = walk.document(body)
    notes = (*walk.asides, *stamps(walk.unseen), *_margins(opened), *(text for _, text in _properties(opened)))
    title = next((text for name, text in _properties(opened) if name == _TITLE), None)
    problems = list(pictures.problems())
    if opened.damaged:
        problems.append(Problem("document-damaged", "warning" if pieces else "grave"))
    return Document(tuple(pieces), notes, tuple(problems), title_hint=title)


def _margins(opened: Open) -> Iterator[str]:
    """Headers and footers; their pictures are not ours."""
    if opened.styles is None:
        return
    styles, lists = read_styles(opened.styles), read_lists(opened.styles)
    seen: set[str] = set()
    for margin in opened.styles.findall(_MARGINS)[:_MOST_MARGINS]:
        if margin.get(_DISPLAY) == "false":
            continue
        walk = Walk(styles, lists, Pictures(opened))
        for note in (text_of(walk.document(margin)), *walk.asides, *stamps(walk.unseen)):
            if note and note not in seen:
                seen.add(note)
                yield note


def _properties(opened: Open) -> Iterator[tuple[str, str]]:
    meta: etree._Element | None = None if opened.meta is None else opened.meta.find(_META)
    for element in () if meta is None else meta:
        text = " ".join((element.text or "").split())[:LONGEST]
        if text and element.tag in _PROPERTIES:
            yield str(element.tag), text
