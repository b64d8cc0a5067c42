"""The outbox is emptied here: lease, send outside any transaction, write down how it went, try again with patience."""

import random
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from tinbai import faults
from tinbai.errors import Conflict, TryLater
from tinbai.model import Delivery, DeliveryState
from tinbai.notifier.mail import CHANNELS, REASONS, Folder, Outcome, Result, Smtp
from tinbai.settings import SMTP_OUT, Share, Way
from tinbai.store import Database, deliveries, heartbeats
from tinbai.store.deliveries import Leased

log = structlog.get_logger("outbox")

# Greylisting wants a few minutes, a broken server hours; after three days the letter is given up and shown.
_BACK_OFF = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 480, 720, 720, 720)]
GIVE_UP = timedelta(days=3)
_LAST = timedelta(hours=1)  # before that: the waits are as long as half a day, and a server may be back meanwhile
_POLL = 1.0
_ALL = Share()
_TELL_AGAIN = timedelta(minutes=1)
_MOST_STEPS = 16  # answers a letter may wait for: connection, greeting, TLS, login, envelope, data


class Outbox:
    """Sends what is due by one way. Several may run on one database: a letter is in one hand at a time.

    `name` is under which it tells how the way does (heartbeats.py), `share` what leaves by it.
    """

    def __init__(
        self, database: Database, settings: Way, now: Callable[[], datetime], worker: str, jitter: float = 0.2, *,
        name: str = SMTP_OUT, share: Share = _ALL,
    ) -> None:  # fmt: skip
        self._database = database
        self._settings = settings
        self._now = now
        self._worker = worker
        self._jitter = jitter
        self._name, self._share = name, share
        self._told: tuple[str, datetime] | None = None
        # a server may be slow at every step from the greeting to the dot; nobody else may begin meanwhile
        self._lease = max(deliveries.LEASE, timedelta(seconds=_MOST_STEPS * settings.timeout_seconds))

    def run(self, stop: threading.Event) -> None:
        """Send until told to stop; must outlive any fault of a server or of the database."""
        while not stop.is_set():
            try:
                self.send_due(stop)
            except TryLater as error:
                log.warning("letters wait", action="send", error=str(error))
            except Exception as error:  # the outbox loop: one letter's defect must not silence all others
                log.exception("sending failed", action="send", error=type(error).__name__)
                stop.wait(_POLL * 10)
            stop.wait(_POLL)

    def send_due(self, stop: threading.Event | None = None) -> int:
        """Send everything that is due now; returns how many letters left. Without a server set, letters wait."""
        channel_of = CHANNELS.get(self._settings.kind)
        if channel_of is None:
            return 0
        sent = 0
        with channel_of(self._settings) as channel:
            while not (stop and stop.is_set()):
                with self._database.write() as tx:
                    leased = deliveries.claim(tx, self._worker, self._now(), self._lease, self._share)
                if leased is None:
                    return sent
                faults.point("send.claimed")
                sent += self._send(channel, leased)
        return sent

    def _send(self, channel: Folder | Smtp, leased: Leased) -> bool:
        delivery = leased.delivery
        if self._too_late(delivery, self._now()):
            self._give_up(leased)
            return False
        result = channel.send(delivery)
        self._settle(leased, result)
        self._tell(result)
        faults.point("send.settled")
        log.info(
            "letter handled", action="send", delivery=delivery.id, outcome=result.outcome.value, tries=delivery.tries
        )
        return result.outcome is Outcome.SENT

    def _give_up(self, leased: Leased) -> None:
        """Telling it now would confuse; an editor sees it instead."""
        delivery = leased.delivery
        log.warning("letter given up", action="send", delivery=delivery.id, tries=delivery.tries - 1)
        error = delivery.last_error or REASONS["late"]
        try:
            with self._database.write() as tx:
                state: DeliveryState = "stale" if delivery.tries == 1 else "failed"
                deliveries.settle(tx, leased, state, at=self._now(), error=error)
        except Conflict:
            log.warning("another sender has this letter now", action="send", delivery=delivery.id)

    def _settle(self, leased: Leased, result: Result) -> None:
        now = self._now()
        try:
            with self._database.write() as tx:
                if result.outcome is Outcome.SENT:
                    deliveries.settle(tx, leased, "sent", at=now)
                elif result.outcome is Outcome.REFUSED:
                    deliveries.settle(tx, leased, "failed", at=now, error=result.said)
                else:
                    due, unknown = self._again(leased.delivery, now), result.outcome is Outcome.UNKNOWN
                    state: DeliveryState = "due" if due else "failed"
                    deliveries.settle(tx, leased, state, at=now, error=result.said, due=due, unknown=unknown)
        except Conflict:
            log.warning("another sender has this letter now", action="send", delivery=leased.delivery.id)

    def _tell(self, result: Result) -> None:
        """How the way does: when that changes, and now and then while it does not."""
        now = self._now()
        if self._told and self._told[0] == result.fault and now - self._told[1] < _TELL_AGAIN:
            return
        if result.fault and (not self._told or self._told[0] != result.fault):
            log.warning("letters cannot leave", action="send", way=self._name, fault=result.fault)
        with self._database.write() as tx:
            heartbeats.beat(tx, self._name, now, result.fault, result.said if result.fault else "")
        self._told = (result.fault, now)

    def _too_late(self, delivery: Delivery, now: datetime) -> bool:
        return now - delivery.created_at > GIVE_UP

    def _again(self, delivery: Delivery, now: datetime) -> datetime | None:
        """When to try again; None when that was the last time."""
        due, end = now + self._wait(delivery.tries), delivery.created_at + GIVE_UP
        if due <= end:
            return due
        return end - _LAST if now < end - _LAST else None

    def _wait(self, tries: int) -> timedelta:
        step = _BACK_OFF[min(tries, len(_BACK_OFF)) - 1]
        return step * (1 + random.uniform(0, self._jitter))
