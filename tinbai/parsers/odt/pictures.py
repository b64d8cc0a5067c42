"""Pictures of an OpenDocument: the original octets at their place, or a word why they are not there."""

import posixpath
import re
from collections.abc import Iterator

from lxml import etree

from tinbai.model import Problem, Severity
from tinbai.parsers import sniff
from tinbai.parsers.document import Picture
from tinbai.parsers.odt.names import tag
from tinbai.parsers.odt.package import Open
from tinbai.parsers.odt.styles import measure
from tinbai.parsers.ooxml import Damaged, Encrypted, TooLarge
from tinbai.parsers.photo.crop import crop_of, inches_of
from tinbai.parsers.photo.metafile import bitmap_of, ending_of
from tinbai.picture import Crop

_HREF = tag("xlink:href")
_DRAWN = frozenset({"image/emf", "image/wmf", "image/svg+xml", "application/gzip"})
_DRAWN_NAMES = (".emf", ".wmf", ".emz", ".wmz", ".svg", ".svm", ".pict", ".pct")
_CLIP = re.compile(r"rect\(([^()]{1,200})\)")
_SEVERITIES: dict[str, Severity] = {"picture-cropped": "info"}


class Pictures:
    """Looks up the pictures of a document and counts what is wrong with them."""

    def __init__(self, opened: Open) -> None:
        self._opened = opened
        self._counts: dict[str, int] = {}

    def of(self, images: list[etree._Element], alt: str, clip: tuple[str, str]) -> Picture:
        """One picture of the draw:image elements of a frame, which are the same in several formats."""
        found = [(image, *self._looked_up(image)) for image in images]
        image, octets, wrong = next((one for one in found if one[1]), found[0])
        name = posixpath.basename(image.get(_HREF, "").replace("\\", "/"))
        if octets and name.lower().endswith(_DRAWN_NAMES):
            name = posixpath.splitext(name)[0] + ending_of(octets)
        if wrong:
            self._count(wrong)
        crop = _crop_of(octets, *clip) if octets and any(clip) else None
        if crop and (crop.left or crop.top or crop.right or crop.bottom):
            self._count("picture-cropped")
        return Picture(name, octets, alt, crop=crop)

    def drawn(self) -> None:
        """A chart or another object was met, which only an office program can draw."""
        self._count("picture-drawing")

    def formula(self, element: etree._Element) -> str:
        """The signs of a formula in one line; none of an object of another kind."""
        return self._opened.formula(element)

    def problems(self) -> Iterator[Problem]:
        for code, count in self._counts.items():
            yield Problem(code, _SEVERITIES.get(code, "warning"), None, {"count": str(count)})

    def _looked_up(self, image: etree._Element) -> tuple[bytes | None, str]:
        """(octets, what is wrong)."""
        name = image.get(_HREF, "")
        try:
            octets = self._opened.octets(image)
        except (Damaged, TooLarge, Encrypted):
            return None, "picture-missing"
        if octets is None:
            return None, "picture-linked"
        if sniff.media_type(octets, name) in _DRAWN or name.lower().endswith(_DRAWN_NAMES) or octets[:6] == b"VCLMTF":
            bitmap = bitmap_of(octets)
            return bitmap, "" if bitmap else "picture-drawing"
        return (octets, "") if octets else (None, "picture-missing")

    def _count(self, code: str) -> None:
        self._counts[code] = self._counts.get(code, 0) + 1


def _crop_of(octets: bytes, clip: str, mirror: str) -> Crop | None:
    """fo:clip is rect(top, right, bottom, left) in lengths of the picture's own size (OpenDocument 1.2, 20.172)."""
    rect, size = _CLIP.search(clip), inches_of(octets)
    sides = [measure(side) or 0.0 for side in re.split(r"[\s,]+", rect[1].strip())] if rect else []
    across, down = "horizontal" in mirror, "vertical" in mirror
    turn, mirrored = 180 if down else 0, across != down
    if len(sides) != 4 or size is None:
        return crop_of((0.0, 0.0, 0.0, 0.0), turn, mirrored)
    top, right, bottom, left = sides
    width, height = size[0] * 72, size[1] * 72
    return crop_of((left / width, top / height, right / width, bottom / height), turn, mirrored)
