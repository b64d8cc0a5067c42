"""HTML that Outlook wrapped in Rich Text (MS-OXRTFEX), so that programs which know no HTML can show it."""

from dataclasses import dataclass, field, replace
from typing import Final

from tinbai.parsers.rtf.tables import Fonts, codec_of, decoded
from tinbai.parsers.rtf.tokens import Token, tokens

_DEEPEST: Final = 500
_SIGNS: Final = {
    "par": "\r\n", "line": "\r\n", "tab": "\t", "lquote": "&lsquo;", "rquote": "&rsquo;", "ldblquote": "&ldquo;",
    "rdblquote": "&rdquo;", "bullet": "&bull;", "endash": "&ndash;", "emdash": "&mdash;",
}  # fmt: skip
_SYMBOLS: Final = {"~": "&nbsp;", "_": "&shy;", "{": "{", "}": "}", "\\": "\\"}
_SKIPPED: Final = frozenset({"colortbl", "stylesheet", "info", "pntext", "listtext", "mhtmltag", "pict"})


def html_of(rtf: bytes) -> str:
    """The HTML that the Rich Text only wraps; "" where it is Rich Text of its own right."""
    if b"\\fromhtml" not in rtf[:2000]:
        return ""
    unwrapping = _Unwrapping()
    for token in tokens(rtf):
        unwrapping.take(token)
    unwrapping.flush()
    return "".join(unwrapping.out)


@dataclass(frozen=True, slots=True)
class _State:
    """`skipped`: nothing of the group is HTML; `muted`: only for programs that know no HTML; `tag`: inside a tag."""

    skipped: bool = False
    muted: bool = False
    tag: bool = False
    fonts: bool = False
    font: int = 0
    unicode: int = 1


@dataclass(slots=True)
class _Unwrapping:
    out: list[str] = field(default_factory=list)
    _state: _State = field(default_factory=_State)
    _stack: list[_State] = field(default_factory=list)
    _fonts: Fonts = field(default_factory=Fonts)
    _codec: str = "cp1252"
    _pending: bytearray = field(default_factory=bytearray)
    _high: str = ""
    _passing: int = 0
    _starred: bool = False

    def take(self, token: Token) -> None:
        kind = token.kind
        if kind == "open":
            self.flush()
            self._stack.append(self._state)
            del self._stack[_DEEPEST:]
        elif kind == "close":
            self.flush()
            self._state = self._stack.pop() if self._stack else self._state
        elif kind == "word":
            self._word(token.name, token.number)
        elif kind == "symbol":
            self._symbol(token.name)
        elif kind in ("text", "hex"):
            passed = min(self._passing, len(token.octets))
            self._passing -= passed
            self._pending += token.octets[passed:]

    def flush(self) -> None:
        if not self._pending:
            return
        octets = bytes(self._pending)
        self._pending.clear()
        state = self._state
        if state.fonts:
            self._fonts.text(decoded(octets, self._fonts.codec_of_name or self._codec))
        else:
            codec = self._codec if state.tag else self._fonts[state.font].codec or self._codec
            self._say(decoded(octets, codec))

    def _say(self, text: str) -> None:
        if not (self._state.skipped or self._state.muted or self._state.fonts):
            self.out.append(text)

    def _symbol(self, name: str) -> None:
        self.flush()
        if name == "*":
            self._starred = True
        elif name in _SYMBOLS:
            self._say(_SYMBOLS[name])

    def _word(self, name: str, number: int | None) -> None:
        self.flush()
        starred, self._starred = self._starred, False
        self._passing = 0
        if name == "htmltag":
            self._state = replace(self._state, tag=True)
        elif starred or name in _SKIPPED:
            self._state = replace(self._state, skipped=True)
        elif name == "htmlrtf":
            self._state = replace(self._state, muted=number != 0)
        elif name in _SIGNS:
            self._say(_SIGNS[name])
        elif name == "u":
            self._unicode(number or 0)
        else:
            self._setting(name, number or 0)

    def _setting(self, name: str, number: int) -> None:
        fonts = self._fonts
        if name == "fonttbl":
            self._state = replace(self._state, fonts=True)
        elif name == "f" and self._state.fonts:
            fonts.number = number
        elif name == "f":
            self._state = replace(self._state, font=number)
        elif name == "fcharset":
            fonts.charset(number)
        elif name == "ansicpg":
            self._codec = codec_of(number)
        elif name == "uc":
            self._state = replace(self._state, unicode=min(max(number, 0), 100))

    def _unicode(self, number: int) -> None:
        code = number & 0xFFFF
        self._passing = self._state.unicode
        if 0xD800 <= code < 0xDC00:
            self._high = chr(code)
        elif 0xDC00 <= code < 0xE000:
            pair, self._high = self._high + chr(code), ""
            self._say(pair.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore"))
        elif code:
            self._say(chr(code))
