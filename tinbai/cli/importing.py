"""`tinbai import`: an archive into the queue."""

from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tinbai import pipeline
from tinbai.app import App
from tinbai.cli.context import Given, given
from tinbai.i18n import text
from tinbai.intake import archive
from tinbai.model import Accepted
from tinbai.sandbox import Sandbox


@click.command("import")
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@click.option("--outlet", help="Code of the outlet the mail belongs to.")
@click.option("--acknowledge", is_flag=True, help="Let acknowledgements go out; without it an import is silent.")
@given
def import_(given: Given, path: Path, outlet: str | None, acknowledge: bool) -> None:
    """Take a Maildir, an mbox, a folder of .eml or one .eml into the queue. Safe to repeat and to interrupt."""
    with given.app() as app:
        codes = [one.code for one in app.settings.outlets]
        if outlet is None and len(codes) > 1:
            raise click.UsageError(f"--outlet is needed, one of {', '.join(codes)}")
        if outlet and outlet not in codes:
            raise click.UsageError(f"--outlet {outlet}: unknown, one of {', '.join(codes)}")
        taken = _take(app, path, outlet or codes[0], acknowledge)
        language = app.settings.outlets[0].language
        said = text(language, "{new} new, {again} seen before", new=taken[0], again=taken[1])
        click.echo(said, err=True)
        _work_off(app)


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    return Progress(*columns, console=console, disable=not console.is_terminal)


def _take(app: App, path: Path, outlet: str, acknowledge: bool) -> tuple[int, int]:
    """Accept every message; returns (new, seen before)."""
    new = again = 0
    with _progress() as progress:
        task = progress.add_task(path.name, total=archive.count(path))
        for arrival in archive.messages(path, outlet, silent=not acknowledge):
            accepted = pipeline.accept(app, arrival)
            new += accepted is Accepted.NEW
            again += accepted is not Accepted.NEW
            progress.advance(task)
    return new, again


def _work_off(app: App) -> None:
    """Process what waits, here and now; a service that runs beside takes its share."""
    sandbox = Sandbox(app.settings.limits)
    language = app.settings.outlets[0].language
    try:
        with _progress() as progress:
            task = progress.add_task(text(language, "making drafts"), total=None)
            while pipeline.process_next(app, sandbox):
                progress.advance(task)
    finally:
        sandbox.close()
