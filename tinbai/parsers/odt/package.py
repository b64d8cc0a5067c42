"""An OpenDocument text (.odt, flat .fodt) opened: its XML roots, its parts, whether it asks for a password."""

import base64
import re
from collections.abc import Iterator

from lxml import etree

from tinbai.parsers.odt import old
from tinbai.parsers.odt.names import tag
from tinbai.parsers.ooxml import MOST_OCTETS_OF_PART, Damaged, Encrypted, Malformed, Package, TooLarge, mended, root_of

_FLAT = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,200}\?>.{0,20000}?<office:document[\s>]", re.DOTALL)
_ZIP = b"PK"
_MATH = "{http://www.w3.org/1998/Math/MathML}"
_MATH_SIGNS = frozenset(f"{_MATH}{name}" for name in ("mi", "mn", "mo", "mtext"))
_MATH_BETWEEN = {f"{_MATH}mfrac": "/", f"{_MATH}msup": "^"}
_DATA = tag("office:binary-data")
_HREF = tag("xlink:href")


class Open:
    """Raises Damaged, TooLarge or Encrypted. `content`, `styles`, `meta` are one and the same root in a flat file."""

    def __init__(self, data: bytes | memoryview) -> None:
        octets = bytes(data)
        self._package: Package | None = None
        self._is_mended = False
        self.styles: etree._Element | None
        self.meta: etree._Element | None
        if not octets.startswith(_ZIP) and _FLAT.match(octets):
            if len(octets) > MOST_OCTETS_OF_PART:
                raise TooLarge
            try:
                self.content = self.styles = self.meta = root_of(octets)
            except Malformed:
                self.content = self.styles = self.meta = mended(octets)
                self._is_mended = True
            return
        self._package = package = Package(octets)
        try:
            self.content = self._root(package, "content.xml")
        except Damaged:
            if _is_encrypted(package):
                raise Encrypted from None
            raise
        if package.damaged and _is_encrypted(package):
            raise Encrypted
        self.styles, self.meta = self._optional(package, "styles.xml"), self._optional(package, "meta.xml")

    def _root(self, package: Package, name: str) -> etree._Element:
        """Of a part of the package, made new where it is of the old kind."""
        octets = old.renamed(package.octets(name))
        if octets is None:
            return package.xml(name)
        try:
            return old.modern(root_of(octets))
        except Malformed:
            self._is_mended = True
            return old.modern(mended(octets))

    def _optional(self, package: Package, name: str) -> etree._Element | None:
        try:
            return self._root(package, name)
        except Damaged:
            return None

    @property
    def damaged(self) -> bool:
        """Not everything could be read as it stands."""
        return self._is_mended or (self._package is not None and self._package.damaged)

    def formula(self, element: etree._Element) -> str:
        """The signs of the MathML that an object holds, in one line: a/b, m^2. Of any other object none."""
        root = element.find(f"{_MATH}math")
        name = element.get(_HREF, "").removeprefix("./").rstrip("/")
        if root is None and name and self._package is not None:
            root = self._package.optional(f"{name}/content.xml")
        if root is None or root.tag != f"{_MATH}math":
            return ""
        return "".join(_signs(root))

    def octets(self, image: etree._Element) -> bytes | None:
        """The octets of a draw:image, out of the package or written into it; None: it only points elsewhere."""
        inside = image.find(_DATA)
        if inside is not None:
            try:
                return base64.b64decode("".join((inside.text or "").split()))
            except ValueError as error:
                raise Damaged from error
        name = image.get(_HREF, "").removeprefix("./")
        if self._package is not None and name in self._package:
            return self._package.part(name)
        if not name or not re.match(r"[a-z][a-z0-9+.-]*:|/|\.\./", name, re.IGNORECASE):
            raise Damaged(name)
        return None


def _signs(element: etree._Element) -> Iterator[str]:
    """Nesting is bounded by the XML parser."""
    if element.tag in _MATH_SIGNS:
        yield "".join((element.text or "").split())
        return
    between = _MATH_BETWEEN.get(str(element.tag), "")
    for number, child in enumerate(child for child in element if not str(child.tag).startswith(f"{_MATH}annotation")):
        if number:
            yield between
        yield from _signs(child)


def _is_encrypted(package: Package) -> bool:
    """Single parts are encrypted, or (ODF 1.4) all of them as one part; the manifest is always in clear."""
    try:
        return b"encryption-data" in package.part("META-INF/manifest.xml")
    except Damaged:
        return False
