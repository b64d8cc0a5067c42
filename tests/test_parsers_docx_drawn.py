"""What Word draws and computes: formulas, charts, shapes that are not seen, pictures that a field only names."""

import pytest

from tests.word import NAMESPACES, PNG, box, codes, docx, inline, paragraph, run, words
from tinbai.parsers import flow
from tinbai.parsers.docx.read import read_docx

CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"


def letter(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


def operator(name: str, **parts: str) -> str:
    return f"<m:{name}>" + "".join(f"<m:{one}>{inside}</m:{one}>" for one, inside in parts.items()) + f"</m:{name}>"


def drawing(inside: str, properties: str = "") -> str:
    graphic = f"<a:graphic><a:graphicData>{inside}</a:graphicData></a:graphic>"
    return f"<w:r><w:drawing><wp:inline>{properties}{graphic}</wp:inline></w:drawing></w:r>"


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (operator("f", num=letter("a+b"), den=letter("c")), "(a+b)/c"),
        (letter("f") + operator("d", e=letter("x")), "f(x)"),
        (operator("d", dPr='<m:begChr m:val="["/><m:endChr m:val="]"/>', e=letter("x")), "[x]"),
        (operator("rad", deg="", e=letter("x+1")), "√(x+1)"),
        (operator("func", fName=letter("sin"), e=letter("x")), "sin x"),
        (operator("nary", naryPr='<m:chr m:val="∑"/>', sub=letter("i=1"), sup=letter("n"), e=letter("i")), "∑i=1^n i"),
        (operator("sSub", e=letter("H"), sub=letter("2")) + letter("O"), "H2O"),
        (operator("m", mr=operator("e", e="") + f"<m:e>{letter('a')}</m:e><m:e>{letter('b')}</m:e>"), " a b"),
        (f"<w:del>{letter('cũ')}</w:del>" + letter("mới"), "mới"),
    ],
)
def test_a_formula_is_written_in_one_line(formula: str, text: str) -> None:
    found = words(read_docx(docx(paragraph(f"<m:oMath>{formula}</m:oMath>"))))
    assert found.strip() == text.strip()


@pytest.mark.parametrize(
    ("part", "element", "expected"),
    [
        (f'<c:x xmlns:c="{CHART}" {NAMESPACES}><c:strCache><c:pt><c:v>Quý I</c:v></c:pt><c:pt><c:v>Quý II</c:v></c:pt>'
         "</c:strCache><a:p><a:r><a:t>Sản </a:t></a:r><a:r><a:t>lượng</a:t></a:r></a:p></c:x>",
         f'<c:chart xmlns:c="{CHART}" r:id="rel-chart"/>', "Quý I Quý II\nSản lượng"),
        (f"<d:x xmlns:d='{DIAGRAM}' {NAMESPACES}><a:p><a:r><a:t>TỐI MẬT</a:t></a:r></a:p></d:x>",
         f'<d:relIds xmlns:d="{DIAGRAM}" r:dm="rel-chart" r:lo="x"/>', "TỐI MẬT"),
    ],
)  # fmt: skip
def test_the_words_of_a_chart_are_a_note(part: str, element: str, expected: str) -> None:
    document = read_docx(docx(paragraph("chữ", drawing(element)), {"chart": part}))
    assert (words(document), expected in document.notes, codes(document)) == ("chữ", True, ["picture-drawing"])


def test_words_pasted_from_slides_are_seen() -> None:
    canvas = "<a:sp><a:txBody><a:p><a:r><a:t>Sơ đồ </a:t></a:r><a:r><a:t>thôn</a:t></a:r></a:p></a:txBody></a:sp>"
    assert words(read_docx(docx(paragraph("Trên", drawing(canvas)) + paragraph("Dưới")))) == "Trên\nSơ đồ thôn\nDưới"


@pytest.mark.parametrize(
    "shape",
    [
        inline("p").replace("<wp:docPr ", '<wp:docPr hidden="1" '),
        box(paragraph("ẩn")).replace("<wps:wsp>", '<wp:docPr id="1" hidden="true"/><wps:wsp>'),
        '<w:r><w:pict><v:shape style="width:9pt;visibility: hidden"><v:imagedata r:id="p"/></v:shape></w:pict></w:r>',
        '<w:r><w:pict><v:rect><v:fill r:id="p" type="tile"/></v:rect></w:pict></w:r>',
    ],
)
def test_what_is_not_seen_of_a_shape_is_not_read(shape: str) -> None:
    document = read_docx(docx(paragraph("chữ", shape), media={"p": PNG}))
    assert (words(document), [*flow.pictures(document.pieces)], codes(document)) == ("chữ", [], [])


def test_of_several_choices_the_first_that_shows_something_is_read() -> None:
    choices = f"<mc:Choice Requires='a'><w:r/></mc:Choice><mc:Choice Requires='b'>{run('hai')}</mc:Choice>"
    fallback = f"<mc:Fallback>{run('ba')}</mc:Fallback>"
    assert words(read_docx(docx(paragraph(f"<mc:AlternateContent>{choices}{fallback}</mc:AlternateContent>")))) == "hai"


def _field(code: str, result: str) -> str:
    marks = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    begin, separate, end = marks
    return f"{begin}<w:r><w:instrText>{code}</w:instrText></w:r>{separate}{result}{end}"


@pytest.mark.parametrize(
    ("field", "names", "found"),
    [
        (_field(' INCLUDEPICTURE "D:\\\\Anh\\\\le hoi.jpg" \\d ', ""), ["le hoi.jpg"], ["picture-linked"]),
        (_field("INCLUDEPICTURE  http://x.example/anh.png", run("Error!")), ["anh.png"], ["picture-linked"]),
        ("<w:fldSimple w:instr='INCLUDEPICTURE \"a.jpg\"'/>", ["a.jpg"], ["picture-linked"]),
        (_field('INCLUDEPICTURE "a.jpg"', inline("p")), ["p.png"], []),
        (f"<w:fldSimple w:instr='INCLUDEPICTURE \"a.jpg\"'>{inline('p')}</w:fldSimple>", ["p.png"], []),
        (_field("IF " + _field('INCLUDEPICTURE "a.jpg"', ""), run("x")), [], []),
        (_field("PAGE", run("3")), [], []),
    ],
)
def test_a_picture_that_a_field_only_names_is_told(field: str, names: list[str], found: list[str]) -> None:
    document = read_docx(docx(paragraph("Trước", field), media={"p": PNG}))
    assert ([one.name for one in flow.pictures(document.pieces)], codes(document)) == (names, found)


@pytest.mark.parametrize(
    ("code", "words_"),
    [
        (r" EQ \* jc2 \* &quot;Font:MS Mincho&quot; \* hps10 \o\ad(\s\up 9(かんじ),漢字)", "漢字"),
        (r"EQ \f(a+b,2) = \r(3,x)", "a+b/2 = 3√x"),
        (r"eq \b(\a(1,2))", "(1, 2)"),
        (r"EQ " + "(" * 40 + r"\o(" * 40, "(" * 40),
        ("MACROBUTTON NoMacro [Gõ tên vào đây]", "[Gõ tên vào đây]"),
        (r"SYMBOL 183 \f &quot;Symbol&quot;", "•"),
        (r"SYMBOL 7879 \u", "ệ"),
        ("PAGE", ""),
    ],
)
def test_what_has_no_result_is_shown_by_its_code(code: str, words_: str) -> None:
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    field = f"{begin}<w:r><w:instrText>{code}</w:instrText></w:r>{end}"
    assert words(read_docx(docx(paragraph(run("a"), field, run("b"))))) == f"a{words_}b"


@pytest.mark.parametrize(
    ("said", "chosen"), [('<w:result w:val="1"/>', "Nữ"), ('<w:default w:val="1"/>', "Nữ"), ("", "Nam"),
                         ('<w:result w:val="7"/>', "")],
)  # fmt: skip
def test_what_is_chosen_in_a_form_is_seen(said: str, chosen: str) -> None:
    entries = '<w:listEntry w:val="Nam"/><w:listEntry w:val="Nữ"/>'
    data = f"<w:ffData><w:ddList>{said}{entries}</w:ddList></w:ffData>"
    begin = f'<w:r><w:fldChar w:fldCharType="begin">{data}</w:fldChar><w:instrText>FORMDROPDOWN</w:instrText></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="separate"/><w:fldChar w:fldCharType="end"/></w:r>'
    assert words(read_docx(docx(paragraph(run("Giới tính: "), begin, end)))) == f"Giới tính: {chosen}"
