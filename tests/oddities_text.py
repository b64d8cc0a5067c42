"""Word files with one kind of thing each, as many programs write it: fields, labels, cells, boxes, changes, notes."""

from collections.abc import Callable

from tests.oddities import BODY, MAIN, STORY, Maker
from tests.word import box, docx, paragraph, part, repackaged, run, table

TEXTS: dict[str, Maker] = {}


def odd(name: str) -> Callable[[Maker], Maker]:
    def keep(maker: Maker) -> Maker:
        TEXTS[name] = maker
        return maker

    return keep


_FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)


def _field(code: str, result: str) -> str:
    return _FIELD.format(code=code, result=run(result))


@odd("truong.docx")
def _fields() -> bytes:
    nested = _FIELD.format(code=f"IF {_field('MERGEFIELD ten', 'trong mã')} = 1", result=run("Kết quả lồng"))
    return docx(
        "".join(
            [
                paragraph(_field("TOC \\o", "Mục lục ở đây")),
                paragraph(_field('HYPERLINK "http://x.vn"', "trang của xã")),
                paragraph(_field("MERGEFIELD Ho_ten", "Nguyễn Văn Tình")),
                paragraph(nested),
                paragraph("Hình ", f'<w:fldSimple w:instr=" SEQ Hinh ">{run("3")}</w:fldSimple>', run(": chợ phiên")),
                paragraph(run("Ngày "), _field("DATE", "12/10/2025")),
                paragraph(f'<w:hyperlink w:anchor="a">{run("nối trong bài")}</w:hyperlink>'),
                paragraph(
                    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
                    '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
                    run("Sau trường không kết quả"),
                ),
            ]
        )
    )


def _level(place: int, form: str, text: str) -> str:
    return f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'


@odd("danh-so.docx")
def _numbered() -> bytes:
    levels = (
        _level(0, "upperRoman", "%1."),
        _level(1, "decimal", "Điều %2."),
        _level(2, "lowerLetter", "%3)"),
        _level(3, "decimal", "%2.%4."),
        _level(4, "bullet", "\uf0b7"),
    )
    numbering = part(
        "numbering",
        f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
    )
    items = (
        (0, "Khen thưởng"),
        (1, "Đối tượng"),
        (2, "Tập thể"),
        (2, "Cá nhân"),
        (3, "Trong huyện"),
        (4, "Gạch"),
        (1, "Mức thưởng"),
        (0, "Kỷ luật"),
        (1, "Hình thức"),
    )
    said = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="1"/></w:numPr>'
    return docx(
        "".join(paragraph(text, properties=said.format(level)) for level, text in items), {"numbering": numbering}
    )


@odd("bang.docx")
def _tables() -> bytes:
    wide = "<w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>" + paragraph("Ô gộp ngang") + "</w:tc>"
    tall = "<w:tc><w:tcPr><w:vMerge{}/></w:tcPr>{}</w:tc>"
    first = tall.format(' w:val="restart"', paragraph("Ô gộp dọc"))
    rows = (
        f"<w:tr>{wide}</w:tr><w:tr>{first}<w:tc>{paragraph('Phải trên')}</w:tc></w:tr>"
        f"<w:tr>{tall.format('', '<w:p/>')}<w:tc>{paragraph('Phải dưới')}</w:tc></w:tr>"
        f"<w:sdt><w:sdtContent><w:tr><w:tc>{paragraph('Hàng trong khung')}</w:tc></w:tr></w:sdtContent></w:sdt>"
    )
    nested = table([paragraph("Ngoài trước") + table(["Trong một", "Trong hai"]) + paragraph("Ngoài sau")])
    return docx(paragraph("Trước bảng") + f"<w:tbl>{rows}</w:tbl>" + nested + paragraph("Sau bảng"))


@odd("dau-hieu.docx")
def _signs() -> bytes:
    sign = '<w:r><w:sym w:font="{}" w:char="{}"/></w:r>'
    ruby = (
        "<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>âm đọc</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>chữ gốc</w:t></w:r>"
        "</w:rubyBase></w:ruby></w:r>"
    )
    formula = "<m:oMath><m:r><m:t>x+y=10</m:t></m:r></m:oMath>"
    return docx(
        "".join(
            [
                paragraph(sign.format("Wingdings", "F0FC"), run(" Đạt chuẩn")),
                paragraph(sign.format("Symbol", "F061"), run(" là góc")),
                paragraph(run("Cột"), "<w:r><w:tab/></w:r>", run("hai")),
                paragraph(run("Covid"), "<w:r><w:noBreakHyphen/></w:r>", run("19")),
                paragraph(run("dòng một"), "<w:r><w:br/></w:r>", run("dòng hai")),
                paragraph(ruby),
                paragraph("Tổng ", formula),
                paragraph(run("tiếng"), '<w:r><w:br w:type="page"/></w:r>', run("trang sau")),
                paragraph(run("thường hoa", "<w:caps/>")),
            ]
        )
    )


_WPS = (
    "<w:r><mc:AlternateContent><mc:Choice Requires='wpg'><w:drawing><wp:anchor><wpg:wgp xmlns:wpg='http://schemas."
    "microsoft.com/office/word/2010/wordprocessingGroup'><wps:wsp><wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx>"
    "</wps:wsp><wps:wsp><wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx></wps:wsp></wpg:wgp></wp:anchor>"
    "</w:drawing></mc:Choice><mc:Fallback><w:pict><v:group><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent>"
    "</v:textbox></v:shape></v:group></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)


@odd("khung-chu.docx")
def _boxes() -> bytes:
    one, two = paragraph("Khung nhóm một"), paragraph("Khung nhóm hai")
    inside = f"<w:txbxContent>{paragraph('Khung kiểu cũ')}</w:txbxContent>"
    old = f"<w:r><w:pict><v:shape><v:textbox>{inside}</v:textbox></v:shape></w:pict></w:r>"
    return docx(
        paragraph("Đoạn một", box(paragraph("Khung mới") + paragraph("Khung mới dòng hai")))
        + paragraph("Đoạn hai", _WPS.format(one, two, one + two))
        + paragraph("Đoạn ba", old)
        + paragraph(box(table(["Bảng trong khung"])))
    )


@odd("sua-doi.docx")
def _changes() -> bytes:
    mark = 'w:id="{}" w:author="A" w:date="2025-10-12T08:00:00Z"'
    return docx(
        "".join(
            [
                paragraph(
                    run("Giữ lại, "),
                    f"<w:ins {mark.format(1)}>{run('thêm vào')}</w:ins>",
                    f"<w:del {mark.format(2)}><w:r><w:delText>bị xóa</w:delText></w:r></w:del>",
                ),
                f"<w:moveFromRangeStart {mark.format(3)} w:name='m'/>"
                + paragraph(
                    f"<w:moveFrom {mark.format(4)}>{run('chuyển đi')}</w:moveFrom>",
                    properties="<w:rPr><w:moveFrom/></w:rPr>",
                )
                + '<w:moveFromRangeEnd w:id="3"/>',
                paragraph(f"<w:moveTo {mark.format(5)}>{run('chuyển đến')}</w:moveTo>"),
                paragraph(run("ẩn hẳn", "<w:vanish/>"), run("hiện rõ")),
                paragraph(run("ẩn cả khi sửa", "<w:specVanish/><w:vanish/>")),
                paragraph(
                    f"<w:ins {mark.format(6)}><w:del {mark.format(7)}><w:r><w:delText>thêm rồi xóa</w:delText></w:r>"
                    "</w:del></w:ins>",
                    run("cuối cùng"),
                ),
                f"<w:tbl><w:tr><w:trPr><w:del {mark.format(8)}/></w:trPr><w:tc>{paragraph('hàng xóa')}</w:tc></w:tr>"
                f"<w:tr><w:trPr><w:ins {mark.format(9)}/></w:trPr><w:tc>{paragraph('hàng thêm')}</w:tc></w:tr></w:tbl>",
                f"<w:sdt><w:sdtContent>{paragraph('trong khung nội dung')}</w:sdtContent></w:sdt>",
                paragraph(
                    "<w:smartTag w:element='place'>" + run("Lam Sơn") + "</w:smartTag>",
                    "<w:customXml w:element='x'>" + run(" anh hùng") + "</w:customXml>",
                ),
                paragraph(
                    "<w:bdo w:val='ltr'>" + run("trái sang phải") + "</w:bdo>",
                    "<w:dir w:val='ltr'>" + run(" nữa") + "</w:dir>",
                ),
            ]
        )
    )


@odd("ghi-chu.docx")
def _notes() -> bytes:
    def noted(kind: str, text: str) -> str:
        return part(
            f"{kind}s",
            f'<w:{kind} w:type="separator" w:id="-1">{paragraph("gạch ngăn")}</w:{kind}>'
            f'<w:{kind} w:id="1">{paragraph(text)}</w:{kind}>',
        )

    parts = {
        "footnotes": noted("footnote", "Chú thích chân trang"),
        "endnotes": noted("endnote", "Chú thích cuối bài"),
        "comments": part("comments", f'<w:comment w:id="0">{paragraph("Nhận xét kín")}</w:comment>'),
        "header1": part("hdr", paragraph("Đầu trang")),
        "footer1": part("ftr", paragraph("Chân trang")),
    }
    references = '<w:r><w:footnoteReference w:id="1"/></w:r><w:r><w:endnoteReference w:id="1"/></w:r>'
    commented = '<w:commentRangeStart w:id="0"/>' + run("Có nhận xét") + '<w:commentRangeEnd w:id="0"/>'
    return docx(
        paragraph("Câu có chú thích", references) + paragraph(commented + '<w:r><w:commentReference w:id="0"/></w:r>'),
        parts,
    )


@odd("ghep-tep.docx")
def _chunks() -> bytes:
    """altChunk: a page, a web archive, a Word file and a plain text built in whole."""
    page = "<html><head><meta charset='utf-8'></head><body><p>Trang ghép vào</p></body></html>".encode()
    archive = (
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Type: text/html; "
        "charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n<p>Lưu trữ ghép vào</p>\r\n--x--\r\n"
    ).encode()
    inside = {
        "a.html": page,
        "b.mht": archive,
        "c.docx": docx(paragraph("Tệp Word ghép vào")),
        "d.txt": "Chữ ghép vào".encode(),
    }
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk"
    relations = "".join(f'<Relationship Id="k{name[0]}" Type="{kind}" Target="{name}"/>' for name in inside)
    body = paragraph("Đầu") + "".join(f'<w:altChunk r:id="k{name[0]}"/>' for name in inside) + paragraph("Cuối")
    rels = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>'
    return repackaged(
        docx(body),
        {"word/_rels/document.xml.rels": rels.encode(), **{f"word/{name}": octets for name, octets in inside.items()}},
    )


@odd("google.docx")
def _google() -> bytes:
    """Google Docs: a content control around nothing told, no styles of runs, bidi and rtl switched off everywhere."""
    off = '<w:rtl w:val="0"/>'
    wrapped = (
        '<w:sdt><w:sdtPr><w:id w:val="-9"/><w:tag w:val="goog_rdk_0"/></w:sdtPr><w:sdtContent>'
        f'<w:commentRangeStart w:id="0"/></w:sdtContent></w:sdt>{run(STORY[1], off)}'
    )
    lines = [
        paragraph(run(STORY[0], "<w:b w:val='1'/>" + off), properties="<w:pStyle w:val='Title'/><w:bidi w:val='0'/>"),
        paragraph(wrapped),
        paragraph(run(STORY[2][:20], off) + run(STORY[2][20:], off)),
        paragraph(run(STORY[3], off), properties="<w:jc w:val='right'/>"),
    ]
    return docx("".join(lines) + "<w:sectPr/>")


@odd("wps.docx")
def _wps() -> bytes:
    """WPS Office: attributes of its own, East Asian hints, text boxes of another choice."""
    own = part("document", f"<w:body>{BODY}<w:sectPr/></w:body>").replace(
        "<w:document ", "<w:document xmlns:wpsCustomData='http://www.wps.cn/officeDocument/2013/wpsCustomData' "
    )
    hinted = own.replace("<w:rPr></w:rPr>", "<w:rPr><w:rFonts w:hint='eastAsia' w:ascii='Times New Roman'/></w:rPr>")
    return repackaged(docx(BODY), {MAIN: hinted.replace("</w:body>", "<wpsCustomData:props/></w:body>").encode()})
