"""Which lines are the byline: below the title or after the text, and what else stands there for the editors only."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tinbai.parsers.document import FOOTNOTE
from tinbai.parsers.story import byline, captions, furniture
from tinbai.parsers.story.lines import Line, is_prose, is_rule
from tinbai.parsers.story.people import (
    bare,
    is_initials,
    is_role,
    is_small,
    is_unit,
    person,
    predicate,
    unit_inside,
    unmarked,
)

_FOOTNOTE = re.compile(r"^\(?\*{1,3}\)?:?\s*(?P<who>[^.]{4,160})\.?$")
_LINES = 10
_LONG = 30
_POST = 14  # words
_DASHES = frozenset("-–+•*")


@dataclass(frozen=True, slots=True)
class Signature:
    """lines: indexes of the byline. dropped: notes after the end mark, telephone numbers, thanks to the editors."""

    lines: frozenset[int] = frozenset()
    dropped: frozenset[int] = frozenset()


def find_signature(lines: Sequence[Line], start: int) -> Signature:
    """The byline of a story whose title ends before line `start`."""
    end = _end(lines)
    tail = _tail(lines, start, end)
    account = next((place for place, index in enumerate(tail) if furniture.opens_account(lines[index].text)), len(tail))
    bottom = _core(lines, tail[:account], end is not None)
    initials = {index for index in {*tail[-1:], *bottom} if _is_initials(lines[index].text)}
    top = _top(lines, start, bool(bottom - initials))
    if top:  # the same authors again, in short
        bottom -= initials
    dropped = _notes(lines, tail[:account], bottom) | set(tail[account:]) | (initials if top else set())
    if end is not None:
        behind = range(end + (0 if furniture.is_finish(lines[end]) else 1), len(lines))
        texts = [index for index in behind if lines[index].text and lines[index].style != FOOTNOTE]
        dropped |= {index for index in texts if not _is_caption(lines, index)}
    if any(lines[index].text.endswith(("*", "*)")) for index in top | bottom):
        bottom |= set(_footnote(lines))
    return Signature(frozenset(top | bottom), frozenset(dropped - top - bottom))


def _footnote(lines: Sequence[Line]) -> list[int]:
    """The last line when it says where the author with a star works: "(*) Trường Chính trị tỉnh"."""
    last = max((index for index, line in enumerate(lines) if line.text), default=0)
    found = _FOOTNOTE.match(lines[last].text) if lines[last].words <= 24 else None
    return [last] if found and (is_unit(found["who"]) or unit_inside(found["who"])) else []


def _is_initials(text: str) -> bool:
    return all(map(is_initials, text.split(" - ")))


def _end(lines: Sequence[Line]) -> int | None:
    """Index of the line with the end mark, or of a line "Hết"; None when running text follows it."""
    texts = [index for index, line in enumerate(lines) if line.text]
    marked = [index for index in texts if furniture.end_mark(lines[index].text)]
    finished = [two for one, two in pairwise(texts) if furniture.is_finish(lines[two]) and is_prose(lines[one])]
    last = max(marked or finished[-1:], default=None)
    if last is None:
        return None
    following = [line for line in lines[last + 1 :] if (line.text and line.style != FOOTNOTE) or line.rows]
    if any(line.rows or (line.words >= _LONG and not furniture.is_covering(line.text)) for line in following):
        return None
    return last if marked or (len(following) <= 6 and not any(is_prose(line) for line in following)) else None


def _tail(lines: Sequence[Line], start: int, end: int | None) -> list[int]:
    """Indexes of the last text lines that may be byline or notes, in order; captions are passed over."""
    tail: list[int] = []
    others = 0
    floor = start - 1 if end is None else end
    for index in range(len(lines) - 1, floor, -1):
        line = lines[index]
        if line.rows or len(tail) >= _LINES:
            break
        if not line.text or line.style == FOOTNOTE or _is_caption(lines, index):
            continue
        if end is None and not byline.is_labelled(line.text) and not _is_note(line):
            others += 0 if byline.is_bare(line.text) else 1
            if is_prose(line) or line.words > 20 or others > 4:
                break
        tail.append(index)
    return tail[::-1]


def _core(lines: Sequence[Line], tail: Sequence[int], ended: bool) -> set[int]:
    """The byline among them: labelled lines first, else a label with the name below it, else the last name."""
    labelled = [
        place for place, index in enumerate(tail) if _may_sign(lines[index]) and byline.is_labelled(lines[index].text)
    ]
    # "Bút danh: …" among telephone and account tells the editors whose money it is, where a name stands above it
    sure = [place for place in labelled if not furniture.is_contact(lines[tail[place]].text)]
    alone = [place for place, index in enumerate(tail) if byline.is_label_alone(lines[index].text)]
    paired = [place for place in alone if place + 1 < len(tail) and _names(lines[tail[place + 1]].text)]
    if sure:
        first = last = sure[0]
    elif paired:
        first, last = paired[-1], paired[-1] + 1
    else:
        names = [place for place in range(len(tail)) if _is_signed(lines, tail, place, ended)]
        names = names or labelled[:1]
        if not names and tail and _is_unmarked(lines, tail[-1]):
            names = [len(tail) - 1]
        if not names:
            return set()
        first = last = _signed_first(lines, tail, names)
    while (
        last + 1 < len(tail)
        and (_belongs(lines[tail[last + 1]], below=True) or _is_post(lines[tail[last + 1]], lines[tail[last]]))
        and not _signs_again(lines[tail[last]].text, lines[tail[last + 1]].text)
    ):
        last += 1
    while first > 0:
        above, line = lines[tail[first - 1]], lines[tail[first]]
        apart = ended or above.align == "right" or (byline.is_name(above.text) and is_unit(line.text))
        if not _belongs(above, below=False, apart=apart):
            break
        first -= 1
    return set(tail[first : last + 1])


def _is_unmarked(lines: Sequence[Line], index: int) -> bool:
    """Whether a last line is a name without its capitals: like all that was typed, or by its words alone."""
    text = lines[index].text
    all_small = unmarked(text) is not None and all(line.text.islower() for line in lines if line.text)
    return all_small or (is_small(text) and not _is_item(lines, index) and not lines[index].label)


def _signed_first(lines: Sequence[Line], tail: Sequence[int], names: Sequence[int]) -> int:
    """The last name; of one person who signs twice, the story and then the mail, the first."""
    for again in range(names[-1], 0, -1):
        for place in range(again):
            line = lines[tail[place]]
            if _may_sign(line) and _signs_again(line.text, lines[tail[again]].text):
                return place
    return names[-1]


def _signs_again(one: str, two: str) -> bool:
    """Whether two lines name the same person, perhaps without the family name: "NGỌC MAI", "Nguyễn Thị Ngọc Mai"."""
    if not (byline.is_bare(one) or byline.is_labelled(one)) or not byline.is_bare(two):
        return False
    mine, other = ([bare(name) for name in byline.read_byline([text]).byline.authors] for text in (one, two))
    return any(f" {a}".endswith(f" {b}") or f" {b}".endswith(f" {a}") for a in mine for b in other)


def _belongs(line: Line, below: bool, apart: bool = True) -> bool:
    """Whether a line that touches the byline is more of it: another label, a name, the unit of the author."""
    if not _may_sign(line) or furniture.is_sign_off(line.text) or furniture.is_address(line.text):
        return False
    if byline.is_labelled(line.text):
        return True
    return apart and byline.is_bare(line.text) and (not line.text.endswith(".") or not below)


def _is_post(line: Line, above: Line) -> bool:
    """What an author is and where, below the name: "(Nguyên giáo viên Trường THPT Bảo Lâm)"."""
    if not _may_sign(line) or line.words > _POST:
        return False
    if is_role(line.text):
        return byline.is_name(above.text) or byline.is_labelled(above.text)
    set_apart = line.text.startswith("(") or line.align == above.align == "right"
    if not set_apart or not byline.is_name(above.text):
        return False
    return unit_inside(line.text) is not None and not line.text.endswith((".", ":", "!", "?"))


def _names(text: str) -> bool:
    return byline.is_bare(text) and not furniture.is_offered(text)


def _may_sign(line: Line) -> bool:
    if line.label or line.depth:
        return False
    return byline.is_labelled(line.text) or not (is_prose(line) or furniture.is_contact(line.text))


def _is_signed(lines: Sequence[Line], tail: Sequence[int], place: int, ended: bool) -> bool:
    """Whether a line with no label is a signature: by its place (last, after the end mark) or its looks."""
    line = lines[tail[place]]
    if not _may_sign(line) or not _names(line.text):
        return False
    if furniture.is_sign_off(line.text) or furniture.is_address(line.text) or _is_item(lines, tail[place]):
        return False
    below = tail[place + 1 :]
    listed = place > 0 and is_role(lines[tail[place - 1]].text)  # one of several, each with what he is
    if below and is_role(lines[below[0]].text) and byline.is_name(line.text) and not listed:
        below = below[1:]
    last = all(_is_note(lines[index]) for index in below)
    if ended or line.align == "right" or line.bold:
        return True
    unit = is_unit(line.text.lstrip("-–+•* "))
    return last and not (unit and (line.text.endswith(".") or line.words > 9))


def _is_item(lines: Sequence[Line], index: int) -> bool:
    """Whether a line ends a list typed with dashes."""
    above = next((line.text for line in reversed(lines[:index]) if line.text), "")
    return above[:1] in _DASHES and lines[index].text[:1] == above[:1]


def _notes(lines: Sequence[Line], tail: Sequence[int], core: set[int]) -> set[int]:
    """Words to the editors around the byline: thanks, telephone and account numbers, the signature of a letter."""
    notes: set[int] = set()
    closed = False
    signed = lines[min(core)].text if core else ""
    for index in tail:
        line = lines[index]
        if index in core:
            continue
        below = bool(core) and index > min(core)
        if core and (furniture.is_place_and_day(line.text) or (below and _heads_pictures(lines, index))):
            notes.add(index)
        elif furniture.is_covering(line.text) or (below and (_is_note(line) or _signs_again(signed, line.text))):
            notes.add(index)
            closed = closed or below
        elif closed and line.words <= 14:
            notes.add(index)
    if not core:
        for index in reversed(tail):
            if not furniture.is_contact(lines[index].text):
                break
            notes.add(index)
    return notes


def _heads_pictures(lines: Sequence[Line], index: int) -> bool:
    """ "Một số hình ảnh:" with a picture right below it."""
    return captions.is_series_heading(lines[index]) and any(line.picture for line in lines[index + 1 : index + 2])


def _is_note(line: Line) -> bool:
    text = line.text
    return (
        furniture.is_contact(text)
        or furniture.is_thanks(text)
        or furniture.is_covering(text)
        or furniture.is_greeting(text)
        or furniture.is_remark(text)
        or furniture.opens_next_part(text)
        or furniture.is_sign_off(text)
        or furniture.is_address(text)
        or furniture.is_place_and_day(text)
        or is_rule(text)
    )


def _top(lines: Sequence[Line], start: int, bottom: bool) -> set[int]:
    """A byline right below the title."""
    texts = [index for index in range(start, min(start + 4, len(lines))) if lines[index].text][:2]
    for index in texts:
        line = lines[index]
        if is_prose(line):
            break
        following = [other for other in lines[index + 1 :] if other.text][:3]
        if not any(is_prose(other) for other in following):
            break
        if index and lines[index - 1].picture is not None and not byline.is_labelled(line.text):
            continue
        if byline.is_labelled(line.text) and not captions.is_labelled(line):
            return {index, *_unit_below(lines, index)}
        signed = byline.is_bare(line.text) and not is_unit(line.text) and not is_initials(line.text)
        named = (
            byline.is_name(line.text)
            or signed
            or (person(line.text) and any(_unit_below(lines, index)))
            or (byline.is_bare(line.text) and (line.align == "right" or (line.italic and not is_unit(line.text))))
        )
        several = " - " in line.text and byline.is_name(line.text)  # a title in capitals may begin as a name does
        if named and start > 0 and (several or not line.caps) and (not bottom or line.align == "right" or line.italic):
            return {index, *_unit_below(lines, index)}
    return set()


def _unit_below(lines: Sequence[Line], index: int) -> Iterator[int]:
    """Where the author named above the text works, in a line of its own that stands as the name does."""
    name = lines[index]
    below = lines[index + 1] if index + 1 < len(lines) else Line()
    unit = is_unit(below.text) and not predicate(below.text)
    alike = below.align == name.align and not below.caps
    if alike and (unit or is_role(below.text)) and below.words <= _POST and not below.text.endswith((".", ":", ",")):
        yield index + 1


def _is_caption(lines: Sequence[Line], index: int) -> bool:
    """A caption among the last lines: numbered, or below a picture and looking like one."""
    line = lines[index]
    if not line.text:
        return False
    if captions.is_labelled(line) and not byline.is_labelled(line.text):
        return True
    if _is_listed(lines, index):
        return True
    before = lines[index - 1] if index else None
    if before is None or before.picture is None:
        return line.beside
    if byline.is_labelled(line.text) and not captions.is_credit_alone(line):
        return False
    return captions.is_looked(line) or (captions.is_plain(line) and not byline.is_bare(line.text))


def _is_listed(lines: Sequence[Line], index: int) -> bool:
    """Whether a line stands in a list of captions below "Chú thích ảnh:", or is that heading."""
    for line in reversed(lines[max(0, index - _LINES) : index + 1]):
        if captions.opens_list(line):
            return True
        if not line.text or line.words > _LONG or byline.is_labelled(line.text) or _is_note(line):
            return False
    return False
