"""What is beside the text of a Word file: headers, footers, comments, properties. No story, but stamps stand there."""

from collections.abc import Iterator

from lxml import etree

from tinbai.parsers.docx_numbering import Lists
from tinbai.parsers.docx_pictures import Pictures
from tinbai.parsers.docx_styles import Styles
from tinbai.parsers.docx_walk import Place, Walk
from tinbai.parsers.notes import LONGEST, text_of
from tinbai.parsers.ooxml import Package, Relation, TooLarge

_MARGINS = ("header", "footer", "comments")
_PROPERTIES = frozenset({"title", "subject", "description", "keywords", "category", "contentStatus"})
_MOST_PARTS = 100


def notes_of(package: Package, relations: dict[str, Relation], styles: Styles) -> Iterator[str]:
    """One text per header, footer and the comments, then the properties people write into."""
    margins = [relation for relation in relations.values() if relation.kind in _MARGINS and not relation.external]
    for relation in margins[:_MOST_PARTS]:
        root = _optional(package, relation.target)
        if root is not None:
            walk = Walk(styles, Lists(), Pictures(None), lenient=True)
            pieces = walk.flow(root, Place(package.relations(relation.target)))
            yield from (note[:LONGEST] for note in (text_of(pieces), *walk.asides) if note)
    yield from _properties(package)


def title_of(package: Package) -> str | None:
    """The title in the properties."""
    return next((text for name, text in _core(package) if name == "title"), None)


def _properties(package: Package) -> Iterator[str]:
    yield from (text for name, text in _core(package) if name in _PROPERTIES)
    custom = _optional(package, _target(package, "custom-properties"))
    for element in () if custom is None else custom.iterchildren():
        text = " ".join(" ".join(map(str, element.itertext())).split())
        if text:
            yield text[:LONGEST]


def _core(package: Package) -> Iterator[tuple[str, str]]:
    core = _optional(package, _target(package, "core-properties"))
    for element in () if core is None else core.iterchildren():
        text = " ".join((element.text or "").split())
        if text:
            yield etree.QName(element).localname, text[:LONGEST]


def _target(package: Package, kind: str) -> str:
    return next((relation.target for relation in package.relations("").values() if relation.kind == kind), "")


def _optional(package: Package, name: str) -> etree._Element | None:
    """A note that unpacks to too much costs only itself."""
    try:
        return package.optional(name)
    except TooLarge:
        return None
