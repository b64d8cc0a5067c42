"""Folders for blobs that were made once and are lent to one test after the other: an app has 512 of them.

To make and to remove them took 14 ms of each test. A folder nothing was put into since is known by its time, which is
set to zero when it is lent.
"""

import os
import re
from pathlib import Path

from tinbai.store import Blobs

_NAME = re.compile(r"[0-9a-f]{2}|tmp")
_UNUSED = 0


class Folders:
    """Of one process, in a folder of its own on the file system of the tests."""

    def __init__(self, place: Path) -> None:
        self._place, self._made = place, 0
        self._free: list[Path] = []

    def lend(self, data: Path) -> None:
        """As an app makes them when it is opened for the first time."""
        data.mkdir()
        for name in ("raw", "blobs"):
            (self._free.pop() if self._free else self._new()).rename(data / name)

    def take_back(self, data: Path) -> None:
        """What a test has changed in another way than by putting blobs is left where it is."""
        for name in ("raw", "blobs"):
            if _is_emptied(data / name):
                self._made += 1
                self._free.append((data / name).rename(self._place / str(self._made)))

    def _new(self) -> Path:
        self._made += 1
        made = self._place / str(self._made)
        Blobs(made)
        for folder in made.iterdir():
            os.utime(folder, (_UNUSED, _UNUSED))
        return made


def _is_emptied(root: Path) -> bool:
    if root.is_symlink() or not root.is_dir():
        return False
    with os.scandir(root) as entries:
        folders = [(entry.path, entry.name, entry.stat(follow_symlinks=False)) for entry in entries]
    mode = root.stat().st_mode
    if len(folders) != 257 or any(found.st_mode != mode or not _NAME.fullmatch(name) for _, name, found in folders):
        return False
    return all(_is_cleared(path) for path, _, found in folders if found.st_mtime_ns != _UNUSED)


def _is_cleared(folder: str) -> bool:
    with os.scandir(folder) as entries:
        blobs = list(entries)
    if not all(blob.is_file(follow_symlinks=False) for blob in blobs):
        return False
    for blob in blobs:
        os.unlink(blob.path)  # noqa: PTH108  # a Path of each takes longer than removing it
    os.utime(folder, (_UNUSED, _UNUSED))
    return True
