"""Stories typed in old fonts in other formats than .docx: Rich Text, OpenDocument, pages, XML of Word 2003."""

from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape, quoteattr

from tests.oldfonts import Hand, Stroke, Writer, strokes

_TIMES = "Times New Roman"
OTHERS: dict[str, tuple[str, Writer]] = {}  # place -> (name of a file, what writes it)


def _fonts_of(hand: Hand) -> list[str]:
    return [name for name in (hand.plain, hand.capitals, _TIMES) if name]


# --- Rich Text -------------------------------------------------------------------------------------------------------


def _rtf(
    head: str = "", paragraph: str = "", default: int = 0, octets: Callable[[str], str] | None = None, charset: int = 0
) -> Writer:
    """`paragraph`: what each one begins with; {0}: number of the plain font."""

    def write(lines: Sequence[str], hand: Hand) -> bytes:
        fonts = [_TIMES, *_fonts_of(hand)[:-1]]
        table = "".join(f"{{\\f{number}\\fnil\\fcharset{charset} {name};}}" for number, name in enumerate(fonts))
        body = "".join(
            f"\\pard\\plain{paragraph} {_rtf_line(line, hand, fonts, octets or _hex)}\\par\n" for line in lines
        )
        return f"{{\\rtf1\\ansi\\ansicpg1252\\deff{default}{{\\fonttbl{table}}}{head}\n{body}}}".encode("ascii")

    return write


def _rtf_line(line: str, hand: Hand, fonts: Sequence[str], octets: Callable[[str], str]) -> str:
    return "".join(_rtf_stroke(one, fonts, octets) for one in strokes(line, hand))


def _rtf_stroke(stroke: Stroke, fonts: Sequence[str], octets: Callable[[str], str]) -> str:
    text = octets(stroke.text)
    return f"{{\\f{fonts.index(stroke.font)} {text}}}" if stroke.font else text


def _hex(text: str) -> str:
    return "".join(_rtf_letter(one, lambda one: f"\\'{one.encode('cp1252')[0]:02x}") for one in text)


def _unicode(text: str) -> str:
    return "".join(_rtf_letter(one, lambda one: f"\\u{ord(one)}?") for one in text)


def _rtf_letter(letter: str, write: Callable[[str], str]) -> str:
    if letter == "\n":
        return "\\line "
    if letter in "\\{}":
        return f"\\{letter}"
    try:
        return letter if letter.isascii() else write(letter)
    except UnicodeEncodeError:
        return f"\\u{ord(letter)}?"


_STYLES = "{\\stylesheet{\\s0 Normal;}{\\s5\\f1 Cu;}}"
OTHERS["rtf, on runs"] = ("a.rtf", _rtf(paragraph="\\f1"))
OTHERS["rtf, on runs, by \\u"] = ("a.rtf", _rtf(paragraph="\\f1", octets=_unicode))
OTHERS["rtf, by the style and written out"] = ("a.rtf", _rtf(head=_STYLES, paragraph="\\s5\\f1"))
OTHERS["rtf, by the default font"] = ("a.rtf", _rtf(default=1))
OTHERS["rtf, font of the charset of Vietnam"] = ("a.rtf", _rtf(paragraph="\\f1", charset=163))


# --- OpenDocument ----------------------------------------------------------------------------------------------------

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
_NAMES = " ".join(
    f'xmlns:{prefix}="{_OFFICE}:{name}:1.0"'
    for prefix, name in (("office", "office"), ("style", "style"), ("text", "text"), ("fo", "xsl-fo-compatible"))
)


def _style(name: str, family: str, font: str = "", more: str = "") -> str:
    said = f"<style:text-properties style:font-name={quoteattr(font)}/>" if font else ""
    return f'<style:style style:name="{name}" style:family="{family}" {more}>{said}</style:style>'


def _odt(styles: str, paragraph: str = "", default: str = "") -> Writer:
    """{font}: the plain one. Other fonts stand on spans."""

    def write(lines: Sequence[str], hand: Hand) -> bytes:
        fonts = _fonts_of(hand)
        faces = "".join(f'<style:font-face style:name="{name}" fo:font-family="{name}"/>' for name in fonts)
        spans = "".join(_style(f"T{number}", "text", name) for number, name in enumerate(fonts))
        plain = default.format(font=hand.plain)
        body = "".join(
            f"<text:p {paragraph}>" + "".join(_odt_stroke(one, fonts) for one in strokes(line, hand)) + "</text:p>"
            for line in lines
        )
        return (
            f'<?xml version="1.0" encoding="UTF-8"?><office:document {_NAMES} office:mimetype="application/vnd.oasis.'
            f'opendocument.text"><office:font-face-decls>{faces}</office:font-face-decls><office:styles>{plain}'
            f"{styles.format(font=hand.plain)}</office:styles><office:automatic-styles>{spans}"
            f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document>"
        ).encode()

    return write


def _odt_stroke(stroke: Stroke, fonts: Sequence[str]) -> str:
    number = fonts.index(stroke.font or fonts[0])
    text = escape(stroke.text)
    return f'<text:span text:style-name="T{number}">{text}</text:span>' if stroke.font else text


_CU = _style("Cu", "paragraph", "{font}")
_BY_BASE = _CU + _style("Con", "paragraph", more='style:parent-style-name="Cu"')
_DEFAULT = _CU.replace('style:style style:name="Cu"', "style:default-style").replace(
    "</style:style>", "</style:default-style>"
)
OTHERS["odt, by the style"] = ("a.fodt", _odt(_CU, 'text:style-name="Cu"'))
OTHERS["odt, by the style's parent"] = ("a.fodt", _odt(_BY_BASE, 'text:style-name="Con"'))
OTHERS["odt, by the default"] = ("a.fodt", _odt("", default=_DEFAULT))


# --- XML of Word 2003, pages -----------------------------------------------------------------------------------------

_2003 = "http://schemas.microsoft.com/office/word/2003/wordml"


def _xml_2003(lines: Sequence[str], hand: Hand) -> bytes:
    def run(stroke: Stroke) -> str:
        name = stroke.font or hand.plain
        fonts = f'<w:rFonts w:ascii="{name}" w:h-ansi="{name}"/>'
        return f'<w:r><w:rPr>{fonts}</w:rPr><w:t xml:space="preserve">{escape(stroke.text)}</w:t></w:r>'

    body = "".join(f"<w:p>{''.join(map(run, strokes(line, hand)))}</w:p>" for line in lines)
    return f'<w:wordDocument xmlns:w="{_2003}"><w:body>{body}</w:body></w:wordDocument>'.encode()


def _page(open_: str, close: str) -> Writer:
    def write(lines: Sequence[str], hand: Hand) -> bytes:
        def part(stroke: Stroke) -> str:
            return f"{open_.format(font=stroke.font or hand.plain)}{escape(stroke.text)}{close}"

        body = "".join(f"<p>{''.join(map(part, strokes(line, hand)))}</p>" for line in lines)
        return f'<html><head><meta charset="utf-8"></head><body>{body}</body></html>'.encode()

    return write


OTHERS["XML of Word 2003"] = ("a.xml", _xml_2003)
OTHERS["page, font elements"] = ("a.html", _page('<font face="{font}">', "</font>"))
OTHERS["page, styles"] = ("a.html", _page("<span style=\"font-family:'{font}',serif\">", "</span>"))
