"""Looks of Word: fonts, bold, size, alignment, style names through all levels; labels of lists."""

import pytest

from tests.word import docx, paragraph, part, run, styles
from tinbai.parsers import flow
from tinbai.parsers.document import Paragraph
from tinbai.parsers.docx.numbering import written
from tinbai.parsers.docx.read import read_docx

THEME = (
    '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:themeElements><a:fontScheme>'
    '<a:majorFont><a:latin typeface="VNI-Times"/></a:majorFont><a:minorFont><a:latin typeface=".VnTime"/></a:minorFont>'
    "</a:fontScheme></a:themeElements></a:theme>"
)
DEFAULTS = "<w:docDefaults><w:rPrDefault><w:rPr>{}</w:rPr></w:rPrDefault></w:docDefaults>"
STYLE = "<w:style w:type='{}' w:styleId='{}' {}><w:name w:val='{}'/>{}</w:style>"


def font(name: str, slots: str = "ascii hAnsi") -> str:
    return "<w:rFonts " + " ".join(f'w:{slot}="{name}"' for slot in slots.split()) + "/>"


def style(kind: str, name: str, inside: str, base: str = "", default: bool = False, label: str = "") -> str:
    based = f"<w:basedOn w:val='{base}'/>" if base else ""
    return STYLE.format(kind, name, "w:default='1'" if default else "", label or name, based + inside)


def read(content: str, *style_elements: str, numbering: str = "") -> list[Paragraph]:
    parts = {"styles": styles("".join(style_elements)), "theme": THEME}
    if numbering:
        parts["numbering"] = part("numbering", numbering)
    return list(flow.paragraphs(read_docx(docx(content, parts)).pieces))


def rpr(inside: str) -> str:
    return f"<w:rPr>{inside}</w:rPr>"


@pytest.mark.parametrize(
    ("direct", "style_elements", "expected"),
    [
        (font(".VnTime"), [], ".VnTime"),
        (font(".VnTimeH", "hAnsi"), [], ".VnTimeH"),
        (font("Arial", "ascii") + font(".VnTime", "hAnsi"), [], ".VnTime"),
        (font("Arial", "cs"), [], "Arial"),
        ("", [style("paragraph", "P", rpr(font(".VnArial")))], ".VnArial"),
        ("", [style("paragraph", "P", "", base="B"), style("paragraph", "B", rpr(font(".VnBook")))], ".VnBook"),
        ("<w:rStyle w:val='C'/>", [style("character", "C", rpr(font("VNI-Helve")))], "VNI-Helve"),
        ("<w:rStyle w:val='C'/>",
         [style("character", "C", rpr(font("VNI-Helve"))), style("paragraph", "P", rpr(font("Arial")))], "VNI-Helve"),
        ("", [style("paragraph", "N", rpr(font("VNI-Book")), default=True)], "VNI-Book"),
        ("", [DEFAULTS.format(font(".VnCentury Schoolbook"))], ".VnCentury Schoolbook"),
        ("", [DEFAULTS.format("<w:rFonts w:asciiTheme='minorHAnsi' w:hAnsiTheme='minorHAnsi'/>")], ".VnTime"),
        ("<w:rFonts w:hAnsiTheme='majorHAnsi' w:hAnsi='Arial'/>", [], "VNI-Times"),
        ("<w:rFonts w:hAnsiTheme='unknown' w:hAnsi='Arial'/>", [], "Arial"),
        (font("Times New Roman"), [DEFAULTS.format("<w:rFonts w:hAnsiTheme='minorHAnsi'/>")], "Times New Roman"),
        ("", [], None),
        ("", [style("paragraph", "P", "", base="Q"), style("paragraph", "Q", "", base="P")], None),
    ],
)  # fmt: skip
def test_the_font_is_found_on_whatever_level_it_is_set(
    direct: str, style_elements: list[str], expected: str | None
) -> None:
    known = "P" if any("'P'" in one for one in style_elements) else "none"
    direct = direct.replace("/><w:rFonts", "")
    found = read(paragraph(run("Céng", direct), properties=f"<w:pStyle w:val='{known}'/>"), *style_elements)
    assert [span.font for span in found[0].spans] == [expected]


def test_letters_beyond_ascii_have_the_font_set_for_them() -> None:
    fonts = '<w:rFonts w:ascii=".VnTimeH" w:hAnsi=".VnTime"/>'
    found = read(paragraph(run("Khe", fonts), run("Céng", fonts)))
    assert [(span.text, span.font) for span in found[0].spans] == [("Khe", ".VnTimeH"), ("Céng", ".VnTime")]


@pytest.mark.parametrize(
    ("properties", "bold"),
    [
        ("", True),
        ("<w:b w:val='0'/>", False),
        ("<w:rStyle w:val='Strong'/>", False),  # toggles: bold in a bold paragraph stands out as plain
        ("<w:rStyle w:val='Strong'/><w:b/>", True),
    ],
)
def test_bold_toggles_between_paragraph_and_character_style(properties: str, bold: bool) -> None:
    levels = [style("paragraph", "P", rpr("<w:b/>")), style("character", "Strong", rpr("<w:b/>"))]
    found = read(paragraph(run("chữ", properties), properties="<w:pStyle w:val='P'/>"), *levels)
    assert [span.bold for span in found[0].spans] == [bold]


def test_neighbours_of_one_look_are_one_span() -> None:
    found = read(paragraph(run("Xã "), run("Khe "), run("Ngọc", "<w:i/><w:sz w:val='27'/>")))
    assert [(span.text, span.italic, span.size) for span in found[0].spans] == [
        ("Xã Khe ", False, None),
        ("Ngọc", True, 13.5),
    ]


def test_old_properties_kept_by_tracked_changes_do_not_count() -> None:
    changed = "<w:i/><w:rPrChange w:id='1'><w:rPr><w:b/><w:vanish/></w:rPr></w:rPrChange>"
    found = read(paragraph(run("chữ", changed)))
    assert [(span.bold, span.italic) for span in found[0].spans] == [(False, True)]


@pytest.mark.parametrize(
    ("properties", "align"),
    [("<w:jc w:val='center'/>", "center"), ("<w:jc w:val='both'/>", "justify"), ("<w:jc w:val='end'/>", "right"),
     ("<w:pStyle w:val='P'/>", "right"), ("<w:pStyle w:val='P'/><w:jc w:val='left'/>", "left"), ("", "left")],
)  # fmt: skip
def test_alignment_comes_from_the_paragraph_or_its_style(properties: str, align: str) -> None:
    levels = [style("paragraph", "P", "", base="B"), style("paragraph", "B", "<w:pPr><w:jc w:val='right'/></w:pPr>")]
    assert [one.align for one in read(paragraph("chữ", properties=properties), *levels)] == [align]


@pytest.mark.parametrize(
    ("identifier", "name"),
    [("u1", "heading 1"), ("Tieu", "title"), ("TinTuc", "tin tức"), ("Chuthich", "caption"), ("Mine", "heading 1"),
     ("Heading2", "heading 2"), ("Unknown", "unknown"), (None, "normal")],
)  # fmt: skip
def test_styles_are_named_as_word_names_them(identifier: str | None, name: str) -> None:
    levels = [
        style("paragraph", "Normal", "", default=True),
        style("paragraph", "u1", "", label="heading 1", base="Normal"),
        style("paragraph", "Tieu", "", label="Title,Tiêu đề"),
        style("paragraph", "TinTuc", "", label="Tin Tức"),
        style("paragraph", "Chuthich", "", label="Caption"),
        style("paragraph", "Mine", "", label="Tít của tôi", base="u1"),
    ]
    properties = f"<w:pStyle w:val='{identifier}'/>" if identifier else ""
    assert [one.style for one in read(paragraph("chữ", properties=properties), *levels)] == [name]


# --- Lists ---------------------------------------------------------------------------------------------------

LEVEL = "<w:lvl w:ilvl='{}'><w:start w:val='1'/><w:numFmt w:val='{}'/><w:lvlText w:val='{}'/>{}</w:lvl>"
ABSTRACT = (
    "<w:abstractNum w:abstractNumId='7'>"
    + LEVEL.format(0, "upperRoman", "%1.", "")
    + LEVEL.format(1, "decimal", "%2.", "")
    + LEVEL.format(2, "lowerLetter", "%2.%3)", "")
    + "</w:abstractNum><w:abstractNum w:abstractNumId='8'>"
    + LEVEL.format(0, "bullet", "\uf0b7", "")
    + "</w:abstractNum>"
    + "<w:abstractNum w:abstractNumId='9'>"
    + LEVEL.format(0, "decimal", "Điều %1.", "<w:pStyle w:val='Dieu'/>")
    + "</w:abstractNum>"
    "<w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num><w:num w:numId='2'><w:abstractNumId w:val='8'/></w:num>"
    "<w:num w:numId='3'><w:abstractNumId w:val='9'/></w:num><w:num w:numId='4'><w:abstractNumId w:val='7'/>"
    "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='5'/></w:lvlOverride></w:num>"
)


def item(number: int, level: int = 0, text: str = "mục") -> str:
    inside = f"<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{number}'/></w:numPr>"
    return paragraph(text, properties=inside)


def labels(content: str, *levels: str) -> list[str | None]:
    return [one.list_label for one in read(content, *levels, numbering=ABSTRACT)]


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([(1, 0), (1, 0), (1, 1), (1, 1), (1, 2), (1, 0), (1, 1)], ["I.", "II.", "1.", "2.", "2.a)", "III.", "1."]),
        ([(2, 0), (2, 0)], ["-", "-"]),
        ([(1, 0), (2, 0), (1, 0)], ["I.", "-", "II."]),
        ([(1, 0), (4, 0), (4, 0), (1, 0)], ["I.", "V.", "VI.", "VII."]),
        ([(1, 2)], ["1.a)"]),
        ([(0, 0), (99, 0), (1, 8)], [None, None, None]),
    ],
)
def test_lists_are_counted_as_word_counts(items: list[tuple[int, int]], expected: list[str | None]) -> None:
    assert labels("".join(item(number, level) for number, level in items)) == expected


def test_a_style_may_bring_the_list() -> None:
    inside = "<w:pPr><w:numPr><w:numId w:val='3'/></w:numPr></w:pPr>"
    article = paragraph("phạm vi", properties="<w:pStyle w:val='Dieu'/>")
    assert labels(article * 2, style("paragraph", "Dieu", inside)) == ["Điều 1.", "Điều 2."]
    off = paragraph("x", properties="<w:pStyle w:val='Dieu'/><w:numPr><w:numId w:val='0'/></w:numPr>")
    assert labels(off, style("paragraph", "Dieu", inside)) == [None]


def test_ordered_and_bulleted_are_told_apart() -> None:
    assert [one.ordered for one in read(item(1) + item(2), numbering=ABSTRACT)] == [True, False]


@pytest.mark.parametrize(
    ("count", "form", "text"),
    [(4, "lowerRoman", "iv"), (1994, "upperRoman", "MCMXCIV"), (28, "lowerLetter", "bb"), (3, "upperLetter", "C"),
     (7, "decimalZero", "07"), (0, "lowerLetter", "0"), (5, "chineseCounting", "5"), (5, "none", "")],
)  # fmt: skip
def test_counts_are_written_in_their_form(count: int, form: str, text: str) -> None:
    assert written(count, form) == text
