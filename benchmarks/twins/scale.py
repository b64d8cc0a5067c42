"""What a story of 450 words costs, and what it takes, while the index of twins grows from ten thousand on.

python -m benchmarks.twins.scale FOLDER 4 5 6        # powers of ten, or numbers; each is made in FOLDER once
python -m benchmarks.twins.scale FOLDER 4 5 --postgres

Indexes are filled as fill.py says, then a thousand stories come one after the other, each looked up and added in a
durable commit of its own: seven of ten new ones, three of ten edited, cut or extended copies of earlier ones.
"""

import gc
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from random import Random

import sqlalchemy as sa

from benchmarks.cost import table
from benchmarks.twins.edits import EDITS
from benchmarks.twins.fill import day_of, fill_postgres, fill_sqlite
from benchmarks.twins.made import Maker
from tests.servers import postgres
from tinbai import twins
from tinbai.queue.twins.relation import MERGES
from tinbai.store import Database, migrate, prints

_MEASURED = 1_000
_WARM = 100
_COPIES = 0.3
_EDITS = ("dropped", "figures", "in a mail", "layout", "names", "portal", "reordered", "retitled", "typos")
HEAD = (
    "stories", "kind", "n", "found", "CPU ms p50", "p99", "mean", "a second and core", "octets without text", "prints",
    "MB of the process", "later",
)  # fmt: skip


def coming(maker: Maker, stories: int) -> Iterator[tuple[str, str, str]]:
    """(kind, text, ref of what it is made of) of what comes next."""
    rng = Random(stories)
    for number in range(stories, stories + _WARM + _MEASURED):
        if rng.random() >= _COPIES:
            yield "new", maker.story(number), ""
            continue
        of = rng.randrange(stories)
        text, kind = maker.story(of), rng.choice(("edited", "edited", "part", "whole"))
        lines = text.split("\n")
        if kind == "edited":
            text = EDITS[rng.choice(_EDITS)](text, rng)
        elif kind == "part":
            text = "\n".join(lines[: max(1, len(lines) // 2)])
        else:
            text = "\n".join([text, *maker.story(number).split("\n")[:4]])
        yield "copy", text, str(of + 1)


def measure(database: Database, maker: Maker, stories: int, backend: int | None) -> list[tuple[str, ...]]:
    day = date.fromordinal(day_of(stories - 1))
    seconds: dict[str, list[float]] = {"new": [], "copy": [], "all": []}
    right = 0
    before = memory()
    for number, (kind, text, of) in enumerate(coming(maker, stories)):
        began = _spent(backend)
        new = twins.sketch(text, None, day)
        if new is None:
            continue
        with database.write() as tx:
            found = twins.look_up(tx, new)
            twins.add(tx, "demo", f"later-{number}", found)
        took = _spent(backend) - began
        if number >= _WARM:
            seconds[kind].append(took)
            seconds["all"].append(took)
            merged = [str(twin.text.pk) for twin in found.twins if twin.match.kind in MERGES]
            right += of in merged if of else not merged
    size, texts, postings = sizes(database)
    print_parts(database, stories)
    rows = []
    for kind, its in seconds.items():
        its.sort()
        figures = [its[len(its) // 2], its[int(0.99 * (len(its) - 1))], sum(its) / len(its)]
        whole = (
            f"{1 / figures[2]:.0f}", f"{(size - texts) / stories:.0f}", f"{postings / stories:.1f}", f"{before:.0f}",
            f"{memory():.0f}",
        )  # fmt: skip
        found_all = f"{right / len(its):.4f}" if kind == "all" else ""
        told = (f"{stories:,}", kind, str(len(its)), found_all, *(f"{1000 * one:.1f}" for one in figures))
        rows.append((*told, *(whole if kind == "all" else ("",) * 5)))
    return rows


def _spent(backend: int | None) -> float:
    """Seconds of processor time of this process, and of the server's process that works for it."""
    server = int(Path(f"/proc/{backend}/schedstat").read_text().split()[0]) / 1e9 if backend else 0.0
    return time.process_time() + server


def memory() -> float:
    """MB of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def sizes(database: Database) -> tuple[int, int, int]:
    """Octets of the tables and their indexes, of the texts in them, and how many prints."""
    with database.read() as tx:
        texts = tx.execute(sa.text("SELECT sum(length(text)) FROM twin_texts")).scalar_one()
        count = "SELECT count(*) FROM twin_prints"
        if not database.is_sqlite:
            count = f"SELECT ({count}) + (SELECT sum(cardinality(prints)) FROM twin_texts)"
        postings = tx.execute(sa.text(count)).scalar_one()
    return sum(octets for _, octets, _ in parts(database)), int(texts), int(postings)


def parts(database: Database) -> list[tuple[str, int, int]]:
    """Each table and index, how many octets of pages it takes, and how many of those are filled (0: not known)."""
    with database.read() as tx:
        if database.is_sqlite:
            rows = tx.execute(sa.text("SELECT name, sum(pgsize), sum(payload) FROM dbstat GROUP BY name"))
            found = [(str(name), int(size), int(filled)) for name, size, filled in rows if str(name) in _PARTS]
        else:
            rows = tx.execute(sa.text(_RELATIONS))
            found = [(str(name), int(size), 0) for name, size in rows]
    return sorted(found, key=lambda one: -one[1])


_PARTS = (
    "twin_texts", "twin_prints", "twin_indexes", "ix_twin_texts_digest", "ix_twin_texts_family", "ix_twin_texts_ref",
)  # fmt: skip
# a table with what is too long for its pages (TOAST) and with its maps, then each of its indexes
_RELATIONS = """SELECT relname, pg_table_size(oid) FROM pg_class WHERE relname IN ('twin_texts', 'twin_prints')
UNION ALL SELECT indexrelid::regclass::text, pg_relation_size(indexrelid) FROM pg_index
WHERE indrelid IN ('twin_texts'::regclass, 'twin_prints'::regclass)"""


def print_parts(database: Database, stories: int) -> None:
    """What a story takes, table by table; of the texts also what is left besides their words."""
    _, texts, _ = sizes(database)
    rows = [("part", "octets a story", "of them filled")]
    for name, size, filled in parts(database):
        rows.append((name, f"{size / stories:.0f}", f"{filled / stories:.0f}" if filled else ""))
    rows.append(("all without the words", f"{(sum(size for _, size, _ in parts(database)) - texts) / stories:.0f}", ""))
    table("Where it lies", rows)


def on_sqlite(folder: Path, maker: Maker, stories: int) -> list[tuple[str, ...]]:
    """On a copy, so that the next run meets the same index."""
    kept = folder / f"twins-{stories}.db"
    if not kept.exists():
        making = folder / "twins-making.db"
        making.unlink(missing_ok=True)
        database = Database(f"sqlite:///{making}")
        with database.write() as tx:
            prints.create(tx, twins.RULES)
        fill_sqlite(database, maker, range(stories), stories)
        database.close()
        making.rename(kept)
    copy = folder / "twins-copy.db"
    shutil.copyfile(kept, copy)
    database = Database(f"sqlite:///{copy}")
    try:
        return measure(database, maker, stories, None)
    finally:
        database.close()
        for one in folder.glob("twins-copy.db*"):
            one.unlink()


def on_postgres(cluster: postgres.Cluster, maker: Maker, stories: int) -> list[tuple[str, ...]]:
    """The processor time is that of both: ours and the server's for us."""
    database = Database(cluster.database(), pool=1)
    migrate.upgrade(database)
    fill_postgres(database, maker, range(stories), stories)
    with database.read() as tx:
        backend = tx.execute(sa.text("SELECT pg_backend_pid()")).scalar_one()
    try:
        return measure(database, maker, stories, backend)
    finally:
        database.close()


def main() -> None:
    folder, *wanted = [one for one in sys.argv[1:] if not one.startswith("--")]
    maker = Maker()
    gc.collect()
    gc.freeze()  # the corpus it makes stories of is no part of what a service holds and looks through for garbage
    with ExitStack() as stack:
        cluster = stack.enter_context(postgres.cluster()) if "--postgres" in sys.argv else None
        for stories in (10 ** int(one) if int(one) < 10 else int(one) for one in wanted):
            rows = on_postgres(cluster, maker, stories) if cluster else on_sqlite(Path(folder), maker, stories)
            table("PostgreSQL" if cluster else "SQLite", [HEAD, *rows])
            sys.stdout.flush()


if __name__ == "__main__":
    main()
