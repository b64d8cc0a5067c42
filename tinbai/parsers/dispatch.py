"""Is it a dispatch (công văn, kế hoạch, quyết định …) rather than a story? By the layout the rules of clerical work lay
down: Decree 30/2020/NĐ-CP for the state, and the party's own form."""

import re
from collections.abc import Sequence

from tinbai.parsers import flow
from tinbai.parsers.document import Document
from tinbai.parsers.story import byline, furniture
from tinbai.parsers.story.lines import is_opening

DISPATCH = 5  # points from which on it is one; 3 and 4: ask

_KINDS = (
    "KẾ HOẠCH|BÁO CÁO|THÔNG BÁO|TỜ TRÌNH|GIẤY MỜI|QUYẾT ĐỊNH|CÔNG VĂN|CHỈ THỊ|NGHỊ QUYẾT|HƯỚNG DẪN|CHƯƠNG TRÌNH|"
    "BIÊN BẢN|CÔNG ĐIỆN|GIẤY GIỚI THIỆU|KẾT LUẬN|QUY CHẾ|QUY ĐỊNH|ĐỀ ÁN|PHƯƠNG ÁN|HỢP ĐỒNG|GIẤY ỦY QUYỀN"
)
_RULES: tuple[tuple[int, re.Pattern[str]], ...] = tuple(
    (points, re.compile(pattern))
    for points, pattern in (
        (3, r"(?:^|.{0,280} )CỘNG H(?:ÒA|OÀ) XÃ HỘI CHỦ NGHĨA VIỆT NAM$|^Cộng h(?:òa|oà) xã hội chủ nghĩa Việt Nam$"),
        (2, r"(?i:(?:^|.{0,60} )độc lập\s*[-–—]\s*tự do\s*[-–—]\s*hạnh phúc$)"),
        (3, r"(?:^|.{0,60} )ĐẢNG CỘNG SẢN VIỆT NAM$"),
        (2, r"^Số\s*+:?\s*+(?:\d+|[….]+)?\s*+(?:[-–/]\s*+[A-ZĐ]{1,6}(?:[-/&]|$|\s)|/\s*+\d{4}\s*+/)"),
        (2, r"^(?:V/v|v/v|Về việc)\b"),
        (3, r"^Nơi (?:nhận|gửi)\s*:"),
        (2, r"^(?:TM|T/M|KT|TL|TUQ|T/L|K/T)(?:\s*+[./])?\s++[A-ZÀ-ỸĐ]{2,}"),
        (2, rf"^(?:{_KINDS})$"),
        (2, r"^Điều 1\s*[.:]"),
        (
            1,
            r"^[-–+•]?\s*Căn cứ (?:Luật|Bộ luật|Nghị|Quyết định|Thông tư|Kế hoạch|Công văn|Chỉ thị|Điều|Quy|Hướng dẫn)",
        ),
        (1, r"^[-–+•]?\s*Lưu\s*+:?\s*+(?:VT|VP|Văn phòng|văn thư|Văn thư|HS|TH)\b"),
        (1, r"^\((?:Đã ký|đã ký|ĐÃ KÝ|Ký tên)"),
        (1, r"^[A-ZÀ-ỸĐ][^.;]{1,40}, ngày\s*+[\d….]*+\s*+tháng\s*+[\d….]*+\s*+năm\s*+[\d….]*$"),
    )
)
_WRITTEN_BY = re.compile(r"\W{0,2}(?:tin|bài|ảnh|tác giả|người viết)\b", re.IGNORECASE)
_BY_PLAN = re.compile(r"\W*(?:thực hiện|hưởng ứng|ngày \d.{0,40}\b(?:nhận được|ban hành))", re.IGNORECASE)
_LONGEST = 300  # characters; what a mark stands in is shorter
_TO = re.compile(r"^[Kk]ính gửi\s*:?\s*(.*)$", re.IGNORECASE)
_AGENCY = re.compile(
    r"\b(?:ủy ban|uỷ ban|ubnd|ubmttq|sở|phòng|các|đảng ủy|huyện ủy|thành ủy|tỉnh ủy|chi bộ|bộ|cục|chi cục|công an|"
    r"trường|đồng chí|ông|bà|hội|ban chỉ|ban quản|văn phòng)\b",
    re.IGNORECASE,
)
_NEWSROOM = re.compile(r"biên tập|bbt|tòa soạn|toà soạn|cổng thông tin|trang thông tin|báo |đài |quý", re.IGNORECASE)


def score(document: Document) -> int:
    """Points for the marks of a dispatch, each counted once, tables included; from DISPATCH on it is one."""
    lines = [part.strip() for line in flow.lines(document) for part in flow.parts(line) if len(part) <= _LONGEST]
    points = sum(points for points, pattern in _RULES if any(pattern.match(line) for line in lines))
    return max(0, points + (2 if _addressed(lines) else 0) - _of_story(lines))


def _of_story(lines: Sequence[str]) -> int:
    """Points for what no dispatch has: "TIN BÀI" above the title, "Sáng 9/11, …" as its first words, "Người viết: …"
    below the text. Units send stories under the head of their letters."""
    called = any(furniture.is_kicker(line) for line in lines[:12])
    opened = any(is_opening(line) and not _BY_PLAN.match(line) and line.count(" ") >= 12 for line in lines[:12])
    signed = any(_WRITTEN_BY.match(line) and byline.is_labelled(line) for line in lines[-12:])
    return 3 * called + 2 * opened + 3 * signed


def _addressed(lines: Sequence[str]) -> bool:
    """ "Kính gửi:" with agencies behind it or a list below it. A letter to the newsroom is none."""
    for number, line in enumerate(lines):
        found = _TO.match(line)
        if not found or _NEWSROOM.search(found[1]):
            continue
        below = lines[number + 1] if number + 1 < len(lines) else ""
        if _AGENCY.search(found[1]) or (
            not found[1] and below.startswith(("-", "–", "+")) and not _NEWSROOM.search(below)
        ):
            return True
    return False
