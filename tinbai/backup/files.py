"""Raw mails and blobs copied from one folder of blobs to another; what stands there already stays."""

import errno
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from threading import Event
from typing import Literal

from tinbai.backup.trouble import BackupTrouble
from tinbai.store import Blobs

Step = Literal["tables", "raw", "blobs"]
Tell = Callable[[Step, int, int], object]  # done, of how many
_TOGETHER = 100  # files that become durable together


@dataclass(frozen=True, slots=True)
class Copied:
    """`sizes`: of what stands in the target now. `missing`: not in the source. `damaged`: not what it is called."""

    sizes: dict[str, int] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)


def silent(step: Step, done: int, of: int) -> None:
    """Tells nobody."""


def copy(wanted: Iterable[str], source: Blobs, target: Blobs, stop: Event, step: Step, tell: Tell = silent) -> Copied:
    """Copy what the target lacks; its SHA-256 is computed from what was written, not believed."""
    names, copied = sorted(wanted), Copied()
    left = iter(names)
    done = 0
    while some := list(islice(left, _TOGETHER)):
        if stop.is_set():
            raise BackupTrouble("stopped")
        _copy_some([one for one in some if not _stands(one, source, target, copied)], source, target, copied)
        copied.sizes.update({one: target.path(one).stat().st_size for one in some if target.path(one).exists()})
        done += len(some)
        tell(step, done, len(names))
    return copied


def _stands(one: str, source: Blobs, target: Blobs, copied: Copied) -> bool:
    """Of the same size: what a full disk cut short is copied again. What only the target has stays there."""
    sizes = [_size(place.path(one)) for place in (source, target)]
    if sizes[0] is None:
        copied.missing.append(one)
        return True
    return sizes[0] == sizes[1]


def _size(file: Path) -> int | None:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return None


def _copy_some(names: Sequence[str], source: Blobs, target: Blobs, copied: Copied) -> None:
    if not names:
        return
    with target.job_folder() as folder:
        for one in names:
            try:
                shutil.copyfile(source.path(one), folder / one)
                target.delete(one)  # one of another size, if any
            except FileNotFoundError:
                copied.missing.append(one)
            except OSError as error:
                if error.errno != errno.EIO:  # a spot of the disk that cannot be read is that file's trouble alone
                    raise
                (folder / one).unlink(missing_ok=True)
                copied.damaged.append(one)
        there = sorted(file.name for file in folder.iterdir())
        for one, computed in zip(there, target.adopt_all(folder), strict=True):
            if computed != one:
                target.delete(computed)
                copied.damaged.append(one)
