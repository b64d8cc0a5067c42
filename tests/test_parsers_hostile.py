"""Mails made to hurt: none costs more than its length. `benchmarks.limits` prints the seconds."""

import base64
import binascii
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tinbai.model import Parsed
from tinbai.sandbox import Sandbox
from tinbai.settings import Limits

SECONDS = 6  # each takes about one; what grows by the square of its length would take minutes
HEAD = b"From: a@example.org\r\nSubject: Tin\r\nMessage-ID: <x@example.org>\r\nMIME-Version: 1.0\r\n"


def nested_multiparts() -> bytes:
    levels = range(2000)
    opening = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in levels)
    return HEAD + opening + b"\r\nwords\r\n"


def nested_messages() -> bytes:
    return HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 2000 + b"Subject: x\r\n\r\nwords"


def nested_messages_in_base64() -> bytes:
    inner = HEAD + b"\r\nwords"
    for _ in range(12):
        inner = HEAD + (
            b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(inner)
        )
    return inner


def many_parts() -> bytes:
    return HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\n" * 100_000


def many_attachments() -> bytes:
    part = b"--b\r\nContent-Type: image/png; name=a.png\r\n\r\n\x89PNG\r\n\x1a\n\r\n"
    return HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part * 1500 + b"--b--"


def many_fields() -> bytes:
    return HEAD + b"X-A: b\r\n" * 100_000 + b"\r\nwords"


def endless_header() -> bytes:
    return HEAD + b"X-A: " + b"y" * 5_000_000


def field(name: bytes, value: bytes) -> Callable[[], bytes]:
    return lambda: name + b": " + value + b"\r\n" + HEAD + b"\r\nwords"


def body(content: bytes, kind: bytes = b"text/plain", encoding: bytes = b"8bit") -> Callable[[], bytes]:
    head = b"Content-Type: " + kind + b"\r\nContent-Transfer-Encoding: " + encoding + b"\r\n\r\n"
    return lambda: HEAD + head + content


def attached(name: bytes, content: bytes) -> Callable[[], bytes]:
    head = b"Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=" + name
    encoded = base64.encodebytes(content)
    return lambda: HEAD + head + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + encoded


def png_bomb() -> bytes:
    """20,000 by 20,000 pixels in a few hundred kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + binascii.crc32(kind + data).to_bytes(4)

    side = (20_000).to_bytes(4)
    pixels = zlib.compress(b"\0" * (20_001 * 20_000 // 8), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", side + side + b"\x08\0\0\0\0") + chunk(b"IDAT", pixels)


HOSTILE: dict[str, Callable[[], bytes]] = {
    "2,000 nested multiparts": nested_multiparts,
    "2,000 nested messages": nested_messages,
    "12 nested messages in base64": nested_messages_in_base64,
    "100,000 empty parts": many_parts,
    "1,500 broken pictures": many_attachments,
    "100,000 header fields": many_fields,
    "a header of 5 MB": endless_header,
    "20,000 senders": field(b"From", b"a@example.org, " * 20_000),
    "20,000 opening brackets": field(b"From", b"(" * 20_000),
    "20,000 comments": field(b"From", b"()" * 20_000),
    "an open quote of 100 KB": field(b"From", b'"' + b"x" * 100_000),
    "quotes without end": field(b"To", b'"\\' * 50_000),
    "20,000 parameters": field(b"Content-Type", b"text/plain" + b"; a=b" * 20_000),
    "20,000 semicolons": field(b"Content-Type", b";" * 20_000),
    "20,000 continuations": field(
        b"Content-Disposition", b"attachment" + b"".join(b"; filename*%d=x" % n for n in range(20_000))
    ),
    "20,000 encoded words": field(b"Subject", b"=?utf-8?Q?a?= " * 20_000),
    "half an encoded word": field(b"Subject", b"=?" * 30_000),
    "100,000 references": field(b"References", b"<a@b> " * 100_000),
    "a boundary of 60 KB": field(b"Content-Type", b"multipart/mixed; boundary=" + b"b" * 60_000),
    "20,000 lines of begin 644": body(b"begin 644 a\r\n" * 20_000),
    "uuencode without end": body(b"begin 644 a\r\n" + b"M" + b"!" * 60 + b"\r\n" * 50_000),
    "a line of 5 MB": body(b"a " * 2_500_000),
    "500,000 lines": body(b"word\r\n" * 500_000),
    "5 MB of citation marks": body(b"> " * 2_500_000),
    "100,000 cited lines": body(b">>>> word\r\n" * 100_000),
    "flowed without end": body(b"word \r\n" * 200_000, b"text/plain; format=flowed; delsp=yes"),
    "200,000 labels": body(b"From: a\r\nDate: b\r\n" * 100_000),
    "200,000 attributions": body(b"On Monday somebody said\r\n" * 200_000),
    "60,000 captions": body("Ảnh 1: Quang cảnh hội nghị.\r\n".encode() * 60_000),
    "60,000 titles": body("HỘI NÔNG DÂN XÃ TẬP HUẤN\r\n\r\n".encode() * 60_000),
    "20,000 stories": body(
        "TIN MỘT HAI BA BỐN\r\n\r\nNgày 1/10 xã họp.\r\n\r\nTin: Lò Văn Sáng\r\n\r\n".encode() * 20_000
    ),
    "old letters": body("Héi N«ng d©n x· B×nh Tróc tæ chøc\r\n".encode() * 20_000),
    "double coded letters": body("PhÆ°á»\x9dng SÃ´ng TrÃºc gáº¯n\r\n".encode() * 20_000),
    "100,000 nested tags": body(b"<div>" * 100_000 + b"words", b"text/html"),
    "100,000 nested fonts": body(b"<font face=.VnTime>" * 100_000 + b"words", b"text/html"),
    "50,000 nested tables": body(b"<table><tr><td>" * 50_000, b"text/html"),
    "100,000 pictures": body(b"<img src=cid:x>" * 100_000, b"text/html"),
    "100,000 open tags": body(b"<a <b " * 100_000, b"text/html"),
    "a style sheet of 1 MB": body(b"<style>" + b"p.a{color:red}" * 70_000 + b"</style><p class=a>words", b"text/html"),
    "20,000 attributes": body(b"<p " + b"a=b " * 20_000 + b">words", b"text/html"),
    "commands without end": body(b"<bold>" * 200_000, b"text/enriched"),
    "100,000 lines of one paragraph": body(b"M<br>" * 100_000, b"text/html"),
    "100,000 rules in one paragraph": body(b"***<br>" * 100_000, b"text/html"),
    "100,000 answers to answers": body(b"Ngay 3/10 A <a@b.vn> da viet:\r\n> x\r\n\r\n" * 100_000),
    "days and addresses": body((b"7a@" * 100 + b"\r\n\r\n") * 10_000),
    "100,000 days": body("Sáng 9/10/2025, ".encode() * 100_000),
    "a caption of 50,000 photos": body("Ảnh ".encode() + b"1,2," * 25_000 + b"3: x\r\n"),
    "100,000 letters of a stamp": body("M Ậ T ".encode() * 100_000 + b"\r\n" + "M\r\nẬ\r\n\r\n".encode() * 100_000),
    "zeros": body(b"\0" * 3_000_000),
    "8-bit noise": body(bytes(range(128, 256)) * 20_000),
    "ISO-2022 without end": body(b"\x1b$B" * 500_000, b"text/plain; charset=iso-2022-jp"),
    "dirty base64": body(b"A=" * 2_000_000, encoding=b"base64"),
    "a picture of 400 megapixels": attached(b"anh.png", png_bomb()),
    "a zip that is none": attached(b"tin.docx", b"PK\x03\x04" * 200_000),
    "an OLE file that is none": attached(b"tin.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 3_000_000),
    "a header in a picture": attached(b"anh.jpg", b"\xff\xd8\xff\xe1\xff\xff" * 100_000),
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    running = Sandbox(Limits(parse_cpu_seconds=SECONDS))  # of the processor: other processes must not count
    yield running
    running.close()


def parsed(sandbox: Sandbox, folder: Path, raw: bytes) -> Parsed:
    """Raises ParserDied when the child was killed."""
    file = folder / "mail.eml"
    file.write_bytes(raw)
    return sandbox.parse(file, file.name, folder)


@pytest.mark.parametrize("name", HOSTILE)
def test_is_read_in_time(name: str, sandbox: Sandbox, tmp_path: Path) -> None:
    assert parsed(sandbox, tmp_path, HOSTILE[name]()).mail is not None


def test_what_is_too_much_is_told(sandbox: Sandbox, tmp_path: Path) -> None:
    codes = {problem.code for problem in parsed(sandbox, tmp_path, nested_multiparts()).problems}
    assert "mail-too-nested" in codes
    codes = {problem.code for problem in parsed(sandbox, tmp_path, many_parts()).problems}
    assert "mail-too-many-parts" in codes


def test_a_picture_too_large_is_still_listed(sandbox: Sandbox, tmp_path: Path) -> None:
    found = parsed(sandbox, tmp_path, HOSTILE["a picture of 400 megapixels"]())
    assert found.mail
    assert [(one.name, one.use) for one in found.mail.attachments] == [("anh.png", "photo")]
    assert [problem.code for problem in found.problems] == ["photo-too-large"]
