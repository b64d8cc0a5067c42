"""Which lines are the byline: below the title or after the text, and what else stands there for the editors only."""

from collections.abc import Sequence
from dataclasses import dataclass

from tinbai.parsers import byline, captions, furniture
from tinbai.parsers.lines import Line, is_prose
from tinbai.parsers.people import is_unit

_LINES = 10
_LONG = 30


@dataclass(frozen=True, slots=True)
class Signature:
    """lines: indexes of the byline. dropped: notes after the end mark, telephone numbers, thanks to the editors."""

    lines: frozenset[int] = frozenset()
    dropped: frozenset[int] = frozenset()


def find_signature(lines: Sequence[Line], start: int) -> Signature:
    """The byline of a story whose title ends before line `start`."""
    end = _end(lines)
    bottom, notes = _bottom(lines, start, end)
    top = _top(lines, start, bool(bottom))
    dropped = set(notes)
    if end is not None:
        dropped |= {
            index
            for index in range(end + 1, len(lines))
            if lines[index].text and index not in bottom and not _is_caption(lines, index)
        }
    return Signature(frozenset(top | bottom), frozenset(dropped - top - bottom))


def _end(lines: Sequence[Line]) -> int | None:
    """Index of the line with the end mark; None when running text follows it."""
    marked = [
        index
        for index, line in enumerate(lines)
        if line.text and (furniture.end_mark(line.text) or (index and furniture.is_finish(line)))
    ]
    if not marked:
        return None
    last = marked[-1]
    following = [line for line in lines[last + 1 :] if line.text or line.rows]
    if any(line.rows or (line.words >= _LONG and not furniture.is_covering(line.text)) for line in following):
        return None
    if furniture.end_mark(lines[last].text):
        return last
    return last if all(not is_prose(line) for line in following) and len(following) <= 6 else None


def _bottom(lines: Sequence[Line], start: int, end: int | None) -> tuple[set[int], set[int]]:
    found: set[int] = set()
    notes: set[int] = set()
    passed = 0
    floor = end if end is not None else start - 1
    for index in range(len(lines) - 1, floor, -1):
        line = lines[index]
        if not line.text or _is_caption(lines, index):
            if line.rows:
                break
            continue
        passed += 1
        if passed > _LINES:
            break
        if _is_byline(lines, index, end, found, notes):
            found.add(index)
        elif (found and _is_note(line) and not any(i > index for i in found)) or (not found and _is_note(line)):
            notes.add(index)
        elif found or is_prose(line) or (passed > 4 and end is None):
            break
    if not found and end is None:
        notes = {
            index
            for index in notes
            if furniture.is_contact(lines[index].text) or furniture.is_covering(lines[index].text)
        }
    return found, notes


def _is_note(line: Line) -> bool:
    text = line.text
    return (
        furniture.is_contact(text)
        or furniture.is_thanks(text)
        or furniture.is_covering(text)
        or furniture.is_greeting(text)
    )


def _is_byline(lines: Sequence[Line], index: int, end: int | None, found: set[int], notes: set[int]) -> bool:
    line = lines[index]
    text = line.text
    if line.label or line.depth:
        return False
    below = next((i for i in range(index + 1, len(lines)) if lines[i].text and i not in notes), None)
    touching = below is not None and below in found
    if byline.is_labelled(text):
        return not found or touching
    if byline.is_label_alone(text):
        return touching
    if not byline.is_bare(text) or is_prose(line):
        return False
    apart = end is not None or line.align == "right" or line.bold
    if found:
        return (
            touching
            and (apart or not text.endswith("."))
            and (byline.is_name(text) or lines[min(found)].align == line.align == "right")
        )
    last = below is None or all(
        _is_caption(lines, i) for i in range(below, len(lines)) if lines[i].text and i not in notes
    )
    if is_unit(text) and not apart:
        return last and not text.endswith(".") and (line.centred or line.italic or line.caps or line.words <= 9)
    return apart or last


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
            return {index}
        named = byline.is_name(line.text) or (
            byline.is_bare(line.text) and (line.align == "right" or (line.italic and not is_unit(line.text)))
        )
        if named and start > 0 and not line.caps and (not bottom or line.align == "right" or line.italic):
            return {index}
    return set()


def _is_caption(lines: Sequence[Line], index: int) -> bool:
    """A caption among the last lines: numbered, or below a picture and looking like one."""
    line = lines[index]
    if not line.text:
        return False
    if captions.is_labelled(line) and not byline.is_labelled(line.text):
        return True
    before = lines[index - 1] if index else None
    if before is None or before.picture is None:
        return line.beside
    if byline.is_labelled(line.text) and not captions.is_credit_alone(line):
        return False
    return captions.is_looked(line) or (captions.is_plain(line) and not byline.is_bare(line.text))
