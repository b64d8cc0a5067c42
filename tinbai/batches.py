"""Many mails at a time, for an archive: a few transactions instead of one for each, and the next ones are parsed while
the last ones are written, two at once.

A mail that could not be parsed, was tried before or brings something to be held gets a transaction of its own, in its
place among the others; so do all of a transaction that fails for whatever reason.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import groupby
from threading import Event
from time import monotonic

from tinbai import faults, pipeline
from tinbai.app import App
from tinbai.model import Accepted, Arrival
from tinbai.pipeline import Understood
from tinbai.sandbox import Sandbox
from tinbai.sandbox_texts import AT_ONCE
from tinbai.settings import MIB
from tinbai.store import arrivals
from tinbai.store.arrivals import Work

_ACCEPTED, _SECONDS = 200, 1.0  # in one transaction, whichever comes first
_WRITERS = 8  # 4 to 9 ms a mail one by one, 0.7 so: the disk writes down the names of many at once
_FINISHED = 25  # a page that is written meanwhile waits for so many
_BEFORE = 2 * _FINISHED  # a mail waits for those of its batch and of the one before
_OCTETS = 16 * MIB  # of a batch, and one mail more


@dataclass(frozen=True, slots=True)
class _Batch:
    """Mails in hand and what becomes known of each. folders: where what they bring lies, to be closed."""

    works: Sequence[Work]
    readings: Sequence[Future[Understood]]
    folders: ExitStack


def accept(app: App, found: Iterator[Arrival]) -> Iterator[list[Accepted]]:
    """Accept every message, and tell of each batch once it is durable."""
    with ThreadPoolExecutor(_WRITERS, "writer") as writers:
        for batch in _parted(found):
            yield pipeline.accept_all(app, batch, writers)


def _parted(found: Iterator[Arrival]) -> Iterator[list[Arrival]]:
    batch: list[Arrival] = []
    octets, began = 0, monotonic()
    for arrival in found:
        batch.append(arrival)
        octets += len(arrival.raw) if isinstance(arrival.raw, bytes) else 0
        if len(batch) >= _ACCEPTED or octets > _OCTETS or monotonic() - began > _SECONDS:
            yield batch
            batch, octets, began = [], 0, monotonic()
    if batch:
        yield batch


def process(app: App, sandbox: Sandbox, stop: Event) -> Iterator[int]:
    """Process all that waits until told to stop, and tell how many mails each batch was."""
    with ThreadPoolExecutor(AT_ONCE, "reader") as readers:
        batch = _begin(app, sandbox, readers)
        while batch.works and not stop.is_set():
            ours, batch = batch, _begin(app, sandbox, readers)
            _finish(app, ours)
            yield len(ours.works)
        _leave(app, batch)


def _begin(app: App, sandbox: Sandbox, readers: ThreadPoolExecutor) -> _Batch:
    """Claim some mails and let them be read."""
    works, folders = _claim(app), ExitStack()
    return _Batch(works, [readers.submit(pipeline.read, app, sandbox, work, folders) for work in works], folders)


def _claim(app: App) -> list[Work]:
    works: list[Work] = []
    with app.database.write() as tx:
        while len(works) < _FINISHED and sum(work.size for work in works) <= _OCTETS:
            if (work := pipeline.claim(tx, app, _BEFORE)) is None:
                break
            works.append(work)
    for _ in works:
        faults.point("process.claimed")
    return works


def _finish(app: App, batch: _Batch) -> None:
    """In the order in which they came, for the first one of two twins is the earlier one."""
    wait(batch.readings)
    with batch.folders:
        mails = zip(batch.works, batch.readings, strict=True)
        for together, some in groupby(mails, key=lambda one: _is_plain(*one)):
            reads = [(work, reading.result) for work, reading in some]
            for its in [reads] if together else [[one] for one in reads]:
                pipeline.settle(app, its)


def _is_plain(work: Work, reading: Future[Understood]) -> bool:
    return work.tries == 1 and reading.exception() is None and not any(it.hold for it in reading.result().parsed.items)


def _leave(app: App, batch: _Batch) -> None:
    """Nothing is done with these."""
    for reading in batch.readings:
        reading.cancel()
    wait(batch.readings)
    batch.folders.close()
    with app.database.write() as tx:
        arrivals.give_back(tx, batch.works)
