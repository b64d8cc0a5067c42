"""The twin detector on a labelled stream of stories, one durable commit each, and what one would take instead of it.

python -m benchmarks.twins [SEED [STORIES]]
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from benchmarks.cost import table
from benchmarks.twins.exam import HEAD, Answer, Figures, examine, line, rows
from benchmarks.twins.stream import NEWS, Told, news, stream
from tests import oldfonts
from tinbai.parsers.encoding.repairs import repair_text
from tinbai.queue.twins.relation import MERGES
from tinbai.store import Database, prints
from tinbai.twins import RULES, look_up_and_add

PEERS = Path(__file__).parents[2] / ".venv-peers" / "bin" / "python"
_OLD = 200  # stories in old fonts
_SHORT = 120  # words


def detector(database: Database) -> Callable[[Told], list[Answer]]:
    def detect(one: Told) -> list[Answer]:
        with database.write() as tx:
            found = look_up_and_add(tx, "benchmark", one.id, one.text)
        return [(twin.text.ref, _says(twin.match.kind)) for twin in found]

    return detect


def _says(kind: str) -> str:
    return "merge" if kind in MERGES else kind if kind == "same_event" else "link"


def measured(told: list[Told]) -> tuple[Figures, str]:
    """On SQLite in a fresh folder, synchronous=FULL; and what a story takes there."""
    with tempfile.TemporaryDirectory(prefix="twins-") as folder:
        database = Database(f"sqlite:///{folder}/twins.db")
        with database.write() as tx:
            prints.create(tx, RULES)
        figures = examine(told, detector(database))
        with database.read() as tx:
            texts = tx.execute(sa.text("SELECT sum(length(text)) FROM twin_texts")).scalar_one()
        database.close()
        size = (Path(folder) / "twins.db").stat().st_size
    each = f"{size / len(told):.0f} octets a story, {(size - texts) / len(told):.0f} without its text"
    return figures, each


def old_fonts(kind: str) -> float:
    """Share of stories typed in TCVN3 or VNI, without a word of the font, that are found to be the Unicode ones."""
    hand = next(one for one in oldfonts.HANDS if one.kind == kind)
    texts = [story["text"] for story in news()[:_OLD]]
    right = 0
    with tempfile.TemporaryDirectory(prefix="twins-") as folder:
        database = Database(f"sqlite:///{folder}/twins.db")
        with database.write() as tx:
            prints.create(tx, RULES)
            for no, text in enumerate(texts):
                look_up_and_add(tx, "benchmark", str(no), text)
            for no, text in enumerate(texts):
                lines = ("".join(one.text for one in oldfonts.strokes(line, hand)) for line in text.split("\n"))
                read, _ = repair_text("\n".join(lines))
                found = look_up_and_add(tx, "benchmark", f"old {no}", read)
                right += any(twin.text.ref == str(no) and twin.match.kind in MERGES for twin in found)
        database.close()
    return right / len(texts)


def main() -> None:
    seed, stories = (int(one) for one in (*sys.argv[1:3], *("41", "1000")[len(sys.argv[1:3]) :]))
    if not NEWS.exists():
        sys.exit(f"the stories are not there: {NEWS}")
    told = stream(seed, stories)
    figures, each = measured(told)
    table(f"Tinbai, seed {seed}, {len(told)} stories", [("class", "stories", ""), *rows(figures)])
    false = figures.false_events / (figures.stories["new"] + figures.stories["same event"])
    print(f"  same event tied falsely: {100 * false:.2f} %; {each}")
    for one, other in figures.wrong[:20]:
        print(f"  wrong: {one.kind} {one.id} and {other}: {one.text[:90]!r}")
    short, _ = measured(stream(seed, stories, _SHORT))
    table(f"Texts of {_SHORT // 2} to {_SHORT} words", [("class", "stories", ""), *rows(short)])
    for kind in ("tcvn3", "vni"):
        print(f"  {kind} after the parser: {old_fonts(kind):.3f}")
    table("Detectors", [HEAD, line("Tinbai, on disk", figures), line("Tinbai, short texts", short)])
    sys.stdout.flush()
    python = str(PEERS) if PEERS.exists() else sys.executable
    subprocess.run([python, "-m", "benchmarks.twins.peers", str(seed), str(stories)], check=True)


if __name__ == "__main__":
    main()
