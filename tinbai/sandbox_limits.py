"""Limits of the process that reads a document: memory, processor, wall time, size of files, descriptors."""

import os
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any

try:
    import resource
except ImportError:  # Windows has neither these limits nor fork
    resource = None  # type: ignore[assignment]

_FILE_LIMIT = 256 * 1024 * 1024


def limit(order: Mapping[str, Any], mapped: int) -> None:
    """All limits for one document, from here on; `mapped` octets are there already and do not count."""
    if resource is None:
        return
    mail = Path(order["file"]).stat().st_size  # it will be mapped, too
    limit_size(int(order["memory"]) + mail + mapped)
    limit_time(order, int(order["cpu"]) + 1)


def limit_size(memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE_LIMIT, _FILE_LIMIT))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_time(order: Mapping[str, Any], hard: int | None = None) -> None:
    """So much more processor and wall time from now on; `hard` is the limit that cannot be raised any more."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + int(order["cpu"])
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY if hard is None else hard))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, float(order["wall"]))


def mapped() -> int:
    """Octets this process has mapped now; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
