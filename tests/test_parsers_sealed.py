"""Mails signed as a whole are read, encrypted ones are told."""

import base64

import pytest

from tests.post import LEAD, STORY, TITLE
from tinbai.parsers.mail.sealed import signed_content
from tinbai.parsers.parse import parse

HEAD = b"From: An <an@khengoc.example.vn>\r\nSubject: Tin\r\nMIME-Version: 1.0\r\n"
INNER = b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + "\r\n\r\n".join(STORY).encode()
DATA = bytes.fromhex("06092a864886f70d010701")
SIGNED = bytes.fromhex("06092a864886f70d010702")


def der(tag: int, *content: bytes) -> bytes:
    inside = b"".join(content)
    size = len(inside).to_bytes(4)
    return bytes([tag, 0x84]) + size + inside


def ber(tag: int, *content: bytes) -> bytes:
    return bytes([tag, 0x80]) + b"".join(content) + b"\0\0"


def signed(inner: bytes) -> bytes:
    """As Outlook writes it."""
    data = der(0x30, DATA, der(0xA0, der(0x04, inner)))
    return der(0x30, SIGNED, der(0xA0, der(0x30, b"\x02\x01\x01", der(0x31), data, der(0x31))))


def signed_in_pieces(inner: bytes) -> bytes:
    """As OpenSSL writes it where the size is not known beforehand."""
    pieces = [der(0x04, inner[at : at + 99]) for at in range(0, len(inner), 99)]
    data = ber(0x30, DATA, ber(0xA0, ber(0x24, *pieces)))
    return ber(0x30, SIGNED, ber(0xA0, ber(0x30, b"\x02\x01\x01", der(0x31), data, der(0x31))))


def mail(octets: bytes, kind: str = "application/pkcs7-mime; smime-type=signed-data") -> bytes:
    head = f'Content-Type: {kind}; name="smime.p7m"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    return HEAD + head.encode() + base64.encodebytes(octets)


@pytest.mark.parametrize("octets", [signed(INNER), signed_in_pieces(INNER)])
def test_what_was_signed_is_the_mail(octets: bytes) -> None:
    parsed = parse("mail.eml", mail(octets), lambda content: None)
    assert [(one.title, one.lead) for one in parsed.items] == [(TITLE, LEAD)]
    assert parsed.problems == ()


@pytest.mark.parametrize("octets", [signed(INNER)[:60], SIGNED, b"", b"\x30\x80" + SIGNED, SIGNED + b"\x24\x80" * 500])
def test_what_is_no_signed_mail_has_no_content(octets: bytes) -> None:
    assert not signed_content(octets)


@pytest.mark.parametrize(
    ("kind", "octets"),
    [
        ("application/pkcs7-mime; smime-type=enveloped-data", bytes.fromhex("301806092a864886f70d010703a00b3009")),
        ("application/x-microsoft-rpmsg-message", b"\x76\xe8\x04\x60" + bytes(range(256))),
        ("application/octet-stream", b"-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n"),
    ],
)
def test_what_is_encrypted_is_told(kind: str, octets: bytes) -> None:
    parsed = parse("mail.eml", mail(octets, kind), lambda content: None)
    assert [(one.code, one.where) for one in parsed.problems] == [("mail-encrypted", "smime.p7m")]
    assert parsed.mail and [one.use for one in parsed.mail.attachments] == ["unreadable"]
