"""Word files (.docx, .docm, .dotx, .dotm) to a Document, by our own walk over the XML: what a reader of the paper sees.

In: insertions, results of fields, content controls, text boxes after their paragraph, foot- and endnotes at the end.
Out: deletions, what was moved away, hidden text, codes of fields, the second of two alternatives. Nesting is bounded
by the XML parser (256 levels).
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from lxml import etree

from tinbai.model import Problem
from tinbai.parsers import sniff
from tinbai.parsers.document import Document, Piece, footnotes
from tinbai.parsers.docx.notes import core_of, notes_of, title_of
from tinbai.parsers.docx.numbering import read_lists
from tinbai.parsers.docx.pictures import Pictures
from tinbai.parsers.docx.styles import Styles, read_styles
from tinbai.parsers.docx.theme import theme_fonts
from tinbai.parsers.docx.walk import Place, Walk
from tinbai.parsers.files import read_html_file, read_text_file
from tinbai.parsers.mail.read import read_mail
from tinbai.parsers.marks import stamps
from tinbai.parsers.ooxml import Damaged, Encrypted, Package, TooLarge, tag
from tinbai.parsers.relations import Relation
from tinbai.parsers.rtf.read import read_rtf

_CHUNKS = {"text/html": read_html_file, "text/plain": read_text_file, "application/rtf": read_rtf}
# Most of what there is in that part: names of styles not in use.
_UNUSED_OF_STYLES = (b"w:latentStyles", b"w:tblStylePr")
_CHUNKS_DEEP = 2  # Word files built into Word files


def read_docx(data: bytes | memoryview) -> Document:
    """Never raises for bad input: document-encrypted, document-damaged, document-too-large."""
    return _read(data, 0)


def _read(data: bytes | memoryview, depth: int) -> Document:
    try:
        return _Reader(Package(data), depth).document()
    except Encrypted:
        code = "document-encrypted"
    except TooLarge:
        code = "document-too-large"
    except Damaged:
        code = "document-damaged"
    return Document((), problems=(Problem(code, "grave"),))


class _Reader:
    def __init__(self, package: Package, depth: int) -> None:
        self._package = package
        self._depth = depth
        main = package.main()
        self._root = package.xml(main)
        self._relations = package.relations(main)
        self._notes: list[str] = []
        self._problems: list[Problem] = []
        self._lacks = False  # a note or a file built in that could not be read

    def document(self) -> Document:
        body = self._root.find(tag("w:body"))
        if body is None:
            raise Damaged("no text in it")
        styles = read_styles(self._part("styles", _UNUSED_OF_STYLES), theme_fonts(self._octets("theme")))
        walk, pieces = self._walked(body, styles, lenient=False)
        if walk.is_cut_short:
            walk, pieces = self._walked(body, styles, lenient=True)
        core = core_of(self._package)
        notes, complete = notes_of(self._package, self._relations, styles, core)
        problems = [*walk.pictures.problems(), *self._problems]
        if self._lacks or not complete or self._package.damaged:
            problems.append(Problem("document-damaged", "warning" if pieces else "grave"))
        notes = [*walk.asides, *stamps(walk.unseen), *self._notes, *notes]
        return Document(tuple(pieces), tuple(notes), tuple(problems), title_hint=title_of(core))

    def _walked(self, body: etree._Element, styles: Styles, lenient: bool) -> tuple[Walk, list[Piece]]:
        self._notes, self._problems, self._lacks = [], [], False
        lists = cache(lambda: read_lists(self._part("numbering")))
        walk = Walk(styles, lists, Pictures(self._package), lenient)
        pieces = walk.flow(body, Place(self._relations, self._chunk))
        return walk, pieces + self._tail(walk)

    def _part(self, kind: str, without: Sequence[bytes] = ()) -> etree._Element | None:
        """The root of a part that the main one relates to and that can be done without."""
        relation = self._related(kind)
        return None if relation is None else self._package.optional(relation.target, without)

    def _octets(self, kind: str) -> bytes:
        """Those of such a part as far as they are there."""
        relation = self._related(kind)
        return b"" if relation is None else self._package.octets(relation.target)

    def _related(self, kind: str) -> Relation | None:
        return next((one for one in self._relations.values() if one.kind == kind and not one.external), None)

    def _tail(self, walk: Walk) -> list[Piece]:
        """Foot- and endnotes in the order in which the text mentions them."""
        pieces: list[Piece] = []
        known: dict[tuple[str, str], tuple[etree._Element, Place]] = {}
        for relation in self._relations.values() if walk.references else ():
            root = self._package.optional(relation.target) if relation.kind in ("footnotes", "endnotes") else None
            if root is not None:
                place = Place(self._package.relations(relation.target))
                known.update({(relation.kind, note.get(tag("w:id"), "")): (note, place) for note in root})
        done: set[tuple[str, str]] = set()
        while walk.references:
            references, walk.references = dict.fromkeys(walk.references), []
            for reference in references:
                self._lacks = self._lacks or reference not in known
                if reference in known and reference not in done:
                    done.add(reference)
                    pieces += walk.flow(*known[reference])
        return footnotes(pieces)

    def _chunk(self, relation: Relation | None) -> list[Piece]:
        """A file of another kind that is built in whole (w:altChunk)."""
        name = relation.target if relation and not relation.external else ""
        try:
            octets = self._package.part(name) if name else b""
        except (Damaged, TooLarge):
            octets = b""
        kind = sniff.media_type(octets, name)
        if octets[:13].lower() == b"mime-version:" or kind in ("message/rfc822", "multipart/related"):
            document = read_mail(octets).body  # .mht: what web editors save as Word
        elif octets and kind in _CHUNKS:
            document = _CHUNKS[kind](octets)
        elif kind == sniff.DOCX and self._depth < _CHUNKS_DEEP:
            document = _read(octets, self._depth + 1)
        else:
            self._lacks = True
            return []
        self._notes += document.notes
        self._problems += (replace(problem, severity="warning") for problem in document.problems)
        return list(document.pieces)
