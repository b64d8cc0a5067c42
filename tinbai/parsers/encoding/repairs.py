"""Text as it was meant: mojibake and the old Vietnamese encodings decoded, then NFC, then invisible characters out.

The order matters: U+00AD is the letter "ư" in TCVN3 and must not be dropped before; U+00D0 is "é" there, and "Đ" typed
wrongly elsewhere.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from tinbai.model import Encoding, Problem, Repair, RepairKind
from tinbai.parsers import flow
from tinbai.parsers.document import Document, Paragraph, Span
from tinbai.parsers.encoding import decoding, legacy, mojibake

_SAMPLE = 8000  # characters that tell whether a text is Vietnamese
_NAMES = {"tcvn3": "TCVN3", "vni": "VNI", "mojibake": "mojibake"}
_GONE: dict[int, str | None] = {
    **dict.fromkeys((0, 0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, *range(0xD800, 0xE000))),
    0x2011: "-",  # a hyphen at which no line ends
}
_NO_TEXT = dict.fromkeys((0, *range(0xD800, 0xE000)))  # nothing that can be written down
_LEAST_OF_COLUMN, _OF_ITEMS = 3, ".:)"  # letters; what the sign of an item ends with
_BLANKS = re.compile("[\t\u00a0\u202f ]{2,}|[\t\u00a0\u202f]")
_UNCLEAN = re.compile("[\0\t\u00a0\u00ad\u0300-\u036f\u200b-\u200d\u2011\u202f\u2060\ufeff\ud800-\udfff]")
_COMBINING = re.compile("[\u0300-\u036f]")
_HAS_ETH = re.compile("[\u00d0\u0189\u00f0]")
_ETH = str.maketrans("\u00d0\u0189\u00f0", "ĐĐđ")


def repair(document: Document) -> Document:
    """The document with all its words in clean Unicode; `encoding` and a problem tell what was changed."""
    paragraphs = list(flow.paragraphs(document.pieces))
    alts = [picture.alt for picture in flow.pictures(document.pieces)]
    others = [*document.notes, *alts, document.title_hint or ""]
    everything = "\n".join([*(paragraph.text for paragraph in paragraphs), *others])
    found: frozenset[str] = frozenset()
    came = [paragraph.text for paragraph in paragraphs]
    if legacy.SUSPECT.search(everything) or any(map(decoding.has_old_font, paragraphs)):
        paragraphs, others, found = decoding.decode(paragraphs, others)
        everything = "\n".join([*(paragraph.text for paragraph in paragraphs), *others])
    if not found and _is_clean(everything):
        return document
    vietnamese = is_vietnamese(everything)
    lines = iter([clean(_parted(line), vietnamese) for line in others])
    notes = tuple(next(lines) for _ in document.notes)
    cleaned = [_clean_paragraph(paragraph, vietnamese) for paragraph in paragraphs]
    pieces = flow.renewed(document.pieces, iter(cleaned), lines)
    return replace(
        document,
        pieces=pieces,
        notes=notes,
        title_hint=next(lines) if document.title_hint is not None else None,
        encoding=_encoding(found),
        problems=(*document.problems, *_problems(found)),
        repairs=tuple(_repairs(came, paragraphs, cleaned, found)) if found - {"unicode"} else (),
    )


def _repairs(
    came: Sequence[str], decoded: Sequence[Paragraph], cleaned: Sequence[Paragraph], found: Collection[str]
) -> Iterator[Repair]:
    """The paragraphs whose letters were converted; blanks and composed marks alone are no change a reader sees."""
    for before, read, after in zip(came, decoded, cleaned, strict=True):
        if read.text != before:
            yield Repair(_kind(before, read.text, found), before.translate(_NO_TEXT), after.text)


def _kind(before: str, after: str, found: Collection[str]) -> RepairKind:
    if mojibake.repair(before) != before:
        return "mojibake"
    old = [kind for kind in legacy.KINDS if kind in found]
    fits = [kind for kind in old if legacy.DECODE[kind](before).casefold() == after.casefold()]
    return next(iter(fits or old), "mojibake")


def repair_text(text: str) -> tuple[str, Encoding]:
    """One string by statistics alone, and what it was in."""
    if text.isascii():
        return clean(text, vietnamese=False), "unicode"
    mended = mojibake.repair(text)
    kind = legacy.kind_of_text(mended)
    encoding: Encoding = kind or ("mojibake" if mended != text else "unicode")
    if kind:
        mended = decoding.decode_lines(mended, kind)
    return clean(mended, is_vietnamese(mended)), encoding


def is_vietnamese(text: str) -> bool:
    """Whether it has letters of Vietnamese, as far as its length lets expect them."""
    return len(text) < 200 or len(legacy.UNICODE.findall(text[:_SAMPLE])) >= 3


def clean(text: str, vietnamese: bool) -> str:
    """NFC; eth as Đ where the text is Vietnamese; invisible characters out; one blank, two between columns."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        if vietnamese and _HAS_ETH.search(text):
            text = text.translate(_ETH)
    if _UNCLEAN.search(text):
        text = text.translate(_GONE)
    return _BLANKS.sub(_blank, text)


def _blank(found: re.Match[str]) -> str:
    run = found[0]
    return "  " if len(run) > 2 or (len(run) == 2 and "\t" in run) else " "


def _is_clean(text: str) -> bool:
    if _UNCLEAN.search(text) or "  " in text:
        return False
    return text.isascii() or not (_HAS_ETH.search(text) or not unicodedata.is_normalized("NFC", text))


def _clean_paragraph(paragraph: Paragraph, vietnamese: bool) -> Paragraph:
    spans: Sequence[Span] = paragraph.spans
    if len(spans) > 1 and _COMBINING.search(paragraph.text):
        spans = _marks_moved(spans)
    if "\t" in paragraph.text:
        spans = tuple(_columns(spans))
    cleaned = tuple(decoding.with_text(span, clean(span.text, vietnamese)) for span in spans)
    label = paragraph.list_label and clean(paragraph.list_label, vietnamese)
    return replace(paragraph, spans=cleaned, list_label=label)


def _columns(spans: Sequence[Span]) -> Iterator[Span]:
    """A tab behind words parts columns, as those of a heading with a stamp; one behind the sign of an item, or in the
    middle of a sentence, does not."""
    before = ""
    for span in spans:
        first, *rest = span.text.split("\t")
        out, before = [first], before + first
        for part in rest:
            out += ["\t\t" if _is_column(before.rpartition("\n")[2], part) else "\t", part]
            before += part
        yield decoding.with_text(span, "".join(out))


def _parted(text: str) -> str:
    return "".join(span.text for span in _columns([Span(text)])) if "\t" in text else text


def _is_column(before: str, after: str) -> bool:
    if sum(map(str.isalpha, before)) < _LEAST_OF_COLUMN or before.rstrip()[-1:] in _OF_ITEMS:
        return False
    return before.isupper() or not after.lstrip()[:1].islower()


def _marks_moved(spans: Sequence[Span]) -> Sequence[Span]:
    """A combining mark at the beginning of a span goes to the letter it stands on."""
    moved: list[Span] = []
    for span in spans:
        text = span.text
        while moved and text and unicodedata.combining(text[0]):
            moved[-1] = decoding.with_text(moved[-1], moved[-1].text + text[0])
            text = text[1:]
        moved.append(decoding.with_text(span, text))
    return moved


def _encoding(found: Collection[str]) -> Encoding:
    if not set(found) - {"unicode"}:
        return "unicode"
    if len(found) > 1:
        return "mixed"
    return "tcvn3" if "tcvn3" in found else "vni" if "vni" in found else "mojibake"


def _problems(found: Collection[str]) -> Iterator[Problem]:
    for kind, name in _NAMES.items():
        if kind in found:
            yield Problem("encoding-repaired", "info", None, {"from": name})
