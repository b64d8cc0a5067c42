"""Word files made to hurt: each is answered with a named reason, and nothing outside of it is read."""

import io
import zipfile
from pathlib import Path

import pytest

from tests.word import JPEG, NAMESPACES, codes, docx, inline, package, paragraph, part, repackaged, styles, table, words
from tinbai.parsers import flow, ooxml
from tinbai.parsers.docx.read import read_docx
from tinbai.parsers.ooxml import MOST_MEMBERS, MOST_OCTETS_OF_PART

GOOD = docx(paragraph("có chữ"))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def with_main(content: str | bytes) -> bytes:
    return repackaged(GOOD, {"word/document.xml": content.encode() if isinstance(content, str) else content})


def nested(opening: str, closing: str, levels: int) -> str:
    return part("document", "<w:body>" + opening * levels + paragraph("sâu") + closing * levels + "</w:body>")


def with_password() -> bytes:
    """The flag of an encrypted member set in both headers."""
    data = bytearray(GOOD)
    for magic, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := data.find(magic, start)) >= 0:
            data[start + place] |= 1
            start += 4
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "document-damaged"),
        (b"no zip at all", "document-damaged"),
        (OLE, "document-damaged"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "document-encrypted"),
        (with_password(), "document-encrypted"),
        (GOOD[:300], "document-damaged"),
        (package({"a.txt": "x"}), "document-damaged"),
        (repackaged(GOOD, {"word/document.xml": None}), "document-damaged"),
        (with_main("<w:document"), "document-damaged"),
        (with_main(b"\0\1\2"), "document-damaged"),
        (with_main(part("workbook", "")), "document-damaged"),
        (with_main(b""), "document-damaged"),
    ],
)
def test_what_cannot_be_read_is_named(data: bytes, code: str) -> None:
    document = read_docx(memoryview(data))
    assert (document.pieces, document.notes) == ((), ())
    assert [(problem.code, problem.severity) for problem in document.problems] == [(code, "grave")]


def test_of_a_file_cut_off_what_is_there_is_read() -> None:
    document = read_docx(GOOD[:-30])
    assert words(document) == words(read_docx(GOOD))
    assert [(problem.code, problem.severity) for problem in document.problems] == [("document-damaged", "warning")]


def test_every_cut_of_a_file_is_answered() -> None:
    for length in range(0, len(GOOD) - 1, 7):
        assert codes(read_docx(GOOD[:length])) == ["document-damaged"]


def test_every_flipped_octet_is_answered() -> None:
    data = docx(paragraph("có chữ", inline("p")), {"styles": styles(""), "header1": part("hdr", "")}, {"p": JPEG})
    for place in range(0, len(data), 5):
        document = read_docx(data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :])
        assert document.problems or "chữ" in words(document)


@pytest.mark.parametrize(
    "inside",
    [
        "<w:p>" + "<w:r/>" * 2_000_000 + "</w:p>",  # small when packed, 240 MB as a tree
        paragraph("a" * 3_000_000),
        "<w:p>" + '<w:r a="" b="" c="" d=""/>' * 400_000 + "</w:p>",
    ],
)
def test_a_bomb_is_refused(inside: str) -> None:
    assert codes(read_docx(with_main(part("document", f"<w:body>{inside}</w:body>")))) == ["document-too-large"]


def test_sizes_in_headers_are_not_believed() -> None:
    data = bytearray(docx(paragraph("có chữ", inline("p")), media={"p": JPEG}))
    record = data.index(b"PK\x01\x02")
    assert data[record + 46 :].startswith(b"word/media/p.jpg")
    data[record + 24 : record + 28] = (5).to_bytes(4, "little")
    document = read_docx(bytes(data))
    assert (words(document), codes(document)) == ("có chữ", [])
    assert [one.data for one in flow.pictures(document.pieces)] == [JPEG]


def test_a_bomb_in_a_picture_costs_no_words() -> None:
    bomb = JPEG + b"\0" * (MOST_OCTETS_OF_PART + 1)
    document = read_docx(docx(paragraph("có chữ", inline("p")), media={"p": bomb}))
    assert (words(document), codes(document)) == ("có chữ", ["picture-missing"])


def test_a_bomb_beside_the_text_is_refused_since_a_stamp_may_stand_there() -> None:
    header = part("hdr", paragraph("a" * 3_000_000))
    assert codes(read_docx(docx(paragraph("có chữ"), {"header1": header}))) == ["document-too-large"]


def test_too_many_members_are_refused() -> None:
    out = io.BytesIO(GOOD)
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(MOST_MEMBERS):
            archive.writestr(f"x{number}", b"")
    assert codes(read_docx(out.getvalue())) == ["document-too-large"]


def test_the_sum_of_all_parts_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ooxml, "MOST_OCTETS", 60_000)
    media = {"p": JPEG * 900, "q": JPEG * 901}  # each would fit
    document = read_docx(docx(paragraph("có chữ", inline("p"), inline("q")), media=media))
    assert [one.data is None for one in flow.pictures(document.pieces)] == [False, True]
    assert (words(document), codes(document)) == ("có chữ", ["picture-missing"])


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
        ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"),
        ("<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent>",
         "</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"),
        ("<w:ins>", "</w:ins>"),
        ("<mc:AlternateContent><mc:Choice>", "</mc:Choice></mc:AlternateContent>"),
    ],
)  # fmt: skip
def test_nesting_is_no_crash(opening: str, closing: str) -> None:
    fitting = 240 // opening.count("<")
    assert words(read_docx(with_main(nested(opening, closing, fitting)))) == "sâu"
    assert codes(read_docx(with_main(nested(opening, closing, 3000)))) == ["document-damaged"]


def test_entities_are_refused_and_no_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    laughs = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    for declared in (f'<!ENTITY x SYSTEM "{secret.as_uri()}">', f'<!ENTITY e0 "ha">{laughs}<!ENTITY x "&e11;">'):
        body = f"<w:document {NAMESPACES}><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"
        document = read_docx(with_main(f"<!DOCTYPE d [{declared}]>{body}"))
        assert (document.pieces, codes(document)) == ((), ["document-damaged"])


def test_members_may_name_any_path_since_none_is_written(tmp_path: Path) -> None:
    data = repackaged(GOOD, {"../../evil.txt": b"x", "/etc/evil": b"x", "word\\media\\a.png": b"x"})
    assert words(read_docx(data)) == "có chữ"


def test_a_style_based_on_itself_and_a_list_of_nonsense_are_no_loop() -> None:
    circle = (
        "<w:style w:styleId='A'><w:basedOn w:val='B'/></w:style><w:style w:styleId='B'><w:basedOn w:val='A'/></w:style>"
    )
    numbering = part("numbering", "<w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num><w:abstractNum/><w:num/>")
    listed = "<w:pStyle w:val='A'/><w:numPr><w:ilvl w:val='-5'/><w:numId w:val='1'/></w:numPr>"
    data = docx(paragraph("có chữ", properties=listed) + table([]), {"styles": styles(circle), "numbering": numbering})
    assert words(read_docx(data)) == "có chữ"


def test_files_built_into_each_other_end() -> None:
    relation = '<Relationship Id="c" Type="x/aFChunk" Target="a.docx"/>'
    relations = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relation}</Relationships>'
    data = docx(paragraph("trong cùng"))
    for number in range(6):
        outer = docx(paragraph(f"lớp {number}") + '<w:altChunk r:id="c"/>')
        data = repackaged(outer, {"word/_rels/document.xml.rels": relations.encode(), "word/a.docx": data})
    document = read_docx(data)
    assert words(document) == "lớp 5\nlớp 4\nlớp 3"
    assert codes(document) == ["document-damaged"]
