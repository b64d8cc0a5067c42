"""What is beside the text of a Word file: headers, footers, comments, properties. No story, but stamps stand there."""

import html
import re
from collections.abc import Iterator, Sequence

from tinbai.parsers.docx.numbering import Lists
from tinbai.parsers.docx.pictures import Pictures
from tinbai.parsers.docx.styles import Styles
from tinbai.parsers.docx.walk import Place, Walk
from tinbai.parsers.marks import stamps
from tinbai.parsers.notes import LONGEST, text_of
from tinbai.parsers.ooxml import Package
from tinbai.parsers.relations import Relation

_MARGINS = ("header", "footer", "comments")
_PROPERTY = re.compile(
    rb"<(?:[\w.-]{1,40}:)?(title|subject|description|keywords|category|contentStatus)(?:\s[^<>]*)?>([^<]+)"
)
# What words, and pictures with theirs, stand in; a header that a template brings has none of it.
_SAYS = re.compile(rb"[<:](?:t|sym|instrText|ddList|drawing|pict|object|altChunk|AlternateContent)[\s/>]")
_MOST_PARTS = 100


Core = Sequence[tuple[str, str]]  # (name, value) of the properties in which authors write


def notes_of(package: Package, relations: dict[str, Relation], styles: Styles, core: Core) -> tuple[list[str], bool]:
    """One text per header, footer and the comments, then the properties; whether all of them could be read."""
    notes: list[str] = []
    margins = [
        relation
        for relation in relations.values()
        if relation.kind in _MARGINS and not relation.external and not _is_silent(package.octets(relation.target))
    ]
    roots = [(relation.target, package.optional(relation.target)) for relation in margins[:_MOST_PARTS]]
    for target, root in roots:
        if root is not None:
            walk = Walk(styles, Lists, Pictures(None), lenient=True)
            pieces = walk.flow(root, Place(package.relations(target)))
            notes += [note[:LONGEST] for note in (text_of(pieces), *walk.asides, *stamps(walk.unseen)) if note]
    complete = len(margins) == len(roots) and all(root is not None for _, root in roots)
    return [*notes, *_properties(package, core)], complete


def _is_silent(octets: bytes) -> bool:
    """Whether it is whole and nothing stands in it; to read an empty header as XML costs as much as a full one."""
    return octets.isascii() and octets.rstrip().endswith(b">") and b"\0" not in octets and not _SAYS.search(octets)


def title_of(core: Core) -> str | None:
    """The title in the properties."""
    return next((text for name, text in core if name == "title"), None)


def core_of(package: Package) -> Core:
    return tuple(_core(package))


def _properties(package: Package, core: Core) -> Iterator[str]:
    yield from (text for _, text in core)
    custom = package.optional(_target(package, "custom-properties"))
    for element in () if custom is None else custom.iterchildren():
        text = " ".join(" ".join(map(str, element.itertext())).split())
        if text:
            yield text[:LONGEST]


def _core(package: Package) -> Iterator[tuple[str, str]]:
    """By its octets: to read a hundred words as XML took a twentieth of what a short story costs."""
    octets = package.octets(_target(package, "core-properties"))
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        octets = octets.decode("utf-16", "replace").encode()
    for name, said in _PROPERTY.findall(octets):
        text = " ".join(html.unescape(said.decode("utf-8", "replace")).split())
        if text:
            yield name.decode(), text[:LONGEST]


def _target(package: Package, kind: str) -> str:
    return next((relation.target for relation in package.relations("").values() if relation.kind == kind), "")
