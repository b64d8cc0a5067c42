"""How a command that takes long is told to stop."""

import signal
import threading
from types import FrameType


def stop_event() -> threading.Event:
    """Set by SIGTERM and Ctrl-C, so that the mail in hand is finished; a second one ends the process at once."""
    stop = threading.Event()

    def handle(_number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            raise SystemExit(1)
        stop.set()

    signal.signal(signal.SIGTERM, handle)
    signal.signal(signal.SIGINT, handle)
    return stop
