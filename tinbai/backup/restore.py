"""A backup put back into an empty place: files first, then all rows in one transaction.

Whoever is killed on the way finds an empty database and begins again; files that were copied stay.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from tinbai import faults, keys
from tinbai.backup import manifest as manifests
from tinbai.backup.files import Tell, copy, silent
from tinbai.backup.make import pools
from tinbai.backup.manifest import Manifest
from tinbai.backup.trouble import BackupTrouble, listed
from tinbai.notifier.mail import REASONS
from tinbai.settings import MIB, Settings
from tinbai.store import Blobs, Database, deliveries, migrate, table_files
from tinbai.store.blobs import digest_of, outside_trouble


@dataclass(frozen=True, slots=True)
class Wishes:
    """`send_waiting`: let letters leave that waited; `without_damaged`: go on without files that are not whole."""

    send_waiting: bool = False
    without_damaged: bool = False


@dataclass(frozen=True, slots=True)
class Restored:
    """`held_back`: letters that waited and do not leave; `has_key`: the key is that of the backup."""

    path: Path
    manifest: Manifest
    held_back: int
    without: list[str]
    has_key: bool


def restore(settings: Settings, folder: Path, wishes: Wishes, stop: Event, tell: Tell = silent) -> Restored:
    """Put back the backup of that folder, or the newest in it. Raises BackupTrouble, BadSettings, TryLater."""
    path = manifests.found(folder)
    manifest = manifests.read(path)
    settings.data.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database_url)
    try:
        _must_fit(database, manifest, path)
        _check_tables(path, manifest)
        with outside_trouble():
            without = _files(settings, path, manifest, wishes.without_damaged, stop, tell)
        faults.point("restore.files-copied")
        held_back = _rows(database, path, manifest, wishes.send_waiting, stop, tell)
    finally:
        database.close()
    has_key = keys.mark_of(settings.keys_file) == manifest.key
    return Restored(path, manifest, held_back, without, has_key)


def _must_fit(database: Database, manifest: Manifest, path: Path) -> None:
    engine = database.url.get_backend_name()
    if manifest.engine != engine:
        raise BackupTrouble("engine", one=manifest.engine, other=engine)
    if not migrate.is_known(manifest.revision):
        raise BackupTrouble("newer", where=str(path))
    with database.read() as tx:
        if not table_files.is_empty(tx):
            raise BackupTrouble("not-empty-database", where=str(database.url.database))


def _check_tables(path: Path, manifest: Manifest) -> None:
    damaged = []
    for table, its in manifest.tables.items():
        file = manifests.table_file(path, table)
        if not file.is_file() or digest_of(file) != its.sha256:
            damaged.append(str(file.relative_to(path)))
    if damaged:
        raise BackupTrouble("damaged-table", files=listed(damaged))


def _files(settings: Settings, path: Path, manifest: Manifest, anyway: bool, stop: Event, tell: Tell) -> list[str]:
    """Copy them; those that are not whole."""
    here = [Blobs(settings.data / name, settings.limits.free_disk_mb * MIB) for name in ("raw", "blobs")]
    wanted: tuple[Mapping[str, int], ...] = (manifest.raw, manifest.blobs)
    for place, names in zip(here, wanted, strict=True):
        if any(file.name not in names for file in place.root.glob("[0-9a-f][0-9a-f]/*")):
            raise BackupTrouble("not-empty-folder", where=str(place.root))
    without = []
    for pool, place, names in zip(pools(path.parent), here, wanted, strict=True):
        copied = copy(names, pool, place, stop, "raw" if names is manifest.raw else "blobs", tell)
        lost = sorted({*copied.missing, *copied.damaged} - copied.sizes.keys())
        without += [f"{pool.root.name}/{one[:2]}/{one}" for one in lost]
    if without and not anyway:
        raise BackupTrouble("damaged", files=listed(without))
    return without


def _rows(database: Database, path: Path, manifest: Manifest, send: bool, stop: Event, tell: Tell) -> int:
    """Load every table into the schema it was taken from, then bring it to this program's; letters held back."""
    with database.write() as tx:
        migrate.create(tx, manifest.revision)
        for done, table in enumerate(manifest.tables, 1):
            if stop.is_set():
                raise BackupTrouble("stopped")
            table_files.read(tx, table, manifests.table_file(path, table))
            tell("tables", done, len(manifest.tables))
        table_files.settle(tx)
        migrate.create(tx)
        held_back = 0 if send else deliveries.hold_back(tx, REASONS["restored"])
        if said := table_files.faults(tx):
            raise BackupTrouble("unsound", said=listed(said))
        faults.point("restore.rows-written")
    return held_back
