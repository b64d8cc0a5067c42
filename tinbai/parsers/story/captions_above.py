"""Captions with no looks of their own that stand above their pictures, which only the whole text shows."""

from collections.abc import Sequence
from dataclasses import replace

from tinbai.parsers.story import captions
from tinbai.parsers.story.lines import Line, is_prose

_MOST_WORDS = 20


def place(lines: Sequence[Line], fixed: frozenset[int], prose: int) -> captions.Placed:
    """As `captions.place`; where every picture, of two or more, has one short line between the text and itself and
    none below, those lines are the captions."""
    above = _above(lines, fixed)
    placed = captions.place(lines, fixed | frozenset(above.values()), prose)
    if not above:
        return placed
    of = {picture: captions.read_caption([lines[line].text]) for picture, line in above.items()}
    return replace(placed, taken=placed.taken | frozenset(above.values()), of={**placed.of, **of})


def _above(lines: Sequence[Line], fixed: frozenset[int]) -> dict[int, int]:
    """Index of each picture -> that of the line above it; empty where one has none."""
    found: dict[int, int] = {}
    for index, line in enumerate(lines):
        if line.picture is None:
            continue
        if index < 2 or index - 1 in fixed or not _is_between(lines, index - 1):
            return {}
        below = lines[index + 1] if index + 1 < len(lines) else Line()
        if below.picture or (
            below.text and index + 1 not in fixed and not is_prose(below) and captions.is_plain(below)
        ):
            return {}
        found[index] = index - 1
    return found if len(found) >= 2 else {}


def _is_between(lines: Sequence[Line], index: int) -> bool:
    line, before = lines[index], lines[index - 1]
    short = captions.is_plain(line) and line.words <= _MOST_WORDS and not captions.is_looked(line)
    return short and not line.bold and is_prose(before) and line.words * 2 <= before.words
