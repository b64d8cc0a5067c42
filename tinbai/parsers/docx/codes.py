"""What a field of Word shows that has no result: it stands in its code (ECMA-376 part 1, 17.16.5: EQ, MACROBUTTON,
GOTOBUTTON, SYMBOL). Readings above Chinese and Japanese words are kept so by older files."""

import re
from typing import Final

from tinbai.parsers.docx.symbols import symbol

_BUTTON: Final = re.compile(r"\s*(?:MACRO|GOTO)BUTTON\s+\S{1,200}\s+(.{1,1000})", re.IGNORECASE | re.DOTALL)
_SYMBOL: Final = re.compile(r"\s*SYMBOL\s+(0x[0-9a-f]{1,6}|[0-9]{1,7})\b(.*)", re.IGNORECASE | re.DOTALL)
_FONT: Final = re.compile(r'\\f\s*"([^"]{1,60})"', re.IGNORECASE)
_EQUATION: Final = re.compile(r"\s*EQ\s", re.IGNORECASE)
_FORMAT: Final = re.compile(r'\\\*\s*(?:"[^"]*"|[^\s\\(]+)')
_PART: Final = re.compile(r"\\([a-z]{1,4})\s?-?[0-9]{0,4}\s?|\\(.)|([(),;])|([^\\(),;]+)", re.IGNORECASE | re.DOTALL)
_MAIN: Final = frozenset("abdfilorsx")
_LONGEST, _DEEPEST = 2000, 20


def is_equation(code: str) -> bool:
    """It never has a result."""
    return _EQUATION.match(code) is not None


def shown_by(code: str) -> str:
    if equation := _EQUATION.match(code):
        parts = list(_PART.finditer(_FORMAT.sub("", code[equation.end() : _LONGEST])))
        return _Equation(parts).text().strip()
    if button := _BUTTON.match(code):
        return " ".join(button[1].split())
    if sign := _SYMBOL.match(code):
        number, font = int(sign[1], 0 if "x" in sign[1].lower() else 10), _FONT.search(sign[2])
        if number > 0xFF or re.search(r"\\u\b", sign[2]):
            return chr(number) if 0x20 <= number < 0xD800 else ""
        return symbol(font[1] if font else "", f"{number:X}")
    return ""


class _Equation:
    def __init__(self, parts: list[re.Match[str]]) -> None:
        self._parts = parts[::-1]
        self._depth = 0

    def text(self) -> str:
        """Up to the sign that ends an argument, which stays; outside of arguments it is text."""
        out, switch = "", ""
        while self._parts and not (self._depth and self._parts[-1][3] in (")", ",", ";")):
            part = self._parts.pop()
            if part[1]:
                switch = switch or (part[1].lower() if part[1].lower() in _MAIN else "")
            elif part[3] == "(" and switch and self._depth < _DEEPEST:
                out, switch = out + _joined(switch, self._arguments()), ""
            else:
                out += part[2] or part[3] or part[4] or ""
        return out

    def _arguments(self) -> list[str]:
        self._depth += 1
        found = [self.text()]
        while self._parts and self._parts[-1][3] in (",", ";"):
            self._parts.pop()
            found.append(self.text())
        self._depth -= 1
        if self._parts:
            self._parts.pop()
        return found


def _joined(switch: str, arguments: list[str]) -> str:
    if switch == "o":  # one over the other: the reading, then the word; or a letter, then its accent
        return next((one for one in reversed(arguments) if any(map(str.isalnum, one))), "")
    if switch == "f":
        return "/".join(arguments)
    if switch == "r":
        return "√".join(arguments if len(arguments) > 1 else ["", *arguments])
    if switch == "b":
        return f"({', '.join(arguments)})"
    if switch == "i":
        return "∫" + " ".join(arguments)
    return ", ".join(arguments)
