"""File names from strangers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbai.parsers import names


@pytest.mark.parametrize(
    ("name", "media_type", "safe"),
    [
        ("Tin xã Khe Ngọc họp.docx", "", "Tin xã Khe Ngọc họp.docx"),
        ("Tie\u0302m chu\u0309ng.jpeg", "", "Tiêm chủng.jpeg"),
        ("../../etc/passwd", "", "_.._etc_passwd"),
        ("C:\\tin\\a.doc", "", "C__tin_a.doc"),
        (".htaccess", "", "htaccess"),
        ("con.txt", "", "_con.txt"),
        ("a\0b\u202egpj.exe", "", "a_b_gpj.exe"),
        ("", "image/jpeg", "part-3.jpg"),
        (None, "application/x-unheard-of", "part-3.bin"),
        ("///", "text/plain", "part-3.txt"),
        ("a.docx. ", "", "a.docx"),
        ("tin\r\n moi.doc", "", "tinmoi.doc"),
    ],
)
def test_safe(name: str | None, media_type: str, safe: str) -> None:
    assert names.safe(name, 3, media_type) == safe


def test_a_long_name_keeps_its_extension() -> None:
    safe = names.safe("đ" * 300 + ".docx", 1, "")
    assert len(safe.encode()) <= names.LONGEST
    assert safe.endswith("đ.docx")


@given(st.text(max_size=300))
def test_no_name_leads_elsewhere(name: str) -> None:
    safe = names.safe(name, 1, "")
    assert 0 < len(safe.encode()) <= names.LONGEST
    assert not set(safe) & set('/\\\0\n\r:*?"<>|')
    assert not safe.startswith(".")
