"""What became of the sender's wording: every line of a document that the story does not hold as it was written.

The story is compared with the document at the end, whatever rule changed it: so nothing is changed or left out
silently, also by rules nobody has thought of here.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from tinbai.model import Repair, RepairKind
from tinbai.parsers import flow
from tinbai.parsers.document import Document
from tinbai.parsers.story import furniture
from tinbai.parsers.story.structure import Structured

_MOST = 400  # changes told of one document
_LONGEST = 60_000  # characters of all of them
_LETTERS = re.compile(r"[^\W_]+")
_ITEM = re.compile(r"^(?:\d{1,3}|[a-zđ])[.)]\s+|^\W+\s*")
_TELLS = 0.3  # share of a line that its rest in the story must have, else the line was left out


class _Texts:
    """The wording of one story, each text as one line."""

    def __init__(self, story: Structured) -> None:
        self.story = story
        self.captions = {_line(one) for one in _captions(story)}
        self.blocks = {_line(block.text) for block in story.body}
        self.lead = _line(story.lead or "")
        self.all = [text for text in (_line(one) for one in _wording(story)) if text]
        self.times = Counter(self.all)
        self.blob = "\n".join(self.all)
        self.repairs: list[Repair] = []
        self.seen: Counter[str] = Counter()
        self.behind = ""

    def holds(self, line: str) -> bool:
        return line in self.times or line in self.blob

    def rest_of(self, line: str) -> str:
        """The longest text of the story that stands in the line, in any case; "" when it is too little to tell."""
        low = line.casefold()
        found = max((text for text in self.times if text.casefold() in low), key=len, default="")
        if found in self.captions or found == self.lead:
            return found
        return found if len(found) >= _TELLS * len(line) and " " in found else ""


def changes(document: Document, stories: Sequence[Structured]) -> list[tuple[Repair, ...]]:
    """For each story of the document what was changed on the way to it, in reading order."""
    told = [_Texts(story) for story in stories]
    if not told:
        return []
    for repair in document.repairs:
        words = [line for text in flow.split_lines(repair.after) if (line := _line(text))]
        for one in told:
            if any(one.holds(line) or one.rest_of(line) for line in words):
                one.repairs.append(repair)
                break
    current = told[0]
    for paragraph in flow.paragraphs(document.pieces):
        current = _follow(paragraph.text, told, current)
    return [tuple(_bounded(one.repairs)) for one in told]


def _follow(text: str, told: Sequence[_Texts], current: _Texts) -> _Texts:
    """Account for one paragraph; returns the story it belongs to."""
    lines = [line for line in map(_line, flow.split_lines(text)) if line]
    joined = " ".join(lines)
    if len(lines) > 1 and joined in current.blocks:  # title, lead and cells are one line anyhow
        current.repairs.append(Repair("joined", "\n".join(lines), joined))
        current.behind = joined
        return current
    for line in lines:
        current = _account(line, told, current)
    return current


def _account(line: str, told: Sequence[_Texts], current: _Texts) -> _Texts:
    holder = next((one for one in (current, *told) if one.holds(line)), None)
    if holder:
        holder.seen[line] += 1
        if holder.times[line] and holder.seen[line] > holder.times[line] and len(line.split()) >= 4:
            holder.repairs.append(Repair("doubled", line, behind=holder.behind))
        elif line not in holder.captions:
            holder.behind = line
        return holder
    if not _LETTERS.search(line):  # a rule of dashes or stars
        return current
    for one in (current, *(other for other in told if other is not current)):
        rest = one.rest_of(line)
        if rest:
            if _ITEM.sub("", line) != rest:  # a list shows its dashes and numbers by itself
                one.repairs.append(Repair(_kind(line, rest, one), line, rest))
            if rest not in one.captions:
                one.behind = rest
            return one
    current.repairs.append(Repair("left-out", line, behind=current.behind))
    return current


def _kind(line: str, rest: str, one: _Texts) -> RepairKind:
    if rest in one.captions:
        return "caption-label"
    if rest == one.lead and one.story.dateline and not line.casefold().startswith(rest.casefold()):
        return "dateline"
    return "end-mark" if furniture.end_mark(line) else "cut"


def _bounded(repairs: Sequence[Repair]) -> Iterator[Repair]:
    size = 0
    for repair in repairs[:_MOST]:
        size += len(repair.before) + len(repair.after)
        if size > _LONGEST:
            return
        yield repair


def _captions(story: Structured) -> Iterator[str]:
    for shown in story.pictures:
        yield from (shown.caption or "", shown.credit or "")
    for loose in story.loose_captions:
        yield from (loose.caption, loose.credit or "")


def _wording(story: Structured) -> Iterator[str]:
    yield from (story.title or "", story.lead or "")
    for block in story.body:
        yield from (block.text, *block.items, *(cell for row in block.rows for cell in row))
    yield story.byline.raw if story.byline else ""
    yield from _captions(story)


def _line(text: str) -> str:
    return " ".join(text.split())
