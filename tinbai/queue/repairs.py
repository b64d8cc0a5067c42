"""Repairs of a sender's wording in the text as it stands now: which stand, put them back, make them again. Pure.

A repair is found by its words, not by its place, so it can be put back after an editor has changed other lines. Where
he has changed the very line, his words stay.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Literal

from tinbai.model import Block, Byline, Repair, RepairKind, Story

Standing = Literal["mended", "as-sent", "gone"]

# For editors: what the machine did (msgids).
WORDS: Mapping[RepairKind, str] = {
    "tcvn3": "Letters of the old TCVN3 (ABC) fonts were converted",
    "vni": "Letters of the old VNI fonts were converted",
    "mojibake": "Letters garbled on the way were mended",
    "end-mark": "The mark at the end of the story was taken off",
    "caption-label": "A label was taken off a caption, or its photographer set apart",
    "doubled": "A line that stood twice is shown once",
    "dateline": "The place before the lead was set apart",
    "joined": "Lines broken by hand were joined",
    "cut": "A part of a line was left out",
    "left-out": "Lines that seem to be no part of the story were left out",
}
LETTERS = frozenset({"tcvn3", "vni", "mojibake"})
_GONE = re.compile("[\x00-\x08\x0b-\x1f\x7f\xad\u200b-\u200d\u2060\ufeff\ud800-\udfff]")
_BLANKS = re.compile("[ \t\r\n]+")  # a no-break blank is half a letter in mojibake


def standing(story: Story, repair: Repair) -> Standing:
    """Whether the story now has the machine's wording, the sender's, or neither."""
    lines = {_one_line(line) for line in _lines(story)}
    if not repair.after:
        return "as-sent" if _one_line(repair.before) in lines else "mended"
    if any(_exchanged(text, repair, repair.after, repair.before) is not None for text in _texts(story)):
        return "mended"
    is_back = any(_exchanged(text, repair, repair.before, repair.after) is not None for text in _texts(story))
    return "as-sent" if is_back else "gone"


def put_back(story: Story, repairs: Sequence[Repair]) -> Story:
    """The story with these lines as the sender wrote them; what was done last is undone first."""
    for repair in reversed(repairs):
        if not repair.after:
            if standing(story, repair) == "mended":
                story = _inserted(story, repair)
        else:
            story = _changed(story, repair, repair.after, repair.before)
    return story


def mend(story: Story, repairs: Sequence[Repair]) -> Story:
    """The story with these lines as the machine had mended them."""
    for repair in repairs:
        if not repair.after:
            story = _without(story, _one_line(repair.before))
        else:
            story = _changed(story, repair, repair.before, repair.after)
    return story


# --- Lines that are not in the story -------------------------------------------------------------------------------


def _inserted(story: Story, repair: Repair) -> Story:
    """The line as a paragraph behind the wording it stood behind; at the end when that is not there any more."""
    place = 0 if not repair.behind or repair.behind in (story.title, story.lead) else len(story.body)
    for number, block in enumerate(story.body):
        if repair.behind and repair.behind in {_one_line(line) for line in _lines_of(block)}:
            place = number + 1
    line = Block("paragraph", text=_one_line(repair.before))
    return replace(story, body=(*story.body[:place], line, *story.body[place:]))


def _without(story: Story, line: str) -> Story:
    """Without the last paragraph of this wording."""
    places = [no for no, block in enumerate(story.body) if block.type == "paragraph" and _one_line(block.text) == line]
    if not places:
        return story
    return replace(story, body=(*story.body[: places[-1]], *story.body[places[-1] + 1 :]))


# --- Lines that were changed ---------------------------------------------------------------------------------------


def _changed(story: Story, repair: Repair, words: str, other: str) -> Story:
    """Every text that is `words`, or a run of it where letters were converted, as in `other`."""

    def change(text: str) -> str:
        found = _exchanged(text, repair, words, other)
        return text if found is None else found

    return _over(story, change)


def _exchanged(text: str, repair: Repair, words: str, other: str) -> str | None:
    """The text in the other wording; None when it is not of this repair."""
    if not text.strip():
        return None
    if repair.kind not in LETTERS:
        return _visible(other) if _one_line(text) == _one_line(words) else None
    lines = [_run(line, words, other) if line.strip() else line for line in text.split("\n")]
    found = [line for line in lines if line is not None]
    return "\n".join(found) if len(found) == len(lines) else None


def _run(line: str, words: str, other: str) -> str | None:
    """A run of `words` in the letters of `other`: both have the same words between blanks."""
    mine = [_one_line(word) for word in _BLANKS.split(words.strip(" \t\r\n"))]
    theirs = [_visible(word) for word in _BLANKS.split(other.strip(" \t\r\n"))]
    wanted = _one_line(line)
    whole = " ".join(mine)
    if wanted == whole:
        return " ".join(theirs)
    at = whole.find(wanted)
    if at < 0 or len(mine) != len(theirs):
        return None
    ends = list(accumulate(len(word) + 1 for word in mine))  # of each word with the blank behind it
    to = at + len(wanted)
    first = next(no for no, end in enumerate(ends) if at < end)
    last = next(no for no, end in enumerate(ends) if to < end)
    before = mine[first][: at - (ends[first] - len(mine[first]) - 1)]
    behind = mine[last][to - (ends[last] - len(mine[last]) - 1) :]
    run = _shortened(theirs[first : last + 1], before, behind)
    return " ".join(run) if run and " ".join(run) != wanted else None


def _shortened(run: list[str], before: str, behind: str) -> list[str] | None:
    """The run without the signs of punctuation that stand around it in the line; None within a word."""
    if re.search(r"\w", before + behind) or not run[0].startswith(before) or not run[-1].endswith(behind):
        return None
    run = [run[0][len(before) :], *run[1:]]
    return [*run[:-1], run[-1][: len(run[-1]) - len(behind)]]


# --- The texts of a story ------------------------------------------------------------------------------------------


def _over(story: Story, change: Callable[[str], str]) -> Story:
    return replace(
        story,
        title=change(story.title),
        lead=change(story.lead),
        body=tuple(
            replace(
                block,
                text=change(block.text),
                items=tuple(map(change, block.items)),
                rows=tuple(tuple(map(change, row)) for row in block.rows),
            )
            for block in story.body
        ),
        byline=_signed(story.byline, change) if story.byline else None,
        captions=tuple(map(change, story.captions)),
        credits=tuple(map(change, story.credits)),
    )


def _signed(byline: Byline, change: Callable[[str], str]) -> Byline:
    return Byline(
        raw=change(byline.raw),
        authors=tuple(map(change, byline.authors)),
        unit=change(byline.unit) if byline.unit else None,
        source=change(byline.source) if byline.source else None,
    )


def _texts(story: Story) -> list[str]:
    texts = [story.title, story.lead, story.byline.raw if story.byline else "", *story.captions, *story.credits]
    for block in story.body:
        texts += [block.text, *block.items, *(cell for row in block.rows for cell in row)]
    return texts


def _lines(story: Story) -> list[str]:
    """The lines a line that was left out may stand among."""
    return [line for block in story.body for line in _lines_of(block)]


def _lines_of(block: Block) -> list[str]:
    return [*block.text.split("\n"), *block.items, *(cell for row in block.rows for cell in row)]


def _visible(words: str) -> str:
    """As saving leaves them: no invisible letters, composed."""
    return unicodedata.normalize("NFC", _GONE.sub("", words.replace("\xa0", " ")))


def _one_line(words: str) -> str:
    return " ".join(_visible(words).split())
