"""Processor time of this process and of everything under it, and tables of figures."""

import os
import time
from collections.abc import Sequence
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def spent(children: Sequence[int] = ()) -> float:
    """Seconds of processor time so far: this process, and running children with all that is or was below them."""
    return time.process_time() + sum(_of(pid) for pid in children)


def _of(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):  # a child that ends just now
        return 0.0
    own = sum(int(fields[number]) for number in (11, 12, 13, 14)) / _TICK  # utime, stime, cutime, cstime
    return own + sum(_of(int(child)) for child in below)


def table(title: str, rows: Sequence[Sequence[str]]) -> None:
    """Print rows as columns, the first one as their head."""
    print(f"\n{title}")
    widths = [max(len(row[number]) for row in rows) for number in range(len(rows[0]))]
    for row in rows:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
