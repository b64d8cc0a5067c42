"""What a file is, by its octets; its name and what the sender claims count only where the octets say nothing."""

import re
import struct

from tinbai.parsers.ole import root_names
from tinbai.parsers.zip_members import directory

OOXML = "application/vnd.openxmlformats-officedocument."
DOCX = OOXML + "wordprocessingml.document"
_BY_OOXML_MAIN = (
    (b"word/", ".docx", DOCX),
    (b"xl/", ".xlsx", OOXML + "spreadsheetml.sheet"),
    (b"ppt/", ".pptx", OOXML + "presentationml.presentation"),
)
_OOXML_NAMES = {
    ".docx": DOCX,
    ".docm": "application/vnd.ms-word.document.macroenabled.12",
    ".dotx": OOXML + "wordprocessingml.template",
    ".dotm": "application/vnd.ms-word.template.macroenabled.12",
    ".xlsx": OOXML + "spreadsheetml.sheet",
    ".pptx": OOXML + "presentationml.presentation",
}
_ZIP_NAMES = {
    ".pages": "application/vnd.apple.pages",
    ".numbers": "application/vnd.apple.numbers",
    ".key": "application/vnd.apple.keynote",
    ".kmz": "application/vnd.google-earth.kmz",
    ".jar": "application/java-archive",
    ".apk": "application/vnd.android.package-archive",
}
_MAGIC = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"%PDF-", "application/pdf"),
    (b"{\\rtf", "application/rtf"),
    (b"\x78\x9f\x3e\x22", "application/ms-tnef"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\xdb\xa5", "application/msword"),  # Word 2, before there were compound files
    (b"\xd7\xcd\xc6\x9a", "image/wmf"),
    (b"\x01\0\0\0\x58\0\0\0", "image/emf"),
    (b"\x00\x05\x16\x07", "application/applefile"),
    (b"\x00\x05\x16\x00", "application/x-apple-single"),
)
_LATE = re.compile(rb"(?:\xef\xbb\xbf)?[\s\0]{0,1000}(?:(%PDF-[12]\.)|\{\\rtf)")  # what some programs put before
_HEIF = {
    b"heic": "image/heic", b"heix": "image/heic", b"hevc": "image/heic", b"heim": "image/heic", b"heis": "image/heic",
    b"mif1": "image/heic", b"msf1": "image/heic", b"avif": "image/avif", b"avis": "image/avif",
    b"qt  ": "video/quicktime", b"M4A ": "audio/mp4",
}  # fmt: skip
ODT = "application/vnd.oasis.opendocument.text"
SXW = "application/vnd.sun.xml.writer"
DOC = "application/msword"
FLAT_PACKAGE = "application/vnd.ms-word2006ml"
WORD_2003 = "application/vnd.ms-wordml"
WEB_ARCHIVE = "multipart/related"
MSG = "application/vnd.ms-outlook"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (
    ("EncryptedPackage", "application/x-ole-storage"),
    ("WordDocument", DOC),
    ("Workbook", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
    ("__properties_version1.0", MSG),
)
_HEAD_OF_WORD = re.compile(rb"\xec\xa5(?:[\xc0-\xff]\0|[\0-\x12]\x01)|\xdc\xa5[\x60-\x70]\0")
_FLAT_WORD = ((b"<pkg:package", FLAT_PACKAGE), (b"<w:wordDocument", WORD_2003))
_HTML = re.compile(rb"\A\s*(?:<!--.{0,400}?-->\s*)?<(?:!doctype\s+html|html|head|body|meta|table|div|p)\b", re.I | re.S)
_HEADER = re.compile(rb"\A(?:From [^\n]*\n)?(?:[A-Za-z][A-Za-z0-9-]{1,60}[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*)+")
_MAIL_FIELD = re.compile(
    rb"(?im)^(received|return-path|delivered-to|message-id|mime-version|from|date|subject|to|cc|reply-to|content-type"
    rb"|content-transfer-encoding|content-disposition)[ \t]*:"
)
_CONTENT_TYPE = re.compile(rb"(?im)^content-type[ \t]*:[ \t]*(?:multipart|text)/")
_SENT = re.compile(rb"(?im)^(?:received|return-path|delivered-to|message-id|to|cc)[ \t]*:")
_MIMETYPE = re.compile(rb"mimetype(application/[a-z.+-]+)")  # ODF 1.2 part 3, 3.3
_OF_ODF = (b"\ncontent.xml\n", b"\nMETA-INF/manifest.xml\n")  # packed again by a hand that did not keep the order
_OTHER_ODF = (".ods", ".ots", ".odp", ".otp", ".odg", ".odf", ".odb")
_OF_OFFICE = re.compile(rb"\[Content_Types\]|_rels/|docProps/|customXml/|word/|xl/|ppt/")  # first member of a package
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def media_type(data: bytes | memoryview, name: str = "", declared: str = "") -> str:
    """The media type of the octets, e.g. image/jpeg; application/octet-stream when nothing is known."""
    head = bytes(data[:4096])
    extension = _extension(name)
    if head[:8].lstrip().startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(data, extension)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[257:262] == b"ustar":
        return "application/x-tar"
    if head.startswith(b"BM") and len(head) > 14 and head[6:10] == b"\0\0\0\0":
        return "image/bmp"
    if head[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}.get(head[8:12], "video/riff")
    if head[4:8] == b"ftyp":
        return _HEIF.get(head[8:12], "video/mp4")
    if head.startswith(_OLE):
        return _ole(data)
    if late := _LATE.match(head):
        return "application/pdf" if late[1] else "application/rtf"
    if extension == ".pdf" and b"%PDF-" in head[:1030]:  # Acrobat looks as far
        return "application/pdf"
    return _textual(head, extension, declared)


def _extension(name: str) -> str:
    return ("." + name.rsplit(".", 1)[1].lower()) if "." in name else ""


def _zip(data: bytes | memoryview, extension: str) -> str:
    """By the names of the first and (where the list of members stands) last members; cut-off files by their name."""
    sample = _member_names(data)
    if not sample and (extension in _OOXML_NAMES or _OF_OFFICE.match(bytes(data[30:64]))):
        sample = bytes(data[:8192]) + bytes(data[-65536:])
    said = _MIMETYPE.search(bytes(data[:200]))
    if said:
        return ODT if said[1].startswith(ODT.encode()) else said[1].decode()
    if b"[Content_Types].xml" in sample or b"_rels/.rels" in sample or extension in _OOXML_NAMES:
        for folder, main, kind in _BY_OOXML_MAIN:
            if folder in sample:
                same = extension in _OOXML_NAMES and extension[1] == main[1]
                return _OOXML_NAMES[extension] if same else kind
        return _OOXML_NAMES.get(extension, DOCX if b"document.xml" in sample else "application/octet-stream")
    if all(name in sample for name in _OF_ODF) and extension not in _OTHER_ODF:
        return ODT
    return _ZIP_NAMES.get(extension, "application/zip")


def _is_web_archive(fields: bytes, extension: str) -> bool:
    """Saved by a browser or by Word: of its own kind, or a page with its pictures that nobody sent to anybody."""
    if extension in (".mht", ".mhtml"):
        return True
    kind = _CONTENT_TYPE.search(fields)
    related = kind is not None and b"multipart/related" in fields.lower()
    return related and not _SENT.search(fields)


def _member_names(data: bytes | memoryview) -> bytes:
    """The names in the list of members, a line each, without those of a Word file kept unpacked in a .zip."""
    start, size = directory(data) or (0, 0)
    entries = bytes(data[start : start + min(size, 65_536)])
    names: list[bytes] = []
    at = 0
    while entries[at : at + 4] == b"PK\x01\x02" and at + 46 <= len(entries):
        length, extra, comment = struct.unpack_from("<3H", entries, at + 28)
        names.append(entries[at + 46 :][:length])
        at += 46 + length + extra + comment
    return b"\n".join((b"", *names, b"")) if names else b""


def _ole(data: bytes | memoryview) -> str:
    """By what stands at the top; of a file cut off by the UTF-16 names in it, which stand in clear."""
    names = root_names(data)
    whole = b"" if names else bytes(data[: 16 * 1024 * 1024])
    for stream, kind in _OLE_STREAMS:
        if stream in names or stream.encode("utf-16-le") in whole:
            return kind
    return DOC if not names and _HEAD_OF_WORD.search(whole) else "application/x-ole-storage"


def utf16(head: bytes) -> str | None:
    """Codec of a text in UTF-16 without its mark: most letters of Vietnamese have one of three upper octets."""
    if len(head) < 16 or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    head = head[: len(head) // 2 * 2]
    for codec, upper in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        if b"\0" in upper and not upper.translate(None, b"\0\1\x03\x1e\x20"):
            text = head.decode(codec, "replace")
            return None if _CONTROL.search(text.encode()) else codec
    return None


def _textual(head: bytes, extension: str, declared: str) -> str:
    if not head.strip():
        return declared or "text/plain"
    plain = head.removeprefix(b"\xef\xbb\xbf")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        plain = head.decode("utf-16", "replace").encode()
    if _HTML.match(plain):
        return "text/html"
    for mark, kind in _FLAT_WORD:
        if plain.lstrip().startswith(b"<") and mark in plain:
            return kind
    if plain is not head:
        return "text/plain"
    if utf16(head):
        return "text/plain"
    if _CONTROL.search(head):
        return declared if declared.startswith(("audio/", "video/", "application/")) else "application/octet-stream"
    block = _HEADER.match(head.replace(b"\r\n", b"\n"))
    if block and (len(set(_MAIL_FIELD.findall(block[0].lower()))) >= 2 or _CONTENT_TYPE.search(block[0])):
        return WEB_ARCHIVE if _is_web_archive(block[0], extension) else "message/rfc822"
    if head.lstrip().startswith(b"BEGIN:VCALENDAR"):
        return "text/calendar"
    if b"<office:document " in head and extension not in (".fods", ".fodp", ".fodg"):
        return ODT + "-flat-xml"
    if b"<svg" in head[:1024]:
        return "image/svg+xml"
    return declared if declared.startswith("text/") else "text/plain"
