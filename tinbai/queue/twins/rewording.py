"""A text rewritten sentence by sentence, or condensed: hardly a run of words is left, so pairs of words are counted.

Two reports of one event by two hands, with nothing copied, have up to two fifths of their pairs in common; but papers
rewrite each other's, so only of one and the same sender a text like that is taken for a version.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from tinbai.queue.twins.fold import Words
from tinbai.queue.twins.novelty import Own

_LEAST_WORDS, _LEAST_FIGURES = 30, 2  # of a part: too little to be known by
_LEFT = 0.43  # share of its pairs that stand anywhere in the other text
_LEFT_IN_PART, _LEFT_IN_CUT = 0.55, 0.72
_FIGURES, _ALL_FIGURES = 0.7, 0.9  # share of its figures that the other has too
_OPENING = 0.8  # of an opening that is put otherwise
_STRANGE, _STRANGE_IN_ALL = 0.35, 0.2  # of what is put otherwise there, told nowhere else; when it is less or more
_SLIGHT, _SCANT = 0.14, 0.07  # share of its words that it tells and the other does not


@dataclass(frozen=True, slots=True)
class Retold:
    """A text, what it tells that the other does not, in all and in its opening."""

    words: Words
    other: Words
    own: Own
    opens: Own


def is_version(one: Retold, other: Retold) -> bool:
    """Both open with the same news, neither knows of another day, and one of them tells hardly anything besides."""
    if any(side.own.tells_day or not _opens_alike(side.opens) for side in (one, other)):
        return False
    return any(
        side.own.strange <= _SLIGHT * side.own.words and _figures(side) >= _FIGURES and _pairs(side) >= _LEFT
        for side in (one, other)
    )


def _opens_alike(opening: Own) -> bool:
    """Of a follow-up the whole opening is other, and a good part of it is told nowhere in the first story."""
    most = _STRANGE if opening.other <= _OPENING * opening.words else _STRANGE_IN_ALL
    return opening.strange <= most * opening.other


def is_condensed(part: Retold) -> bool:
    """All it tells stands in the other."""
    scant = part.own.strange <= _SCANT * part.own.words and not part.own.tells_day
    return scant and _is_part(part) and _pairs(part) >= _LEFT_IN_PART


def is_cut(part: Retold) -> bool:
    """The same, whoever sent it: next to nothing was put otherwise."""
    return part.own.is_nothing and _is_part(part) and _pairs(part) >= _LEFT_IN_CUT


def _is_part(part: Retold) -> bool:
    enough = part.own.words >= _LEAST_WORDS and len(set(part.words.figures.values())) >= _LEAST_FIGURES
    return enough and _figures(part) >= _ALL_FIGURES


def _pairs(side: Retold) -> float:
    ours, theirs = (Counter(pairwise(words.shown)) for words in (side.words, side.other))
    return (ours & theirs).total() / max(1, ours.total())


def _figures(side: Retold) -> float:
    said = set(side.words.figures.values())
    return len(said.intersection(side.other.figures.values())) / len(said) if said else 1.0
