"""The old encodings of a document decoded: by the fonts first, then by statistics over the document and over each
paragraph of enough words; shorter lines follow their neighbours."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from tinbai.parsers.document import Paragraph, Span
from tinbai.parsers.encoding import legacy, mojibake, tcvn3
from tinbai.parsers.encoding.legacy import Kind

_ENOUGH_WORDS = 8  # from here on a paragraph tells for itself
_SAMPLE = 8000  # characters that decide about a document
_TELLS_UNICODE = 3  # words with Vietnamese letters
_NEAR = 2  # characters around a text that tell whether what looks like a sign is a letter
_WORD_BEGUN, _WORD_ENDED = re.compile(r"(?<![A-Za-z])[A-Za-z]*\Z"), re.compile(r"[A-Za-z]*")

Judged = Literal["tcvn3", "vni", "unicode", "unsure"]


def has_old_font(paragraph: Paragraph) -> bool:
    return any(span.font and legacy.kind_of_font(span.font) for span in paragraph.spans)


def with_text(span: Span, text: str) -> Span:
    return span if text == span.text else replace(span, text=text)


def decode(paragraphs: Sequence[Paragraph], others: Sequence[str]) -> tuple[list[Paragraph], list[str], frozenset[str]]:
    """(paragraphs, other lines, what they were in: tcvn3, vni, mojibake, unicode where that can be told)."""
    found: set[str] = set()
    mended = [_mend(paragraph, found) for paragraph in paragraphs]
    fonts = _trusted_fonts(mended)
    of_document = _kind_of_document(mended)
    kinds = _inherited([_judge(paragraph, of_document) for paragraph in mended], mended, of_document)
    decoded = [_decode(paragraph, kind, fonts, found) for paragraph, kind in zip(mended, kinds, strict=True)]
    main = of_document or next((kind for kind in legacy.KINDS if kind in found), None)
    lines = [_decode_other(line, main, found) for line in others]
    return decoded, lines, frozenset(found)


def decode_lines(text: str, kind: Kind) -> str:
    """A text of unknown font."""
    decoded = legacy.DECODE_WITHIN[kind](text, "", "")
    return "\n".join(map(tcvn3.restore_capitals, decoded.split("\n"))) if kind == "tcvn3" else decoded


def _mend(paragraph: Paragraph, found: set[str]) -> Paragraph:
    text = paragraph.text
    if mojibake.repair(text) == text:
        return paragraph
    found.add("mojibake")
    return replace(paragraph, spans=tuple(with_text(span, mojibake.repair(span.text)) for span in paragraph.spans))


# --- Deciding ----------------------------------------------------------------------------------------------


def _trusted_fonts(paragraphs: Sequence[Paragraph]) -> frozenset[Kind]:
    """The encodings whose fonts tell the truth: people also set .VnTime on Unicode text."""
    texts: dict[Kind, list[str]] = {kind: [] for kind in legacy.KINDS}
    doubted: set[Kind] = set()
    for paragraph in paragraphs:
        for kind, stretch in _stretches(paragraph.spans):
            text = "".join(span.text for span in stretch)
            if kind and not legacy.UNICODE.search(text):
                texts[kind].append(text)
            elif kind:
                doubted.add(kind)
    return frozenset(
        kind
        for kind, parts in texts.items()
        if parts
        and (legacy.kind_of_text("\n".join(parts)) == kind if kind in doubted else legacy.fits("\n".join(parts), kind))
    )


def _kind_of_document(paragraphs: Sequence[Paragraph]) -> Kind | None:
    """By statistics over the paragraphs that may be in an old encoding and have no font that tells."""
    sample: list[str] = []
    size = 0
    for text in map(_fontless, paragraphs):
        if legacy.HIGH.search(text) and not legacy.UNICODE.search(text):
            sample.append(text)
            size += len(text)
            if size > _SAMPLE:
                break
    return legacy.kind_of_text("\n".join(sample))


def _fontless(paragraph: Paragraph) -> str:
    return "".join(span.text for span in paragraph.spans if not legacy.kind_of_font(span.font))


def _judge(paragraph: Paragraph, of_document: Kind | None) -> Judged:
    text = _fontless(paragraph)
    if legacy.UNICODE.search(text):
        return "unicode"
    if not legacy.SUSPECT.search(text) and not (of_document and legacy.HIGH.search(text)):
        return "unsure"
    own = legacy.kind_of_text(text)
    if own or of_document or len(text.split()) < _ENOUGH_WORDS:
        return own or "unsure"
    return "unicode"


def _inherited(
    judged: Sequence[Judged], paragraphs: Sequence[Paragraph], of_document: Kind | None
) -> Iterator[Kind | None]:
    """Lines that do not tell follow the nearest paragraph that does, else the document."""
    decided: list[tuple[int, Kind]] = []
    for place, verdict in enumerate(judged):
        if verdict == "tcvn3" or verdict == "vni":
            decided.append((place, verdict))
    for place, verdict in enumerate(judged):
        if verdict == "tcvn3" or verdict == "vni":
            yield verdict
        elif verdict == "unsure" and decided and legacy.HIGH.search(paragraphs[place].text):
            yield min(decided, key=lambda near: abs(near[0] - place))[1]
        else:
            yield of_document if verdict == "unsure" else None


# --- Decoding ----------------------------------------------------------------------------------------------


def _decode(paragraph: Paragraph, kind: Kind | None, fonts: frozenset[Kind], found: set[str]) -> Paragraph:
    """Each stretch of spans by its font where that is trusted and makes no worse words, else by `kind`."""
    spans: list[Span] = []
    guessed: list[int] = []  # places of spans whose capitals may have been lost
    stretches = [
        (of_font, stretch, "".join(span.text for span in stretch)) for of_font, stretch in _stretches(paragraph.spans)
    ]
    for place, (of_font, stretch, text) in enumerate(stretches):
        before = stretches[place - 1][2] if place else ""
        after = stretches[place + 1][2] if place + 1 < len(stretches) else ""
        if of_font in fonts and of_font and legacy.no_worse(_whole_words(before, text, after), of_font):
            spans += _decoded(stretch, of_font, before, after)
            found |= {of_font} if legacy.HIGH.search(text) else set()
            continue
        other = legacy.kind_of_text(text) if of_font else kind
        if other and legacy.HIGH.search(text) and legacy.fits(text, other):
            guessed += range(len(spans), len(spans) + len(stretch)) if other == "tcvn3" else ()
            spans += _decoded(stretch, other, before, after)
            found.add(other)
        else:
            spans += stretch
            if "mojibake" not in found and legacy.tally(text).valid >= _TELLS_UNICODE:
                found.add("unicode")
    return replace(paragraph, spans=tuple(_recapitalised(spans, guessed) if guessed else spans))


def _whole_words(before: str, text: str, after: str) -> str:
    """The text with the letters that a change of font has cut off its first and last word."""
    begun, ended = _WORD_BEGUN.search(before), _WORD_ENDED.match(after)
    return f"{begun[0] if begun else ''}{text}{ended[0] if ended else ''}"


def _stretches(spans: Sequence[Span]) -> Iterator[tuple[Kind | None, list[Span]]]:
    """Neighbouring spans whose fonts are for the same encoding."""
    stretch: list[Span] = []
    current: Kind | None = None
    for span in spans:
        kind = legacy.kind_of_font(span.font)
        if stretch and kind != current:
            yield current, stretch
            stretch = []
        stretch.append(span)
        current = kind
    if stretch:
        yield current, stretch


def _decoded(spans: Sequence[Span], kind: Kind, before: str, after: str) -> list[Span]:
    """Each span by itself, after letters cut apart by a change of look were put together."""
    texts = [span.text for span in spans]
    owner = 0  # place of the last span that has text
    for place in range(1, len(texts)):
        left, right = texts[owner][-1:], texts[place][:1]
        if left and right and legacy.JOINED[kind](left, right):
            texts[owner] += right
            texts[place] = texts[place][1:]
        owner = place if texts[place] else owner
    decoded = _decoded_within(texts, kind, before, after)
    return [
        with_text(span, text.upper() if legacy.prints_capitals(span.font) else text)
        for span, text in zip(spans, decoded, strict=True)
    ]


def _decoded_within(texts: Sequence[str], kind: Kind, before: str, after: str) -> Iterator[str]:
    """Each text decoded as a part of what they are together."""
    whole, begin = "".join([before, *texts, after]), len(before)
    for text in texts:
        end = begin + len(text)
        yield legacy.DECODE_WITHIN[kind](text, whole[max(0, begin - _NEAR) : begin], whole[end : end + _NEAR])
        begin = end


def _recapitalised(spans: Sequence[Span], guessed: Sequence[int]) -> list[Span]:
    whole = "".join(span.text for span in spans)
    restored = tcvn3.restore_capitals(whole)
    if len(restored) != len(whole):
        return list(spans)
    result: list[Span] = []
    start = 0
    for place, span in enumerate(spans):
        end = start + len(span.text)
        result.append(with_text(span, restored[start:end]) if place in guessed else span)
        start = end
    return result


def _decode_other(line: str, of_document: Kind | None, found: set[str]) -> str:
    """A note, an alternative text, a title hint: no font is known."""
    if line.isascii():
        return line
    mended = mojibake.repair(line)
    if mended != line:
        found.add("mojibake")
        return mended
    kind = legacy.kind_of_text(line) or (of_document if legacy.HIGH.search(line) else None)
    if kind and legacy.fits(line, kind):
        found.add(kind)
        return decode_lines(line, kind)
    return line
