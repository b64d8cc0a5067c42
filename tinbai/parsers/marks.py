"""Stamps of secrecy, MẬT, TỐI MẬT, TUYỆT MẬT, and "for internal use", in a document, its margins, a name, a subject.

Circular 24/2020/TT-BCA lays down the stamps. All matching is on NFC text with its marks and in the case as written:
MẶT, MẤT, MẮT, mật ong, bảo mật or a Mr Mật are no stamps. "GIẢI MẬT" (declassified) beside a stamp lifts nothing:
a person decides.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import groupby

from tinbai.model import Hold, Problem
from tinbai.parsers import flow
from tinbai.parsers.document import Document, Paragraph, Piece, Table
from tinbai.parsers.encoding import decoding, legacy

_UNHEEDED: ContextVar[bool] = ContextVar("unheeded", default=False)
_LONGEST = 120  # characters; a stamp with its frame is shorter
_NO_LETTER = re.compile(r"[\W\d_]+")
_URGENT = r"(?:HỎA TỐC|HOẢ TỐC|THƯỢNG KHẨN|HẸN GIỜ|KHẨN)"
_NUMBER = r"(?:[Bb]ản số|BẢN SỐ|[Bb]ản|SỐ|[Ss]ố)"
_PAPER = r"(?:TÀI LIỆU|VĂN BẢN|HỒ SƠ|CÔNG VĂN|BÁO CÁO|KẾ HOẠCH|TỜ TRÌNH|QUYẾT ĐỊNH|THÔNG BÁO|CV|BC|KH|QĐ|TTR|TB)"
_SECRET = re.compile(
    rf"(?:{_URGENT} )?(?:{_PAPER} )?(?:(?:TỐI|TUYỆT) )?MẬT(?: {_URGENT})?(?: {_NUMBER})?"
    r"|(?:[Mm]ức )?[Đđ]ộ mật (?:(?:[Tt]uyệt |[Tt]ối )?[Mm]ật|(?:TUYỆT |TỐI )?MẬT|[ABC])"
    r"|(?:MỨC )?ĐỘ MẬT (?:(?:TUYỆT |TỐI )?MẬT|(?:[Tt]uyệt |[Tt]ối )?[Mm]ật|[ABC])"
    r"|BẢN SAO (?:TÀI LIỆU )?BÍ MẬT NHÀ NƯỚC|TÀI LIỆU THU HỒI"
)
_ENVELOPE = "CHỈ NGƯỜI CÓ TÊN MỚI ĐƯỢC BÓC BÌ"
_SPELT: dict[str, Hold] = {
    "MẬT": "secret", "TỐIMẬT": "secret", "TUYỆTMẬT": "secret", "LƯUHÀNHNỘIBỘ": "internal", "TÀILIỆUNỘIBỘ": "internal",
    "XEMXONGTRẢLẠI": "internal", "KHÔNGPHỔBIẾN": "internal", "DỰTHẢO": "internal", "TÀILIỆUTHUHỒI": "secret",
}  # fmt: skip
_INTERNAL = re.compile(
    r"(?:(?:TÀI LIỆU|VĂN BẢN) )?(?:CHỈ )?LƯU HÀNH NỘI BỘ|(?:[Tt]ài liệu l|L)ưu hành nội bộ|TÀI LIỆU NỘI BỘ"
    r"|XEM XONG TRẢ LẠI|KHÔNG PHỔ BIẾN|DỰ THẢO(?: (?:LẦN|SỐ|[Ll]ần|[Ss]ố)(?: THỨ| thứ)?(?: [IVX]+)?)?"
)
_SOFT = re.compile(
    r"\b(?:văn bản|tài liệu|hồ sơ|công văn) (?:tuyệt |tối )?mật\b(?! (?:độ|khẩu|mã|ong|thiết|thư)\b)", re.IGNORECASE
)
_SOFT_TOKEN = re.compile(r"(?<![A-Za-z])(?:TUYET|TOI)[ _-]MAT(?![A-Za-z])")
_TOKEN = re.compile(rf"(?<!\w)(?:(?:TỐI|TUYỆT)[ -]+MẬT(?!\w)|{_PAPER}[ -]+MẬT(?!\w| +[^\W\d]))")
_WORD = re.compile(r"[^\W\d_]+")
_BEFORE = frozenset({"BÍ", "BẢO", "CƠ", "THÂN", "GIẢI", "VĂN", "THỊ", "ĐỘ"})  # bí mật, Nguyễn Văn Mật
_AFTER = frozenset({"ONG", "ĐỘ", "KHẨU", "MÃ", "THIẾT", "THƯ", "VỤ", "LỆNH", "HOA", "MÍA", "NGỌT"})


@contextmanager
def unheeded() -> Iterator[None]:
    """Within, no stamp holds anything: a person who may say so has looked at the mail and saw none."""
    before = _UNHEEDED.set(True)
    try:
        yield
    finally:
        _UNHEEDED.reset(before)


def hold_of(document: Document, words: Sequence[str] = ()) -> Hold | None:
    """The gravest stamp among the pieces and notes of a repaired document; `words`: further lines to be judged."""
    found: Hold | None = None
    for line in (*_lines(document.pieces), *_note_lines(document.notes), *words):
        match hold_of_line(line):
            case "secret":
                return "secret"
            case "internal":
                found = "internal"
    return found


def stamps(lines: Iterable[str]) -> Iterator[str]:
    """Those of lines that nobody sees, hidden, deleted, that bear a stamp; of the others nothing is kept."""
    return (line for line in lines if hold_of_line(line))


def hold_of_line(line: str) -> Hold | None:
    """The stamp a line, cell or text box consists of (frames, blanks between letters and numbers do not count)."""
    if (len(line) > _LONGEST and _ENVELOPE not in line) or _UNHEEDED.get():
        return None
    line = unicodedata.normalize("NFC", line)
    parts = {reading for part in flow.parts(line) for reading in _readings(part)}
    found = [hold for part in parts if (hold := _stamp(part))]
    return "secret" if "secret" in found else found[0] if found else None


def _readings(line: str) -> Iterator[str]:
    """The line, and what it says in the old encodings: a stamp alone in a header is too short to be recognised."""
    yield line
    if legacy.SUSPECT.search(line) and not legacy.UNICODE.search(line):
        for kind in legacy.KINDS:
            yield decoding.decode_lines(line, kind)


def _stamp(text: str) -> Hold | None:
    bare = _NO_LETTER.sub(" ", text).strip()
    if _SECRET.fullmatch(bare) or _ENVELOPE in bare:
        return "secret"
    if _INTERNAL.fullmatch(bare):
        return "internal"
    letter_by_letter = len(bare) > 2 and bare[1::2].isspace()
    return _SPELT.get(bare.replace(" ", "")) if letter_by_letter else None


def _lines(pieces: Iterable[Piece]) -> Iterator[str]:
    """Lines, and paragraphs of one letter each (a stamp written downwards) joined to one line."""
    texts: list[str] = []
    for piece in pieces:
        if isinstance(piece, Paragraph):
            texts.extend(flow.split_lines(piece.text))
        elif isinstance(piece, Table):
            for cell in flow.cells(piece):
                yield from _lines(cell)
    for downwards, group in groupby(texts, key=lambda text: len(text) < 3):
        joined = list(group)
        yield from (["".join(joined)] if downwards else joined)


def _note_lines(notes: Iterable[str]) -> Iterator[str]:
    for note in notes:
        yield from flow.split_lines(note)


def hold_of_name(name: str) -> Hold | None:
    """The stamp in a file name: accented capitals as words of their own ("27-BC_MẬT.docx")."""
    stem, dot, extension = name.rpartition(".")
    return _hold_in_line(stem if dot and len(extension) <= 5 else name)


def hold_of_subject(subject: str) -> Hold | None:
    """The stamp in a subject: "MẬT: báo cáo …", "[TỐI MẬT] …", "Độ mật: Mật"."""
    return _hold_in_line(subject)


def _hold_in_line(line: str) -> Hold | None:
    if _UNHEEDED.get():
        return None
    line = unicodedata.normalize("NFC", line).replace("_", " - ")
    parts = [line, *re.split(r"\s[-–—]+\s|[\[\](){}|:;,/]+", line)]
    for part in parts:
        hold = hold_of_line(part)
        if hold and "DỰ THẢO" not in part:  # contributors call the draft of an article so
            return hold
    if _TOKEN.search(line):
        return "secret"
    if re.search(r"(?<!\w)LƯU HÀNH NỘI BỘ(?!\w)", line):
        return "internal"
    words = list(_WORD.finditer(line))
    return "secret" if any(_stands_apart(words, number, line) for number in range(len(words))) else None


def _stands_apart(words: Sequence[re.Match[str]], number: int, line: str) -> bool:
    """MẬT in capitals among words that are not, or parted from them by more than a blank."""
    word = words[number]
    if word[0] != "MẬT":
        return False
    before = words[number - 1] if number else None
    after = words[number + 1] if number + 1 < len(words) else None
    if before and (before[0].upper() in _BEFORE or (before[0].isupper() and line[before.end() : word.start()] == " ")):
        return False
    return not (
        after and (after[0].upper() in _AFTER or (after[0].isupper() and line[word.end() : after.start()] == " "))
    )


def soft_warning(document: Document) -> Problem | None:
    """Running text that speaks of secret papers; information only."""
    if any(_SOFT.search(line) for line in flow.lines(document)):
        return Problem("secrecy-mentioned", "info")
    return None


def soft_warning_of_name(name: str) -> Problem | None:
    """A file name or subject with TUYET_MAT or TOI_MAT, typed without accents: too weak for a hold."""
    return Problem("secrecy-mentioned", "info", name) if _SOFT_TOKEN.search(name) else None
