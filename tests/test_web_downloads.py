"""Names under which a sender's files are kept: what he named them may be made to split a header or to fool the eye."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from tinbai.web.downloads import download, safe_name


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Ảnh lễ hội.jpg", "Ảnh lễ hội.jpg"),
        ("a\r\nSet-Cookie: x=1\r\n\r\n<script>.jpg", "a Set-Cookie_ x=1 _script_.jpg"),
        ("a\u2028b\u2029c\x85d.jpg", "a b c d.jpg"),
        ("ảnh\u202egpj.exe", "ảnhgpj.exe"),
        ("\u2066ảnh\u2069\u200b\ufeff.jpg", "ảnh.jpg"),
        ("a\x00b\x07.jpg", "ab.jpg"),
        ('a"; filename="b.exe', "a_; filename=_b.exe"),
        ("..\\..\\../../etc/passwd", "_.._.._.._etc_passwd"),
        ("...", "tep"),
        ("", "tep"),
        (" \u202e ", "tep"),
        ("lẻ\ud800.jpg", "lẻ.jpg"),
        ("Lê\u0303 hô\u0323i.jpg", "Lễ hội.jpg"),
    ],
)
def test_a_name_is_one_that_every_disk_takes(name: str, kept: str) -> None:
    assert safe_name(name) == kept


@pytest.mark.parametrize("name", ["ệ" * 400 + ".jpg", "x" * 400 + ".docx", "y" * 400, "a." + "b" * 400, "." * 400])
def test_a_long_name_keeps_its_end(name: str) -> None:
    told = safe_name(name)
    assert 0 < len(told.encode()) <= 150 and told.rpartition(".")[2] in (name.rpartition(".")[2], told, "b" * 148)


@pytest.mark.parametrize(
    "name", ["Đỗ Thị Ệ.jpg", "a\r\nX: y", 'a"b\\c', "😀.jpg", "=?utf-8?q?=22?=", "%0d%0aX: y", "\ud800"]
)
def test_one_header_says_it_and_old_programs_read_it(tmp_path: Path, name: str) -> None:
    file = tmp_path / "x"
    file.write_bytes(b"x")
    answer = download(file, name)
    (said,) = [value.decode("ascii") for key, value in answer.raw_headers if key == b"content-disposition"]
    form = re.fullmatch(r'attachment; filename="([ -!#-\[\]-~]+)"; filename\*=UTF-8\'\'([A-Za-z0-9%._~-]+)', said)
    assert form and unquote(form[2]) == safe_name(name)
    assert answer.headers["content-type"] == "application/octet-stream"
    assert (
        answer.headers["x-content-type-options"] == "nosniff" and "sandbox" in answer.headers["content-security-policy"]
    )
