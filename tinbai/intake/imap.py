"""A watched IMAP mailbox: one thread, one connection, one lease; nothing is marked before it is durable."""

import contextlib
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import structlog

from tinbai.errors import BadSettings, TinbaiError, TryLater
from tinbai.intake.door import Accept, MailboxLedger, Place, Step
from tinbai.intake.imap_connection import Connection, Selected
from tinbai.intake.imap_fetch import Fetcher, Puzzles
from tinbai.intake.imap_mark import Marker
from tinbai.intake.imap_place import settle
from tinbai.intake.imap_trouble import NOT_FETCHED, Limited, MailboxTrouble, StepName
from tinbai.settings import Mailbox

log = structlog.get_logger("intake.imap")

_MOST_LIMITS = 6  # doublings
_STEPS: tuple[StepName, ...] = ("dns", "tls", "login", "folder", "fetch")


@dataclass(frozen=True, slots=True)
class Waits:
    """In seconds. An IDLE is renewed with every sweep, so within 9 minutes (routers forget silent connections)."""

    first: float = 5.0  # after the first failure; grows
    longest: float = 900.0
    limited: float = 60.0  # after the provider said that it is too much; doubles
    sweep: float = 300.0  # with IDLE; without it the mailbox's poll_seconds count
    tick: float = 1.0  # how soon `stop` is noticed
    lease: float = 30.0  # the lease lasts 90
    grace: float = 2.5  # what a server that does not answer gets after `stop`


class ImapDoor:
    """Watches one mailbox. `spool`: folder for large mail in the making, on the file system of the raw store."""

    def __init__(
        self,
        mailbox: Mailbox,
        accept: Accept,
        ledger: MailboxLedger,
        spool: Path,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        waits: Waits | None = None,
    ) -> None:
        self.mailbox, self._accept, self._ledger, self._spool, self._now = mailbox, accept, ledger, spool, now
        self._waits = waits or Waits()
        self._puzzles = Puzzles(now)
        self._connection: Connection | None = None
        self._failures = 0
        self._limits = 0  # how often the provider has had enough of us lately

    def run(self, stop: threading.Event) -> None:
        """Until `stop` is set; ends within 5 seconds of it. Faults are reported, waited out and never raised."""
        ended = threading.Event()
        watchdog = threading.Thread(target=self._abort_when, args=(stop, ended), name="imap-watchdog", daemon=True)
        watchdog.start()
        try:
            while not stop.is_set():
                stop.wait(self._run_once(stop))
        finally:
            ended.set()
            watchdog.join()

    def check(self) -> list[Step]:
        """DNS, TLS, login, folder and fetch, in this order, up to the first that fails. Takes and marks nothing."""
        try:
            connection = Connection(self.mailbox)
            try:
                selected = connection.select(self.mailbox.folder, readonly=True)
                newest = connection.uids(max(1, (selected.uid_next or 1) - 1), selected)[-1:]
                connection.bodies([uid for uid, size in connection.sizes(newest).items() if size < 1024 * 1024])
            finally:
                connection.close()
        except MailboxTrouble as trouble:
            passed = _STEPS[: _STEPS.index(trouble.step)]
            return [*(Step(name, True, "") for name in passed), Step(trouble.step, False, trouble.message)]
        except BadSettings as error:
            return [Step("login", False, str(error))]
        found = {"folder": str(selected.exists), "tls": "not encrypted" if self.mailbox.security == "none" else ""}
        return [Step(name, True, found.get(name, "")) for name in _STEPS]

    # --- one connection ---------------------------------------------------------------------------------------

    def _run_once(self, stop: threading.Event) -> float:
        """Watch as long as it goes well; returns the seconds to wait before the next attempt."""
        try:
            if not self._ledger.lease():
                self._ledger.report("waiting")
                return min(self._waits.lease, self.mailbox.poll_seconds)
            self._ledger.report("connecting")
            self._watch(stop)
            return 0.0
        except TinbaiError as error:
            if stop.is_set():
                return 0.0
            return self._failed(error)

    def _failed(self, error: TinbaiError) -> float:
        self._failures += 1
        trouble = error if isinstance(error, MailboxTrouble) else None
        log.warning(
            "mailbox cannot be watched",
            action="imap",
            mailbox=self.mailbox.name,
            step=trouble.step if trouble else None,
            error=str(error),
            detail=trouble.detail if trouble else None,
            failures=self._failures,
        )
        with contextlib.suppress(TryLater):  # the database may be what is down
            step = trouble.step if trouble else "login" if isinstance(error, BadSettings) else None
            self._ledger.report("failed", str(error), step)
        # decorrelated: many mailboxes of one provider must not come back all at once; when the trouble is ours (disk,
        # database) no provider minds an early return
        if isinstance(error, Limited):
            self._limits = min(self._limits + 1, _MOST_LIMITS)
            return min(self._waits.longest, self._waits.limited * 2.0 ** (self._limits - 1)) * random.uniform(1.0, 1.2)
        ours = isinstance(error, TryLater) and not trouble
        longest = self._waits.lease if ours else self._waits.longest
        # one lost connection is no trouble yet
        least = self._waits.first / 5 if self._failures == 1 else self._waits.first
        return random.uniform(least, min(longest, self._waits.first * 3.0 ** min(self._failures - 1, 20)))

    def _watch(self, stop: threading.Event) -> None:
        connection = self._connection = Connection(self.mailbox)
        try:
            selected = connection.select(self.mailbox.folder, readonly=self.mailbox.after == "nothing")
            fetcher = Fetcher(
                self.mailbox,
                connection,
                selected.uid_validity,
                self._accept,
                self._ledger,
                self._spool,
                self._puzzles,
                self._now,
            )
            place = settle(self.mailbox, connection, selected, self._ledger, fetcher, self._now)
            marker = Marker(self.mailbox, connection, selected.uid_validity, self._ledger, fetcher.source)
            low = place.first_uid
            while not stop.is_set() and self._ledger.lease():
                low = self._sweep(place, low, selected, fetcher, marker, stop)
                self._failures = 0
                self._limits = max(0, self._limits - 1)
                self._wait(connection, stop)
        except MailboxTrouble as trouble:
            if not stop.is_set() and not isinstance(trouble, Limited):
                self._puzzles.dropped()
            raise
        finally:
            self._connection = None
            connection.close()

    def _sweep(
        self,
        place: Place,
        low: int,
        selected: Selected,
        fetcher: Fetcher,
        marker: Marker,
        stop: threading.Event,
    ) -> int:
        """Take everything unknown from UID `low` on; returns the lowest UID the next sweep must look at.

        UIDs only ever grow (RFC 3501 2.3.1.1), so what lies below and is known needs no second look; listing 40,000
        known UIDs every five minutes would cost more octets than the new mail.
        """
        trouble = marker.mark()
        while not stop.is_set():
            fetcher.connection.heard_of_more()
            listed = fetcher.connection.uids(low, selected)
            known = self._ledger.known(self.mailbox.folder, selected.uid_validity, listed) if listed else set()
            unknown = [uid for uid in listed if uid not in known]
            wanted = [uid for uid in unknown if uid not in self._puzzles.waiting()]
            left = set(unknown)
            for taken in fetcher.take(wanted, stop):
                left -= set(taken)
                trouble = marker.mark() if taken else trouble
                if not self._ledger.lease():
                    return low
            low = max(place.first_uid, min(left)) if left else max([low, *(uid + 1 for uid in listed)])
            if not fetcher.connection.heard_of_more():
                break
        self._ledger.report("watching", NOT_FETCHED if len(self._puzzles) else trouble)
        return low

    def _wait(self, connection: Connection, stop: threading.Event) -> None:
        """Until there is news, it is time for a sweep, or `stop`."""
        if not (self.mailbox.idle and connection.can(b"IDLE")):
            seldom = min(
                self.mailbox.poll_seconds * 2.0**self._limits, max(self._waits.longest, self.mailbox.poll_seconds)
            )
            if not self._rest(seldom, stop):
                connection.noop()
            return
        connection.idle_start()
        until, renew = time.monotonic() + self._waits.sweep, time.monotonic() + self._waits.lease
        while not stop.is_set() and time.monotonic() < until:
            if connection.idle_wait(self._waits.tick):
                break
            if time.monotonic() >= renew:
                renew = time.monotonic() + self._waits.lease
                if not self._ledger.lease():
                    break
        connection.idle_stop()

    def _rest(self, seconds: float, stop: threading.Event) -> bool:
        """Sleep, renewing the lease; True when `stop` came."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and not stop.wait(min(left, self._waits.lease)):
            if left > self._waits.lease:
                self._ledger.lease()
        return stop.is_set()

    def _abort_when(self, stop: threading.Event, ended: threading.Event) -> None:
        """A server that does not answer must not hold up the end: its connection is cut after a short grace."""
        while not ended.wait(0.5):
            if stop.is_set():
                ended.wait(self._waits.grace)
                if connection := self._connection:
                    connection.abort()
                return
