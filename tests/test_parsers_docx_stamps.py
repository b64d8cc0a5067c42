"""A stamp of secrecy holds a Word file wherever in it the stamp stands."""

import pytest

from tests.word import PNG, box, docx, inline, paragraph, part, run, table
from tinbai.parsers.docx.read import read_docx
from tinbai.parsers.encoding.repairs import repair
from tinbai.parsers.marks import hold_of

STORY = paragraph("Sáng 3/10, xã Khe Ngọc tổ chức hội nghị giao ban công tác tháng 9.")
WATERMARK = '<w:r><w:pict><v:shape style="position:absolute"><v:textpath string="TỐI MẬT"/></v:shape></w:pict></w:r>'
DELETED = "<w:del w:id='7'><w:r><w:delText>{}</w:delText></w:r></w:del>"
OLD_CAPITALS = '<w:rFonts w:ascii=".VnTimeH" w:hAnsi=".VnTimeH"/>'


@pytest.mark.parametrize(
    "data",
    [
        docx(paragraph("MẬT") + STORY),
        docx(paragraph("Tin", box(paragraph("MẬT"))) + STORY),
        docx(table(["MẬT", "Số: 12"]) + STORY),
        docx(paragraph("Số: 12/BC", "<w:r><w:tab/></w:r>", "MẬT") + STORY),
        docx(paragraph("MẬT", "<w:r><w:tab/></w:r>", "số: 12") + STORY),
        docx(paragraph(run("mật", "<w:caps/>")) + STORY),
        docx(STORY, {"header1": part("hdr", paragraph("MẬT"))}),
        docx(STORY, {"header1": part("hdr", table(["Trang 1", "MẬT"]))}),
        docx(STORY, {"header1": part("hdr", paragraph("UBND XÃ", "<w:r><w:tab/></w:r>", "MẬT"))}),
        docx(STORY, {"header1": part("hdr", paragraph("x", box(paragraph("MẬT"))))}),
        docx(STORY, {"header1": part("hdr", paragraph(WATERMARK))}),
        docx(STORY, {"header1": part("hdr", paragraph(run("mËt", OLD_CAPITALS)))}),
        docx(STORY, {"header1": part("hdr", paragraph(run("mật", "<w:caps/>")))}),
        docx(STORY, {"footer1": part("ftr", paragraph("TUYỆT MẬT"))}),
        docx(STORY, {"comments": part("comments", f"<w:comment w:id='1'>{paragraph('MẬT')}</w:comment>")}),
        docx(STORY, core="<cp:keywords>TỐI MẬT</cp:keywords>"),
        docx(STORY + paragraph(inline("p", alt="MẬT")), media={"p": PNG}),
        docx(STORY + paragraph(run("MẬ", "<w:vanish/>"), run("T", "<w:vanish/>"))),
        docx(STORY + paragraph(DELETED.format("TỐI MẬT"))),
        docx(STORY, {"header1": part("hdr", paragraph(DELETED.format("MẬT")))}),
    ],
)
def test_a_stamp_holds_wherever_it_stands(data: bytes) -> None:
    assert hold_of(repair(read_docx(data))) == "secret"


def test_a_story_without_a_stamp_is_not_held() -> None:
    margins = {"header1": part("hdr", paragraph("UBND xã Khe Ngọc")), "footer1": part("ftr", paragraph("Trang 1"))}
    assert hold_of(repair(read_docx(docx(STORY, margins, core="<cp:keywords>bảo mật</cp:keywords>")))) is None


def test_of_what_is_deleted_or_hidden_nothing_else_is_kept() -> None:
    gone = paragraph(DELETED.format("mật ong"), run("ẩn", "<w:vanish/>"))
    found = read_docx(docx(STORY + gone, {"header1": part("hdr", gone)}))
    assert hold_of(repair(found)) is None
    assert not any("mật ong" in note or "ẩn" in note for note in found.notes)
