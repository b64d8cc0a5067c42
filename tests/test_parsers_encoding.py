"""Old encodings, mojibake and stray characters become clean Unicode; clean text of any language stays as it is."""

import unicodedata
from collections.abc import Callable, Iterator

import pytest

from tests import vietnamese
from tests.vietnamese import document, in_tcvn3, in_vni, lines_of, mojibake, texts
from tinbai.parsers.document import Document, Paragraph, Picture, Span, Table
from tinbai.parsers.encoding import legacy, syllables, tcvn3, vni
from tinbai.parsers.encoding import repairs as encoding
from tinbai.parsers.mail import charset

WRITERS = {"tcvn3": in_tcvn3, "vni": in_vni}
FOREIGN = (
    "The editorial board of the newspaper met on Monday to discuss how stories from remote communes can be "
    "answered faster; the naïve answer, a longer working day, was dismissed, and a café was chosen for the résumé.",
    "Après l'été, la rédaction a reçu beaucoup d'élèves très intéressés par le métier; à la fête du village, le maire "
    "Noël Lefèvre a présenté « l'œuvre » des bénévoles, où chaque façade a été repeinte en août. Ça a coûté 30 000 €.",
    "Die Bürger fühlten sich für die schöne Straße über dem Fluß zuständig und wählten später größere Gärten für "
    "Äpfel, Nüsse und süße Trauben; die Räte prüften das Gebäude, hörten Kläger und lösten die Prüfung über Öl ab.",
    "Em março, a educação não pôde avançar: três mães, irmãos e avós são às vezes também público de ações propostas.",
)


def test_the_tables_are_those_of_the_field_notes() -> None:
    assert dict(vietnamese.table("tcvn3")) == tcvn3.TABLE
    assert dict(vietnamese.table("vni")) == vni.TABLE
    assert all(tcvn3.decode(old) == letter for old, letter in vietnamese.table("tcvn3_capital_pairs"))


@pytest.mark.parametrize("base", "aeouyôö")
def test_a_vni_capital_may_carry_a_small_mark(base: str) -> None:
    for symbol, letter in vni.TABLE.items():
        if len(symbol) == 2 and symbol[0] == base:
            assert vni.decode(symbol[0].upper() + symbol[1]) == letter.upper()


@pytest.mark.parametrize("word", ["nghiêng", "quốc", "giữ", "gì", "hoà", "hòa", "thuý", "đắk", "ưu", "khuỷu", "quyết"])
def test_syllables_that_exist_are_spellable(word: str) -> None:
    assert syllables.spellable(word)


@pytest.mark.parametrize("word", ["café", "être", "ctỷ", "môc", "quôc", "àá", "nghiêngg", "schön", "señor"])
def test_what_is_no_syllable_is_not(word: str) -> None:
    assert not syllables.spellable(word)


@pytest.mark.parametrize("name", ["05-nfd-tiem-chung", "06-tcvn3-hoi-nghi-cuu-chien-binh", "13-vni-giai-bong-chuyen"])
@pytest.mark.parametrize("with_fonts", [True, False])
def test_the_stories_in_old_encodings_come_out_exactly(name: str, with_fonts: bool) -> None:
    story = vietnamese.story(name)
    fonts = (story["font"] or {}) if with_fonts else {}
    spans = [
        Span(encoded, font=fonts.get(block["role"], fonts.get("default")))
        for block, encoded in zip(story["blocks"], story["blocks_encoded"], strict=True)
    ]
    repaired = encoding.repair(Document(tuple(Paragraph((span,)) for span in spans)))
    shown = [
        line.upper() if span.font == ".VnTimeH" else line for span, line in zip(spans, lines_of(name), strict=True)
    ]
    assert texts(repaired) == shown
    assert repaired.encoding == {"nfd": "unicode"}.get(story["encoding"], story["encoding"])


def windows(size: int) -> Iterator[str]:
    for name in (*vietnamese.STORIES, *vietnamese.SEEDS):
        for line in texts(vietnamese.document_of(name)):
            words = line.split()
            yield from (" ".join(words[at : at + size]) for at in range(0, len(words) - size + 1, size // 2))


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize(("size", "recall"), [(5, 0.94), (8, 0.985), (12, 0.99), (20, 1.0)])
def test_windows_without_fonts_are_recognised(kind: str, size: int, recall: float) -> None:
    found = [encoding.repair_text(WRITERS[kind](window))[1] == kind for window in windows(size)]
    assert len(found) > 300
    assert sum(found) >= recall * len(found)


@pytest.mark.parametrize("size", [3, 5, 12])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_clean_vietnamese_is_never_taken_for_an_old_encoding(size: int, form: str) -> None:
    for window in windows(size):
        written = unicodedata.normalize("NFD", window) if form == "NFD" else window
        assert encoding.repair_text(written) == (encoding.clean(window, vietnamese=True), "unicode")


@pytest.mark.parametrize("text", FOREIGN)
@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 12, 30])
def test_other_languages_stay_as_they_are(text: str, size: int) -> None:
    words = text.split()
    for at in range(len(words)):
        window = " ".join(words[at : at + size])
        assert encoding.repair_text(window) == (window, "unicode")


def test_short_lines_follow_the_document() -> None:
    lines = [
        "Tin, ảnh: Đỗ Ửng",
        "Ngày 20/10, huyện tổ chức hội nghị tổng kết công tác năm 2025 với sự tham dự của 120 đại biểu",
    ]
    repaired = encoding.repair(document(*map(in_vni, lines)))
    assert texts(repaired) == lines
    assert [problem.params["from"] for problem in repaired.problems] == ["VNI"]


def test_old_and_new_paragraphs_in_one_document_are_mixed() -> None:
    lines = lines_of("02-bai-che-huu-co")[:6]
    repaired = encoding.repair(document(*lines[:3], *map(in_vni, lines[3:])))
    assert (texts(repaired), repaired.encoding) == (lines, "mixed")


def test_an_upper_case_font_prints_capitals_ascii_too() -> None:
    paragraph = Paragraph(
        (Span("ñ", font=".VnTimeH"), Span("y ban x· Kon Tum", font=".VnTime"), Span(" mËt", font=".VnArialH"))
    )
    assert texts(encoding.repair(Document((paragraph,)))) == ["Ủy ban xã Kon Tum MẬT"]


def test_a_letter_cut_in_two_by_a_change_of_look_is_put_together() -> None:
    text = in_vni("Hội Nông dân phường Sông Trúc khai mạc giải")
    for cut in range(1, len(text)):
        spans = (Span(text[:cut], bold=True, font="VNI-Times"), Span(text[cut:], font="VNI-Times"))
        repaired = encoding.repair(Document((Paragraph(spans),)))
        assert texts(repaired) == ["Hội Nông dân phường Sông Trúc khai mạc giải"]


def test_a_combining_mark_in_the_next_span_is_put_on_its_letter() -> None:
    spans = (Span("Tiê"), Span("\u0301ng Viê", bold=True), Span("\u0323t"))
    assert texts(encoding.repair(Document((Paragraph(spans),)))) == ["Tiếng Việt"]


@pytest.mark.parametrize("font", [".VnTime", ".VnTimeH", "VNI-Times"])
def test_unicode_text_in_an_old_font_is_left_alone(font: str) -> None:
    lines = lines_of("01-tin-hop-giao-ban")
    repaired = encoding.repair(document(*lines, font=font))
    assert (texts(repaired), repaired.encoding) == (lines, "unicode")


@pytest.mark.parametrize("name", [*vietnamese.STORIES, *vietnamese.SEEDS])
def test_mojibake_is_put_right_line_by_line(name: str) -> None:
    clean = texts(encoding.repair(vietnamese.document_of(name)))
    for line in clean:
        assert encoding.repair_text(mojibake(line))[0] == line
        assert encoding.repair_text(mojibake(mojibake(line)))[0] == line


def test_mojibake_whose_hard_blanks_were_lost_is_put_right() -> None:
    broken = mojibake("Bà con làm đường và trồng hoa").replace("\u00a0", " ")
    assert encoding.repair_text(broken) == ("Bà con làm đường và trồng hoa", "mojibake")


def test_capitals_at_a_quotation_mark_are_no_mojibake() -> None:
    assert encoding.repair_text("CÀ PHÊ”") == ("CÀ PHÊ”", "unicode")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Nghị định 30/2020/N\u00d0-CP", "Nghị định 30/2020/NĐ-CP"),
        ("a\u200bb\u2060c\ufeffd\u00ade\0f\ud800g", "abcdefg"),
        ("mười\u00a0hai\tngười", "mười hai người"),
        ("UBND XÃ\t\tSố: 12", "UBND XÃ  Số: 12"),
        ("hai  dấu cách", "hai dấu cách"),
    ],
)
def test_stray_characters_go(written: str, meant: str) -> None:
    assert texts(encoding.repair(document(written))) == [meant]


def test_tables_notes_titles_and_alternative_texts_are_repaired_too() -> None:
    body = lines_of("13-vni-giai-bong-chuyen")[1]
    cell = (Paragraph((Span(in_vni("Đội vô địch")),)), Picture("a.png", alt=in_vni("Trận chung kết")))
    read = Document(
        (Paragraph((Span(in_vni(body)),)), Table(((cell,),))), (in_vni("Sở Y tế"),), title_hint=in_vni("Giải đấu")
    )
    repaired = encoding.repair(read)
    inner = repaired.pieces[1]
    assert isinstance(inner, Table)
    assert inner.rows[0][0][0] == Paragraph((Span("Đội vô địch"),))
    assert inner.rows[0][0][1] == Picture("a.png", alt="Trận chung kết")
    assert (repaired.notes, repaired.title_hint) == (("Sở Y tế",), "Giải đấu")


def test_a_clean_document_comes_back_itself() -> None:
    read = vietnamese.document_of("02-bai-che-huu-co")
    assert encoding.repair(read) is read


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ñy ban nh©n d©n x· häp. ý kiÕn cña ñy ban Nh©n d©n", "Ủy ban nhân dân xã họp. Ý kiến của Ủy ban Nhân dân"),
        ("HéI NGHÞ TæNG KÕT C¤NG T¸C", "HỘI NGHỊ TỔNG KẾT CÔNG TÁC"),
        ("· Mét sè ý kiÕn: ¶nh 3×4, cßn ¼ chÆng ®\u00adêng", "· Một số ý kiến: ảnh 3×4, còn ¼ chặng đường"),
    ],
)  # fmt: skip
def test_capitals_without_an_octet_are_restored_where_sure(written: str, meant: str) -> None:
    assert encoding.repair_text(written) == (meant, "tcvn3")


@pytest.mark.parametrize(
    ("font", "kind", "capitals"),
    [
        (".VnTime", "tcvn3", False),
        (".VnArial NarrowH", "tcvn3", True),
        ("'.vntimeh'", "tcvn3", True),
        ("VNI-Helve", "vni", False),
        ("VNI Times", "vni", False),
        ("Times New Roman", None, False),
        ("Bookman Old Style H", None, False),
        (None, None, False),
    ],
)
def test_fonts_tell_their_encoding(font: str | None, kind: str | None, capitals: bool) -> None:
    assert (legacy.kind_of_font(font), legacy.prints_capitals(font)) == (kind, capitals)


@pytest.mark.parametrize("write", [in_tcvn3, in_vni])
def test_names_no_dictionary_holds_are_decoded_by_their_font(write: Callable[[str], str]) -> None:
    font = ".VnTime" if write is in_tcvn3 else "VNI-Times"
    lines = ["Ông Y Đhăm Kđoh ở buôn Ea Đrơng", *lines_of("02-bai-che-huu-co")[1:3]]
    assert texts(encoding.repair(document(*map(write, lines), font=font))) == lines


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("declared", [None, "us-ascii", "utf-8", "iso-8859-1", "windows-1258"])
@pytest.mark.parametrize("frame", ["{}", "<p class=x><font face=Arial>{}</font></p>"])
def test_octets_of_old_encodings_are_known_whatever_their_label(kind: str, declared: str | None, frame: str) -> None:
    for name in ("01-tin-hop-giao-ban", "02-bai-che-huu-co", "10-ngay-hoi-dai-doan-ket-tac-gia-a"):
        line = max(lines_of(name), key=len)
        octets = frame.format(WRITERS[kind](line)).encode("latin-1", "replace")
        text, used = charset.decode(octets, declared)
        assert (text, used) == (octets.decode("latin-1"), "cp1252")


@pytest.mark.parametrize("name", vietnamese.STORIES)
def test_real_windows_1258_is_not_taken_for_an_old_encoding(name: str) -> None:
    text = "\n".join(lines_of(name))
    octets = "".join(_as_windows_writes(letter) for letter in text).encode("cp1258", "ignore")
    assert charset.decode(octets, "windows-1258") == (_nfc(octets), "cp1258")


def _nfc(octets: bytes) -> str:
    return unicodedata.normalize("NFC", octets.decode("cp1258"))


def _as_windows_writes(letter: str) -> str:
    """Base letter with its hat, tone apart."""
    parts = unicodedata.normalize("NFD", letter)
    tones = [mark for mark in parts[1:] if mark in "\u0300\u0301\u0303\u0309\u0323"]
    hats = [mark for mark in parts[1:] if mark not in tones]
    return unicodedata.normalize("NFC", "".join([parts[0], *hats])) + "".join(tones)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("®-êng n-íc x-a, th- kÝ.", "đường nước xưa, thư kí."),
        ("B¾c - Nam, Nam-B¾c, B-52, 7-10, X-quang", "Bắc - Nam, Nam-Bắc, B-52, 7-10, X-quang"),
        ("- G¹ch ®Çu dßng", "- Gạch đầu dòng"),
    ],
)
def test_a_hyphen_that_can_be_but_a_letter_is_one(written: str, meant: str) -> None:
    assert texts(encoding.repair(document(written, font=".VnTime"))) == [meant]
