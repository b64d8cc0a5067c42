"""Files made to cost much: each small on its way and huge, endless or deep when it is opened."""

import base64
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.fuzz.seeds import attachments
from tests.ole import compound
from tests.pdfs import line, pdf
from tests.picture_bombs import PICTURES
from tests.test_parsers_archive import locked
from tests.word import NAMESPACES, PNG, docx, inline, paragraph, part, repackaged, table

DOCUMENTS = Path(__file__).parent / "documents"
_GOOD = docx(paragraph("có chữ"))
_RTF = rb"{\rtf1\ansi "


def zipped(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def zeros_in_a_zip() -> bytes:
    return zipped({f"{number}.txt": bytes(50_000_000) for number in range(6)})


def zips_in_a_zip() -> bytes:
    inner = zipped({"tin.txt": b"words"})
    for _ in range(40):
        inner = zipped({"a.zip": inner, "b.zip": inner}) if len(inner) < 100_000 else zipped({"a.zip": inner})
    return inner


def overlapping_entries() -> bytes:
    """Two thousand names of one and the same ten megabytes."""
    raw = bytearray(zipped({"a.txt": bytes(10_000_000)}))
    start = raw.index(b"PK\x01\x02")
    end = raw.index(b"PK\x05\x06")
    count = 2000
    directory = raw[start:end] * count
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(directory), start, 0)
    return bytes(raw[:start] + directory + tail)


def zips_of_one() -> bytes:
    """Each level holds the level below it twice: 256 zips in a few kilobytes."""
    inner = zipped({"r.zip": b""})
    for _ in range(8):
        inner = zipped({"r.zip": inner, "r/r.zip": inner})
    return inner


def main_part(content: str) -> bytes:
    return repackaged(_GOOD, {"word/document.xml": content.encode()})


LAUGHS = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
LAUGHS = f'<!DOCTYPE d [<!ENTITY e0 "ha">{LAUGHS}]>'
LAST_LAUGH = "&e11;"


def entities() -> bytes:
    body = f"<w:document {NAMESPACES}><w:body><w:p><w:r><w:t>{LAST_LAUGH}</w:t></w:r></w:p></w:body></w:document>"
    return main_part(LAUGHS + body)


def office(ending: str, part: str) -> bytes:
    """The file of that kind in our letters, one part of it begun with entities."""
    good = next(attachments(f".{ending}"))
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        root, end, rest = archive.read(part).partition(b">")
    return repackaged(good, {part: LAUGHS.encode() + root + end + LAST_LAUGH.encode() + rest})


def zips_in_a_row() -> bytes:
    inner = zipped({"tin.txt": b"words"})
    for _ in range(30):
        inner = zipped({"a.zip": inner})
    return inner


def packed_twice() -> bytes:
    content = zlib.compress(zlib.compress(b"BT (co chu) Tj ET " + b" " * 200_000_000, 9), 9)
    head = b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>" % len(content)
    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>",
        head + b"stream\n" + content + b"\nendstream",
    )
    objects = b"".join(b"%d 0 obj%s endobj\n" % (number, part) for number, part in enumerate(parts, 1))
    return b"%PDF-1.5\n" + objects + b"trailer<</Root 1 0 R/Size 5>>\n%%EOF"


def nested_elements() -> bytes:
    return main_part(part("document", "<w:body>" + "<w:ins>" * 1_000_000 + "</w:ins>" * 1_000_000 + "</w:body>"))


def many_relations() -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    one = f'<Relationship Id="x{{}}" Type="{kind}" Target="http://example.org/{{}}" TargetMode="External"/>'
    rows = "".join(one.format(number, number) for number in range(100_000))
    head = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    return repackaged(_GOOD, {"word/_rels/document.xml.rels": f"{head}{rows}</Relationships>".encode()})


def many_pictures() -> bytes:
    return docx(paragraph("có chữ") + paragraph(inline("p")) * 50_000, media={"p": PNG})


def pages_that_are_their_own_parent() -> bytes:
    return pdf([line(50, 700, "co chu")]).replace(b"/Kids [10 0 R]", b"/Kids [2 0 R ]")


def many_pages() -> bytes:
    return pdf(*[[line(50, 700, "trang")]] * 100_000)


def sectors_in_a_ring() -> bytes:
    """Every sector of the table points at the one before it."""
    raw = bytearray(compound({"WordDocument": bytes(200_000), "1Table": bytes(100_000)}))
    table_at = 512 * (1 + struct.unpack_from("<I", raw, 76)[0])
    for number in range(1, 120):
        struct.pack_into("<I", raw, table_at + 4 * number, number - 1)
    return bytes(raw)


def odt(content: str, before: str = "") -> bytes:
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table")
    )
    inside = f"<office:body><office:text>{content}</office:text></office:body>"
    xml = f"<office:document-content{spaces}>{inside}</office:document-content>"
    return repackaged((DOCUMENTS / "cho-sach.odt").read_bytes(), {"content.xml": (before + xml).encode()})


def repeated_rows() -> bytes:
    cell = '<table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    return odt(f"<table:table>{row}</table:table>")


def repeated_spaces() -> bytes:
    return odt('<text:p>co<text:s text:c="2000000000"/>chu</text:p>')


# name -> (name of the file, its octets, the problem an editor is told; none where what there is is read)
BOMBS: Mapping[str, tuple[str, Callable[[], bytes], str]] = {
    "300 MB of zeros in a zip": ("anh.zip", zeros_in_a_zip, "archive-too-large"),
    "40 zips in each other": ("anh.zip", zips_in_a_zip, "archive-not-read"),
    "a zip with 2,000 overlapping entries": ("anh.zip", overlapping_entries, "archive-too-large"),
    "256 zips in eight levels": ("anh.zip", zips_of_one, "archive-not-read"),
    "XML entities": ("bom.docx", entities, "document-damaged"),
    "1,000,000 nested elements": ("bom.docx", nested_elements, "document-too-large"),
    "100,000 paragraphs": ("bom.docx", lambda: docx(paragraph("chữ") * 100_000), "document-too-large"),
    "100,000 relations": ("bom.docx", many_relations, ""),
    "a table of 1,000 by 1,000": ("bom.docx", lambda: docx(table(*[["a"] * 1000] * 1000)), "document-too-large"),
    "50,000 pictures": ("bom.docx", many_pictures, "document-too-large"),
    **PICTURES,
    "XML entities in OpenDocument": (
        "bom.odt",
        lambda: odt(f"<text:p>{LAST_LAUGH}</text:p>", LAUGHS),
        "document-damaged",
    ),
    "XML entities in slides": ("bom.pptx", lambda: office("pptx", "ppt/slides/0.xml"), "document-damaged"),
    "XML entities in a workbook": ("bom.xlsx", lambda: office("xlsx", "xl/0.xml"), "document-damaged"),
    "a zip in a zip, 30 deep": ("anh.zip", zips_in_a_row, "archive-not-read"),
    "a zip with a password": ("anh.zip", lambda: locked(zipped({"tin.docx": _GOOD})), "archive-encrypted"),
    "a PDF of 200 MB packed twice": ("bom.pdf", packed_twice, "document-unreadable"),
    "RTF with 1,000,000 groups": ("bom.rtf", lambda: _RTF + b"{a}" * 1_000_000 + b"}", "text-too-long"),
    "RTF nested 1,000,000 deep": ("bom.rtf", lambda: _RTF + b"{" * 1_000_000, "text-too-long"),
    "RTF with a binary of 2 GB": ("bom.rtf", lambda: _RTF + rb"\bin2147483647 x}", "document-damaged"),
    "RTF with 200,000 rows": (
        "bom.rtf",
        lambda: _RTF + rb"\trowd\cellx1 a\cell\row " * 200_000 + b"}",
        "text-too-long",
    ),
    "a PDF with 100,000 pages": ("bom.pdf", many_pages, "text-too-long"),
    "a PDF whose pages are a ring": ("bom.pdf", pages_that_are_their_own_parent, "document-damaged"),
    "an OLE file with a ring of sectors": ("bom.doc", sectors_in_a_ring, "document-damaged"),
    "a message with a ring of sectors": ("bom.msg", sectors_in_a_ring, "document-damaged"),
    "a row repeated 17 billion times": ("bom.odt", repeated_rows, ""),
    "2 billion spaces": ("bom.odt", repeated_spaces, ""),
    "OpenDocument nested 100,000 deep": (
        "bom.odt",
        lambda: odt("<text:section>" * 100_000 + "<text:p>x</text:p>" + "</text:section>" * 100_000),
        "document-too-large",
    ),
    "HTML nested 100,000 deep as .doc": (
        "bom.doc",
        lambda: b"<html><body>" + b"<div>" * 100_000 + b"x",
        "text-too-long",
    ),
    "a text of 20 MB in one line": ("bom.txt", lambda: b"a " * 10_000_000, "text-too-long"),
}

_HEAD = b"From: a@example.org\r\nSubject: Tin\r\nMessage-ID: <x@example.org>\r\nMIME-Version: 1.0\r\n"


def text_mail(content: bytes, kind: bytes = b"text/plain; charset=utf-8", encoding: bytes = b"8bit") -> bytes:
    return _HEAD + b"Content-Type: " + kind + b"\r\nContent-Transfer-Encoding: " + encoding + b"\r\n\r\n" + content


MAILS: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "a line of 50 MB": (lambda: text_mail(b"chu " * 12_500_000), "text-too-long"),
    "50 MB without a blank": (lambda: text_mail(b"a" * 50_000_000), "text-too-long"),
    "base64 of 25 MB that is none": (lambda: text_mail(b"%$#! =A" * 3_600_000, encoding=b"base64"), ""),
    "a file of 25 MB in dirty base64": (
        lambda: text_mail(
            base64.encodebytes(bytes(18_000_000)).replace(b"A\n", b"=\n"), b"application/pdf; name=a.pdf", b"base64"
        ),
        "document-damaged",
    ),
    "20,000 headers": (
        lambda: b"Received: from a by b; Fri, 10 Oct 2025 10:44:00 +0700\r\n" * 20_000 + text_mail(b"x"),
        "",
    ),
    "10,000 nested multiparts": (
        lambda: (
            _HEAD
            + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(10_000))
            + b"\r\nwords"
        ),
        "mail-too-nested",
    ),
    "100,000 parts with text": (
        lambda: _HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nchu\r\n" * 100_000,
        "mail-too-many-parts",
    ),
    "100,000 rules of style over 20,000 elements": (
        lambda: text_mail(
            b"<style>"
            + b"".join(b".a%d .b .c{display:none}" % n for n in range(100_000))
            + b"</style>"
            + b"<p class='a1 b c'>x" * 20_000,
            b"text/html",
        ),
        "text-too-long",
    ),
    "styles in 1,000 selectors each": (
        lambda: text_mail(
            b"<style>"
            + (b",".join(b".c%d" % n for n in range(1000)) + b"{font-weight:bold}") * 300
            + b"</style>"
            + b"<p class='"
            + b" ".join(b"c%d" % n for n in range(1000))
            + b"'>x",
            b"text/html",
        ),
        "",
    ),
    "100,000 nested quotes": (lambda: text_mail(b"<blockquote>" * 100_000 + b"x", b"text/html"), "text-too-long"),
    "a table of 1,000 by 1,000 in HTML": (
        lambda: text_mail(b"<table>" + (b"<tr>" + b"<td>a" * 1000) * 1000, b"text/html"),
        "text-too-long",
    ),
    "cells over 100,000 rows": (
        lambda: text_mail(b"<table>" + b"<tr><td colspan=100000 rowspan=100000>a" * 2000, b"text/html"),
        "",
    ),
    "2,000,000 entities": (lambda: text_mail(b"&amp;&#7879;" * 1_000_000, b"text/html"), "text-too-long"),
}
