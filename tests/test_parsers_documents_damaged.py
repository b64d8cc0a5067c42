"""Documents that a disk or a transfer damaged: what is left of them is read, and that something is lost is told."""

import struct
from pathlib import Path

import pytest

from tests.ole import compound
from tests.word import docx, paragraph, repackaged, words
from tinbai.parsers import flow
from tinbai.parsers.doc.read import read_doc
from tinbai.parsers.document import Document
from tinbai.parsers.docx.flat import read_word_2003
from tinbai.parsers.docx.read import read_docx
from tinbai.parsers.odt.read import read_odt
from tinbai.parsers.rtf.read import read_rtf

DOCUMENTS = Path(__file__).parent / "documents"
WHOLE = (DOCUMENTS / "cho-sach.docx").read_bytes()


def told(document: Document) -> list[tuple[str, str]]:
    return [(problem.code, problem.severity) for problem in document.problems]


@pytest.mark.parametrize("place", [200, len(WHOLE) - 400, len(WHOLE) // 3])
def test_octets_too_many_in_a_package_move_all_that_follows(place: int) -> None:
    document = read_docx(WHOLE[:place] + b"\0\0\0" + WHOLE[place:])
    assert "Phiên chợ sách cũ đầu tiên" in words(document)
    assert ("document-damaged", "warning") in told(document)


def test_a_file_built_in_whose_relation_is_lost_is_told() -> None:
    document = read_docx(docx(paragraph("trước") + '<w:altChunk r:id="none"/>'))
    assert (words(document), told(document)) == ("trước", [("document-damaged", "warning")])


@pytest.mark.parametrize("share", [0.9, 0.7])
def test_an_xml_of_word_2003_cut_off_is_told(share: float) -> None:
    data = (DOCUMENTS / "word-2003.xml").read_bytes()
    document = read_word_2003(data[: int(len(data) * share)])
    assert [*flow.paragraphs(document.pieces)]
    assert ("document-damaged", "warning") in told(document)


def test_octets_of_a_picture_that_are_no_base64_cost_no_words() -> None:
    data = (DOCUMENTS / "word-2003.xml").read_bytes()
    begin = data.index(b">", data.index(b"<w:binData")) + 1
    document = read_word_2003(data[:begin] + "é".encode() + data[begin:])
    assert "Còn lại đã thêm" in words(document)


@pytest.mark.parametrize(("file", "at"), [("cho-sach.doc", "Nhà văn hóa"), ("cho-sach.rtf", "")])
def test_a_hole_in_the_text_is_told(file: str, at: str) -> None:
    data = (DOCUMENTS / file).read_bytes()
    place = data.index(at.encode("utf-16-le")) if at else len(data) // 2
    broken = data[:place] + bytes(200) + data[place + 200 :]
    assert ("document-damaged", "warning") in told(read_doc(broken) if at else read_rtf(broken))


@pytest.mark.parametrize("lost", ["word/styles.xml", "word/settings.xml", "[Content_Types].xml", "_rels/.rels"])
def test_a_part_one_can_do_without_may_be_lost(lost: str) -> None:
    assert "Phiên chợ sách cũ đầu tiên" in words(read_docx(repackaged(WHOLE, {lost: None})))


@pytest.mark.parametrize("lost", ["styles.xml", "meta.xml", "META-INF/manifest.xml", "mimetype"])
def test_a_part_of_an_opendocument_may_be_lost(lost: str) -> None:
    data = (DOCUMENTS / "cho-sach.odt").read_bytes()
    assert "Phiên chợ sách cũ đầu tiên" in words(read_odt(repackaged(data, {lost: None})))


def test_a_piece_of_the_text_that_is_lost_costs_only_itself() -> None:
    head = bytearray(0x400)
    pieces = struct.pack("<HIH", 0, 0x4000_0000 | 0x10_0000, 0) + struct.pack("<HIH", 0, 0x4000_0000 | 0x800, 0)
    clx = b"\x02" + struct.pack("<IIII", 12 + len(pieces), 0, 2, 6) + pieces
    struct.pack_into("<HH", head, 0, 0xA5EC, 0xC1)
    struct.pack_into("<i", head, 0x4C, 6)
    struct.pack_into("<II", head, 0x1A2, 0, len(clx))
    document = read_doc(compound({"WordDocument": bytes(head) + b"cai\r", "0Table": clx}))
    assert (words(document), told(document)) == ("cai", [("document-damaged", "warning")])
