"""A title for a story that brings none: the subject of its mail, else the name of its file (DOMAIN.md 3.2)."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from tinbai.parsers.story.decor import bare_title
from tinbai.parsers.story.people import bare

_FEWEST, _MOST = 5, 30  # words
_PREFIX = re.compile(
    r"^\s*(?:(?:re|fwd?|tr|tl|trả lời|chuyển tiếp|tin|bài|tin,? bài|bài viết|tin ngắn|tin vắn|tin ảnh|chùm ảnh"
    r"|phóng sự(?: ảnh)?|ghi chép|bài phản ánh|tiêu đề|tít)\s*[:：]\s*"
    r"|(?:tin|bài|tin,? bài|bài viết)\s+[-–—]\s+|\[[^\]\d]{1,30}\]\s*)+",
    re.IGNORECASE,
)
_BEFORE_TITLE = re.compile(
    r"^[^:“”\"]{0,60}\b(?:tin|bài|tin,? bài|bài viết)\s*[:：]\s*(?=[“\"]?(?-i:[A-ZĐÀ-Ỹ]))", re.IGNORECASE
)
_BEHIND_TITLE = re.compile(
    r"(?<!\s)\s*+(?:\((?:[^()]{0,60}\b)?(?:ảnh|anh|kèm|kem|file|bản|ban|lần|lan|sửa|sua|mới|moi)\b[^()]{0,60}\)"
    r"|[-–_]\s*(?:đã sửa|(?:bản|file) (?:cuối|chính|sửa|mới|final)(?: thức)?|final|copy|lần \d|v\d)"
    r"|\.(?:docx?|odt|rtf|pdf|txt))\s*$",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"^(?:\d{1,2}[.-]\d{1,2}(?:[.-]\d{2,4})?[ ._-]+|0\d[ ._-]+|\d{1,2}\s?[.)_-]\s*)(?=[^\W\d_])")
_OF_SENDING = re.compile(
    r"^(?:tin|bài|tin,? bài|ảnh|chùm ảnh|hình|gửi|gởi|gui|nộp|nhờ|đề nghị|v/v|về việc|kính|xin|em|tôi|cháu|mình|đơn vị"
    r"|nội dung|cộng tác|cập nhật|bổ sung|đính chính|sửa|file|thư|báo cáo|văn bản|công văn|phóng sự|truyện|thơ"
    r"|\d+ (?:tin|bài|ảnh|tác phẩm))\b"
    r"|\b(?:gửi (?:bbt|ban|tòa soạn|quý|anh|chị|lại|bài|tin|ảnh)|đăng giúp|kèm (?:theo )?\d* ?ảnh|đính kèm|dự thi)\b",
    re.IGNORECASE,
)
_FILED = re.compile(  # without accents, as files are named
    r"^(?:tin|bai|anh|hinh|gui|nop|file|ban tin|bao cao|cong van|van ban|phong su|bai viet|cong tac vien|ctv)\b"
    r"|\b(?:gui|ban cuoi|ban sua|final|copy|moi nhat)\b"
)
_NUMBERED = re.compile(r"^(?:tin|bài|bai)\s*+\d*+\s*+[-_.:]\s*+|(?:(?<!\s)\s++)?\(\d++\)\s*+$", re.IGNORECASE)

_FEWEST_COUNTED, _MOST_SAID = 3, 40
_PHOTO_COUNTED = re.compile(
    r"^\s*(?:(?:ảnh|hình|anh|hinh|a|h|p)\s*(?:số\s*)?\d{1,2}\s*[-–—.:,)_]*\s*|\d{1,2}\s*[-–—.:,)_]+\s*"
    r"|\d{1,2}\s+(?=(?-i:[A-ZĐÀ-Ỹ]))|(?:ảnh|hình|chú thích)\s*[-–—:]\s*)",
    re.IGNORECASE,
)
_OF_PHOTOS = re.compile(r"^(?:ảnh|hình|chùm ảnh|hình ảnh|tin|bài|file|gửi)\b|\b(?:ảnh (?:bài|tin)|màn hình|chụp lúc)\b")


def named_by_subject(subject: str) -> str | None:
    """The subject as a title; None when it speaks of sending or is no phrase of its own."""
    text = _BEFORE_TITLE.sub("", _PREFIX.sub("", subject))
    text = bare_title(_BEHIND_TITLE.sub("", text).strip(" .:-–—"))
    if "[" in text:
        return None
    if _OF_SENDING.search(bare(text)) or not _is_phrase(text):
        return None
    return text if not text[0].islower() else None


def named_by_file(name: str) -> str | None:
    """The file's name as a title, "-" and "_" undone; accents that are missing stay missing."""
    stem = unicodedata.normalize("NFC", name.rpartition(" > ")[2])
    stem = stem.rpartition(".")[0] or stem
    stem = stem if " " in stem else re.sub(r"[-_+.]+", " ", stem)
    stem = _COUNTED.sub("", _BEHIND_TITLE.sub("", stem))
    text = " ".join(_NUMBERED.sub("", stem.replace("_", " ")).split()).strip(" .-–")
    if _FILED.search(_plain(text)) or not _is_phrase(text):
        return None
    return text[:1].upper() + text[1:]


def said_by_photos(names: Sequence[str], title: str | None) -> list[str | None]:
    """What photos show by the names of their files, where a name reads as a caption: words with their accents. Names
    that only count ("Hội nghị 1", "Hội nghị 2"), a camera's, or the title once more say nothing."""
    said = [_said_by(name) for name in names]
    counts = Counter(re.sub(r"[\W\d]+", "", bare(text)) for text in said if text)
    titled = set(re.findall(r"\w+", bare(title or "")))
    return [
        text
        if text
        and counts[re.sub(r"[\W\d]+", "", bare(text))] == 1
        and not set(re.findall(r"\w+", bare(text))) <= titled
        else None
        for text in said
    ]


def _said_by(name: str) -> str | None:
    stem = unicodedata.normalize("NFC", name.rpartition("/")[2])
    stem = re.sub(r"\.\w{2,5}$", "", stem)
    stem = stem if " " in stem else re.sub(r"[-_+.]+", " ", stem)
    text, counted = _PHOTO_COUNTED.subn("", stem.replace("_", " "))
    fewest = _FEWEST_COUNTED if counted else _FEWEST
    text = " ".join(re.sub(r"\s*\(\d{1,2}\)\s*$", "", text).split()).strip(" .-–,;")
    words = text.split()
    spoken = [word for word in words if any(letter.isalpha() for letter in word)]
    accented = sum(not word.isascii() for word in spoken)
    if not fewest <= len(words) <= _MOST_SAID or len(spoken) < len(words) - 2 or accented * 3 < len(spoken):
        return None
    if re.search(r"\d{5,}", text) or _OF_PHOTOS.search(bare(text)):
        return None
    return text[:1].upper() + text[1:]


def _is_phrase(text: str) -> bool:
    words = text.split()
    spoken = sum(any(letter.isalpha() for letter in word) for word in words)
    return _FEWEST <= len(words) <= _MOST and spoken >= _FEWEST - 1


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", bare(text)).replace("đ", "d")
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
