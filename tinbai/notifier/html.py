"""The letter once more as simple HTML, made from its plain text, which stays the truth: nothing is said only here.

Nothing is loaded from anywhere and nothing runs. A table and colours at each element are what Outlook's Word engine
understands; the one style sheet serves those programs that turn pages dark.
"""

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from tinbai.model import Letter

# Colours of the desk (web/static/tokens.css), light and dark
_INK, _QUIET, _ACCENT, _LINE, _PAPER = "#1E1C19", "#676156", "#0B5C60", "#E2DCCE", "#FFFFFF"
_FONT = "font-family:'Be Vietnam Pro','Segoe UI',Arial,sans-serif"
_DARK = (
    "@media(prefers-color-scheme:dark){.p{background:#151614!important}.t{color:#ECE9E1!important}"
    ".q{color:#A29E93!important}.a{color:#76C7C3!important}.l{border-color:#30332F!important}}"
)
# an address alone on its line or after a colon: those are ours; one inside a title stays words
_LINK = re.compile(r"(^|: )(https?://[^\s<>\"“”]{4,500})$")
_ITEM = re.compile(r"^( *)[-+] (.*)$")
_CODE = re.compile(r"\b[A-Z0-9]{1,8}-\d{4}-\d{6} [2-9B-HJ-NP-TV-Z]{8}\b", re.ASCII)  # as marks.py makes it

_PAGE = """<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<title>{title}</title>
<style>{dark}</style></head>
<body class="p" style="margin:0;background:{paper}">
<!--[if mso]><table role="presentation" width="600" align="center"><tr><td><![endif]-->
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:600px;margin:0 auto">
<tr><td class="l" style="padding:16px 16px 8px;border-bottom:2px solid {line}">
<strong class="a" style="{font};font-size:15px;line-height:1.4;color:{accent}">{house}</strong></td></tr>
<tr><td class="t" style="padding:8px 16px 16px;{font};font-size:16px;line-height:1.6;color:{ink}">
{body}
</td></tr></table>
<!--[if mso]></td></tr></table><![endif]-->
</body></html>
"""


def page(letter: Letter) -> str:
    """A whole HTML document; everything that came from people is escaped."""
    return _PAGE.format(
        language=letter.language,
        title=escape(letter.subject),
        dark=_DARK,
        house=escape(letter.sender.name),
        body="\n".join(_paragraphs(letter.text)),
        **{"paper": _PAPER, "line": _LINE, "ink": _INK, "accent": _ACCENT, "font": _FONT},
    )


def _paragraphs(text: str) -> Iterator[str]:
    """A blank line parts paragraphs, an item is one of its own; the last one is small when it holds the code."""
    blocks = [block.splitlines() for block in re.split(r"\n[ \t]*\n+", text.strip("\n"))]
    for number, lines in enumerate(blocks):
        small = number == len(blocks) - 1 > 0 and any(_CODE.search(line) for line in lines)
        yield from _block(lines, small)


def _block(lines: Sequence[str], small: bool) -> Iterator[str]:
    top = 12
    for is_item, run in groupby(lines, lambda line: bool(_ITEM.match(line))):
        if is_item:
            yield from map(_item, run)
        else:
            quiet = f";font-size:13px;color:{_QUIET}" if small else ""
            mark = ' class="q"' if small else ""
            yield f'<p{mark} style="margin:{top}px 0 0{quiet}">' + "<br>".join(map(_linked, run)) + "</p>"
        top = 4


def _item(line: str) -> str:
    found = _ITEM.match(line)
    assert found
    left, mark = (34, "+") if found[1] else (16, "•")
    return f'<p style="margin:4px 0 0 {left}px;text-indent:-14px">{mark}&nbsp;&nbsp;{_linked(found[2])}</p>'


def _linked(line: str) -> str:
    found = _LINK.search(line)
    if not found:
        return escape(line)
    before, address = line[: found.start(2)], escape(found[2])
    link = f'<a class="a" href="{address}" style="color:{_ACCENT};word-break:break-all">{address}</a>'
    return escape(before) + link
