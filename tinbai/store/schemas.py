"""A schema of its own on PostgreSQL, where a restore is tried out beside the running tables."""

from sqlalchemy.exc import ProgrammingError

from tinbai.errors import NotAllowed
from tinbai.store.database import Database


def make(database: Database, name: str) -> str:
    """Make it empty and return the address under which nothing but it is seen. Raises NotAllowed."""
    try:
        drop(database, name)
        with database.write() as tx:
            tx.exec_driver_sql(f"CREATE SCHEMA {name}")
    except ProgrammingError as error:  # permission denied for database
        raise NotAllowed(str(error.orig).partition("\n")[0]) from error
    options = database.url.query.get("options", "")
    given = options if isinstance(options, str) else " ".join(options)
    url = database.url.update_query_dict({"options": f"{given} -csearch_path={name}".strip()})
    return url.render_as_string(hide_password=False)


def drop(database: Database, name: str) -> None:
    """With all that is in it."""
    with database.write() as tx:
        tx.exec_driver_sql(f"DROP SCHEMA IF EXISTS {name} CASCADE")
