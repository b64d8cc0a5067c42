"""`tinbai run`: the service."""

import signal
import sys
import threading
from types import FrameType

import click

from tinbai.app import open_app
from tinbai.cli.context import Given, given
from tinbai.jobs import ROLES, Role, Service
from tinbai.web.app import create


def _roles(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> tuple[Role, ...]:
    if value is None:
        return ROLES
    chosen = tuple(role for role in ROLES if role in {part.strip() for part in value.split(",")})
    unknown = {part.strip() for part in value.split(",")} - set(ROLES)
    if unknown or not chosen:
        raise click.BadParameter(f"one or more of {', '.join(ROLES)}, with commas between")
    return chosen


@click.command()
@click.option("--only", callback=_roles, help="Roles of this process: intake,work,send,web.")
@given
def run(given: Given, only: tuple[Role, ...] = ROLES) -> None:
    """Run the service until it is told to stop (Ctrl-C, SIGTERM)."""
    stop = stop_event()
    app = open_app(given.settings())
    service = Service(app, create, only)
    service.start()
    if service.desk_address:
        click.echo(service.desk_address)
    sys.stdout.flush()
    stop.wait()
    service.stop()
    app.close()


def stop_event() -> threading.Event:
    """Set by SIGTERM and Ctrl-C; a second one ends the process at once."""
    stop = threading.Event()

    def handle(number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            raise SystemExit(128 + number)
        stop.set()

    signal.signal(signal.SIGTERM, handle)
    signal.signal(signal.SIGINT, handle)
    return stop
