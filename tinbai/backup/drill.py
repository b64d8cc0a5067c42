"""A restore tried out: a backup is made, put back into an empty place of its own, and what stands there is compared."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import structlog

from tinbai.app import App
from tinbai.backup.files import Tell, silent
from tinbai.backup.make import back_up, freeze
from tinbai.backup.manifest import Manifest
from tinbai.backup.restore import Wishes, restore
from tinbai.backup.trouble import BackupTrouble
from tinbai.errors import TinbaiError
from tinbai.settings import Settings
from tinbai.store import Blobs, Database, schemas
from tinbai.store.blobs import digest_of

log = structlog.get_logger("backup")
_SCHEMA = "tinbai_drill"  # on PostgreSQL the empty place is a schema beside the running one


@dataclass(frozen=True, slots=True)
class Tried:
    """`differing`: tables and files that did not come back as they were; `missing` and `damaged` were so before."""

    manifest: Manifest
    differing: list[str]
    damaged: list[str]


def drill(app: App, folder: Path, stop: Event, tell: Tell = silent) -> Tried:
    """Back up into a folder of its own within that one, restore from there, compare; both are gone afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix="drill-", dir=folder))
    try:
        made = back_up(app, place / "backup", stop, tell)
        with _empty_place(app, place / "restored") as settings:
            restore(settings, made.path, Wishes(send_waiting=True), stop, tell)
            differing = _compared(settings, made.manifest, place, stop, tell)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    log.info("restore tried out", action="drill", tables=len(made.manifest.tables), differing=len(differing))
    return Tried(made.manifest, differing, made.damaged)


@contextmanager
def _empty_place(app: App, data: Path) -> Iterator[Settings]:
    """Settings of an empty place beside the running one; it is gone afterwards."""
    here = {"data": data, "keys": app.settings.keys_file}
    if app.database.is_sqlite:
        yield app.settings.model_copy(update=here | {"database": f"sqlite:///{data / 'tinbai.db'}"})
        return
    try:
        url = schemas.make(app.database, _SCHEMA)
    except TinbaiError as error:
        raise BackupTrouble("schema", said=str(error)) from error
    try:
        yield app.settings.model_copy(update=here | {"database": url})
    finally:
        schemas.drop(app.database, _SCHEMA)


def _compared(settings: Settings, manifest: Manifest, place: Path, stop: Event, tell: Tell) -> list[str]:
    """Every row and every octet is read once more from where it was restored to."""
    again = place / "again"
    again.mkdir()
    database = Database(settings.database_url)
    try:
        frozen = freeze(database, again, stop, tell)
    finally:
        database.close()
    found = _differing("tables", manifest.tables, frozen.tables)
    for name, wanted in (("raw", manifest.raw), ("blobs", manifest.blobs)):
        found += _differing(name, wanted, _sizes(Blobs(settings.data / name), stop))
    return found


def _differing(what: str, one: Mapping[str, object], other: Mapping[str, object]) -> list[str]:
    return sorted(f"{what}/{name}" for name in {*one, *other} if one.get(name) != other.get(name))


def _sizes(place: Blobs, stop: Event) -> dict[str, int]:
    """By what the octets are, whatever the file is called."""
    found = {}
    for file in place.root.glob("[0-9a-f][0-9a-f]/*"):
        if stop.is_set():
            raise BackupTrouble("stopped")
        found[digest_of(file)] = file.stat().st_size
    return found
