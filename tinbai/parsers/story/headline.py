"""The title of a story and what stands around it: unit header and kicker above, several lines that are one title."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tinbai.parsers.story import byline, captions, furniture
from tinbai.parsers.story.decor import bare_title
from tinbai.parsers.story.lines import Line, is_opening, is_prose, is_rule
from tinbai.parsers.story.people import VERB, bare, is_unit

_MOST_WORDS = 40
_JOINED_WORDS = 45
_NUMBERED = re.compile(r"\bsố ?:? ?[\d./…]|\d ?[-/] ?[A-ZĐ]{2,}", re.IGNORECASE)  # of a dispatch
_MOTTO = re.compile(r"^\W*(?:cộng hòa xã hội|cộng hoà xã hội|độc lập\W+tự do|đảng cộng sản việt nam)", re.IGNORECASE)
_MOTTO_ALONE = re.compile(
    r"\W*(?:cộng h(?:òa|oà) xã hội chủ nghĩa việt nam|độc lập\W+tự do\W+hạnh phúc)\W*", re.IGNORECASE
)
_NO_NAME = re.compile(r"(?:Xã|Phường|Thị trấn|Thôn|Bản|Ấp|Làng|Tỉnh|Huyện) [a-zđà-ỹ]")  # "Bản em ngày mới"
_PREFIX = re.compile(
    r"^(?:(?:tiêu đề|tít|tên bài|tên tin|tựa đề|đầu đề)\s*[:：]\s*|(?:tin|bài)\s*(?:số\s*)?\d{1,2}\s*[:：.]\s*"
    r"|(?:tin|bài|bài viết)\s*[:：]\s*|(?:\d{1,2}|(?-i:[IVX]{1,4}))\s?[.)/]\s*(?=[^\W\d])|[*•+]\s*(?=[^\W\d]))(?=\S)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Headline:
    """title: None when nothing stands out. used: indexes of the lines it is made of; unit: a header of the sender above
    it, consumed with kickers as `above`; signed: bylines there."""

    title: str | None
    used: frozenset[int] = frozenset()
    above: frozenset[int] = frozenset()
    unit: str | None = None
    kicker: str | None = None
    signed: tuple[str, ...] = ()


def find_headline(lines: Sequence[Line], subject: str) -> Headline:
    """The title among the lines before the first running text."""
    head = _head(lines)
    wanted = bare(_without_prefix(subject))
    scored = [(_score(lines, head, place, wanted), -place) for place in range(len(head))]
    if not scored:
        return Headline(None)
    best, negative = max(scored)
    if best < 1.5:
        return Headline(None)
    place = -negative
    first, last = _joined(lines, head, place)
    used = head[first : last + 1]
    words = " ".join(lines[index].text for index in used)
    title = bare_title(words if _is_part(lines, words) else _without_prefix(words))
    above = head[:first]
    below = [index for index in head[last + 1 :] if furniture.is_kicker(lines[index].text)]
    headers = [i for i in above if _is_header(lines[i]) or _above_rule(lines, head, head.index(i))]
    headers = [i for i in headers if not is_rule(lines[i].text) and not furniture.is_kicker(lines[i].text)]
    tables = [i for i in range(used[0]) if lines[i].rows and _is_header_table(lines[i])]
    names = [lines[i].text for i in headers] + [cell for i in tables for row in lines[i].rows for cell in row]
    names = [name for name in names if name and not _MOTTO.match(name) and not furniture.is_place_and_day(name)]
    names = [name for name in names if not furniture.is_kicker(name)]
    unit = " - ".join(names) or None
    kicker = next((lines[i].text for i in above + below if furniture.is_kicker(lines[i].text)), None)
    kickers = [i for i in above + below if furniture.is_kicker(lines[i].text) or is_rule(lines[i].text)]
    kickers += _rubrics(lines, above, lines[used[0]])
    forms = [i for i in above if furniture.is_contact(lines[i].text) or furniture.is_place_and_day(lines[i].text)]
    signed = [i for i in above if byline.is_labelled(lines[i].text)]
    consumed = {*headers, *tables, *kickers, *forms, *signed}
    return Headline(title, frozenset(used), frozenset(consumed), unit, kicker, tuple(lines[i].text for i in signed))


def _rubrics(lines: Sequence[Line], above: Sequence[int], title: Line) -> list[int]:
    """Short lines right above a title that stands out from them: a column's name, or what the title is about."""
    found: list[int] = []
    for index in reversed(above):
        line = lines[index]
        apart = line.words <= 10 and not line.text.endswith((".", "!", "?", ":", ";")) and not is_opening(line.text)
        shown = index > 0 and lines[index - 1].picture is not None
        if not apart or shown or line.label or captions.is_labelled(line) or _weight(title) <= _weight(line):
            break
        found.append(index)
    return found[:2]


def _weight(line: Line) -> int:
    """How much a line stands out."""
    return 2 * line.larger + 2 * line.heading + line.caps + line.bold + line.centred - line.italic


def _head(lines: Sequence[Line]) -> list[int]:
    """Indexes of the text lines before the first prose, at most eight; with it a title that ends in a full stop."""
    head: list[int] = []
    for index, line in enumerate(lines):
        if line.rows and not (_is_header_table(line) and not head):
            break
        if not line.text:
            continue
        if is_prose(line):
            if not head and _may_be_stopped_title(lines, index):
                head.append(index)
                continue
            if line.words <= 30 and (line.larger or (line.bold and line.centred)) and not is_opening(line.text):
                head.append(index)
                continue
            break
        head.append(index)
        if len(head) == 8:
            break
    return head


def _may_be_stopped_title(lines: Sequence[Line], index: int) -> bool:
    line = lines[index]
    if line.words > 30 or is_opening(line.text) or re.search(r"[.!?]\s", line.text):
        return False
    following = next((other for other in lines[index + 1 :] if other.text), None)
    if following is None or not is_prose(following):
        return False
    told = line.bold or line.centred or line.larger or line.text.endswith(("..", "…"))
    return told or is_opening(following.text)


def _score(lines: Sequence[Line], head: Sequence[int], place: int, wanted: str) -> float:
    line = lines[head[place]]
    text = line.text
    if not _may_be_title(lines, head, place):
        return -9.0
    above = (lines[index].text for index in head[:place])
    score = 1.6 - 0.25 * sum(not furniture.is_kicker(text) and not furniture.is_contact(text) for text in above)
    score += 3.0 * line.caps + 3.0 * line.heading + 2.5 * line.larger + 1.5 * line.bold + 1.5 * line.centred
    score -= 1.0 * line.italic + 1.0 * (line.words < 4 and place > 0)
    stopped = text.endswith(".") and not text.endswith("..")
    if is_opening(text):
        score -= 3.0 if stopped or place > 0 else 0.0
    if stopped and not (place == 0 and _next_is_prose(lines, head[0])):
        score -= 1.0
    if _above_rule(lines, head, place):
        score -= 6.0
    if wanted and (same_words(text, wanted)):
        score += 3.0
    score += 3.0 * (line.style in ("title", "tiêu đề")) - 0.6 * (line.heading and line.style[-1:] in "23456")
    below = lines[head[place + 1]] if place + 1 < len(head) else None
    if line.caps and line.words <= 7 and below and below.larger and not line.larger and not below.caps:
        score -= 2.5  # a column's name above a title in larger letters
    if _is_header(line) and _is_header_here(lines, head, place):
        score -= 6.0
    return score


def _next_is_prose(lines: Sequence[Line], index: int) -> bool:
    following = next((line for line in lines[index + 1 :] if line.text), None)
    return following is not None and is_prose(following)


def _above_rule(lines: Sequence[Line], head: Sequence[int], place: int) -> bool:
    """Whether a rule of dashes parts a line off as a header from the title below."""
    return any(is_rule(lines[index].text) for index in head[place + 1 : place + 3]) and not is_rule(
        lines[head[-1]].text
    )


def _may_be_title(lines: Sequence[Line], head: Sequence[int], place: int) -> bool:
    line = lines[head[place]]
    if not 2 <= line.words <= _MOST_WORDS or line.label or is_rule(line.text) or line.align == "right":
        return False
    text = line.text
    if (
        line.style in ("caption", "chú thích")
        or furniture.is_kicker(text)
        or furniture.is_form_label(text)
        or furniture.is_contact(text)
        or _MOTTO_ALONE.fullmatch(text)
        or text.startswith(("(", "- ", "+ "))
        or text.endswith((":", ",", ";"))
    ):
        return text.endswith((":", ",")) and line.caps
    if (
        re.match(r"\W*(?:kính )?(?:thưa|chào) ", text, re.IGNORECASE)
        or byline.is_labelled(text)
        or captions.is_labelled(line)
        or (captions.is_series_heading(line) and place > 0)
    ):
        return False
    if byline.is_name(text) and (place > 0 or not (line.caps or line.larger or line.heading or _of_work(lines, head))):
        return False
    before = lines[head[place] - 1] if head[place] else None
    return not (
        before is not None and before.picture is not None and (line.italic or captions.is_scene(line)) and not line.caps
    )


def _of_work(lines: Sequence[Line], head: Sequence[int]) -> bool:
    """Whether the line below the first says what it is or for whom: "Thơ", "Kính tặng thầy cô"; then it is no name."""
    below = lines[head[1]].text if len(head) > 1 else ""
    return furniture.is_kicker(below) or furniture.is_offered(below)


def _is_header(line: Line) -> bool:
    """The sender's organisation on top of the page: short, named as organisations are, no verb."""
    if _NO_NAME.match(line.text):
        return False
    if not is_unit(line.text) or line.words > 10 or line.text.endswith((".", "?", "!")) or ":" in line.text:
        return bool(_MOTTO.match(line.text))
    words = bare(line.text).split()
    return not any(
        VERB.match(" ".join(words[n : n + 2]))
        and words[n] not in ("và", "hội", "đoàn", "của", "với", "lập", "công", "mở", "theo", "vì", "nhận")
        for n in range(2, len(words))
    )


def _is_header_table(line: Line) -> bool:
    """The two-column head of a letter: organisation left, motto right; with a number and no motto it is none."""
    cells = [cell for row in line.rows for cell in row if cell and not furniture.is_place_and_day(cell)]
    words = sum(len(cell.split()) for cell in cells)
    if not cells or words > 45:
        return False
    if any(_MOTTO.match(cell) for cell in cells):
        return True
    units = [is_unit(cell) for cell in cells if not furniture.is_kicker(cell)]
    return bool(units) and all(units) and not any(_NUMBERED.search(cell) for cell in cells)


def _is_header_here(lines: Sequence[Line], head: Sequence[int], place: int) -> bool:
    """Whether the line below such a header is a title of its own and does not go on with it as its predicate."""
    if place + 1 >= len(head):
        return False
    following = lines[head[place + 1]]
    if is_rule(following.text) or _is_header(following) or furniture.is_kicker(following.text):
        return place + 2 < len(head)
    if not _may_be_title(lines, head, place + 1):
        return False
    return not (VERB.match(bare(following.text)) and _alike(lines[head[place]], following))


def _joined(lines: Sequence[Line], head: Sequence[int], place: int) -> tuple[int, int]:
    """First and last place in `head` of the lines that make one title."""
    first = last = place
    while last + 1 < len(head) and _goes_on(lines, head, last, last + 1, first):
        last += 1
    while (
        first > 0
        and _goes_on(lines, head, first - 1, first, first - 1)
        and not _is_header_here_line(lines, head, first - 1)
    ):
        first -= 1
    return first, last


def _is_header_here_line(lines: Sequence[Line], head: Sequence[int], place: int) -> bool:
    return _is_header(lines[head[place]]) and _is_header_here(lines, head, place)


def _goes_on(lines: Sequence[Line], head: Sequence[int], one: int, two: int, start: int) -> bool:
    above, below = lines[head[one]], lines[head[two]]
    words = sum(lines[index].words for index in head[start : two + 1])
    if head[two] - head[one] != 1 or words > _JOINED_WORDS or not _joins(above, below):
        return False
    if below.same and not is_prose(below):
        return True
    of_unit = above.text.endswith(":") and is_unit(above.text)
    if of_unit or below.text[:1].islower() or above.text.endswith((",", "-", "–", " và")):
        return not is_prose(below)
    if not _alike(above, below) or above.text.endswith((".", "!", "?", "…")):
        return False
    if above.caps and below.caps:
        return True
    told = (above.bold and above.centred) or above.larger or above.heading
    return told and below.words <= 14


def _joins(above: Line, below: Line) -> bool:
    if furniture.is_kicker(above.text) or furniture.is_kicker(below.text) or is_rule(below.text) or is_rule(above.text):
        return False
    if (
        below.text.startswith("(")
        or byline.is_labelled(below.text)
        or byline.is_name(below.text)
        or captions.is_labelled(below)
    ):
        return False
    return not is_opening(below.text) and below.align != "right"


def _alike(one: Line, two: Line) -> bool:
    return (one.caps, one.bold, one.italic, one.align, one.larger, one.style) == (
        two.caps,
        two.bold,
        two.italic,
        two.align,
        two.larger,
        two.style,
    )


def same_words(text: str, wanted: str) -> bool:
    """Whether a line says what the subject of the mail says."""
    mine, other = set(re.findall(r"\w+", bare(text))), set(re.findall(r"\w+", wanted))
    return len(mine) >= 3 and len(other) >= 3 and len(mine & other) * 10 >= 8 * min(len(mine), len(other))


def _is_part(lines: Sequence[Line], title: str) -> bool:
    """ "Bài 1: …" of a series, whose number is a part of the title; of several stories in one file it only counts."""
    counted = furniture.opens_next_part(title)
    return counted and any(furniture.tells_of_series(line.text) for line in lines if line.text)


def _without_prefix(text: str) -> str:
    clean = _PREFIX.sub("", text, count=1).strip()
    return clean or text


def is_strong(line: Line) -> bool:
    """Whether a line looks like a title anywhere in a file: capitals, heading, larger, or bold and centred."""
    if not line.text or not 3 <= line.words <= _MOST_WORDS or line.label or line.align == "right":
        return False
    return line.caps or line.heading or line.larger or (line.bold and line.centred)
