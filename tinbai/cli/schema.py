"""`tinbai db upgrade`: bring the database to this program's schema."""

import click

from tinbai.cli.context import Given, given, language_of
from tinbai.i18n import text
from tinbai.store import Database, migrate


@click.group()
def db() -> None:
    """The database's schema."""


@db.command()
@given
def upgrade(given: Given) -> None:
    """Migrate now (the service does it by itself when it starts)."""
    loaded = given.settings()
    language = language_of(loaded)
    database = Database(loaded.database_url)
    try:
        changed = migrate.upgrade(database)
    finally:
        database.close()
    click.echo(text(language, "The schema was upgraded.") if changed else text(language, "The schema is up to date."))
