"""How many characters of stories typed in old fonts come out right: `python -m tests.oldfonts_accuracy` prints it place
by place. With a number, only every so manieth story of the newspapers is taken.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests import vietnamese
from tests.oldfonts import HANDS, PLACES, Hand
from tests.oldfonts_others import OTHERS
from tinbai.parsers import flow, sniff
from tinbai.parsers.document import Document, Paragraph
from tinbai.parsers.encoding import repairs
from tinbai.parsers.parse import READERS

ALL = (*PLACES, *OTHERS)
NEWS = Path(__file__).parents[2] / "shared" / "corpora" / "vi-news" / "stories.jsonl"


@dataclass(slots=True)
class Count:
    characters: int = 0
    wrong: int = 0
    stories: int = 0

    @property
    def accuracy(self) -> float:
        return 1 - self.wrong / self.characters if self.characters else 0.0

    def add(self, wanted: Sequence[str], found: Sequence[str]) -> None:
        self.stories += 1
        self.characters += sum(map(len, wanted))
        self.wrong += distance("\n".join(wanted), "\n".join(found)) if list(wanted) != list(found) else 0


def distance(wanted: str, found: str) -> int:
    """Letters to be put in, out or changed (Levenshtein), apart from what both begin and end with."""
    begin = next(
        (at for at, (a, b) in enumerate(zip(wanted, found, strict=False)) if a != b), min(len(wanted), len(found))
    )
    wanted, found = wanted[begin:][::-1], found[begin:][::-1]
    end = next(
        (at for at, (a, b) in enumerate(zip(wanted, found, strict=False)) if a != b), min(len(wanted), len(found))
    )
    wanted, found = wanted[end:], found[end:]
    row = list(range(len(found) + 1))
    for place, letter in enumerate(wanted, 1):
        before, row[0] = row[0], place
        for at, other in enumerate(found, 1):
            before, row[at] = row[at], min(before + (letter != other), row[at] + 1, row[at - 1] + 1)
    return row[-1]


def shown(document: Document) -> list[str]:
    """The lines a reader sees, labels of lists left out."""
    repaired = repairs.repair(document)
    return [" ".join(one.text.split()) for one in flow.paragraphs(repaired.pieces) if isinstance(one, Paragraph)]


def wanted(lines: Sequence[str]) -> list[str]:
    return [" ".join(repairs.clean(line, vietnamese=True).split()) for line in lines]


def stories() -> list[list[str]]:
    """The fifteen stories of the project, NFC."""
    return [vietnamese.lines_of(name) for name in vietnamese.STORIES]


def news(every: int = 1) -> list[list[str]]:
    """Stories of Vietnamese newspapers, every so manieth; none where they are absent."""
    if not NEWS.exists():
        return []
    texts = NEWS.read_text(encoding="utf-8").strip().split("\n")[::every]
    return [[line for line in json.loads(text)["text"].split("\n") if line.strip()] for text in texts]


def measured(place: str, hand: Hand, texts: Iterable[Sequence[str]]) -> Count:
    count = Count()
    name, write = OTHERS.get(place) or ("a.docx", PLACES[place])
    for lines in texts:
        octets = write(lines, hand)
        count.add(wanted(lines), shown(READERS[sniff.media_type(octets, name)](octets)))
    return count


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    every = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    loud = news(every)
    _say(f"{len(stories())} stories in every hand, {len(loud)} of newspapers in turns{'' if loud else ' (ABSENT)'}")
    worst = 1.0
    for turn, place in enumerate(ALL):
        own = [measured(place, hand, stories()).accuracy for hand in HANDS]
        shares = loud[turn :: len(ALL)]
        others = [measured(place, hand, shares[at :: len(HANDS)]) for at, hand in enumerate(HANDS)]
        letters, wrong = sum(one.characters for one in others), sum(one.wrong for one in others)
        of_news = f"{1 - wrong / letters:.6f} of {letters}" if letters else "-"
        worst = min(worst, *own)
        _say(f"{place:45} {'  '.join(f'{one:.6f}' for one in own)}   newspapers {of_news}")
    _say(f"worst of the own stories: {worst:.6f}")


if __name__ == "__main__":
    main()
