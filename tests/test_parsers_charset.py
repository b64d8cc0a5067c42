"""Which characters octets mean, whatever they are declared as."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbai.parsers.mail import charset

STORY = "Xã Khe Ngọc trồng mới 15 ha quế, đạt 75% kế hoạch năm."


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        (STORY.encode(), "utf-8", STORY),
        (STORY.encode(), "iso-8859-1", STORY),  # UTF-8 that says it is something else
        (STORY.encode(), None, STORY),
        (unicodedata.normalize("NFD", STORY).encode(), "utf-8", STORY),
        (b"\xef\xbb\xbf" + STORY.encode(), "us-ascii", STORY),
        (STORY.encode("utf-16"), None, STORY),
        (b"Tin tr\xf4\xccng qu\xea\xec", "windows-1258", "Tin trồng quế"),
        (b"\x93Ti\xeang\x94", "iso-8859-1", "“Tiêng”"),  # Latin-1 means windows-1252
        (b"na\xefve \x80", "us-ascii", "naïve €"),
        (b"\x1b$B%F%9%H\x1b(B", "iso-2022-jp", "テスト"),
        (b"plain", "x-nonsense", "plain"),
        (b"", "utf-8", ""),
    ],
)
def test_decode(data: bytes, declared: str | None, text: str) -> None:
    assert charset.decode(data, declared)[0] == text


@pytest.mark.parametrize("text", ["Jürgen Schmürgen <j@example.org>", "Die Hasen und die Frösche, Käse – süß. " * 9])
def test_a_few_letters_of_western_europe_are_no_riddle(text: str) -> None:
    assert charset.decode(text.encode("cp1252")) == (text, "cp1252")


def test_a_few_damaged_octets_do_not_change_the_charset() -> None:
    text, used = charset.decode(STORY.encode() * 3 + b"\xff\xfe ")
    assert used == "utf-8"
    assert STORY in text


def test_octets_of_a_picture_are_in_no_charset() -> None:
    octets = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 4
    assert charset.decode(octets)[1] == "cp1252"


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("latin-1", "cp1252"),
        ("US-ASCII", "cp1252"),
        ("gb2312", "gb18030"),
        ("ks_c_5601-1987", "cp949"),
        ("shift_jis", "cp932"),
        ('3D"utf-8"', "utf-8"),
        ("charset=utf-8", "utf-8"),
        ("uft-8", "utf-8"),
        ("windows-874", "cp874"),
        ("us-ascii*en", "cp1252"),
        ("base64", None),
        ("unknown-8bit", None),
        ("", None),
        (None, None),
        ("a\0b", None),
    ],
)
def test_labels(label: str | None, name: str | None) -> None:
    assert charset.known(label) == name


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "cp1258", "iso-2022-kr", "utf-7", "hz", "big5", "x"]))
def test_no_octets_make_it_fail(data: bytes, declared: str | None) -> None:
    text, _ = charset.decode(data, declared)
    assert text == unicodedata.normalize("NFC", text)
