"""`tinbai backup`, `tinbai restore`, `tinbai drill`: a copy that can be relied on."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click
from rich.progress import TaskID

from tinbai.backup import make
from tinbai.backup import restore as restoring
from tinbai.backup.drill import drill as try_out
from tinbai.backup.files import Step, Tell
from tinbai.backup.make import Made
from tinbai.backup.manifest import Manifest
from tinbai.backup.restore import Restored, Wishes
from tinbai.backup.trouble import SENTENCES, BackupTrouble, listed
from tinbai.cli.context import Given, given, language_of
from tinbai.cli.progress import progress_bar
from tinbai.cli.stopping import stop_event
from tinbai.errors import DiskFull, TinbaiError
from tinbai.i18n import Language, count, moment, number, text

_STEPS: Mapping[Step, str] = {"tables": "tables of the database", "raw": "raw mails", "blobs": "attachments and photos"}
_SAID: Mapping[str, str] = {
    "differs": "What was restored differs from the backup: {files}. The running data were not touched. Do not rely on"
    " the backups before the reason is known: look at the log of the system and at the disk.",
    "damaged": "Files on this disk are no longer what they were: {files}. They are not in this backup, all else is; an"
    " older backup may have them whole.",
    "unfinished": "Another backup is being made there, or was broken off today: files that only deleted backups had are"
    " deleted by a later backup.",
    "key": "Put the secret.key of old at {file} before the service starts. Without it links and reply addresses in"
    " letters lead nowhere, and passwords of mailboxes and second factors must be set anew.",
}
_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command()
@click.argument("dir", required=False, type=_FOLDER)
@click.option("--keep", type=click.IntRange(min=1), help="Keep so many backups of the folder, delete older ones.")
@given
def backup(given: Given, dir: Path | None, keep: int | None) -> None:
    """Make a backup in DIR (default: `backups` in the data folder) while the service runs. What DIR has is not copied
    again.
    """
    stop = stop_event()
    with given.app() as app:
        language = language_of(app.settings)
        folder = dir or app.settings.data / "backups"
        with _told(language) as tell:
            made = make.back_up(app, folder, stop, tell)
        click.echo(str(made.path))
        _note(text(language, "The backup is complete: {what}.", what=_contents(language, made.manifest)))
        _left_out(language, made.manifest)
        _prune(language, folder, keep)
        _older(language, made, 0 if keep == 1 else made.held)
        _note(text(language, "Keep a copy of {file} elsewhere: it is not in the backup.", file=app.settings.keys_file))
        if made.damaged:
            raise TinbaiError(_unwhole(language, made.damaged))


@click.command()
@click.argument("dir", type=_FOLDER)
@click.option("--send-waiting", is_flag=True, help="Let letters leave that waited when the backup was made.")
@click.option("--without-damaged", is_flag=True, help="Go on without mails and files that are not whole.")
@given
def restore(given: Given, dir: Path, send_waiting: bool, without_damaged: bool) -> None:
    """Put the newest backup in DIR, or DIR itself, into the empty place that the settings name. Every checksum is
    verified.
    """
    stop = stop_event()
    loaded = given.settings()
    language = language_of(loaded)
    with _told(language) as tell:
        done = restoring.restore(loaded, dir, Wishes(send_waiting, without_damaged), stop, tell)
    when = moment(language, done.manifest.made_at, loaded.timezone)
    what = _contents(language, done.manifest)
    _note(text(language, "Restored as it was at {when}: {what}.", when=when, what=what))
    _left_out(language, done.manifest)
    _after(language, done, loaded.keys_file)


@click.command()
@click.option("--in", "folder", type=_FOLDER, help="Folder with room for all data twice (default: the data folder).")
@given
def drill(given: Given, folder: Path | None) -> None:
    """Try out a restore: make a backup, put it into an empty place, compare every row and file. Nothing of it stays.

    Exit code 1 when anything differs.
    """
    stop = stop_event()
    with given.app() as app:
        language = language_of(app.settings)
        with _told(language) as tell:
            tried = try_out(app, folder or app.settings.data, stop, tell)
    if tried.differing:
        raise TinbaiError(text(language, _SAID["differs"], files=listed(tried.differing)))
    what = _contents(language, tried.manifest)
    _note(text(language, "A backup was made, restored and compared: all is equal. {what}.", what=what))
    _left_out(language, tried.manifest)
    if tried.damaged:
        raise TinbaiError(_unwhole(language, tried.damaged))


def _contents(language: Language, manifest: Manifest) -> str:
    rows = sum(table.rows for table in manifest.tables.values())
    octets = sum(table.bytes for table in manifest.tables.values())
    octets += sum(manifest.raw.values()) + sum(manifest.blobs.values())
    figures = (rows, len(manifest.raw), len(manifest.blobs), -(-octets // (1 << 20)))
    names = ("rows", "mails", "files", "mb")
    said = {name: number(language, n) for name, n in zip(names, figures, strict=True)}
    return text(language, "{rows} rows, {mails} raw mails, {files} attachments and photos, {mb} MB", **said)


def _left_out(language: Language, manifest: Manifest) -> None:
    held, missing = manifest.left_out.mails, len(manifest.missing)
    if held:
        _note(count(language, "{n} mail held as secret is not in it.", "{n} mails held as secret are not in it.", held))
    if missing:
        _note(
            count(
                language, "{n} raw mail that a row names is not on the disk.",
                "{n} raw mails that rows name are not on the disk.", missing,
            )
        )  # fmt: skip


def _prune(language: Language, folder: Path, keep: int | None) -> None:
    done = make.prune(folder, keep) if keep else make.Pruned(0, files=True)
    if gone := done.backups:
        _note(count(language, "{n} older backup was deleted.", "{n} older backups were deleted.", gone))
    if not done.files:
        _note(text(language, _SAID["unfinished"]))


def _older(language: Language, made: Made, held: int) -> None:
    if held:
        said = count(
            language, "{n} mail held as secret stands in older backups of the folder. To take it out:",
            "{n} mails held as secret stand in older backups of the folder. To take them out:", held,
        )  # fmt: skip
        _note(f"{said} tinbai backup {made.path.parent} --keep 1")


def _after(language: Language, done: Restored, keys_file: Path) -> None:
    if done.held_back:
        _note(
            count(
                language, "{n} letter that waited is held back: it may have left after the backup. The desk shows it.",
                "{n} letters that waited are held back: they may have left after the backup. The desk shows them.",
                done.held_back,
            )
        )  # fmt: skip
    if done.without:
        _note(
            count(
                language, "Without {n} mail or file that was damaged or missing: {files}",
                "Without {n} mails or files that were damaged or missing: {files}",
                len(done.without), files=listed(done.without),
            )
        )  # fmt: skip
    if not done.has_key:
        _note(text(language, _SAID["key"], file=keys_file))


def _unwhole(language: Language, damaged: list[str]) -> str:
    return text(language, _SAID["damaged"], files=listed(damaged))


def _note(words: str) -> None:
    click.echo(words, err=True)


@contextmanager
def _told(language: Language) -> Iterator[Tell]:
    """A bar for each step, and troubles in the language of the newsroom."""
    tasks: dict[Step, TaskID] = {}
    try:
        with progress_bar() as progress:

            def tell(step: Step, done: int, of: int) -> None:
                if step not in tasks or done == 1:
                    tasks[step] = progress.add_task(text(language, _STEPS[step]), total=of)
                progress.update(tasks[step], completed=done)

            yield tell
    except DiskFull as full:
        raise TinbaiError(text(language, SENTENCES["full"], said=str(full))) from full
    except BackupTrouble as trouble:
        raise TinbaiError(text(language, SENTENCES[trouble.code], **trouble.params)) from trouble
