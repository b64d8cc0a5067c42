"""Lines of a web site around a text: the day it was put there, counters, sizes of letters, buttons, other texts.

A line is one when nothing is left of it after its known bits; sites put them together in any order.
"""

import re

from tinbai.parsers.story.people import bare

_LONGEST = 160
_DAY = re.compile(
    r"\b(?:(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|cn),? ?)?(?:ngày )?\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\b"
    r"|\b\d{4}-\d\d-\d\d\b"
)
_TIME = re.compile(r"\b(?:lúc )?\d{1,2}[:h]\d{2}(?::\d{2})?(?: ?(?:am|pm|sa|ch)\b)?(?: ?\(?gmt ?\+ ?\d\)?)?")
_BITS = re.compile(
    r"(?:(?:ngày |thời gian )?(?:đăng|cập nhật|xuất bản|đăng tải|tạo|viết)(?: (?:ngày|lúc|bởi|tin|bài))?\s*:"
    r"|\b(?:đăng|cập nhật|xuất bản|đăng tải) (?:ngày|lúc)|\bngày (?:đăng|cập nhật)"
    r"|\b(?:tác giả|người đăng|đăng bởi|nguồn)\s*:\s*(?:admin\w*|administrator|quản trị(?: viên)?|ban biên tập|bbt)\b"
    r"|\b(?:số )?(?:lượt|lần) (?:xem|truy cập|đọc|tải)\b|\b(?:đã xem|views?|bình luận|phản hồi)\b"
    r"|\b(?:font size|xem với cỡ chữ|cỡ chữ|kích (?:cỡ|thước) chữ|(?:tăng|giảm) tương phản|tương phản|mặc định)\b"
    r"|\b(?:đọc bài(?: viết)?|nghe (?:đọc )?(?:bài|tin)(?: viết)?|nghe audio|phát âm thanh|giọng (?:nam|nữ))\b"
    r"|\b(?:chia sẻ|facebook|zalo|twitter|messenger|linkedin|pinterest|google\+?|email|e-mail|print|tweet|share|like)\b"
    r"|\b(?:in trang(?: này)?|in bài(?: viết)?|gửi (?:email|e-mail|bạn bè|bình luận)|copy link|sao chép liên kết"
    r"|lưu bài|thích|(?:về|quay lại) trang (?:trước|chủ)|quay lại|(?:về|lên) đầu trang|trang chủ|in ấn|bản in)\b"
    r"|\btổng số điểm của bài viết là|\b(?:click để )?đánh giá(?: bài viết)?\b|\bxếp hạng\b|\bphiếu bầu\b|[★☆⭐]+"
    r"|\bxem (?:(?:thư|email|e-mail) này )?(?:trên|bằng) trình duyệt\b|\bview (?:this e-?mail )?in (?:your )?browser\b"
    r"|\bhủy (?:đăng ký|nhận tin)\b|\bunsubscribe\b"
    r"|\bý kiến bạn đọc\b|\b(?:những|các) tin (?:mới|cũ) hơn\b|\btin (?:mới|cũ) hơn\b)"
)
_LEFT = re.compile(r"\b(?:a|a-|a\+|in|trong|lượt|từ|lên|và|trên|của|ngày|lúc|gửi)\b|[\W\d_]+")
_TAGS = re.compile(r"^\W*(?:tags?|từ khóa|từ khoá|keywords?)\s*:")
_LINK = re.compile(r"^\W*(?:xem thêm|đọc thêm|mời xem thêm|có thể bạn quan tâm)\s*:")
_CRUMBS = re.compile(r"^\W*trang chủ\s*[>»/|›]")


def is_page_line(text: str) -> bool:
    """Whether a line is the site's and not the text's."""
    if len(text) > _LONGEST:
        return False
    words = bare(text)
    if _TAGS.match(words) or _CRUMBS.match(words):
        return True
    without, bits = _BITS.subn(" ", words)
    without, days = _DAY.subn(" ", without)
    without, times = _TIME.subn(" ", without)
    told = bits > 0 or (days > 0 and times > 0)
    return told and not _LEFT.sub("", without)


def is_link(text: str) -> bool:
    """ "Xem thêm: …": the title of another text. Authors write it too, so that only other lines of a page tell."""
    return len(text) <= _LONGEST and bool(_LINK.match(bare(text)))
