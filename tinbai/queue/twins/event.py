"""The same event in other words: what a text tells that few others do, and how much of it another text tells too.

Telling are pairs of words and words that stand in less than one story of a hundred (common.tsv: of how many of a
thousand, counted over 3,000 stories of the national press), names twice as much, but names alone are not enough. The
score is a logistic one; its weights were fitted to 213 pairs of news of one event by two authors among 1,500
others. Such a tie merges nothing.
"""

import hashlib
import math
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import compress, pairwise
from operator import and_
from pathlib import Path

from tinbai.queue.twins.fold import Words

_COMMON = 10  # of a thousand stories
_STORIES = 1_500  # the scale of the weights: what nobody said before weighs log(1500)
_ASKED, _KEPT = 32, 8  # who asks for twice as many finds the event that the other tells by other names first
_BY_CHANCE = 2  # prints; of the pairs of one event that the stream has none shares two and tells two
_MOST_REPEATED = 4
_OFTEN = tuple(math.sqrt(times) for times in range(_MOST_REPEATED + 1))
_NEVER, _ALIKE, _BOTH, _LENGTH, _OTHER_DAY = -0.9, 1.6, 2.1, -2.45, -1.2
LINKED = -1.3
_SAME_DAY, _NEXT_DAY, _DAYS_APART = 1.3, 0.7, -3.5  # two accidents on one road are told in the same words
_TOLD = 0.01  # of 1: what both must tell beside names; 99 of 100 pairs of one event do, stories of one village do not
_SHORTEST = 120  # words; of less than that the length says nothing any more
_WINDOW = 14  # days
_REMEMBERED = 4  # windows; two more than are asked, for what comes late
# A print of events: which window, and below it 24 bits of hash, so that those of old windows are one range.
_BITS = 24
_WINDOWS = 1 << 46  # beside the version (store/prints.py) and out of the way of prints of words


Feature = str  # a word, or two with a blank between


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
        feature, _, share = line.partition("\t")
        many = int(share) >= _COMMON
        weights[feature] = 0.0 if many else math.log(_STORIES / (int(share) * _STORIES / 1000 + 1))
    return weights


def profile(words: Words) -> Profile:
    known, rare = _known(), math.log(_STORIES)
    shown, names, figures = words.shown, words.names, words.figures
    pairs = list(map(" ".join, pairwise(words.exact())))
    of_names = frozenset(compress(pairs, map(and_, names, names[1:])))
    said = Counter(pairs)
    for place in figures.keys() & {place - 1 for place in figures}:
        said.pop(pairs[place], None)
    weights: dict[Feature, float] = {}
    telling: list[float] = []  # of each of the weights
    times = Counter(shown)
    for word, name in dict(zip(shown, names, strict=True)).items():
        if word != "#" and (weight := known.get(word, rare)):
            weights[word] = weight = weight * 2 if name else weight
            telling.append(weight * _OFTEN[min(_MOST_REPEATED, times[word])])
    for pair, count in said.items():
        if weight := known.get(pair, rare):
            weights[pair] = weight = weight * 2 if pair in of_names else weight
            telling.append(weight if count == 1 else weight * _OFTEN[min(_MOST_REPEATED, count)])
    length = math.hypot(*weights.values()) or 1.0
    features = list(weights)
    order = sorted(range(len(features)), key=telling.__getitem__, reverse=True)[:_ASKED]
    days = frozenset("/".join(figure.split("/")[:2]) for figure in figures.values() if "/" in figure)
    told = tuple([features[place] for place in order])
    return Profile(weights, length, told, frozenset(compress(shown, names)), days, len(shown))


def tells_enough(new: Profile, text: str, shared: int) -> bool:
    """Whether a text (plain) that shares so many prints is worth a look: one that tells another event shares two by
    chance and of the telling words and pairs little more; both are often counted where they are parts of words."""
    low = text.lower()
    return shared > _BY_CHANCE or sum(one in low for one in new.telling) > _BY_CHANCE


def may_be(new: Profile, old: Words, apart: int | None = None) -> bool:
    """Whether the score can come above LINKED at all: no profile of the earlier text is made where it cannot.

    What both say is weighed as a name where the other text names a part of it; its length is that of its unknown words.
    """
    known, rare = _known(), math.log(_STORIES)
    said = {*old.shown, *map(" ".join, pairwise(old.exact()))}
    both = new.weights.keys() & said
    unknown = len(said.difference(known)) - 2 * len(old.figures) - 1
    if not both or unknown < 1:
        return bool(both)
    names = frozenset(compress(old.shown, old.names))
    length = new.length * rare * math.sqrt(unknown)
    alike = sum(
        new.weights[one] * known.get(one, rare) * (2 if _is_named(one, names) else 1) for one in both
    ) / length  # fmt: skip
    return _logistic(alike, len(both), min(new.words, len(old.shown))) + _by_days(apart) >= LINKED


def score(new: Profile, old: Profile, apart: int | None = None) -> float:
    """Above LINKED: of the same event. apart: days between those on which they say it was; None: one does not say."""
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
    return _logistic(alike, len(both), min(new.words, old.words)) + _OTHER_DAY * other_day + _by_days(apart)


def _by_days(apart: int | None) -> float:
    """The next day's paper tells it, too."""
    if apart is None:
        return 0.0
    return _SAME_DAY if apart == 0 else _NEXT_DAY if apart == 1 else _DAYS_APART


def _logistic(alike: float, both: int, words: int) -> float:
    told = _NEVER + _ALIKE * math.log(alike + 0.01) + _BOTH * math.log(both + 1)
    return told + _LENGTH * math.log(max(_SHORTEST, words) / 100 + 0.1)


def _is_named(feature: Feature, names: frozenset[str]) -> bool:
    return not names.isdisjoint(feature.split(" "))


def kept(new: Profile, day: int | None) -> list[int]:
    """Prints to be found by; `day`: when the story came (ordinal), None when that is not known."""
    above = _WINDOWS | _window(day) << _BITS
    return [above | _hash(feature) for feature in new.telling[:_KEPT]]


def asked(new: Profile, day: int | None) -> dict[int, float]:
    """Print -> weight, for stories of the same weeks."""
    steps = (0,) if day is None else (-1, 0, 1)
    windows = [_WINDOWS | _window(day) + step << _BITS for step in steps]
    told = [(_hash(feature), new.weights[feature] / new.length) for feature in new.telling]
    return {window | one: weight for one, weight in told for window in windows}


def past(day: int) -> tuple[int, int]:
    """Prints of stories so much older than one of that day that nobody asks for them: from the first to the second.

    Those of stories whose day is not known are not among them.
    """
    return _WINDOWS | 1 << _BITS, _WINDOWS | max(1, _window(day) - _REMEMBERED) << _BITS


def _window(day: int | None) -> int:
    return 0 if day is None else max(1, day // _WINDOW)


def _hash(feature: Feature) -> int:
    return int.from_bytes(hashlib.blake2b(feature.encode(), digest_size=4).digest()) >> 32 - _BITS
