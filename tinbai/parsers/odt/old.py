"""Texts of OpenOffice.org 1 and StarOffice (.sxw): the forefather of OpenDocument, made the OpenDocument it stands for.

"OpenOffice.org XML File Format 1.0": other namespaces, properties of all kinds in one element, lists of two kinds,
pictures without a frame, foot- and endnotes by name, the text right in the body.
"""

import re
from typing import Final

from lxml import etree

from tinbai.parsers.odt.names import tag

_OLD: Final = re.compile(rb"""(=\s*["'])http://openoffice\.org/2000/(office|style|text|table|drawing|meta)(?=["'])""")
_TYPE: Final = re.compile(rb"""<!DOCTYPE\s+office:[\w-]{1,40}\s+PUBLIC\s+"[^"<>]{1,100}"\s+"office\.dtd"\s*>""")
_SIZES: Final = (rb"http://www.w3.org/1999/XSL/Format", rb"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0")
_DRAWN: Final = (rb"http://www.w3.org/2000/svg", rb"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0")

_RENAMED: Final = {
    tag("text:ordered-list"): tag("text:list"), tag("text:unordered-list"): tag("text:list"),
    tag("text:tab-stop"): tag("text:tab"), tag("text:footnote"): tag("text:note"),
    tag("text:endnote"): tag("text:note"), tag("text:footnote-body"): tag("text:note-body"),
    tag("text:endnote-body"): tag("text:note-body"), tag("text:footnote-citation"): tag("text:note-citation"),
    tag("text:endnote-citation"): tag("text:note-citation"), tag("text:level"): tag("text:outline-level"),
    tag("table:sub-table"): tag("table:table"),
}  # fmt: skip
_PROPERTIES: Final = tag("style:properties")
_KINDS: Final = tuple(tag(f"style:{kind}-properties") for kind in ("text", "paragraph", "graphic"))
_FRAMED: Final = frozenset(tag(f"draw:{name}") for name in ("image", "text-box", "object", "object-ole"))
_OF_FRAME: Final = (tag("svg:width"), tag("text:anchor-type"), tag("draw:style-name"))
_BODY, _TEXT, _LEVEL, _HREF = tag("office:body"), tag("office:text"), tag("text:level"), tag("xlink:href")
_FRAME, _HEADING, _TITLES = tag("draw:frame"), tag("text:h"), (tag("svg:title"), tag("svg:desc"))


def renamed(octets: bytes) -> bytes | None:
    """With the namespaces of today and no document type; None: it is none of these."""
    if not _OLD.search(octets[:4096]):
        return None
    octets = _TYPE.sub(b"", octets[:4096]) + octets[4096:]
    octets = _OLD.sub(rb"\1urn:oasis:names:tc:opendocument:xmlns:\2:1.0", octets)
    for old, new in (_SIZES, _DRAWN):
        octets = octets.replace(b'"' + old + b'"', b'"' + new + b'"')
    return octets


def modern(root: etree._Element) -> etree._Element:
    """The same tree, changed."""
    for element in list(root.iter()):
        name = element.tag
        if name in _RENAMED:
            element.tag = _RENAMED[str(name)]
        elif name == _PROPERTIES:
            _part(element)
        elif name == _HEADING:
            element.set(tag("text:outline-level"), element.get(_LEVEL, "1"))
        elif name in _FRAMED:
            _frame(element)
    body = root.find(_BODY)
    if body is not None and body.find(_TEXT) is None:
        text = etree.Element(_TEXT)
        text.extend(list(body))
        body.append(text)
    return root


def _part(properties: etree._Element) -> None:
    """Each kind of properties looks for its own; what is not its own does no harm."""
    style = properties.getparent()
    if style is not None:
        for kind in _KINDS:
            etree.SubElement(style, kind, {str(name): str(value) for name, value in properties.items()})


def _frame(element: etree._Element) -> None:
    """Around it one is put, which takes over what is said of its place."""
    parent = element.getparent()
    if parent is None or parent.tag == _FRAME:
        return
    frame = etree.Element(_FRAME, {name: value for name in _OF_FRAME if (value := element.get(name))})
    frame.tail, element.tail = element.tail, None
    parent.replace(element, frame)
    frame.append(element)
    frame.extend([child for child in element if child.tag in _TITLES])
    if href := element.get(_HREF):
        element.set(_HREF, href.removeprefix("#"))
