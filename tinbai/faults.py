"""Named points at which a test may kill this process, to prove that nothing is lost between any two steps.

TINBAI_KILL_AT=accept.committed kills at the first pass, accept.committed:3 at the third. TINBAI_POISON=word lets the
parsing child die of every document that says "word: crash", "word: memory" or "word: hang". Without them: nothing.
"""

import os
import signal
from itertools import count
from pathlib import Path

POINTS = (
    "intake.received",
    "accept.raw-written",
    "accept.raw-durable",
    "accept.row-written",
    "accept.committed",
    "intake.marked",
    "process.claimed",
    "process.parsed",
    "process.blobs-durable",
    "process.rows-written",
    "process.committed",
    "decide.rows-written",
    "decide.committed",
    "send.claimed",
    "send.connected",
    "send.handed-over",
    "send.settled",
    "backup.tables-written",
    "backup.files-copied",
    "backup.manifest-written",
    "restore.files-copied",
    "restore.rows-written",
)

_poison = os.environ.get("TINBAI_POISON", "").encode()
_name, _, _count = os.environ.get("TINBAI_KILL_AT", "").partition(":")
_at = int(_count or 1)
_passed = count(1)


def point(name: str) -> None:
    """Die here, without any clean-up, if the environment says so."""
    if name == _name and next(_passed) == _at:
        os.kill(os.getpid(), signal.SIGKILL)


def poison(file: Path) -> None:
    """In the parsing child: meet the end that the document asks for, if the environment says so."""
    if not _poison or (found := file.read_bytes().partition(_poison + b": ")[2].split(None, 1)) == []:
        return
    if found[0] == b"crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    hoard: list[bytes] = []
    while found[0] in (b"memory", b"hang"):
        hoard = [*hoard, bytes(64 << 20)] if found[0] == b"memory" else []
