"""`tinbai rebuild`: what can be made anew from what is stored."""

from collections.abc import Callable
from threading import Event

import click

from tinbai import photos, rebuilding
from tinbai.app import App
from tinbai.cli.context import Given, given, language_of
from tinbai.cli.progress import progress_bar
from tinbai.cli.stopping import stop_event
from tinbai.errors import TinbaiError
from tinbai.i18n import text
from tinbai.sandbox import Sandbox
from tinbai.store import search as search_store

_TOGETHER = 25  # drafts of one transaction; a mail that arrives waits for one


@click.group()
def rebuild() -> None:
    """Make anew what is derived from other data."""


@rebuild.command()
@given
def twins(given: Given) -> None:
    """Make the index of twins anew beside the running one, and look once more at photos that an older program has
    looked at. Mail goes on meanwhile; safe to interrupt and to repeat.
    """
    stop = stop_event()
    with given.app() as app:
        language = language_of(app.settings)
        with progress_bar() as progress:
            task = progress.add_task(text(language, "index of twins"), total=rebuilding.left(app.database))
            done = rebuilding.rebuild(app, stop, lambda texts: progress.advance(task, texts))
            task = progress.add_task(text(language, "photos looked at anew"), total=photos.outdated(app.database))
            done = done and _renew_photos(app, stop, lambda: progress.advance(task))
        if not done:
            raise TinbaiError(text(language, "Stopped. The same command goes on from here."))
        click.echo(text(language, "The index of twins was made anew."), err=True)


def _renew_photos(app: App, stop: Event, tell: Callable[[], object]) -> bool:
    """False when it was told to stop before the end."""
    sandbox = Sandbox(app.settings.limits)
    try:
        while not stop.is_set():
            if not photos.renew_next(app, sandbox):
                return True
            tell()
    finally:
        sandbox.close()
    return False


@rebuild.command()
@given
def search(given: Given) -> None:
    """Make the index of words anew, which the search of the desk asks. It answers meanwhile; safe to interrupt and to
    repeat.
    """
    stop = stop_event()
    with given.app() as app:
        language = language_of(app.settings)
        with app.database.write() as tx:
            left = search_store.left(tx) or search_store.doubt(tx)
        with progress_bar() as progress:
            task = progress.add_task(text(language, "index of words"), total=left)
            done = 1
            while done and not stop.is_set():
                with app.database.write() as tx:
                    done = search_store.refresh(tx, _TOGETHER)
                progress.advance(task, done)
        if done:
            raise TinbaiError(text(language, "Stopped. The same command goes on from here."))
        click.echo(text(language, "The index of words was made anew."), err=True)
