"""Stories as people typed them before Unicode: in .VnTime, .VnArial, VNI-Times …, the font at any place a file can
keep it.

The typist's habits are kept: accented capitals of TCVN3 in the upper-case font, letters of other languages in a font
of their own, because none of them can be typed otherwise.
"""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from tests import vietnamese, word

Kind = Literal["tcvn3", "vni"]
_UNICODE_FONT = "Times New Roman"


@dataclass(frozen=True, slots=True)
class Hand:
    """The fonts of a typist; `capitals`: the one that shows small letters as capitals, TCVN3 only."""

    kind: Kind
    plain: str
    capitals: str = ""


@dataclass(frozen=True, slots=True)
class Stroke:
    """What is typed in one font; "" is the font of the surroundings."""

    text: str
    font: str = ""


HANDS = (
    Hand("tcvn3", ".VnTime", ".VnTimeH"),
    Hand("tcvn3", ".VnArial", ".VnArialH"),
    Hand("tcvn3", ".VnCentury Schoolbook", ".VnCentury SchoolbookH"),
    Hand("vni", "VNI-Times"),
    Hand("vni", "VNI-Helve-Condense"),
)


@cache
def _letters(kind: Kind) -> dict[str, str]:
    return {letter: old for old, letter in vietnamese.table(kind)}


def strokes(line: str, hand: Hand) -> list[Stroke]:
    """The line as typed; a line in capitals is typed in the upper-case font as a whole."""
    line = unicodedata.normalize("NFC", line)
    if hand.capitals and line.isupper():
        return [Stroke(one.text, one.font or hand.capitals) for one in _joined(_stroke(c.lower(), hand) for c in line)]
    return _joined(_stroke(letter, hand) for letter in line)


def _stroke(letter: str, hand: Hand) -> Stroke:
    letters = _letters(hand.kind)
    if letter in letters:
        return Stroke(letters[letter])
    if hand.capitals and letter.lower() in letters:
        return Stroke(letters[letter.lower()], hand.capitals)
    return Stroke(letter, _UNICODE_FONT if "\xa0" < letter <= "\xff" else "")


def _joined(single: Iterable[Stroke]) -> list[Stroke]:
    joined: list[Stroke] = []
    for one in single:
        if joined and joined[-1].font == one.font:
            one = Stroke(joined.pop().text + one.text, one.font)
        joined.append(one)
    return joined


def fonts(name: str, *slots: str) -> str:
    """w:rFonts naming one font in some of its four places, all of them by default."""
    said = " ".join(f"w:{slot}={quoteattr(name)}" for slot in slots or ("ascii", "hAnsi", "cs", "eastAsia"))
    return f"<w:rFonts {said}/>"


def _run(text: str, properties: str = "") -> str:
    return word.run(escape(text), properties)


def _line(line: str, hand: Hand, said: Callable[[str], str], around: str = "", run: Callable[..., str] = _run) -> str:
    """A paragraph; `said`: the properties that set a font; `around`: those of runs in the font of the surroundings."""
    return "".join(run(one.text, said(one.font)) if one.font else run(one.text, around) for one in strokes(line, hand))


def _paragraphs(lines: Sequence[str], properties: str = "") -> str:
    return "".join(f"<w:p><w:pPr>{properties}</w:pPr>{line}</w:p>" for line in lines)


# --- Places of the font in a Word file ---------------------------------------------------------------------------

Writer = Callable[[Sequence[str], Hand], bytes]
PLACES: dict[str, Writer] = {}


def _place(write: Writer) -> Writer:
    PLACES[write.__name__.strip("_").replace("_", " ")] = write
    return write


def _on_runs(slots: tuple[str, ...], extra: str = "") -> Writer:
    def write(lines: Sequence[str], hand: Hand) -> bytes:
        def said(font: str) -> str:
            return fonts(font, *slots).replace("/>", f"{extra}/>") + "<w:sz w:val='28'/>"

        return word.docx(_paragraphs([_line(line, hand, said, said(hand.plain)) for line in lines]))

    return write


PLACES["run"] = _on_runs(("ascii", "hAnsi", "cs", "eastAsia"))
PLACES["run, as Word 97"] = _on_runs(("ascii", "hAnsi"))
PLACES["run, hAnsi only"] = _on_runs(("hAnsi",))
PLACES["run, ascii only"] = _on_runs(("ascii",))
PLACES["run, cs only"] = _on_runs(("cs",))
PLACES["run, East Asian hint"] = _on_runs(("ascii", "hAnsi", "eastAsia"), " w:hint='eastAsia'")
PLACES["run, East Asian only"] = _on_runs(("eastAsia",), " w:hint='eastAsia'")

_TIMES = f"<w:docDefaults><w:rPrDefault><w:rPr>{fonts(_UNICODE_FONT)}</w:rPr></w:rPrDefault></w:docDefaults>"


def _style(kind: str, name: str, font: str = "", base: str = "", slots: tuple[str, ...] = (), default: str = "") -> str:
    based = f"<w:basedOn w:val={quoteattr(base)}/>" if base else ""
    said = f"<w:rPr>{fonts(font, *slots)}</w:rPr>" if font else ""
    return f"<w:style w:type='{kind}' w:styleId='{name}'{default}><w:name w:val='{name}'/>{based}{said}</w:style>"


def _with_styles(styles: str, paragraph: str = "", run: str = "") -> Writer:
    """`styles` may name the font as {font}."""

    def write(lines: Sequence[str], hand: Hand) -> bytes:
        body = _paragraphs([_line(line, hand, fonts, run) for line in lines], paragraph)
        return word.docx(body, {"styles": word.styles(styles.replace("{font}", hand.plain))})

    return write


PLACES["run, ascii only, over another font"] = lambda lines, hand: word.docx(
    _paragraphs([_line(line, hand, lambda font: fonts(font, "ascii"), fonts(hand.plain, "ascii")) for line in lines]),
    {"styles": word.styles(_TIMES)},
)
PLACES["run over a style"] = lambda lines, hand: word.docx(
    _paragraphs([_line(line, hand, fonts, fonts(hand.plain)) for line in lines], "<w:pStyle w:val='Body'/>"),
    {"styles": word.styles(_TIMES + _style("paragraph", "Body", "Arial"))},
)
PLACES["character style"] = _with_styles(
    _TIMES + _style("character", "Cu", "{font}"), run="<w:rStyle w:val='Cu'/>"
)  # fmt: skip
PLACES["character style, by its base"] = _with_styles(
    _TIMES + _style("character", "A", "{font}") + _style("character", "B", base="A")
    + _style("character", "Cu", base="B"), run="<w:rStyle w:val='Cu'/>",
)  # fmt: skip
PLACES["paragraph style"] = _with_styles(_TIMES + _style("paragraph", "Cu", "{font}"), "<w:pStyle w:val='Cu'/>")
PLACES["paragraph style, hAnsi only"] = _with_styles(
    _TIMES + _style("paragraph", "Cu", "{font}", slots=("hAnsi",)), "<w:pStyle w:val='Cu'/>"
)  # fmt: skip
PLACES["paragraph style, by its base"] = _with_styles(
    _TIMES + _style("paragraph", "A", "{font}") + _style("paragraph", "B", base="A")
    + _style("paragraph", "Cu", base="B"), "<w:pStyle w:val='Cu'/>",
)  # fmt: skip
PLACES["default paragraph style"] = _with_styles(
    _TIMES + _style("paragraph", "Normal", "{font}", default=" w:default='1'")
)
PLACES["style of the style's default"] = _with_styles(
    _TIMES + _style("paragraph", "Normal", "{font}", default=" w:default='1'")
    + _style("paragraph", "Cu", base="Normal"), "<w:pStyle w:val='Cu'/>",
)  # fmt: skip
PLACES["document defaults"] = _with_styles(_TIMES.replace(_UNICODE_FONT, "{font}"))


def _theme(font: str) -> str:
    families = "".join(
        f"<a:{rank}Font><a:latin typeface={quoteattr(font)}/><a:ea typeface=''/><a:cs typeface=''/></a:{rank}Font>"
        for rank in ("major", "minor")
    )
    scheme = f"<a:themeElements><a:fontScheme>{families}</a:fontScheme></a:themeElements>"
    return f"<a:theme {word.NAMESPACES}>{scheme}</a:theme>"


@_place
def _theme_by_the_defaults(lines: Sequence[str], hand: Hand) -> bytes:
    themed = "<w:rFonts w:asciiTheme='minorHAnsi' w:hAnsiTheme='minorHAnsi' w:cstheme='minorBidi'/>"
    defaults = f"<w:docDefaults><w:rPrDefault><w:rPr>{themed}</w:rPr></w:rPrDefault></w:docDefaults>"
    body = _paragraphs([_line(line, hand, fonts) for line in lines])
    return word.docx(body, {"styles": word.styles(defaults), "theme": _theme(hand.plain)})


@_place
def _theme_by_the_run(lines: Sequence[str], hand: Hand) -> bytes:
    themed = "<w:rFonts w:ascii='Calibri' w:hAnsi='Calibri' w:asciiTheme='majorHAnsi' w:hAnsiTheme='majorHAnsi'/>"
    body = _paragraphs([_line(line, hand, fonts, themed) for line in lines])
    return word.docx(body, {"styles": word.styles(_TIMES), "theme": _theme(hand.plain)})


@_place
def _table_style(lines: Sequence[str], hand: Hand) -> bytes:
    body = "".join(f"<w:tr><w:tc><w:p>{_line(line, hand, fonts)}</w:p></w:tc></w:tr>" for line in lines)
    table = f"<w:tbl><w:tblPr><w:tblStyle w:val='Luoi'/></w:tblPr>{body}</w:tbl>"
    return word.docx(
        table, {"styles": word.styles(_style("table", "A", hand.plain) + _style("table", "Luoi", base="A"))}
    )


@_place
def _list_with_labels(lines: Sequence[str], hand: Hand) -> bytes:
    """The label too is typed in the old font: "Mục 1."."""
    label = "".join(one.text for one in strokes("Mục %1.", hand))
    level = (
        f"<w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:lvlText w:val={quoteattr(label)}/>"
        f"<w:rPr>{fonts(hand.plain)}</w:rPr></w:lvl>"
    )
    numbering = word.part(
        "numbering",
        f"<w:abstractNum w:abstractNumId='1'>{level}</w:abstractNum>"
        "<w:num w:numId='1'><w:abstractNumId w:val='1'/></w:num>",
    )
    listed = "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr>"
    body = _paragraphs([_line(line, hand, fonts, fonts(hand.plain)) for line in lines], listed)
    return word.docx(body, {"numbering": numbering})


@_place
def _text_box(lines: Sequence[str], hand: Hand) -> bytes:
    inside = _paragraphs([_line(line, hand, fonts, fonts(hand.plain)) for line in lines])
    return word.docx(f"<w:p>{word.box(inside)}</w:p>")


@_place
def _wrapped_runs(lines: Sequence[str], hand: Hand) -> bytes:
    """Insertions, links, content controls, smart tags around the runs."""
    wraps = (
        "<w:ins w:id='1' w:author='x'>{}</w:ins>",
        "<w:hyperlink w:anchor='x'>{}</w:hyperlink>",
        "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>",
        "<w:smartTag w:element='place'>{}</w:smartTag>",
    )
    body = [wraps[number % 4].format(_line(line, hand, fonts, fonts(hand.plain))) for number, line in enumerate(lines)]
    return word.docx(_paragraphs(body))


# --- Ways of typing ----------------------------------------------------------------------------------------------


def _on_run_writer(run: Callable[..., str]) -> Writer:
    def write(lines: Sequence[str], hand: Hand) -> bytes:
        return word.docx(_paragraphs([_line(line, hand, fonts, fonts(hand.plain), run) for line in lines]))

    return write


def _split(text: str, properties: str = "") -> str:
    """As Word saves what was edited often: runs of three letters, noise between, every other one bold."""
    pieces = [text[at : at + 3] for at in range(0, len(text), 3)]
    return "<w:proofErr w:type='spellStart'/>".join(
        _run(piece, properties + ("<w:b/>" if number % 2 else "")).replace("<w:r>", f"<w:r w:rsidR='00{number:06X}'>")
        for number, piece in enumerate(pieces)
    )


def _soft_hyphens(text: str, properties: str = "") -> str:
    return _run(text, properties).replace("\u00ad", "</w:t><w:softHyphen/><w:t xml:space='preserve'>")


def _as_symbols(text: str, properties: str = "") -> str:
    """Each letter beyond ASCII inserted as a symbol of its font."""
    font = properties.partition("w:ascii=")[2].partition("w:hAnsi")[0].strip()
    inside = "".join(
        f"<w:sym w:font={font} w:char='F0{ord(letter):02X}'/>" if "\xa0" < letter <= "\xff"
        else f"<w:t xml:space='preserve'>{escape(letter)}</w:t>" for letter in text
    )  # fmt: skip
    return f"<w:r><w:rPr>{properties}</w:rPr>{inside}</w:r>"


def _private(text: str, properties: str = "") -> str:
    """As Word 97 saves the letters of a font that calls itself a symbol font."""
    return _run("".join(chr(ord(one) + 0xF000) if "\xa0" < one <= "\xff" else one for one in text), properties)


PLACES["words cut into runs"] = _on_run_writer(_split)
PLACES["soft hyphens as elements"] = _on_run_writer(_soft_hyphens)
PLACES["letters as symbols"] = _on_run_writer(_as_symbols)
PLACES["letters as private characters"] = _on_run_writer(_private)


@_place
def _capital_pairs(lines: Sequence[str], hand: Hand) -> bytes:
    """Some converters write an accented capital as the bare capital and the small letter."""
    pairs = {letter: old for old, letter in vietnamese.table("tcvn3_capital_pairs")} if hand.capitals else {}
    letters = {**_letters(hand.kind), **pairs}
    plain = Hand(hand.kind, hand.plain)

    def line(text: str) -> str:
        paired = [Stroke(letters[one]) if one in letters else _stroke(one, plain) for one in text]
        return "".join(_run(one.text, fonts(one.font or hand.plain)) for one in _joined(paired))

    return word.docx(_paragraphs([line(unicodedata.normalize("NFC", text)) for text in lines]))


@_place
def _ascii_words_in_another_font(lines: Sequence[str], hand: Hand) -> bytes:
    def typed(number: int, text: str) -> str:
        blank = " " if number else ""
        if text.isascii():
            return _run(blank + text, fonts(_UNICODE_FONT))
        return _line(blank + text, hand, fonts, fonts(hand.plain))

    words = [[typed(number, text) for number, text in enumerate(line.split(" "))] for line in lines]
    return word.docx(_paragraphs(["".join(line) for line in words]))


@_place
def _every_other_paragraph_in_Unicode(lines: Sequence[str], hand: Hand) -> bytes:
    typed = [_line(line, hand, fonts, fonts(hand.plain)) for line in lines]
    body = [line if number % 2 else _run(lines[number], fonts(_UNICODE_FONT)) for number, line in enumerate(typed)]
    return word.docx(_paragraphs(body))


@_place
def _Unicode_set_in_the_old_font(lines: Sequence[str], hand: Hand) -> bytes:
    """Pasted from the web into a document of old style, or typed with UniKey set to Unicode: nothing to decode."""
    return word.docx(_paragraphs([_run(line, fonts(hand.plain)) for line in lines]))
