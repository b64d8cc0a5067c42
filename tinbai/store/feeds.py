"""How far we are in each feed, who reads it now, and how it went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from tinbai.store.database import Tx, insert_once
from tinbai.store.feed_tables import feeds

LEASE = timedelta(minutes=5)  # longer than one feed may take with its sitemaps; taken anew at each step


@dataclass(frozen=True, slots=True)
class FeedState:
    """etag and modified: what the server named the answer that was read last. error: also what there is to be said of
    one that was read."""

    name: str
    url: str
    state: str  # waiting, watching, failed
    error: str | None
    reported_at: datetime
    last_success_at: datetime | None
    etag: str | None
    modified: str | None
    failures: int
    next_poll: datetime


_COLUMNS = [feeds.c[name] for name in FeedState.__dataclass_fields__]


def notice(tx: Tx, name: str, url: str, now: datetime) -> None:
    """A feed of the settings; under another address it is another feed."""
    fresh = {"name": name, "url": url, "state": "waiting", "reported_at": now, "next_poll": now, "failures": 0}
    if not insert_once(tx, feeds, fresh):
        anew = {"etag": None, "modified": None, "last_success_at": None, "error": None}
        tx.execute(feeds.update().where(feeds.c.name == name, feeds.c.url != url).values(fresh | anew))


def lease(tx: Tx, name: str, worker: str, now: datetime) -> FeedState | None:
    """Take or keep the right to read it; None while another process has it."""
    free = sa.or_(feeds.c.lease_until.is_(None), feeds.c.lease_until < now, feeds.c.lease_by == worker)
    taken = tx.execute(
        feeds.update()
        .where(feeds.c.name == name, free)
        .values(lease_by=worker, lease_until=now + LEASE)
        .returning(*_COLUMNS)
    ).first()
    return FeedState(**taken._mapping) if taken else None


def succeeded(
    tx: Tx, name: str, next_poll: datetime, now: datetime, etag: str | None = None, modified: str | None = None,
    remark: str | None = None,
) -> None:  # fmt: skip
    """It was read, or nothing was new."""
    values = {"state": "watching", "error": remark, "reported_at": now, "last_success_at": now, "failures": 0}
    named = {"etag": etag, "modified": modified, "next_poll": next_poll}
    tx.execute(feeds.update().where(feeds.c.name == name).values(values | named))


def failed(tx: Tx, name: str, error: str, next_poll: datetime, now: datetime) -> None:
    """It could not be read; what was known stays."""
    values = {"state": "failed", "error": error, "reported_at": now, "next_poll": next_poll}
    tx.execute(feeds.update().where(feeds.c.name == name).values(values | {"failures": feeds.c.failures + 1}))


def health(tx: Tx, names: Sequence[str]) -> dict[str, FeedState]:
    rows = tx.execute(sa.select(*_COLUMNS).where(feeds.c.name.in_(names)))
    return {row.name: FeedState(**row._mapping) for row in rows}


def holders(tx: Tx) -> set[str]:
    """Processes that read a feed."""
    return set(tx.execute(sa.select(feeds.c.lease_by).where(feeds.c.lease_by.is_not(None)).distinct()).scalars())


def release_dead(tx: Tx, dead: Sequence[str], now: datetime) -> None:
    """End the leases of processes known to be gone."""
    if dead:
        tx.execute(feeds.update().where(feeds.c.lease_by.in_(dead)).values(lease_until=now))
