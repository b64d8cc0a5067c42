"""A backup made while the service writes: first one state of the database, then the files its rows name.

Files are never changed, so what a row names can be copied later. A backup grows under another name and bears its own
when all of it is durable; the files of all backups of a folder stand together, each once.
"""

import shutil
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from tinbai import __version__, faults, keys
from tinbai.app import App
from tinbai.backup import manifest as manifests
from tinbai.backup.files import Tell, copy, silent
from tinbai.backup.manifest import LeftOut, Manifest
from tinbai.backup.trouble import BackupTrouble
from tinbai.settings import MIB
from tinbai.store import Blobs, Database, kept_files, migrate, table_files
from tinbai.store.blobs import outside_trouble, sync_folder
from tinbai.store.kept_files import Digests, Raw
from tinbai.store.table_files import TableFile

_UNFINISHED = ".unfinished-"
_DEAD = 86_400  # seconds after which one who has not finished is taken for killed


@dataclass(frozen=True, slots=True)
class Made:
    """`damaged`: files of this installation that are no longer what they were; `held`: mails that are held now and
    stand in older backups of the folder."""

    path: Path
    manifest: Manifest
    damaged: list[str]
    held: int


@dataclass(frozen=True, slots=True)
class Frozen:
    """One state of the database, written down."""

    revision: str
    tables: Mapping[str, TableFile]
    raw: Raw
    named: set[str]


def back_up(app: App, folder: Path, stop: Event, tell: Tell = silent) -> Made:
    """Make a backup in that folder. Raises BackupTrouble, DiskFull; then nothing stands under a backup's name."""
    with outside_trouble():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _sweep(folder)
        growing = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=folder))  # its owner's only
        try:
            return _grow(app, folder, growing, stop, tell)
        finally:  # when all went well it bears another name
            shutil.rmtree(growing, ignore_errors=True)


def _grow(app: App, folder: Path, growing: Path, stop: Event, tell: Tell) -> Made:
    began = app.now()
    raw, blobs = pools(folder, app.settings.limits.free_disk_mb * MIB)
    frozen = freeze(app.database, growing, stop, tell)
    faults.point("backup.tables-written")
    mails = copy(frozen.raw.wanted, app.raw, raw, stop, "raw", tell)
    known = [one for one in frozen.named if app.blobs.path(one).exists()]
    files = copy(known, app.blobs, blobs, stop, "blobs", tell)
    faults.point("backup.files-copied")
    manifest = Manifest(
        began, __version__, app.database.url.get_backend_name(), frozen.revision,
        keys.mark_of(app.settings.keys_file), frozen.tables, mails.sizes, files.sizes,
        LeftOut(len(frozen.raw.held), frozen.raw.drafts), mails.missing,
    )  # fmt: skip
    manifests.write(growing, manifest)
    faults.point("backup.manifest-written")
    path = _name(growing, folder / f"{began:%Y%m%dT%H%M%SZ}")
    held = sum(raw.path(one).exists() for one in frozen.raw.held)
    return Made(path, manifest, [*mails.damaged, *files.damaged], held)


def freeze(database: Database, folder: Path, stop: Event, tell: Tell = silent) -> Frozen:
    """Write every table of one state of the database into the folder."""
    (folder / "tables").mkdir()
    digests, tables = Digests(), dict[str, TableFile]()
    with database.frozen() as tx:
        revision = migrate.current(tx) or ""
        names = table_files.names(tx)
        for done, table in enumerate(names, 1):
            if stop.is_set():
                raise BackupTrouble("stopped")
            look = digests.look if table in kept_files.NAMING else None
            tables[table] = table_files.write(tx, table, manifests.table_file(folder, table), look)
            tell("tables", done, len(names))
        raw = kept_files.raw(tx)
    sync_folder(folder / "tables")
    return Frozen(revision, tables, raw, digests.found)


def pools(folder: Path, keep_free: int = 0) -> tuple[Blobs, Blobs]:
    """Where the raw mails and the blobs of all backups of a folder stand."""
    return Blobs(folder / "raw", keep_free), Blobs(folder / "blobs", keep_free)


@dataclass(frozen=True, slots=True)
class Pruned:
    """How many backups went; `files` False: the files that only they had stand still."""

    backups: int
    files: bool


def prune(folder: Path, keep: int) -> Pruned:
    """Delete all but the newest backups, and the files that only they had.

    Not the files while another backup is being made there, which counts on what stands; or was broken off today.
    """
    every = manifests.complete(folder)
    old = every[keep:]
    for one in old:
        gone = one.with_name(f"{_UNFINISHED}{one.name}")  # at once no backup any more, however long deleting takes
        one.rename(gone)
        shutil.rmtree(gone)
    sync_folder(folder)
    is_alone = not any(folder.glob(f"{_UNFINISHED}*"))
    if is_alone:
        left = [manifests.read(one) for one in every[:keep]]
        for pool, wanted in zip(pools(folder), ([m.raw for m in left], [m.blobs for m in left]), strict=True):
            _drop(pool, {name for names in wanted for name in names})
    return Pruned(len(old), is_alone)


def _drop(pool: Blobs, wanted: set[str]) -> None:
    for file in pool.root.glob("[0-9a-f][0-9a-f]/*"):
        if file.name not in wanted:
            file.unlink(missing_ok=True)


def _sweep(folder: Path) -> None:
    """What was left by one who was killed."""
    for one in folder.glob(f"{_UNFINISHED}*"):
        if one.stat().st_mtime < time.time() - _DEAD:
            shutil.rmtree(one, ignore_errors=True)
    for pool in pools(folder):
        pool.sweep(time.time() - _DEAD)


def _name(growing: Path, path: Path) -> Path:
    number = 1
    while path.exists():  # another one of the same second
        number += 1
        path = path.with_name(f"{path.name.partition('-')[0]}-{number}")
    sync_folder(growing)
    growing.rename(path)
    sync_folder(path.parent)
    return path
