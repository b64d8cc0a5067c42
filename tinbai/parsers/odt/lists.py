"""Labels of list items in an OpenDocument, counted as it lays down (ODF 1.3 part 3, 19.880 ff.)."""

import re
from dataclasses import dataclass, field

from lxml import etree

from tinbai.parsers.docx.numbering import BULLET, Label, written
from tinbai.parsers.odt.names import tag
from tinbai.parsers.odt.styles import each_style

LEVELS = 10
OUTLINE = "\0outline"  # the list that headings are numbered in; no style can be called so

_LIST_STYLE, _OUTLINE_STYLE = tag("text:list-style"), tag("text:outline-style")
_NUMBERED = (tag("text:list-level-style-number"), tag("text:outline-level-style"))
_NAME, _LEVEL, _START = tag("style:name"), tag("text:level"), tag("text:start-value")
_FORM, _PREFIX, _SUFFIX = tag("style:num-format"), tag("style:num-prefix"), tag("style:num-suffix")
_SHOWN, _PATTERN = tag("text:display-levels"), (tag("style:num-list-format"), tag("loext:num-list-format"))
_FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "": "none"}
_PLACE = re.compile(r"%([0-9]{1,2})%")


@dataclass(frozen=True, slots=True)
class _Level:
    """`pattern`: "%1%.%2%)"; None: a bullet."""

    form: str = "decimal"
    pattern: str | None = ""
    start: int = 1


@dataclass(slots=True)
class Count:
    """A list being counted: how far each level is."""

    style: str
    counts: list[int | None] = field(default_factory=lambda: [None] * LEVELS)


@dataclass(slots=True)
class Lists:
    _levels: dict[tuple[str, int], _Level] = field(default_factory=dict)
    _by_id: dict[str, Count] = field(default_factory=dict)
    _by_style: dict[str, Count] = field(default_factory=dict)

    def begin(self, style: str, own: str | None, continued: str | None, goes_on: bool) -> Count:
        """The count of a list: a new one, or that of the list it continues."""
        count = self._by_id.get(continued) if continued else self._by_style.get(style) if goes_on else None
        if count is None:
            count = Count(style)
        if own:
            self._by_id[own] = count
        self._by_style[style] = count
        return count

    def outline(self) -> Count:
        """The count of all headings."""
        return self._by_style.setdefault(OUTLINE, Count(OUTLINE))

    def next(self, count: Count, style: str, place: int, start: int | None = None) -> Label | None:
        """Count one item at a level (from 0) and give its label; None where nothing is shown."""
        place = max(0, min(place, LEVELS - 1))
        level = self._levels.get((style, place))
        if level is None:
            return None
        before = count.counts[place]
        count.counts[place] = start if start is not None else level.start if before is None else before + 1
        count.counts[place + 1 :] = [None] * (LEVELS - place - 1)
        if level.pattern is None:
            return Label(BULLET, False)
        text = _PLACE.sub(lambda found: self._number(count, style, int(found[1]) - 1), level.pattern).strip()
        return Label(text, True) if text else None

    def _number(self, count: Count, style: str, place: int) -> str:
        level = self._levels.get((style, place))
        if level is None or level.pattern is None:
            return ""
        number = count.counts[place]
        return written(level.start if number is None else number, level.form)


def read_lists(*roots: etree._Element | None) -> Lists:
    """The list styles of all roots; those of later roots go before."""
    lists = Lists()
    for root in roots:
        if root is None:
            continue
        for element in each_style(root, _LIST_STYLE):
            _add(lists, element.get(_NAME, ""), element)
        for element in each_style(root, _OUTLINE_STYLE):
            _add(lists, OUTLINE, element)
    return lists


def _add(lists: Lists, name: str, element: etree._Element) -> None:
    for level in element:
        place = (whole(level.get(_LEVEL)) or 1) - 1
        start = whole(level.get(_START))
        pattern = _pattern(level, place) if level.tag in _NUMBERED else None
        form = _FORMS.get(level.get(_FORM, ""), "decimal")
        lists._levels[name, place] = _Level(form, pattern, 1 if start is None else start)


def _pattern(level: etree._Element, place: int) -> str:
    if not level.get(_FORM):
        return ""
    written_out = next((level.get(name) for name in _PATTERN if level.get(name) is not None), None)
    if written_out is not None:
        return written_out
    shown = max(1, min(whole(level.get(_SHOWN)) or 1, place + 1))
    numbers = ".".join(f"%{number + 1}%" for number in range(place - shown + 1, place + 1))
    return f"{level.get(_PREFIX, '')}{numbers}{level.get(_SUFFIX, '')}"


def whole(value: str | None) -> int | None:
    """A small whole number."""
    return int(value) if value and re.fullmatch(r"[0-9]{1,6}", value) else None
