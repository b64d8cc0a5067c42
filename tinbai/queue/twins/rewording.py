"""A text rewritten sentence by sentence, or condensed: hardly a run of words is left, so pairs of words are counted.

Two reports of one event by two hands, with nothing copied, have up to two fifths of their pairs in common; but papers
rewrite each other's, so a text like that is a version only of one and the same sender, or if its figures are the same:
no follow-up and no other report has the figures of a story and not one more, whatever its words are.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import compress, pairwise

from tinbai.queue.twins.fold import Words
from tinbai.queue.twins.novelty import Own, facts

_LEAST_WORDS, _LEAST_FIGURES = 30, 2  # of a part: too little to be known by
_LEFT = 0.43  # share of its pairs that stand anywhere in the other text
_LEFT_IN_PART = 0.55
_LEFT_OF_ALL = 0.2  # where all figures stand
_MANY_FIGURES, _SAME_FIGURES, _SAME_NAMES = 5, 0.85, 0.5  # how many at least, and share of them
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
        side.own.strange <= _SLIGHT * side.own.words
        and _figures(side.words, side.other) >= _FIGURES
        and _pairs(side.words, side.other) >= _LEFT
        for side in (one, other)
    )


def has_same_facts(new: Words, old: Words) -> bool:
    """The later text tells the figures of the earlier one and no other, of the same people; words may all be others."""
    ours, theirs = facts(new), facts(old)
    if len(ours) < _MANY_FIGURES or not ours <= theirs or len(ours) < _SAME_FIGURES * len(theirs):
        return False
    names = [set(compress(words.shown, words.names)) for words in (new, old)]
    if len(names[0] & names[1]) < _SAME_NAMES * min(map(len, names)):
        return False
    return max(_pairs(new, old), _pairs(old, new)) >= _LEFT_OF_ALL


def _opens_alike(opening: Own) -> bool:
    """Of a follow-up the whole opening is other, and a good part of it is told nowhere in the first story."""
    most = _STRANGE if opening.other <= _OPENING * opening.words else _STRANGE_IN_ALL
    return opening.strange <= most * opening.other


def is_condensed(part: Retold) -> bool:
    """All it tells stands in the other."""
    return part.own.strange <= _SCANT * part.own.words and not part.own.tells_day and _is_part(part)


def is_cut(part: Retold) -> bool:
    """The same, whoever sent it: next to nothing was put otherwise."""
    return part.own.is_nothing and _is_part(part)


def _is_part(part: Retold) -> bool:
    enough = part.own.words >= _LEAST_WORDS and len(facts(part.words)) >= _LEAST_FIGURES
    stands = enough and _figures(part.words, part.other) >= _ALL_FIGURES
    return stands and _pairs(part.words, part.other) >= _LEFT_IN_PART


def _pairs(words: Words, other: Words) -> float:
    ours, theirs = (Counter(pairwise(one.shown)) for one in (words, other))
    return (ours & theirs).total() / max(1, ours.total())


def _figures(words: Words, other: Words) -> float:
    said = facts(words)
    return len(said & facts(other)) / len(said) if said else 1.0
