"""Stamps of secrecy are found in every dress; innocent words that look like them are not."""

import csv
import itertools
import unicodedata

import pytest

from tests import vietnamese
from tests.vietnamese import document, in_tcvn3, in_vni
from tinbai.model import Hold
from tinbai.parsers import marks
from tinbai.parsers.document import Document, Paragraph, Span, Table
from tinbai.parsers.encoding import repairs as encoding

with (vietnamese.HERE / "tables" / "secrecy_cases.tsv").open(encoding="utf-8", newline="") as handle:
    CASES = [(row[0], row[1]) for row in csv.reader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)][1:]

STAMPS: dict[str, Hold] = {
    "MẬT": "secret",
    "TỐI MẬT": "secret",
    "TUYỆT MẬT": "secret",
    "TÀI LIỆU THU HỒI": "secret",
    "BẢN SAO BÍ MẬT NHÀ NƯỚC": "secret",
    "CHỈ NGƯỜI CÓ TÊN MỚI ĐƯỢC BÓC BÌ": "secret",
    "LƯU HÀNH NỘI BỘ": "internal",
    "TÀI LIỆU NỘI BỘ": "internal",
    "XEM XONG TRẢ LẠI": "internal",
    "KHÔNG PHỔ BIẾN": "internal",
    "DỰ THẢO": "internal",
}
DRESSES = {
    "as it is": "{}",
    "blanks around": " \t {}  ",
    "brackets": "[{}]",
    "round brackets": "({})",
    "box": "│ {} │",
    "heavy box": "┃{}┃",
    "stars": "*** {} ***",
    "dashes": "- {} -",
    "low lines": "__{}__",
    "quotes": "“{}”",
    "full stop": "{}.",
}
INNOCENT = (
    "bí mật", "Bí mật", "BÍ MẬT", "bảo mật", "BẢO MẬT", "mật ong", "MẬT ONG", "Mật ong", "mật độ", "MẬT ĐỘ DÂN SỐ",
    "mật khẩu", "MẬT KHẨU", "thân mật", "THÂN MẬT", "mật thiết", "Nguyễn Văn Mật", "NGUYỄN VĂN MẬT", "xã Mật Sơn",
    "XÃ MẬT SƠN", "MẶT TRẬN", "MẶT TRẬN TỔ QUỐC VIỆT NAM", "MẶT", "MẤT", "MẮT", "MÁT", "MAT", "TỐI MẮT", "TỐI MẶT",
    "Mật", "mật", "MẬT MÃ", "Độ mật: Thường", "Độ mật: ………", "GIẢI MẬT", "Dự thảo luật",
    "BẢO VỆ BÍ MẬT NHÀ NƯỚC", "LUẬT BẢO VỆ BÍ MẬT NHÀ NƯỚC", "Tài liệu lưu hành nội bộ của hợp tác xã đã cũ.",
)  # fmt: skip


@pytest.mark.parametrize(("line", "expected"), CASES)
def test_the_cases_of_the_field_notes(line: str, expected: str) -> None:
    hold = marks.hold_of_line(line)
    soft = marks.soft_warning(document(line))
    assert (hold, bool(soft)) == {
        "secret_hold": ("secret", False),
        "internal_hold": ("internal", False),
        "soft_warning": (None, True),
        "clear": (None, False),
    }[expected]


@pytest.mark.parametrize(("stamp", "dress"), list(itertools.product(STAMPS, DRESSES)))
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_stamps_in_every_dress(stamp: str, dress: str, form: str) -> None:
    written = DRESSES[dress].format(stamp)
    line = unicodedata.normalize("NFD", written) if form == "NFD" else written
    assert marks.hold_of_line(line) == STAMPS[stamp]
    assert marks.hold_of(encoding.repair(document("Bài viết", line))) == STAMPS[stamp]


@pytest.mark.parametrize("stamp", ["MẬT", "TỐI MẬT", "TUYỆT MẬT", "LƯU HÀNH NỘI BỘ", "XEM XONG TRẢ LẠI"])
@pytest.mark.parametrize(("letters", "words"), [(" ", "   "), (" ", "  "), ("\u00a0", "\u00a0\u00a0\u00a0")])
def test_stamps_spelt_with_blanks(stamp: str, letters: str, words: str) -> None:
    line = words.join(letters.join(word) for word in stamp.split())
    assert marks.hold_of(encoding.repair(document(line))) == STAMPS[stamp]


@pytest.mark.parametrize("stamp", STAMPS)
@pytest.mark.parametrize(("write", "font"), [(in_tcvn3, ".VnTimeH"), (in_vni, "VNI-Times")])
def test_stamps_in_old_encodings_by_font(stamp: str, write: vietnamese.Writer, font: str) -> None:
    read = encoding.repair(document("Kon Tum, 2025", write(stamp), font=font))
    assert marks.hold_of(read) == STAMPS[stamp]


@pytest.mark.parametrize("stamp", STAMPS)
@pytest.mark.parametrize("write", [in_tcvn3, in_vni])
def test_stamps_in_old_encodings_without_a_font(stamp: str, write: vietnamese.Writer) -> None:
    assert marks.hold_of(encoding.repair(Document((), notes=(write(stamp),)))) == STAMPS[stamp]


@pytest.mark.parametrize("line", INNOCENT)
def test_innocent_lines_are_not_held(line: str) -> None:
    for written in (line, f"[{line}]", unicodedata.normalize("NFD", line)):
        assert marks.hold_of_line(written) is None
        assert marks.hold_of_subject(written) is None
        assert marks.hold_of_name(f"{written}.docx") is None


@pytest.mark.parametrize("line", INNOCENT)
@pytest.mark.parametrize("write", [in_tcvn3, in_vni])
def test_innocent_lines_in_old_encodings_are_not_held(line: str, write: vietnamese.Writer) -> None:
    assert marks.hold_of_line(write(line)) is None


@pytest.mark.parametrize("name", [*vietnamese.STORIES, *vietnamese.SEEDS])
def test_of_all_texts_only_the_stamped_one_is_held(name: str) -> None:
    read = vietnamese.document_of(name)
    assert marks.hold_of(read) == ("secret" if name.startswith("14-") else None)
    assert bool(marks.soft_warning(read)) == name.startswith(("001_", "12-"))


@pytest.mark.parametrize(
    ("line", "hold"),
    [
        ("ĐẢNG BỘ TỈNH   MẬT", "secret"),
        ("MẬT\t\tSố: 12-BC/TU", "secret"),
        ("MẬT (Bản số: 02)", "secret"),
        ("HỎA TỐC - MẬT", "secret"),
        ("Độ mật: C", "secret"),
        ("MỨC ĐỘ MẬT: TỐI MẬT", "secret"),
        ("TÀI LIỆU TUYỆT MẬT", "secret"),
        ("BÁO CÁO MẬT", "secret"),
        ("(Lưu hành nội bộ)", "internal"),
        ("DỰ THẢO LẦN 2", "internal"),
        ("DỰ THẢO (lần thứ II)", "internal"),
    ],
)
def test_stamps_in_company(line: str, hold: Hold) -> None:
    assert marks.hold_of(encoding.repair(document(line))) == hold


def test_a_stamp_is_found_in_a_cell_in_the_margins_and_among_further_words() -> None:
    cell = (Paragraph((Span("M"), Span("ẬT", bold=True))),)
    assert marks.hold_of(Document((Table(((cell,),)),))) == "secret"
    assert marks.hold_of(Document((), notes=("Trang 1\nTỐI MẬT",))) == "secret"
    assert marks.hold_of(document("Bài viết"), words=("MẬT",)) == "secret"


def test_a_stamp_written_downwards_is_found() -> None:
    assert marks.hold_of(document("Số 1", "M", "Ậ", "T", "Kính gửi")) == "secret"


def test_the_graver_stamp_counts_and_a_declassification_lifts_nothing() -> None:
    assert marks.hold_of(document("LƯU HÀNH NỘI BỘ", "MẬT")) == "secret"
    assert marks.hold_of(document("MẬT", "GIẢI MẬT")) == "secret"


@pytest.mark.parametrize(
    ("name", "hold"),
    [
        ("27-BC_MẬT.docx", "secret"),
        ("[MẬT] Công văn.doc", "secret"),
        ("TUYỆT_MẬT.docx", "secret"),
        ("tối nay TỐI MẬT.pdf", "secret"),
        ("Báo cáo MẬT 2025.docx", "secret"),
        ("BÁO CÁO MẬT.docx", "secret"),
        ("CV MẬT 12.docx", "secret"),
        ("KH MẬT ONG 2026.docx", None),
        (unicodedata.normalize("NFD", "Kế hoạch MẬT.docx"), "secret"),
        ("LƯU HÀNH NỘI BỘ - quy chế.docx", "internal"),
        ("TẬP HUẤN BẢO VỆ BÍ MẬT NHÀ NƯỚC.docx", None),
        ("Nguyễn Văn MẬT.docx", None),
        ("Bài MẬT ONG.docx", None),
        ("XÃ MẬT SƠN.jpg", None),
        ("Bài mật.docx", None),
        ("BÀI DỰ THẢO.docx", None),
        ("tap huan bao mat.docx", None),
        ("MẶT TRẬN.docx", None),
        ("TUYET_MAT.docx", None),
    ],
)
def test_stamps_in_file_names(name: str, hold: Hold | None) -> None:
    assert marks.hold_of_name(name) == hold


@pytest.mark.parametrize(
    ("subject", "hold"),
    [
        ("MẬT: Báo cáo tháng 10", "secret"),
        ("Fwd: [TỐI MẬT] Kế hoạch", "secret"),
        ("Độ mật: Mật", "secret"),
        ("Tin: KHAI TRƯƠNG CỬA HÀNG MẬT ONG", None),
        ("Tin bài về công tác bảo vệ bí mật nhà nước", None),
        ("HỘI NGHỊ TRIỂN KHAI LUẬT BẢO VỆ BÍ MẬT NHÀ NƯỚC", None),
    ],
)
def test_stamps_in_subjects(subject: str, hold: Hold | None) -> None:
    assert marks.hold_of_subject(subject) == hold


def test_a_name_without_accents_only_warns() -> None:
    assert marks.soft_warning_of_name("TUYET_MAT.docx")
    assert marks.soft_warning_of_name("TOI MAT ke hoach.doc")
    assert not marks.soft_warning_of_name("toi mat nguoi than.docx")
