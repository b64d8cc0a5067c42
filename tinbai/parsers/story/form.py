"""A form that newsrooms have their contributors fill in, as a table: who wrote it, for which unit, of which day."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest

from tinbai.model import Byline
from tinbai.parsers.story import byline, furniture
from tinbai.parsers.story.dates import event_date
from tinbai.parsers.story.people import bare, person

_FIELDS = (
    ("pen", re.compile(r"^bút danh$")),
    ("author", re.compile(r"^(?:tác giả|người (?:viết|gửi|thực hiện)|họ (?:và )?tên(?: tác giả)?|phóng viên|ctv)\b")),
    ("unit", re.compile(r"^(?:đơn vị|cơ quan|nơi công tác)\b")),
    ("title", re.compile(r"^(?:tên|tiêu đề|tít)(?: (?:tin|bài|bài viết|tác phẩm|tin,? bài))*$")),
    ("kind", re.compile(r"^(?:thể loại|loại tin)\b")),
    ("day", re.compile(r"^(?:ngày|thời gian) (?:sự kiện|diễn ra|tổ chức)\b|^(?:ngày|thời gian) xảy ra\b")),
    ("other", re.compile(
        r"^(?:chuyên mục|mục|ngày (?:gửi|viết|nộp)|stt|số (?:ảnh|chữ|từ|trang|điện thoại|tk|tài khoản)|ghi chú|ảnh kèm"
        r"|địa điểm|nguồn|kèm theo|nơi nhận|tình trạng|người duyệt)\b")),
)  # fmt: skip
_WRITER = re.compile(
    r"^(?:người (?:viết|thực hiện|gửi|làm tin|đưa tin)(?: tin| bài| tin,? bài)?|tác giả|phóng viên|cộng tác viên)\b"
    r"(?: \((?:ký|đã ký)[^()]{0,24}\))?"
)
_SIGNER = re.compile(
    rf"{_WRITER.pattern}|^(?:chỉ huy|thủ trưởng|lãnh đạo|duyệt|phê duyệt|người duyệt|xác nhận|trưởng|phó|giám đốc|hiệu"
    r" trưởng|tm\.|kt\.|tl\.|chủ tịch|bí thư|nơi nhận|ban biên tập|ý kiến)"
)
_MOST_WORDS = 30  # of what is filled in


@dataclass(frozen=True, slots=True)
class Form:
    """What is filled in; "" where a field is missing."""

    author: str = ""
    pen: str = ""
    unit: str = ""
    title: str = ""
    kind: str = ""
    day: str = ""

    def byline(self) -> Byline | None:
        """Who signs by the form."""
        who = self.pen or self.author
        if not who:
            return Byline(self.unit, (), self.unit) if self.unit else None
        read = byline.read_byline([f"Tác giả: {who}"]).byline
        authors = read.authors or (() if read.unit else (person(who) or who,))
        return Byline(byline.without_private(who), authors, read.unit or self.unit or None, read.source)

    def event(self, written: date | None) -> date | None:
        """The day of the event by the form."""
        return event_date(f"Ngày {self.day.removeprefix('ngày ').removeprefix('Ngày ')}", (), written)


def form_of(rows: Sequence[Sequence[str]]) -> Form | None:
    """The form that a table is; None for any other table: half of its rows or more begin with a label of forms."""
    filled = [row for row in rows if any(row)]
    if not filled or any(len(cell.split()) > _MOST_WORDS for row in filled for cell in row):
        return None
    named = [(_field(row[0]), " ".join(row[1:]).strip(" :")) for row in filled if len(row) >= 2]
    told = sum(field != "" for field, _ in named)
    if (told < 2 or told * 2 < len(filled)) and not furniture.is_form_table(rows):
        return None
    found = Form()
    for field, words in named:
        if field not in ("", "other") and words and not getattr(found, field):
            found = replace(found, **{field: words})
    return found


def signed_in(rows: Sequence[Sequence[str]]) -> str | None:
    """Who wrote it, by the table of signatures at a paper's foot ("NGƯỜI VIẾT TIN" beside "CHỈ HUY ĐƠN VỊ"); "" where
    only others signed; None for any other table."""
    columns = [" ".join(filter(None, cells)) for cells in zip_longest(*rows, fillvalue="")]
    filled = [column for column in columns if column]
    if not filled or len(rows) > 5 or any(len(column.split()) > 16 for column in filled):
        return None
    if not all(_SIGNER.match(bare(column)) for column in filled):
        return None
    for column in filled:
        if found := _WRITER.match(bare(column)):
            return column[found.end() :].strip(" :.-–()")
    return ""


def _field(label: str) -> str:
    words = bare(label).strip(" :.()*-")
    if len(words) > 40:
        return ""
    return next((name for name, pattern in _FIELDS if pattern.search(words)), "")
