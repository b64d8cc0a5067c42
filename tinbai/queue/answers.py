"""What an answer to a letter says: thanks and no more, a wish to withdraw the story, or something to read. Pure."""

import re
import unicodedata
from typing import Literal

from tinbai.model import Mail

Said = Literal["thanks", "withdrawal", "reply"]

_FEW = 25  # words of a mail that only thanks
_THANKS = re.compile(
    r"\b(?:cam on|da nhan duoc|da nhan thu|da ro|biet on|thank(?:s| you)|many thanks|noted|well received|merci"
    r"|received with thanks|got it|ok(?:ay)?|vang a|da vang)\b"
)
# nothing but a nod: "dạ vâng ạ", "ok ad", "tks bbt"
_NOD = re.compile(
    r"(?:(?:da|vang|uh?|um|ok|oke|okie|okay|tks|thks|thank|thanks|ty|roi|ro|a|ad|bbt|anh|chi|em|e|nhe|nha)\b[ ,.!]*)+"
)
# what asks or tells more than thanks
_MORE = re.compile(
    r"\?|\b(?:sua|dinh chinh|bo sung|gui lai|gui kem|dinh kem|thay|nham|sai|xin (?:rut|hoi|dinh chinh|duoc)|bao gio"
    r"|khi nao|nhung|tuy nhien|so lieu|ten|correct|mistake|wrong|instead|attached|please|change|replace|withdraw|when"
    r"|but)\b"
    r"|\d{2,}"
)
_WORK = r"(?:bai|tin|tac pham|ban thao)"
_WITHDRAWAL = re.compile(
    rf"\b(?:xin|muon|cho|de nghi|nho|vui long|duoc)(?: \w+){{0,4}} (?:rut|thu hoi|huy)(?: lai)? (?:lai|{_WORK})"
    rf"|\b(?:rut|thu hoi) (?:lai )?{_WORK}\b(?! ve)"
    rf"|\b(?:de nghi|nho|vui long|mong)(?: \w+){{0,3}} go (?:bo )?{_WORK}\b"
    rf"|^(?:da |a )?(?:rut|go|huy) (?:giup|ho|dum)(?: \w+){{0,2}} {_WORK}\b"
    r"|\b(?:dung|khong|thoi|mien) dang (?:bai|tin|nua)\b(?! truoc)"
    r"|\b(?:withdraw|retract|pull|take back)\b(?: \w+){0,3} (?:story|article|piece|submission|it)\b"
    r"|\b(?:do not|don't|please don't|not to) (?:publish|run|use) (?:it|this|the|my)\b"
)
_DENIED = re.compile(r"\b(?:khong|chua|dung)(?: \w+){0,2} (?:rut|thu hoi|huy)\b|\b(?:not|don't) (?:withdraw|retract)")


# All that a wish for no more reminders says, with its accents or without any: "Dùng nhạc dân tộc" is the title of a
# story. What stands around it is politeness.
_STOPS = re.compile(
    r"(?:dừng|dung|ngừng|ngung|thôi|thoi|đừng)(?: gửi| gui)?(?: thư| thu)? (?:nhắc|nhac|gửi|gui|nhận|nhan)"
    r"(?: nhở| nho)?(?: thư| thu)?(?: nhắc| nhac)?(?: bài| bai)?(?: nữa| nua)?"
    r"|(?:không|khong)(?: muốn| muon| cần| can)? (?:nhận|nhan|nhắc|nhac|gửi|gui)(?: thư| thu)?(?: nhắc| nhac)?"
    r"(?: bài| bai)?(?: nữa| nua)?"
    r"|(?:hủy|huỷ|huy)(?: đăng ký| đăng kí| dang ky)?(?: nhận| nhan)? (?:thư|thu)(?: nhắc| nhac)?"
    r"|dừng|dừng lại|no more(?: reminders)?|stop(?: reminders| sending| it)?|unsubscribe(?: me)?|remove me|opt out"
)
_POLITE = frozenset((
    "xin", "vui", "lòng", "long", "em", "tôi", "toi", "mình", "minh", "anh", "chị", "chi", "ban", "biên", "tập", "bien",
    "tap", "nhờ", "nho", "giúp", "giup", "cho", "ạ", "a", "nhé", "nhe", "từ", "tu", "nay", "please", "me", "thanks",
))  # fmt: skip
_FEW_TO_STOP = 25  # words of a mail that wants no more reminders


def stops(text: str) -> bool:
    """Whether one of a few sentences says that no more reminders are wanted, and nothing else."""
    if len(text.split()) > _FEW_TO_STOP:
        return False
    sentences = re.split(r"[.,;:!?\n]", unicodedata.normalize("NFC", text.lower()))
    wishes = (" ".join(word for word in one.split() if word not in _POLITE) for one in sentences)
    return any(_STOPS.fullmatch(wish.strip("“”\"'")) for wish in wishes)


# "Kính gửi BBT, cầu dài 22 m": the salutation, and what goes on behind it on its line
_SALUTED = re.compile(r"^[^,.!:;]{3,60}([,.!]) *(.{8,})$")
_ANOTHER = re.compile(r"(?:anh|chị|cô|chú|bác|ông|bà|các|quý|ban|toàn|đồng chí|đ/c)\b")  # who is addressed as well


def heard(mail: Mail) -> Said:
    """What the author's new words say; those behind a salutation on its line are his too."""
    greetings = (line for part in mail.segments if part.type == "greeting" for line in part.text.splitlines())
    return said("\n".join([*filter(None, map(_behind, greetings)), mail.text]))


def _behind(line: str) -> str:
    found = _SALUTED.match(unicodedata.normalize("NFC", line))
    if not found or (found[1] == "," and (not found[2][0].islower() or _ANOTHER.match(found[2]))):
        return ""
    return found[2]


def said(text: str) -> Said:
    """By the author's own new words; no words at all are thanks too."""
    words = _bare(text)
    if _WITHDRAWAL.search(words) and not _DENIED.search(words):
        return "withdrawal"
    if not re.search(r"[\w?]", words) or _NOD.fullmatch(words):
        return "thanks"  # a picture of a thumb as well
    if len(words.split()) <= _FEW and _THANKS.search(words) and not _MORE.search(words):
        return "thanks"
    return "reply"


def _bare(text: str) -> str:
    """Lower case without marks, blanks single."""
    marked = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join("".join(c for c in marked if not unicodedata.combining(c)).split())
