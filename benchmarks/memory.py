"""Peak memory of reading a 25 MB mail with ten photos, above the octets of the mail.

    python -m benchmarks.memory

Each reader works in a process of its own that has imported everything and holds the mail; what it needs beyond that is
counted. Ours is the parsing child as the service forks it: the mail is mapped, not read, and thumbnails are made.
"""

import os
import resource
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import cost, letters, mime
from tinbai.sandbox_child import parse_file

MIB = 1024 * 1024


def above(work: Callable[[], object]) -> float:
    """MiB that `work` needs at its peak beyond what a fresh fork of this process has."""
    answer, question = os.pipe()
    pid = os.fork()
    if not pid:
        before = _resident()
        work()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        os.write(question, f"{(peak - before) / MIB}".encode())
        os._exit(0)
    os.close(question)
    os.waitpid(pid, 0)
    with os.fdopen(answer) as said:
        return float(said.read())


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def measured() -> tuple[float, float]:
    """(MiB of ours, thumbnails included, of the standard library), above the octets of the mail."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        file, warm = folder / "big.eml", folder / "warm.eml"
        file.write_bytes(letters.big(1))
        warm.write_bytes(letters.rich(1))
        parse_file(warm, warm.name, folder)
        size = file.stat().st_size / MIB
        mine = above(lambda: parse_file(file, file.name, folder)) - size  # the mapped pages are the mail's own octets
        theirs = above(lambda: mime.READERS["email, compat32"](file.read_bytes())) - size
    return mine, theirs


def main() -> None:
    mine, theirs = measured()
    rows = [("reader", "MiB above the mail"), ("Tinbai, thumbnails included", f"{mine:.0f}")]
    rows.append(("email, compat32", f"{theirs:.0f}"))
    cost.table("A mail of 25 MB with ten photos", rows)


if __name__ == "__main__":
    main()
