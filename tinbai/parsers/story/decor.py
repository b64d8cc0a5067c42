"""Pictographs that telephones put around lines: 📢 before a lead, 👉 for the items of a list, 🌳 behind a title."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from tinbai.parsers.story.lines import Line, is_prose

_SIGNS = (
    r"[\U0001f000-\U0001faff\u2600-\u26ff\u2705\u270a-\u270f\u2728\u274c\u2753-\u2757\u2763\u2764\u27a1\u2b05-\u2b07"
    r"\u2b50\u2b55\ufe0f\u200d]"
)
_BEFORE = re.compile(rf"^(?:{_SIGNS}\s*)+(?=[^\W_]|[“\"'(\[])")
_BEHIND = re.compile(rf"(?:\s{{0,9}}{_SIGNS}){{1,40}}$")
_POINTS = re.compile(
    r"^[\u2705\u2611\u27a1\U0001f449\U0001f4cc\U0001f534\U0001f535\U0001f536-\U0001f53b\U0001f7e0-\U0001f7eb]"
)
_LONGEST_ITEM = 40  # words, behind such a point
_KEYCAP = re.compile(r"^(\d{1,2})\ufe0f?\u20e3\s*")


def bare_title(title: str) -> str:
    """A title without the pictographs around it."""
    return _BEHIND.sub("", _BEFORE.sub("", title)).strip() or title


def without_signs(lines: Sequence[Line]) -> list[Line]:
    """The lines without pictographs at their beginning; short ones in a row with the same one are items of a list."""
    out: list[Line] = []
    for sign, group in groupby(lines, key=_sign):
        run = list(group)
        items = sign and len(run) >= 2 and not any(_is_long(line, sign) for line in run)
        for line in run:
            text = _BEHIND.sub("", _KEYCAP.sub(r"\1. ", _BEFORE.sub("", line.text))) or line.text
            out.append(replace(line, text=text, label=line.label or ("-" if items else None)) if line.text else line)
    return out


def _is_long(line: Line, sign: str) -> bool:
    return line.words > _LONGEST_ITEM if _POINTS.match(sign) else is_prose(line)


def _sign(line: Line) -> str:
    found = _BEFORE.match(line.text) if line.text else None
    return found[0].strip() if found else ""
