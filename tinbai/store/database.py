"""One engine for SQLite and PostgreSQL; refuses to run when a commit would not be durable."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from tinbai.errors import BadSettings, DiskFull, TryLater

Tx: TypeAlias = sa.Connection

# What must be read back at start: SQLite in WAL with synchronous=NORMAL lost acknowledged commits in 5 of 9
# simulated power cuts, FULL in none; and the request for WAL can fail silently.
_SQLITE = {"journal_mode": "wal", "synchronous": "2"}
_SQLITE_OUTSIDE = tuple(
    f"SQLITE_{name}" for name in ("BUSY", "LOCKED", "FULL", "IOERR", "READONLY", "CANTOPEN", "NOMEM", "PROTOCOL")
)
# connection, read-only after a failover, rollback (deadlock), resources, locks, operator, system, configuration
_POSTGRES_OUTSIDE = ("08", "25006", "40", "53", "55", "57", "58", "F0")
_POSTGRES = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


class Database:
    """Transactions on the database at `url`. Thread-safe; `pool` is the number of threads that may use it at once."""

    def __init__(self, url: str, pool: int = 48) -> None:
        try:
            self.url = sa.make_url(url)
        except (ArgumentError, ValueError):  # ValueError: a port that is no number
            raise BadSettings("database: not an address; it looks like postgresql://tinbai@127.0.0.1/tinbai") from None
        if self.url.drivername == "postgresql":
            self.url = self.url.set(drivername="postgresql+psycopg")
        if self.url.get_backend_name() not in ("sqlite", "postgresql"):
            raise BadSettings(f"database: {self.url.get_backend_name()} is not known; sqlite:/// or postgresql://")
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite and self.url.database:
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        self.engine = self._engine(pool)

    def _engine(self, pool: int) -> sa.Engine:
        options: dict[str, Any] = {
            "poolclass": sa.QueuePool,
            "pool_size": pool,
            "max_overflow": 16,
            "pool_pre_ping": not self.is_sqlite,
            "pool_use_lifo": True,  # the connection used last still has pages and statements at hand
        }
        if self.is_sqlite:
            options["connect_args"] = {"timeout": 30, "check_same_thread": False}
        else:
            options["connect_args"] = {"connect_timeout": 10}
        try:
            engine = sa.create_engine(self.url, **options)
        except ImportError as error:
            raise BadSettings(f"database: {self.url.drivername} needs the extra 'postgres' ({error})") from None
        if self.is_sqlite:
            sa.event.listen(engine, "connect", _sqlite_connect)
            sa.event.listen(engine, "begin", _sqlite_begin)
        return engine

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """A transaction that only reads."""
        with _outside_trouble(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Tx]:
        """A transaction that writes; durable when the block ends, undone when it raises."""
        with _outside_trouble(), self.engine.connect() as connection:
            writer = connection.execution_options(tinbai_write=True)
            with writer.begin():
                yield writer

    @contextmanager
    def frozen(self) -> Iterator[Tx]:
        """A transaction that only reads and sees one and the same state however long it lasts; writers go on."""
        # SQLite stays with the state of the first read; PostgreSQL shows each statement a newer one unless told
        wanted: dict[str, Any] = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with _outside_trouble(), self.engine.connect() as connection:
            reader = connection.execution_options(**wanted)
            with reader.begin():
                yield reader

    @contextmanager
    def alone(self) -> Iterator[sa.Connection]:
        """Each statement durable by itself, for those that PostgreSQL refuses in a transaction."""
        with _outside_trouble(), self.engine.connect() as connection:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")

    def check(self) -> None:
        """Raise BadSettings unless a commit survives a power cut (values are read back from the server)."""
        wanted, ask = (_SQLITE, "PRAGMA {}") if self.is_sqlite else (_POSTGRES, "SHOW {}")
        with self.read() as tx:
            for name, value in wanted.items():
                found = str(tx.execute(sa.text(ask.format(name))).scalar_one())
                if found != value:
                    raise BadSettings(f"database: {name} is {found!r}, must be {value!r}: a power cut would lose mail")

    def sweep(self) -> None:
        """Leave nothing of deleted rows in the file: free pages and the log are written anew. Takes a while.

        PostgreSQL does it in its own time (autovacuum), and its log of changes is the administrator's.
        """
        if self.is_sqlite:
            with self.engine.connect() as connection:
                raw = connection.connection.driver_connection
                try:
                    if raw:
                        raw.execute("VACUUM")  # outside of any transaction
                        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                except sqlite3.OperationalError as error:
                    raise TryLater(f"the database does not answer: {error}") from error

    def close(self) -> None:
        self.engine.dispose()


@contextmanager
def _outside_trouble() -> Iterator[None]:
    """Turn 'server away', 'locked' and 'disk full' into TryLater; every other database error is a defect.

    A defect must not look like trouble outside: the mail it meets would be tried again for ever, and nobody told.
    """
    try:
        yield
    except PoolTimeout as error:
        raise TryLater("the database has no free connection") from error
    except DBAPIError as error:
        said = str(error.orig).partition("\n")[0]
        if _is_full(error.orig):
            raise DiskFull("the database's disk is full") from error
        if error.connection_invalidated or _is_outside(error):
            raise TryLater(f"the database does not answer: {said}") from error
        raise
    except sqlite3.OperationalError as error:  # from the driver itself, where SQLAlchemy would cost more than the work
        if _is_full(error):
            raise DiskFull("the database's disk is full") from error
        if str(getattr(error, "sqlite_errorname", "")).startswith(_SQLITE_OUTSIDE):  # not all have a name
            raise TryLater(f"the database does not answer: {error}") from error
        raise


def _is_full(error: BaseException | None) -> bool:
    state = getattr(error, "sqlstate", None)
    return state == "53100" if state else getattr(error, "sqlite_errorname", "") == "SQLITE_FULL"


def _is_outside(error: DBAPIError) -> bool:
    """By SQLite's name of the error or PostgreSQL's class; an error without either is a connection that failed."""
    if name := getattr(error.orig, "sqlite_errorname", ""):
        return str(name).startswith(_SQLITE_OUTSIDE)
    if state := getattr(error.orig, "sqlstate", None):
        return str(state).startswith(_POSTGRES_OUTSIDE)
    return isinstance(error, OperationalError | InterfaceError)


def _sqlite_connect(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun by us, see _sqlite_begin
    # PostgreSQL has both for all letters; SQLite knows lower() for ASCII only and translate() not at all
    connection.create_function("lower", 1, lambda text: text and str(text).lower(), deterministic=True)
    connection.create_function("translate", 3, _translate, deterministic=True)
    cursor = connection.cursor()
    # In pages of 8 KB rows of texts leave a tenth of the room that they leave in 4 KB; a file that stands keeps its own
    # 2 MB of pages do not hold what one page of the queue reads among 100,000 drafts; 16 MB do
    for pragma in (
        "page_size=8192", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000",
        "cache_size=-16000",
    ):  # fmt: skip
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _translate(text: str | None, signs: str, others: str) -> str | None:
    return text and text.translate(_letters(signs, others))


@cache
def _letters(signs: str, others: str) -> dict[int, int]:
    return str.maketrans(signs, others)


def _sqlite_begin(connection: Tx) -> None:
    # A deferred transaction that turns into a writer fails at once when another one wrote in between.
    writes = connection.get_execution_options().get("tinbai_write", False)
    connection.connection.cursor().execute("BEGIN IMMEDIATE" if writes else "BEGIN")


def insert_once(tx: Tx, table: sa.Table, values: Mapping[str, Any]) -> bool:
    """Insert the row unless a unique key stands already; True if it is new."""
    # SQLAlchemy drops the count of an INSERT unless asked to keep it
    kept = {"preserve_rowcount": True}
    return tx.execute(_insert_once(tx.dialect.name, table), values, execution_options=kept).rowcount == 1


@cache  # building a statement costs more than running it
def _insert_once(dialect: str, table: sa.Table) -> sa.Insert:
    if dialect == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    return postgresql.insert(table).on_conflict_do_nothing()


def serialise(tx: Tx, name: str) -> None:
    """Let nobody else pass here with the same name until this transaction ends (SQLite has one writer anyway)."""
    if tx.dialect.name == "postgresql":
        tx.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (name,))
