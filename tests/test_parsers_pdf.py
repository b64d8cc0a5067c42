"""PDFs: lines become paragraphs again, margins are no story, scanned and locked files are told of."""

import io
from email.message import EmailMessage
from pathlib import Path

import pytest
from PIL import Image

from tests.pdfs import column, line, packed, pdf
from tinbai.parsers.document import Document, Paragraph
from tinbai.parsers.parse import parse
from tinbai.parsers.pdf.read import MOST_PAGES, read_pdf
from tinbai.parsers.pdf.rebuilt import rebuilt

DOCUMENTS = Path(__file__).parent / "documents"
FULL = "these words fill the line of the column up to its end so"  # 56 letters, 336 points
MORE = "that the next ones had no room in it, which tells us that"
REST = "all are one."


def lines(document: Document) -> list[str]:
    return [piece.text for piece in document.pieces if isinstance(piece, Paragraph)]


def read(*pages: list[str]) -> list[str]:
    return lines(read_pdf(pdf(*pages)))


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (column(FULL, MORE, REST), [f"{FULL} {MORE} {REST}"]),
        (column(FULL, REST, FULL, REST), [f"{FULL} {REST}"] * 2),
        (column(FULL, "Short.", "Short too.", FULL), [f"{FULL} Short.", "Short too.", FULL]),
        ([*column(FULL, MORE), *column(MORE, REST, top=660)], [f"{FULL} {MORE}", f"{MORE} {REST}"]),
        ([line(68, 700, FULL[:53]), *column(FULL, top=688), line(68, 676, "It begins.")],
         [f"{FULL[:53]} {FULL}", "It begins."]),
        ([*column(FULL), line(50, 688, "Smaller", size=8)], [FULL, "Smaller"]),
        ([line(50, 700, FULL, "b"), line(50, 688, "Plain words")], [FULL, "Plain words"]),
        ([line(50, 700, FULL, "b"), line(50, 688, "and on", "b")], [f"{FULL} and on"]),
        (column("- one thing", "- another"), ["- one thing", "- another"]),
        ([line(50, 700, "Left"), line(300, 700, "right"), line(50, 688, FULL)], ["Left\tright", FULL]),
        ([line(50, 700, "MAT"), line(300, 700, "right"), line(50, 688, FULL)], ["MAT\tright", FULL]),
        (column(FULL, "Covid-", "19 again"), [f"{FULL} Covid-19 again"]),
    ],
)  # fmt: skip
def test_lines_go_on_where_the_next_word_had_no_room(page: list[str], expected: list[str]) -> None:
    assert read(page) == expected


def test_a_raised_number_parts_no_line() -> None:
    raised = [line(50, 700, "covers 100 m"), line(122, 704, "2", size=6), line(126, 700, " of land")]
    assert read([*raised, *column(FULL, top=688)]) == ["covers 100 m2 of land", FULL]


def test_items_need_no_blank_after_their_sign() -> None:
    page = [line(70, 700, "1. One"), line(50, 688, "a)first"), line(50, 676, "b)second"), *column(FULL, top=664)]
    assert read(page) == ["1. One", "a)first", "b)second", FULL]


def test_a_parted_word_is_joined() -> None:
    assert read(column(f"{FULL[:49]} hyphen-", "ation of words is undone.")) == [
        f"{FULL[:49]} hyphenation of words is undone."
    ]


def test_a_paragraph_goes_on_in_the_next_column_and_on_the_next_page() -> None:
    left, right = FULL[:30].strip(), MORE[:30].strip()
    first = [*column(left, left, x=50), *column(right, right, x=270)]
    assert read(first, column(left, REST)) == [" ".join([left, left, right, right, left, REST])]


def test_columns_below_a_title_are_read_one_after_the_other() -> None:
    title = [line(50, 730, "A title over both of the columns", size=18)]
    first = [line(62, 700, FULL[:28]), *column(FULL[:30], FULL[:30], "end.", top=688)]
    second = [line(282, 700, MORE[:28]), *column(MORE[:30], MORE[:30], "end.", x=270, top=688)]
    whole = [
        "A title over both of the columns",
        " ".join([FULL[:28].strip(), FULL[:30].strip(), FULL[:30].strip(), "end."]),
        " ".join([MORE[:28].strip(), MORE[:30].strip(), MORE[:30].strip(), "end."]),
    ]
    assert read([*title, *first, *second]) == whole
    assert read([*first, *second, *title]) == whole


def across(*rows: tuple[str, str], top: int = 700) -> list[str]:
    """Two columns as programs write them that go line by line across the page."""
    return [line(x, top - 12 * y, text) for y, row in enumerate(rows) for x, text in zip((50, 270), row, strict=True)]


def test_columns_written_line_by_line_are_read_one_after_the_other() -> None:
    left, right = FULL[:30].strip(), MORE[:30].strip()
    rows = across(*[(left, right)] * 7, ("end.", "too."))
    assert read(rows) == [" ".join([*[left] * 7, "end."]), " ".join([*[right] * 7, "too."])]


def test_rows_of_a_table_stay_rows() -> None:
    rows = [("Village of Lam", "Has planted forty trees"), ("Village of Son", "Has planted sixty trees")] * 3
    assert read(across(*rows)) == ["\t".join(row) for row in rows]


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_page_is_read_whichever_way_it_lies(degrees: int) -> None:
    made = pdf(column("First", FULL, FULL, "ends here."))
    turned = made.replace(b"/Type /Page /Parent", f"/Rotate {degrees} /Type /Page /Parent".encode())
    assert lines(read_pdf(turned)) == ["First", f"{FULL} {FULL} ends here."]


def test_looks_are_kept() -> None:
    page = [line(50, 700, FULL), line(151, 676, "A centred title", "b", 14), line(50, 650, "slanted", "i")]
    paragraphs = [piece for piece in read_pdf(pdf(page)).pieces if isinstance(piece, Paragraph)]
    assert [(one.spans[0].bold, one.spans[0].italic, one.spans[0].size) for one in paragraphs] == [
        (False, False, 10.0),
        (True, False, 14.0),
        (False, True, 10.0),
    ]
    assert [one.align for one in paragraphs] == ["left", "center", "left"]
    assert {span.font for one in paragraphs for span in one.spans} == {"Courier"}


def test_running_heads_feet_and_page_numbers_are_notes_at_most() -> None:
    pages = [
        [line(50, 760, "TIN NOI BO"), *column(FULL, f"Page {number} has words."), line(240, 40, f"Trang {number}/3")]
        for number in (1, 2, 3)
    ]
    document = read_pdf(pdf(*pages, title="A title"))
    assert lines(document) == [f"{FULL} Page {number} has words." for number in (1, 2, 3)]
    assert document.notes == ("TIN NOI BO", "A title")
    assert document.title_hint == "A title"


def test_what_repeats_and_is_all_there_is_is_the_text() -> None:
    pages = ([line(50, 760, f"Page {number} has words."), line(240, 40, f"{number}")] for number in (1, 2, 3))
    assert read(*pages) == [f"Page {number} has words." for number in (1, 2, 3)]


@pytest.mark.parametrize(
    ("heads", "more"),
    [(["Item 1.", "Item 7.", "Item 9."], [REST] * 3), (["Section 1.", "Section 2.", "Section 3."], [REST, "", ""])],
)
def test_lines_alike_are_no_running_heads(heads: list[str], more: list[str]) -> None:
    """Their numbers count no pages, or nothing else stands on most pages."""
    both = list(zip(heads, more, strict=True))
    pages = [column(*[text for text in one if text], top=780, pitch=30) for one in both]
    assert " ".join(read(*pages)) == " ".join(text for one in both for text in one if text)


def test_the_middle_of_a_sentence_is_no_running_foot() -> None:
    pages = [
        [*column(f"Village {name} planted trees", top=100), line(50, 88, "and repeats what others have")]
        for name in "abc"
    ]
    assert " ".join(read(*pages)).count("and repeats what others have") == 3


def test_what_stands_once_at_the_top_is_no_running_head() -> None:
    assert read([line(50, 760, "MAT"), *column(FULL)], column(REST)) == ["MAT", f"{FULL} {REST}"]


def test_letters_in_no_colour_are_not_seen() -> None:
    assert read([line(50, 700, "seen"), line(50, 650, "not seen", "x")]) == ["seen"]


def _scan(pages: int) -> bytes:
    out = io.BytesIO()
    picture = Image.new("L", (600, 800), 200)
    picture.save(out, "PDF", save_all=True, append_images=[picture] * (pages - 1))
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code", "severity"),
    [
        (b"", "document-damaged", "grave"),
        (b"%PDF-1.7 nothing more", "document-damaged", "grave"),
        (pdf(column(FULL))[:300], "document-damaged", "grave"),
        ((DOCUMENTS / "locked.pdf").read_bytes(), "document-encrypted", "grave"),
        (pdf([]), "document-unreadable", "warning"),
        (_scan(3), "pdf-scanned", "warning"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, code: str, severity: str) -> None:
    document = read_pdf(data)
    assert document.pieces == ()
    assert [(problem.code, problem.severity) for problem in document.problems] == [(code, severity)]


@pytest.mark.parametrize("broken", [(b"trailer << /Root 1 0 R", b"trailer ("), (b"/Root 1 0 R", b"/Root 9 0 R")])
def test_a_damaged_end_is_written_anew(broken: tuple[bytes, bytes]) -> None:
    made = pdf(column(FULL, REST)).replace(*broken)
    document = read_pdf(made)
    assert lines(document) == [f"{FULL} {REST}"]
    assert [(one.code, one.severity) for one in document.problems] == [("document-damaged", "warning")]


def test_objects_packed_together_are_found_without_the_list_of_them() -> None:
    document = read_pdf(packed(pdf(column(FULL, REST))))
    assert lines(document) == [f"{FULL} {REST}"]
    assert [(one.code, one.severity) for one in document.problems] == [("document-damaged", "warning")]


def test_numbers_of_signs_are_no_words() -> None:
    document = read_pdf(pdf(column('!" #"!#!$% &-\' ()-* ' * 9)))
    assert document.pieces == ()
    assert [problem.code for problem in document.problems] == ["document-unreadable"]


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.4", b"%PDF-1.4\n1 0 obj", b"%PDF-1.4\n1 0 obj <</Type /Catalog>> trailer <</Encrypt 2 0 R>>"]
)
def test_without_a_catalog_or_with_a_lock_nothing_is_written_anew(data: bytes) -> None:
    assert rebuilt(data) is None


def test_scanned_pages_are_named() -> None:
    assert read_pdf(_scan(3)).problems[0].params == {"pages": "1–3"}


def test_too_many_pages_are_not_read() -> None:
    document = read_pdf(pdf(*[column(f"Here is page {number}.") for number in range(MOST_PAGES + 1)]))
    assert len(document.pieces) == MOST_PAGES
    assert [problem.code for problem in document.problems] == ["text-too-long"]


def _mail(*names: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Hoa <hoa@example.vn>", "toasoan@example.vn", "Gửi tin"
    message.set_content("Em gửi tòa soạn tin bài ạ.")
    for name in names:
        message.add_attachment((DOCUMENTS / name).read_bytes(), "application", "octet-stream", filename=name)
    return message.as_bytes()


@pytest.mark.parametrize(
    ("names", "kinds", "uses"),
    [
        (("cho-sach.pdf",), ["story"], ["story"]),
        (("cho-sach.odt", "cho-sach.pdf"), ["story", "document"], ["story", "document"]),
        (("locked.pdf", "cho-sach.rtf"), ["story"], ["document", "story"]),
        (("locked.pdf",), [], ["unreadable"]),
    ],
)
def test_a_pdf_alone_may_be_the_story_beside_one_it_is_evidence(
    names: tuple[str, ...], kinds: list[str], uses: list[str]
) -> None:
    parsed = parse("mail.eml", _mail(*names), lambda content: None)
    assert parsed.mail
    assert [item.kind for item in parsed.items] == kinds
    assert [attachment.use for attachment in parsed.mail.attachments] == uses
