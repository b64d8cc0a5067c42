"""How a mail sounds: like the answer of a machine or like what a person writes, learned from mails of both.

`voice.tsv` holds what was learned (`python -m tests.learning`): for each run of two to five letters inside a word
how much it speaks for a machine, in natural logarithms of odds times the root of how many runs a text has. A sound is
one sign among others in answers.py, and the words that weigh most are its reason.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from tinbai.parsers.mail.wrapper import REPLY_SUBJECT, bare

FILE = Path(__file__).with_name("voice.tsv")
BIAS = "*"  # the row of what is added to every text
_WORDS = 150  # of the text; machines say what they are at the beginning
_LETTERS = 24  # of a word; scripts without spaces have long ones
_RUNS = range(2, 6)
_SHOWN = 4  # words of a reason


def _learned() -> Mapping[str, float]:
    rows = (line.split("\t") for line in FILE.read_text("utf-8").splitlines() if not line.startswith("#"))
    return {run: float(weight) for run, weight in rows}


WEIGHTS = _learned()


@dataclass(frozen=True, slots=True)
class Sound:
    """`odds`: natural logarithm, above 0 where a machine is likelier; `words`: those that say so most."""

    odds: float
    words: tuple[str, ...]


def words_of(subject: str, lines: Iterable[str]) -> list[str]:
    """The words that are listened to; those of the subject are marked, for there they mean something else. The subject
    of an answer is that of the mail that it answers."""
    text = " ".join(lines).split()[:_WORDS]
    named = "" if REPLY_SUBJECT.match(bare(subject)) else bare(subject)
    return [f"^{word}" for word in named.split()] + bare(" ".join(text)).split()


def runs_of(word: str) -> Iterator[str]:
    """Runs of letters of a word, its ends marked by "_"."""
    marked = f"_{word[:_LETTERS]}_"
    for length in _RUNS:
        for first in range(len(marked) - length + 1):
            yield marked[first : first + length]


def sound(subject: str, lines: Sequence[str], weights: Mapping[str, float] | None = None) -> Sound:
    """How a mail of this subject and these lines sounds."""
    known = WEIGHTS if weights is None else weights
    words = dict.fromkeys(words_of(subject, lines))
    each: dict[str, float] = {}
    seen: set[str] = set()
    for word in words:
        new = {run for run in runs_of(word) if run in known} - seen
        seen |= new
        each[word] = sum(known[run] for run in new)
    root = sqrt(len(seen) or 1)
    telling = sorted((word for word in each if each[word] > 0), key=lambda word: -each[word])
    return Sound(sum(each.values()) / root + known[BIAS], tuple(word.strip("^.,;:!?") for word in telling[:_SHOWN]))
