"""In-memory stand-ins for what the doors ask of the house; typed, shipped, thread-safe."""

import hashlib
import threading
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

from tinbai.intake.door import Place
from tinbai.model import Accepted, Arrival, Source
from tinbai.parsers.mail.identity import content_key

Key = tuple[str, str, str, int, str]


def key_of(source: Source) -> Key:
    return (source.outlet, source.mailbox, source.folder, source.uid_validity, source.uid)


@dataclass
class Taken:
    """One message as the house received it; `raw` is read from the file when a path was handed over."""

    source: Source
    raw: bytes
    was_file: bool
    silent: bool
    result: Accepted


class MemoryAccept:
    """Accept that remembers: `offered` everything, `by_result` how it ended.

    `before` runs first and may raise TryLater or DiskFull. Same message (content key) per outlet: seen again.
    """

    def __init__(self, before: Callable[[Arrival], object] = lambda arrival: None) -> None:
        self.before = before
        self.offered: list[Taken] = []
        self.arrived = threading.Condition()
        self.ledgers: list[MemoryLedger] = []
        self._sightings: set[Key] = set()
        self._contents: set[tuple[str, str]] = set()

    def __call__(self, arrival: Arrival) -> Accepted:
        self.before(arrival)
        was_file = isinstance(arrival.raw, Path)
        raw = arrival.raw.read_bytes() if isinstance(arrival.raw, Path) else arrival.raw
        if isinstance(arrival.raw, Path):
            arrival.raw.unlink()
        message_id, content = content_key(raw)
        with self.arrived:
            result = self._record(arrival.source, content)
            for ledger in self.ledgers:
                ledger.record(arrival.source, hashlib.sha256(raw).hexdigest(), message_id, len(raw))
            self.offered.append(Taken(arrival.source, raw, was_file, arrival.silent, result))
            self.arrived.notify_all()
        return result

    def _record(self, source: Source, content: str) -> Accepted:
        if key_of(source) in self._sightings:
            return Accepted.KNOWN
        self._sightings.add(key_of(source))
        if (source.outlet, content) in self._contents:
            return Accepted.SEEN_AGAIN
        self._contents.add((source.outlet, content))
        return Accepted.NEW

    @property
    def by_result(self) -> Counter[Accepted]:
        return Counter(taken.result for taken in self.offered)

    @property
    def new(self) -> list[Taken]:
        return [taken for taken in self.offered if taken.result is Accepted.NEW]

    def wait(self, offered: int, seconds: float = 30) -> bool:
        """Until so many messages were offered; False when the time is up."""
        with self.arrived:
            return self.arrived.wait_for(lambda: len(self.offered) >= offered, seconds)


@dataclass
class _Row:
    arrival: str | None
    message_id: str | None
    size: int
    marked: bool = False


@dataclass
class Memory:
    """What several MemoryLedgers on one mailbox share, as processes share a database."""

    rows: dict[Key, _Row] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    holder: str | None = None
    lock: threading.RLock = field(default_factory=threading.RLock)


class MemoryLedger:
    """MailboxLedger in memory. Hand it to a MemoryAccept (`accept.ledgers.append`) so that it learns of arrivals.

    `leased`: False lets every worker poll, to show that the accept alone keeps drafts single.
    """

    def __init__(
        self, outlet: str, mailbox: str, *, memory: Memory | None = None, worker: str = "a", leased: bool = True
    ) -> None:
        self.outlet, self.mailbox, self.worker, self.leased = outlet, mailbox, worker, leased
        self.memory = memory or Memory()
        self.reports: list[tuple[str, str | None, str | None]] = []

    def record(self, source: Source, arrival: str, message_id: str | None, size: int) -> None:
        """An accepted message, if it is this mailbox's."""
        if (source.outlet, source.mailbox) == (self.outlet, self.mailbox):
            with self.memory.lock:
                self.memory.rows.setdefault(key_of(source), _Row(arrival, message_id, size))

    def lease(self) -> bool:
        with self.memory.lock:
            if self.leased and self.memory.holder not in (None, self.worker):
                return False
            self.memory.holder = self.worker
            return True

    def place(self, folder: str) -> Place:
        return self.memory.places.get(folder, Place(None, 1))

    def set_place(self, folder: str, place: Place) -> None:
        self.memory.places[folder] = place

    def known(self, folder: str, uid_validity: int, uids: Collection[int]) -> set[int]:
        with self.memory.lock:
            return {uid for uid in uids if self._key(folder, uid_validity, uid) in self.memory.rows}

    def resighted(self, source: Source, message_id: str | None, size: int, arrival_id: str | None) -> None:
        with self.memory.lock:
            self.memory.rows.setdefault(key_of(source), _Row(arrival_id, message_id, size))

    def find_copy(self, folder: str, message_id: str, size: int) -> str | None:
        with self.memory.lock:
            found = {
                row.arrival
                for key, row in self.memory.rows.items()
                if row.arrival and key[2] == folder and (row.message_id, row.size) == (message_id, size)
            }
        return found.pop() if len(found) == 1 else None

    def vanished(self, source: Source) -> None:
        with self.memory.lock:
            self.memory.rows.setdefault(key_of(source), _Row(None, None, 0))

    def marked(self, source: Source) -> None:
        with self.memory.lock:
            self.memory.rows[key_of(source)].marked = True

    def unmarked(self, folder: str, uid_validity: int) -> list[int]:
        with self.memory.lock:
            return sorted(
                int(key[4])
                for key, row in self.memory.rows.items()
                if key[2:4] == (folder, uid_validity) and row.arrival and not row.marked
            )

    def report(self, state: str, error: str | None = None, step: str | None = None) -> None:
        self.reports.append((state, error, step))

    def _key(self, folder: str, uid_validity: int, uid: int) -> Key:
        return (self.outlet, self.mailbox, folder, uid_validity, str(uid))
