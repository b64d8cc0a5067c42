"""`tinbai db upgrade`: bring the database to this program's schema."""

import click

from tinbai.cli.context import Given, given
from tinbai.store import Database, migrate


@click.group()
def db() -> None:
    """The database's schema."""


@db.command()
@given
def upgrade(given: Given) -> None:
    """Migrate now (the service does it by itself when it starts)."""
    database = Database(given.settings().database_url)
    try:
        click.echo("upgraded" if migrate.upgrade(database) else "up to date")
    finally:
        database.close()
