"""Slides and sheets: every word once and never as a story; what is hidden, locked or too much is told."""

from collections.abc import Mapping

import pytest

from tests.post import STORY, attach, mail, read, word
from tests.word import package
from tinbai.parsers.marks import hold_of
from tinbai.parsers.office.sheets import read_sheets
from tinbai.parsers.office.slides import read_slides

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def relations(*targets: tuple[str, str]) -> str:
    each = "".join(
        f'<Relationship Id="r{no}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for no, (kind, target) in enumerate(targets)
    )
    return f'<Relationships xmlns="{_RELATIONS}">{each}</Relationships>'


def slide(*texts: str, more: str = "", show: str = "1") -> str:
    lines = "".join(f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>" for text in texts)
    return f'<p:sld xmlns:p="{_P}" xmlns:a="{_A}" show="{show}"><p:txBody>{lines}</p:txBody>{more}</p:sld>'


def pptx(*slides: str, more: Mapping[str, str] | None = None) -> bytes:
    ids = "".join(f'<p:sldId r:id="r{no}"/>' for no, _ in enumerate(slides))
    return package({
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"/>',
        "_rels/.rels": relations(("officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": f'<p:presentation xmlns:p="{_P}" xmlns:r="{_OFFICE}">{ids}</p:presentation>',
        "ppt/_rels/presentation.xml.rels": relations(*(("slide", f"slides/{no}.xml") for no, _ in enumerate(slides))),
        **{f"ppt/slides/{no}.xml": content for no, content in enumerate(slides)},
        **(more or {}),
    })  # fmt: skip


def xlsx(*sheets: str, states: tuple[str, ...] = (), shared: tuple[str, ...] = ()) -> bytes:
    names = "".join(
        f'<sheet name="Bảng {no}" r:id="r{no}" state="{states[no] if states else "visible"}"/>'
        for no, _ in enumerate(sheets)
    )
    strings = "".join(f"<si><t>{text}</t><rPh><t>phiên âm</t></rPh></si>" for text in shared)
    return package({
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"/>',
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{_S}" xmlns:r="{_OFFICE}"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(*(("worksheet", f"{no}.xml") for no, _ in enumerate(sheets))),
        "xl/sharedStrings.xml": f'<sst xmlns="{_S}">{strings}</sst>',
        **{f"xl/{no}.xml": f'<worksheet xmlns="{_S}">{rows}</worksheet>' for no, rows in enumerate(sheets)},
    })  # fmt: skip


ROW = (
    '<row><c t="s"><v>0</v></c><c><f>SUM(A1)</f><v>15</v></c>'
    '<c t="inlineStr"><is><r><t>tấn </t></r><r><t>quế</t></r></is></c><c/></row>'
)
TABLE = "<a:tbl><a:tr>{}{}</a:tr></a:tbl>".format(
    *(f"<a:tc><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:tc>" for text in ("Thôn", "15 ha"))
)


def test_a_workbook_is_a_document_beside_the_story() -> None:
    found = read(attach(attach(mail(), "a.docx", word(*STORY)), "b.xlsx", xlsx(ROW, shared=("Nà Lũng",))))
    assert [(item.kind, item.source) for item in found.parsed.items] == [("story", "a.docx"), ("document", "b.xlsx")]
    assert found.parsed.items[1].text == "Bảng 0\nNà Lũng | 15 | tấn quế"
    assert found.uses() == [("a.docx", "story"), ("b.xlsx", "document")]
    assert found.codes() == []


def test_slides_full_of_prose_are_no_story() -> None:
    found = read(attach(mail(), "b.pptx", pptx(slide(*STORY), slide(more=TABLE))))
    (item,) = found.parsed.items
    assert (item.kind, item.title, found.parsed.class_) == ("document", None, "submission")
    assert item.text == "\n".join((*STORY, "Thôn | 15 ha"))


def test_hidden_slides_and_sheets_are_told_and_not_shown() -> None:
    slides = read(attach(mail(), "b.pptx", pptx(slide("Hiện rõ"), slide("Giấu đi", show="0"))))
    sheets = read(attach(mail(), "b.xlsx", xlsx(ROW, ROW, states=("visible", "hidden"), shared=("Nà Lũng",))))
    assert [slides.parsed.items[0].text, slides.codes()] == ["Hiện rõ", ["pages-hidden"]]
    assert (sheets.parsed.items[0].text.count("Nà Lũng"), sheets.codes()) == (1, ["pages-hidden"])


def test_what_the_speaker_notes_is_a_note() -> None:
    more = {"ppt/slides/_rels/0.xml.rels": relations(("notesSlide", "../n.xml")), "ppt/n.xml": slide("Ghi chú riêng")}
    document = read_slides(pptx(slide("Hiện rõ"), more=more))
    assert (len(document.pieces), document.notes) == (1, ("Ghi chú riêng",))


@pytest.mark.parametrize("show", ["1", "0"])
def test_a_stamp_on_a_slide_holds_it(show: str) -> None:
    found = read(attach(attach(mail(), "a.docx", word(*STORY)), "b.pptx", pptx(slide("MẬT", "Số liệu", show=show))))
    assert [(item.source, item.hold, item.text != "") for item in found.parsed.items] == [
        ("a.docx", None, True),
        ("b.pptx", "secret", False),
    ]


def test_a_stamp_on_the_layout_of_all_slides_holds_it() -> None:
    holder = "<p:sp><p:nvSpPr><p:nvPr><p:ph/></p:nvPr></p:nvSpPr><a:p><a:r><a:t>DỰ THẢO</a:t></a:r></a:p></p:sp>"
    layout = f'<p:sldLayout xmlns:p="{_P}" xmlns:a="{_A}">{holder}{{}}</p:sldLayout>'
    parts = {"ppt/slides/_rels/0.xml.rels": relations(("slideLayout", "../1.xml"))}
    stamped = pptx(slide("Tin"), more=parts | {"ppt/1.xml": layout.format("<a:p><a:r><a:t>MẬT</a:t></a:r></a:p>")})
    assert hold_of(read_slides(stamped)) == "secret"
    assert hold_of(read_slides(pptx(slide("Tin"), more=parts | {"ppt/1.xml": layout.format("")}))) is None


@pytest.mark.parametrize("header", ["&amp;CMẬT", '&amp;C&amp;"Times New Roman,Bold"&amp;14MẬT&amp;RTrang &amp;P'])
def test_a_stamp_in_the_margin_of_a_sheet_holds_it(header: str) -> None:
    sheet = f"<sheetData>{ROW}</sheetData><headerFooter><oddHeader>{header}</oddHeader></headerFooter>"
    assert hold_of(read_sheets(xlsx(sheet, shared=("Thôn",)))) == "secret"


def test_a_large_table_is_bounded_and_it_is_told() -> None:
    document = read_sheets(xlsx(ROW * 3000, shared=("Nà Lũng",)))
    assert [problem.code for problem in document.problems] == ["text-too-long"]


@pytest.mark.parametrize("name", ["b.pptx", "b.xlsx"])
def test_a_broken_one_is_told_and_the_story_read(name: str) -> None:
    made = pptx(slide("Hiện rõ")) if name == "b.pptx" else xlsx(ROW)
    found = read(attach(attach(mail(), "a.docx", word(*STORY)), name, made[: len(made) // 2]))
    assert found.parsed.items[0].source == "a.docx"
    assert found.codes() == ["document-damaged"]


def test_bare_slides() -> None:
    found = read(pptx(slide("Hiện rõ")), "b.pptx")
    assert [(item.kind, item.text) for item in found.parsed.items] == [("document", "Hiện rõ")]
