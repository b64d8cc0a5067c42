"""Boilerplate: passages known to stand in many stories of a sender or unit; they count on neither side."""

import hashlib
from collections.abc import Iterable, Sequence

from tinbai.model import Byline
from tinbai.queue.twins.align import Alignment
from tinbai.queue.twins.fold import Words, fold, plain, spans, words_of

LEAST = 8  # words of a passage; less is a phrase of the language
_GRAM = 5  # words: a passage with one word changed is still known by what stands around it
_MOST_PASSAGES = 40
_LEFT = 15  # words both texts must have besides, or the passage is all they say


def scopes_of(address: str | None, byline: Byline | None) -> frozenset[str]:
    """Whose boilerplate may stand in a story: its sender's and its unit's."""
    unit = " ".join(fold(byline.unit)) if byline and byline.unit else ""
    sender = address.lower() if address else ""
    return frozenset(scope for scope in (f"sender {sender}" if sender else "", f"unit {unit}" if unit else "") if scope)


def hand_of(scopes: Iterable[str]) -> int | None:
    """A number for the sender among the scopes, 31 bits; None where none is known."""
    sender = next((scope for scope in scopes if scope.startswith("sender ")), None)
    return int.from_bytes(hashlib.blake2b(sender.encode(), digest_size=4).digest()) >> 1 if sender else None


def masked(words: Words, passages: Iterable[str]) -> frozenset[int]:
    """The places of words that belong to one of the passages."""
    known = {gram for passage in passages for gram in _grams(words_of(plain(passage)).shown)}
    found: set[int] = set()
    for place, gram in enumerate(_grams(words.shown) if known else ()):
        if gram in known:
            found.update(range(place, place + _GRAM))
    return frozenset(found)


def _grams(shown: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(shown[place : place + _GRAM]) for place in range(len(shown) - _GRAM + 1)]


def without(words: Words, places: frozenset[int]) -> Words:
    """The words that are left; where paragraphs begin is not told any more."""
    kept = [place for place in range(len(words.shown)) if place not in places]
    figures = {new: words.figures[place] for new, place in enumerate(kept) if place in words.figures}
    return Words([words.shown[place] for place in kept], figures, bytearray(words.names[place] for place in kept), [])


def is_all(alignment: Alignment, places: frozenset[int]) -> bool:
    """Whether one of the texts says hardly anything besides; then the passages are what it says."""
    theirs = sum(
        run.new + step in places for block in alignment.blocks for run in block.runs for step in range(run.length)
    )
    return alignment.new_words - len(places) < _LEFT or alignment.old_words - theirs < _LEFT


def passages(text: str, alignment: Alignment) -> list[str]:
    """What `text` (the new one, NFC) has in common with the other, as written, paragraph by paragraph."""
    where = spans(text)
    found: dict[str, None] = {}
    for run in (run for block in alignment.blocks for run in block.runs if run.length >= LEAST):
        for line in text[where[run.new][0] : where[run.new + run.length - 1][1]].splitlines():
            if len(fold(line)) >= LEAST:
                found[line.strip()] = None
    return list(found)[:_MOST_PASSAGES]
