"""A formula of Office (OMML, ECMA-376 part 1, 22.1) in one line of signs: a/b, m^2, f(x), √(x+1)."""

import re
from collections.abc import Callable, Container, Iterator
from typing import Final

from lxml import etree

from tinbai.parsers.ooxml import tag

_TEXTS: Final = frozenset({tag("m:t"), tag("w:t")})
_PART: Final = tag("m:e")
_CHARACTER, _BEGIN, _END, _BETWEEN = tag("m:chr"), tag("m:begChr"), tag("m:endChr"), tag("m:sepChr")
_VAL: Final = tag("m:val")
_SUMMED: Final = re.compile(r"[^\s][\s+\-−=±]+[^\s]")


def formula(element: etree._Element, skip: Container[str]) -> str:
    """Nesting is bounded by the XML parser."""
    if element.tag in _TEXTS:
        return element.text or ""
    write = _WRITTEN.get(str(element.tag))
    parts = _Parts(element, skip)
    return write(parts) if write else "".join(parts.all())


class _Parts:
    """The arguments of an operator by name, and the signs its properties name."""

    def __init__(self, element: etree._Element, skip: Container[str]) -> None:
        self._element = element
        self._skip = skip

    def __call__(self, name: str) -> str:
        return "".join(formula(child, self._skip) for child in self._element.iterchildren(tag(f"m:{name}")))

    def all(self, name: str | None = None) -> Iterator[str]:
        for child in self._element:
            if child.tag not in self._skip and (name is None or child.tag == name):
                yield formula(child, self._skip)

    def sign(self, name: str, otherwise: str) -> str:
        found = next(self._element.iterfind(f"*/{name}"), None)
        return otherwise if found is None else found.get(_VAL, "")


def _closed(text: str) -> str:
    """In brackets where it would fall apart without."""
    return f"({text})" if _SUMMED.search(text) else text


def _fraction(parts: _Parts) -> str:
    return f"{_closed(parts('num'))}/{_closed(parts('den'))}"


def _raised(parts: _Parts) -> str:
    above = parts("sup")
    return parts("e") + parts("sub") + (f"^{_closed(above)}" if above else "")


def _bracketed(parts: _Parts) -> str:
    between = parts.sign(_BETWEEN, "|").join(parts.all(_PART))
    return f"{parts.sign(_BEGIN, '(')}{between}{parts.sign(_END, ')')}"


def _large(parts: _Parts) -> str:
    above = parts("sup")
    bounds = parts("sub") + (f"^{_closed(above)}" if above else "")
    return f"{parts.sign(_CHARACTER, '∫')}{bounds} {parts('e')}"


def _function(parts: _Parts) -> str:
    name, inside = parts("fName"), parts("e")
    return f"{name} {inside}" if inside[:1].isalnum() else name + inside


_WRITTEN: Final[dict[str, Callable[[_Parts], str]]] = {
    tag("m:f"): _fraction, tag("m:sSup"): _raised, tag("m:sSub"): _raised, tag("m:sSubSup"): _raised,
    tag("m:sPre"): _raised, tag("m:d"): _bracketed, tag("m:nary"): _large, tag("m:func"): _function,
    tag("m:rad"): lambda parts: f"{parts('deg')}√{_closed(parts('e'))}",
    tag("m:eqArr"): lambda parts: "; ".join(parts.all(_PART)),
    tag("m:m"): lambda parts: "; ".join(parts.all(tag("m:mr"))), tag("m:mr"): lambda parts: " ".join(parts.all(_PART)),
}  # fmt: skip
