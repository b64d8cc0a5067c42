"""Every feature of a Word file that shows words shows them once; what is deleted, moved away or hidden never does."""

import re

import pytest

from tests.word import PNG, anchored, box, docx, inline, paragraph, part, run, table, vml, words
from tinbai.parsers import flow
from tinbai.parsers.docx.read import read_docx

MARK = 'w:id="1" w:author="A" w:date="2025-10-12T08:00:00Z"'


def _wrapped(element: str, inside: str = run("từ"), attributes: str = "") -> str:
    return paragraph(f"<w:{element} {attributes}>{inside}</w:{element}>")


def _field(code: str, result: str) -> str:
    kinds = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    return f"{kinds[0]}<w:r><w:instrText> {code} </w:instrText></w:r>{kinds[1]}{run(result)}{kinds[2]}"


def _deleted(element: str, text: str) -> str:
    return f"<w:{element} {MARK}><w:r><w:delText>{text}</w:delText></w:r></w:{element}>"


MERGED = (
    "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/><w:vMerge w:val='restart'/></w:tcPr>{}</w:tc></w:tr>"
    "<w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>"
)
VML_BOX = "<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
FORMULA = "<m:oMath><m:f><m:num><m:r><m:t>từ</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>"
NOTE = '<w:r><w:{}Reference w:id="1"/></w:r>'
RUBY = (
    "<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>đọc</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>từ</w:t></w:r></w:rubyBase>"
    "</w:ruby></w:r>"
)
HIDDEN_STYLE = "<w:style w:type='character' w:styleId='An'><w:name w:val='An'/><w:rPr><w:vanish/></w:rPr></w:style>"
PARTS = {
    "styles": part("styles", HIDDEN_STYLE),
    "header1": part("hdr", paragraph("đầu")),
    "footer1": part("ftr", paragraph("chân")),
    "comments": part("comments", f'<w:comment w:id="1">{paragraph("nhận")}</w:comment>'),
    "footnotes": part("footnotes", f'<w:footnote w:id="1">{paragraph("cước")}</w:footnote>'),
    "endnotes": part("endnotes", f'<w:endnote w:id="1">{paragraph("cuối")}</w:endnote>'),
}
FOUND = {
    "cell of a table": (table(["từ"]), "từ"),
    "merged cell": (MERGED.format(paragraph("từ")), "từ"),
    "run outside a paragraph": (run("từ"), "từ"),
    "run outside a paragraph of a cell": (f"<w:tbl><w:tr><w:tc>{run('từ')}</w:tc></w:tr></w:tbl>", "từ"),
    "nested table": (table([table(["từ"]) + paragraph("")]), "từ"),
    "insertion": (_wrapped("ins", attributes=MARK), "từ"),
    "moved to": (_wrapped("moveTo", attributes=MARK), "từ"),
    "content control, block": (f"<w:sdt><w:sdtContent>{paragraph('từ')}</w:sdtContent></w:sdt>", "từ"),
    "content control, run": (_wrapped("sdt", f"<w:sdtContent>{run('từ')}</w:sdtContent>"), "từ"),
    "content control, row": (
        f"<w:tbl><w:sdt><w:sdtContent><w:tr><w:tc>{paragraph('từ')}</w:tc></w:tr></w:sdtContent></w:sdt></w:tbl>",
        "từ",
    ),
    "content control, cell": (
        f"<w:tbl><w:tr><w:sdt><w:sdtContent><w:tc>{paragraph('từ')}</w:tc></w:sdtContent></w:sdt></w:tr></w:tbl>",
        "từ",
    ),
    "smart tag": (_wrapped("smartTag"), "từ"),
    "custom XML": (_wrapped("customXml"), "từ"),
    "hyperlink": (_wrapped("hyperlink"), "từ"),
    "simple field": (_wrapped("fldSimple", attributes='w:instr="SEQ Hinh"'), "từ"),
    "result of a field": (paragraph(_field("HYPERLINK mã", "từ")), "từ"),
    "text box in two forms": (paragraph("neo", box(paragraph("từ"))), "từ"),
    "text box of VML": (paragraph("neo", VML_BOX.format(paragraph("từ"))), "từ"),
    "footnote": (paragraph("câu", NOTE.format("footnote")), "cước"),
    "endnote": (paragraph("câu", NOTE.format("endnote")), "cuối"),
    "formula": (paragraph(FORMULA), "từ"),
    "word with a reading aid": (paragraph(RUBY), "từ"),
    "paragraph in a paragraph": (f"<w:p>{run('ngoài')}{paragraph('từ')}</w:p>", "từ"),
    "symbol": (paragraph('<w:r><w:sym w:font="Symbol" w:char="F061"/></w:r>'), "α"),
    "hyphen at which no line ends": (paragraph(run("từ"), "<w:r><w:noBreakHyphen/></w:r>", run("19")), "từ-19"),
    "hidden, but not here": (paragraph(run("từ", "<w:vanish w:val='0'/>")), "từ"),
}
GONE = {
    "deletion": (paragraph("câu", _deleted("del", "mất")), "mất"),
    "deletion in an insertion": (_wrapped("ins", _deleted("del", "mất"), MARK), "mất"),
    "moved from": (_wrapped("moveFrom", run("mất"), MARK), "mất"),
    "deleted row": (
        f"<w:tbl><w:tr><w:trPr><w:del {MARK}/></w:trPr><w:tc>{paragraph('mất')}</w:tc></w:tr></w:tbl>",
        "mất",
    ),
    "hidden": (paragraph(run("mất", "<w:vanish/>")), "mất"),
    "hidden by a style": (paragraph(run("mất", "<w:rStyle w:val='An'/>")), "mất"),
    "code of a field": (paragraph(_field("HYPERLINK mất", "từ")), "mất"),
    "reading aid": (paragraph(RUBY), "đọc"),
    "header": (paragraph("câu"), "đầu"),
    "footer": (paragraph("câu"), "chân"),
    "comment": (paragraph("câu", NOTE.format("comment")), "nhận"),
}


@pytest.mark.parametrize(
    ("body", "word", "times"),
    [
        *(pytest.param(*made, 1, id=f"once: {name}") for name, made in FOUND.items()),
        *(pytest.param(*made, 0, id=f"never: {name}") for name, made in GONE.items()),
    ],
)
def test_each_feature_is_found_as_often_as_it_is_seen(body: str, word: str, times: int) -> None:
    document = read_docx(docx(body, PARTS))
    assert [problem.code for problem in document.problems] == []
    assert len(re.findall(rf"(?<!\w){re.escape(word)}(?!\w)", words(document))) == times


@pytest.mark.parametrize("written", [inline("p"), anchored("p"), vml("p")], ids=["inline", "anchored", "VML"])
@pytest.mark.parametrize("in_cell", [False, True])
def test_each_kind_of_picture_is_found(written: str, in_cell: bool) -> None:
    body = table([paragraph(written)]) if in_cell else paragraph(written)
    document = read_docx(docx(body, media={"p": PNG}))
    assert [picture.data for picture in flow.pictures(document.pieces)] == [PNG]
