"""From UIDs to durable mail: sizes first, then bodies in batches, large mail in pieces straight to a file."""

import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from tinbai.intake.door import Accept, MailboxLedger
from tinbai.intake.imap_connection import Connection
from tinbai.intake.imap_trouble import Refused
from tinbai.intake.spool import IN_MEMORY, Growing
from tinbai.model import Arrival, Source
from tinbai.settings import Mailbox

log = structlog.get_logger("intake.imap")

_BATCH_OCTETS = IN_MEMORY
_BATCH_MESSAGES = 50
_PIECE = 1024 * 1024
_SIZES_AT_ONCE = 500
_MOST_DROPS = 3
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)


@dataclass
class Puzzles:
    """UIDs the server lists but does not hand out; each is tried again after a growing pause, and none is forgotten.

    `alone`: messages in hand when a connection broke; fetched one by one afterwards, so that one message over which
    the server stumbles cannot hold up the others.
    """

    now: Callable[[], datetime]
    alone: set[int] = field(default_factory=set)
    in_hand: Sequence[int] = ()
    _drops: Counter[int] = field(default_factory=Counter)
    _pauses: dict[int, tuple[datetime, timedelta]] = field(default_factory=dict)

    def dropped(self) -> None:
        """The connection broke."""
        self.alone.update(self.in_hand)
        if len(self.in_hand) == 1:
            (uid,) = self.in_hand
            self._drops[uid] += 1
            if self._drops[uid] >= _MOST_DROPS:
                self.add(uid)
        self.in_hand = ()

    def add(self, uid: int) -> None:
        _, pause = self._pauses.get(uid, (self.now(), _FIRST_PAUSE / 2))
        pause = min(pause * 2, _LONGEST_PAUSE)
        self._pauses[uid] = (self.now() + pause, pause)

    def solved(self, uid: int) -> None:
        self._pauses.pop(uid, None)
        self._drops.pop(uid, None)
        self.alone.discard(uid)

    def waiting(self) -> set[int]:
        """Those whose pause is not over."""
        return {uid for uid, (until, _) in self._pauses.items() if until > self.now()}

    def __len__(self) -> int:
        return len(self._pauses)


@dataclass
class Fetcher:
    """Takes messages of one open folder to `accept`, each in its own right: one bad message delays no other."""

    mailbox: Mailbox
    connection: Connection
    uid_validity: int
    accept: Accept
    ledger: MailboxLedger
    spool: Path
    puzzles: Puzzles
    now: Callable[[], datetime]

    def source(self, uid: int) -> Source:
        return Source(
            door="imap",
            outlet=self.mailbox.outlet,
            mailbox=self.mailbox.name,
            folder=self.mailbox.folder,
            uid_validity=self.uid_validity,
            uid=str(uid),
        )

    def take(self, uids: Sequence[int], stop: threading.Event) -> Iterator[list[int]]:
        """Fetch and accept the messages in order; yields after each batch the UIDs that are now durable.

        Raises what accept raises (TryLater, DiskFull) and MailboxTrouble; what was yielded stays taken.
        """
        for start in range(0, len(uids), _SIZES_AT_ONCE):
            part = uids[start : start + _SIZES_AT_ONCE]
            sizes = self._sizes(part)
            self._missing([uid for uid in part if uid not in sizes])
            for batch in _batches([uid for uid in part if uid in sizes], sizes, self.puzzles.alone):
                if stop.is_set():
                    return
                yield list(self._take_batch(batch, sizes, stop))

    def _sizes(self, uids: Sequence[int]) -> dict[int, int]:
        try:
            return self.connection.sizes(uids)
        except Refused:
            if len(uids) == 1:
                return {}
            middle = len(uids) // 2
            return self._sizes(uids[:middle]) | self._sizes(uids[middle:])

    def _take_batch(self, batch: Sequence[int], sizes: Mapping[int, int], stop: threading.Event) -> Iterator[int]:
        self.puzzles.in_hand = batch
        if len(batch) == 1 and sizes[batch[0]] > IN_MEMORY:
            bodies: Mapping[int, bytes | Path] = self._large(batch[0], sizes[batch[0]])
        else:
            bodies = self._bodies(batch)
        self.puzzles.in_hand = ()
        # literals may be empty only where the server says the message is
        missing = [uid for uid in batch if uid not in bodies or (not bodies[uid] and sizes[uid])]
        for uid in batch:
            if uid in missing or stop.is_set():
                continue
            self._accept(uid, bodies[uid])
            yield uid
        self._missing(missing)

    def _accept(self, uid: int, raw: bytes | Path) -> None:
        try:
            self.accept(Arrival(self.source(uid), raw, self.now()))
        finally:
            if isinstance(raw, Path):
                raw.unlink(missing_ok=True)  # moved away when it was accepted
        self.puzzles.solved(uid)

    def _bodies(self, batch: Sequence[int]) -> dict[int, bytes]:
        try:
            return self.connection.bodies(batch)
        except Refused:
            if len(batch) == 1:
                return {}
            bodies: dict[int, bytes] = {}
            for uid in batch:
                bodies |= self._bodies([uid])
            return bodies

    def _large(self, uid: int, size: int) -> dict[int, bytes | Path]:
        """In pieces into a file. Where the pieces do not add up to RFC822.SIZE (Exchange estimates it), the message is
        fetched once more whole: then the server itself declares the length of what it sends."""
        growing = Growing(self.spool)
        try:
            if self._pieces(uid, size, growing):
                return {uid: growing.finish()}
        except Refused:
            log.warning("server refuses partial fetch", action="fetch", mailbox=self.mailbox.name, uid=uid)
        finally:
            growing.discard()
        return dict(self._bodies([uid]))

    def _pieces(self, uid: int, size: int, growing: Growing) -> bool:
        """Whether exactly `size` octets came and nothing follows them."""
        while growing.size < size:
            octets = self.connection.piece(uid, growing.size, _PIECE)
            if not octets:
                return False
            growing.write(octets)
            self.ledger.lease()  # a large mail on a slow line takes longer than the lease
        return growing.size == size and not self.connection.piece(uid, size, _PIECE)

    def _missing(self, uids: Sequence[int]) -> None:
        """No literal came: either the message is gone, or it stays to be fetched later."""
        if not uids:
            return
        there = self.connection.existing(uids)
        gone = set(uids) - there
        recorded = self.ledger.known(self.mailbox.folder, self.uid_validity, gone)
        for uid in sorted(gone - recorded):
            self.ledger.vanished(self.source(uid))
            self.puzzles.solved(uid)
            log.info("message vanished before it was fetched", action="fetch", mailbox=self.mailbox.name, uid=uid)
        for uid in sorted(there):
            self.puzzles.add(uid)
            log.warning("message could not be fetched", action="fetch", mailbox=self.mailbox.name, uid=uid)


def _batches(uids: Sequence[int], sizes: Mapping[int, int], alone: Collection[int]) -> Iterator[list[int]]:
    """In order; at most 50 messages and 8 MB each, a larger message and those in `alone` by themselves."""
    single = set(alone)  # it shrinks while we go
    batch: list[int] = []
    octets = 0
    for uid in uids:
        full = len(batch) == _BATCH_MESSAGES or octets + sizes[uid] > _BATCH_OCTETS
        if batch and (full or uid in single or batch[0] in single):
            yield batch
            batch, octets = [], 0
        batch.append(uid)
        octets += sizes[uid]
    if batch:
        yield batch
