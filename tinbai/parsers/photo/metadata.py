"""What a picture's file says of itself: whether a camera made it, and the words its author wrote into it.

EXIF (CIPA DC-008), the XP tags of Windows, IPTC-IIM 4.2, XMP (ISO 16684-1), texts of PNG. Never its position.
"""

import re
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree
from PIL import Image

from tinbai.parsers import ooxml
from tinbai.parsers.encoding import legacy
from tinbai.parsers.encoding.decoding import decode_lines
from tinbai.parsers.encoding.repairs import repair_text
from tinbai.parsers.mail import charset
from tinbai.parsers.photo.broken import BROKEN

_MOST_OCTETS = 256 * 1024  # of XMP
_MOST_LINES, _LONGEST_LINE = 200, 4000
_LONGEST_CAPTION, _LONGEST_CREDIT = 1000, 120  # characters

_EXIF, _GPS = 0x8769, 0x8825
_MAKE, _MODEL = 0x010F, 0x0110
_TAKEN_WITH = (0x829A, 0x829D, 0x8827, 0x920A, 0xA434)  # exposure, aperture, ISO, focal length, lens
_USER_COMMENT = 0x9286
_DESCRIPTION, _ARTIST, _COPYRIGHT = 0x010E, 0x013B, 0x8298
_XP_TITLE, _XP_COMMENT, _XP_AUTHOR, _XP_KEYWORDS, _XP_SUBJECT = 0x9C9B, 0x9C9C, 0x9C9D, 0x9C9E, 0x9C9F
_XMP_TAG, _IPTC_TAG = 700, 33723  # of a TIFF
_IIM = {5: "title", 25: "keywords", 80: "author", 105: "title", 110: "credit", 120: "caption"}  # datasets of record 2
_XMP = {
    "{http://purl.org/dc/elements/1.1/}description": "caption",
    "{http://purl.org/dc/elements/1.1/}creator": "author",
    "{http://ns.adobe.com/photoshop/1.0/}Credit": "credit",
}
_ITEM = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}li"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_PNG = {"description": "caption", "author": "author"}

# What cameras and programs write where an author should: "dav" and "oznor" are modes of Huawei telephones.
_BY_MACHINE = re.compile(
    r"<?(?:\w+ ){0,4}digital (?:still )?camera>?|samsung digimax.*|casio computer.*|filter: \d.*|ai-generated image.*"
    r"|sony dsc|samsung camera pictures|screen ?shot|default|untitled|image(?: description)?"
    r"|exif[_ ]jpeg[_ ]picture|created (?:with|by) .*|processed (?:with|by) .*|hdrpl|dcim|picasa|vsco(?:cam)?.*"
    r"|jpeg|none|null|unknown|n/?a|camera|user|admin(?:istrator)?|windows user|pc|hp|dell|asus|owner|author|artist"
    r"|your name|canon|nikon|sony|fujifilm|panasonic|olympus.*|samsung|oppo|vivo|xiaomi|redmi|apple|huawei"
    r"|file written by .*|cs\d+ .*|\w+\.(?:jpe?g|png|tiff?|heic|dng|psd)|(?:img|dsc|dscn|dscf|p|mvi)[_-]?\d+",
    re.IGNORECASE,
)
_POSITION = re.compile(r"-?\d{1,3}[.,]\d{4,}|\d{1,3}\s*°|\b(?:lat|long?|gps)\b\s*[:=]", re.IGNORECASE)
_RIGHTS = re.compile(
    r"©|\(c\)|\bcopyright\b|\bbản quyền(?: thuộc về)?\b|\ball rights reserved\b|\b(?:19|20)\d\d\b"
    r"|^\W*(?:ảnh|photo(?:grapher)?(?: by)?|by|tác giả)\s*:",
    re.IGNORECASE,
)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffd\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True, slots=True)
class Metadata:
    """`caption` and `credit`: what the author may have meant as such; `lines`: everything written there, for stamps.
    `quality`: of a JPEG, as libjpeg counts it (1 to 100)."""

    by_camera: bool = False
    has_exif: bool = False
    is_screenshot: bool = False  # it says so itself
    quality: int | None = None
    caption: str | None = None
    credit: str | None = None
    lines: tuple[str, ...] = ()


NOTHING_SAID = Metadata()


def metadata_of(image: Image.Image) -> Metadata:
    """Read from an opened picture; what is damaged says nothing."""
    exif, taken = _exif_of(image)
    found: list[tuple[str, str | bytes]] = [
        *_xmp(image, exif),
        *_iptc(image, exif),
        *_exif_texts(exif, taken),
        *_png_texts(image),
    ]
    texts = _cleaned(found[:_MOST_LINES])
    lines = tuple(dict.fromkeys(line for _, line in texts))
    return Metadata(
        by_camera=bool(exif.get(_MAKE) or exif.get(_MODEL)) or any(tag in taken for tag in _TAKEN_WITH),
        has_exif=bool(exif),
        quality=_quality(image),
        is_screenshot=any(line.casefold() == "screenshot" for line in lines),
        caption=_first_caption(line for kind, line in texts if kind == "caption"),
        credit=_first_credit(texts),
        lines=lines,
    )


# --- What is a caption, what a name? -------------------------------------------------------------------------------


def _first_caption(lines: Iterable[str]) -> str | None:
    for line in lines:
        if " " in line and not _BY_MACHINE.fullmatch(line.strip(" .")) and not _POSITION.search(line):
            return line[:_LONGEST_CAPTION]
    return None


def _first_credit(texts: Iterable[tuple[str, str]]) -> str | None:
    known = list(texts)
    for wanted in ("author", "credit", "rights"):
        names = [_name(line) for kind, line in known if kind == wanted]
        name = next((name for name in names if name), None)
        if name:
            return name
    return None


def _name(line: str) -> str | None:
    name = " ".join(_RIGHTS.sub(" ", line).split()).strip(" .,;:-–—|/")
    usable = 1 < len(name) <= _LONGEST_CREDIT and any(map(str.isalpha, name)) and not _POSITION.search(name)
    return name if usable and not _BY_MACHINE.fullmatch(name) else None


def _cleaned(texts: Sequence[tuple[str, str | bytes]]) -> list[tuple[str, str]]:
    """Each as one line in clean Unicode, whatever charset or old font it was typed in; a name is too short to tell, so
    it is in what the others are in."""
    read = [(kind, _CONTROLS.sub(" ", _decoded(text))) for kind, text in texts]
    old = legacy.kind_of_text("\n".join(text for _, text in read))
    lines = []
    for kind, text in read:
        is_old = old is not None and not text.isascii() and not legacy.UNICODE.search(text)
        line = " ".join(repair_text(decode_lines(text, old) if is_old and old else text)[0].split())
        if line:
            lines.append((kind, line))
    return lines


def _decoded(text: str | bytes) -> str:
    return charset.decode(text[:_LONGEST_LINE].rstrip(b"\0"))[0] if isinstance(text, bytes) else text[:_LONGEST_LINE]


# --- Where it stands -----------------------------------------------------------------------------------------------


def _exif_of(image: Image.Image) -> tuple[Mapping[int, object], Mapping[int, object]]:
    """(main directory, directory of the exposure)."""
    try:
        exif = image.getexif()
        main = {tag: exif[tag] for tag in exif if tag != _GPS}
        return main, dict(exif.get_ifd(_EXIF))
    except BROKEN:
        return {}, {}


def _exif_texts(exif: Mapping[int, object], taken: Mapping[int, object]) -> Iterator[tuple[str, str | bytes]]:
    kinds = {_DESCRIPTION: "caption", _ARTIST: "author", _COPYRIGHT: "rights"}
    yield from ((kind, _octets(exif.get(tag))) for tag, kind in kinds.items())
    wide = {_XP_TITLE: "caption", _XP_COMMENT: "caption", _XP_AUTHOR: "author", _XP_KEYWORDS: "keywords",
            _XP_SUBJECT: "caption"}  # fmt: skip
    for tag, kind in wide.items():
        yield kind, _octets(exif.get(tag)).decode("utf-16-le", "replace").partition("\0")[0]
    comment = _octets(taken.get(_USER_COMMENT))
    label, words = comment[:8], comment[8:]
    if label.startswith(b"UNICODE"):
        yield "comment", words.decode("utf-16-be" if words[:1] == b"\0" else "utf-16-le", "replace").rstrip("\0")
    else:
        yield "comment", words if label.startswith((b"ASCII", b"\0\0", b"JIS")) else comment


def _quality(image: Image.Image) -> int | None:
    """From the sum of the table for brightness; libjpeg scales its table of quality 50, whose sum is 3,688."""
    tables = getattr(image, "quantization", None)
    if not isinstance(tables, dict) or not tables.get(0):
        return None
    scale = max(1.0, sum(tables[0]) / 36.88)  # per cent
    return round((200 - scale) / 2 if scale <= 100 else 5000 / scale)


def _octets(value: object) -> bytes:
    """Pillow gives texts of EXIF octet by octet, as Latin-1."""
    if isinstance(value, tuple):
        value = value[0] if value and not isinstance(value[0], int) else bytes(one & 0xFF for one in value)
    if isinstance(value, str):
        return value.encode("latin-1", "replace")
    return bytes(value) if isinstance(value, bytes) else b""


def _iptc(image: Image.Image, exif: Mapping[int, object]) -> Iterator[tuple[str, bytes]]:
    """Texts of IPTC-IIM: from the "8BIM" resource 0x0404 of a JPEG, or from its own tag in a TIFF."""
    resources = image.info.get("photoshop")
    octets = resources.get(0x0404, b"") if isinstance(resources, dict) else exif.get(_IPTC_TAG)
    octets = octets if isinstance(octets, bytes) else b""
    at = 0
    while at + 5 <= len(octets) and octets[at] == 0x1C:
        record, dataset, size = struct.unpack_from(">BBH", octets, at + 1)
        if size & 0x8000:
            return  # an extended dataset: longer than 32 KB, no caption
        if record == 2 and dataset in _IIM:
            yield _IIM[dataset], octets[at + 5 : at + 5 + size]
        at += 5 + size


def _xmp(image: Image.Image, exif: Mapping[int, object]) -> Iterator[tuple[str, str]]:
    packet = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or exif.get(_XMP_TAG) or b""
    octets = packet.encode() if isinstance(packet, str) else packet
    if not isinstance(octets, bytes) or not 0 < len(octets) <= _MOST_OCTETS:
        return
    try:
        root = ooxml.root_of(octets.strip(b"\0 \r\n\t"))
    except (ooxml.Damaged, ooxml.TooLarge):
        return
    for element in root.iter(etree.Element):
        for name, value in element.attrib.items():
            yield _XMP.get(str(name), "other"), str(value)
        kind = _XMP.get(str(element.tag))
        if kind:
            texts = [text for text in map(str.strip, map(str, element.itertext())) if text]
            yield kind, ", ".join(texts) if kind == "author" else _in_vietnamese(element) or next(iter(texts), "")
        elif element.text and not len(element):
            yield "other", element.text


def _in_vietnamese(element: etree._Element) -> str:
    """Of a text in several languages; "x-default", which comes first, may be an agency's English."""
    for one in element.iter(_ITEM):
        if one.get(_LANGUAGE, "").casefold().partition("-")[0] == "vi" and one.text and one.text.strip():
            return str(one.text).strip()
    return ""


def _png_texts(image: Image.Image) -> Iterator[tuple[str, str]]:
    if image.format == "PNG":
        for name, text in image.info.items():
            if isinstance(text, str) and not str(name).startswith("XML:"):
                yield _PNG.get(str(name).casefold(), "other"), str(text)
