"""Word files in one XML text: a package written out flat (Word 2007 and later), and the XML of Word 2003. Both are made
the package they stand for, and that is read."""

import base64
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from lxml import etree

from tinbai.model import Problem
from tinbai.parsers.document import Document
from tinbai.parsers.docx.read import read_docx
from tinbai.parsers.docx.styles import VAL
from tinbai.parsers.ooxml import (
    MOST_MEMBERS,
    MOST_OCTETS_OF_PART,
    NAMESPACES,
    Damaged,
    Malformed,
    TooLarge,
    mended,
    root_of,
    tag,
)

_PACKAGE: Final = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_CORE: Final = _RELATIONS + "/metadata/core-properties"
_OLD_WORD: Final = b"http://schemas.microsoft.com/office/word/2003/wordml"
_HINT: Final = "{http://schemas.microsoft.com/office/word/2003/auxHint}"
_ANNOTATION: Final = "{http://schemas.microsoft.com/aml/2001/core}annotation"
_CHANGES: Final = {"Word.Deletion": tag("w:del"), "Word.Insertion": tag("w:ins")}
_NOTES: Final = ("footnote", "endnote")
_SLOTS: Final = {tag("w:h-ansi"): tag("w:hAnsi"), tag("w:fareast"): tag("w:eastAsia")}


def read_flat_package(data: bytes | memoryview) -> Document:
    """Never raises for bad input: document-damaged, document-too-large, and what a .docx can lack."""
    return _read(bytes(data), _parts)


def read_word_2003(data: bytes | memoryview) -> Document:
    """Never raises for bad input: document-damaged, document-too-large, and what a .docx can lack."""
    return _read(bytes(data).replace(_OLD_WORD, NAMESPACES["w"].encode()), lambda root: _Split(root).parts())


def _read(octets: bytes, parts: Callable[[etree._Element], Iterator[tuple[str, bytes]]]) -> Document:
    try:
        if len(octets) > MOST_OCTETS_OF_PART:
            raise TooLarge
        root, whole = _root(octets)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for number, (name, content) in enumerate(parts(root)):
                if number > MOST_MEMBERS:
                    raise TooLarge
                archive.writestr(name, content)
        document = read_docx(out.getvalue())
        damaged = Problem("document-damaged", "warning" if document.pieces else "grave")
        if whole or damaged in document.problems:
            return document
        return replace(document, problems=(*document.problems, damaged))
    except TooLarge:
        code = "document-too-large"
    except Damaged:
        code = "document-damaged"
    return Document((), problems=(Problem(code, "grave"),))


def _root(octets: bytes) -> tuple[etree._Element, bool]:
    """(the root, whether it is XML as it should be)."""
    try:
        return root_of(octets), True
    except Malformed:
        return mended(octets), False


def _parts(root: etree._Element) -> Iterator[tuple[str, bytes]]:
    for part in root.iterchildren(f"{_PACKAGE}part"):
        name = part.get(f"{_PACKAGE}name", "").lstrip("/")
        xml, binary = part.find(f"{_PACKAGE}xmlData"), part.find(f"{_PACKAGE}binaryData")
        if name and xml is not None and len(xml):
            yield name, etree.tostring(xml[0])
        elif name and binary is not None:
            yield name, _octets(binary)


def _octets(element: etree._Element) -> bytes:
    try:
        return base64.b64decode("".join((element.text or "").split()))
    except ValueError:
        return b""


@dataclass(slots=True)
class _Split:
    """An XML of Word 2003 taken apart into the parts of a package."""

    root: etree._Element
    _relations: list[tuple[str, str]] = field(default_factory=list)  # (kind, target)
    _labels: dict[str, int] = field(default_factory=dict)

    def parts(self) -> Iterator[tuple[str, bytes]]:
        body = self.root.find(tag("w:body"))
        if body is None:
            raise Damaged("no text in it")
        self._rename_fonts()
        yield from self._pictures(body)
        yield from self._notes(body)
        yield from self._margins(body)
        yield from self._comments(body)
        self._label(body)
        if (styles := self.root.find(tag("w:styles"))) is not None:
            self._default_fonts(styles)
            yield self._part("styles", styles)
        yield self._part("numbering", self._numbering())
        main = etree.Element(tag("w:document"), nsmap=NAMESPACES)
        main.append(body)
        yield "word/document.xml", etree.tostring(main)
        yield "word/_rels/document.xml.rels", _relationships(self._relations)
        yield "docProps/core.xml", self._properties()
        yield "_rels/.rels", _relationships([("officeDocument", "word/document.xml"), (_CORE, "docProps/core.xml")])

    def _part(self, kind: str, root: etree._Element) -> tuple[str, bytes]:
        self._relations.append((kind, f"{kind}{len(self._relations)}.xml"))
        return f"word/{self._relations[-1][1]}", etree.tostring(root)

    def _rename_fonts(self) -> None:
        for fonts in self.root.iter(tag("w:rFonts"), tag("w:defaultFonts")):
            for old, new in _SLOTS.items():
                if name := fonts.get(old):
                    fonts.set(new, name)

    def _default_fonts(self, styles: etree._Element) -> None:
        fonts = self.root.find(f"{tag('w:fonts')}/{tag('w:defaultFonts')}")
        if fonts is not None:
            fonts.tag = tag("w:rFonts")
            defaults = etree.SubElement(styles, tag("w:docDefaults"))
            etree.SubElement(etree.SubElement(defaults, tag("w:rPrDefault")), tag("w:rPr")).append(fonts)

    def _pictures(self, body: etree._Element) -> Iterator[tuple[str, bytes]]:
        """Octets stand where a picture is shown first; others name them."""
        known: dict[str, str] = {}
        for data in list(body.iter(tag("w:binData"))):
            name = data.get(tag("w:name"), "")
            target = f"media/{name.rpartition('/')[2] or len(known)}"
            self._relations.append(("image", target))
            known[name] = f"r{len(self._relations) - 1}"
            yield f"word/{target}", _octets(data)
            _remove(data)
        for image in body.iter(tag("v:imagedata")):
            if reference := known.get(image.get("src", "")):
                image.set(tag("r:id"), reference)

    def _notes(self, body: etree._Element) -> Iterator[tuple[str, bytes]]:
        """Written where they are mentioned."""
        for kind in _NOTES:
            root = etree.Element(tag(f"w:{kind}s"), nsmap=NAMESPACES)
            for number, note in enumerate(list(body.iter(tag(f"w:{kind}"))), 1):
                reference = etree.Element(tag(f"w:{kind}Reference"), {tag("w:id"): str(number)})
                parent = note.getparent()
                if parent is not None:
                    parent.replace(note, reference)
                    note.set(tag("w:id"), str(number))
                    root.append(note)
            if len(root):
                yield self._part(f"{kind}s", root)

    def _margins(self, body: etree._Element) -> Iterator[tuple[str, bytes]]:
        for margin in list(body.iter(tag("w:hdr"), tag("w:ftr"))):
            _remove(margin)
            yield self._part("header" if margin.tag == tag("w:hdr") else "footer", margin)

    def _comments(self, body: etree._Element) -> Iterator[tuple[str, bytes]]:
        """Changes are named as later; comments are no text."""
        root = etree.Element(tag("w:comments"), nsmap=NAMESPACES)
        for annotation in list(body.iter(_ANNOTATION)):
            kind = annotation.get(tag("w:type"), "")
            annotation.tag = _CHANGES.get(kind, annotation.tag)
            if kind == "Word.Comment":
                _remove(annotation)
                root.append(annotation)
        if len(root):
            yield self._part("comments", root)

    def _label(self, body: etree._Element) -> None:
        """Each label is written out, so that a list of its own shows it."""
        for listed in list(body.iter(tag("w:listPr"))):
            shown = listed.find(f"{_HINT}t")
            text = "" if shown is None else shown.get(f"{_HINT}val", "")
            listed.tag = tag("w:numPr")
            for child in list(listed):
                listed.remove(child)
            number = self._labels.setdefault(text, len(self._labels) + 1) if text else 0
            etree.SubElement(listed, tag("w:numId"), {VAL: str(number)})

    def _numbering(self) -> etree._Element:
        root = etree.Element(tag("w:numbering"), nsmap=NAMESPACES)
        for text, number in self._labels.items():
            of = {tag("w:abstractNumId"): str(number)}
            level = etree.SubElement(
                etree.SubElement(root, tag("w:abstractNum"), of), tag("w:lvl"), {tag("w:ilvl"): "0"}
            )
            form = "decimal" if any(map(str.isalnum, text)) else "bullet"
            etree.SubElement(level, tag("w:numFmt"), {VAL: form})
            etree.SubElement(level, tag("w:lvlText"), {VAL: text})
        for number in self._labels.values():
            one = etree.SubElement(root, tag("w:num"), {tag("w:numId"): str(number)})
            etree.SubElement(one, tag("w:abstractNumId"), {VAL: str(number)})
        return root

    def _properties(self) -> bytes:
        root = etree.Element("properties")
        for element in self.root.iterfind(f"{tag('o:DocumentProperties')}/*"):
            etree.SubElement(root, etree.QName(element).localname.lower()).text = element.text
        return etree.tostring(root)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _relationships(relations: list[tuple[str, str]]) -> bytes:
    root = etree.Element(f"{{{_RELATIONS}}}Relationships")
    for number, (kind, target) in enumerate(relations):
        kind = kind if kind == _CORE else f"{NAMESPACES['r']}/{kind}"
        etree.SubElement(root, f"{{{_RELATIONS}}}Relationship", {"Id": f"r{number}", "Type": kind, "Target": target})
    return etree.tostring(root)
