"""What a backup holds, as JSON beside it: one complete backup is a folder with this file."""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from tinbai.backup.trouble import BackupTrouble
from tinbai.store.table_files import TableFile

FORMAT = 1
_FILE, _SUM = "manifest.json", "manifest.json.sha256"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is held as secret and not in the backup: raw mails, and drafts that have no words."""

    mails: int
    drafts: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """`raw` and `blobs`: SHA-256, which is the file's name, and size. `missing`: raw mails gone here."""

    made_at: datetime
    program: str
    engine: str  # sqlite, postgresql
    revision: str  # of the schema
    key: str  # tells one secret.key from another, see keys.py; the key itself is not here
    tables: Mapping[str, TableFile]
    raw: Mapping[str, int]
    blobs: Mapping[str, int]
    left_out: LeftOut
    missing: Sequence[str] = ()


def table_file(folder: Path, table: str) -> Path:
    return folder / "tables" / f"{table}.gz"


def write(folder: Path, manifest: Manifest) -> None:
    """Durable when it returns; beside it its SHA-256, as sha256sum reads it."""
    text = json.dumps({"format": FORMAT} | asdict(manifest), indent=1, default=datetime.isoformat).encode()
    for name, data in ((_FILE, text), (_SUM, f"{hashlib.sha256(text).hexdigest()}  {_FILE}\n".encode())):
        with (folder / name).open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())


def read(folder: Path) -> Manifest:
    """Raises BackupTrouble when it is damaged, or of a newer program."""
    try:
        text = (folder / _FILE).read_bytes()
        said = (folder / _SUM).read_text("ascii").split()
        if not said or said[0] != hashlib.sha256(text).hexdigest():
            raise BackupTrouble("damaged-manifest", where=str(folder))
        values = json.loads(text)
        if values.pop("format") != FORMAT:
            raise BackupTrouble("newer", where=str(folder))
        values["made_at"] = datetime.fromisoformat(values["made_at"])
        values["tables"] = {name: TableFile(**one) for name, one in values["tables"].items()}
        return Manifest(**values | {"left_out": LeftOut(**values["left_out"])})
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise BackupTrouble("damaged-manifest", where=str(folder)) from error


def complete(folder: Path) -> list[Path]:
    """The complete backups of a folder, newest first."""
    found = [one for one in folder.iterdir() if not one.name.startswith(".") and (one / _FILE).is_file()]
    return sorted(found, key=lambda one: one.name, reverse=True)


def found(folder: Path) -> Path:
    """The backup meant by a folder: itself, or the newest in it. Raises BackupTrouble when there is none."""
    if (folder / _FILE).is_file():
        return folder
    every = complete(folder) if folder.is_dir() else []
    if not every:
        raise BackupTrouble("none", where=str(folder))
    return every[0]
