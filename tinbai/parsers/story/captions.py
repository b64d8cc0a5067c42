"""Captions: found by their place beside a picture and by their looks first, by words second (DOMAIN.md 3.1, 3.2)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tinbai.parsers.story import byline
from tinbai.parsers.story.labels import label_of, numbered, unbracketed
from tinbai.parsers.story.lines import Line, is_opening, is_prose
from tinbai.parsers.story.people import bare, is_board, is_initials, is_unit, person

_MOST_WORDS = 40
_CREDIT = re.compile(
    r"(?:^|(?P<before>[\s.;,!?…)”\"–—|/-]))\(?\s{0,9}+(?:ảnh(?: chụp| do)?|nguồn ảnh|nguồn|photo"
    r"|tin,? ảnh)\s*+[:：]\s*+(?P<who>[^:：()]{2,60}?)\s*+\)?\s*+\.?\s*+$",
    re.IGNORECASE,
)
_CREDIT_LOOSE = re.compile(
    r"(?:(?<=[.!?…)”])\s++|(?:(?<!\s)\s++)?\()(?:Ảnh|ảnh"
    r"|ẢNH)\s++(?P<who>(?:[^\W\d_a-z][^\W\d_]*+)(?:\s++[^\W\d_a-z][^\W\d_]*+){0,4})\)?\s*+\.?\s*+$"
)
_KNOWN = re.compile(
    r"^(?:ctv|internet|sưu tầm|đvcc|nvcc|tư liệu|ttxvn|vtv|vov|t\.?l|st|bbt|do nhân vật cung cấp"
    r"|nhân vật cung cấp|.{2,30} cung cấp|báo .{2,30})$",
    re.IGNORECASE,
)
_SERIES = re.compile(
    r"^(?:một số|một vài|những|các|vài)\s+(?:hình ảnh|ảnh|bức ảnh)\b|^(?:chùm ảnh|hình ảnh)\b.{0,60}(?::"
    r"|hội nghị|buổi|chương trình|lễ)|^chú thích (?:các )?(?:ảnh|hình)\s*:?$",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"^\W*(?:chú thích|ghi chú|nội dung|danh sách|thông tin) (?:các |cho )?(?:ảnh|hình)(?: kèm| như sau)*\s*:?$",
    re.IGNORECASE,
)
_LISTED = re.compile(r"^\(?(?:(?P<number>\d{1,2})\s*[.):/-]|[-–+*])\s*(?=[^\W\d_])")
_SCENE = re.compile(
    r"^(?:quang cảnh|toàn cảnh|khung cảnh|cảnh|các đại biểu|đại biểu|lãnh đạo|đồng chí|đ/c|ông|bà|anh|chị|cô"
    r"|thầy|em|các em|cán bộ|lực lượng|đoàn viên|bà con|người dân|nhân dân|hình ảnh|ảnh|chân dung|tập thể"
    r"|ban tổ chức|đoàn|trao|tặng|chụp ảnh|ra mắt|nghi thức|tiết mục)\b",
    re.IGNORECASE,
)


# such words join a sentence to the text before it
_GOES_ON = re.compile(
    r"^(?:dịp này|cũng (?:tại|trong|nhân|theo)|tại (?:đây|buổi|hội nghị|lễ|chương trình)|theo (?:đó|ông|bà|kế hoạch)"
    r"|sau đó|trước đó|đến nay|được biết|ngoài ra|bên cạnh đó|trong khi đó|tuy nhiên|vì vậy|do đó|nhờ (?:đó|vậy)"
    r"|từ đó|đồng thời|ngay sau|kết thúc|phát biểu (?:tại|chỉ đạo|kết luận))\b",
    re.IGNORECASE,
)


_TELLS = re.compile(r"\b(?:cho biết|cho hay|tâm sự|kể lại)\b")  # a person who speaks in a text


@dataclass(frozen=True, slots=True)
class LooseCaption:
    """A caption that stands in the text with no picture beside it; number of "Ảnh 2:", MIDDLE or LAST for "Ảnh giữa:"
    and "Ảnh cuối:", None when it has none."""

    number: int | None
    caption: str
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Caption:
    text: str | None
    credit: str | None = None
    places: tuple[int, ...] = ()


def read_caption(parts: Sequence[str]) -> Caption:
    """A caption over one or several lines, doubled ones once, label and credit split off."""
    lines = list(dict.fromkeys(" ".join(part.split()) for part in parts if part.strip()))
    places: tuple[int, ...] = ()
    credit: str | None = None
    kept: list[str] = []
    for line in lines:
        text, own = _without_label(once(line))
        places = places or own
        text, who = _without_credit(text)
        credit = credit or who
        if text and text not in kept:
            kept.append(text)
    joined = unbracketed(once(" ".join(kept)).strip())
    return Caption(joined or None, credit, places)


def once(text: str) -> str:
    """A text that was pasted twice in a row, once (seed 002)."""
    half = len(text) // 2
    if len(text) < 24:
        return text
    for middle in (half, half + 1, half - 1):
        first, second = text[:middle].strip(), text[middle:].strip()
        if first == second:
            return first
    return text


def _without_label(text: str) -> tuple[str, tuple[int, ...]]:
    label = label_of(text)
    if label and bare(text).lstrip("(").startswith("ảnh minh họa") and not _without_credit(label.rest)[0].strip(" .)"):
        return text, ()  # readers are to know that it shows something else
    if label:
        if not label.places and _is_credit(label.rest.strip(" .)")) and bare(text).lstrip("(").startswith("ảnh"):
            return text, ()
        return label.rest.strip(" –-"), label.places
    counted = numbered(text)
    return (counted.rest.strip(), counted.places) if counted else (text, ())


def _without_credit(text: str) -> tuple[str, str | None]:
    found = _CREDIT.search(text)
    if found and (_is_credit(found["who"]) or (len(found["who"].split()) <= 6 and _is_apart(text, found))):
        return _rest(text[: found.start()] + (found["before"] or "")), found["who"].strip(" .")
    loose = _CREDIT_LOOSE.search(text)
    if loose and _is_credit(loose["who"]):
        return _rest(text[: loose.start()]), loose["who"].strip(" .")
    return text, None


def _is_apart(text: str, found: "re.Match[str]") -> bool:
    """Whether a credit nobody knows stands alone, behind a sentence or says that it is one ("Nguồn ảnh: …")."""
    told = text[found.start() :].lower().lstrip(" (.;,-–").startswith(("nguồn ảnh", "photo"))
    behind = text[: found.start() + 1].rstrip(" (").endswith((".", "!", "?", "…"))
    return found.start() == 0 or ((told or behind) and found["who"][:1].isupper())


def _rest(text: str) -> str:
    return text.rstrip(" (-–—|/;,").strip()


def _is_credit(who: str) -> bool:
    who = who.strip(" .")
    if _KNOWN.match(who) or is_board(who) or is_unit(who) or is_initials(who):
        return len(who.split()) <= 10
    parts = [part for part in re.split(r"\s+[-–—]\s+|\s*[,;&]\s*|\s+và\s+|\s*/\s*", who) if part]
    return bool(parts) and all(
        person(part) or (len(part.split()) == 1 and part[0].isupper() and len(part) <= 8) for part in parts
    )


def is_labelled(line: Line) -> bool:
    """Whether a line says by its label that it is a caption ("Ảnh 1: …", "Trong ảnh: …")."""
    if not line.text or line.words > 60:
        return False
    label = label_of(line.text)
    if label:
        return label.sure or (label.colon and not byline.is_labelled(line.text))
    return bool(numbered(line.text)) and line.words <= _MOST_WORDS and (line.italic or line.centred)


def is_credit_alone(line: Line) -> bool:
    """A line that only names the photographer ("Ảnh: Hoàng Yến")."""
    return bool(line.text) and line.words <= 9 and read_caption([line.text]).text is None


def is_series_heading(line: Line) -> bool:
    """ "Một số hình ảnh tại hội nghị:" - short lines after it are captions."""
    return (
        bool(_SERIES.match(line.text) or opens_list(line))
        and line.words <= 20
        and not line.text.endswith((".", "!", "?"))
    )


def opens_list(line: Line) -> bool:
    """ "Chú thích ảnh:" - nothing but captions is meant to follow."""
    return bool(_LIST.match(line.text))


def is_looked(line: Line) -> bool:
    """Whether a line looks like a caption: italic or centred and short, style "caption", or in a picture's table."""
    if not line.text or line.words > (80 if line.beside else _MOST_WORDS) or line.label or line.heading:
        return False
    if line.style in ("caption", "chú thích") or line.beside:
        return True
    if line.align == "right" or (is_opening(line.text) and line.words > 12):
        return False
    return (line.italic or line.centred) and not (line.caps and line.words < 20)


def is_plain(line: Line) -> bool:
    """Whether a line without looks may be the caption of the picture just above: one short sentence."""
    if not line.text or line.words > 32 or line.words < 2 or line.label or line.heading or line.align == "right":
        return False
    if is_opening(line.text) and line.words > 12:
        return False
    if (
        line.text.endswith((":", ";", "?"))
        or line.text.startswith(("-", "–", "“", '"'))
        or (line.bold and not line.centred)
    ):
        return False
    if line.text.endswith(".") and _TELLS.search(line.text):
        return False
    words = _without_credit(line.text)[0]
    sentences = len(re.findall(r"[.!?…](?=\s+[^\W\d_a-z])", words))
    return sentences == 0 or bool(_SCENE.match(line.text) and sentences <= 1) or is_labelled(line)


def is_scene(line: Line) -> bool:
    """Whether the words are those of a caption ("Quang cảnh …", "Đồng chí X phát biểu tại …")."""
    return bool(_SCENE.match(line.text))


@dataclass(frozen=True, slots=True)
class Placed:
    """taken: indexes of the lines that are captions. of: picture's index -> its caption. loose: with no picture."""

    taken: frozenset[int]
    of: dict[int, Caption]
    loose: tuple[LooseCaption, ...]


def place(lines: Sequence[Line], fixed: frozenset[int], prose: int) -> Placed:
    """Which lines are captions of which pictures. fixed: indexes that are something else (title, byline, lead).

    prose: words of the usual paragraph, by which a plain line below a picture is told from the text.
    """
    taken: set[int] = set()
    of: dict[int, Caption] = {}
    runs = _runs(lines, fixed, prose)
    for run in runs:
        _settle(lines, run, taken, of)
    loose = _loose(lines, fixed, taken)
    return Placed(frozenset(taken), of, loose)


def _runs(lines: Sequence[Line], fixed: frozenset[int], prose: int) -> list[list[int]]:
    """Stretches of pictures and lines that may be their captions, each with at least one picture."""
    runs: list[list[int]] = []
    run: list[int] = []
    for index, line in enumerate(lines):
        free = line.picture is None and index not in fixed and bool(line.text)
        looked = free and (is_looked(line) or is_labelled(line) or _credit_below(lines, index, run))
        goes_on = not run or lines[run[-1]].picture is not None or _goes_on(lines[run[-1]], line)
        if line.picture or (looked and goes_on) or (free and not looked and _is_below(lines, index, run, prose)):
            run.append(index)
            continue
        runs.append(run)
        run = [index] if looked else []
    runs.append(run)
    return [run for run in runs if any(lines[index].picture for index in run)]


def _goes_on(above: Line, line: Line) -> bool:
    """Whether a line below a caption is more of it: of the same look, labelled, or the photographer."""
    alike = (above.italic, above.align, above.beside, above.style) == (line.italic, line.align, line.beside, line.style)
    return alike or is_labelled(line) or is_credit_alone(line)


def _credit_below(lines: Sequence[Line], index: int, run: Sequence[int]) -> bool:
    return (
        bool(run)
        and index < len(lines)
        and (lines[index].align != "right" or any(map(is_prose, lines[index + 1 :])))
        and not lines[index].bold
        and is_credit_alone(lines[index])
    )


def _is_below(lines: Sequence[Line], index: int, run: Sequence[int], prose: int) -> bool:
    """A plain short line under a picture is its caption, unless that has one above, or it is as long as the text."""
    line = lines[index]
    if not run or lines[run[-1]].picture is None or lines[run[0]].picture is None or not is_plain(line):
        return False
    if line.text.endswith(".") and (_GOES_ON.match(line.text) or _others_have_none(lines, run[-1])):
        return False
    if line.words <= 16:
        return not line.text.endswith(".") or line.words * 3 <= max(prose, 24) * 2
    return line.words * 2 <= prose or (is_scene(line) and line.words * 3 <= prose * 2)


def _others_have_none(lines: Sequence[Line], shown: int) -> bool:
    """Whether there are other pictures, two or more, and each is followed by running text, as if by no caption."""
    others = [index for index, line in enumerate(lines) if line.picture is not None and index != shown]
    below = [lines[index + 1] for index in others if index + 1 < len(lines)]
    return len(others) >= 2 and len(below) == len(others) and all(is_prose(line) and line.words > 20 for line in below)


def _settle(lines: Sequence[Line], run: Sequence[int], taken: set[int], of: dict[int, Caption]) -> None:
    """Pictures and captions of one run, in pairs: captions above when the run begins with one and ends in a picture."""
    groups: list[tuple[list[int], list[int]]] = []
    above = lines[run[0]].picture is None and lines[run[-1]].picture is not None
    order = list(reversed(run)) if above else list(run)
    for index in order:
        if lines[index].picture:
            if groups and not groups[-1][1]:
                groups[-1][0].append(index)
            else:
                groups.append(([index], []))
        elif groups:
            groups[-1][1].append(index)
    for pictures, captions in groups:
        if above:
            pictures, captions = pictures[::-1], captions[::-1]
        _pair(lines, pictures, captions, taken, of)


def _pair(
    lines: Sequence[Line], pictures: Sequence[int], captions: Sequence[int], taken: set[int], of: dict[int, Caption]
) -> None:
    texts = [lines[index].text for index in captions]
    if not texts:
        return
    taken.update(captions)
    if len(pictures) > 1 and len(texts) > 1:
        joined = _sentences(texts)
        if len(joined) == len(pictures):
            for picture, parts in zip(pictures, joined, strict=True):
                of[picture] = read_caption(parts)
            return
    of[pictures[-1]] = read_caption(texts)


def _sentences(texts: Sequence[str]) -> list[list[str]]:
    """Lines that belong together: one that does not end and the next, a caption and the credit below it."""
    groups: list[list[str]] = []
    for text in texts:
        open_ended = bool(groups) and not groups[-1][-1].rstrip().endswith((".", ")", "”", "!", "…"))
        continues = bool(groups) and (text[:1].islower() or (open_ended and groups[-1][-1].endswith((",", "-", "–"))))
        credit = bool(groups) and read_caption([text]).text is None
        if continues or credit:
            groups[-1].append(text)
        else:
            groups.append([text])
    return groups


def _speaks_as_caption(line: Line) -> bool:
    """A line that only its words show to be a caption: "Quang cảnh hội nghị.", or one sentence with a photographer."""
    if line.words > _MOST_WORDS or line.label or line.heading or not line.text or byline.is_labelled(line.text):
        return False
    if re.match(r"(?:quang|toàn) cảnh ", line.text, re.IGNORECASE) and line.words <= 20:
        return is_plain(line)
    return line.words > 3 and bool(_CREDIT.search(line.text)) and read_caption([line.text]).credit is not None


def _is_verse(lines: Sequence[Line], group: Sequence[int]) -> bool:
    """Lines that only look like a caption, announced by the text above: "… bài thơ “Bến thu”:"."""
    above = next((line for line in reversed(lines[: group[0]]) if line.text), Line())
    return len(group) > 1 and above.text.endswith(":") and not any(is_labelled(lines[index]) for index in group)


def _loose(lines: Sequence[Line], fixed: frozenset[int], taken: set[int]) -> tuple[LooseCaption, ...]:
    """Captions in the text with no picture beside them; they are taken too."""
    found: list[LooseCaption] = []
    series = False
    group: list[int] = []

    def close() -> None:
        if group:
            listed = _LISTED.match(lines[group[0]].text) if series else None
            caption = read_caption(
                [lines[index].text[listed.end() if listed else 0 :] for index in group[:1]]
                + [lines[index].text for index in group[1:]]
            )
            if listed and listed["number"] and not caption.places:
                caption = replace(caption, places=(int(listed["number"]),))
            if caption.text and (series or not _is_verse(lines, group)):
                found.extend(LooseCaption(one, caption.text, caption.credit) for one in caption.places or (None,))
                taken.update(group)
            group.clear()

    for index, line in enumerate(lines):
        if index in fixed or index in taken or not line.text:
            if index not in taken:
                close()
            series = series and (index in taken or line.picture is not None)
            continue
        if is_series_heading(line):
            close()
            series = True
            if opens_list(line):
                taken.add(index)
            continue
        labelled = is_labelled(line)
        looks = line.style in ("caption", "chú thích") or (line.italic and line.centred and is_looked(line))
        looks = looks or _speaks_as_caption(line)
        looks = looks or (line.centred and is_looked(line) and not line.bold and is_scene(line))
        short = series and line.words <= 30 and not line.heading
        if labelled or short or not (looks or (group and line.centred and not line.bold)):
            close()
        if labelled or short or looks or (group and line.centred and not line.bold):
            if group and looks and lines[group[-1]].text.rstrip().endswith((".", "!")):
                close()
            group.append(index)
            if short and not looks and not labelled:
                close()
        else:
            series = False
    close()
    return tuple(found)
