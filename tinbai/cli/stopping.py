"""How a command that takes long is told to stop."""

import os
import signal
import threading
import time
from types import FrameType

_ONE_WISH = 1.0  # seconds; `timeout` and terminals often send the same signal twice: to the process and to its group


def stop_event() -> threading.Event:
    """Set by SIGTERM and Ctrl-C, so that the mail in hand is finished; whoever asks again later ends it at once.

    At once means without any clean-up, which is safe: nothing was promised that is not durable.
    """
    stop = threading.Event()
    first = 0.0

    def handle(_number: int, _frame: FrameType | None) -> None:
        nonlocal first
        if stop.is_set() and time.monotonic() - first > _ONE_WISH:
            os._exit(1)
        first = first or time.monotonic()
        stop.set()

    signal.signal(signal.SIGTERM, handle)
    signal.signal(signal.SIGINT, handle)
    return stop
