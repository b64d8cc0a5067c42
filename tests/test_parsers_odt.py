"""OpenDocument texts: everything that is seen, once; nothing that is not; looks, fonts, labels and pictures kept."""

import io
import zipfile
from base64 import b64encode

import pytest

from tinbai.parsers import flow, marks
from tinbai.parsers.document import Document, Paragraph, Picture, Table
from tinbai.parsers.odt.names import NAMESPACES
from tinbai.parsers.odt.read import read_odt

PNG = b"\x89PNG\r\n\x1a\n made up"
_NAMES = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in NAMESPACES.items())
STYLES = """
<office:font-face-decls><style:font-face style:name="Old1" svg:font-family="'.VnTime'"/></office:font-face-decls>
<office:styles>
 <style:default-style style:family="paragraph">
  <style:text-properties style:font-name="Old1" fo:font-size="14pt"/></style:default-style>
 <style:style style:name="Standard" style:family="paragraph"/>
 <style:style style:name="Heading_20_2" style:display-name="Heading 2" style:family="paragraph">
  <style:text-properties fo:font-weight="bold" fo:font-size="150%"/></style:style>
 <style:style style:name="Illustration" style:family="paragraph" style:parent-style-name="Caption"/>
 <style:style style:name="Caption" style:family="paragraph">
  <style:text-properties fo:font-style="italic"/></style:style>
 <text:list-style style:name="L">
  <text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>
  <text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")" text:display-levels="2"/>
 </text:list-style>
 <text:list-style style:name="B"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/></text:list-style>
</office:styles>"""
AUTOMATIC = """
<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Standard">
 <style:paragraph-properties fo:text-align="end"/></style:style>
<style:style style:name="P2" style:family="paragraph" style:parent-style-name="Illustration"/>
<style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="T2" style:family="text"><style:text-properties text:display="none"/></style:style>
<style:style style:name="T3" style:family="text">
 <style:text-properties fo:font-family="'VNI-Times', serif"/></style:style>
<style:style style:name="T4" style:family="text"><style:text-properties fo:text-transform="uppercase"/></style:style>
"""


def _content(body: str) -> str:
    text = f"<office:body><office:text>{body}</office:text></office:body>"
    return f"<office:automatic-styles>{AUTOMATIC}</office:automatic-styles>{text}"


def packed(body: str, master: str = "", meta: str = "", **members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        zipped.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        zipped.writestr("content.xml", f"<office:document-content {_NAMES}>{_content(body)}</office:document-content>")
        styles = f"{STYLES}<office:master-styles>{master}</office:master-styles>"
        zipped.writestr("styles.xml", f"<office:document-styles {_NAMES}>{styles}</office:document-styles>")
        zipped.writestr(
            "meta.xml", f"<office:document-meta {_NAMES}><office:meta>{meta}</office:meta></office:document-meta>"
        )
        for name, octets in members.items():
            zipped.writestr(f"Pictures/{name}.png", octets)
    return out.getvalue()


def flat(body: str) -> bytes:
    return f'<?xml version="1.0"?>\n<office:document {_NAMES}>{STYLES}{_content(body)}</office:document>'.encode()


def read(body: str, **members: bytes) -> Document:
    return read_odt(packed(body, "", "", **members))


def lines(document: Document) -> list[str]:
    return [paragraph.text for paragraph in flow.paragraphs(document.pieces)]


def first(document: Document) -> Paragraph:
    return next(flow.paragraphs(document.pieces))


def frame(inner: str, anchor: str = "paragraph") -> str:
    return f'<draw:frame text:anchor-type="{anchor}" svg:width="10cm"><svg:desc>Lễ hội</svg:desc>{inner}</draw:frame>'


IMAGE = '<draw:image xlink:href="Pictures/a.png"/>'


def test_deleted_paragraphs_however_deep_are_searched_for_stamps_once_each() -> None:
    def nested(inner: str) -> Document:
        gone = f"{'<text:p>' * 150}{inner}{'</text:p>' * 150}"
        return read(f"<text:tracked-changes>{gone}</text:tracked-changes><text:p>còn</text:p>")

    assert [marks.hold_of(nested(inner)) for inner in ("TỐI MẬT", "mật ong")] == ["secret", None]
    assert nested("TỐI MẬT " * 200_000).notes == ()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<text:p>một<text:s text:c='2'/>hai<text:tab/>ba<text:line-break/>bốn</text:p>", ["một  hai\tba\nbốn"]),
        ("<text:p>đã  xếp\n   hàng</text:p>", ["đã xếp hàng"]),
        ("<text:p>thấy <text:span text:style-name='T2'>giấu</text:span>rõ</text:p>", ["thấy rõ"]),
        ("<text:p>a<text:hidden-text text:is-hidden='true'>b</text:hidden-text>c</text:p>", ["ac"]),
        ("<text:p>a<text:hidden-paragraph text:is-hidden='true'/></text:p><text:p>b</text:p>", ["b"]),
        ("<text:section text:display='none'><text:p>a</text:p></text:section><text:p>b</text:p>", ["b"]),
        ("<text:section><text:p>a</text:p></text:section>", ["a"]),
        ("<text:tracked-changes><text:changed-region><text:deletion><text:p>xóa</text:p></text:deletion>"
         "</text:changed-region></text:tracked-changes><text:p>còn<text:change text:change-id='1'/></text:p>", ["còn"]),
        ("<text:p>a<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>chú</text:p>"
         "</text:note-body></text:note>b</text:p><text:p>c</text:p>", ["ab", "c", "chú"]),
        (f"<text:p>trước{frame('<draw:text-box><text:p>khung</text:p></draw:text-box>')} sau</text:p>",
         ["trước sau", "khung"]),
        ("<text:p>a<draw:custom-shape><svg:title>t</svg:title><text:p>hình</text:p></draw:custom-shape></text:p>",
         ["a", "hình"]),
        ("<text:table-of-content><text:table-of-content-source><text:index-title-template>x</text:index-title-template>"
         "</text:table-of-content-source><text:index-body><text:p>Mục 1</text:p></text:index-body>"
         "</text:table-of-content>", ["Mục 1"]),
        ("<text:p><text:ruby><text:ruby-base>chữ</text:ruby-base><text:ruby-text>âm</text:ruby-text></text:ruby></text:p>",
         ["chữ"]),
        ("<text:p>Ảnh <text:sequence>2</text:sequence>: <text:a xlink:href='http://x.vn'>đây</text:a></text:p>",
         ["Ảnh 2: đây"]),
    ],
)  # fmt: skip
def test_what_is_seen_is_there_once(body: str, expected: list[str]) -> None:
    assert lines(read(body)) == expected
    assert lines(read_odt(flat(body))) == expected


def test_looks_come_from_styles_their_parents_and_the_default() -> None:
    body = "<text:p text:style-name='P1'>đ<text:span text:style-name='T1'>ậm</text:span></text:p>"
    paragraph = first(read(body))
    plain, bold = paragraph.spans
    assert (paragraph.align, paragraph.style) == ("right", "standard")
    assert (plain.bold, bold.bold, bold.size, bold.font) == (False, True, 14.0, ".VnTime")


def test_a_heading_bears_its_rank_and_a_percentage_its_size() -> None:
    paragraph = first(read("<text:h text:outline-level='2' text:style-name='Heading_20_2'>Đầu</text:h>"))
    assert (paragraph.style, paragraph.spans[0].bold, paragraph.spans[0].size) == ("heading 2", True, 21.0)


def test_a_style_made_from_a_caption_is_one() -> None:
    paragraph = first(read("<text:p text:style-name='P2'>Ảnh 1</text:p>"))
    assert (paragraph.style, paragraph.spans[0].italic) == ("caption", True)


def test_a_font_may_be_named_without_a_declaration() -> None:
    assert first(read("<text:p><text:span text:style-name='T3'>x</text:span></text:p>")).spans[0].font == "VNI-Times"


def test_labels_are_counted_and_lists_continue() -> None:
    item = "<text:list-item><text:p>x</text:p></text:list-item>"
    inner = f"<text:list-item><text:p>y</text:p><text:list>{item}</text:list></text:list-item>"
    body = (
        f"<text:list xml:id='l1' text:style-name='L'>{item}{inner}</text:list><text:p>giữa</text:p>"
        f"<text:list text:continue-list='l1' text:style-name='L'>{item}</text:list>"
        f"<text:list text:style-name='L'>{item}</text:list><text:list text:style-name='B'>{item}</text:list>"
    )
    labels = [paragraph.list_label for paragraph in flow.paragraphs(read(body).pieces)]
    assert labels == ["1.", "2.", "2.a)", None, "3.", "1.", "-"]


def test_only_the_first_paragraph_of_an_item_has_its_label() -> None:
    item = "<text:list-item><text:p>a</text:p><text:p>b</text:p></text:list-item>"
    body = f"<text:list text:style-name='L'>{item}</text:list>"
    assert [paragraph.list_label for paragraph in flow.paragraphs(read(body).pieces)] == ["1.", None]


def test_a_table_keeps_rows_and_cells_and_drops_covered_ones() -> None:
    cells = "<table:table-cell><text:p>a</text:p></table:table-cell><table:covered-table-cell/>"
    row = f"<table:table-row>{cells}</table:table-row>"
    table = read(f"<table:table><table:table-header-rows>{row}</table:table-header-rows>{row}</table:table>").pieces[0]
    assert isinstance(table, Table)
    assert [[len(cell) for cell in row] for row in table.rows] == [[1], [1]]


def test_a_picture_stands_at_its_place_with_its_octets() -> None:
    caption = f"<draw:text-box><text:p text:style-name='P2'>{frame(IMAGE)}Ảnh: Lễ hội</text:p></draw:text-box>"
    document = read(f"<text:p>trước</text:p><text:p>{frame(caption)}</text:p><text:p>sau</text:p>", a=PNG)
    kinds = [piece.text if isinstance(piece, Paragraph) else piece for piece in document.pieces]
    assert kinds == ["trước", Picture("a.png", PNG, "Lễ hội"), "Ảnh: Lễ hội", "sau"]
    assert set(document.notes) == {"Lễ hội"}


def test_a_picture_may_be_written_into_a_flat_file() -> None:
    data = f"<draw:image><office:binary-data>{b64encode(PNG).decode()}</office:binary-data></draw:image>"
    assert [picture.data for picture in flow.pictures(read_odt(flat(f"<text:p>{frame(data)}</text:p>")).pieces)] == [
        PNG
    ]


@pytest.mark.parametrize(
    ("image", "code"),
    [
        ("<draw:image xlink:href='Pictures/none.png'/>", "picture-missing"),
        ("<draw:image xlink:href='https://x.vn/a.png'/>", "picture-linked"),
        ("<draw:image xlink:href='../a.png'/>", "picture-linked"),
        ("<draw:image xlink:href='Pictures/b.svm'/>", "picture-missing"),
        ("<draw:object xlink:href='./Object 1'/><draw:image xlink:href='Pictures/a.png'/>", "picture-drawing"),
    ],
)
def test_a_picture_that_cannot_be_shown_costs_no_words(image: str, code: str) -> None:
    document = read(f"<text:p>{frame(image)}lời</text:p>", a=PNG)
    assert lines(document) == ["lời"]
    assert [problem.code for problem in document.problems] == [code]


def test_headers_comments_and_properties_are_notes_and_bear_stamps() -> None:
    master = "<style:master-page><style:header><text:p>MẬT</text:p></style:header></style:master-page>"
    comment = "<office:annotation><dc:creator>A</dc:creator><text:p>xem lại</text:p></office:annotation>"
    meta = "<dc:title>Tên bài</dc:title><meta:keyword>lúa</meta:keyword>"
    document = read_odt(packed(f"<text:p>lời{comment}</text:p>", master, meta))
    assert document.notes == ("xem lại", "MẬT", "Tên bài", "lúa")
    assert document.title_hint == "Tên bài"
    assert marks.hold_of(document) == "secret"


def test_printed_capitals_are_noted_as_they_are_seen() -> None:
    document = read("<text:p><text:span text:style-name='T4'>tối mật</text:span></text:p>")
    assert (lines(document), document.notes) == (["tối mật"], ("TỐI MẬT",))


def _encrypted() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        zipped.writestr("content.xml", b"\x8f\x01\x02")
        zipped.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "document-damaged"),
        (b"PK\x03\x04", "document-damaged"),
        (packed("<text:section>" * 5000 + "</text:section>" * 5000), "document-damaged"),
        (_encrypted(), "document-encrypted"),
        (flat("<text:p/>" * 5_000_000), "document-too-large"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, code: str) -> None:
    document = read_odt(data)
    assert document.pieces == ()
    assert [problem.code for problem in document.problems] == [code]


@pytest.mark.parametrize("tag", ["text:section", "text:span", "text:list", "draw:g"])
def test_deep_nesting_is_walked_or_refused(tag: str) -> None:
    deep = f"<{tag}>" * 240 + f"</{tag}>" * 240
    assert read(f"<text:p>{deep}</text:p>{deep}").problems == ()


@pytest.mark.parametrize(
    "data", [packed("<text:p>a</text:p>")[:-200], packed("<text:p>a"), flat("<text:p>a</text:p>")[:-30]]
)
def test_of_a_damaged_file_what_is_there_is_read(data: bytes) -> None:
    document = read_odt(data)
    assert lines(document) == ["a"]
    assert [(problem.code, problem.severity) for problem in document.problems] == [("document-damaged", "warning")]
