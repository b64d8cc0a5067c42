"""Looks a story up among all that the installation has, in every outlet, and adds it: one transaction, one answer.

`version` of the index changes with the rules of its prints; a rebuild fills the next version beside the running one.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from tinbai.queue.twins.align import align
from tinbai.queue.twins.fold import Words, plain, words_of
from tinbai.queue.twins.prints import prints_of
from tinbai.queue.twins.relation import MERGES, Match, judge
from tinbai.store import prints
from tinbai.store.database import Tx
from tinbai.store.prints import MOST_TEXTS, Indexed

VERSION = 1
_CANDIDATES = 8
_WEAKEST = 0.12  # of the best candidate's weight
_FEW_PRINTS = 40  # with fewer one shared print is enough to look
_LEAST_WORDS = 12  # shorter texts are too common to be called the same story


@dataclass(frozen=True, slots=True)
class Twin:
    """An earlier text and what the new one is to it."""

    text: Indexed
    match: Match


@dataclass(frozen=True, slots=True)
class Found:
    """Best first; pk of the text now in the index (None: too short to be in it)."""

    pk: int | None
    twins: tuple[Twin, ...]


def look_up_and_add(tx: Tx, outlet: str, ref: str, text: str, day: int | None = None) -> Found:
    """What the story is to earlier ones; from now on it is an earlier one itself."""
    folded = plain(text)
    words = words_of(folded)
    if len(words.shown) < _LEAST_WORDS:
        return Found(None, ())
    prints.one_at_a_time(tx)
    asked, kept = prints_of(words)
    places = _places(tx, asked)
    twins = _judged(tx, words, places, len(asked))
    family = next((twin.text.family for twin in twins if twin.match.kind in MERGES), None)
    told_by_family = {twin.text.pk for twin in twins if twin.text.family == family} if family else frozenset()
    new = [one for one in kept if _is_worth_keeping(places.get(one, ()), told_by_family)]
    pk = prints.add(tx, VERSION, outlet, ref, folded, digest=_digest(words), day=day, family=family, prints=new)
    return Found(pk, twins)


def _places(tx: Tx, asked: Mapping[int, int]) -> dict[int, list[int]]:
    places: dict[int, list[int]] = defaultdict(list)
    for one, pk in prints.of_prints(tx, asked):
        places[one].append(pk)
    return places


def _is_worth_keeping(pks: list[int] | tuple[()], family: frozenset[int] | set[int]) -> bool:
    """A copy adds only what its family lacks, so that a story sent often does not look like a phrase."""
    return len(pks) < MOST_TEXTS and family.isdisjoint(pks)


def _judged(tx: Tx, words: Words, places: Mapping[int, list[int]], asked: int) -> tuple[Twin, ...]:
    candidates = _candidates(places, asked)
    found: list[Twin] = []
    for text in prints.texts(tx, candidates).values() if candidates else ():
        old = words_of(text.text)
        match = judge(words, old, align(words, old))
        if match:
            found.append(Twin(text, match))
    return tuple(sorted(found, key=_rank))


def _candidates(places: Mapping[int, list[int]], asked: int) -> list[int]:
    weight: dict[int, float] = defaultdict(float)
    hits: Counter[int] = Counter()
    for pks in places.values():
        if len(pks) >= MOST_TEXTS:
            continue
        for pk in pks:
            weight[pk] += 1 / len(pks)
            hits[pk] += 1
    least = 2 if asked >= _FEW_PRINTS else 1
    # of equal ones the later: a series is continued from its last report
    ordered = sorted((pk for pk in weight if hits[pk] >= least), key=lambda pk: (-weight[pk], -pk))[:_CANDIDATES]
    return [pk for pk in ordered if weight[pk] >= _WEAKEST * weight[ordered[0]]]


_ORDER = {"identical": 0, "edited": 1, "contained": 2, "contains": 2, "series": 3, "same_event": 4, "related": 5}


def _rank(twin: Twin) -> tuple[int, float, int]:
    return _ORDER[twin.match.kind], -twin.match.score, -twin.text.pk


def _digest(words: Words) -> bytes:
    exact = (words.figures.get(place, word) if word == "#" else word for place, word in enumerate(words.shown))
    return hashlib.blake2b(" ".join(exact).encode(), digest_size=16).digest()
