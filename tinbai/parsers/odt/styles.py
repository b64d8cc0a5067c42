"""How text of an OpenDocument looks: automatic style, its parents, the default, fonts by their declarations."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from typing import Final

from lxml import etree

from tinbai.parsers.document import Align
from tinbai.parsers.docx.styles import Look
from tinbai.parsers.odt.names import tag

_STYLE, _DEFAULT, _FACE = tag("style:style"), tag("style:default-style"), tag("style:font-face")
_FACES, _COMMON, _AUTOMATIC = tag("office:font-face-decls"), tag("office:styles"), tag("office:automatic-styles")
_TEXT, _PARAGRAPH, _GRAPHIC = (tag(f"style:{kind}-properties") for kind in ("text", "paragraph", "graphic"))
_NAME, _FAMILY, _PARENT, _DISPLAY = (tag(f"style:{name}") for name in ("name", "family", "parent-style-name",
                                                                       "display-name"))  # fmt: skip
_LIST, _LEVEL = tag("style:list-style-name"), tag("style:default-outline-level")
_CLIP, _MIRROR = tag("fo:clip"), tag("style:mirror")
_WEIGHT, _SLANT, _CASE = tag("fo:font-weight"), tag("fo:font-style"), tag("fo:text-transform")
_SIZE, _FONT, _FAMILIES = tag("fo:font-size"), tag("style:font-name"), tag("fo:font-family")
_SHOWN, _ALIGN, _SVG_FAMILY = tag("text:display"), tag("fo:text-align"), tag("svg:font-family")

_ALIGNS: Final[dict[str, Align]] = {
    "center": "center", "right": "right", "end": "right", "justify": "justify", "left": "left", "start": "left",
}  # fmt: skip
_BUILT_IN = re.compile(r"^(?:heading [1-9]|title|subtitle|caption|quotations)$")
_NUMBER = re.compile(r"([0-9]{1,4}(?:\.[0-9]{1,6})?)(pt|in|cm|mm|px|%)")
POINTS: Final = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75, "%": 0.01}
_CODED = re.compile(r"_([0-9a-f]{2,4})_")
_MOST_PARENTS = 50


@dataclass(frozen=True, slots=True)
class Said:
    """What properties say; None: nothing. `scale`: of the size below."""

    bold: bool | None = None
    italic: bool | None = None
    hidden: bool | None = None
    caps: bool | None = None
    size: float | None = None
    scale: float | None = None
    font: str | None = None

    def over(self, below: "Said") -> "Said":
        """Both, where this one goes before."""
        size = self.size
        if size is None and below.size is not None:
            size = below.size * (self.scale or 1.0)
        mine = {one.name: getattr(self, one.name) for one in fields(self)}
        known = {name: value for name, value in mine.items() if value is not None}
        return replace(below, **{**known, "size": size, "scale": None})


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    name: str
    align: Align
    numbering: str | None  # list style
    said: Said


@dataclass(slots=True)
class _Style:
    said: Said
    align: Align | None
    parent: str | None
    display: str
    automatic: bool
    numbering: str | None
    clip: str  # fo:clip
    mirror: str


@dataclass(slots=True)
class Styles:
    _faces: dict[str, str] = field(default_factory=dict)
    _styles: dict[tuple[str, str], _Style] = field(default_factory=dict)
    _defaults: dict[str, _Style] = field(default_factory=dict)
    _paragraphs: dict[str, ParagraphStyle] = field(default_factory=dict)
    _texts: dict[str, Said] = field(default_factory=dict)
    _looks: dict[Said, Look] = field(default_factory=dict)
    _inner: dict[tuple[str, Said], Said] = field(default_factory=dict)

    def paragraph(self, name: str) -> ParagraphStyle:
        if name not in self._paragraphs:
            self._paragraphs[name] = self._paragraph(name)
        return self._paragraphs[name]

    def inside(self, name: str, said: Said) -> Said:
        """What holds in a span of this text style, where `said` holds around it."""
        if (name, said) not in self._inner:
            self._inner[name, said] = self._text(name).over(said)
        return self._inner[name, said]

    def _text(self, name: str) -> Said:
        if name not in self._texts:
            self._texts[name] = _merged(self._bases("text", name))
        return self._texts[name]

    def look(self, said: Said) -> Look:
        if said not in self._looks:
            self._looks[said] = Look(
                bool(said.bold), bool(said.italic), bool(said.hidden), bool(said.caps), said.size, said.font, said.font
            )
        return self._looks[said]

    def clip(self, graphic: str) -> tuple[str, str]:
        """(what the style cuts off a picture, how it mirrors it), as written: fo:clip, style:mirror."""
        bases = self._bases("graphic", graphic)
        clip = next((style.clip for style in bases if style.clip), "")
        return clip, next((style.mirror for style in bases if style.mirror), "")

    def _bases(self, family: str, name: str) -> list[_Style]:
        """The style and its parents, nearest first."""
        found: list[_Style] = []
        key = name
        while (style := self._styles.get((family, key))) and len(found) < _MOST_PARENTS:
            found.append(style)
            key = style.parent or ""
        return found

    def _paragraph(self, name: str) -> ParagraphStyle:
        bases = self._bases("paragraph", name)
        named = [style.display.lower() for style in bases if not style.automatic]
        shown = next((one for one in named if _BUILT_IN.match(one)), named[0] if named else "")
        default = self._defaults.get("paragraph")
        every = [*bases, default] if default else bases
        align: Align = next((style.align for style in every if style.align), "left")
        numbering = next((style.numbering for style in bases if style.numbering is not None), None)
        return ParagraphStyle("quote" if shown == "quotations" else shown, align, numbering, _merged(every))


def read_styles(*roots: etree._Element | None) -> Styles:
    """Common styles of all roots; automatic ones of the last root that has them (each file has its own)."""
    read = Styles()
    for root in roots:
        for face in () if root is None else root.iterfind(f"{_FACES}/{_FACE}"):
            family = _first(face.get(_SVG_FAMILY, ""))
            if family:
                read._faces[face.get(_NAME, "")] = family
    for root in roots:
        for element in () if root is None else root.iterfind(f"{_COMMON}/*"):
            _add(read, element, automatic=False)
    for element in () if not roots or roots[-1] is None else roots[-1].iterfind(f"{_AUTOMATIC}/*"):
        _add(read, element, automatic=True)
    return read


def _add(read: Styles, element: etree._Element, automatic: bool) -> None:
    name, family = element.get(_NAME, ""), element.get(_FAMILY, "")
    if element.tag not in (_STYLE, _DEFAULT):
        return
    text, paragraph, graphic = element.find(_TEXT), element.find(_PARAGRAPH), element.find(_GRAPHIC)
    style = _Style(
        said=_said(text, read._faces),
        align=None if paragraph is None else _ALIGNS.get(paragraph.get(_ALIGN, "")),
        parent=element.get(_PARENT),
        display=element.get(_DISPLAY) or _CODED.sub(lambda found: chr(int(found[1], 16)), name),
        automatic=automatic,
        numbering=element.get(_LIST),
        clip="" if graphic is None else graphic.get(_CLIP, ""),
        mirror="" if graphic is None else graphic.get(_MIRROR, ""),
    )
    if element.tag == _DEFAULT:
        read._defaults[family] = style
    else:
        read._styles[family, name] = style


def _said(element: etree._Element | None, faces: dict[str, str]) -> Said:
    if element is None:
        return Said()
    get = element.get
    size, scale = measure(get(_SIZE, "")), None
    if get(_SIZE, "").endswith("%"):
        size, scale = None, size
    declared = get(_FONT)
    font = (faces.get(declared) or declared) if declared else _first(get(_FAMILIES, ""))
    return Said(
        bold=_is(get(_WEIGHT), "bold", "600", "700", "800", "900"),
        italic=_is(get(_SLANT), "italic", "oblique"),
        hidden=_is(get(_SHOWN), "none"),
        caps=_is(get(_CASE), "uppercase"),
        size=size,
        scale=scale,
        font=font or None,
    )


def _is(value: str | None, *wanted: str) -> bool | None:
    return None if value is None else value in wanted


def measure(value: str) -> float | None:
    """A length in points, or the part of one that a percentage names."""
    found = _NUMBER.fullmatch(value)
    return float(found[1]) * POINTS[found[2]] if found else None


def _first(families: str) -> str:
    return families.split(",")[0].strip(" '\"")


def _merged(styles: list[_Style]) -> Said:
    """Nearest first."""
    merged = Said()
    for style in reversed(styles):
        merged = style.said.over(merged)
    return merged


def each_style(root: etree._Element, name: str) -> Iterator[etree._Element]:
    """Elements of this name among the common and automatic styles."""
    for folder in (_COMMON, _AUTOMATIC):
        yield from root.iterfind(f"{folder}/{name}")
