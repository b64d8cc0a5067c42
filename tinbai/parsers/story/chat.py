"""A story copied out of a chat (Zalo, Messenger, WhatsApp, Telegram): each message carries a time and who wrote it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tinbai.parsers.story.lines import Line

_DAY = r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?"
_TIME = r"\d{1,2}[:h.]\d{2}(?::\d{2})?(?: ?(?:[ap]\.?m\.?|sa|ch))?"
_STAMP = rf"(?:{_TIME}[ ,]{{0,3}}(?:ngày )?{_DAY}|{_DAY}[ ,]{{0,3}}(?:lúc )?{_TIME})"
_WHO = r"[^:\[\]\n]{1,48}"
_MESSAGE = re.compile(
    rf"^(?:\[(?:{_STAMP}|{_TIME})\] ?(?P<one>{_WHO}): |{_STAMP} ?[-–] ?(?P<two>{_WHO}): )(?P<text>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_HEAD = re.compile(rf"^{_WHO}, ?\[{_STAMP}\]:?$|^\[{_STAMP}\] ?{_WHO}:?$", re.IGNORECASE)
_MOMENT = re.compile(rf"^(?:hôm (?:nay|qua) )?(?:lúc )?(?:{_STAMP}|{_TIME})$", re.IGNORECASE)
_NO_WORDS = re.compile(
    r"^\W*(?:(?:đã gửi (?:một |\d+ )?)?(?:hình ảnh|ảnh|photo|image|sticker|nhãn dán|video|file|tệp)"
    r"|<?(?:media|image|video) omitted>?|tin nhắn đã (?:được )?thu hồi)\W*$",
    re.IGNORECASE,
)


def without_stamps(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines without the times and names of a chat; as they are where it is none."""
    messages = sum(1 for line in lines if line.text and _MESSAGE.match(line.text))
    heads = sum(1 for line in lines if line.text and _HEAD.match(line.text))
    if messages + heads < 2 and not (messages and len(lines) <= 12):
        return lines
    return list(_bare(lines))


def _bare(lines: Sequence[Line]) -> Iterator[Line]:
    for line in lines:
        if not line.text:
            yield line
            continue
        found = _MESSAGE.match(line.text)
        text = found["text"].strip() if found else line.text
        gone = not text or _HEAD.match(text) or _MOMENT.match(text) or (found and _NO_WORDS.match(text))
        if not gone:
            yield replace(line, text=text, same=False) if found else line
