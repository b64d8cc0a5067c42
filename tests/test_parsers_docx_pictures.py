"""Pictures in Word files: at their place, with their original octets, or a word why they are not there."""

import gzip

import pytest

from tests.word import JPEG, PNG, anchored, box, codes, docx, inline, paragraph, repackaged, table, vml, words
from tinbai.parsers import flow
from tinbai.parsers.document import Paragraph, Picture, Piece
from tinbai.parsers.docx.read import read_docx

PHOTO = {"p": JPEG, "q": PNG}
EMF = b"\x01\0\0\0\x58\0\0\0" + b"\0" * 80
WMF = b"\xd7\xcd\xc6\x9a" + b"\0" * 80


def outline(pieces: tuple[Piece, ...]) -> list[str]:
    """Texts, and names of pictures in brackets."""
    return [
        piece.text if isinstance(piece, Paragraph) else f"[{piece.name}]"
        for piece in pieces
        if isinstance(piece, Paragraph | Picture)
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ([inline("p"), "<w:r><w:br/></w:r>", "Ảnh: chú thích"], ["[p.jpg]", "Ảnh: chú thích"]),
        (["Dòng trên", inline("p"), "dòng dưới"], ["Dòng trên", "[p.jpg]", "dòng dưới"]),
        (["Giữa ", inline("p", width=200_000), "câu"], ["Giữa câu", "[p.jpg]"]),
        (["Giữa ", anchored("p"), "câu"], ["Giữa câu", "[p.jpg]"]),
        ([anchored("p"), "Trước câu"], ["[p.jpg]", "Trước câu"]),
        ([vml("p"), inline("q")], ["[p.jpg]", "[q.png]"]),
        (["Câu", box(paragraph(inline("p")) + paragraph("Chú thích trong khung"))],
         ["Câu", "[p.jpg]", "Chú thích trong khung"]),
        ([inline("p"), inline("p")], ["[p.jpg]", "[p.jpg]"]),
    ],
)  # fmt: skip
def test_a_picture_never_parts_a_sentence(content: list[str], expected: list[str]) -> None:
    document = read_docx(docx(paragraph(*content), media=PHOTO))
    assert outline(document.pieces) == expected
    assert [one.data for one in flow.pictures(document.pieces)] == [
        PHOTO[name[1]] for name in expected if name[0] == "["
    ]
    assert document.problems == ()


def test_pictures_in_cells_stay_in_their_cells() -> None:
    document = read_docx(docx(table([paragraph(inline("p")), "Chú thích"]), media=PHOTO))
    assert [one.name for one in flow.pictures(document.pieces)] == ["p.jpg"]
    assert len(document.pieces) == 1


@pytest.mark.parametrize(
    ("relation", "name", "code"),
    [("none", "", "picture-missing"), ("gone", "gone.jpg", "picture-missing"), ("linked", "anh.jpg", "picture-linked"),
     ("emf", "emf.jpg", "picture-drawing"), ("wmf", "wmf.jpg", "picture-drawing"),
     ("emz", "emz.jpg", "picture-drawing"), ("empty", "empty.jpg", "picture-missing")],
)  # fmt: skip
@pytest.mark.parametrize("kind", [inline, vml])
def test_a_picture_that_is_not_there_costs_no_words(relation: str, name: str, code: str, kind: object) -> None:
    drawn = vml(relation) if kind is vml else inline(relation)
    media = {"gone": JPEG, "emf": EMF, "wmf": WMF, "emz": gzip.compress(EMF), "empty": b""}
    data = docx(paragraph("trước", drawn, "sau"), media=media, links={"linked": "file:///C:/anh.jpg"})
    document = read_docx(repackaged(data, {"word/media/gone.jpg": None}))
    assert words(document) == "trước\nsau"
    assert [(one.name, one.data) for one in flow.pictures(document.pieces)] == [(name, None)]
    assert codes(document) == [code]


def test_a_damaged_picture_costs_no_words() -> None:
    data = docx(paragraph("có chữ", inline("p")), media={"p": JPEG + bytes(range(256)) * 40})
    place = data.index(b"word/media/p.jpg") + 16
    document = read_docx(data[: place + 20] + b"\xff" * 20 + data[place + 40 :])
    assert words(document) == "có chữ"
    assert codes(document) == ["picture-missing"]


def test_the_same_lack_is_told_once_with_its_count() -> None:
    document = read_docx(docx(paragraph(inline("a"), inline("b"))))
    assert [(one.code, one.params) for one in document.problems] == [("picture-missing", {"count": "2"})]


@pytest.mark.parametrize(("crop", "found"), [('l="12000"', ["picture-cropped"]), ('l="0" t="0"', []), ("", [])])
def test_a_cropped_picture_is_kept_whole_and_told(crop: str, found: list[str]) -> None:
    document = read_docx(docx(paragraph(inline("p", crop=f"<a:srcRect {crop}/>")), media=PHOTO))
    assert [one.data for one in flow.pictures(document.pieces)] == [JPEG]
    assert codes(document) == found


def test_pictures_of_hidden_and_deleted_runs_are_gone() -> None:
    hidden = inline("p").replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>")
    document = read_docx(docx(paragraph(hidden, f"<w:del>{inline('q')}</w:del>"), media=PHOTO))
    assert (document.pieces, document.problems) == ((), ())


def test_a_chart_is_told() -> None:
    chart = '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="x"/>'
    graphic = f"<a:graphic><a:graphicData>{chart}</a:graphicData></a:graphic>"
    drawn = f"<w:r><w:drawing><wp:inline>{graphic}</wp:inline></w:drawing></w:r>"
    assert codes(read_docx(docx(paragraph("chữ", drawn)))) == ["picture-drawing"]
