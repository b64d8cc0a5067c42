"""A mail with one of everything, read once by the parsing helper before it is asked for anything.

Its children then find imported and cached what each of them would have to load and compile for itself.
"""

import base64
import io
import zipfile

from PIL import Image

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_TITLE = "Ngày hội ở thôn Bến Gáo"
_LEAD = "Sáng 09/11/2025, thôn Bến Gáo tổ chức ngày hội đại đoàn kết với sự tham gia của đông đảo bà con./."
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}content-types"/>',
    "_rels/.rels": f"""<Relationships xmlns="{_PACKAGE}relationships">
        <Relationship Id="r1" Type="{_OFFICE}" Target="word/document.xml"/></Relationships>""",
    "word/document.xml": f"""<w:document {_W}><w:body>
        <w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t>{_TITLE}</w:t></w:r></w:p>
        <w:p><w:r><w:t>{_LEAD}</w:t></w:r></w:p><w:p><w:r><w:t>Tin, ảnh: Lò Văn Sáng</w:t></w:r></w:p>
        </w:body></w:document>""",
}
_TEXT = f"""Kính gửi Ban Biên tập, em xin gửi tin.

{_TITLE}

{_LEAD}

Trân trọng!
--
ĐT: 0900 000 000
"""
_HEAD = b"""From: =?utf-8?q?S=C3=A1ng?= <s@example.org>
To: b@example.vn
Subject: Tin
Date: Wed, 5 Nov 2025 08:00:00 +0700
Message-ID: <1@example.org>
Content-Type: multipart/mixed; boundary=b

"""
SMALL = _HEAD.replace(b"multipart/mixed; boundary=b", b"text/html; charset=utf-8") + f"<p>{_LEAD}</p>".encode()
"""A mail that needs no more than nearly every one needs."""


def sample() -> bytes:
    """The mail: text and HTML, a Word file, a JPEG and a PNG."""
    parts = [
        ("text/plain; charset=utf-8", _TEXT.encode()),
        ("text/html; charset=utf-8", f"<p><b>{_LEAD}</b></p><table><tr><td>1<td>2</table>".encode()),
        ("application/octet-stream; name=tin.docx", word()),
        ("image/jpeg; name=anh.jpg", _picture("JPEG")),
        ("image/png; name=anh.png", _picture("PNG")),
    ]
    mail = _HEAD
    for kind, octets in parts:
        mail += f"--b\nContent-Type: {kind}\nContent-Transfer-Encoding: base64\n\n".encode()
        mail += base64.encodebytes(octets)
    return mail + b"--b--\n"


def word() -> bytes:
    """A Word file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, content in _PARTS.items():
            package.writestr(name, content)
    return file.getvalue()


def _picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((640, 480)).convert("RGB").save(out, kind)
    return out.getvalue()
