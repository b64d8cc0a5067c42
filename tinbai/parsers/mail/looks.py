"""How a stretch of HTML looks, by the few declarations of CSS that tell titles, captions and hidden text."""

import re
from dataclasses import dataclass, replace

import lxml.html

from tinbai.parsers.document import Align

_RULE = re.compile(r"([^{}@]{1,200})\{([^{}]{0,2000})\}")
_SELECTOR = re.compile(r"^(?:(\w+)?\.([\w-]+)|(\w+))$")
_UNIT = {"pt": 1.0, "px": 0.75, "em": 12.0, "rem": 12.0, "%": 0.12}
_HIDING = frozenset({("display", "none"), ("mso-hide", "all"), ("visibility", "hidden")})


@dataclass(frozen=True, slots=True)
class Look:
    """`size` in points; `quoted`: depth of citation; `pre`: line ends count."""

    bold: bool = False
    italic: bool = False
    size: float | None = None
    font: str | None = None
    align: Align = "left"
    hidden: bool = False
    quoted: int = 0
    style: str = ""
    pre: bool = False


def rules_of(root: "lxml.html.HtmlElement") -> dict[tuple[str, str], str]:
    """(tag or "", class or "") -> declarations, for the simple selectors that Outlook and Word write."""
    found: dict[tuple[str, str], str] = {}
    for style in root.iter("style"):
        for selectors, declarations in _RULE.findall((style.text or "")[:65536])[:500]:
            for selector in selectors.split(","):
                match = _SELECTOR.match(selector.strip().replace("<!--", "").strip())
                if match:
                    key = (match[1] or match[3] or "", match[2] or "")
                    found[key] = found.get(key, "") + ";" + declarations
    return found


def declared(look: Look, declarations: str, block: bool) -> Look:
    """The look after the declarations of a style; only a block can be aligned."""
    for declaration in declarations.split(";")[:60]:
        name, _, value = declaration.partition(":")
        name, value = name.strip().lower(), value.strip().lower().replace("!important", "").strip()
        if name == "font-weight":
            look = replace(look, bold=value in ("bold", "bolder", "600", "700", "800", "900"))
        elif name == "font-style":
            look = replace(look, italic=value in ("italic", "oblique"))
        elif name == "text-align" and block and value in ("left", "center", "right", "justify", "start", "end"):
            look = replace(look, align=align_of(value))
        elif name == "font-family":
            look = replace(look, font=family_of(declaration.partition(":")[2]) or look.font)
        elif name == "font-size":
            size = _size(value)
            look = replace(look, size=size or look.size, hidden=look.hidden or size == 0)
        elif name == "white-space":
            look = replace(look, pre=value in ("pre", "pre-wrap", "pre-line", "break-spaces"))
        elif (name, value) in _HIDING:
            look = replace(look, hidden=True)
    return look


def align_of(value: str) -> Align:
    named: dict[str, Align] = {"center": "center", "right": "right", "end": "right", "justify": "justify"}
    return named.get(value, "left")


def family_of(value: str | None) -> str | None:
    first = (value or "").split(",")[0].strip().strip("\"'").strip()
    return first or None


def _size(value: str) -> float | None:
    found = re.match(r"^([0-9.]{1,8})\s*(pt|px|em|rem|%)", value)
    if found:
        try:
            return float(found[1]) * _UNIT[found[2]]
        except ValueError:
            return None
    return 0.0 if value == "0" else None
