"""Rich Text: everything that is seen, once; nothing that is not; looks, fonts, code pages, labels, tables, pictures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbai.parsers import flow, marks
from tinbai.parsers.document import Document, Paragraph, Picture, Table
from tinbai.parsers.encoding import repairs as encoding
from tinbai.parsers.rtf.read import read_rtf
from tinbai.parsers.rtf.tokens import tokens

PNG = b"\x89PNG\r\n\x1a\n made up"
FONTS = (
    r"{\fonttbl{\f0\froman\fcharset0 Times New Roman{\*\falt Times};}{\f1\fcharset163 Arial (Vietnamese);}"
    r"{\f2\fcharset0 .VnTime;}{\f3\fcharset2 Symbol;}{\f4\fcharset128 MS Mincho;}{\f5\fcharset163 .VnTime;}}"
)
STYLES = (
    r"{\stylesheet{\ql\f0\fs24 Normal;}{\s1\sbasedon0\b heading 1;}{\*\cs10 \additive Default Paragraph Font;}"
    r"{\s15\sbasedon1 T\u234?t b\u224?i;}}"
)
BLIP = rf"{{\pict\pngblip\picwgoal5000 {PNG.hex()[:20]}" + "\n" + rf"{PNG.hex()[20:]}}}"


def read(body: str) -> Document:
    return read_rtf(rf"{{\rtf1\ansi\ansicpg1252\deff0{FONTS}{STYLES}{body}}}".encode("latin-1"))


def lines(document: Document) -> list[str]:
    return [paragraph.text for paragraph in flow.paragraphs(document.pieces)]


def first(document: Document) -> Paragraph:
    return next(flow.paragraphs(document.pieces))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (r"m\u7897?t\tab hai\line ba\par b\u7889\'3fn", ["một\thai\nba", "bốn"]),
        (r"{\uc0\u7897}{\uc2\u7897\'aa\'bbt}", ["ộột"]),
        (r"{\uc2\u7897 ?!t}", ["ột"]),
        (r"\u-25865?\u55357?\u56832?", ["\u9af7😀"]),
        (r"\ldblquote a\rdblquote\~\endash\_\{\}\\", ["“a”\xa0–-{}\\"]),
        (r"a\-b", ["a\xadb"]),
        ("a\\\nb\\\r\nc", ["a", "b", "c"]),
        (r"{\f1 \'fe\'f5\'ec}", ["₫ơ\u0301"]),
        (r"{\f4 \'8a\'bf}", ["漢"]),
        (r"{\f4 \'83\\\'83A}", ["ソア"]),
        (r"{\ltrch\fcs0\f0 \rtlch\fcs1\af4 \'8a\'bf\ltrch\fcs0 \'e2}", ["漢â"]),
        (r"{\rtlch\fcs1\af4\ltrch\fcs0\f0 \'e2}", ["â"]),
        (r"a{\field{\*\fldinst{\plain IF {\pict\pngblip 00}\par}{\field{\*\fldinst PAGE}{\fldrslt 7}}}{\fldrslt c}}",
         ["ac"]),
        (r"a{\field{\*\fldinst { EQ \\o\\ad(\\s\\up 9(ka),\u28450?)}}{\fldrslt {}}}b", ["a漢b"]),
        (r"a{\field{\*\fldinst MACROBUTTON None [g\u245?]}}b{\field{\*\fldinst MACROBUTTON x y}{\fldrslt z}}",
         ["a[gõ]bz"]),
        (r"{\f3 \'b7}", ["•"]),
        (r"th{\v gi}{\deleted x}{\v\v0 \u7845?}y", ["thấy"]),
        (r"{\field{\*\fldinst{HYPERLINK x}}{\fldrslt\ul \u273?\'e2y}}", ["đây"]),
        (r"{\object\objemb{\*\objdata 0105}{\result ch\u7919?}}", ["chữ"]),
        (r"{\*\unknown gi\'81u}{\xe m}th{\*\bkmkstart a}\u7845?y", ["thấy"]),
        (r"a{\super\chftn{\footnote\pard\plain\chftn ch\'fa}}b\par c", ["ab", "c", "chú"]),
        (r"a{\shp{\*\shpinst\shpleft1{\sp{\sn fLine}{\sv 0}}{\shptxt\pard khung\par}}{\shprslt{\*\do x}}}b",
         ["ab", "khung"]),
        (r"a{\*\do\dobxpage\dptxbx{\dptxbxtext\pard khung\par}}", ["a", "khung"]),
        (r"{\upr{c\'f0}{\*\ud{c\u361?}}}", ["cũ"]),
        (r"{\mmath{\*\moMath{\*\moMathPr{\mchr x}}{\mr a=b}}}", ["a=b"]),
        (r"a\bin4 }}}}b", ["ab"]),
        (r"\trowd\cellx1\pard c\u7897?t\par", ["cột"]),
    ],
)  # fmt: skip
def test_what_is_seen_is_there_once(body: str, expected: list[str]) -> None:
    assert lines(read(body)) == expected


def test_looks_hold_in_their_group() -> None:
    paragraph = first(read(r"\pard\qc{\b\i\fs28 a}{\f1 b}\plain c\par"))
    assert [(s.text, s.bold, s.italic, s.size, s.font) for s in paragraph.spans] == [
        ("a", True, True, 14.0, "Times New Roman"),
        ("b", False, False, 12.0, "Arial (Vietnamese)"),
        ("c", False, False, 12.0, "Times New Roman"),
    ]
    assert paragraph.align == "center"


@pytest.mark.parametrize(("number", "style"), [(0, "normal"), (1, "heading 1"), (15, "heading 1"), (9, "")])
def test_a_style_is_named_by_what_it_is_based_on(number: int, style: str) -> None:
    assert first(read(rf"\pard\s{number} x\par")).style == style


def test_fonts_may_be_listed_without_groups() -> None:
    data = rb"{\rtf1\ansi{\fonttbl\f0\fswiss\fcharset0 Helvetica;\f1\fnil Times;}\f1\fs24 x}"
    assert first(read_rtf(data)).spans[0].font == "Times"


@pytest.mark.parametrize("font", ["f2", "f5"])
def test_old_vietnamese_fonts_show_octets_as_they_are(font: str) -> None:
    document = encoding.repair(read(rf"{{\{font} Qu\'b6ng Ninh trong x\'ad\-\'a9ng m\'edi}}"))
    assert document.encoding == "tcvn3"
    assert lines(document)[0].startswith("Quảng Ninh trong x")


@pytest.mark.parametrize(
    ("head", "octets", "text"),
    [
        (rb"\ansi\ansicpg1258", rb"\'d0", "Đ"),
        (rb"\mac", rb"\'8e", "é"),
        (rb"\pc", rb"\'82", "é"),
        (rb"\ansi", "bản".encode(), "bản"),
        (rb"\ansi", b"\xe9", "é"),
        (rb"\ansi\ansicpg99999", rb"\'e9", "é"),
    ],
)
def test_the_code_page_of_the_document(head: bytes, octets: bytes, text: str) -> None:
    assert lines(read_rtf(rb"{\rtf1" + head + b" " + octets + b"}")) == [text]


def test_labels_stand_apart() -> None:
    body = r"{\listtext\pard\plain 1.\tab}a\par{\pntext\f3\'b7\tab}b\par{\listtext o\tab}c\par d"
    found = [(one.text, one.list_label, one.ordered) for one in flow.paragraphs(read(body).pieces)]
    assert found == [("a", "1.", True), ("b", "-", False), ("c", "-", False), ("d", None, False)]


def cells(table: Table) -> list[list[list[str]]]:
    return [[[one.text for one in flow.paragraphs(cell)] for cell in row] for row in table.rows]


def test_a_table_keeps_rows_cells_and_paragraphs() -> None:
    row = r"\trowd\cellx1\cellx2\pard\intbl a\par b\cell c\cell\row"
    document = read(rf"x\par {row}{row}\pard y")
    table = document.pieces[1]
    assert isinstance(table, Table)
    assert cells(table) == [[["a", "b"], ["c"]]] * 2
    assert lines(document)[-1] == "y"


def test_the_rest_of_a_merged_cell_is_no_cell() -> None:
    table = read(r"\trowd\cellx1\clvmrg\cellx2\pard\intbl a\cell\cell\row").pieces[0]
    assert isinstance(table, Table)
    assert cells(table) == [[["a"]]]


def test_a_table_in_a_cell() -> None:
    end = r"{\*\nesttableprops\trowd\cellx1\nestrow}{\nonesttables\par}"
    inner = rf"\pard\intbl\itap2 i\nestcell{{\nonesttables\par}}{end}"
    table = read(rf"\trowd\cellx1\pard\intbl a\par{inner}\pard\intbl b\cell\row\pard c").pieces[0]
    assert isinstance(table, Table)
    (cell,) = table.rows[0]
    assert [type(piece) for piece in cell] == [Paragraph, Table, Paragraph]
    assert cells(table) == [[["a", "i", "b"]]]


@pytest.mark.parametrize(
    "written",
    [
        BLIP,
        rf"{{\*\shppict{BLIP}}}{{\nonshppict{{\pict\wmetafile8 0102}}}}",
        rf"{{\pict\pngblip\bin{len(PNG)} {PNG.decode('latin-1')}}}",
        rf"{{\shp{{\*\shpinst{{\sp{{\sn pib}}{{\sv {BLIP}}}}}}}{{\shprslt x}}}}",
    ],
)
def test_a_picture_stands_at_its_place_with_its_octets(written: str) -> None:
    document = read(rf"tr\u432?\u7899?c\par {written}\par sau")
    kinds = [piece.text if isinstance(piece, Paragraph) else piece for piece in document.pieces]
    assert kinds == ["trước", Picture("1.png", PNG), "sau"]


ALT = r"{\sp{\sn wzDescription}{\sv L\u7877? h\u7897?i}}"


@pytest.mark.parametrize(
    "written",
    [
        rf"{{\pict{{\*\picprop{ALT}}}\pngblip {PNG.hex()}}}",
        rf"{{\shp{{\*\shpinst{{\sp{{\sn pib}}{{\sv {BLIP}}}}}{ALT}}}}}",
    ],
)
def test_the_alternative_text_of_a_picture(written: str) -> None:
    document = read(written)
    assert [picture.alt for picture in flow.pictures(document.pieces)] == ["Lễ hội"]
    assert document.notes == ("Lễ hội",)


@pytest.mark.parametrize(
    ("written", "code"),
    [(r"{\pict\wmetafile8 010203}", "picture-drawing"), (r"{\pict\pngblip }", "picture-missing")],
)
def test_a_picture_that_cannot_be_shown_costs_no_words(written: str, code: str) -> None:
    document = read(rf"{written}l\u7901?i")
    assert lines(document) == ["lời"]
    assert [problem.code for problem in document.problems] == [code]


@pytest.mark.parametrize(
    ("result", "name", "found"),
    [("", "le hoi.jpg", ["picture-linked"]), ("Error!", "le hoi.jpg", ["picture-linked"]), (BLIP, "1.png", [])],
)
def test_a_picture_that_a_field_only_names_is_told(result: str, name: str, found: list[str]) -> None:
    code = r"{\*\fldinst { INCLUDEPICTURE  }{\lang1033 " + '"D:\\\\\\\\Anh\\\\\\\\le hoi.jpg" ' + r"\\d }}"
    document = read(rf"Tr\u432?\u7899?c {{\field{code}{{\fldrslt {result}}}}} sau\par")
    assert [one.name for one in flow.pictures(document.pieces)] == [name]
    assert [problem.code for problem in document.problems] == found


def test_a_picture_beside_the_file_is_told_without_the_sign_in_its_place() -> None:
    document = read(r"{{\NeXTGraphic le hoi.jpg \width8000 \height6000 }\'ac}sau")
    assert [one.name for one in flow.pictures(document.pieces)] == ["le hoi.jpg"]
    assert lines(document) == ["sau"]


def test_headers_comments_and_properties_are_notes_and_bear_stamps() -> None:
    document = read(
        r"{\info{\title T\'ean}{\author A}{\creatim\yr2026}}{\header\pard M\u7852?T\par}"
        r"x{\*\atnauthor B}\chatn{\*\annotation\pard\plain xem l\u7841?i}"
    )
    assert document.notes == ("Tên", "MẬT", "xem lại")
    assert (document.title_hint, lines(document)) == ("Tên", ["x"])
    assert marks.hold_of(document) == "secret"


def test_printed_capitals_are_noted_as_they_are_seen() -> None:
    document = read(r"{\caps t\u7889?i m\u7853?t}\par")
    assert (lines(document), document.notes) == (["tối mật"], ("TỐI MẬT",))


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", "document-damaged", []),
        (b"no rich text", "document-damaged", []),
        (b"{\\rtf1", "document-damaged", []),
        (b"{\\rtf1 a\\par b", "document-damaged", ["a", "b"]),
        (b"{\\rtf1 a\\par" + b"\\b" * 1_000_000, "text-too-long", ["a"]),
        (b"{\\rtf1 " + b"{" * 100_000, "document-damaged", []),
    ],
)
def test_what_cannot_be_read_says_why_and_keeps_what_can(data: bytes, code: str, words: list[str]) -> None:
    document = read_rtf(data)
    assert lines(document) == words
    assert [problem.code for problem in document.problems] == [code]


@pytest.mark.parametrize(
    "body",
    ["{" * 5000 + "x" + "}" * 5000, r"\pard\intbl\itap999999 x\nestcell", r"\u9999999999999?x", "\\", r"\'zzx", "}}}"],
)
def test_odd_input_is_read_on(body: str) -> None:
    assert isinstance(read(body), Document)


@given(st.lists(st.sampled_from([
    "{", "}", r"\par", r"\cell", r"\row", r"\plain", r"\nestcell", r"\nestrow", r"\trowd", r"\intbl", r"\itap3",
    r"\pict", r"\shp", r"{\*\shpinst", r"\sn ", r"\sv ", r"\shptxt", r"\footnote", r"\header", r"\listtext", r"\upr",
    r"\u7841?", r"\'8a", r"\f4", r"\v", r"\bin3 ", "a ", ";", r"\fonttbl", r"\stylesheet", r"\info", r"\title ",
    r"\pard", r"\*\ud",
])))  # fmt: skip
def test_no_row_of_tokens_breaks_it(parts: list[str]) -> None:
    assert isinstance(read("".join(parts)), Document)


@given(st.binary())
def test_no_octets_break_the_tokens(data: bytes) -> None:
    assert sum(len(token.octets) for token in tokens(data)) <= len(data)
