"""`tinbai import`: an archive into the queue."""

import threading
from dataclasses import replace
from pathlib import Path

import click

from tinbai import batches, leases, rebuilding
from tinbai.app import App
from tinbai.cli.context import Given, given, known_outlet, language_of
from tinbai.cli.progress import progress_bar
from tinbai.cli.stopping import stop_event
from tinbai.errors import TinbaiError
from tinbai.i18n import count, text
from tinbai.intake import archive
from tinbai.model import Accepted, Arrival
from tinbai.notifier import rules
from tinbai.sandbox import Sandbox
from tinbai.settings import Settings
from tinbai.store import mailboxes


@click.command("import")
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@click.option("--outlet", help="Code of the outlet the mail belongs to; needed when there are several.")
@click.option("--acknowledge", is_flag=True, help="Acknowledge mail of the last 3 days; else an import is silent.")
@given
def import_(given: Given, path: Path, outlet: str | None, acknowledge: bool) -> None:
    """Take a Maildir, an mbox, a folder of .eml or one .eml into the queue. Safe to repeat and to interrupt."""
    stop = stop_event()
    with given.app() as app:
        language = language_of(app.settings)
        leases.release_dead(app)
        new, again = _take(app, path, _outlet(app.settings, outlet), acknowledge, stop)
        click.echo(text(language, "{new} new, {again} seen before", new=new, again=again), err=True)
        if rebuilding.is_needed(app.database):
            rebuilding.rebuild(app, stop)
        waiting = _work_off(app, stop)
        if stop.is_set():
            raise TinbaiError(text(language, "Stopped. The same command goes on from here; nothing comes twice."))
        if waiting:
            said = count(language, "{n} mail waits for the service", "{n} mails wait for the service", waiting)
            click.echo(said, err=True)


def _outlet(loaded: Settings, code: str | None) -> str:
    if code is None and len(loaded.outlets) > 1:
        raise click.UsageError(f"--outlet is needed, one of {', '.join(outlet.code for outlet in loaded.outlets)}")
    return known_outlet(loaded, code or loaded.outlets[0].code)


def _take(app: App, path: Path, outlet: str, acknowledge: bool, stop: threading.Event) -> tuple[int, int]:
    """Accept every message; returns (new, seen before)."""
    new = again = 0
    with progress_bar() as progress:
        task = progress.add_task(path.name, total=archive.count(path))
        found = archive.messages(path, outlet, app.raw.spool, silent=not acknowledge, now=app.now)
        for accepted in batches.accept(app, (_silent_if_old(app, arrival) for arrival in found)):
            fresh = accepted.count(Accepted.NEW)
            new, again = new + fresh, again + len(accepted) - fresh
            progress.advance(task, len(accepted))
            if stop.is_set():
                break
    return new, again


def _silent_if_old(app: App, arrival: Arrival) -> Arrival:
    """Nobody wants to be told that a mail of last year has arrived."""
    return replace(arrival, silent=arrival.silent or arrival.received_at < app.now() - rules.OLDEST)


def _work_off(app: App, stop: threading.Event) -> int:
    """Process what waits, here and now (a service that runs beside takes its share); returns how many wait still."""
    sandbox = Sandbox(app.settings.limits)
    try:
        with progress_bar() as progress:
            task = progress.add_task(text(language_of(app.settings), "making drafts"), total=_waiting(app))
            for mails in batches.process(app, sandbox, stop):
                progress.advance(task, mails)
    finally:
        sandbox.close()
    return _waiting(app)


def _waiting(app: App) -> int:
    with app.database.read() as tx:
        return sum(balance.waiting for balance in mailboxes.ledger(tx))
