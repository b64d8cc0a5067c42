"""What a text tells that another one tells nowhere: a follow-up opens with news, a new lead over one story does not.

The share of words that stand in the other text in the same order does not see this: a lead in other words tells the
same people, figures and things, which lie further down in the other text.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tinbai.queue.twins.fold import Words

OPENING = 60  # words: title, lead and the first lines
_LEAST = 15  # words in other words; less is a title
_FIGURE, _NAME = 3, 1  # what a figure, and a word of a name beside being a word, count
_NEWS = 0.4  # of the words of an opening; leads rewritten by hand have up to 0.35, follow-ups from 0.42 on
_NO_WORDS = 3
_LITTLE, _MUCH = 0.05, 0.12  # of all words
_NOTHING = 0.035  # of all words; what was cut out of a text has less, another report of the event more


@dataclass(frozen=True, slots=True)
class Same:
    """Where a text agrees with another one. spans: with few words changed within. runs: word for word, but figures."""

    spans: Sequence[range]
    runs: Sequence[range]


@dataclass(frozen=True, slots=True)
class Own:
    """words: of a text, or of its opening. other: those of them that the other text does not have in this order.
    strange: the weight of what it has nowhere. tells_day: whether a day is among it."""

    words: int
    other: int
    strange: int
    tells_day: bool

    @property
    def is_news(self) -> bool:
        return self.other >= _LEAST and self.strange > _NEWS * self.other

    @property
    def is_nothing(self) -> bool:
        return self.strange <= max(_NO_WORDS, _NOTHING * self.words)

    @property
    def is_little(self) -> bool:
        return self.strange <= _LITTLE * self.words

    @property
    def is_much(self) -> bool:
        return self.strange >= _MUCH * self.words


def facts(words: Words) -> set[str]:
    """Its figures, each once."""
    return set(map(without_year, words.figures.values()))


def without_year(figure: str) -> str:
    """A day is the same with its year and without; other figures as they are."""
    return "/".join(figure.split("/")[:2])


def own(words: Words, same: Same, against: Words, length: int | None = None) -> Own:
    """length: only so many words from the first are looked at."""
    size = min(length or len(words.shown), len(words.shown))
    covered = {place for span in same.spans if span.start < size for place in span}
    other = [place for place in range(size) if place not in covered]
    said, figures = set(against.shown), facts(against)
    new = {without_year(words.figures[place]) for place in other if place in words.figures} - figures
    unsaid = [place for place in other if words.shown[place] not in said]
    names = {words.shown[place] for place in unsaid if words.names[place]}
    strange = _FIGURE * len(new) + _NAME * len(names) + len({words.shown[place] for place in unsaid})
    equal = {place for run in same.runs if run.start < size for place in run}
    told = {without_year(figure) for place, figure in words.figures.items() if place < size and place not in equal}
    return Own(size, len(other), strange, any("/" in figure for figure in told - figures))
