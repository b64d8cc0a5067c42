"""`tinbai run`: the service."""

import sys

import click

from tinbai.app import open_app
from tinbai.cli.context import Given, given
from tinbai.cli.stopping import stop_event
from tinbai.jobs import ROLES, Role, Service
from tinbai.web.app import create


def _roles(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> tuple[Role, ...]:
    if value is None:
        return ROLES
    named = {part.strip() for part in value.split(",")}
    if not named <= set(ROLES):
        raise click.BadParameter(f"{value}: one or more of {', '.join(ROLES)}, with commas between")
    return tuple(role for role in ROLES if role in named)


@click.command()
@click.option("--only", callback=_roles, help="Roles of this process: intake,work,send,web.")
@given
def run(given: Given, only: tuple[Role, ...]) -> None:
    """Run the service until it is told to stop (Ctrl-C, SIGTERM)."""
    stop = stop_event()
    app = open_app(given.settings(chatty=True))
    service = Service(app, create, only)
    try:
        service.start()
        if service.desk_address:
            click.echo(service.desk_address)
        sys.stdout.flush()
        stop.wait()
    finally:
        service.stop()
        app.close()
