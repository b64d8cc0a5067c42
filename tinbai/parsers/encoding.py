"""Text as it was meant: mojibake and the old Vietnamese encodings decoded, then NFC, then invisible characters out.

The order matters: U+00AD is the letter "ư" in TCVN3 and must not be dropped before; U+00D0 is "é" there and "Đ" typed
wrongly elsewhere. Fonts come first, then statistics over the document, then over each paragraph of enough words;
shorter lines follow their neighbours.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from tinbai.model import Encoding, Problem
from tinbai.parsers import legacy, mojibake, tcvn3
from tinbai.parsers.document import Document, Paragraph, Picture, Piece, Span, Table
from tinbai.parsers.legacy import Kind

Judged = Literal["tcvn3", "vni", "unicode", "unsure"]

_ENOUGH_WORDS = 8
_SAMPLE = 8000  # characters that decide about a document
_NAMES = {"tcvn3": "TCVN3", "vni": "VNI", "mojibake": "mojibake"}
_GONE = dict.fromkeys((0, 0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, *range(0xD800, 0xE000)))
_BLANKS = re.compile("[\t\u00a0\u202f ]{2,}|[\t\u00a0\u202f]")
_UNCLEAN = re.compile("[\0\t\u00a0\u00ad\u0300-\u036f\u200b-\u200d\u202f\u2060\ufeff\ud800-\udfff\u0340-\u0374]|  ")
_COMBINING = re.compile("[\u0300-\u036f]")
_ETH = str.maketrans("\u00d0\u0189\u00f0", "ĐĐđ")


def repair(document: Document) -> Document:
    """The document with all its words in clean Unicode; `encoding` and a problem tell what was changed."""
    paragraphs = list(_paragraphs(document.pieces))
    others = [*document.notes, *_alts(document.pieces), document.title_hint or ""]
    everything = "\n".join([*(paragraph.text for paragraph in paragraphs), *others])
    found: set[str] = set()
    if legacy.SUSPECT.search(everything) or any(map(_has_old_font, paragraphs)):
        paragraphs, others, found = _decode_all(paragraphs, others)
        everything = "\n".join([*(paragraph.text for paragraph in paragraphs), *others])
    vietnamese = len(legacy.UNICODE.findall(everything[:_SAMPLE])) >= 3 or len(everything) < 200
    if not found and not _UNCLEAN.search(everything) and not _has_eth(everything) and _is_nfc(everything):
        return document
    cleaned = iter([_clean_paragraph(paragraph, vietnamese) for paragraph in paragraphs])
    lines = iter([clean(line, vietnamese) for line in others])
    notes = tuple(next(lines) for _ in document.notes)
    pieces = _rebuilt(document.pieces, cleaned, lines)
    return replace(
        document,
        pieces=pieces,
        notes=notes,
        title_hint=next(lines) if document.title_hint is not None else None,
        encoding=_encoding(found),
        problems=(*document.problems, *_problems(found)),
    )


def repair_text(text: str) -> tuple[str, Encoding]:
    """One string by statistics alone, and what it was in."""
    if text.isascii():
        return clean(text, False), "unicode"
    mended = mojibake.repair(text)
    kind = legacy.kind_of_text(mended)
    if kind:
        mended = _decode_line(mended, kind)
    encoding: Encoding = kind or ("mojibake" if mended != text else "unicode")
    return clean(mended, True), encoding


def clean(text: str, vietnamese: bool) -> str:
    """NFC; eth as Đ where the text is Vietnamese; invisible characters out; one blank, two between columns."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        if vietnamese:
            text = text.translate(_ETH)
        text = text.translate(_GONE)
    elif "\0" in text:
        text = text.replace("\0", "")
    return _BLANKS.sub(_blank, text)


def _blank(found: re.Match[str]) -> str:
    run = found[0]
    return "  " if len(run) > 2 or (len(run) == 2 and "\t" in run) else " "


def _is_nfc(text: str) -> bool:
    return text.isascii() or unicodedata.is_normalized("NFC", text)


def _has_eth(text: str) -> bool:
    return "\u00d0" in text or "\u0189" in text or "\u00f0" in text


def _has_old_font(paragraph: Paragraph) -> bool:
    return any(span.font and legacy.kind_of_font(span.font) for span in paragraph.spans)


def _encoding(found: set[str]) -> Encoding:
    kinds = found - {"unicode"}
    if not kinds:
        return "unicode"
    if len(found) > 1:
        return "mixed"
    only = kinds.pop()
    return "tcvn3" if only == "tcvn3" else "vni" if only == "vni" else "mojibake"


def _problems(found: set[str]) -> Iterator[Problem]:
    for kind in ("tcvn3", "vni", "mojibake"):
        if kind in found:
            yield Problem("encoding-repaired", "info", None, {"from": _NAMES[kind]})


# --- Walking the document ----------------------------------------------------------------------------------


def _paragraphs(pieces: Sequence[Piece]) -> Iterator[Paragraph]:
    for piece in pieces:
        if isinstance(piece, Paragraph):
            yield piece
        elif isinstance(piece, Table):
            for row in piece.rows:
                for cell in row:
                    yield from _paragraphs(cell)


def _alts(pieces: Sequence[Piece]) -> Iterator[str]:
    for piece in pieces:
        if isinstance(piece, Picture):
            yield piece.alt
        elif isinstance(piece, Table):
            for row in piece.rows:
                for cell in row:
                    yield from _alts(cell)


def _rebuilt(pieces: Sequence[Piece], paragraphs: Iterator[Paragraph], alts: Iterator[str]) -> tuple[Piece, ...]:
    return tuple(_renewed(piece, paragraphs, alts) for piece in pieces)


def _renewed(piece: Piece, paragraphs: Iterator[Paragraph], alts: Iterator[str]) -> Piece:
    if isinstance(piece, Paragraph):
        return next(paragraphs)
    if isinstance(piece, Picture):
        return replace(piece, alt=next(alts))
    rows = tuple(tuple(_rebuilt(cell, paragraphs, alts) for cell in row) for row in piece.rows)
    return Table(rows)


def _clean_paragraph(paragraph: Paragraph, vietnamese: bool) -> Paragraph:
    spans = paragraph.spans
    if len(spans) > 1 and _COMBINING.search(paragraph.text):
        spans = _marks_moved(spans)
    cleaned = tuple(_with_text(span, clean(span.text, vietnamese)) for span in spans)
    label = paragraph.list_label and clean(paragraph.list_label, vietnamese)
    return replace(paragraph, spans=cleaned, list_label=label)


def _with_text(span: Span, text: str) -> Span:
    return span if text == span.text else replace(span, text=text)


def _marks_moved(spans: Sequence[Span]) -> tuple[Span, ...]:
    """A combining mark at the beginning of a span goes to the letter it stands on."""
    moved: list[Span] = []
    for span in spans:
        text = span.text
        while moved and text and unicodedata.combining(text[0]):
            moved[-1] = _with_text(moved[-1], moved[-1].text + text[0])
            text = text[1:]
        moved.append(_with_text(span, text))
    return tuple(moved)


# --- Deciding and decoding ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Read:
    """A paragraph after its decoding: what it was in ("unicode" only when that can be told)."""

    paragraph: Paragraph
    found: frozenset[str]


def _decode_all(paragraphs: Sequence[Paragraph], others: Sequence[str]) -> tuple[list[Paragraph], list[str], set[str]]:
    mended = [_mend(paragraph) for paragraph in paragraphs]
    texts = [read.paragraph.text for read in mended]
    of_document = _kind_of_document(mended)
    kinds = _inherited([_kind_of_paragraph(read, of_document) for read in mended], texts, of_document)
    reads = [_decode(read, kind) for read, kind in zip(mended, kinds, strict=True)]
    found: set[str] = set().union(*(read.found for read in reads))
    lines: list[str] = []
    main = of_document or next((kind for kind in legacy.KINDS if kind in found), None)
    for line in others:
        text, was = _decode_other(line, main)
        lines.append(text)
        found |= {was} - {"unicode"}
    return [read.paragraph for read in reads], lines, found


def _mend(paragraph: Paragraph) -> _Read:
    text = paragraph.text
    if mojibake.repair(text) == text:
        return _Read(paragraph, frozenset())
    spans = tuple(_with_text(span, mojibake.repair(span.text)) for span in paragraph.spans)
    return _Read(replace(paragraph, spans=spans), frozenset({"mojibake"}))


def _kind_of_document(reads: Sequence[_Read]) -> Kind | None:
    """By statistics over the paragraphs that may be in an old encoding and have no font that tells."""
    sample: list[str] = []
    size = 0
    for read in reads:
        text = _fontless(read.paragraph)
        if legacy.HIGH.search(text) and not legacy.UNICODE.search(text):
            sample.append(text)
            size += len(text)
            if size > _SAMPLE:
                break
    return legacy.kind_of_text("\n".join(sample))


def _fontless(paragraph: Paragraph) -> str:
    return "".join(span.text for span in paragraph.spans if not legacy.kind_of_font(span.font))


def _kind_of_paragraph(read: _Read, of_document: Kind | None) -> Judged:
    text = _fontless(read.paragraph)
    if legacy.UNICODE.search(text):
        return "unicode"
    if not legacy.SUSPECT.search(text) and not (of_document and legacy.HIGH.search(text)):
        return "unsure"
    own = legacy.kind_of_text(text)
    if own or of_document or len(text.split()) < _ENOUGH_WORDS:
        return own or "unsure"
    return "unicode"


def _inherited(kinds: Sequence[Judged], texts: Sequence[str], of_document: Kind | None) -> list[Kind | None]:
    """Lines that do not tell follow the nearest paragraph that does, else the document."""
    decided = [(place, kind) for place, kind in enumerate(kinds) if kind in ("tcvn3", "vni")]
    result: list[Kind | None] = []
    for place, judged in enumerate(kinds):
        kind = judged
        if judged == "unsure" and legacy.HIGH.search(texts[place]):
            kind = min(decided, key=lambda near: abs(near[0] - place), default=(0, of_document or judged))[1]
        result.append(kind if kind == "tcvn3" or kind == "vni" else None)
    return result


def _decode(read: _Read, kind: Kind | None) -> _Read:
    """Each stretch of spans by its font where the font's reading makes words, else by `kind`."""
    spans: list[Span] = []
    found = set(read.found)
    for of_font, stretch in _stretches(read.paragraph.spans):
        text = "".join(span.text for span in stretch)
        if of_font and legacy.fits(text, of_font):
            spans += _decoded(stretch, of_font)
            found |= {of_font} if legacy.HIGH.search(text) else set()
            continue
        other = legacy.kind_of_text(text) if of_font else kind
        if other and legacy.HIGH.search(text) and legacy.fits(text, other):
            spans += (
                [_recapitalised(span) for span in _decoded(stretch, other)]
                if other == "tcvn3"
                else _decoded(stretch, other)
            )
            found.add(other)
        else:
            spans += stretch
            if legacy.tally(text).valid >= 3:
                found.add("unicode")
    return _Read(replace(read.paragraph, spans=tuple(spans)), frozenset(found - ({"unicode"} if read.found else set())))


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


def _decoded(spans: Sequence[Span], kind: Kind) -> list[Span]:
    """Each span by itself, after letters cut apart by a change of look were put together."""
    texts = [span.text for span in spans]
    for place in range(1, len(texts)):
        before = next((text for text in reversed(texts[:place]) if text), "")
        if before and texts[place] and legacy.JOINED[kind](before[-1], texts[place][0]):
            owner = max(number for number in range(place) if texts[number])
            texts[owner] += texts[place][0]
            texts[place] = texts[place][1:]
    decoded = [legacy.DECODE[kind](text) for text in texts]
    return [
        _with_text(span, text.upper() if legacy.prints_capitals(span.font) else text)
        for span, text in zip(spans, decoded, strict=True)
    ]


def _recapitalised(span: Span) -> Span:
    return _with_text(span, tcvn3.restore_capitals(span.text))


def _decode_line(text: str, kind: Kind) -> str:
    decoded = legacy.DECODE[kind](text)
    return "\n".join(map(tcvn3.restore_capitals, decoded.split("\n"))) if kind == "tcvn3" else decoded


def _decode_other(line: str, of_document: Kind | None) -> tuple[str, str]:
    """A note, an alternative text, a title hint: no font is known."""
    if line.isascii():
        return line, "unicode"
    mended = mojibake.repair(line)
    if mended != line:
        return mended, "mojibake"
    kind = legacy.kind_of_text(line) or (of_document if legacy.HIGH.search(line) else None)
    if kind and legacy.fits(line, kind):
        return _decode_line(line, kind), kind
    return line, "unicode"
