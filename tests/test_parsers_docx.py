"""Word files: what a reader of the paper sees is found once, what is deleted or hidden not at all."""

import pytest

from tests.word import (
    PNG,
    anchored,
    box,
    codes,
    docx,
    inline,
    package,
    paragraph,
    part,
    repackaged,
    run,
    strict,
    styles,
    table,
    vml,
    words,
)
from tinbai.parsers import flow
from tinbai.parsers.document import Paragraph, Picture, Table
from tinbai.parsers.docx.read import read_docx

FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{code}</w:instrText><w:t>inner code</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
MERGED = (
    "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr><w:p><w:r><w:t>merged</w:t></w:r></w:p></w:tc></w:tr>"
    "<w:tr><w:tc><w:tcPr><w:vMerge w:val='restart'/></w:tcPr><w:p><w:r><w:t>tall</w:t></w:r></w:p></w:tc>"
    "<w:tc><w:p/></w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>"
    "<w:tc><w:p><w:r><w:t>beside</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
)
FORMULA = (
    "<m:oMathPara><m:oMath><m:f><m:num><m:r><m:t>numerator</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den>"
    "</m:f></m:oMath></m:oMathPara>"
)
BODY = "".join([
    paragraph("plain"),
    table(["cell", table(["nested"]) + paragraph("")]) + MERGED,
    paragraph('<w:ins w:id="1" w:author="x"><w:r><w:t>inserted</w:t></w:r></w:ins>'
              '<w:del w:id="2"><w:r><w:delText>deleted</w:delText><w:t>deletedtoo</w:t></w:r></w:del>'),
    paragraph('<w:moveFrom w:id="3"><w:r><w:t>movedfrom</w:t></w:r></w:moveFrom>'),
    paragraph('<w:moveTo w:id="4"><w:r><w:t>movedto</w:t></w:r></w:moveTo>'),
    f"<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>{paragraph('blockcontrol')}</w:sdtContent></w:sdt>",
    paragraph(f"<w:sdt><w:sdtContent>{run('runcontrol')}</w:sdtContent></w:sdt>"),
    paragraph(f"<w:smartTag><w:smartTagPr/>{run('smarttag')}</w:smartTag>"),
    paragraph(f'<w:fldSimple w:instr="SEQ Hinh">{run("simplefield")}</w:fldSimple>'),
    paragraph(FIELD.format(code="HYPERLINK fieldcode", result=run("fieldresult"))),
    paragraph(f'<w:hyperlink r:id="no">{run("hyperlink")}</w:hyperlink>'),
    paragraph("anchor", box(paragraph("textbox"))),
    paragraph("<w:r><w:pict><v:shape><v:textbox><w:txbxContent>" + paragraph("vmlbox")
              + "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"),
    paragraph("noted", '<w:r><w:footnoteReference w:id="2"/></w:r>', '<w:r><w:endnoteReference w:id="2"/></w:r>'),
    paragraph(FORMULA),
    paragraph(run("hidden", "<w:vanish/>"), run("unhidden", "<w:vanish w:val='0'/>")),
    paragraph(run("hiddenbystyle", "<w:rStyle w:val='Secret'/>")),
    paragraph("<w:r><w:ruby><w:rt><w:r><w:t>reading</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>base</w:t></w:r></w:rubyBase>"
              "</w:ruby></w:r>"),
    paragraph(inline("p1", "tấm ảnh"), anchored("p3")) + table([paragraph(inline("p2"))]) + paragraph(vml("p4")),
    "<w:sectPr><w:headerReference r:id='rel-header1'/></w:sectPr>",
])  # fmt: skip
PARTS = {
    "styles": styles("<w:style w:type='character' w:styleId='Secret'><w:rPr><w:vanish/></w:rPr></w:style>"),
    "footnotes": part("footnotes", f"<w:footnote w:id='0' w:type='separator'>{paragraph('separator')}</w:footnote>"
                      f"<w:footnote w:id='2'>{paragraph('footnote')}</w:footnote>"),
    "endnotes": part("endnotes", f"<w:endnote w:id='2'>{paragraph('endnote')}</w:endnote>"),
    "header1": part("hdr", paragraph("header")),
    "footer1": part("ftr", paragraph("footer")),
    "comments": part("comments", f"<w:comment w:id='1'>{paragraph('comment')}</w:comment>"),
}  # fmt: skip
MHT = (
    "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
    "Content-Type: text/html; charset=utf-8\r\nContent-Location: file:///C:/a.htm\r\n\r\n"
    "<html><body><p>Chữ trong trang lưu</p></body></html>\r\n--x--\r\n"
)
EVERYTHING = docx(BODY, PARTS, {f"p{n}": PNG + bytes([n]) for n in range(1, 5)}, core="<dc:title>property</dc:title>")
ONCE = frozenset({
    "plain", "cell", "nested", "merged", "tall", "beside", "inserted", "movedto", "blockcontrol",
    "runcontrol", "smarttag", "simplefield", "fieldresult", "hyperlink", "anchor", "textbox", "vmlbox",
    "noted", "footnote", "endnote", "numerator", "unhidden", "base",
})  # fmt: skip
NEVER = frozenset({
    "deleted", "deletedtoo", "movedfrom", "fieldcode", "inner", "hidden", "hiddenbystyle", "reading",
    "separator", "header", "footer", "comment",
})  # fmt: skip


@pytest.mark.parametrize("data", [EVERYTHING, strict(EVERYTHING)], ids=["transitional", "strict"])
def test_everything_seen_is_found_once_and_nothing_else(data: bytes) -> None:
    found = words(read_docx(data)).replace("/", " ").split()
    assert {word: found.count(word) for word in ONCE | NEVER} == {**dict.fromkeys(ONCE, 1), **dict.fromkeys(NEVER, 0)}


def test_pictures_stand_in_reading_order() -> None:
    pictures = list(flow.pictures(read_docx(EVERYTHING).pieces))
    assert [picture.name for picture in pictures] == ["p1.png", "p3.png", "p2.png", "p4.png"]
    assert [picture.data for picture in pictures] == [PNG + bytes([n]) for n in (1, 3, 2, 4)]
    assert [picture.alt for picture in pictures] == ["tấm ảnh", "", "", "cổng chào"]


def test_text_boxes_and_notes_stand_after_what_they_belong_to() -> None:
    found = words(read_docx(EVERYTHING)).split("\n")
    assert found[found.index("anchor") + 1] == "textbox"
    assert found[-2:] == ["footnote", "endnote"]


def test_margins_comments_and_properties_are_notes() -> None:
    document = read_docx(EVERYTHING)
    assert set(document.notes) == {"header", "footer", "comment", "property", "tấm ảnh", "cổng chào"}
    assert document.title_hint == "property"
    assert document.problems == ()


def test_merged_cells_stand_once_and_nested_tables_inside() -> None:
    first, second, _ = (piece for piece in read_docx(EVERYTHING).pieces if isinstance(piece, Table))
    assert isinstance(first.rows[0][1][0], Table)
    assert [[[p.text for p in flow.paragraphs(cell)] for cell in row] for row in second.rows] == [
        [["merged"]],
        [["tall"], []],
        [[], ["beside"]],
    ]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<w:r><w:t>n</w:t><w:softHyphen/><w:t>íc</w:t></w:r>", "n\u00adíc"),
        ("<w:r><w:t>COVID</w:t><w:noBreakHyphen/><w:t>19</w:t></w:r>", "COVID-19"),
        ("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:cr/><w:t>d</w:t></w:r>", "a\tb\nc\nd"),
        ("<w:r><w:br w:type='page'/><w:t>sau trang</w:t><w:br w:type='page'/></w:r>", "sau trang"),
        ("<w:r><w:sym w:font='Wingdings' w:char='F0FC'/></w:r>", "✓"),
        ("<w:r><w:sym w:font='Wingdings' w:char='FC'/></w:r>", "✓"),
        ("<w:r><w:sym w:font='Symbol' w:char='F061'/><w:sym w:font='Symbol' w:char='F0B0'/></w:r>", "α°"),
        ("<w:r><w:sym w:font='Wingdings 2' w:char='F052'/><w:sym w:font='Wingdings 2' w:char='F0A3'/></w:r>", "☑□"),
        ("<w:r><w:sym w:font='Webdings' w:char='F061'/><w:sym w:font='Wingdings 3' w:char='F07D'/></w:r>", "✓▶"),
        ("<w:r><w:sym w:font='Wingdings 2' w:char='F0D8'/></w:r>", "\uf0d8"),
        ("<w:r><w:sym w:font='.VnTime' w:char='F0AD'/></w:r>", "\u00ad"),
        ("<w:r><w:t>a</w:t><w:sym w:font='Wingdings' w:char='zz'/></w:r>", "a"),
        ("<w:r><w:t xml:space='preserve'>hai\n  dòng</w:t></w:r>", "hai   dòng"),
        (FIELD.format(code="IF", result=FIELD.format(code="PAGE", result=run("7"))), "7"),
        ("<m:oMath><m:sSup><m:e><m:r><m:t>m</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath>",
         "m^2"),
    ],
)  # fmt: skip
def test_signs_that_are_no_letters(content: str, text: str) -> None:
    assert words(read_docx(docx(f"<w:p>{content}</w:p>"))) == text


def test_a_field_that_never_ends_hides_nothing() -> None:
    opened = '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText></w:r>'
    broken = paragraph("trước", opened) + paragraph("sau")
    assert words(read_docx(docx(broken))) == "trước\nsau"
    assert words(read_docx(docx(paragraph("neo", box(broken)) + paragraph("cuối")))) == "neo\ntrước\nsau\ncuối"
    assert words(read_docx(docx(paragraph("a", opened, box(paragraph("trong khung")))))) == "a\ntrong khung"


def test_a_deleted_end_of_paragraph_joins_it_with_the_next() -> None:
    gone = paragraph("Xã Khe ", properties="<w:rPr><w:del w:id='1'/></w:rPr>")
    assert words(read_docx(docx(gone + paragraph("Ngọc")))) == "Xã Khe Ngọc"
    assert words(read_docx(docx(gone))) == "Xã Khe "


def test_a_heading_may_stand_in_one_line_with_its_text() -> None:
    heading = paragraph("Điều 1. Phạm vi.", properties="<w:rPr><w:vanish/><w:specVanish/></w:rPr>")
    assert words(read_docx(docx(heading + paragraph(" Áp dụng cho xã.")))) == "Điều 1. Phạm vi. Áp dụng cho xã."


def test_deleted_rows_and_cells_are_gone() -> None:
    rows = "<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>bỏ</w:t></w:r></w:p></w:tc></w:tr>"
    cells = "<w:tr><w:tc><w:tcPr><w:cellDel/></w:tcPr><w:p><w:r><w:t>bỏ</w:t></w:r></w:p></w:tc>"
    kept = "<w:tc><w:p><w:r><w:t>giữ</w:t></w:r></w:p></w:tc></w:tr>"
    assert words(read_docx(docx(f"<w:tbl>{rows}{cells}{kept}</w:tbl>"))) == "giữ"


def test_a_large_initial_is_the_first_letter_of_the_next_paragraph() -> None:
    initial = paragraph(run("T", "<w:sz w:val='120'/>"), properties="<w:framePr w:dropCap='drop'/>")
    document = read_docx(docx(initial + paragraph("rời đã sang thu.")))
    assert words(document) == "Trời đã sang thu."
    assert [span.size for one in flow.paragraphs(document.pieces) for span in one.spans] == [None]


def test_the_fallback_is_read_only_where_the_choice_shows_nothing() -> None:
    ink = "<mc:Choice Requires='wpi'><w:drawing/></mc:Choice>"
    old = f"<mc:Fallback>{vml('p')}</mc:Fallback>"
    body = paragraph(f"<mc:AlternateContent>{ink}{old}</mc:AlternateContent>")
    assert [one.name for one in flow.pictures(read_docx(docx(body, media={"p": PNG})).pieces)] == ["p.png"]


def test_wordart_is_text() -> None:
    art = "<w:r><w:pict><v:shape><v:textpath string='CHÀO MỪNG'/></v:shape></w:pict></w:r>"
    assert words(read_docx(docx(paragraph(art)))) == "CHÀO MỪNG"


@pytest.mark.parametrize("name", ["word/document2.xml", "content/main.xml"])
def test_the_main_part_may_have_any_name(name: str) -> None:
    assert words(read_docx(docx(paragraph("có chữ"), main=name))) == "có chữ"


def test_a_package_without_relations_is_read_by_its_content_types() -> None:
    main = part("document", f"<w:body>{paragraph('có chữ')}</w:body>")
    kind = "application/vnd.ms-word.document.macroEnabled.main+xml"
    types = f'<Types><Override PartName="/docs/a.xml" ContentType="{kind}"/></Types>'
    assert words(read_docx(package({"docs/a.xml": main, "[Content_Types].xml": types}))) == "có chữ"


def test_parts_one_can_do_without_may_be_damaged() -> None:
    data = docx(paragraph("có chữ", properties="<w:pStyle w:val='Heading1'/>"), {"styles": "<broken"})
    document = read_docx(data)
    assert words(document) == "có chữ"
    assert [piece.style for piece in document.pieces if isinstance(piece, Paragraph)] == ["heading 1"]


@pytest.mark.parametrize("parts", ["<w:tblStylePr w:type='x'/>", "<w:tblStylePr><w:rPr/></w:tblStylePr>" * 2])
def test_looks_of_a_tables_parts_hide_no_style(parts: str) -> None:
    heading = "<w:style w:styleId='H'><w:name w:val='heading 1'/></w:style>"
    styles = part("styles", f"<w:style w:type='table' w:styleId='T'>{parts}</w:style>{heading}")
    document = read_docx(docx(paragraph("có chữ", properties="<w:pStyle w:val='H'/>"), {"styles": styles}))
    assert [piece.style for piece in document.pieces if isinstance(piece, Paragraph)] == ["heading 1"]


@pytest.mark.parametrize("name", ["header1", "comments", "footnotes"])
def test_a_note_that_cannot_be_read_is_told(name: str) -> None:
    body = paragraph("có chữ", '<w:r><w:footnoteReference w:id="2"/></w:r>' if name == "footnotes" else "")
    document = read_docx(docx(body, {name: "<broken"}))
    assert words(document) == "có chữ"
    assert [(one.code, one.severity) for one in document.problems] == [("document-damaged", "warning")]


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("afchunk.htm", "<html><body><p>Chữ trong HTML</p></body></html>".encode(), "Chữ trong HTML"),
        ("afchunk.docx", docx(paragraph("Chữ trong Word")), "Chữ trong Word"),
        ("afchunk.mht", MHT.encode(), "Chữ trong trang lưu"),
        ("afchunk.txt", "Chữ trong tệp".encode(), "Chữ trong tệp"),
        ("afchunk.rtf", rb"{\rtf1\ansi Ch\u7919? trong RTF\par}", "Chữ trong RTF"),
    ],
)
def test_a_file_built_in_whole_is_read_at_its_place(name: str, content: bytes, text: str) -> None:
    data = docx(paragraph("trước") + '<w:altChunk r:id="c"/>' + paragraph("sau"))
    relation = f'<Relationship Id="c" Type="x/aFChunk" Target="{name}"/>'.encode()
    relations = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' + relation
    change = {"word/_rels/document.xml.rels": relations + b"</Relationships>", f"word/{name}": content}
    document = read_docx(repackaged(data, change))
    assert words(document) == f"trước\n{text}\nsau"
    assert codes(document) == []


def test_utf16_is_read() -> None:
    main = part("document", f"<w:body>{paragraph('Đồng')}</w:body>").replace("UTF-8", "UTF-16")
    assert words(read_docx(repackaged(docx(""), {"word/document.xml": main.encode("utf-16")}))) == "Đồng"


def test_an_empty_document_is_no_fault() -> None:
    document = read_docx(docx("<w:p/>"))
    assert (document.pieces, document.problems) == ((), ())
    assert not any(isinstance(piece, Picture) for piece in document.pieces)
