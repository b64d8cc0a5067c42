"""Where an old mail begins in the body of another: by a mark, by its header, by a line that says who wrote, by ">"."""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date

from tinbai.parsers.document import Paragraph, Piece
from tinbai.parsers.mail import wrapper
from tinbai.parsers.mail.days import day_of

_OF_FORM = re.compile(r"(?:noi dung|toan van|message)\b[^:]{0,20}:")  # a site's form asks for sender and title too


@dataclass(frozen=True, slots=True)
class OldHeader:
    """The header of an old mail as programs print it; `end`: the first piece after it."""

    sender: str | None
    subject: str | None
    day: date | None
    labels: int
    end: int


@dataclass(frozen=True, slots=True)
class Cut:
    """`start`: the first piece of the old mail; `below`: the first one after its header."""

    start: int
    below: int = 0
    forward: bool = False
    header: bool = False
    interleaved: bool = False
    inner: OldHeader | None = None


def find_cut(pieces: Sequence[Piece], words: Sequence[str]) -> Cut:
    """Where the first old mail begins; `words`: each piece as `bare` makes it, "" for what is no paragraph."""
    for number, (piece, text) in enumerate(zip(pieces, words, strict=True)):
        if not isinstance(piece, Paragraph) or len(text) > 600:
            continue
        mark = bool(wrapper.FORWARD_MARK.match(text))
        if mark or wrapper.ORIGINAL_MARK.match(text):
            block = _header_block(pieces, words, number + 1, ("from", "subject", "date", "to"))
            return Cut(number, block.end, mark, True, False, block)
        block = _header_block(pieces, words, number)
        by_form = block.labels == 3 and any(map(_OF_FORM.match, words[block.end : block.end + 1]))
        if block.labels >= 3 and not by_form:
            start = number - 1 if number and wrapper.RULE.match(words[number - 1]) else number
            return Cut(start, block.end, False, True, False, block)
        end = wrote(pieces, words, number)
        if end or piece.quoted:
            rest = [p for p in pieces[end or number :] if isinstance(p, Paragraph)]
            said = OldHeader(None, None, day_of(" ".join(words[number:end])), 0, end)
            return Cut(number, end or number, interleaved=_has_answers(rest), inner=said)
    return Cut(len(pieces))


def _header_block(
    pieces: Sequence[Piece], words: Sequence[str], start: int, first: Container[str] = ("from",)
) -> OldHeader:
    """ "From: … Date: … Subject: …" beginning at `start`; ends before the first line that is no known label.

    `first`: labels it may begin with; below a mark that says so Thunderbird begins with the subject.
    """
    found: dict[str, str] = {}
    end = start
    for number in range(start, min(start + 9, len(pieces))):
        piece = pieces[number]
        kind = _label(words[number])
        if not isinstance(piece, Paragraph) or (number == start and kind not in first):
            break
        if kind is None:
            if len(words[number]) < 200 and number + 1 < len(words) and _label(words[number + 1]):
                continue  # a label's value wrapped onto a second line
            break
        if kind == "subject" and kind in found and not any(map(_label, words[number + 1 : number + 2])):
            break  # "Tiêu đề: …" above a story
        found.setdefault(kind, piece.text.partition(":")[2].strip(" *\xa0"))
        end = number + 1
    return OldHeader(found.get("from"), found.get("subject"), day_of(found.get("date", "")), len(found), end)


def _label(words: str) -> str | None:
    """Which header field a line names: "from", "date", "to", "cc", "subject"."""
    label = wrapper.LABEL.match(words) if len(words) < 400 else None
    return wrapper.LABEL_OF.get(label[1].strip()) if label else None


def wrote(pieces: Sequence[Piece], words: Sequence[str], number: int) -> int:
    """The place after an attribution line ("Vào … đã viết:"), possibly wrapped over two or three lines; 0: none.

    "Trong thư gửi đồng bào, Bác Hồ đã viết:" is a story's: a mail program names an address or a time of day, or what
    follows is cited.
    """
    joined = words[number]
    if wrapper.WROTE_MUTE.match(joined) and _is_cited_below(pieces, number):
        return number + 1
    begins = bool(wrapper.WROTE_START.match(joined))
    if len(joined) > 300 or not (begins or wrapper.WROTE.match(joined) or wrapper.WROTE_NAMED.match(joined)):
        return 0
    for end in range(number + 1, min(number + 4, len(words) + 1)):
        if wrapper.WROTE.match(joined):
            following = next((p for p in pieces[end:] if isinstance(p, Paragraph)), None)
            return end if wrapper.BY_PROGRAM.search(joined) or (following and following.quoted) else 0
        if end == len(words) or len(words[end]) > 200 or not words[end]:
            return 0
        if _is_whole(words[end]) or (not begins and wrapper.WROTE_START.match(words[end])):
            return 0  # that line begins one, this one is what stands above it
        if joined.endswith((".", "!", "?")) and not (wrapper.BY_PROGRAM.search(joined) or wrapper.DAY.search(joined)):
            return 0  # a sentence of one's own: no day, no time, no address
        joined += " " + words[end]
    return 0


def _is_cited_below(pieces: Sequence[Piece], number: int) -> bool:
    below = pieces[number + 1] if number + 1 < len(pieces) else None
    return isinstance(below, Paragraph) and below.quoted > 0


def _is_whole(words: str) -> bool:
    """An attribution in one line, with the day before or after the name."""
    return bool(wrapper.WROTE.match(words) and wrapper.DAY.search(words))


def _has_answers(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether own words stand between cited ones."""
    depths = [paragraph.quoted > 0 for paragraph in paragraphs if paragraph.text.strip()]
    return True in depths and False in depths[depths.index(True) :]
