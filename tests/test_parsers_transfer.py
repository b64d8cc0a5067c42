"""Transfer encodings undone, dirty or cut off."""

import base64
import binascii

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbai.parsers.mail import transfer

DATA = bytes(range(256)) * 5


@given(st.binary(max_size=2000), st.integers(1, 90))
def test_base64_is_undone_at_any_line_length(data: bytes, width: int) -> None:
    encoded = base64.b64encode(data)
    lines = b"\r\n".join(encoded[start : start + width] for start in range(0, len(encoded), width))
    assert transfer.base64(lines) == (data, True)


@pytest.mark.parametrize(
    ("encoded", "data", "whole"),
    [
        (b"QUJD", b"ABC", True),
        (b"QU JD!\r\n*", b"ABC", True),  # octets that do not belong
        (b"QUI=QUJD", b"ABABC", True),  # two parts joined
        (b"QUI", b"AB", True),  # padding forgotten
        (b"QUJDQ", b"ABC", False),  # cut off
        (b"====", b"", True),
        (b"", b"", True),
    ],
)
def test_base64_that_is_not_as_it_should_be(encoded: bytes, data: bytes, whole: bool) -> None:
    assert transfer.base64(encoded) == (data, whole)


def test_base64_longer_than_a_step() -> None:
    data = DATA * 4000
    assert transfer.base64(memoryview(base64.encodebytes(data))) == (data, True)


@pytest.mark.parametrize(
    ("encoded", "encoding", "data"),
    [
        (b"x=C3=A3=\r\n Khe", "Quoted-Printable", b"x\xc3\xa3 Khe"),
        (b"50% =ZZ", "quoted-printable", b"50% =ZZ"),
        (b"as it is\r\n", "8bit", b"as it is\r\n"),
        (b"as it is", "x-nonsense", b"as it is"),
        (b"begin 644 a.txt\n#86)C\n`\nend\n", "x-uuencode", b"abc"),
    ],
)
def test_decode(encoded: bytes, encoding: str, data: bytes) -> None:
    assert transfer.decode(encoded, encoding)[0] == data


def test_a_file_uuencoded_in_a_text_is_taken_out() -> None:
    lines = b"".join(binascii.b2a_uu(DATA[start : start + 45]) for start in range(0, len(DATA), 45))
    text, files = transfer.split_uu(b"Hello\nbegin 644 anh 1.jpg\n" + lines + b"`\nend\nBye\n")
    assert text == b"Hello\nBye\n"
    assert files == [("anh 1.jpg", DATA)]


@given(st.binary(max_size=500))
def test_no_octets_make_them_fail(data: bytes) -> None:
    for encoding in ("base64", "quoted-printable", "x-uuencode"):
        transfer.decode(data, encoding)
    transfer.split_uu(b"begin 644 a\n" + data + b"\nend\n")
