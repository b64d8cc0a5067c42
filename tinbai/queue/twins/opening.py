"""What a text opens with and the other one tells nowhere: a follow-up has news there, a new lead over one story none.

The share of words that stand in the other text in the same order does not see this: a lead in other words tells the
same people, figures and things, which lie further down in the other text.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tinbai.queue.twins.fold import Words

LENGTH = 60  # words: title, lead and the first lines
_LEAST = 15  # words in other words; less is a title
_FIGURE, _NAME = 3, 1  # what a figure, and a word of a name beside being a word, count
_NEWS = 0.4  # of such words; leads rewritten by hand have up to 0.35, follow-ups from 0.42 on


@dataclass(frozen=True, slots=True)
class Opening:
    """words: of the opening, that the other text does not have in this order. strange: how much of them it has nowhere,
    0 to 1 and more where figures are new. tells_day: whether a day is."""

    words: int
    strange: float
    tells_day: bool

    @property
    def is_news(self) -> bool:
        return self.words >= _LEAST and self.strange > _NEWS


def opening(words: Words, spans: Sequence[range], other: Words) -> Opening:
    """`spans`: of the words, that stand in the other text."""
    covered = {place for span in spans if span.start < LENGTH for place in span}
    own = [place for place in range(min(LENGTH, len(words.shown))) if place not in covered]
    said, figures = set(other.shown), set(other.figures.values())
    new = {words.figures[place] for place in own if place in words.figures} - figures
    unsaid = [place for place in own if words.shown[place] not in said]
    names = {words.shown[place] for place in unsaid if words.names[place]}
    weight = _FIGURE * len(new) + _NAME * len(names) + len({words.shown[place] for place in unsaid})
    return Opening(len(own), weight / max(1, len(own)), any("/" in figure for figure in new))
