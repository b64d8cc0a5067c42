"""The index of twins: texts, and which of their prints stand in which of them. Both tables are derived data.

Several indexes may stand beside one another, each of a version; which one answers, twin_indexes.py says.
"""

import json
import zlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tinbai.store import postings
from tinbai.store.database import Tx, insert_once, serialise
from tinbai.store.postings import PRINT_BITS, Both, Places, is_sqlite, rows
from tinbai.store.tables import metadata, twin_prints, twin_texts
from tinbai.store.twin_tables import twin_indexes

Key = tuple[str, str]  # outlet and ref
PrintsOf = Callable[[int, str, int | None], Collection[int]]  # of a text: rules, words, day it came

MOST_TEXTS = 64  # of one print; what more texts say is a phrase and tells nothing
_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Indexed:
    """text: plain, without marks. family: pk of the first text of this story. day: of the event; came: of arrival.

    hand: whose it is, the same number for the same sender.
    """

    pk: int
    outlet: str
    ref: str
    family: int
    day: int | None
    came: int | None
    hand: int | None
    text: str


def one_at_a_time(tx: Tx) -> None:
    """From here to the end of the transaction nobody else adds a text, so of two twins one sees the other."""
    serialise(tx, "twins")


def create(tx: Tx, rules: int) -> None:
    """The tables in a database that holds nothing else; of a newsroom's the migrations make them.

    One that was made earlier gets the column that came later.
    """
    metadata.create_all(tx, tables=[twin_texts, twin_prints, twin_indexes])
    if all(column["name"] != twin_texts.c.hand.name for column in sa.inspect(tx).get_columns(twin_texts.name)):
        tx.exec_driver_sql("ALTER TABLE twin_texts ADD COLUMN hand INTEGER")
    insert_once(tx, twin_indexes, {"version": 1, "rules": rules, "state": "running", "place": 0})


def of_draft(tx: Tx, outlet: str, ref: str) -> list[int]:
    """The pks of its texts, in any index."""
    here = (twin_texts.c.outlet == outlet, twin_texts.c.ref == ref)
    return list(tx.execute(sa.select(twin_texts.c.pk).where(*here)).scalars())


def of_prints(tx: Tx, version: int, prints: Collection[int]) -> Places:
    return postings.of_keys(tx, version, postings.keys_of(version, prints))


_COLUMNS = ("pk", "outlet", "ref", "family", "day", "came", "hand", "text")
_WORDS = f"SELECT {', '.join(_COLUMNS)} FROM twin_texts"
_TEXTS: Both = {
    "sqlite": f"{_WORDS} WHERE pk IN (SELECT value FROM json_each(?))",
    "postgresql": f"{_WORDS} WHERE pk = ANY(%s)",
}
_SAME: Both = {
    "sqlite": f"{_WORDS} WHERE digest = ? AND version = ? ORDER BY pk LIMIT ?",
    "postgresql": f"{_WORDS} WHERE digest = %s AND version = %s ORDER BY pk LIMIT %s",
}
_INSERT: Both = {  # the first text of a family gives it its own pk
    "sqlite": """INSERT INTO twin_texts (pk, family, version, outlet, ref, day, came, hand, digest, text)
SELECT next, coalesce(?, next), ?, ?, ?, ?, ?, ?, ?, ? FROM (SELECT coalesce(max(pk), 0) + 1 AS next FROM twin_texts)
RETURNING pk""",
    "postgresql": """INSERT INTO twin_texts (pk, family, version, outlet, ref, day, came, hand, digest, text, prints)
SELECT next, coalesce(%s::bigint, next), %s, %s, %s, %s::int, %s::int, %s::int, %s, %s, %s::bigint[]
FROM (SELECT nextval(pg_get_serial_sequence('twin_texts', 'pk')) AS next) AS one RETURNING pk""",
}


def texts(tx: Tx, pks: Iterable[int]) -> dict[int, Indexed]:
    wanted = list(pks)
    found = rows(tx, _TEXTS, json.dumps(wanted) if is_sqlite(tx) else wanted) if wanted else []
    return {row[0]: indexed(row) for row in found}


def same_text(tx: Tx, version: int, digest: bytes, most: int) -> list[Indexed]:
    """Texts with exactly these words, first one first."""
    return [indexed(row) for row in rows(tx, _SAME, digest, version, most)]


def families(tx: Tx, pks: Collection[int]) -> dict[int, int]:
    """The family of each of these texts, 0 for one that is gone."""
    found = dict.fromkeys(pks, 0)
    query = sa.select(twin_texts.c.pk, twin_texts.c.family).where(twin_texts.c.pk.in_(list(pks)))
    return found | {row.pk: row.family for row in tx.execute(query)}


def members(tx: Tx, families: Collection[int]) -> dict[int, set[Key]]:
    """Family -> its first drafts, MOST_TEXTS at most of all together."""
    found: dict[int, set[Key]] = {family: set() for family in families}
    query = sa.select(twin_texts.c.family, twin_texts.c.outlet, twin_texts.c.ref)
    query = query.where(twin_texts.c.family.in_(list(families))).order_by(twin_texts.c.pk).limit(MOST_TEXTS)
    for row in tx.execute(query):
        found[row.family].add((row.outlet, row.ref))
    return found


def of_families(tx: Tx, version: int, families: Collection[int], most: int) -> list[Indexed]:
    """Texts of these families: the latest ones, and the latest of each outlet, however many have the story."""
    here = (twin_texts.c.family.in_(list(families)), twin_texts.c.version == version)
    latest = sa.select(twin_texts.c.pk).where(*here).order_by(twin_texts.c.pk.desc()).limit(most)
    of_each = sa.select(sa.func.max(twin_texts.c.pk)).where(*here).group_by(twin_texts.c.outlet)
    wanted = [*tx.execute(latest).scalars(), *tx.execute(of_each).scalars()]
    query = sa.select(*(twin_texts.c[name] for name in _COLUMNS)).where(twin_texts.c.pk.in_(wanted))
    return [indexed(row) for row in tx.execute(query.order_by(twin_texts.c.pk.desc()))]


def indexed(row: Sequence[Any]) -> Indexed:
    """Of its columns in their order; the words are stored deflated."""
    pk, outlet, ref, family, day, came, hand, words = row
    return Indexed(pk, outlet, ref, family, day, came, hand, zlib.decompress(words).decode())


def forget(tx: Tx, keys: Collection[Key], prints_of: PrintsOf | None = None) -> None:
    """Take these drafts out of every index, words and prints; their families keep the name of a text that is gone.

    Copies have only the prints that their family lacked: of those left the first one gets its own, so that the family
    is still found. prints_of: all prints that a text can have in an index of those rules; without it every print is
    looked at.
    """
    rules = {row.version: row.rules for row in tx.execute(sa.select(twin_indexes.c.version, twin_indexes.c.rules))}
    where = sa.tuple_(twin_texts.c.outlet, twin_texts.c.ref).in_(list(keys))
    gone = tx.execute(sa.select(*(twin_texts.c[name] for name in ("version", *_COLUMNS))).where(where)).all()
    for row in gone:
        text = zlib.decompress(row.text).decode()
        its = prints_of(rules.get(row.version, 0), text, row.came) if prints_of else ()
        postings.take(tx, row.pk, postings.keys_of(row.version, its))
    tx.execute(twin_texts.delete().where(where))
    if prints_of:
        for version, family in dict.fromkeys((row.version, row.family) for row in gone):
            _lead(tx, version, family, rules.get(version, 0), prints_of)


def _lead(tx: Tx, version: int, family: int, rules: int, prints_of: PrintsOf) -> None:
    """Let the first text that is left of the family be found by all its prints."""
    here = (twin_texts.c.version == version, twin_texts.c.family == family)
    columns = (twin_texts.c.pk, twin_texts.c.text, twin_texts.c.came)
    left = tx.execute(sa.select(*columns).where(*here).order_by(twin_texts.c.pk).limit(1)).first()
    if left is not None:
        its = prints_of(rules, zlib.decompress(left.text).decode(), left.came)
        postings.put(tx, left.pk, postings.keys_of(version, its))


def add(
    tx: Tx, version: int, outlet: str, ref: str, text: str, *,
    digest: bytes, day: int | None, came: int | None, hand: int | None, family: int | None, prints: Collection[int],
) -> int:  # fmt: skip
    """Put a text into the index, with the prints it is to be found by; its pk."""
    keys = postings.keys_of(version, prints)
    row = (family, version, outlet, ref, day, came, hand, digest, zlib.compress(text.encode(), _LEVEL))
    pk: int = rows(tx, _INSERT, *row, *(() if is_sqlite(tx) else (postings.lasting(keys),)))[0][0]
    postings.put(tx, pk, keys, in_row=True)
    return pk


def hand_over(tx: Tx, key: Key, digest: bytes, to: str) -> None:
    """The latest text of the draft with these words is one of another draft of its outlet, in every index."""
    here = (twin_texts.c.outlet == key[0], twin_texts.c.ref == key[1], twin_texts.c.digest == digest)
    latest = sa.select(sa.func.max(twin_texts.c.pk)).where(*here).group_by(twin_texts.c.version)
    pks = list(tx.execute(latest).scalars())
    tx.execute(twin_texts.update().where(twin_texts.c.pk.in_(pks)).values(ref=to))


def fade(tx: Tx, version: int, low: int, high: int, most: int) -> None:
    """Let the prints from the one to the other go, about so many at once."""
    above = version << PRINT_BITS
    postings.fade(tx, above | low, above | high, most)
