"""Named points at which a test may kill this process, to prove that nothing is lost between any two steps.

TINBAI_KILL_AT=accept.committed kills at the first pass, accept.committed:3 at the third. Without the variable: nothing.
"""

import os
import signal

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
)

_name, _, _count = os.environ.get("TINBAI_KILL_AT", "").partition(":")
_left = int(_count or 1)


def point(name: str) -> None:
    """Die here, without any clean-up, if the environment says so."""
    global _left
    if name == _name:
        _left -= 1
        if _left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
