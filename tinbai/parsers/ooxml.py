"""An Office Open XML package (.docx, .xlsx) opened safely: parts by name, relationships, XML without surprises.

Nothing of it is ever written to a disk, no name of it is used as a path, nothing outside of it is fetched.
"""

import io
import posixpath
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

MOST_OCTETS_OF_PART = 64 * 1024 * 1024
MOST_OCTETS = 256 * 1024 * 1024
MOST_MEMBERS = 5000
MOST_RATIO = 200  # of unpacked to packed octets, from 1 MiB on; text rarely passes 30
MOST_MARKS = 2_000_000  # tags of one part, attributes counted twice: lxml needs about 130 octets for each

_FREE_OF_RATIO = 1024 * 1024
_CHUNK = 256 * 1024
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # ISO/IEC 29500-2 allows no others
_ENTRY = b"PK\x01\x02"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PASSWORD = 0x1
# ISO/IEC 29500 strict names its namespaces otherwise; the elements are the same.
_STRICT = re.compile(rb"""(=\s*["'])http://purl\.oclc\.org/ooxml/(\w+)(?=[/"'])""")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError,
           struct.error, LookupError)  # fmt: skip

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
}


def tag(name: str) -> str:
    """lxml's form of a prefixed name: "w:p" -> "{http://…}p"."""
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


class Damaged(Exception):
    """The package or a part of it cannot be read."""


class TooLarge(Exception):
    """The package or a part of it unpacks to more than we take."""


class Encrypted(Exception):
    """The package asks for a password."""


@dataclass(frozen=True, slots=True)
class Relation:
    """`kind`: last word of the relationship's type ("image"); `target`: name of a part, or an address when external."""

    kind: str
    target: str
    external: bool


class Package:
    """Raises Damaged, TooLarge or Encrypted, here and whenever a part is read."""

    def __init__(self, data: bytes | memoryview) -> None:
        octets = bytes(data)
        if octets.startswith(_OLE):
            raise Encrypted if _ENCRYPTED in octets else Damaged
        if octets.count(_ENTRY) > 4 * MOST_MEMBERS:
            raise TooLarge
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(octets))
        except _BROKEN as error:
            raise Damaged from error
        members = self._zip.infolist()
        if len(members) > MOST_MEMBERS:
            raise TooLarge
        self._members = {_folded(member.filename): member for member in members}
        self._read: dict[str, bytes] = {}
        self._left = MOST_OCTETS

    def __contains__(self, name: str) -> bool:
        return _folded(name) in self._members

    def part(self, name: str) -> bytes:
        """The octets of a part, counted while they are unpacked: what the headers say of sizes is not believed."""
        key = _folded(name)
        if key not in self._read:
            self._read[key] = self._unpacked(key)
        return self._read[key]

    def xml(self, name: str) -> etree._Element:
        """The root of an XML part, strict namespaces replaced by the usual ones."""
        return root_of(self.part(name))

    def optional(self, name: str) -> etree._Element | None:
        """The root of a part one can do without: None where it is missing or damaged."""
        try:
            return self.xml(name) if name in self else None
        except Damaged:
            return None

    def relations(self, name: str) -> dict[str, Relation]:
        """Identifier -> relation, of the part named, or of the package itself for ""."""
        folder, base = posixpath.split(name)
        root = self.optional(posixpath.join(folder, "_rels", f"{base}.rels"))
        return {} if root is None else dict(_relations(root, folder))

    def main(self) -> str:
        """Name of the part that holds the document, however it is called."""
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and relation.target in self:
                return relation.target
        types = self.optional("[Content_Types].xml")
        for override in () if types is None else types:
            if str(override.get("ContentType")).endswith("main+xml") and str(override.get("PartName")) in self:
                return str(override.get("PartName")).lstrip("/")
        return "word/document.xml"

    def _unpacked(self, key: str) -> bytes:
        member = self._members.get(key)
        if member is None or member.compress_type not in _METHODS:
            raise Damaged(key)
        if member.flag_bits & _PASSWORD:
            raise Encrypted
        most = min(MOST_OCTETS_OF_PART, self._left, max(_FREE_OF_RATIO, MOST_RATIO * member.compress_size))
        chunks: list[bytes] = []
        size = 0
        try:
            with self._zip.open(member) as stream:
                while chunk := stream.read(_CHUNK):
                    chunks.append(chunk)
                    size += len(chunk)
                    if size > most:
                        raise TooLarge(key)
        except _BROKEN as error:
            raise Damaged(key) from error
        self._left -= size
        return b"".join(chunks)


def _folded(name: str) -> str:
    """Part names know no case (ISO/IEC 29500-2, 9.1.1.1)."""
    return name.replace("\\", "/").lstrip("/").lower()


def root_of(octets: bytes) -> etree._Element:
    """The root of an XML text: no entities, no document type, bounded in size and depth."""
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = octets.decode("utf-16", "replace")
        octets = re.sub(r"\A\s*<\?xml[^>]*\?>", "", text).encode()
    if octets.count(b"<") + 2 * octets.count(b'="') > MOST_MARKS:
        raise TooLarge
    octets = _STRICT.sub(rb"\1http://schemas.openxmlformats.org/\2/2006", octets)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(octets, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise Damaged from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Damaged("a document type, which no office program writes")
    return root


def _relations(root: etree._Element, folder: str) -> list[tuple[str, Relation]]:
    found: list[tuple[str, Relation]] = []
    for element in root:
        target, external = element.get("Target", ""), element.get("TargetMode") == "External"
        if not external:
            target = _resolved(target, folder)
        kind = element.get("Type", "").rpartition("/")[2]
        found.append((element.get("Id", ""), Relation(kind, target, external)))
    return found


def _resolved(target: str, folder: str) -> str:
    path = unquote(target.partition("#")[0]).replace("\\", "/")
    return posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")
