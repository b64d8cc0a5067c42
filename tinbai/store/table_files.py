"""The rows of each table as a file, and back; what is read is what the engine itself has, without a conversion.

A file is gzip; its first line names the columns (JSON). On SQLite each row is a line of JSON, on PostgreSQL the rest is
what COPY writes and reads. Rows stand in the order of the primary key, so that equal tables make equal files. Reading
every row leaves behind what a copy of SQLite's pages would carry along: words of deleted rows on free pages.
"""

import base64
import gzip
import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tinbai.store import migrate
from tinbai.store.blobs import digest_of
from tinbai.store.database import Tx
from tinbai.store.tables import metadata

_VECTORS = "search_vectors"  # PostgreSQL's index of words
_MADE_ANEW = "search_fts"  # SQLite's; it is not kept, for it holds words of what was taken out
# Who was signed out, or used his link, after the backup must not be let in by it.
_EMPTIED = ("sessions", "login_links")
_TOGETHER = 2_000  # rows of one INSERT
_PIECE = 1 << 20  # octets handed to COPY at once

_SEQUENCES = """
SELECT relname, attname, sequence FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0,
LATERAL pg_get_serial_sequence(quote_ident(relname), attname) AS sequence
WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND NOT attisdropped AND sequence IS NOT NULL
"""

Look = Callable[[bytes], object]


@dataclass(frozen=True, slots=True)
class TableFile:
    """`sha256` is of the file as it lies there."""

    rows: int
    bytes: int
    sha256: str


def names(tx: Tx) -> list[str]:
    """The tables that are kept: all that are ours, whatever else somebody has put into the same database."""
    return sorted((migrate.declared() | {_VECTORS}).intersection(sa.inspect(tx).get_table_names()))


def is_empty(tx: Tx) -> bool:
    """Whether there is no table at all."""
    return not sa.inspect(tx).get_table_names()


def write(tx: Tx, table: str, file: Path, look: Look | None = None) -> TableFile:
    """Write every row, durably; each passes `look` as it is written."""
    columns = list(tx.execute(sa.text(f"SELECT * FROM {_quoted(tx, table)} LIMIT 0")).keys())
    rows = 0
    with file.open("wb") as raw:
        # level 1: on the texts of stories it packs to a third; 6 takes thrice as long for a few per cent
        with gzip.GzipFile("", "wb", 1, raw, mtime=0) as packed:
            packed.write(json.dumps(columns).encode() + b"\n")
            for row in _rows(tx, _select(tx, table, columns)):
                if look:
                    look(row)
                packed.write(row)
                rows += 1
        raw.flush()
        os.fsync(raw.fileno())
    return TableFile(rows, file.stat().st_size, digest_of(file))


def read(tx: Tx, table: str, file: Path) -> None:
    """Put the rows of a file into the table in place of what a migration left there."""
    if tx.execute(sa.text(f"SELECT 1 FROM {_quoted(tx, table)} LIMIT 1")).first():
        tx.execute(sa.text(f"DELETE FROM {_quoted(tx, table)}"))
    with gzip.open(file, "rb") as packed:
        columns = [_quoted(tx, name) for name in json.loads(packed.readline())]
        into = f"{_quoted(tx, table)} ({', '.join(columns)})"
        if tx.dialect.name == "sqlite":
            _insert(tx, f"INSERT INTO {into} VALUES ({', '.join('?' * len(columns))})", packed)
            return
        with _driver(tx).cursor().copy(f"COPY {into} FROM STDIN") as copy:
            while piece := packed.read(_PIECE):
                copy.write(piece)


def settle(tx: Tx) -> None:
    """After the last table: numbers go on behind the highest, and SQLite's index of words is made of its texts."""
    if tx.dialect.name == "sqlite":
        if tx.execute(sa.text(f"SELECT 1 FROM sqlite_master WHERE name = '{_MADE_ANEW}'")).first():
            tx.execute(sa.text(f"INSERT INTO {_MADE_ANEW} ({_MADE_ANEW}) VALUES ('rebuild')"))
        return
    for table, column, sequence in tx.execute(sa.text(_SEQUENCES)).all():
        most = f"(SELECT max({_quoted(tx, column)}) FROM {_quoted(tx, table)})"
        tx.execute(sa.text(f"SELECT setval(:of, coalesce({most}, 1), {most} IS NOT NULL)"), {"of": sequence})


def faults(tx: Tx) -> list[str]:
    """What SQLite finds wrong with its file; PostgreSQL has no such question."""
    if tx.dialect.name != "sqlite":
        return []
    return [said for said in tx.execute(sa.text("PRAGMA integrity_check")).scalars() if said != "ok"]


def _select(tx: Tx, table: str, columns: Iterable[str]) -> str:
    # as declared: to ask the database for the key of every table took PostgreSQL seconds
    key = ["place"] if table == _VECTORS else [column.name for column in metadata.tables[table].primary_key]
    which = " WHERE false" if table in _EMPTIED else ""
    what, order = (", ".join(_quoted(tx, name) for name in some) for some in (columns, key))
    return f"SELECT {what} FROM {_quoted(tx, table)}{which} ORDER BY {order}"


def _rows(tx: Tx, select: str) -> Iterator[bytes]:
    if tx.dialect.name == "sqlite":
        cursor = _driver(tx).cursor()
        for row in cursor.execute(select):
            yield _line(row).encode() + b"\n"
        return
    with _driver(tx).cursor().copy(f"COPY ({select}) TO STDOUT") as copy:
        yield from map(bytes, copy)  # PostgreSQL hands over a row at a time


def _insert(tx: Tx, statement: str, lines: Iterable[bytes]) -> None:
    rows = map(_row, lines)
    cursor = _driver(tx).cursor()
    while some := list(islice(rows, _TOGETHER)):
        cursor.executemany(statement, some)


def _row(line: bytes) -> list[Any]:
    row: list[Any] = json.loads(line)
    if b'{"b64":' in line:
        return [base64.b64decode(value["b64"]) if isinstance(value, dict) else value for value in row]
    return row


_line = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), default=lambda value: {"b64": base64.b64encode(value).decode()}
).encode


def _quoted(tx: Tx, name: str) -> str:
    return tx.dialect.identifier_preparer.quote(name)


def _driver(tx: Tx) -> Any:
    return tx.connection.driver_connection
