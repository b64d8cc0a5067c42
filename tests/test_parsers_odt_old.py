"""Texts of OpenOffice.org 1 (.sxw) are read as the OpenDocument they became."""

import io
import zipfile

import pytest

from tests.word import JPEG, package, words
from tinbai.parsers import flow
from tinbai.parsers.document import Document, Paragraph
from tinbai.parsers.odt.read import read_odt
from tinbai.parsers.parse import READERS
from tinbai.parsers.sniff import media_type

OLD = "http://openoffice.org/2000/"
NAMES = (
    f'xmlns:office="{OLD}office" xmlns:style="{OLD}style" xmlns:text="{OLD}text" xmlns:table="{OLD}table" '
    f'xmlns:draw="{OLD}drawing" xmlns:meta="{OLD}meta" xmlns:fo="http://www.w3.org/1999/XSL/Format" '
    'xmlns:svg="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
STYLES = (
    '<style:style style:name="P1" style:family="paragraph"><style:properties fo:font-weight="bold" '
    'fo:text-align="center" style:font-name="VNI-Times"/></style:style>'
    '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="a" '
    'style:num-suffix=")"/></text:list-style>'
)


def part(kind: str, content: str) -> str:
    head = f'<!DOCTYPE office:{kind} PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "office.dtd">'
    return f'<?xml version="1.0" encoding="UTF-8"?>{head}<office:{kind} {NAMES}>{content}</office:{kind}>'


def sxw(body: str) -> bytes:
    styles = f"<office:automatic-styles>{STYLES}</office:automatic-styles>"
    meta = "<office:meta><dc:title>Tên bài</dc:title></office:meta>"
    return package({
        "mimetype": "application/vnd.sun.xml.writer",
        "content.xml": part("document-content", f"{styles}<office:body>{body}</office:body>"),
        "meta.xml": part("document-meta", meta),
        "Pictures/a.jpg": JPEG,
    })  # fmt: skip


def read(body: str) -> Document:
    return read_odt(sxw(body))


def test_it_is_known_by_what_it_says_of_itself() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.sun.xml.writer")
        archive.writestr("content.xml", "x")
    assert READERS[media_type(out.getvalue())] is read_odt


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<text:p>một<text:tab-stop/>hai<text:s text:c='2'/>ba</text:p>", "một\thai  ba"),
        ("<text:section><text:p>trong mục</text:p></text:section>", "trong mục"),
        ("<text:p>câu<text:footnote><text:footnote-citation>1</text:footnote-citation><text:footnote-body>"
         "<text:p>chú</text:p></text:footnote-body></text:footnote></text:p><text:p>sau</text:p>", "câu\nsau\nchú"),
        ("<text:p>neo<draw:text-box><text:p>trong khung</text:p></draw:text-box>xong</text:p>",
         "neoxong\ntrong khung"),
        ("<text:tracked-changes><text:changed-region><text:deletion><text:p>mất</text:p></text:deletion>"
         "</text:changed-region></text:tracked-changes><text:p>còn</text:p>", "còn"),
        ("<table:table><table:table-row><table:table-cell><table:sub-table><table:table-row><table:table-cell>"
         "<text:p>ô</text:p></table:table-cell></table:table-row></table:sub-table></table:table-cell>"
         "</table:table-row></table:table>", "ô"),
    ],
)  # fmt: skip
def test_what_is_seen_is_there_once(body: str, expected: str) -> None:
    document = read(body)
    assert (words(document), document.problems, document.title_hint) == (expected, (), "Tên bài")


def test_looks_labels_headings_and_pictures() -> None:
    document = read(
        '<text:h text:level="2">Mục</text:h><text:p text:style-name="P1">đậm</text:p>'
        '<text:ordered-list text:style-name="L"><text:list-item><text:p>đầu</text:p></text:list-item>'
        "</text:ordered-list>"
        '<text:p><draw:image xlink:href="#Pictures/a.jpg" svg:width="9cm"/></text:p>'
    )
    heading, bold, item = [piece for piece in document.pieces if isinstance(piece, Paragraph)]
    assert heading.style == "heading 2"
    assert (bold.align, bold.spans[0].bold, bold.spans[0].font) == ("center", True, "VNI-Times")
    assert item.list_label == "a)"
    assert [(one.name, one.data) for one in flow.pictures(document.pieces)] == [("a.jpg", JPEG)]
