"""A paragraph of Word being filled: its spans, the pictures in it, and what stands after it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from lxml import etree

from tinbai.parsers.document import Align, Paragraph, Picture, Piece, Span
from tinbai.parsers.docx.numbering import Label
from tinbai.parsers.docx.styles import Look
from tinbai.parsers.docx.symbols import readable

_BLANK = " \t\n\xa0"
_Key = tuple[bool, bool, float | None, str | None]


@dataclass(slots=True)
class Line:
    """`pieces`: what is finished of it; `after`: text boxes (their XML) and pictures that must not part a sentence;
    `caps`: some of it is printed in capitals that were not typed as such; `volume`: how often something was added."""

    align: Align = "left"
    style: str = ""
    label: Label | None = None
    pieces: list[Piece] = field(default_factory=list)
    after: list[etree._Element | Paragraph | Picture] = field(default_factory=list)
    caps: bool = False
    volume: int = 0
    _runs: list[tuple[_Key, list[str]]] = field(default_factory=list)
    _has_words: bool = False

    def text(self, text: str, look: Look, font: str | None = None) -> None:
        """Add words; neighbours of one look become one span. `font`: another one than that of the look."""
        if not font:
            font = look.latin if text.isascii() else look.high
        if not text.isascii():
            text = readable(text, font)
        self.caps = self.caps or look.caps
        self._add((look.bold, look.italic, look.size, font), text)

    def go_on(self, spans: Iterable[Span]) -> None:
        """Begin with the words of a paragraph that was carried over."""
        for span in spans:
            self._add((span.bold, span.italic, span.size, span.font), span.text)

    def picture(self, picture: Picture, parts: bool) -> None:
        """`parts`: it is so wide that what is typed before and after it are lines of their own."""
        self.volume += 1
        if not self._has_words:
            self.pieces.append(picture)
        elif parts:
            self.finish()
            self.pieces.append(picture)
        else:
            self.after.append(picture)

    def carry(self) -> list[Span]:
        """The words so far, taken out: they belong to the next paragraph."""
        spans = [Span("".join(texts), *key) for key, texts in self._runs]
        self._runs, self._has_words = [], False
        return spans

    def finish(self) -> list[Piece]:
        """Make a paragraph of the words, without empty lines at its ends; all pieces so far."""
        if not self._runs:
            return self.pieces
        spans = [span for span in self.carry() if span.text]
        while spans and not spans[-1].text.strip(_BLANK):
            spans.pop()
        while spans and not spans[0].text.strip("\n"):
            spans.pop(0)
        if not any(span.text.strip(_BLANK) for span in spans):
            return self.pieces
        spans[-1] = _with_text(spans[-1], spans[-1].text.rstrip("\n"))
        spans[0] = _with_text(spans[0], spans[0].text.lstrip("\n"))
        label, self.label = self.label, None
        self.pieces.append(
            Paragraph(
                tuple(spans), self.align, self.style, label.text if label else None, label.ordered if label else False
            )
        )
        return self.pieces

    def _add(self, key: _Key, text: str) -> None:
        self.volume += 1
        self._has_words = self._has_words or bool(text.strip(_BLANK))
        if self._runs and self._runs[-1][0] == key:
            self._runs[-1][1].append(text)
        else:
            self._runs.append((key, [text]))


def _with_text(span: Span, text: str) -> Span:
    return span if text == span.text else replace(span, text=text)
