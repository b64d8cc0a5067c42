"""The walk over the tokens of a Rich Text. Groups are a list, not calls, so nesting costs no stack of ours."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from tinbai.parsers.document import Align, Piece
from tinbai.parsers.docx.styles import Look
from tinbai.parsers.marks import stamps
from tinbai.parsers.rtf.flow import Flow
from tinbai.parsers.rtf.groups import BEGIN, PROPERTIES, Paper, begin_property, begin_text
from tinbai.parsers.rtf.pictures import KINDS
from tinbai.parsers.rtf.state import Goal, State
from tinbai.parsers.rtf.tables import codec_of, decoded
from tinbai.parsers.rtf.tokens import Token, tokens

MOST_TOKENS = 600_000  # some 120 pages by Word, which writes ten for a word; up to 5 µs each
DEEPEST = 2000  # groups; deeper ones share one state

_SIGNS: Final = {
    "tab": "\t", "line": "\n", "page": "\n", "column": "\n", "lbr": "\n", "emdash": "—", "endash": "–",
    "emspace": "\u2003", "enspace": "\u2002", "qmspace": "\u2005", "bullet": "•", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”",
}  # fmt: skip
_SYMBOLS: Final = {"~": "\u00a0", "-": "\u00ad", "_": "-", "\t": "\t"}
_ALIGNS: Final[dict[str, Align]] = {"ql": "left", "qc": "center", "qr": "right", "qj": "justify", "qd": "justify"}
_DEFAULT_PAGES: Final = {"ansi": "cp1252", "mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_HOLE: Final = bytes(16)  # what a disk or a transfer lost
_DROPPED: Final = frozenset(
    {"info", "userprops", "do", "sp", "shpinst"}
)  # nothing themselves, but with something in them
# Only wrappings although they begin with \*; of the others that do, we know nothing.
_OPEN: Final = frozenset({"shppict", "moMath", "moMathPara", "result", "fldrslt", "nesttableprops", "shpgrp"})
_SKIPPED: Final = frozenset({
    "colortbl", "filetbl", "listtable", "listoverridetable", "revtbl", "rsidtbl", "generator", "themedata", "datastore",
    "colorschememapping", "latentstyles", "datafield", "formfield", "objdata", "objclass", "objname",
    "objalias", "objsect", "nonshppict", "shprslt", "nonesttables", "mmathPict", "xe", "tc", "tcn", "rxe", "bkmkstart",
    "bkmkend", "template", "pnseclvl", "pn", "pntxta", "pntxtb", "private", "ftnsep", "ftnsepc", "ftncn", "aftnsep",
    "aftnsepc", "aftncn", "atnid", "atnauthor", "atntime", "atnicn", "atnref", "atndate", "atnparent", "atrfstart",
    "atrfend", "passwordhash", "xmlnstbl", "defchp", "defpap", "pgptbl", "background", "fname", "fontfile", "fontemb",
    "panose", "falt", "keycode", "docvar", "mmathPr", "listname", "pgdsctbl", "htmltag", "mhtmltag",
})  # fmt: skip


@dataclass(slots=True)
class Reader:
    """pieces: of the body, then of foot- and endnotes."""

    pieces: list[Piece] = field(default_factory=list)
    paper: Paper = field(default_factory=Paper)
    is_cut_off: bool = False
    is_too_long: bool = False
    _state: State = field(default_factory=lambda: State(Flow()))
    _stack: list[State] = field(default_factory=list)
    _merged: list[bool] = field(default_factory=list)
    _is_merged: bool = False
    _default_codec: str = "cp1252"
    _raw_codec: str | None = None
    _pending: bytearray = field(default_factory=bytearray)
    _high: str = ""  # the first half of a character beyond the basic plane
    _passing: int = 0  # characters that only stand for one by \\u
    _starred: bool = False
    _looks: dict[tuple[object, ...], Look] = field(default_factory=dict)
    _words: dict[str, Callable[[int | None], None]] = field(default_factory=dict)

    def read(self, data: bytes) -> None:
        self._raw_codec = None if data.isascii() else _raw_codec(data)
        self._words = self._handlers()
        body = self._state.flow
        number = 0
        for number, token in enumerate(tokens(data)):
            if number >= MOST_TOKENS:
                self.is_too_long = True
                break
            if not self._take(token):
                break
        else:
            self.is_cut_off = bool(self._stack) or not number
        self.is_cut_off = self.is_cut_off or (_HOLE in data and b"\\bin" not in data)
        self._flush()
        while self._stack:
            self._close()
        state = self._state
        pieces = body.close(state.depth, state.align, self.paper.styles.name(state.style))
        self.pieces = [*pieces, *self.paper.tail]
        unseen = stamps("".join(self.paper.unseen).split("\n"))
        self.paper.notes = [note for note in dict.fromkeys((*body.asides, *unseen, *self.paper.notes)) if note]

    # --- Tokens ----------------------------------------------------------------------------------------------

    def _take(self, token: Token) -> bool:
        """False: the text is over."""
        kind = token.kind
        if kind == "open":
            self._open()
        elif kind == "close":
            self._close()
            return bool(self._stack)
        elif self._state.goal == "skip":
            pass
        elif kind == "word":
            self._word(token.name, token.number)
        elif kind == "text":
            self._text(token.octets)
        elif kind == "hex":
            if self._passing:
                self._passing -= 1
            else:
                self._pending += token.octets
        elif kind == "binary":
            if self._state.blip:
                self._state.blip.binary(token.octets)
        else:
            self._symbol(token.name)
        return True

    def _open(self) -> None:
        self._flush()
        self._passing, self._starred = 0, False
        self._stack.append(self._state)
        if len(self._stack) < DEEPEST:
            self._state = self._state.inner()

    def _close(self) -> None:
        self._flush()
        self._passing, self._starred = 0, False
        if not self._stack:
            return
        closed, self._state = self._state, self._stack.pop()
        if closed.done and closed is not self._state:
            closed.done()

    def _word(self, name: str, number: int | None) -> None:
        if self._pending:
            self._flush()
        starred, self._starred = self._starred, False
        if sign := _SIGNS.get(name):
            if self._passing:
                self._passing -= 1
            else:
                self._say(sign)
            return
        self._passing = 0
        if handle := self._words.get(name):
            handle(number)
        elif name in _OPEN:
            return
        elif starred or name in _SKIPPED or (name.startswith("m") and name.endswith("Pr")):
            self._state.goal = "skip"

    def _symbol(self, name: str) -> None:
        if name in "\\{}":  # may be the second octet of a character
            self._text(name.encode())
            return
        self._flush()
        if name == "*":
            self._starred = True
        elif name in ("\r", "\n"):
            self._paragraph(None)
        elif name in _SYMBOLS:
            if self._passing:
                self._passing -= 1
            else:
                self._say(_SYMBOLS[name])

    def _text(self, octets: bytes) -> None:
        if self._state.goal == "picture":
            if self._state.blip:
                self._state.blip.hex(octets)
            return
        if self._passing:
            passed = min(self._passing, len(octets))
            self._passing -= passed
            octets = octets[passed:]
        if self._raw_codec and not octets.isascii():
            self._flush()
            self._say(octets.decode(self._raw_codec, "replace"))
        else:
            self._pending += octets

    def _flush(self) -> None:
        """Say the octets that came since: of some code pages two make a character."""
        if self._pending:
            octets = bytes(self._pending)
            self._pending.clear()
            fonts = self.paper.fonts
            codec = fonts.codec_of_name if self._state.goal == "fonts" else fonts[self._state.font_of_octets].codec
            self._say(decoded(octets, codec or self._default_codec))

    def _say(self, text: str) -> None:
        state = self._state
        if state.goal == "flow":
            if state.is_shown:
                state.flow.line.text(text, self._look())
            else:
                self.paper.unseen.append(text)
        elif state.goal == "text":
            if state.texts is not None:
                state.texts.append(text)
        elif state.goal == "fonts":
            self.paper.fonts.text(text)
        elif state.goal == "styles":
            self.paper.styles.text(text)

    def _look(self) -> Look:
        state = self._state
        key = (state.bold, state.italic, state.caps, state.size, state.font)
        if key not in self._looks:
            self._looks[key] = state.look(self.paper.fonts[state.font].name)
        return self._looks[key]

    # --- Words -----------------------------------------------------------------------------------------------

    def _handlers(self) -> dict[str, Callable[[int | None], None]]:
        words: dict[str, Callable[[int | None], None]] = {
            "par": self._paragraph, "sect": self._paragraph, "cell": self._cell, "nestcell": self._nested_cell,
            "row": self._row, "nestrow": self._nested_row, "trowd": self._begin_row, "cellx": self._cell_defined,
            "clmrg": self._cell_merged, "clvmrg": self._cell_merged, "u": self._unicode, "plain": self._plain,
            "pard": lambda _: self._state.new_paragraph(), "intbl": lambda _: self._set("in_table", True),
            "itap": lambda number: self._set("nesting", max(number or 0, 0)), "f": self._font, "s": self._style,
            "fs": lambda number: self._set("size", min(max(number or 24, 1), 3000)),
            "uc": lambda number: self._set("unicode", min(max(1 if number is None else number, 0), 100)),
            "af": lambda number: self._set("complex_font", number or 0),
            "fcs": lambda number: self._set("is_complex", bool(number)),
            "deff": self._set_default_font, "ansicpg": lambda number: self._page(codec_of(number or 0)),
            "fcharset": lambda number: self.paper.fonts.charset(number or 0),
            "cpg": lambda number: self.paper.fonts.page(number or 0), "sbasedon": self._based_on,
            "fonttbl": lambda _: self._aim("fonts"), "stylesheet": lambda _: self._aim("styles"),
            "NeXTGraphic": self._beside, "picwgoal": self._width, "pichgoal": self._height, "picscalex": self._scale,
            **{f"piccrop{side}": self._cutting(side) for side in "ltrb"},
        }  # fmt: skip
        toggles = {"b": "bold", "i": "italic", "caps": "caps", "v": "hidden", "deleted": "deleted", "mvf": "deleted"}
        words.update({name: self._toggle(attribute) for name, attribute in toggles.items()})
        words.update({name: self._aligned(align) for name, align in _ALIGNS.items()})
        words.update({name: self._paged(codec) for name, codec in _DEFAULT_PAGES.items()})
        words.update({name: self._formatted(ending) for name, ending in KINDS.items()})
        words.update({name: self._beginning(begin) for name, begin in BEGIN.items()})
        words.update({name: self._property(name) for name in PROPERTIES})
        words.update({name: lambda _: self._aim("drop") for name in _DROPPED})
        return words

    def _set(self, name: str, value: int | bool) -> None:
        setattr(self._state, name, value)

    def _toggle(self, attribute: str) -> Callable[[int | None], None]:
        return lambda number: self._set(attribute, number != 0)

    def _aligned(self, align: Align) -> Callable[[int | None], None]:
        return lambda _: setattr(self._state, "align", align)

    def _paged(self, codec: str) -> Callable[[int | None], None]:
        return lambda _: self._page(codec)

    def _page(self, codec: str) -> None:
        self._default_codec = codec

    def _beginning(self, begin: Callable[[State, Paper], None]) -> Callable[[int | None], None]:
        return lambda _: begin(self._state, self.paper)

    def _property(self, name: str) -> Callable[[int | None], None]:
        return lambda _: begin_property(self._state, self.paper, name)

    def _beside(self, _: int | None) -> None:
        """TextEdit names the picture, a file beside this one, and puts a sign in its place."""
        flow, is_shown = self._state.flow, self._state.goal == "flow" and self._state.is_shown

        def done(name: str) -> None:
            self._passing = 1
            if is_shown:
                flow.line.picture(self.paper.linked(name.strip()), parts=False)

        begin_text(self._state, done)

    def _aim(self, goal: Goal) -> None:
        self._state.goal = goal

    def _formatted(self, ending: str) -> Callable[[int | None], None]:
        def handle(_: int | None) -> None:
            if self._state.blip:
                self._state.blip.ending = ending

        return handle

    def _plain(self, _: int | None) -> None:
        self._state.plain(self.paper.font)

    def _set_default_font(self, number: int | None) -> None:
        self.paper.font = self._state.font = number or 0

    def _font(self, number: int | None) -> None:
        if self._state.goal == "fonts":
            self.paper.fonts.number = number or 0
        else:
            self._state.font = number or 0

    def _style(self, number: int | None) -> None:
        if self._state.goal == "styles":
            self.paper.styles.number = number or 0
        else:
            self._state.style = number or 0

    def _based_on(self, number: int | None) -> None:
        self.paper.styles.base = number

    def _unicode(self, number: int | None) -> None:
        code = (number or 0) & 0xFFFF if -0x8000 <= (number or 0) <= 0xFFFF else number or 0
        sign = chr(code) if 0 < code <= 0x10FFFF else ""
        if 0xD800 <= code < 0xDC00:
            self._high = sign
        elif 0xDC00 <= code < 0xE000:
            pair, self._high = self._high + sign, ""
            if len(pair) == 2:
                self._say(pair.encode("utf-16-le", "surrogatepass").decode("utf-16-le"))
        else:
            self._say(sign)
        self._passing = self._state.unicode

    # --- Paragraphs and tables ---------------------------------------------------------------------------------

    def _paragraph(self, _: int | None) -> None:
        state = self._state
        if state.goal == "flow":
            state.flow.end_paragraph(state.depth, state.align, self.paper.styles.name(state.style))
            self.paper.unseen += ["\n"] if self.paper.unseen else []
        elif state.goal == "text":
            self._say("\n")

    def _cell(self, _: int | None) -> None:
        self._end_cell(1)

    def _nested_cell(self, _: int | None) -> None:
        self._end_cell(max(self._state.nesting, 2))

    def _end_cell(self, depth: int) -> None:
        state = self._state
        if state.goal == "flow":
            state.flow.end_cell(depth, state.align, self.paper.styles.name(state.style))

    def _row(self, _: int | None) -> None:
        self._end_row(1)
        self._state.flow.in_row = False

    def _nested_row(self, _: int | None) -> None:
        self._end_row(max(self._state.nesting, 2))

    def _end_row(self, depth: int) -> None:
        if self._state.goal == "flow":
            self._state.flow.end_row(depth, self._merged)

    def _begin_row(self, _: int | None) -> None:
        if self._state.goal == "flow":
            self._state.flow.in_row = True
        self._merged, self._is_merged = [], False

    def _cell_merged(self, _: int | None) -> None:
        self._is_merged = True

    def _cell_defined(self, _: int | None) -> None:
        self._merged.append(self._is_merged)
        self._is_merged = False

    def _width(self, number: int | None) -> None:
        if self._state.blip:
            self._state.blip.width = number or 0

    def _height(self, number: int | None) -> None:
        if self._state.blip:
            self._state.blip.height = number or 0

    def _cutting(self, side: str) -> Callable[[int | None], None]:
        def handle(number: int | None) -> None:
            if self._state.blip:
                self._state.blip.cuts[side] = number or 0

        return handle

    def _scale(self, number: int | None) -> None:
        if self._state.blip:
            self._state.blip.scale = min(max(number or 100, 1), 10_000)


def _raw_codec(data: bytes) -> str | None:
    """Octets beyond ASCII are not allowed in Rich Text; programs that write them all the same mostly mean UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"
