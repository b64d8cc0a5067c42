"""Where one story of a file ends and the next begins (DOMAIN.md 3.2, last line).

A new title counts only after the story before it has ended: by its byline, its end mark, a rule, or a line "Tin 2".
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from tinbai.parsers.story import byline, captions, furniture
from tinbai.parsers.story.headline import is_strong
from tinbai.parsers.story.lines import Line, is_opening, is_prose, is_rule
from tinbai.parsers.story.people import bare, is_unit

_NUMBER = re.compile(
    r"^\W*(?:tin|bài|tin,? bài)\s*(?:số\s*|thứ\s*)?(?P<n>\d{1,2}|một|hai|ba|bốn|năm|nhất)\s*[:.)-]?\W*$"
)
_COUNTED = {"một": "1", "nhất": "1", "hai": "2", "ba": "3", "bốn": "4", "năm": "5"} | {
    roman: str(number) for number, roman in enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"), 1)
}
_NUMBERED = re.compile(r"^\W*(?:tin|bài)\s*(?:số\s*|thứ\s*)?(?P<n>\d{1,2})\s*[:.)-]\s*\S")
_BARE_NUMBER = re.compile(r"^(?P<n>\d{1,2}|[ivx]{1,4})\s?[.)/]\s*[^\W\d]")
_DIGEST = re.compile(
    r"^\W*(?:chùm tin|điểm tin|tin (?:vắn|ngắn|tổng hợp|trong (?:ngày|tuần|tháng))|tổng hợp tin)"
    r"(?: (?:bài|vắn|ngắn|tức|hoạt động|nổi bật|trong|của|cơ sở|địa phương|thời sự|ngày|tuần|tháng|số|từ|xã|phường)\b"
    r"[^.:;!?]{0,70})?\W*$"
)
_STARRED = re.compile(r"^[*•+●■]\s*[^\W\d]")


def stories_of(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines of each story; the whole as one when nothing says otherwise."""
    head = next((index for index, line in enumerate(lines) if line.text), 0)
    if lines and lines[head].words <= 16 and _DIGEST.match(bare(lines[head].text)):
        rest = lines[head + 1 :]
        if cuts := _numbered_cuts(rest, digest=True) or _starred_cuts(rest, digest=True) or _titled_cuts(rest):
            return [_with_title(part) for part in _parts(rest, cuts)]
    if cuts := _numbered_cuts(lines) or _starred_cuts(lines):
        return [_with_title(part) for part in _parts(lines, cuts)]
    return _parts(lines, _cuts(lines))


def _parts(lines: Sequence[Line], cuts: Sequence[int]) -> list[list[Line]]:
    edges = [0, *cuts, len(lines)]
    parts = [list(lines[start:end]) for start, end in pairwise(edges)]
    return [part for part in parts if any(line.text or line.picture or line.rows for line in part)]


def _with_title(part: list[Line]) -> list[Line]:
    """A story whose title is an item of Word's list, which only counts the stories."""
    titled = next((index for index, line in enumerate(part) if line.text), 0)
    return [replace(line, label=None, ordered=False) if index == titled else line for index, line in enumerate(part)]


def _titled_cuts(lines: Sequence[Line]) -> list[int]:
    """Cuts at the titles of a digest, the first at its very top: lines that stand out, each with its text below."""
    texts = [index for index, line in enumerate(lines) if line.text]
    found = [one for one, two in pairwise(texts) if _stands_out(lines[one]) and is_prose(lines[two])]
    alike = {_look(lines[index]) for index in found}
    return found[1:] if len(found) >= 2 and found[0] == texts[0] and len(alike) == 1 else []


def _look(line: Line) -> tuple[object, ...]:
    return (line.caps, line.bold, line.align, line.larger, line.style, line.italic)


def _stands_out(line: Line) -> bool:
    shown = line.bold or line.caps or line.heading or line.larger
    return shown and 4 <= line.words <= 30 and not is_prose(line) and not line.text.endswith((".", ":", ";", ","))


def _numbered_cuts(lines: Sequence[Line], digest: bool = False) -> list[int]:
    """Cuts at "Tin 1", "Tin 2" … or at titles "1. …", "2. …" when they count up from one at the very top.

    digest: what stands above says that they are several stories."""
    texts = [index for index, line in enumerate(lines) if line.text and not furniture.is_kicker(line.text)]
    found: list[int] = []
    for index, line in enumerate(lines):
        words = bare(f"{line.label} {line.text}" if line.ordered else line.text) if line.words <= _longest(line) else ""
        match = (_NUMBER.match(words) or _NUMBERED.match(words)) if words else None
        if match is None and words and (found or texts[:1] == [index]):
            match = _BARE_NUMBER.match(words) if _is_numbered_title(lines, index, digest) else None
        if match and _COUNTED.get(match["n"], match["n"]) == str(len(found) + 1):
            found.append(index)
    parts = zip(found, [*found[1:], len(lines)], strict=True)
    if len(found) < 2 or not all(any(is_prose(line) for line in lines[start:end]) for start, end in parts):
        return []
    return found[1:] if not any(is_prose(line) for line in lines[: found[0]]) else []


def _starred_cuts(lines: Sequence[Line], digest: bool = False) -> list[int]:
    """Cuts at titles that each have a star before and a lead below them, the first at the very top."""
    texts = [index for index, line in enumerate(lines) if line.text and not furniture.is_kicker(line.text)]
    found = [
        index
        for index in texts
        if (_STARRED.match(lines[index].text) or (lines[index].label and not lines[index].ordered))
        and _is_numbered_title(lines, index, digest)
    ]
    return found[1:] if len(found) >= 2 and found[0] == texts[0] else []


def _is_numbered_title(lines: Sequence[Line], index: int, digest: bool = False) -> bool:
    """A numbered line with a lead below it; numbered sub-heads of one story have none."""
    line = lines[index]
    following = next((other for other in lines[index + 1 :] if other.text), None)
    return (
        line.words >= 5
        and not line.text.endswith((".", ";", ":"))
        and following is not None
        and (is_opening(following.text) or (digest and is_prose(following)))
    )


def _longest(line: Line) -> int:
    return 40 if line.bold or line.caps or line.heading or line.centred else 30


def _cuts(lines: Sequence[Line]) -> list[int]:
    cuts: list[int] = []
    closed: int | None = None
    told = False  # the story so far has running text
    for index, line in enumerate(lines):
        if not line.text:
            continue
        again = told and closed is None and _like_first(lines, index)
        if (told and closed is not None and _begins(lines, index)) or again:
            start = _with_header(lines, index, closed if closed is not None else index - 1)
            cuts.append(start)
            closed, told = None, False
        if is_prose(line):
            told = True
            closed = index if furniture.end_mark(line.text) else None
        elif furniture.end_mark(line.text) or (told and _closes(lines, index)):
            closed = index
    return cuts


def _like_first(lines: Sequence[Line], index: int) -> bool:
    """Whether a title stands here that looks as the first one does, both with a lead below that names the day."""
    line = lines[index]
    first = next((number for number, other in enumerate(lines) if other.text), index)
    alike = [_look(one) for one in (lines[first], line)]
    if (
        first == index
        or not is_strong(line)
        or line.words < 5
        or alike[0] != alike[1]
        or line.text.endswith((":", "."))
    ):
        return False
    below = [next((other.text for other in lines[n + 1 :] if other.text), "") for n in (first, index)]
    return all(is_opening(text) and len(text.split()) >= 12 for text in below)


def _closes(lines: Sequence[Line], index: int) -> bool:
    """Whether a line ends a story: a byline, or a rule that parts."""
    line = lines[index]
    if byline.is_labelled(line.text):
        return True
    if is_rule(line.text):
        return len(line.text) >= 3
    named = byline.is_name(line.text) or (byline.is_bare(line.text) and not is_unit(line.text))
    return named and (line.align == "right" or line.bold or _title_follows(lines, index))


def _title_follows(lines: Sequence[Line], index: int) -> bool:
    following = next((number for number in range(index + 1, len(lines)) if lines[number].text), None)
    return following is not None and (is_strong(lines[following]) or _begins(lines, following))


def _begins(lines: Sequence[Line], index: int) -> bool:
    """Whether the title of another story stands here: it looks like one and running text follows soon."""
    line = lines[index]
    if (
        is_prose(line)
        or byline.is_labelled(line.text)
        or captions.is_series_heading(line)
        or captions.is_labelled(line)
    ):
        return False
    if (
        furniture.is_contact(line.text)
        or furniture.opens_related(line.text)
        or byline.is_name(line.text)
        or is_rule(line.text)
    ):
        return False
    before = lines[index - 1]
    if before.picture is not None and captions.is_looked(line):
        return False
    following = [other for other in lines[index + 1 :] if other.text][:4]
    prose = next((number for number, other in enumerate(following) if is_prose(other)), None)
    if prose is None:
        return False
    if is_strong(line):
        return True
    plain = (
        4 <= line.words <= 30 and not line.text.endswith((".", ":", ";", ",")) and not line.italic and not line.label
    )
    return plain and prose == 0 and (is_opening(following[0].text) or (line.bold and line.words >= 6))


def _with_header(lines: Sequence[Line], index: int, closed: int) -> int:
    """The cut goes above a unit header or kicker that belongs to the new title."""
    start = index
    while start - 1 > closed:
        above = lines[start - 1]
        own = above.text and not byline.is_labelled(above.text) and not byline.is_bare(above.text)
        if (own and (furniture.is_kicker(above.text) or is_strong(above))) or (above.text and is_rule(above.text)):
            start -= 1
        else:
            break
    return start
