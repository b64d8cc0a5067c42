"""Which prints stand in which texts of the index of twins.

On SQLite a row of twin_prints is its own key and takes 15 octets. On PostgreSQL it would stand in the table and in the
key, 84 octets when pages fill in no order; there the prints of a text are an array in its row, inverted by GIN. Those
of events stay rows: they go when they are old, and GIN keeps a key whose last text went.
"""

import json
from collections.abc import Collection, Iterator, KeysView, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from tinbai.store.database import Database, Tx
from tinbai.store.tables import twin_prints

PRINT_BITS = 40  # the version stands above them in the key: an index is a range, and six octets hold a key
BESIDE = 1 << 46  # above the version too: a second range, of prints that go when they are old

Both = Mapping[str, str]  # the statement for each engine

_OF: Both = {
    "sqlite": """SELECT print, group_concat(text) FROM twin_prints
WHERE print IN (SELECT value FROM json_each(?)) GROUP BY print""",
    # Key by key: asked for texts with any of them (&&), the planner reckons with half of all texts and reads every row.
    "postgresql": """SELECT print, pk FROM unnest(%(lasting)s::bigint[]) AS print
CROSS JOIN LATERAL (SELECT pk FROM twin_texts WHERE prints @> ARRAY[print]) AS its
UNION ALL SELECT print, text FROM twin_prints WHERE print = ANY(%(fading)s)""",
}
_PUT: Both = {
    "sqlite": "INSERT OR IGNORE INTO twin_prints (print, text) SELECT value, ?2 FROM json_each(?1)",
    "postgresql": "INSERT INTO twin_prints (print, text) SELECT unnest(%s::bigint[]), %s ON CONFLICT DO NOTHING",
}
_JOIN = (
    """UPDATE twin_texts SET prints = array(SELECT unnest(prints) UNION SELECT unnest(%s::bigint[])) WHERE pk = %s"""
)
_TAKE: Both = {
    "sqlite": "DELETE FROM twin_prints WHERE print IN (SELECT value FROM json_each(?)) AND text = ?",
    "postgresql": "DELETE FROM twin_prints WHERE print = ANY(%s) AND text = %s",
}
_FADE = """DELETE FROM twin_prints WHERE print >= {0} AND print < (
SELECT {3}({1}, coalesce((SELECT print FROM twin_prints WHERE print >= {0} ORDER BY print LIMIT 1 OFFSET {2}), {1})))"""
_FADES: Both = {
    "sqlite": _FADE.format("?1", "?2", "?3", "min"),
    "postgresql": _FADE.format("%(low)s", "%(high)s", "%(most)s", "least"),
}


_INDEX = "ix_twin_texts_prints"
# What PostgreSQL leaves of an index that it was writing anew when it was stopped.
_UNFINISHED = sa.text(
    f"SELECT relname FROM pg_class JOIN pg_index ON indexrelid = oid WHERE NOT indisvalid AND relname ~ '^{_INDEX}_cc'"
)

LOCK, UNLOCK = (
    sa.text(f"SELECT {call}(hashtext('{_INDEX}'))") for call in ("pg_try_advisory_lock", "pg_advisory_unlock")
)


def is_sqlite(tx: Tx) -> bool:
    return tx.dialect.name == "sqlite"


def rows(tx: Tx, statement: Both, *values: object) -> Sequence[Any]:
    """Plain tuples of the driver, and SQL as it stands: SQLAlchemy would take longer than finding them does."""
    if is_sqlite(tx):
        found: Sequence[Any] = tx.connection.cursor().execute(statement["sqlite"], values).fetchall()
        return found
    cursor = tx.exec_driver_sql(statement["postgresql"], values).cursor
    return cursor.fetchall() if cursor and cursor.description else []


def keys_of(version: int, prints: Collection[int]) -> list[int]:
    """In order: neighbours stand on one page."""
    return sorted(version << PRINT_BITS | one for one in prints)


def lasting(keys: Collection[int]) -> list[int]:
    """Those that stay as long as their text; on PostgreSQL they stand in its row."""
    return [key for key in keys if key < BESIDE]


def _fading(keys: Collection[int]) -> list[int]:
    return [key for key in keys if key >= BESIDE]


class Places(Mapping[int, Sequence[int]]):
    """Print -> pks of the texts it stands in, for those that stand in any.

    What the database put in one row is taken apart when it is asked for: most of a million texts' rows are of prints
    that nobody looks at, because so many texts have them.
    """

    __slots__ = ("_texts",)

    def __init__(self, texts: dict[int, str | list[int]]) -> None:
        self._texts = texts

    def keys(self) -> KeysView[int]:
        return self._texts.keys()

    def __contains__(self, one: object) -> bool:
        return one in self._texts

    def __iter__(self) -> Iterator[int]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __getitem__(self, one: int) -> Sequence[int]:
        its = self._texts[one]
        if isinstance(its, str):
            its = self._texts[one] = list(map(int, its.split(",")))
        return its

    def count(self, one: int) -> int:
        """In how many texts it stands."""
        its = self._texts.get(one, ())
        return its.count(",") + 1 if isinstance(its, str) else len(its)

    def without(self, pks: Collection[int]) -> "Places":
        """As if these texts stood nowhere."""
        left = {one: [pk for pk in its if pk not in pks] for one, its in self.items()}
        return Places({one: its for one, its in left.items() if its})


def of_keys(tx: Tx, version: int, keys: Collection[int]) -> Places:
    """Of these keys of an index, by their prints."""
    above = version << PRINT_BITS
    if is_sqlite(tx):
        return Places({key ^ above: its for key, its in rows(tx, _OF, json.dumps(keys))})
    found: dict[int, str | list[int]] = {}
    cursor = tx.exec_driver_sql(_OF["postgresql"], {"lasting": lasting(keys), "fading": _fading(keys)}).cursor
    for key, places in groupby(sorted(cursor.fetchall()) if cursor else (), key=itemgetter(0)):
        found[key ^ above] = [pk for _, pk in places]
    return Places(found)


def put(tx: Tx, pk: int, keys: Sequence[int], *, in_row: bool = False) -> None:
    """Let the text be found by these too. in_row: those that last stand in its row already."""
    if is_sqlite(tx):
        rows(tx, _PUT, json.dumps(keys), pk)
        return
    if not in_row:
        tx.exec_driver_sql(_JOIN, (lasting(keys), pk))
    if fading := _fading(keys):
        rows(tx, _PUT, fading, pk)


def take(tx: Tx, pk: int, keys: Sequence[int]) -> None:
    """Delete a text's rows before its own; without keys every row is looked at."""
    if not keys:
        tx.execute(twin_prints.delete().where(twin_prints.c.text == pk))
    else:
        rows(tx, _TAKE, json.dumps(keys) if is_sqlite(tx) else _fading(keys), pk)


def fade(tx: Tx, low: int, high: int, most: int) -> None:
    """Let the keys from the one to the other go, about so many at once."""
    if is_sqlite(tx):
        rows(tx, _FADES, low, high, most)
    else:
        tx.exec_driver_sql(_FADES["postgresql"], {"low": low, "high": high, "most": most})


def shrink(tx: Tx, version: int, most: int) -> bool:
    """Delete so many rows of a version; False when none was left."""
    for beside in (0, BESIDE):
        low, high = (beside + (one << PRINT_BITS) for one in (version, version + 1))
        here = (twin_prints.c.print >= low, twin_prints.c.print < high)
        next_ones = sa.select(twin_prints.c.print).where(*here).order_by(twin_prints.c.print)
        last = tx.execute(next_ones.offset(most).limit(1)).scalar()
        upto = high if last is None else last + 1
        if tx.execute(twin_prints.delete().where(here[0], twin_prints.c.print < upto)).rowcount or last is not None:
            return True
    return False


def renew(database: Database) -> bool:
    """Write the index over the arrays anew beside the one that answers: GIN keeps the keys of an index that went.

    False: another process is at it, and two would block each other for good. Its lock goes with its connection.
    """
    if database.is_sqlite:
        return True
    with database.alone() as connection:
        if not connection.execute(LOCK).scalar_one():
            return False
        try:
            _drop_unfinished(connection)
            connection.exec_driver_sql(f"REINDEX INDEX CONCURRENTLY {_INDEX}")
        finally:
            connection.execute(UNLOCK)
    return True


def _drop_unfinished(connection: sa.Connection) -> None:
    """What somebody left who was killed while he renewed it."""
    for name in connection.execute(_UNFINISHED).scalars().all():
        connection.exec_driver_sql(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
