"""Content-addressed files: named by SHA-256, never changed, durable when `put` returns."""

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tinbai import faults
from tinbai.errors import DiskFull, NotFound, TryLater

_FULL = {errno.ENOSPC, errno.EDQUOT}
# the disk or the machine is in trouble, not the mail in hand
_OUTSIDE = {errno.EIO, errno.EROFS, errno.EACCES, errno.EPERM, errno.ESTALE, errno.EMFILE, errno.ENFILE, errno.ENOMEM}


class Blobs:
    """A folder of blobs in 256 folders. `keep_free`: bytes that must stay free, else DiskFull before it is too late."""

    def __init__(self, root: Path, keep_free: int = 0) -> None:
        self.root = root
        self.keep_free = keep_free
        self.spool.mkdir(parents=True, exist_ok=True)
        self._make_folders()

    @property
    def spool(self) -> Path:
        """Where files grow before they are named; same file system, so that a rename is enough."""
        return self.root / "tmp"

    def _make_folders(self) -> None:
        """All of them at once and durable: one made in passing might be used by a thread before it is."""
        if (self.root / "ff").exists():
            return
        for number in range(256):
            (self.root / f"{number:02x}").mkdir(parents=True, exist_ok=True)
        sync_folder(self.root)
        sync_folder(self.root.parent)

    def path(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256

    def open(self, sha256: str) -> Path:
        """The blob's path; NotFound if there is none."""
        path = self.path(sha256)
        if not path.exists():
            raise NotFound(f"blob {sha256} is missing")
        return path

    def put(self, data: bytes | Path, sha256: str | None = None) -> str:
        """Make the octets durable and return their SHA-256. A file handed over is moved away. Raises DiskFull."""
        with outside_trouble():
            if isinstance(data, Path):
                return self._adopt(data, sha256 or digest_of(data))
            return self._write(data, sha256 or hashlib.sha256(data).hexdigest())

    def _write(self, data: bytes, sha256: str) -> str:
        target = self.path(sha256)
        if self._stands(target):
            return sha256
        self._room(len(data))
        handle, name = tempfile.mkstemp(dir=self.spool)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            faults.point("accept.raw-written")
            self._name(Path(name), target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return sha256

    def _adopt(self, file: Path, sha256: str) -> str:
        target = self.path(sha256)
        if self._stands(target):
            file.unlink()
            return sha256
        self._room(0)
        with file.open("rb") as handle:
            os.fsync(handle.fileno())
        self._name(file, target)
        return sha256

    def _stands(self, target: Path) -> bool:
        """Whether the blob is there, durably: who named it may be another thread, or have died before its fsync."""
        if not target.exists():
            return False
        sync_folder(target.parent)
        return True

    def _name(self, file: Path, target: Path) -> None:
        file.replace(target)
        sync_folder(target.parent)

    def adopt_all(self, folder: Path) -> list[str]:
        """Make every file of the folder a blob, durable together; returns their SHA-256 (computed, not believed)."""
        with outside_trouble():
            self._room(0)
            new: list[tuple[Path, Path]] = []
            names: list[str] = []
            for file in sorted(folder.iterdir()):
                names.append(digest_of(file))
                target = self.path(names[-1])
                if not target.exists():
                    with file.open("rb") as handle:
                        os.fsync(handle.fileno())
                    new.append((file, target))
            for file, target in new:
                file.replace(target)
            for parent in {target.parent for _, target in new}:
                sync_folder(parent)
            return names

    def sweep(self, older_than: float) -> int:
        """Remove what a killed process left in the spool before that time (seconds since 1970); returns how many."""
        stale = [entry for entry in self.spool.iterdir() if entry.stat().st_mtime < older_than]
        for entry in stale:
            if entry.is_dir():
                shutil.rmtree(entry, ignore_errors=True)
            else:
                entry.unlink(missing_ok=True)
        return len(stale)

    def _room(self, wanted: int) -> None:
        if shutil.disk_usage(self.root).free - wanted < self.keep_free:
            raise DiskFull("the disk is nearly full")

    def free(self) -> int:
        """Bytes free on the file system of the blobs."""
        return shutil.disk_usage(self.root).free

    def delete(self, sha256: str) -> None:
        self.path(sha256).unlink(missing_ok=True)

    @contextmanager
    def job_folder(self) -> Iterator[Path]:
        """A private folder on the same file system, gone afterwards."""
        with outside_trouble():
            folder = Path(tempfile.mkdtemp(prefix="job-", dir=self.spool))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def digest_of(file: Path) -> str:
    """SHA-256 of a file in hex, read in pieces."""
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def sync_folder(folder: Path) -> None:
    """fsync a directory: a rename is only durable after this."""
    if os.name == "nt":  # Windows cannot open folders; NTFS journals the rename itself
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def outside_trouble() -> Iterator[None]:
    """A full disk becomes DiskFull, other trouble of disk or machine TryLater."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFull(f"no room left: {error.strerror}") from error
        if error.errno in _OUTSIDE:
            raise TryLater(f"{error.strerror}: {error.filename or 'the store'}") from error
        raise
