"""Children of the parsing helper: who reads, who waits, and how those ended that gave no answer."""

import contextlib
import json
import math
import os
import signal
import socket
import time
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from tinbai import sandbox_pages
from tinbai.sandbox_limits import mapped

STATUS = b"\0exit "  # what follows an answer: the exit code of the child, a signal's number if negative
DONE = STATUS + b"0"  # written by the child itself; what else may be, by the helper
TRY_AGAIN = 75  # as in sysexits.h: not the file's fault (no process to be had, no room on the disk)
LONGEST_ORDER = 1 << 16

Work = Callable[[Mapping[str, Any], int, int], None]
"""Carries out an order: (order, descriptor for the answer, octets mapped before)."""


class Children:
    """Each carries out one order and ends. One spare child waits for the next, so that nobody waits for a fork: that
    takes as long as reading a short mail."""

    def __init__(self, work: Work, not_theirs: tuple[int, ...], pages: sandbox_pages.Pages) -> None:
        self.busy: dict[int, tuple[int, float]] = {}  # pid -> (descriptor of the answer, deadline)
        self._work = work
        self._not_theirs = not_theirs  # descriptors of the helper
        self._pages = pages  # what a child is going to write to
        self._spare = self._forked()

    def give(self, order: bytes, answer: int) -> None:
        """To the spare, or to a new child if it has died."""
        said = json.loads(order)
        several = said["do"] == "texts"  # then each mail has its own time
        for _ in range(2):
            child, self._spare = self._spare or self._forked(), None
            if child is None:
                break
            pid, line = child
            with line:
                try:
                    socket.send_fds(line, [order], [answer])
                except OSError:
                    continue
            self.busy[pid] = (answer, math.inf if several else time.monotonic() + float(said["wall"]) + 1)
            self._spare = self._forked()
            return
        _tell(answer, TRY_AGAIN)

    def reap(self) -> None:
        """Say of those that ended badly how they ended; the others have answered."""
        if self._spare and os.waitpid(self._spare[0], os.WNOHANG)[0]:
            self._spare[1].close()
            self._spare = None
        for pid in list(self.busy):
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                _tell(self.busy.pop(pid)[0], os.waitstatus_to_exitcode(status))

    def kill(self, by: float = math.inf) -> None:
        """Those whose deadline is not after `by`."""
        for pid, (_, deadline) in self.busy.items():
            if deadline <= by:
                os.kill(pid, signal.SIGKILL)  # not reaped yet, so the number is still this child's

    def _forked(self) -> tuple[int, socket.socket] | None:
        """A child and the line to it; None when no process is to be had."""
        mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            try:
                pid = os.fork()
            except OSError:
                mine.close()
                return None
            if not pid:
                signal.set_wakeup_fd(-1)
                for descriptor in (*self._not_theirs, mine.detach(), *(answer for answer, _ in self.busy.values())):
                    os.close(descriptor)
                self._live(theirs)
        return pid, mine

    def _live(self, line: socket.socket) -> NoReturn:
        """A child's life; it ends with the helper, too."""
        status = 71
        try:
            before = mapped()
            sandbox_pages.copy(self._pages)
            order, descriptors, *_rest = socket.recv_fds(line, LONGEST_ORDER, 1)
            if order:
                self._work(json.loads(order), descriptors[0], before)
            status = 0
        except MemoryError:
            status = 70
        except SystemExit as end:
            status = int(end.code or 0)
        finally:
            os._exit(status)


def _tell(answer: int, status: int) -> None:
    with contextlib.suppress(OSError), os.fdopen(answer, "wb") as out:  # the asker may have gone
        if status:
            out.write(STATUS + str(status).encode())
