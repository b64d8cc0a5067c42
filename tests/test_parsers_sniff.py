"""What a file is, by its octets."""

import io
import zipfile
from pathlib import Path

import pytest

from tests.letters_compare import LETTERS
from tinbai.parsers import sniff
from tinbai.parsers.mail.read import read_mail


def packed(*members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for member in members:
            archive.writestr(member, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "declared", "media_type"),
    [
        (b"\xff\xd8\xff\xe0", "anh.png", "image/png", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "", "", "image/png"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "", "", "image/webp"),
        (b"\0\0\0\x18ftypheic", "", "", "image/heic"),
        (b"%PDF-1.7", "a.docx", "", "application/pdf"),
        (b"{\\rtf1", "a.doc", "application/msword", "application/rtf"),
        (b"\xef\xbb\xbf\r\n{\\rtf1", "a.rtf", "", "application/rtf"),
        (b"\n\0%PDF-1.4\n%", "a", "", "application/pdf"),
        (b"Content of a form\r\n%PDF-1.7\r\n", "a.pdf", "", "application/pdf"),
        (b"We speak of %PDF-1.7 here", "a.txt", "", "text/plain"),
        (packed("[Content_Types].xml", "word/document.xml"), "a.zip", "", sniff.DOCX),
        (b'<?xml version="1.0"?>\n<office:document xmlns:office="urn:x">', "a.xml", "", sniff.ODT + "-flat-xml"),
        (packed("[Content_Types].xml", "xl/workbook.xml"), "", "", sniff.OOXML + "spreadsheetml.sheet"),
        (packed("anh 1.jpg"), "a.zip", "", "application/zip"),
        (packed("anh 1.jpg"), "tin.pages", "", "application/vnd.apple.pages"),
        (packed("FixedDocSeq.fdseq", "[Content_Types].xml"), "a.xps", "", "application/octet-stream"),
        (packed("[Content_Types].xml", "word/document.xml")[:60], "a.docx", "", sniff.DOCX),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "", "", "application/msword"),
        (b"<!DOCTYPE html><html>", "a.txt", "", "text/html"),
        (b"From: a@b.vn\r\nSubject: x\r\n\r\nwords", "a.txt", "", "message/rfc822"),
        (b"Subject: only one field\r\n\r\nwords", "", "", "text/plain"),
        ("Tin xã Khe Ngọc".encode(), "a.txt", "", "text/plain"),
        (b"\0\1\2\3", "", "", "application/octet-stream"),
        (b"", "", "image/png", "image/png"),
        (b"\x78\x9f\x3e\x22", "winmail.dat", "", "application/ms-tnef"),
    ],
)
def test_media_type(data: bytes, name: str, declared: str, media_type: str) -> None:
    assert sniff.media_type(data, name, declared) == media_type


@pytest.mark.parametrize("letter", sorted(LETTERS.glob("*.eml")), ids=lambda letter: letter.stem)
def test_every_letter_is_a_mail_and_the_head_of_a_part_tells_whether_it_is_a_picture(letter: Path) -> None:
    raw = letter.read_bytes()
    assert sniff.media_type(raw, "letter") == "message/rfc822"
    for leaf in read_mail(raw).leaves:
        by_head = sniff.media_type(leaf.head(12_288), leaf.name, leaf.declared)
        whole = sniff.media_type(leaf.octets()[0], leaf.name, leaf.declared)
        assert by_head.startswith("image/") == whole.startswith("image/")
