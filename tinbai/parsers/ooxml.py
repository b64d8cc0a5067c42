"""An Office Open XML package (.docx, .xlsx) opened safely: parts by name, relationships, XML without surprises.

Nothing of it is ever written to a disk, no name of it is used as a path, nothing outside of it is fetched.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Sequence
from functools import cache

from lxml import etree

from tinbai.parsers import zip_members
from tinbai.parsers.relations import Relation, relations_in

MOST_OCTETS_OF_PART = 64 * 1024 * 1024
MOST_OCTETS = 256 * 1024 * 1024
MOST_MEMBERS = 5000
MOST_RATIO = 200  # of unpacked to packed octets, from 1 MiB on; text rarely passes 30
MOST_MARKS = 2_000_000  # tags of one part, attributes counted twice: lxml needs about 130 octets for each

_FREE_OF_RATIO = 1024 * 1024
_FREE_OF_COUNT = 4 * 46 * MOST_MEMBERS  # octets; an entry of the list takes 46
_METHODS = (zip_members.STORED, zip_members.DEFLATED)  # ISO/IEC 29500-2 allows no others
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PASSWORD = 0x1
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML 1.0, 2.2
_REFERENCE = re.compile(r"&#(?:0{0,9}([0-9]{1,2})|[xX]0{0,9}([01]?[0-9a-fA-F]));")
_NO_REFERENCE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,10}|#[xX][0-9a-fA-F]{1,10});)")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_ENCODING = re.compile(rb"""\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
# ISO/IEC 29500 strict names its namespaces otherwise; the elements are the same.
_OF_STRICT = b"http://purl.oclc.org/ooxml/"
_STRICT = re.compile(rb"""(=\s*["'])http://purl\.oclc\.org/ooxml/(\w+)(?=[/"'])""")

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


@cache
def tag(name: str) -> str:
    """lxml's form of a prefixed name: "w:p" -> "{http://…}p"."""
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


class Damaged(Exception):
    """The package or a part of it cannot be read."""


class Malformed(Damaged):
    """No XML as it should be, but much of it may be readable."""


class TooLarge(Exception):
    """The package or a part of it unpacks to more than we take."""


class Encrypted(Exception):
    """The package asks for a password."""


class Package:
    """Raises Damaged, TooLarge or Encrypted, here and whenever a part is read. `damaged`: the list of parts is lost, or
    a part was read that is not whole or no XML as it should be."""

    def __init__(self, data: bytes | memoryview) -> None:
        self._data = octets = bytes(data)
        if octets.startswith(_OLE):
            raise Encrypted if _ENCRYPTED in octets else Damaged
        if len(octets) > _FREE_OF_COUNT and octets.count(zip_members.ENTRY) > 4 * MOST_MEMBERS:
            raise TooLarge
        self.damaged = False
        try:
            members = _listed(octets)
        except zip_members.BROKEN:
            members = []
        if not members or any(octets[one.header : one.header + 4] != zip_members.LOCAL for one in members):
            self.damaged = True
            found = {member.name: member for member in zip_members.searched(octets, MOST_MEMBERS)}
            members = [found.pop(one.name, one) for one in members] or [*found.values()]
        if not members:
            raise Damaged
        if len(members) > MOST_MEMBERS:
            raise TooLarge
        self._members = {_folded(member.name): member for member in members}
        self._read: dict[str, tuple[bytes, bool]] = {}
        self._related: dict[str, dict[str, Relation]] = {}
        self._left = MOST_OCTETS

    def __contains__(self, name: str) -> bool:
        return _folded(name) in self._members

    def part(self, name: str) -> bytes:
        """The octets of a part, counted while they are unpacked: what the headers say of sizes is not believed."""
        octets, whole = self._part(name)
        if not whole:
            raise Damaged(name)
        return octets

    def octets(self, name: str) -> bytes:
        """Of a part one can do without, as far as they are there; none of it is missed."""
        try:
            return self._part(name)[0]
        except (Damaged, TooLarge, Encrypted):
            return b""

    def xml(self, name: str, without: Sequence[bytes] = ()) -> etree._Element:
        """The root of an XML part, strict namespaces replaced by the usual ones; what is wrong in it is passed over.
        `without`: names of elements that are cut out beforehand, because nobody asks for them."""
        octets, whole = self._part(name)
        if not octets:
            raise Damaged(name)
        for element in without:
            octets = _cut(octets, element)
        try:
            root = root_of(octets)
        except Malformed:
            root, whole = mended(octets), False
        self.damaged = self.damaged or not whole
        return root

    def optional(self, name: str, without: Sequence[bytes] = ()) -> etree._Element | None:
        """The root of a part one can do without: None where it is missing or damaged."""
        try:
            return self.xml(name, without) if name in self else None
        except Damaged:
            return None

    def relations(self, name: str) -> dict[str, Relation]:
        """Identifier -> relation, of the part named, or of the package itself for ""."""
        if name not in self._related:
            folder, base = posixpath.split(name)
            part = f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels"
            root = self.optional(part)
            self._related[name] = {} if root is None else relations_in(root, folder)
        return self._related[name]

    def main(self) -> str:
        """Name of the part that holds the document, however it is called."""
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and relation.target in self:
                return relation.target
        types = self.optional("[Content_Types].xml")
        for override in () if types is None else types:
            if str(override.get("ContentType")).endswith("main+xml") and str(override.get("PartName")) in self:
                return str(override.get("PartName")).lstrip("/")
        return next((name for name in self._members if name.endswith("/document.xml")), "word/document.xml")

    def _part(self, name: str) -> tuple[bytes, bool]:
        """(octets, whether they are all)."""
        key = _folded(name)
        if key not in self._read:
            self._read[key] = self._unpacked(key)
        return self._read[key]

    def _unpacked(self, key: str) -> tuple[bytes, bool]:
        member = self._members.get(key)
        if member is None or member.method not in _METHODS:
            raise Damaged(key)
        if member.flags & _PASSWORD:
            raise Encrypted
        most = min(MOST_OCTETS_OF_PART, self._left, max(_FREE_OF_RATIO, MOST_RATIO * member.packed))
        small = zip_members.at_once(self._data, member, most)
        if small is not None:
            self._left -= len(small)
            return small, member.checksum in (None, zlib.crc32(small))
        chunks: list[bytes] = []
        size = 0
        whole = True
        try:
            for chunk in zip_members.unpacked(self._data, member):
                chunks.append(chunk)
                size += len(chunk)
                if size > most:
                    raise TooLarge(key)
        except zip_members.BROKEN:
            whole = False
        self._left -= size
        octets = b"".join(chunks)
        return octets, whole and member.checksum in (None, zlib.crc32(octets))


def _cut(octets: bytes, name: bytes) -> bytes:
    """Without all elements of that name, which hold none of their own kind."""
    opening, closing = b"<" + name, b"</" + name + b">"
    kept, position = [], 0
    while (begin := octets.find(opening, position)) >= 0 and (end := octets.find(b">", begin)) >= 0:
        if octets[end - 1 : end] != b"/":
            end = octets.find(closing, end)
            if end < 0:
                break
            end += len(closing) - 1
        kept.append(octets[position:begin])
        position = end + 1
    return b"".join((*kept, octets[position:])) if kept else octets


def _listed(octets: bytes) -> list[zip_members.Member]:
    """By the list of members at the end of the file; where that is unusual, the library reads it."""
    members = zip_members.listed(octets)
    if members is not None:
        return members
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        return [
            zip_members.Member(one.filename, one.flag_bits, one.compress_type, one.compress_size, one.header_offset,
                               checksum=one.CRC)
            for one in archive.infolist()
        ]  # fmt: skip


def _folded(name: str) -> str:
    """Part names know no case (ISO/IEC 29500-2, 9.1.1.1)."""
    return name.replace("\\", "/").lstrip("/").lower()


def root_of(octets: bytes) -> etree._Element:
    """The root of an XML text: no entities, no document type, bounded in size and depth. Raises Malformed."""
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        octets = _DECLARATION.sub("", octets.decode("utf-16", "replace")).encode()
    return _root(octets, recover=False)


def mended(octets: bytes) -> etree._Element:
    """The root of an XML text in which something is wrong: letters of another encoding, forbidden characters, prefixes
    that are not declared, an end that is missing."""
    declared = _ENCODING.match(octets)
    encoding = declared[1].decode("ascii") if declared else "utf-8"
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = octets.decode("utf-16", "replace")
    else:
        try:
            text = octets.decode(encoding if "16" not in encoding else "utf-8", "replace")
        except LookupError:
            text = octets.decode("utf-8", "replace")
    text = _DECLARATION.sub("", text.lstrip("\ufeff"))
    text = _NO_REFERENCE.sub("&amp;", _REFERENCE.sub(_allowed, _FORBIDDEN.sub("", text)))  # "R&D;" are words
    return _root(text.encode(), recover=True)


def _allowed(reference: re.Match[str]) -> str:
    """A character by its number, if it may stand in XML."""
    code = int(reference[1]) if reference[1] else int(reference[2], 16)
    return reference[0] if code in (9, 10, 13) or code >= 32 else ""


def _root(octets: bytes, recover: bool) -> etree._Element:
    if len(octets) > MOST_MARKS and octets.count(b"<") + 2 * octets.count(b'="') > MOST_MARKS:
        raise TooLarge
    if _OF_STRICT in octets:
        octets = _STRICT.sub(rb"\1http://schemas.openxmlformats.org/\2/2006", octets)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
        remove_pis=True, recover=recover,
    )  # fmt: skip
    try:
        root = etree.fromstring(octets, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise Malformed from error
    if root is None:
        raise Damaged("nothing readable")
    if root.getroottree().docinfo.internalDTD is not None:
        raise Damaged("a document type, which no office program writes")
    return root
