"""Pictures of a Word file: the original octets behind a reference, or a word why they are not there."""

import posixpath
from collections.abc import Iterator

from tinbai.model import Problem, Severity
from tinbai.parsers import sniff
from tinbai.parsers.document import Picture
from tinbai.parsers.docx.crops import crop_of_drawing
from tinbai.parsers.docx.drawing import Shown
from tinbai.parsers.notes import LONGEST
from tinbai.parsers.ooxml import Damaged, Encrypted, Package, TooLarge, tag
from tinbai.parsers.photo.metafile import bitmap_of, ending_of
from tinbai.parsers.relations import Relation

_OF_BLIP = (tag("r:embed"), tag("r:link"))
_OF_IMAGE = (tag("r:id"), tag("o:relid"), tag("r:href"))
_OF_CHART = (tag("r:id"), tag("r:dm"))
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_CHART_LINES, _CHART_TEXTS = (tag("a:p"), f"{_CHART}strCache"), (tag("a:t"), f"{_CHART}v")
_BETWEEN = dict(zip(_CHART_LINES, ("", " "), strict=True))
_DRAWN = frozenset({"image/emf", "image/wmf", "image/svg+xml", "application/gzip"})  # gzip: .emz, .wmz
_DRAWN_NAMES = (".emf", ".wmf", ".emz", ".wmz", ".svg", ".pict", ".pct")
_SEVERITIES: dict[str, Severity] = {"picture-cropped": "info"}


class Pictures:
    """Looks up the pictures of a document and counts what is wrong with them. Without a package it finds none.
    `shown`: how many were met."""

    def __init__(self, package: Package | None) -> None:
        self.shown = 0
        self._package = package
        self._counts: dict[str, int] = {}

    def of(self, shown: Shown, relations: dict[str, Relation]) -> Picture | None:
        """The picture that an a:blip, v:imagedata or v:fill refers to; None when it refers to nothing."""
        names = _OF_BLIP if shown.kind == "blip" else _OF_IMAGE
        reference = next((shown.element.get(name) for name in names if shown.element.get(name)), None)
        if not reference:
            return None
        self.shown += 1
        relation = relations.get(reference)
        if relation is None:
            self._count("picture-missing")
            return Picture("", None, shown.alt)
        name = posixpath.basename(relation.target.replace("\\", "/"))
        if relation.external:
            self._count("picture-linked")
            return Picture(name, None, shown.alt)
        octets = self._octets(relation.target, name)
        if octets and name.lower().endswith(_DRAWN_NAMES):
            name = posixpath.splitext(name)[0] + ending_of(octets)
        crop = crop_of_drawing(shown.element) if octets else None
        if crop and (crop.left or crop.top or crop.right or crop.bottom):
            self._count("picture-cropped")
        return Picture(name, octets, shown.alt, crop=crop)

    def linked(self, name: str) -> Picture:
        """One that is named and not contained."""
        self._count("picture-linked")
        return Picture(name)

    def drawn(self, shown: Shown, relations: dict[str, Relation]) -> str:
        """The words in a chart or diagram, which only an office program can draw."""
        self._count("picture-drawing")
        references = (shown.element.get(name) or "" for name in _OF_CHART)
        relation = next((relations[one] for one in references if one in relations), None)
        if relation is None or relation.external or self._package is None:
            return ""
        root = self._package.optional(relation.target)
        found = () if root is None else root.iter(*_CHART_LINES)
        lines = (_BETWEEN[line.tag].join(part.text or "" for part in line.iter(*_CHART_TEXTS)) for line in found)
        return "\n".join(line for line in lines if line.strip())[:LONGEST]

    def problems(self) -> Iterator[Problem]:
        for code, count in self._counts.items():
            yield Problem(code, _SEVERITIES.get(code, "warning"), None, {"count": str(count)})

    def _octets(self, part: str, name: str) -> bytes | None:
        if self._package is None:
            return None
        try:
            octets = self._package.part(part)
        except (Damaged, TooLarge, Encrypted):
            self._count("picture-missing")
            return None
        if sniff.media_type(octets, name) in _DRAWN or name.lower().endswith(_DRAWN_NAMES):
            octets = bitmap_of(octets) or b""
            if not octets:
                self._count("picture-drawing")
                return None
        if not octets:
            self._count("picture-missing")
        return octets or None

    def _count(self, code: str) -> None:
        self._counts[code] = self._counts.get(code, 0) + 1
