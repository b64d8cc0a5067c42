"""A message that grows while it is read: in memory as long as it is small, in a file of the spool when it is not."""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from tinbai.errors import DiskFull

IN_MEMORY = 8 * 1024 * 1024  # octets; above, a message goes straight to a file
_FULL = {errno.ENOSPC, errno.EDQUOT}


class Growing:
    """Collects octets; `finish` hands over bytes or a Path. Not durable yet: that is the business of accept.

    spool: a folder on the file system of the raw store, so that a rename suffices. Every method may raise DiskFull.
    """

    def __init__(self, spool: Path, in_memory: int = IN_MEMORY) -> None:
        self._spool = spool
        self._in_memory = in_memory
        self._small = bytearray()
        self._file: BinaryIO | None = None
        self._path: Path | None = None
        self.size = 0

    @property
    def outgrown(self) -> bool:
        """Whether the octets are in a file; writing more may then block for a while."""
        return self.size > self._in_memory

    def write(self, octets: bytes) -> None:
        self.size += len(octets)
        if self._file is None and not self.outgrown:
            self._small += octets
            return
        with disk_full():
            if self._file is None:
                handle, name = tempfile.mkstemp(dir=self._spool, prefix="mail-")
                self._path, self._file = Path(name), os.fdopen(handle, "wb")
                self._file.write(self._small)
                self._small.clear()
            self._file.write(octets)

    def finish(self) -> bytes | Path:
        """The whole message; a Path belongs to the caller from now on."""
        if self._file is None or self._path is None:
            return bytes(self._small)
        with disk_full():
            self._file.close()
        path, self._path = self._path, None
        return path

    def discard(self) -> None:
        """Forget everything that was not handed over."""
        if self._file is not None:
            with _quiet():
                self._file.close()
        if self._path is not None:
            self._path.unlink(missing_ok=True)
            self._path = None
        self._small.clear()


@contextmanager
def disk_full() -> Iterator[None]:
    """ENOSPC and EDQUOT become DiskFull."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFull(f"no room left: {error.strerror}") from error
        raise


@contextmanager
def _quiet() -> Iterator[None]:
    """Closing flushes; on a full disk that fails once more, and the file is thrown away in any case."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
