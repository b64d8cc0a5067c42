"""The octets decide what a file is, whatever it is called; a file that answers to two kinds is taken for one."""

import gzip
import io
import zipfile
from collections.abc import Mapping

import pytest

from tests.ole import compound
from tests.post import STORY, attach, mail, photo, read, word
from tests.test_parsers_office import pptx, slide, xlsx
from tests.test_parsers_rare import FILES, seven, stored_rar, tar
from tests.test_parsers_sniff import packed
from tests.test_parsers_told import heic, web_archive
from tinbai.parsers import sniff


def stored(files: Mapping[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return out.getvalue()


AS_TEXT = "\n\n".join(STORY)
WORD, JPEG, PNG, GIF = word(*STORY), photo(1), photo(1, form="PNG"), photo(1, form="GIF")
WEBP, TIFF, BMP = (photo(1, form=form) for form in ("WEBP", "TIFF", "BMP"))
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
RTF = rb"{\rtf1\ansi Tin x\'e3}"
HTML = b"<!DOCTYPE html><html><body><p>Tin</p></body></html>"
MAIL = b"From: a@b.vn\r\nTo: c@b.vn\r\nSubject: Tin\r\n\r\nTin"
ODT = stored({"mimetype": sniff.ODT, "content.xml": "<x/>"})
PPTX, XLSX = sniff.OOXML + "presentationml.presentation", sniff.OOXML + "spreadsheetml.sheet"
PAIRS: list[tuple[bytes, str, str]] = [
    (WORD, "tin.doc", sniff.DOCX), (WORD, "tin.pdf", sniff.DOCX), (WORD, "tin.zip", sniff.DOCX),
    (WORD, "anh.jpg", sniff.DOCX), (WORD, "tin", sniff.DOCX), (WORD, "tin.xlsx", sniff.DOCX),
    (WORD, "tin.docx.exe", sniff.DOCX), (WORD, "TIN.TXT", sniff.DOCX),
    (JPEG, "anh.png", "image/jpeg"), (JPEG, "tin.docx", "image/jpeg"), (JPEG, "anh.heic", "image/jpeg"),
    (JPEG, "anh", "image/jpeg"), (PNG, "anh.jpg", "image/png"), (GIF, "anh.jpg", "image/gif"),
    (WEBP, "anh.jpg", "image/webp"), (TIFF, "anh.jpg", "image/tiff"), (BMP, "anh.jpg", "image/bmp"),
    (heic(), "IMG_1.JPG", "image/heic"), (PDF, "tin.docx", "application/pdf"), (PDF, "anh.jpg", "application/pdf"),
    (RTF, "tin.doc", "application/rtf"), (RTF, "tin.docx", "application/rtf"), (RTF, "tin.txt", "application/rtf"),
    (HTML, "tin.doc", "text/html"), (HTML, "tin.txt", "text/html"), (HTML, "tin.xls", "text/html"),
    (web_archive(JPEG), "tin.doc", "multipart/related"), (MAIL, "tin.txt", "message/rfc822"),
    (MAIL, "tin.docx", "message/rfc822"), (ODT, "tin.doc", sniff.ODT), (ODT, "tin.zip", sniff.ODT),
    (compound({"WordDocument": b"x" * 5000}), "tin.docx", sniff.DOC),
    (compound({"WordDocument": b"x" * 5000}), "tin.xls", sniff.DOC),
    (compound({"Workbook": b"x" * 5000}), "tin.doc", "application/vnd.ms-excel"),
    (compound({"PowerPoint Document": b"x" * 5000}), "tin.doc", "application/vnd.ms-powerpoint"),
    (compound({"EncryptedPackage": b"x" * 5000}), "tin.docx", "application/x-ole-storage"),
    (xlsx(""), "tin.docx", XLSX), (pptx(slide("Tin")), "tin.docx", PPTX), (pptx(slide("Tin")), "a.zip", PPTX),
    (seven(FILES), "a.zip", "application/x-7z-compressed"), (tar(FILES), "a.zip", "application/x-tar"),
    (stored_rar("a.txt", b"Tin"), "a.zip", "application/vnd.rar"), (gzip.compress(b"Tin"), "a.zip", "application/gzip"),
    (packed("anh 1.jpg"), "tin.rar", "application/zip"), (packed("anh 1.jpg"), "tin.jpg", "application/zip"),
    (b"\x78\x9f\x3e\x22" + bytes(20), "tin.docx", "application/ms-tnef"),
    (AS_TEXT.encode("utf-16-le"), "tin.txt", "text/plain"), (AS_TEXT.encode("utf-16-be"), "tin.txt", "text/plain"),
    (AS_TEXT.encode(), "tin.html", "text/plain"),
]  # fmt: skip
# Two kinds at once: a picture or paper in front, an archive or a page behind; what stands in front counts.
TWO: list[tuple[bytes, str, str]] = [
    (JPEG + packed("a.exe"), "anh.jpg", "image/jpeg"),
    (JPEG + WORD, "tin.docx", "image/jpeg"),
    (PNG + HTML, "anh.html", "image/png"),
    (GIF + b"<script>alert(1)</script>", "anh.html", "image/gif"),
    (PDF + packed("a.exe"), "a.zip", "application/pdf"),
    (PDF + JPEG, "anh.jpg", "application/pdf"),
    (RTF + WORD, "tin.docx", "application/rtf"),
    (HTML + JPEG, "anh.jpg", "text/html"),
    (seven(FILES) + WORD, "tin.docx", "application/x-7z-compressed"),
]


@pytest.mark.parametrize(("data", "name", "media_type"), [*PAIRS, *TWO])
def test_the_name_does_not_count(data: bytes, name: str, media_type: str) -> None:
    assert sniff.media_type(data, name, "application/x-lie") == media_type


@pytest.mark.parametrize("name", ["tin.jpg", "tin.pdf", "tin.doc", "tin.eml.docx", "tin"])
def test_a_story_is_read_under_any_name(name: str) -> None:
    assert [item.title for item in read(attach(mail(), name, WORD)).parsed.items] == [STORY[0]]


@pytest.mark.parametrize(("data", "name", "media_type"), TWO)
def test_both_kinds_at_once_harm_no_neighbour(data: bytes, name: str, media_type: str) -> None:
    found = read(attach(attach(mail(), "a.docx", WORD), name, data))
    assert STORY[0] in [item.title for item in found.parsed.items]
    assert found.parsed.mail
    assert found.parsed.mail.attachments[1].media_type == media_type
