"""Every merge the detector makes among real stories, fed as they are, for a person to read.

python -m benchmarks.twins.real [FILE.jsonl ...]

A file has one JSON object with "id" and "text" per line. Printed for each merge: what it is called, how much of each
text stands in the other, and the paragraphs that differ. A person says how many are wrong; at most one may be.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.twins.stream import NEWS
from tinbai.queue.twins.fold import fold
from tinbai.queue.twins.relation import MERGES
from tinbai.store import Database, prints
from tinbai.twins import RULES, Twin, look_up_and_add

_SHOWN = 300  # characters of a paragraph
_LIKE = 0.7  # share of a paragraph's words that stand in the other text: then it is not printed


def stories(files: list[Path]) -> Iterator[tuple[str, str]]:
    """(id, text) of every story, each text once."""
    seen = set[str]()
    for file in files:
        for line in file.read_text("utf-8").strip().split("\n"):
            story = json.loads(line)
            if story["text"] not in seen:
                seen.add(story["text"])
                yield f"{file.stem}:{story['id']}", story["text"]


def merges(files: list[Path]) -> Iterator[tuple[str, str, Twin]]:
    """(id, text, the earlier story it was merged with)."""
    with tempfile.TemporaryDirectory(prefix="twins-") as folder:
        database = Database(f"sqlite:///{folder}/twins.db")
        with database.write() as tx:
            prints.create(tx, RULES)
        for ref, text in stories(files):
            with database.write() as tx:
                found = look_up_and_add(tx, "benchmark", ref, text)
            yield from ((ref, text, twin) for twin in found if twin.match.kind in MERGES)
        database.close()


def differing(text: str, other: str) -> Iterator[str]:
    """Paragraphs of a text most of whose words do not stand in the other in the same threes."""
    theirs = _threes(other)
    for paragraph in text.split("\n"):
        ours = _threes(paragraph)
        if ours and len(ours & theirs) < _LIKE * len(ours):
            yield paragraph[:_SHOWN]


def _threes(text: str) -> set[tuple[str, ...]]:
    words = fold(text)
    return set(zip(words, words[1:], words[2:], strict=False))


def main() -> None:
    files = [Path(one) for one in sys.argv[1:]] or [NEWS / "stories.jsonl", NEWS / "same-event.jsonl"]
    told = dict(stories(files))
    print(f"{len(told)} stories")
    count = 0
    for ref, text, twin in merges(files):
        count += 1
        other = told[twin.text.ref]
        match = twin.match
        shares = f"{match.new_in_old:.2f} of it there, {match.old_in_new:.2f} here"
        print(f"\n{count}. {ref} {match.kind} {twin.text.ref}: {shares}")
        print(f"   {match.same_figures} figures the same, {match.changed_figures} changed")
        for name, one, against in (("new", text, other), ("old", other, text)):
            print(f"   {name} begins: {one[:160]!r}")
            for paragraph in differing(one, against):
                print(f"     only {name}: {paragraph!r}")
    print(f"\n{count} merges")


if __name__ == "__main__":
    main()
