"""One figure of ours, what is wanted of it and what others reach; and the material figures are taken from."""

import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import cost

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
PEERS = ROOT / ".venv-peers" / "bin" / "python"
_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Figure:
    what: str
    ours: str
    wanted: str = ""
    beside: Mapping[str, str] = field(default_factory=dict)  # tool -> its figure


@dataclass(frozen=True, slots=True)
class Material:
    """Folders and files to measure on. `quick`: only every so manieth of each."""

    letters: tuple[Path, ...]
    mails: tuple[Path, ...]
    documents: tuple[Path, ...]
    noise: tuple[Path, ...] = ()
    replies: tuple[Path, ...] = ()
    news: Path = SHARED / "corpora" / "vi-news" / "stories.jsonl"
    peers: Path = PEERS
    quick: bool = False

    def some(self, found: Iterable[Path], most: int = 12) -> list[Path]:
        paths = sorted(found)
        return paths[:: max(1, len(paths) // most)] if self.quick else paths

    def has_peers(self) -> bool:
        if not self.peers.exists():
            loud(f"NO PEERS: {self.peers} is absent; `make .venv-peers/.done` installs them")
        return self.peers.exists()


def loud(line: str) -> None:
    """Something is missing, and figures with it."""
    print(f"!! {line}", file=sys.stderr, flush=True)


def progress(line: str) -> None:
    print(f"   {line}", file=sys.stderr, flush=True)


def show(title: str, figures: Iterable[Figure]) -> None:
    rows = [("figure", "ours", "wanted", "others")]
    for one in figures:
        others = ", ".join(f"{tool} {said}" for tool, said in one.beside.items())
        rows.append((one.what, one.ours, one.wanted, others))
        progress(f"{one.what}: {one.ours}")
    cost.table(title, rows)


def share(right: int, of: int) -> str:
    return f"{right} of {of}" + (f" ({right / of:.2%})" if of else "")


@dataclass(frozen=True, slots=True)
class Run:
    """What a piece of work cost in a process of its own. `peak`: MiB of it with all that it had before; `ended`: None
    when it was cut at `most` seconds."""

    seconds: float
    mib: float
    ended: bool
    peak: float = 0.0


def alone(work: Callable[[], object], most: int = 20) -> Run:
    """Run it in a fork of this process: seconds of the processor, MiB above what the process has already."""
    before = int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
    pid = os.fork()
    if not pid:
        resource.setrlimit(resource.RLIMIT_CPU, (most, most + 1))
        signal.signal(signal.SIGXCPU, signal.SIG_DFL)
        sys.setrecursionlimit(1000)
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    _, status, used = os.wait4(pid, 0)
    more = max(0, used.ru_maxrss * 1024 - before) / _MIB
    return Run(used.ru_utime + used.ru_stime, more, status == 0, used.ru_maxrss / 1024)


def best(work: Callable[[], object], times: int = 3) -> float:
    """Seconds of the processor, the least of several runs."""
    least = float("inf")
    for _ in range(times):
        begun = time.process_time()
        work()
        least = min(least, time.process_time() - begun)
    return least
