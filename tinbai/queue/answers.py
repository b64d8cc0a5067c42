"""What an answer to a letter says: thanks and no more, a wish to withdraw the story, or something to read. Pure."""

import re
import unicodedata
from typing import Literal

Said = Literal["thanks", "withdrawal", "reply"]

_FEW = 25  # words of a mail that only thanks
_THANKS = re.compile(
    r"\b(?:cam on|da nhan duoc|da nhan thu|da ro|biet on|thank(?:s| you)|many thanks|noted|well received|merci"
    r"|received with thanks|got it|ok(?:ay)?|vang a|da vang)\b"
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
    r"|\b(?:dung|khong|thoi|mien) dang (?:bai|tin|nua)\b(?! truoc)"
    r"|\b(?:withdraw|retract|pull|take back)\b(?: \w+){0,3} (?:story|article|piece|submission|it)\b"
    r"|\b(?:do not|don't|please don't|not to) (?:publish|run|use) (?:it|this|the|my)\b"
)
_DENIED = re.compile(r"\b(?:khong|chua|dung)(?: \w+){0,2} (?:rut|thu hoi|huy)\b|\b(?:not|don't) (?:withdraw|retract)")


def said(text: str) -> Said:
    """By the author's own new words; no words at all are thanks too."""
    words = _bare(text)
    if _WITHDRAWAL.search(words) and not _DENIED.search(words):
        return "withdrawal"
    if not words or (len(words.split()) <= _FEW and _THANKS.search(words) and not _MORE.search(words)):
        return "thanks"
    return "reply"


def _bare(text: str) -> str:
    """Lower case without marks, blanks single."""
    marked = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join("".join(c for c in marked if not unicodedata.combining(c)).split())
