"""How a run of Word looks: by its own properties, the character and paragraph styles and their bases, defaults, theme.

ECMA-376 part 1, 17.7.2 (the order) and 17.7.3 (bold and the like toggle between paragraph and character style).
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from lxml import etree

from tinbai.parsers.document import Align
from tinbai.parsers.encoding.legacy import kind_of_font
from tinbai.parsers.ooxml import tag

Slots = tuple[tuple[str, str], ...]  # ("ascii" | "hAnsi" | "cs" | "eastAsia", font name or "+minorHAnsi" of the theme)

VAL: Final = tag("w:val")
_TOGGLES: Final = {tag("w:b"): "bold", tag("w:i"): "italic", tag("w:vanish"): "hidden", tag("w:caps"): "caps"}
_FONTS: Final = tag("w:rFonts")
_SIZE: Final = tag("w:sz")
_STYLE: Final = tag("w:rStyle")
_ID: Final = tag("w:styleId")
_DEFAULT: Final = tag("w:default")
_RPR: Final = tag("w:rPr")
_PPR: Final = tag("w:pPr")
_PARAGRAPH_STYLE, _JUSTIFY, _FRAME, _DROP_CAP = (tag(f"w:{name}") for name in ("pStyle", "jc", "framePr", "dropCap"))
_NUMBERED, _NUMBER_ID, _LEVEL = (tag(f"w:{name}") for name in ("numPr", "numId", "ilvl"))
_DELETED, _MOVED = tag("w:del"), tag("w:moveFrom")
_SEPARATOR: Final = tag("w:specVanish")  # Word's "style separator": the end of the paragraph is not seen
_THEMED: Final = {"ascii": "asciiTheme", "hAnsi": "hAnsiTheme", "cs": "cstheme", "eastAsia": "eastAsiaTheme"}
_SLOTS: Final = tuple((slot, tag(f"w:{slot}"), tag(f"w:{theme}")) for slot, theme in _THEMED.items())
_OFF = frozenset({"0", "false", "off"})
_ALIGNS: dict[str, Align] = {
    "center": "center", "right": "right", "end": "right", "both": "justify", "distribute": "justify",
    "left": "left", "start": "left",
}  # fmt: skip
_BUILT_IN = re.compile(r"^(?:heading [1-9]|title|subtitle|caption|quote|intense quote)$")
_ID_OF_HEADING = re.compile(r"^(heading)\s*([1-9])$")
_NUMBER = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4})?")
_WHOLE = re.compile(r"-?[0-9]{1,6}")
_MOST_BASES = 50


class Direct(NamedTuple):
    """Properties written at one place; None: nothing said there."""

    bold: bool | None = None
    italic: bool | None = None
    hidden: bool | None = None
    caps: bool | None = None
    size: float | None = None
    fonts: Slots = ()
    style: str | None = None


class Look(NamedTuple):
    """Resolved. `latin`: font of letters up to U+007F, `high`: of those above (TCVN3 and VNI live there)."""

    bold: bool = False
    italic: bool = False
    hidden: bool = False
    caps: bool = False
    size: float | None = None
    latin: str | None = None
    high: str | None = None


class Numbering(NamedTuple):
    """w:numPr: a list (None: that of the style, "0": none) and a level of it."""

    number: str | None
    level: int | None


class Layout(NamedTuple):
    """What a paragraph says itself. `goes_on`: its end was deleted; `initial`: it is but the large first letter of the
    next one; `run_in`: a heading in one line with it."""

    style: str | None = None
    align: Align | None = None
    numbering: Numbering | None = None
    goes_on: bool = False
    initial: bool = False
    run_in: bool = False


class ParagraphStyle(NamedTuple):
    name: str = ""
    align: Align | None = None
    numbering: Numbering | None = None


@dataclass(slots=True)
class _Style:
    name: str
    base: str | None
    run: Direct
    align: Align | None
    numbering: Numbering | None


NOTHING: Final = Direct()


@dataclass(slots=True)
class Styles:
    """The styles of a document, resolved on demand."""

    _elements: dict[str, etree._Element] = field(default_factory=dict)  # a template has 160 styles, a story uses 5
    _read: dict[str, _Style] = field(default_factory=dict)
    _default: dict[str, str] = field(default_factory=dict)  # kind of style -> id of the one used where none is named
    _base: Direct = NOTHING
    _base_align: Align | None = None
    _theme: dict[str, str] = field(default_factory=dict)
    _chains: dict[str, Direct] = field(default_factory=dict)
    _looks: dict[tuple[str | None, Direct, str | None], Look] = field(default_factory=dict)
    _paragraphs: dict[str | None, ParagraphStyle] = field(default_factory=dict)

    def look(self, paragraph: str | None, direct: Direct, table: str | None = None) -> Look:
        """How a run with these properties looks in a paragraph of this style (None: of the default one), in a table of
        this style."""
        key = (paragraph, direct, table)
        if key not in self._looks:
            self._looks[key] = self._resolved(paragraph, direct, table)
        return self._looks[key]

    def paragraph(self, style: str | None) -> ParagraphStyle:
        """Name (lower-case), alignment and list of a paragraph style."""
        if style not in self._paragraphs:
            self._paragraphs[style] = self._paragraph(style)
        return self._paragraphs[style]

    def _resolved(self, paragraph: str | None, direct: Direct, table: str | None) -> Look:
        of_paragraph = self._chain(paragraph if paragraph in self._elements else self._default.get("paragraph"))
        of_character = self._chain(direct.style) if direct.style else NOTHING
        base = _over(self._chain(table), self._base) if table else self._base
        levels = (direct, of_character, of_paragraph, base)
        fonts = dict(slot for level in reversed(levels) for slot in level.fonts)
        latin = self._font(fonts.get("ascii"))
        high = self._meant(levels) or self._font(fonts.get("hAnsi"))
        other = latin or high or self._font(fonts.get("cs"))
        return Look(
            bold=_toggled(direct.bold, of_character.bold, of_paragraph.bold, base.bold),
            italic=_toggled(direct.italic, of_character.italic, of_paragraph.italic, base.italic),
            hidden=_toggled(direct.hidden, of_character.hidden, of_paragraph.hidden, base.hidden),
            caps=_toggled(direct.caps, of_character.caps, of_paragraph.caps, base.caps),
            size=next((level.size for level in levels if level.size is not None), None),
            latin=latin or other,
            high=high or other,
        )

    def _meant(self, levels: tuple[Direct, ...]) -> str | None:
        """An old Vietnamese font that is named for other letters only, nearer than any font for these: who chose it
        typed in it, whatever the file says of letters beyond ASCII."""
        for level in levels:
            named = dict(level.fonts)
            if "hAnsi" in named:
                return None
            for font in (self._font(named.get("ascii")), self._font(named.get("eastAsia"))):
                if kind_of_font(font):
                    return font
        return None

    def _font(self, name: str | None) -> str | None:
        if name and name.startswith("+"):
            theme, _, literal = name[1:].partition("|")
            return self._theme.get(theme) or literal or None
        return name or None

    def _bases(self, style: str | None) -> list[_Style]:
        """The style and what it is based on, nearest first."""
        found: list[_Style] = []
        seen: set[str] = set()
        while style in self._elements and style not in seen and len(found) < _MOST_BASES:
            seen.add(style)
            found.append(self._style(style))
            style = found[-1].base
        return found

    def _style(self, style: str) -> _Style:
        if style not in self._read:
            self._read[style] = _style(self._elements[style])
        return self._read[style]

    def _chain(self, style: str | None) -> Direct:
        if style is None:
            return NOTHING
        if style not in self._chains:
            merged = NOTHING
            for one in reversed(self._bases(style)):
                merged = _over(one.run, merged)
            self._chains[style] = merged
        return self._chains[style]

    def _paragraph(self, style: str | None) -> ParagraphStyle:
        bases = self._bases(style if style in self._elements else self._default.get("paragraph"))
        align = next((one.align for one in bases if one.align), self._base_align)
        return ParagraphStyle(self._name(style, bases), align, _inherited(bases))

    def _name(self, style: str | None, bases: list[_Style]) -> str:
        """Its own name; of a made-up style that of the heading, title or caption it is based on."""
        if style and style not in self._elements:
            return _ID_OF_HEADING.sub(r"\1 \2", style.lower())
        built_in = next((one.name for one in bases if _BUILT_IN.match(one.name)), None)
        return built_in or (bases[0].name if bases else "")


def read_styles(styles: etree._Element | None, theme: dict[str, str]) -> Styles:
    """styles.xml, which may be missing; `theme`: its fonts by name."""
    read = Styles(_theme=theme)
    if styles is None:
        return read
    for element in styles.iterchildren(tag("w:style")):
        style = element.get(_ID, "")
        read._elements.setdefault(style, element)
        if element.get(_DEFAULT, "0") not in _OFF:
            read._default.setdefault(element.get(tag("w:type"), "paragraph"), style)
    defaults = styles.find(tag("w:docDefaults"))
    if defaults is not None:
        read._base = direct(defaults.find(f"{tag('w:rPrDefault')}/{_RPR}"))
        read._base_align = laid_out(defaults.find(f"{tag('w:pPrDefault')}/{_PPR}")).align
    return read


def direct(properties: etree._Element | None) -> Direct:
    """A w:rPr as written, changes on record left out."""
    if properties is None or not len(properties):
        return NOTHING
    toggles: dict[str, bool] = {}
    size: float | None = None
    fonts: Slots = ()
    style: str | None = None
    for child in properties:
        name = child.tag
        if name in _TOGGLES:
            toggles[_TOGGLES[name]] = child.get(VAL, "1") not in _OFF
        elif name == _SIZE:
            size = _points(child.get(VAL, ""))
        elif name == _FONTS:
            fonts = _slots(tuple(child.items()))
        elif name == _STYLE:
            style = child.get(VAL)
    return Direct(size=size, fonts=fonts, style=style, **toggles)


def laid_out(properties: etree._Element | None) -> Layout:
    """A w:pPr as written."""
    style: str | None = None
    align: Align | None = None
    numbering: Numbering | None = None
    goes_on = initial = run_in = False
    for child in () if properties is None else properties:
        name = child.tag
        if name == _PARAGRAPH_STYLE:
            style = child.get(VAL)
        elif name == _JUSTIFY:
            align = _ALIGNS.get(child.get(VAL, ""))
        elif name == _NUMBERED:
            numbering = _numbering(child)
        elif name == _RPR:
            goes_on = child.find(_DELETED) is not None or child.find(_MOVED) is not None
            run_in = child.find(_SEPARATOR) is not None
        elif name == _FRAME:
            initial = child.get(_DROP_CAP) in ("drop", "margin")
    return Layout(style, align, numbering, goes_on, initial, run_in)


def _numbering(element: etree._Element) -> Numbering:
    """A w:numPr."""
    number, level = element.find(_NUMBER_ID), element.find(_LEVEL)
    return Numbering(
        None if number is None else number.get(VAL),
        None if level is None else whole(level.get(VAL)),
    )


def whole(value: str | None) -> int | None:
    """A small whole number, None for anything else."""
    return int(value) if value and _WHOLE.fullmatch(value) else None


def _style(element: etree._Element) -> _Style:
    name, base = element.find(tag("w:name")), element.find(tag("w:basedOn"))
    style = element.get(_ID, "")
    layout = laid_out(element.find(_PPR))
    return _Style(
        name=((name.get(VAL) if name is not None else None) or style).partition(",")[0].strip().lower(),
        base=None if base is None else base.get(VAL),
        run=direct(element.find(_RPR)),
        align=layout.align,
        numbering=layout.numbering,
    )


def _over(nearer: Direct, farther: Direct) -> Direct:
    """Within one chain of styles the nearer word counts."""
    return Direct(
        bold=farther.bold if nearer.bold is None else nearer.bold,
        italic=farther.italic if nearer.italic is None else nearer.italic,
        hidden=farther.hidden if nearer.hidden is None else nearer.hidden,
        caps=farther.caps if nearer.caps is None else nearer.caps,
        size=farther.size if nearer.size is None else nearer.size,
        fonts=tuple({**dict(farther.fonts), **dict(nearer.fonts)}.items()),
    )


def _toggled(direct: bool | None, character: bool | None, paragraph: bool | None, base: bool | None) -> bool:
    if direct is not None:
        return direct
    if character is None and paragraph is None:
        return bool(base)
    return bool(character) != bool(paragraph)


def _inherited(bases: list[_Style]) -> Numbering | None:
    found = [one.numbering for one in bases if one.numbering]
    number = next((one.number for one in found if one.number is not None), None)
    level = next((one.level for one in found if one.level is not None), None)
    return Numbering(number, level) if number is not None else None


@lru_cache(maxsize=4096)
def _points(half_points: str) -> float | None:
    if _NUMBER.fullmatch(half_points):
        return float(half_points) / 2
    if half_points.endswith("pt") and _NUMBER.fullmatch(half_points[:-2]):  # strict writes the unit
        return float(half_points[:-2])
    return None


@lru_cache(maxsize=4096)
def _slots(attributes: tuple[tuple[str, str], ...]) -> Slots:
    """A theme attribute goes before a name at the same place (17.3.2.26); the name is kept should the theme lack it."""
    written = dict(attributes)
    found: list[tuple[str, str]] = []
    for slot, literal, themed in _SLOTS:
        theme, name = written.get(themed), written.get(literal, "").strip()
        if theme:
            found.append((slot, f"+{theme}|{name}"))
        elif name:
            found.append((slot, name))
    return tuple(found)
