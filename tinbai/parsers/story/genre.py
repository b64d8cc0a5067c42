"""A guess at the genre; None when unsure, for money depends on it and an editor decides (DOMAIN.md 3.4)."""

import re
from collections.abc import Sequence
from datetime import date

from tinbai.model import Block

_ASKS = re.compile(r"^\W*(?:pv|phóng viên|p\.v|hỏi|btv|mc|biên tập viên)\s*[:：]", re.IGNORECASE)
_ANSWERS = re.compile(
    r"^\W*(?:ông|bà|anh|chị|đ/c|đồng chí|trả lời|đáp|cô|thầy|bác sĩ|ths|ts|gs|pgs|(?:thượng|trung|đại"
    r"|thiếu) (?:tá|úy|uý|tướng)|linh mục|hòa thượng|em|nghệ nhân"
    r"|[^\W\d_]+(?: [^\W\d_]+){1,4})(?: [^:]{1,60})?\s*[:：]",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"\b(?:ông|bà|anh|chị|cô|thầy|em|cụ|bác|đồng chí|bác sĩ|cựu chiến binh|nghệ nhân|già làng"
    r"|trưởng thôn)\s+(?-i:[A-ZĐ])[^.;]{3,60}?(?:\((?:\d{2} tuổi|sinh năm)|,?\s*(?:\d{2} tuổi|sinh năm \d{4}))",
    re.IGNORECASE,
)
_KINDS = (
    ("photo_story", re.compile(r"phóng sự ảnh|chùm ảnh|bộ ảnh")),
    ("interview", re.compile(r"phỏng vấn")),
    ("reportage", re.compile(r"phóng sự|ghi chép|bút ký|ký sự")),
    ("profile", re.compile(
    r"gương (?:người|điển|sáng|mặt)|người tốt,? ?-? ?việc tốt|điển hình tiên tiến|những tấm gương")),
    ("commentary", re.compile(r"xã luận|bình luận|chính luận|nghiên cứu\b")),
    ("feature", re.compile(r"bài phản ánh")),
)  # fmt: skip
_LITERARY = re.compile(r"\b(?:tản văn|tạp (?:văn|bút)|t(?:ùy|uỳ) bút|đoản văn|truyện|thơ|hồi (?:ký|ức)|nhật ký)\b")
_OF_SUBJECT = re.compile(r"^(?:(?:re|fwd?|tr|gửi|tin|bài|tác phẩm|bbt|em|xin)\b[\s:,]*)*(?P<kind>[^\W\d_].*)$")
_SHORT = 350
_LONG = 450


def guess_genre(
    title: str | None,
    lead: str | None,
    body: Sequence[Block],
    works: str,
    kicker: str | None,
    event: date | None,
    captions: int,
    asked: bool = False,
) -> str | None:
    """works: the labels of the byline, lower-case ("bài, ảnh"); captions: pictures and captions without picture; asked:
    its looks show questions and answers."""
    texts = [block.text for block in body if block.type in ("paragraph", "subhead", "quote")]
    words = sum(len(text.split()) for text in texts) + len((lead or "").split())
    named = f"{kicker or ''} | {works}".lower()
    for genre, pattern in _KINDS:
        if pattern.search(named):
            return genre
    if _LITERARY.search(named):
        return None
    if asked or is_interview(texts):
        return "interview"
    if captions >= 3 and words < 40 + 20 * captions and len(texts) <= 1:
        return "photo_story"
    heading = (title or "").lower()
    if re.match(r"(?:tin buồn|cáo phó|chia buồn|(?:lời|thư) cảm (?:tạ|ơn))\W*$", heading):
        return None
    if re.search(r"^(?:tấm )?gương (?:sáng|người|điển hình)|người tốt,? việc tốt", heading) or (
        event is None and lead and _PERSON.search(lead)
    ):
        return "profile"
    if re.search(r"\bbài\b", works):
        return "feature"
    if any(block.type == "subhead" for block in body) and words >= 200:
        return "feature"
    if re.search(r"\btin\b", works) and words < _LONG * 2:
        return "news_brief"
    if event is not None and words < _SHORT:
        return "news_brief"
    return "feature" if words >= _LONG and event is None else None


def kind_named(words: str) -> str | None:
    """The genre that words name: "Phóng sự ảnh", "Gương người tốt, việc tốt"; "Tin" is a news brief."""
    named = words.lower().strip(" .:")
    found = next((genre for genre, pattern in _KINDS if pattern.search(named)), None)
    return found or ("news_brief" if re.fullmatch(r"tin(?: (?:tức|ngắn|vắn|thời sự|ảnh))?", named) else None)


def kind_of_subject(subject: str) -> str | None:
    """The genre that a mail's subject begins with: "Bài chính luận tháng 11", "Gửi bài phỏng vấn"."""
    found = _OF_SUBJECT.match(" ".join(subject.lower().split())[:200])
    if found is None:
        return None
    return next((genre for genre, pattern in _KINDS if pattern.match(found["kind"])), None)


def is_interview(texts: Sequence[str]) -> bool:
    """At least two changes from a question to an answer, labelled or as questions that end in "?"."""
    turns = 0
    asked = False
    for text in texts:
        if _ASKS.match(text):
            asked = True
        elif asked and _ANSWERS.match(text):
            turns += 1
            asked = False
    return turns >= 2


def is_turn(text: str) -> bool:
    """A line of an interview: a speaker's label and what is said."""
    return bool(_ASKS.match(text)) or bool(
        re.match(r"^\W*(?:ông|bà|anh|chị|đ/c|đồng chí|trả lời|đáp)\b[^:]{0,60}[:：]\s*\S", text, re.IGNORECASE)
    )
