"""`tinbai check`: is everything outside as the settings say? One line each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from tinbai.app import App, open_app
from tinbai.cli.context import Given, given
from tinbai.errors import TinbaiError
from tinbai.i18n import text
from tinbai.intake.imap import ImapDoor
from tinbai.notifier import mail
from tinbai.settings import Mailbox, Settings
from tinbai.watching import StoredLedger


@dataclass(frozen=True, slots=True)
class Line:
    what: str
    good: bool
    said: str


@click.command()
@given
def check(given: Given) -> None:
    """Verify settings, database, blobs, every mailbox and the outgoing server. Exit code 1 when something is wrong."""
    loaded = given.settings()
    language = loaded.outlets[0].language
    bad = False
    for line in _lines(loaded):
        bad |= not line.good
        mark = text(language, "good") if line.good else text(language, "WRONG")
        click.echo(f"{mark:<5} {line.what}: {line.said}")
    if bad:
        raise click.exceptions.Exit(1)


def _lines(loaded: Settings) -> Iterator[Line]:
    yield Line("settings", True, f"{len(loaded.outlets)} outlets, {len(loaded.mailboxes)} mailboxes")
    try:
        app = open_app(loaded)
    except (TinbaiError, OSError) as error:
        yield Line("database", False, str(error))
        return
    try:
        yield Line("database", True, app.database.url.render_as_string(hide_password=True))
        yield _tried("blobs", lambda: _blobs(app))
        for mailbox in loaded.mailboxes:
            yield from _mailbox(app, mailbox)
        yield _tried("outgoing mail", lambda: mail.check(loaded.smtp_out))
    finally:
        app.close()


def _tried(what: str, attempt: Callable[[], str]) -> Line:
    try:
        return Line(what, True, attempt())
    except (TinbaiError, OSError) as error:
        return Line(what, False, str(error))


def _blobs(app: App) -> str:
    """Write, read and remove a blob in both folders."""
    for blobs in (app.raw, app.blobs):
        name = blobs.put(app.worker.encode())
        if blobs.open(name).read_bytes() != app.worker.encode():
            raise TinbaiError(f"{blobs.root}: what was written is not what is read")
        blobs.delete(name)
    return f"{Path(app.settings.data)}: {app.raw.free() // 2**20} MB free"


def _mailbox(app: App, mailbox: Mailbox) -> Iterator[Line]:
    """The steps DNS, TLS, login, folder, fetch; those after a wrong one are not tried."""
    door = ImapDoor(mailbox, lambda arrival: _never(), StoredLedger(app, mailbox), app.raw.spool)
    for step in door.check():
        yield Line(f"mailbox {mailbox.name}, {step.name}", step.good, step.said)


def _never() -> None:
    raise AssertionError("a check accepts no mail")
