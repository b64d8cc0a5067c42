"""Free ports and waiting for a server to listen."""

import fcntl
import functools
import itertools
import os
import random
import socket
import tempfile
import time
from pathlib import Path

# Below what systems give to those who ask for any port: between here and the start of a server, one of them might get
# it. What Chromium refuses to open lies lower.
_FIRST, _LAST = 12_000, 31_999


def free_port() -> int:
    """A TCP port of 127.0.0.1 nobody listens on just now, and which no other process of tests is told of."""
    for port in _ports():
        if _claimed(port) and _bindable(port):
            return port
    raise AssertionError("no port is free")


@functools.cache
def _ports() -> "itertools.islice[int]":
    """Each once, from a place of this process's own."""
    all_ports = range(_FIRST, _LAST + 1)
    start = random.SystemRandom().randrange(len(all_ports))
    return itertools.islice(itertools.cycle(all_ports), start, start + len(all_ports))


@functools.cache
def _claims() -> int:
    """A file of which each process locks the octets of its ports; the system unlocks them when the process ends."""
    return os.open(Path(tempfile.gettempdir()) / f"tinbai-ports-{os.getuid()}", os.O_RDWR | os.O_CREAT, 0o600)


def _claimed(port: int) -> bool:
    try:
        fcntl.lockf(_claims(), fcntl.LOCK_EX | fcntl.LOCK_NB, 1, port)
    except (BlockingIOError, PermissionError):  # POSIX has both for a lock that another holds
        return False
    return True


def _bindable(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def wait_for_port(port: int, seconds: float = 60, host: str = "127.0.0.1") -> None:
    """Until something accepts connections there. Raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            socket.create_connection((host, port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(f"nothing listens on port {port}")
