"""An ImapDoor at work in a thread, with everything it needs in memory."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.servers.fakes import MemoryAccept, MemoryLedger
from tinbai.intake.imap import ImapDoor, Waits
from tinbai.settings import Mailbox

QUICK = Waits(first=0.05, longest=0.5, sweep=300, tick=0.2, lease=30, grace=0.5)


def mailbox(port: int, password_file: Path, **settings: Any) -> Mailbox:
    """Settings of a mailbox on this machine. IDLE only: without it a poll would hide that IDLE does not work."""
    defaults: dict[str, Any] = {"name": "bbt", "outlet": "demo", "host": "127.0.0.1", "port": port, "security": "none"}
    defaults |= {"user": "bbt", "password_file": password_file, "poll_seconds": 3600, "timeout_seconds": 20}
    return Mailbox(**defaults | settings)


class Watch:
    """Runs while inside `with`. `accept` and `ledger` may be shared with another Watch or kept for the next one."""

    def __init__(
        self,
        mailbox: Mailbox,
        spool: Path,
        accept: MemoryAccept | None = None,
        ledger: MemoryLedger | None = None,
        waits: Waits = QUICK,
    ) -> None:
        self.accept = accept or MemoryAccept()
        self.ledger = ledger or MemoryLedger(mailbox.outlet, mailbox.name)
        if self.ledger not in self.accept.ledgers:
            self.accept.ledgers.append(self.ledger)
        self.door = ImapDoor(mailbox, self.accept, self.ledger, spool, waits=waits)
        self.stop = threading.Event()
        self._thread = threading.Thread(target=self.door.run, args=(self.stop,), name="watch")

    def __enter__(self) -> Self:
        self.ledger.reports.clear()
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.end()

    def end(self, seconds: float = 30) -> None:
        self.stop.set()
        self._thread.join(seconds)
        assert not self._thread.is_alive(), "the door did not stop"

    def until(self, true: Callable[[], bool], seconds: float = 30) -> bool:
        """Wait for something; False when the time is up."""
        deadline = time.monotonic() + seconds
        while not (fulfilled := true()) and time.monotonic() < deadline:
            time.sleep(0.02)
        return fulfilled

    def until_watching(self, times: int = 1) -> None:
        """Until so many sweeps are complete."""
        assert self.until(lambda: self.states.count("watching") >= times), self.ledger.reports

    @property
    def states(self) -> list[str]:
        return [state for state, _, _ in self.ledger.reports]

    @property
    def errors(self) -> set[str]:
        return {error for _, error, _ in self.ledger.reports if error}
