"""Four processes bring stories at once, each story twice in two texts; how many pairs came out new both.

python -m benchmarks.twins.together [STORIES [--postgres]]

The two texts of a story go to two processes at about the same moment. One process is killed in the middle and begins
again where its last commit was.
"""

import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import ExitStack
from random import Random

import sqlalchemy as sa

from benchmarks.cost import table
from benchmarks.twins.edits import EDITS
from benchmarks.twins.made import Maker
from tests.servers import postgres
from tinbai import twins
from tinbai.errors import TryLater
from tinbai.store import Database, migrate, prints
from tinbai.store.tables import twin_texts

_PROCESSES = 4
_EDITS = ("identical", "layout", "names", "no marks", "typos", "in a mail", "reordered", "retitled")

Brought = tuple[str, str]  # ref ("story.text") and text


def pairs(stories: int) -> list[list[Brought]]:
    """What each process brings."""
    maker, rng = Maker(200), Random(stories)
    brought: list[list[Brought]] = [[] for _ in range(_PROCESSES)]
    for number in range(stories // 2):
        text = maker.story(number)
        first, second = rng.sample(range(_PROCESSES), 2)
        brought[first].append((f"{number}.0", text))
        brought[second].append((f"{number}.1", EDITS[rng.choice(_EDITS)](text, rng)))
    return brought


def bring(url: str, brought: list[Brought], start: float) -> None:
    """Each in a transaction of its own; those that stand already are left out."""
    database = Database(url, pool=1)
    time.sleep(max(0.0, start - time.time()))
    for ref, text in brought:
        while not _stands(database, ref, text):
            time.sleep(0.1)
    database.close()


def _stands(database: Database, ref: str, text: str) -> bool:
    """Look it up and add it; False when others wrote so long that it is to be tried again."""
    try:
        with database.write() as tx:
            if not prints.of_draft(tx, "demo", ref):
                twins.look_up_and_add(tx, "demo", ref, text)
    except TryLater:
        return False
    return True


def both_new(database: Database) -> tuple[int, int, int]:
    """(stories that stand there, pairs of which both came out new, pairs complete)."""
    families: dict[str, list[int]] = defaultdict(list)
    with database.read() as tx:
        for row in tx.execute(sa.select(twin_texts.c.ref, twin_texts.c.family)):
            families[row.ref.partition(".")[0]].append(row.family)
    apart = sum(len(set(its)) > 1 for its in families.values())
    return sum(map(len, families.values())), apart, sum(len(its) == 2 for its in families.values())


def run(url: str, brought: list[list[Brought]]) -> float:
    """Seconds it took."""
    context = multiprocessing.get_context("spawn")
    start = time.time() + 3
    running = [context.Process(target=bring, args=(url, its, start)) for its in brought]
    for process in running:
        process.start()
    time.sleep(max(0.0, start + 2 - time.time()))
    if (victim := running[-1].pid) and running[-1].is_alive():
        os.kill(victim, signal.SIGKILL)
    running[-1].join()
    running[-1] = context.Process(target=bring, args=(url, brought[-1], 0.0))
    running[-1].start()
    for process in running:
        process.join()
    if any(process.exitcode for process in running):
        sys.exit("a process failed")
    return time.time() - start


def main() -> None:
    words = [one for one in sys.argv[1:] if not one.startswith("--")]
    stories = int(words[0]) if words else 10_000
    with ExitStack() as stack:
        if "--postgres" in sys.argv:
            url = stack.enter_context(postgres.cluster()).database()
            database = Database(url)
            migrate.upgrade(database)
        else:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="twins-"))
            url = f"sqlite:///{folder}/twins.db"
            database = Database(url)
            with database.write() as tx:
                prints.create(tx, twins.RULES)
        stack.callback(database.close)
        took = run(url, pairs(stories))
        there, apart, complete = both_new(database)
    head = ("engine", "processes", "stories", "pairs complete", "both new", "a second (wall)")
    engine = "SQLite" if database.is_sqlite else "PostgreSQL"
    row = (engine, str(_PROCESSES), str(there), str(complete), str(apart), f"{there / took:.0f}")
    table("Four at once, one of them killed and begun again", [head, row])


if __name__ == "__main__":
    main()
