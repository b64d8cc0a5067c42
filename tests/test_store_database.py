"""The database refuses to run when a commit would not survive, and its migrations give the tables of the program."""

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from tinbai.app import App
from tinbai.errors import BadSettings, DiskFull, TryLater
from tinbai.store import Database, migrate


def test_commits_are_durable(app: App) -> None:
    app.database.check()


def test_a_database_without_wal_is_refused() -> None:
    database = Database("sqlite://")  # in memory: the request for WAL is silently not granted
    with pytest.raises(BadSettings, match="journal_mode is 'memory', must be 'wal'"):
        database.check()
    database.close()


def test_postgresql_without_synchronous_commit_is_refused(app: App) -> None:
    if app.database.is_sqlite:
        return  # the other half of the pair is the test above
    url = app.database.url.update_query_dict({"options": "-csynchronous_commit=off"})
    database = Database(url.render_as_string(hide_password=False))
    with pytest.raises(BadSettings, match="synchronous_commit is 'off', must be 'on'"):
        database.check()
    database.close()


def test_an_unknown_kind_of_database_is_refused() -> None:
    with pytest.raises(BadSettings, match="not an address"):
        Database("postgresql://tinbai@127.0.0.1:port/tinbai")
    with pytest.raises(BadSettings, match="mysql is not known"):
        Database("mysql://x/y")


def test_migrations_give_the_tables_of_the_program(app: App) -> None:
    with app.database.read() as tx:
        assert migrate.differences(tx) == []


def test_upgrading_twice_changes_nothing(app: App) -> None:
    assert migrate.upgrade(app.database) is False


def test_a_newer_schema_is_refused(app: App) -> None:
    with app.database.write() as tx:
        tx.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(BadSettings, match="newer than this program"):
        migrate.upgrade(app.database)


@pytest.mark.parametrize(("name", "told"), [("SQLITE_BUSY", TryLater), ("SQLITE_FULL", DiskFull)])
def test_trouble_that_the_driver_itself_tells_of_is_trouble_outside(
    tmp_path: Path, name: str, told: type[Exception]
) -> None:
    database, error = Database(f"sqlite:///{tmp_path}/tinbai.db"), sqlite3.OperationalError("x")
    error.sqlite_errorname = name
    with pytest.raises(told), database.read():
        raise error
    database.close()


def test_a_defect_that_the_driver_itself_tells_of_is_a_defect(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/tinbai.db")
    with pytest.raises(sqlite3.OperationalError, match="Could not decode"), database.read() as tx:
        tx.connection.cursor().execute("SELECT cast(x'ff' AS text)").fetchall()
    database.close()


def test_a_failed_write_leaves_nothing(app: App) -> None:
    insert = "INSERT INTO counters (outlet, name, value) VALUES ('o', 'n', 1)"
    with pytest.raises(RuntimeError), app.database.write() as tx:
        tx.execute(sa.text(insert))
        raise RuntimeError
    with app.database.read() as tx:
        assert tx.execute(sa.text("SELECT count(*) FROM counters")).scalar_one() == 0


def test_the_database_of_a_fresh_folder_is_made(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/a/b/tinbai.db")
    assert migrate.upgrade(database)
    database.check()
    with database.read() as tx:
        assert tx.execute(sa.text("PRAGMA page_size")).scalar_one() == 8192
    database.close()


def test_trouble_of_the_database_is_no_defect(app: App) -> None:
    """Only what an operator can mend is TryLater; a wrong statement must not be tried for ever."""
    with pytest.raises(sa.exc.DBAPIError), app.database.read() as tx:
        tx.execute(sa.text("SELECT nonsense FROM nowhere"))
    if app.database.is_sqlite:
        impatient = Database(f"sqlite:///{app.database.url.database}")
        sa.event.listen(impatient.engine, "connect", lambda made, _: made.execute("PRAGMA busy_timeout = 50"))
        with app.database.write(), pytest.raises(TryLater, match="locked"), impatient.write():
            pass
        impatient.close()
    else:
        with pytest.raises(TryLater, match="timeout"), app.database.write() as tx:
            tx.execute(sa.text("SET LOCAL statement_timeout = 50"))
            tx.execute(sa.text("SELECT pg_sleep(5)"))


def test_a_database_that_is_full_is_a_full_disk(app: App) -> None:
    database = app.database
    if not database.is_sqlite:
        return  # a tablespace of its own would be needed; the class of the error is told by its state 53100
    with pytest.raises(DiskFull), database.write() as tx:
        pages = tx.execute(sa.text("PRAGMA page_count")).scalar_one()
        tx.execute(sa.text(f"PRAGMA max_page_count = {pages}"))
        tx.execute(sa.text("INSERT INTO counters (outlet, name, value) VALUES ('x', :name, 1)"), {"name": "x" * 9000})
