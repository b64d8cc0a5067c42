"""Word files as few programs write them, made by hand: `python -m tests.oddities` puts them into tests/documents, where
each has its expectation beside it (NAME.json, see test_parsers_producers.py)."""

import base64
import io
import re
import struct
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from tests import word
from tests.legacy_recall import WRITERS
from tests.ole import compound
from tests.pdfs import line, pdf
from tests.word import docx, package, paragraph, part, repackaged, strict

DOCUMENTS = Path(__file__).parent / "documents"
STORY = (
    "Xã Hòa Bình ra quân làm đường hoa",
    "Sáng 12/10, hơn 120 đoàn viên đã trồng 1.500 cây hoa mười giờ.",
    "Tuyến đường dài 2 km nối hai thôn Đông Hạ và Đoài Thượng.",
    "Hoàng Thị Lụa",
)
BODY = "".join(map(paragraph, STORY))
MAIN = "word/document.xml"
Maker = Callable[[], bytes]
ODDITIES: dict[str, Maker] = {}


def odd(name: str) -> Callable[[Maker], Maker]:
    def keep(maker: Maker) -> Maker:
        ODDITIES[name] = maker
        return maker

    return keep


def _main() -> bytes:
    return part("document", f"<w:body>{BODY}</w:body>").encode()


def _changed(change: Callable[[bytes], bytes]) -> bytes:
    """The story with its main part changed."""
    return repackaged(docx(BODY), {MAIN: change(_main())})


# --- The package -----------------------------------------------------------------------------------------------------

ODDITIES["goi-strict.docx"] = lambda: strict(docx(BODY))
ODDITIES["goi-phan-doi-ten.docx"] = lambda: docx(BODY, main="noi-dung/bai.xml")
ODDITIES["goi-khong-quan-he.docx"] = lambda: repackaged(docx(BODY), {"word/_rels/document.xml.rels": None})
ODDITIES["goi-khong-kieu.docx"] = lambda: repackaged(docx(BODY), {"_rels/.rels": None, "docProps/core.xml": None})
ODDITIES["xml-utf16.docx"] = lambda: _changed(lambda xml: xml.decode().replace("UTF-8", "UTF-16").encode("utf-16"))
ODDITIES["xml-utf16be.docx"] = lambda: _changed(
    lambda xml: b"\xfe\xff" + xml.decode().replace("UTF-8", "UTF-16").encode("utf-16-be")
)
ODDITIES["xml-windows-1252.docx"] = lambda: _changed(
    lambda xml: xml.decode().replace("UTF-8", "windows-1252").encode("cp1252", "xmlcharrefreplace")
)
ODDITIES["xml-dau-bom.docx"] = lambda: _changed(lambda xml: b"\xef\xbb\xbf" + xml)
ODDITIES["xml-ky-tu-cam.docx"] = lambda: _changed(
    lambda xml: xml.replace(" hoa mười".encode(), " \x0bhoa mười&#x1;".encode())
)
ODDITIES["xml-thieu-khai-bao.docx"] = lambda: _changed(
    lambda xml: re.sub(rb"<w:p>", b'<w:p wx99:mark="1">', xml, count=1)
)
ODDITIES["xml-tien-to-la.docx"] = lambda: _changed(
    lambda xml: re.sub(rb"(</?)w:", rb"\1ns0:", xml).replace(b"xmlns:w=", b"xmlns:ns0=").replace(b" w:", b" ns0:")
)


@odd("goi-duong-dan-tuyet-doi.docx")
def _absolute() -> bytes:
    data = docx(BODY, {"footnotes": part("footnotes", "")})
    relations = zipfile.ZipFile(io.BytesIO(data)).read("word/_rels/document.xml.rels")
    roots = zipfile.ZipFile(io.BytesIO(data)).read("_rels/.rels")
    return repackaged(
        data,
        {
            "word/_rels/document.xml.rels": relations.replace(b'Target="', b'Target="/word/'),
            "_rels/.rels": roots.replace(b'Target="', b'Target="/'),
        },
    )


def _rezipped(data: bytes, name: Callable[[str], str] = str, extra: tuple[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        for member in old.namelist():
            info = zipfile.ZipInfo("x")
            info.filename = name(member)
            new.writestr(info, old.read(member))
        if extra:
            new.writestr(*extra)
    return out.getvalue()


ODDITIES["goi-gach-nguoc.docx"] = lambda: _rezipped(docx(BODY), lambda name: name.replace("/", "\\"))
ODDITIES["goi-chu-hoa.docx"] = lambda: _rezipped(docx(BODY), str.upper)
ODDITIES["goi-duoi-thua.docx"] = lambda: docx(BODY) + b"\r\n--=_boundary--\r\n" * 9
ODDITIES["goi-dau-thua.docx"] = lambda: b"\r\n\r\n" + docx(BODY)
ODDITIES["goi-cut-duoi.docx"] = lambda: docx(BODY)[: -len(_tail(docx(BODY)))]


def _tail(data: bytes) -> bytes:
    """The list of members, which a file cut off lacks."""
    return data[data.find(b"PK\x01\x02") :]


class _Pipe(io.RawIOBase):
    """Cannot go back, so that sizes are written behind each member."""

    def __init__(self) -> None:
        self.octets = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.octets += bytes(data)
        return len(data)


@odd("goi-kich-thuoc-sau.docx")
def _descriptors() -> bytes:
    pipe = _Pipe()
    with zipfile.ZipFile(io.BytesIO(docx(BODY))) as old, zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            with new.open(member, "w", force_zip64=True) as stream:
                stream.write(old.read(member))
    return bytes(pipe.octets)


@odd("goi-phan-lap.docx")
def _doubled() -> bytes:
    """Of two members of one name the later one counts, as in Word."""
    old = part("document", f"<w:body>{paragraph('bản cũ')}</w:body>").encode()
    first = repackaged(docx(BODY), {MAIN: None})
    out = io.BytesIO(first)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(MAIN, old)
        archive.fp.seek(archive.start_dir) if archive.fp else None
        info = zipfile.ZipInfo("word/Document.xml")
        info.filename = MAIN
        archive.NameToInfo.pop(MAIN)
        archive.writestr(info, _main())
    return out.getvalue()


# --- One-file forms --------------------------------------------------------------------------------------------------


@odd("opc-phang.xml")
def _flat_opc() -> bytes:
    media = {"anh": word.PNG}
    data = docx(BODY + paragraph(word.inline("anh")), media=media)
    parts = ""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            octets = archive.read(name)
            if name.endswith((".xml", ".rels")):
                inside = re.sub(r"^<\?xml[^>]*\?>", "", octets.decode())
                parts += f'<pkg:part pkg:name="/{name}"><pkg:xmlData>{inside}</pkg:xmlData></pkg:part>'
            else:
                inside = base64.encodebytes(octets).decode()
                parts += f'<pkg:part pkg:name="/{name}"><pkg:binaryData>{inside}</pkg:binaryData></pkg:part>'
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><?mso-application progid="Word.Document"?>'
        f'<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">{parts}</pkg:package>'
    ).encode()


_2003 = "http://schemas.microsoft.com/office/word/2003"


@odd("word-2003.xml")
def _word_2003() -> bytes:
    """WordprocessingML of Word 2003, which people also save with the ending .doc."""
    old = (
        '<w:p><w:r><w:rPr><w:rFonts w:ascii=".VnTime" w:h-ansi=".VnTime"/></w:rPr><w:t>B¶n tin cña x·</w:t></w:r></w:p>'
    )
    listed = (
        '<w:p><w:pPr><w:listPr><w:ilvl w:val="0"/><w:ilfo w:val="1"/><wx:t wx:val="Điều 1."/></w:listPr></w:pPr>'
        "<w:r><w:t>Mỗi nhà một luống hoa</w:t></w:r></w:p>"
    )
    changed = (
        '<w:p><w:r><w:t>Còn lại</w:t></w:r><aml:annotation aml:id="0" w:type="Word.Deletion"><aml:content><w:r>'
        '<w:delText> đã xóa</w:delText></w:r></aml:content></aml:annotation><aml:annotation aml:id="1" '
        'w:type="Word.Insertion"><aml:content><w:r><w:t> đã thêm</w:t></w:r></aml:content></aml:annotation>'
        '<aml:annotation aml:id="2" w:type="Word.Comment"><aml:content><w:p><w:r><w:t>nhận xét của biên tập</w:t></w:r>'
        "</w:p></aml:content></aml:annotation><w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn kín</w:t></w:r></w:p>"
    )
    noted = (
        "<w:p><w:r><w:t>Có chú thích</w:t></w:r><w:r><w:footnote><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>Theo "
        "báo cáo của xã</w:t></w:r></w:p></w:footnote></w:r></w:p>"
    )
    picture = (
        '<w:p><w:r><w:pict><w:binData w:name="wordml://01000001.png">'
        f"{base64.b64encode(word.PNG).decode()}</w:binData>"
        '<v:shape style="width:300pt;height:200pt"><v:imagedata src="wordml://01000001.png" o:title=""/></v:shape>'
        "</w:pict></w:r></w:p>"
    )
    head = "<w:hdr w:type='odd'><w:p><w:r><w:t>ĐẢNG ỦY XÃ</w:t></w:r></w:p></w:hdr>"
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<?mso-application progid="Word.Document"?>\r\n'
        f'<w:wordDocument xmlns:w="{_2003}/wordml" xmlns:wx="{_2003}/auxHint" xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:aml="http://schemas.microsoft.com/aml/2001/core">'
        "<o:DocumentProperties><o:Title>Bản tin xã</o:Title></o:DocumentProperties>"
        '<w:styles><w:style w:type="paragraph" w:default="on" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style></w:styles>'
        f'<w:body><wx:sect><wx:sub-section><w:p><w:pPr><w:pStyle w:val="H1"/></w:pPr><w:r><w:t>{STORY[0]}</w:t></w:r>'
        f"</w:p>{old}{changed}{listed}{noted}{picture}<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Ô bảng</w:t></w:r></w:p></w:tc>"
        f"</w:tr></w:tbl></wx:sub-section><w:sectPr>{head}</w:sectPr></wx:sect></w:body></w:wordDocument>"
    ).encode()


# --- What is called .doc ---------------------------------------------------------------------------------------------

_RTF = "{\\rtf1\\ansi\\ansicpg1252\\uc1{\\fonttbl{\\f0 Times New Roman;}}"
ODDITIES["la-rtf.doc"] = lambda: (_RTF + "\\par\n".join(map(_rtf, STORY)) + "}").encode("ascii")
ODDITIES["la-html.doc"] = lambda: (
    '<html xmlns:w="urn:schemas-microsoft-com:office:word"><head><meta charset="utf-8"><title>x</title>'
    "<!--[if gte mso 9]><xml><w:WordDocument/></xml><![endif]--><style>p{margin:0}</style></head><body lang=VI>"
    + "".join(f"<p class=MsoNormal>{line}<o:p></o:p></p>" for line in STORY)
    + "</body></html>"
).encode()
ODDITIES["la-docx.doc"] = lambda: docx(BODY)
ODDITIES["la-word-2003.doc"] = _word_2003
ODDITIES["la-utf16-html.doc"] = lambda: (
    '<html><head><meta http-equiv=Content-Type content="text/html; charset=unicode"></head><body>'
    + "".join(f"<p>{line}</p>" for line in STORY)
    + "</body></html>"
).encode("utf-16")


def _rtf(text: str) -> str:
    return "".join(one if one.isascii() else f"\\u{ord(one)}?" for one in text)


def _old(text: bytes, ident: int, version: int, flags: int = 0, head: int = 0x300) -> bytes:
    """The main stream of a Word older than 97: the text right behind its head."""
    fib = bytearray(head)
    struct.pack_into("<HHHHHHHH", fib, 0, ident, version, 0, 0x42A, 0, flags, 0, 0)
    struct.pack_into("<II", fib, 0x18, head, head + len(text))
    struct.pack_into("<I", fib, 0x34, len(text))
    return bytes(fib) + text


def old_text() -> bytes:
    lines = ("Tin cña x·", "Héi nghÞ tæng kÕt phong trµo thi ®ua yªu n­íc cña c¸c thµnh viªn", "Trang mot\x0btiep theo")
    field = "Xem \x13HYPERLINK http://x.vn\x14trang nay\x15 nhe"
    return "".join(f"{line}\r" for line in (*lines, field)).encode("latin-1")


ODDITIES["word-95.doc"] = lambda: compound({"WordDocument": _old(old_text(), 0xA5DC, 0x65)})
ODDITIES["word-6.doc"] = lambda: compound({"WordDocument": _old(old_text(), 0xA5DC, 0x65 - 1)})
ODDITIES["word-2.doc"] = lambda: _old(old_text(), 0xA5DB, 0x2D)
ODDITIES["khoa-word-95.doc"] = lambda: compound({"WordDocument": _old(old_text(), 0xA5DC, 0x65, 0x100)})
ODDITIES["khoa.doc"] = lambda: compound({"WordDocument": _old(b"x" * 900, 0xA5EC, 0xC1, 0x100), "0Table": b"t" * 600})
ODDITIES["khoa.docx"] = lambda: compound(
    {"EncryptedPackage": b"\0" * 5000, "EncryptionInfo": b"\4\0\4\0\x40\0\0\0<encryption/>"}
)


@odd("la-mht.doc")
def _web_archive() -> bytes:
    """As Word saves a page in one file."""
    page = "<html><body>" + "".join(f"<p class=3DMsoNormal>{one}</p>\n" for one in STORY) + "</body></html>"
    head = (
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="----=_NextPart_01"\n\n------=_NextPart_01\n'
        "Content-Location: file:///C:/bai.htm\nContent-Transfer-Encoding: quoted-printable\n"
        'Content-Type: text/html; charset="utf-8"\n\n'
    )
    return (head + page + "\n------=_NextPart_01--\n").encode()


@odd("khoa.odt")
def _locked_odt() -> bytes:
    """As LibreOffice saves with a password: the parts are encrypted, what is said of them is not."""
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry'
    )
    entry = f'{manifest} manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
    said = f"{entry}</manifest:manifest>"
    octets = bytes(range(256)) * 4
    kind = "application/vnd.oasis.opendocument.text"
    return package({"mimetype": kind, "content.xml": octets, "styles.xml": octets, "META-INF/manifest.xml": said})


# --- Texts -----------------------------------------------------------------------------------------------------------

_TEXT = "\r\n\r\n".join(STORY)
for _name, _kind in {
    "tcvn3": "TCVN3", "vni": "VNI", "windows-1258": "windows-1258", "utf8": "UTF-8", "utf8-bom": "UTF-8 with its mark",
    "utf8-nfd": "UTF-8, letters and marks apart", "mojibake": "UTF-8 read as windows-1252", "utf16": "UTF-16",
    "utf16-khong-dau": "UTF-16, no mark",
}.items():  # fmt: skip
    ODDITIES[f"chu-{_name}.txt"] = lambda kind=_kind: WRITERS[kind](_TEXT)  # type: ignore[misc]


# --- PDFs ------------------------------------------------------------------------------------------------------------


def _in_font(name: str, text: str) -> bytes:
    """A line in a font whose letters a PDF calls by their Latin names."""
    return pdf([line(50, 700, text)]).replace(b"/BaseFont /Courier /", f"/BaseFont /ABCDEF+{name} /".encode())


ODDITIES["tcvn3.pdf"] = lambda: _in_font(".VnTime", "N«ng d©n x· H­¬ng S¬n ra ®ång cÊy lóa sím h¬n mäi n¨m.")
ODDITIES["tcvn3-hoa.pdf"] = lambda: _in_font(".VnTimeH", "Héi lµng xu©n ®­îc më")
ODDITIES["vni.pdf"] = lambda: _in_font("VNI-Times", "Xaõ Hoøa Bình laøm ñöôøng hoa")


@odd("bieu-mau.pdf")
def _form() -> bytes:
    """A form that was filled in."""
    show = "/Tx BMC q BT /F0 10 Tf 2 5 Td (Nguyen Van Tinh) Tj ET Q EMC"
    field = (
        "<< /Type /Annot /Subtype /Widget /FT /Tx /F 4 /T (ten) /V (Nguyen Van Tinh) /Rect [150 690 300 710] "
        "/AP << /N 91 0 R >> >>"
    )
    shown = (
        f"<< /Type /XObject /Subtype /Form /BBox [0 0 150 20] /Resources << /Font << /F0 4 0 R >> >> "
        f"/Length {len(show)} >>\nstream\n{show}\nendstream"
    )
    made = pdf([line(50, 695, "Ho va ten:")]).decode("latin-1")
    made = made.replace("/Type /Page /Parent", "/Annots [90 0 R] /Type /Page /Parent")
    made = made.replace("xref\n", f"90 0 obj\n{field}\nendobj\n91 0 obj\n{shown}\nendobj\nxref\n", 1)
    return made.encode("latin-1")  # its table of places is wrong now, as in many a PDF


def write(made: Mapping[str, Maker]) -> None:
    for name, maker in made.items():
        (DOCUMENTS / name).write_bytes(maker())
        sys.stdout.write(f"{name}\n")


if __name__ == "__main__":
    from tests.oddities_text import TEXTS

    write({**ODDITIES, **TEXTS})
