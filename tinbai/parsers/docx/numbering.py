"""Labels of numbered and bulleted paragraphs, counted as Word counts them (ECMA-376 part 1, 17.9)."""

import re
from dataclasses import dataclass, field

from lxml import etree

from tinbai.parsers.docx.styles import VAL, direct, whole
from tinbai.parsers.encoding.legacy import DECODE, UNICODE, kind_of_font
from tinbai.parsers.ooxml import tag

BULLET = "-"
_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    """`text`: "%1.%2)"; `restart`: the level (from 1) whose step forward begins this one anew, 0: none does."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    style: str | None = None


@dataclass(frozen=True, slots=True)
class Label:
    text: str
    ordered: bool


@dataclass(slots=True)
class _List:
    """A w:num: the abstract list that counts, and what it sets anew."""

    abstract: str
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, Level] = field(default_factory=dict)


@dataclass(slots=True)
class Lists:
    """`goes_on`: a paragraph outside of lists interrupts none, as from Word 97 on."""

    goes_on: bool = True
    _elements: dict[str, etree._Element] = field(default_factory=dict)  # a template has ten lists, a story uses one
    _abstract: dict[str, dict[int, Level]] = field(default_factory=dict)
    _links: dict[str, str] = field(default_factory=dict)  # abstract list -> style whose list it stands for
    _of_style: dict[str, str] = field(default_factory=dict)  # numbering style -> abstract list
    _lists: dict[str, _List] = field(default_factory=dict)
    _counts: dict[str, list[int | None]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def define(self, abstract: str, levels: dict[int, Level]) -> None:
        """Add a list as it counts."""
        self._abstract[abstract] = levels

    def name(self, number: str, abstract: str, starts: dict[int, int], levels: dict[int, Level]) -> None:
        """Add a list as paragraphs name it, with what it sets anew."""
        self._lists[number] = _List(abstract, starts, levels)

    def level_of_style(self, number: str, style: str | None) -> int:
        """The level that a paragraph style stands on in a list."""
        for place in range(_LEVELS):
            level = self._level(number, place)
            if level and style and level.style == style:
                return place
        return 0

    def next(self, number: str, place: int) -> Label | None:
        """Count one paragraph and give its label; None for what is no list or shows nothing."""
        level = self._level(number, place)
        if level is None:
            return None
        counts = self._counted(number, place, level)
        if level.form == "bullet":
            return Label(BULLET, False)
        text = _PLACE.sub(lambda found: self._number(number, counts, int(found[1]) - 1, level.legal), level.text)
        return Label(text.strip(), True) if text.strip() else None

    def interrupt(self) -> None:
        """A paragraph stands outside of lists."""
        if not self.goes_on:
            self._counts.clear()

    def _abstract_of(self, number: str) -> str | None:
        one = self._lists.get(number)
        if one is None:
            return None
        linked = self._links.get(one.abstract)
        return self._of_style.get(linked, one.abstract) if linked else one.abstract

    def _level(self, number: str, place: int) -> Level | None:
        abstract = self._abstract_of(number)
        if abstract is None:
            return None
        return self._lists[number].levels.get(place) or self._levels_of(abstract).get(place)

    def _levels_of(self, abstract: str) -> dict[int, Level]:
        if abstract in self._elements:
            self._abstract[abstract] = _levels(self._elements.pop(abstract))
        return self._abstract.get(abstract, {})

    def _counted(self, number: str, place: int, level: Level) -> list[int | None]:
        counts = self._counts.setdefault(self._abstract_of(number) or "", [None] * _LEVELS)
        start = self._lists[number].starts.get(place)
        before = counts[place]
        if start is not None and (number, place) not in self._begun:
            counts[place] = start
        else:
            counts[place] = (level.start if start is None else start) if before is None else before + 1
        self._begun.add((number, place))
        for deeper in range(place + 1, _LEVELS):
            below = self._level(number, deeper)
            if below is None or below.restart is None or (below.restart and place < below.restart):
                counts[deeper] = None
        return counts

    def _number(self, number: str, counts: list[int | None], place: int, legal: bool) -> str:
        level = self._level(number, place) or Level()
        count = counts[place]
        if count is None:  # a deeper level met before the one above it: Word shows where that would start
            count = counts[place] = self._lists[number].starts.get(place, level.start)
        if level.form == "bullet":
            return ""
        return written(count, "decimal" if legal else level.form)


def written(count: int, form: str) -> str:
    """A count in a w:numFmt; forms of other scripts are written in figures."""
    if form == "none":
        return ""
    if form == "decimalZero":
        return f"{count:02d}"
    if count > 0 and form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (count - 1) % 26) * min((count - 1) // 26 + 1, 20)
        return letter.upper() if form == "upperLetter" else letter
    if 0 < count < 5000 and form in ("lowerRoman", "upperRoman"):
        return _roman(count).upper() if form == "upperRoman" else _roman(count)
    return str(count)


def _roman(count: int) -> str:
    out = ""
    for value, sign in _ROMAN:
        times, count = divmod(count, value)
        out += sign * times
    return out


def read_lists(root: etree._Element | None) -> Lists:
    """numbering.xml, which may be missing."""
    lists = Lists()
    if root is None:
        return lists
    for element in root.iterchildren(tag("w:abstractNum")):
        abstract = element.get(tag("w:abstractNumId"), "")
        lists._elements[abstract] = element
        link, own = element.find(tag("w:numStyleLink")), element.find(tag("w:styleLink"))
        if link is not None:
            lists._links[abstract] = link.get(VAL, "")
        if own is not None:
            lists._of_style[own.get(VAL, "")] = abstract
    for element in root.iterchildren(tag("w:num")):
        of = element.find(tag("w:abstractNumId"))
        one = _List("" if of is None else of.get(VAL, ""))
        for override in element.iterchildren(tag("w:lvlOverride")):
            _override(one, override)
        lists._lists[element.get(tag("w:numId"), "")] = one
    return lists


def _override(one: _List, override: etree._Element) -> None:
    place = whole(override.get(tag("w:ilvl"))) or 0
    start = override.find(tag("w:startOverride"))
    if start is not None:
        one.starts[place] = whole(start.get(VAL)) or 0
    one.levels.update(_levels(override))


def _label_text(level: etree._Element, text: str) -> str:
    """ "Điều %1." may be typed in an old font, which only the level itself names."""
    if text.isascii():
        return text
    named = direct(level.find(tag("w:rPr"))).fonts
    kind = next((kind for kind in (kind_of_font(font) for _, font in named) if kind), None)
    return DECODE[kind](text) if kind and not UNICODE.search(text) else text


def _levels(element: etree._Element) -> dict[int, Level]:
    found: dict[int, Level] = {}
    for level in element.iterchildren(tag("w:lvl")):
        place = whole(level.get(tag("w:ilvl"))) or 0
        if not 0 <= place < _LEVELS:
            continue
        values = {child.tag: child.get(VAL, "") for child in level}
        start = whole(values.get(tag("w:start")))
        found[place] = Level(
            start=0 if start is None else start,
            form=values.get(tag("w:numFmt"), "decimal"),
            text=_label_text(level, values.get(tag("w:lvlText"), "")),
            restart=whole(values.get(tag("w:lvlRestart"))),
            legal=tag("w:isLgl") in values and values[tag("w:isLgl")] not in ("0", "false", "off"),
            style=values.get(tag("w:pStyle")),
        )
    return found
