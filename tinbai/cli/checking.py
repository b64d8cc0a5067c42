"""`tinbai check`: is everything outside as the settings say? One line each."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial

import click

from tinbai import signing_in
from tinbai.app import App, open_app
from tinbai.cli.context import Given, given, language_of
from tinbai.errors import TinbaiError
from tinbai.feeds.fetch import FEED, Fetcher
from tinbai.feeds.trouble import NOT_A_FEED, FetchTrouble
from tinbai.i18n import Language, count, number, text
from tinbai.intake.imap import ImapDoor
from tinbai.model import Accepted, Arrival
from tinbai.newsstand import listing_of
from tinbai.notifier import mail
from tinbai.parsers import rare
from tinbai.parsers.photo.pixels import heif_known
from tinbai.sandbox import Sandbox
from tinbai.settings import MIB, SMTP_OUT, Feed, Mailbox, Settings, Way
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
    language = language_of(loaded)
    wrong = False
    for line in _lines(loaded, language):
        wrong |= not line.good
        mark = text(language, "good") if line.good else text(language, "WRONG")
        click.echo(f"{mark:<5} {line.what}: {line.said}".rstrip(": "))
    if wrong:
        raise click.exceptions.Exit(1)


def _lines(loaded: Settings, language: Language) -> Iterator[Line]:
    outlets = count(language, "{n} outlet", "{n} outlets", len(loaded.outlets))
    mailboxes = count(language, "{n} mailbox", "{n} mailboxes", len(loaded.mailboxes))
    yield Line(text(language, "settings"), True, f"{outlets}, {mailboxes}")
    try:
        app = open_app(loaded)
    except (TinbaiError, OSError) as error:
        yield Line(text(language, "database"), False, str(error))
        return
    try:
        yield Line(text(language, "database"), True, app.database.url.render_as_string(hide_password=True))
        yield _tried(text(language, "files"), lambda: _blobs(app, language))
        for mailbox in loaded.mailboxes:
            yield from _mailbox(app, mailbox, language)
        for feed in loaded.feeds:
            what = text(language, "feed {name}", name=feed.name)
            yield _tried(what, partial(_feed, app, feed, language))
        for name, way in loaded.ways().items():
            what = text(language, "outgoing mail") + name.removeprefix(SMTP_OUT).replace(".", " ")
            yield _tried(what, partial(_outgoing, app, way, language))
    finally:
        app.close()
    yield from _extras(language)


def _outgoing(app: App, way: Way, language: Language) -> str:
    return text(language, mail.check(signing_in.able(app, way)))


def _extras(language: Language) -> Iterator[Line]:
    """What is read only where more is installed; doing without it is not wrong."""
    for what, known in ((text(language, "HEIC photos"), heif_known()), (text(language, ".rar and .7z"), rare.known())):
        read, kept = text(language, "are read"), text(language, "are kept unread, see “Extras” in docs/operating.md")
        yield Line(what, True, read if known else kept)


def _tried(what: str, attempt: Callable[[], str]) -> Line:
    try:
        return Line(what, True, attempt())
    except (TinbaiError, OSError) as error:
        return Line(what, False, str(error))


def _blobs(app: App, language: Language) -> str:
    """Write, read and remove a blob in both folders."""
    for blobs in (app.raw, app.blobs):
        name = blobs.put(app.worker.encode())
        if blobs.open(name).read_bytes() != app.worker.encode():
            raise TinbaiError(f"{blobs.root}: what was written is not what is read")
        blobs.delete(name)
    free = number(language, app.raw.free() // MIB)
    return text(language, "{folder}, {free} MB free", folder=app.settings.data, free=free)


def _mailbox(app: App, mailbox: Mailbox, language: Language) -> Iterator[Line]:
    """The steps DNS, TLS, login, folder, fetch; those after a wrong one are not tried."""
    door = ImapDoor(signing_in.able(app, mailbox), _accept_nothing, StoredLedger(app, mailbox), app.raw.spool)
    for step in door.check():
        what = text(language, "mailbox {name}, {step}", name=mailbox.name, step=text(language, step.name))
        seen = step.name == "folder" and step.ok
        said = count(language, "{n} message", "{n} messages", int(step.detail)) if seen else text(language, step.detail)
        yield Line(what, step.ok, said)


def _feed(app: App, feed: Feed, language: Language) -> str:
    """Whether it can be fetched and read; nothing of it is kept."""
    with ExitStack() as stack:
        sandbox = Sandbox(app.settings.limits)
        stack.callback(sandbox.close)
        folder = stack.enter_context(app.blobs.job_folder())
        try:
            found = listing_of(Fetcher(app.settings.fetching, app.now).get(feed.url, FEED), sandbox, folder)
        except FetchTrouble as error:
            raise TinbaiError(text(language, error.message)) from None
    if found.kind in ("page", "nothing"):
        said = text(language, NOT_A_FEED)
        raise TinbaiError(" ".join([said, text(language, "The page names:"), *found.named]) if found.named else said)
    if found.kind == "index":
        return count(language, "{n} sitemap", "{n} sitemaps", len(found.entries))
    return count(language, "{n} story", "{n} stories", len(found.entries))


def _accept_nothing(arrival: Arrival) -> Accepted:
    raise TinbaiError(f"a check takes no mail, not even from {arrival.source.mailbox}")
