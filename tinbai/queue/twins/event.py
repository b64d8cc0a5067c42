"""The same event in other words: what a text tells that few others do, and how much of it another text tells too.

Telling are pairs of words and words that stand in less than one story of a hundred (common.tsv: of how many of a
thousand, counted over 3,000 stories of the national press), names twice as much, but names alone are not enough. The
score is a logistic one; its four weights were fitted to 213 pairs of news of one event by two authors among 1,500
others. Such a tie merges nothing.
"""

import hashlib
import math
from collections import Counter
from dataclasses import dataclass
from functools import cache
from heapq import nlargest
from itertools import pairwise
from pathlib import Path

from tinbai.queue.twins.fold import Words
from tinbai.queue.twins.prints import BITS

_COMMON = 10  # of a thousand stories
_STORIES = 1_500  # the scale of the weights: what nobody said before weighs log(1500)
_ASKED, _KEPT = 16, 8
_MOST_REPEATED = 4
_OFTEN = tuple(math.sqrt(times) for times in range(_MOST_REPEATED + 1))
_NEVER, _ALIKE, _BOTH, _LENGTH, _OTHER_DAY = -0.9, 1.6, 2.1, -2.45, -1.2
LINKED = -1.0
_TOLD = 0.01  # of 1: what both must tell beside names; 99 of 100 pairs of one event do, stories of one village do not
_SHORTEST = 120  # words; of less than that the length says nothing any more
_WINDOW = 14  # days

Feature = str | tuple[str, str]


@dataclass(frozen=True, slots=True)
class Profile:
    """weights: of that length together. telling: the most telling ones, for the look-up. days: "5/11"."""

    weights: dict[Feature, float]
    length: float
    telling: tuple[Feature, ...]
    names: frozenset[str]
    days: frozenset[str]
    words: int


@cache
def _known() -> dict[Feature, float]:
    """Weight of what some stories say; 0 for what many do."""
    weights: dict[Feature, float] = {}
    for line in (Path(__file__).parent / "common.tsv").read_text("ascii").splitlines():
        said, _, share = line.partition("\t")
        first, _, second = said.partition(" ")
        feature: Feature = (first, second) if second else first
        many = int(share) >= _COMMON
        weights[feature] = 0.0 if many else math.log(_STORIES / (int(share) * _STORIES / 1000 + 1))
    return weights


def profile(words: Words) -> Profile:
    known, rare = _known(), math.log(_STORIES)
    weights: dict[Feature, float] = {}
    telling: dict[Feature, float] = {}
    shown, names, figures = words.shown, words.names, words.figures
    times = Counter(shown)
    for word, name in dict(zip(shown, names, strict=True)).items():
        if word != "#" and (weight := known.get(word, rare)):
            weights[word] = weight = weight * 2 if name else weight
            telling[word] = weight * _OFTEN[min(_MOST_REPEATED, times[word])]
    exact = list(shown)
    for place, figure in figures.items():
        exact[place] = figure
    pairs = list(pairwise(exact))
    of_names = {pair for pair, one, two in zip(pairs, names, names[1:], strict=False) if one and two}
    for pair, count in Counter(pairs).items():
        if (weight := known.get(pair, rare)) and not (pair[0][0] <= "9" and pair[1][0] <= "9"):
            weights[pair] = weight = weight * 2 if pair in of_names else weight
            telling[pair] = weight * _OFTEN[min(_MOST_REPEATED, count)]
    length = math.hypot(*weights.values()) or 1.0
    order = nlargest(_ASKED, telling, key=telling.__getitem__)
    days = frozenset("/".join(figure.split("/")[:2]) for figure in figures.values() if "/" in figure)
    said_as_names = frozenset([word for word, name in zip(shown, names, strict=True) if name])
    return Profile(weights, length, tuple(order), said_as_names, days, len(shown))


def score(new: Profile, old: Profile) -> float:
    """Above LINKED: of the same event."""
    both = new.weights.keys() & old.weights.keys()
    if not both:
        return -math.inf
    length = new.length * old.length
    shares = {feature: new.weights[feature] * old.weights[feature] / length for feature in both}
    named = new.names & old.names
    if sum(share for feature, share in shares.items() if not _is_named(feature, named)) < _TOLD:
        return -math.inf
    alike = sum(shares.values())
    other_day = bool(new.days and old.days and new.days.isdisjoint(old.days))
    return (
        _NEVER
        + _ALIKE * math.log(alike + 0.01)
        + _BOTH * math.log(len(both) + 1)
        + _LENGTH * math.log(max(_SHORTEST, min(new.words, old.words)) / 100 + 0.1)
        + _OTHER_DAY * other_day
    )


def _is_named(feature: Feature, names: frozenset[str]) -> bool:
    return feature in names if isinstance(feature, str) else bool(names.intersection(feature))


def kept(new: Profile, day: int | None) -> list[int]:
    """Prints to be found by; `day`: when the story came (ordinal), None when that is not known."""
    return [_print(feature, _window(day)) for feature in new.telling[:_KEPT]]


def asked(new: Profile, day: int | None) -> dict[int, float]:
    """Print -> weight, for stories of the same weeks."""
    windows = (0,) if day is None else tuple(_window(day) + step for step in (-1, 0, 1))
    return {_print(feature, window): new.weights[feature] / new.length for feature in new.telling for window in windows}


def _window(day: int | None) -> int:
    return 0 if day is None else day // _WINDOW


def _print(feature: Feature, window: int) -> int:
    said = feature if isinstance(feature, str) else " ".join(feature)
    return int.from_bytes(hashlib.blake2b(f"event {window} {said}".encode(), digest_size=BITS // 8).digest())
