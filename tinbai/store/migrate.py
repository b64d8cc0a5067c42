"""Bring the schema to the version of this program; refuse a database that is newer."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from tinbai.errors import BadSettings
from tinbai.store.database import Database, Tx, serialise

HERE = Path(__file__).parent / "migrations"
# modules of tables beside tables.py
_TABLES = (
    "account_tables", "contributor_tables", "desk_tables", "feed_tables", "grant_tables", "letter_tables",
    "proof_tables", "search_tables", "twin_tables", "verdict_tables", "watch_tables",
)  # fmt: skip


def upgrade(database: Database, schema: str = "head") -> bool:
    """Migrate in one transaction; True if anything changed. An SQLite file is copied beside itself before."""
    with database.read() as tx:
        before = current(tx)
    if before == _script().get_current_head():
        return False
    if before and not is_known(before):
        raise BadSettings(f"database: its schema {before} is newer than this program; install the newer Tinbai")
    if before and database.is_sqlite:
        _copy(database)
    with database.write() as tx:
        serialise(tx, "migration")
        create(tx, schema)
    return True


def is_known(revision: str) -> bool:
    """Whether this program can make a schema of that revision; not so when a newer one wrote it."""
    return revision in {script.revision for script in _script().walk_revisions()}


def create(tx: Tx, revision: str = "head") -> None:
    """Bring the schema to that revision within a transaction of the caller."""
    command.upgrade(_config(tx), revision)


def current(tx: Tx) -> str | None:
    """The revision the database is at; None for an empty one."""
    return MigrationContext.configure(tx).get_current_revision()


def declared() -> set[str]:
    """The tables of this program, but for those of the index of words, which are made by the databases' own means."""
    from tinbai.store.tables import metadata

    for name in _TABLES:
        import_module(f"tinbai.store.{name}")  # it adds its tables
    return set(metadata.tables)


def differences(tx: Tx) -> list[object]:
    """What the migrated database lacks of tables.py, for the test that compares them."""
    from alembic.autogenerate import compare_metadata

    from tinbai.store.tables import metadata

    declared()
    context = MigrationContext.configure(tx, opts={"include_name": _has_table})
    return list(compare_metadata(context, metadata))


def _has_table(name: str | None, kind: str, parents: Mapping[str, str | None]) -> bool:
    """The index of words is made by the databases' own means, and so is PostgreSQL's of the prints of twins."""
    if parents.get("table_name") == "twin_texts" and name in ("prints", "ix_twin_texts_prints"):
        return False
    return kind != "table" or not str(name).startswith(("search_fts", "search_vectors"))


def _config(tx: Tx) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["connection"] = tx
    return config


@cache  # reading all versions takes a quarter of opening an app
def _script() -> ScriptDirectory:
    return ScriptDirectory(str(HERE))


def _copy(database: Database) -> None:
    """A consistent copy by SQLite's own means, named by the time."""
    assert database.url.database
    file = Path(database.url.database)
    target = file.with_name(f"{file.stem}-before-{datetime.now(UTC):%Y%m%dT%H%M%S}{file.suffix}")
    held = database.engine.raw_connection()  # no transaction is begun on it, in which nothing can be copied
    try:
        held.cursor().execute("VACUUM INTO ?", (str(target),))
    finally:
        held.close()
