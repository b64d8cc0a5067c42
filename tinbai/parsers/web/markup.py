"""XML as it is found on the web, read as far as it goes: no entities, no network, no deep nesting, no huge texts."""

import html
import re
import zlib
from collections.abc import Iterator

from lxml import etree

from tinbai.parsers.mail.charset import decode

LARGEST = 5 * 1024 * 1024  # octets, unpacked
_GZIP = b"\x1f\x8b"
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)
_WIDE = re.compile(rb"^(?:\xff\xfe|\xfe\xff|<\0|\0<)")
_ROOT = re.compile(r"<(?:[\w.-]{1,40}:)?(?:rss|feed|RDF|urlset|sitemapindex|channel)[\s>/]", re.IGNORECASE)
_NOT_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)(?:(\w{1,32});)?")
_OWN = frozenset({"&", "<", ">", '"', "'"})


def unpacked(data: bytes) -> bytes:
    """Undo gzip, to so many octets; what is broken is read as far as it goes."""
    if not data.startswith(_GZIP):
        return data[:LARGEST]
    unzip = zlib.decompressobj(wbits=31)
    try:
        return unzip.decompress(data, LARGEST)
    except zlib.error:
        return b""


def written(data: bytes, charset: str | None) -> str:
    """The text; what the file says of its letters counts before what the server says."""
    found = _DECLARED.search(data[:400])
    declared = found[1].decode() if found else charset
    if not found and _WIDE.match(data) and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        declared = "utf-16-le" if data[:1] == b"<" else "utf-16-be"
    return decode(data, declared)[0]


def tree(text: str) -> "etree._Element | None":
    """The root of a feed or a sitemap, whatever stands before it; None when there is none."""
    begin = _ROOT.search(text)
    if begin is None:
        return None
    cleaned = _NOT_XML.sub("", "".join(_named(text[begin.start() :])))
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
        remove_pis=True, encoding="utf-8",
    )  # fmt: skip
    try:
        return etree.fromstring(cleaned.encode(), parser)
    except etree.XMLSyntaxError:
        return None


def _named(text: str) -> Iterator[str]:
    """The names of letters that HTML knows and XML does not, as letters; a lone & as what it is."""
    first, *sections = text.split("<![CDATA[")
    yield _ENTITY.sub(_letter, first)
    for section in sections:
        inside, end, after = section.partition("]]>")
        yield f"<![CDATA[{inside}{end}"
        yield _ENTITY.sub(_letter, after)


def _letter(found: "re.Match[str]") -> str:
    said = html.unescape(found[0]) if found[1] else ""
    return said if said and said != found[0] and said not in _OWN else f"&amp;{found[0][1:]}"


def name_of(element: "etree._Element") -> tuple[str, str]:
    """(namespace or prefix, name) of an element; an undeclared prefix stands in the name itself."""
    tag = element.tag
    if not isinstance(tag, str):
        return "", ""
    space, _, name = tag.rpartition("}")
    prefix, _, local = name.rpartition(":")
    return (space.removeprefix("{") or prefix).lower(), local.lower()


def said(element: "etree._Element | None") -> str:
    """Its words and those inside it."""
    return "" if element is None else "".join(str(part) for part in element.itertext()).strip()
