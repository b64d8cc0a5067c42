"""A private PostgreSQL cluster on a free port of 127.0.0.1, made once per run; databases are copies of a template.

To make a database and to drop it cost the server 134 ms, to empty one 10 ms: it is used again while nothing but rows
has changed in it.
"""

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

from tests.servers.ports import free_port
from tinbai.store import Database, migrate

_BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
_TEMPLATE = "tinbai_template"
_USES = 50  # deleted rows stay in the files of their tables, and every look over one passes them
_LARGE = 4 << 20  # octets of a table
_SCHEMA = """
SELECT md5(string_agg(part, ',' ORDER BY part)) FROM (
    SELECT concat_ws(' ', 'class', oid, relname, relnatts, relhasrules) FROM pg_class WHERE oid >= 16384
    UNION ALL SELECT concat_ws(' ', 'column', attrelid, attname, atttypid, attnotnull, atthasdef) FROM pg_attribute
        WHERE attrelid >= 16384
    UNION ALL SELECT concat_ws(' ', 'trigger', oid, tgenabled) FROM pg_trigger
    UNION ALL SELECT concat_ws(' ', 'index', indexrelid, indisvalid, indisready) FROM pg_index WHERE indrelid >= 16384
    UNION ALL SELECT concat_ws(' ', 'constraint', oid) FROM pg_constraint
    UNION ALL SELECT concat_ws(' ', 'function', oid, md5(prosrc)) FROM pg_proc WHERE oid >= 16384
    UNION ALL SELECT concat_ws(' ', 'setting', setdatabase, setconfig) FROM pg_db_role_setting
) AS parts (part)
"""
_OTHERS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def program(name: str) -> str | None:
    """The path of a PostgreSQL program; Debian keeps them out of PATH."""
    return shutil.which(name, path=os.pathsep.join([*map(str, _BINARIES), os.environ.get("PATH", "")]))


class Cluster:
    """A running cluster; `database()` gives a migrated one without rows, `give_back` ends its use."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._numbers = itertools.count()
        self._clean: list[str] = []
        self._uses: Counter[str] = Counter()
        self._schema = ""
        self._rows: Mapping[str, bytes] = {}
        self._held: dict[str, psycopg.Connection] = {}  # a new one reads the catalogue of all tables first

    def url(self, name: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def database(self) -> str:
        """The address of a database with all tables, as if just made."""
        if self._clean:
            return self.url(self._clean.pop())
        name = f"t{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
        return self.url(name)

    def give_back(self, url: str) -> None:
        """It is emptied for the next one, or dropped when that would not make it what it was."""
        name = url.rpartition("/")[2]
        self._uses[name] += 1
        if self._uses[name] < _USES and self._empty(name):
            self._clean.append(name)
        else:
            self._inside(name).close()
            del self._held[name]
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        for held in self._held.values():
            held.close()

    def make_template(self) -> None:
        self._run(f"CREATE DATABASE {_TEMPLATE}")
        database = Database(self.url(_TEMPLATE))
        migrate.upgrade(database)
        database.close()
        with psycopg.connect(self.url(_TEMPLATE), autocommit=True) as connection:
            self._schema = _one(connection, _SCHEMA)
            tables = connection.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND oid >= 16384").fetchall()
            self._rows = {name: _copied(connection, name) for (name,) in tables}

    def _empty(self, name: str) -> bool:
        """End all connections and put the rows of the template in place; False when more than rows would differ."""
        connection = self._inside(name)
        connection.execute(_OTHERS)
        largest = "SELECT coalesce(max(pg_relation_size(oid)), 0) FROM pg_class WHERE oid >= 16384"
        if _one(connection, _SCHEMA) != self._schema or _one(connection, largest) > _LARGE:
            return False
        full = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in self._rows)
        found = {table for (table,) in connection.execute(full.encode())}
        for table in found | {table for table, rows in self._rows.items() if rows}:
            if not self._rows[table]:
                connection.execute(f"DELETE FROM {table}".encode())
            elif _copied(connection, table) != self._rows[table]:
                return False
        connection.execute("SELECT setval(seqrelid::regclass, seqstart, false) FROM pg_sequence")
        return True

    def _inside(self, name: str) -> psycopg.Connection:
        """A connection of ours that no trigger forbids to delete; a test may have ended the last one."""
        if name in self._held:
            with suppress(psycopg.OperationalError):
                self._held[name].execute("SELECT")
                return self._held[name]
            self._held[name].close()
        made = self._held[name] = psycopg.connect(self.url(name), autocommit=True)
        made.execute("SET session_replication_role = replica")
        return made

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


def _one(connection: psycopg.Connection, question: str) -> Any:
    (answer,) = connection.execute(question.encode()).fetchone() or ("",)
    return answer


def _copied(connection: psycopg.Connection, table: str) -> bytes:
    """The rows of a table."""
    with connection.cursor().copy(f"COPY {table} TO STDOUT".encode()) as copy:
        return b"".join(bytes(part) for part in copy)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Start, make the template, stop. As root the server runs as the user `postgres` (it refuses root)."""
    initdb, server = program("initdb"), program("postgres")
    assert initdb and server, "PostgreSQL is not installed"
    folder = Path(tempfile.mkdtemp(prefix="tinbai-pg-", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT")))
    user = "postgres" if os.getuid() == 0 else None
    if user:
        account = pwd.getpwnam(user)
        os.chown(folder, account.pw_uid, account.pw_gid)
    port = free_port()
    data = folder / "data"
    command = [initdb, "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
    subprocess.run(command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)
    # rows deleted by one test stay until the database goes: those of the next one are found in the order they came
    options = {
        "autovacuum": "off",
        "port": port,
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": folder,
        "max_connections": 200,
    }
    settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    log = (folder / "log").open("wb")
    process = subprocess.Popen([server, "-D", str(data), *settings], user=user, cwd=folder, stdout=log, stderr=log)
    try:
        running = Cluster(port)
        _wait(running, process)
        running.make_template()
        yield running
        running.close()
    finally:
        process.terminate()
        process.wait(30)
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


def _wait(running: Cluster, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(running.url("postgres"), connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.1)
