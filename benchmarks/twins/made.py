"""Stories in any number that repeat one another as real ones do: made of real paragraphs with words exchanged.

A story is a row of paragraphs of the corpus, each from another story. In it every different word but the two hundred
most frequent gives way, with a probability of seven in ten, to another of like frequency, everywhere in the story to
the same; figures are drawn anew. So phrases of frequent words come back as often as in real news, and what rests on
rare ones seldom does. How near that comes: `python -m benchmarks.twins.made` prints, for real stories and made ones,
the share of prints asked for that stand in the index already, and how many texts they lead to.
"""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from random import Random

from benchmarks.cost import table
from benchmarks.twins.stream import news
from tinbai.queue.twins.fold import plain, words_of
from tinbai.queue.twins.prints import prints_of
from tinbai.store.prints import MOST_TEXTS

_PIECE = re.compile(r"([A-Za-z]+|[0-9]+)([^A-Za-z0-9]*)")
_FREQUENT = 200  # words that are never exchanged
_EXCHANGED = 0.7
_WORDS = 450

Piece = tuple[int, int, str]  # word, 0 lower case 1 with a capital 2 a figure's length, what follows it


class Maker:
    """Makes the story of a number, always the same one."""

    def __init__(self, words: int = _WORDS) -> None:
        self.words = words
        told = [plain(line) for story in news() for line in story["text"].split("\n") if len(line.split()) >= 12]
        said = Counter(word.lower() for line in told for word, _ in _PIECE.findall(line) if not word.isdigit())
        self.low = [word for word, _ in said.most_common()]
        self.high = [word.capitalize() for word in self.low]
        rank = {word: place for place, word in enumerate(self.low)}
        self.paragraphs = [[_piece(word, tail, rank) for word, tail in _PIECE.findall(line)] for line in told]

    def story(self, number: int) -> str:
        """Plain text, a paragraph a line."""
        rng = Random(number)
        random, last, low, high = rng.random, len(self.low) - 1, self.low, self.high
        exchanged: dict[int, int] = {word: word for word in range(_FREQUENT)}
        lines: list[str] = []
        count = 0
        while count < self.words:
            paragraph = rng.choice(self.paragraphs)[: self.words - count]
            count += len(paragraph)
            parts: list[str] = []
            for word, kind, tail in paragraph:
                if kind > 1:
                    parts.append(f"{int(random() * word)}{tail}")
                    continue
                other = exchanged.get(word)
                if other is None:
                    other = min(last, int(word * (0.5 + 1.5 * random()))) if random() < _EXCHANGED else word
                    exchanged[word] = other = max(_FREQUENT, other)
                parts.append((high[other] if kind else low[other]) + tail)
            lines.append("".join(parts).rstrip())
        return "\n".join(lines)


def _piece(word: str, tail: str, rank: dict[str, int]) -> Piece:
    if word.isdigit():
        return 10 ** min(9, len(word)), 2, tail
    return rank[word.lower()], int(word[0] <= "Z"), tail


def repeated(texts: Iterable[str], marks: tuple[int, ...]) -> list[tuple[float, float]]:
    """Of the last 200 stories before each mark: share of prints that are known, and how many texts those lead to."""
    times = Counter[int]()
    last: list[tuple[float, float]] = []
    found: list[tuple[float, float]] = []
    for number, text in enumerate(islice(texts, marks[-1]), 1):
        asked, kept = prints_of(words_of(plain(text)))
        known = [min(MOST_TEXTS, times[one]) for one in asked if times[one]]
        last = [*last[-199:], (len(known) / len(asked), sum(known))]
        times.update(kept.keys())
        if number in marks:
            found.append((sum(one for one, _ in last) / len(last), sum(one for _, one in last) / len(last)))
    return found


def main() -> None:
    real = list(dict.fromkeys(story["text"] for story in news()))
    Random(1).shuffle(real)
    maker, marks = Maker(), (500, 1000, 2000)
    made = map(maker.story, range(marks[-1]))
    rows = [("stories", "real: known", "texts", "made: known", "texts")]
    for mark, one, other in zip(marks, repeated(real, marks), repeated(made, marks), strict=True):
        rows.append((str(mark), f"{one[0]:.4f}", f"{one[1]:.1f}", f"{other[0]:.4f}", f"{other[1]:.1f}"))
    table("Prints that other stories have too", rows)


if __name__ == "__main__":
    main()
