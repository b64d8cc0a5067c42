"""Messages: recorded once per outlet, leased to one worker at a time, never forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from tinbai import codec
from tinbai.errors import Conflict, NotFound
from tinbai.model import Accepted, Attachment, Door, Parsed, Source
from tinbai.store.database import Tx, insert_once, serialise
from tinbai.store.tables import arrivals, attachments, sightings

LEASE = timedelta(seconds=120)  # at least; the caller asks for more where parsing may take longer


@dataclass(frozen=True, slots=True)
class Work:
    """An arrival in the hands of one worker; `fence` proves at the end that it still is."""

    outlet: str
    id: str
    door: Door
    mailbox: str
    envelope_from: str | None
    received_at: datetime
    silent: bool
    size: int
    tries: int  # this one included
    fence: int
    content_key: str


@dataclass(frozen=True, slots=True)
class ArrivalRow:
    """What the desk shows of one message."""

    outlet: str
    id: str
    mailbox: str
    message_id: str | None
    size: int
    received_at: datetime
    state: str
    outcome: str | None
    reason: str | None
    detail: str | None
    tries: int
    next_try: datetime
    silent: bool


_ROW = [arrivals.c[name] for name in ArrivalRow.__dataclass_fields__]


def accept(
    tx: Tx,
    source: Source,
    raw: str,
    *,
    content_key: str,
    message_id: str | None,
    size: int,
    received_at: datetime,
    silent: bool,
) -> Accepted:
    """Record the sighting, and the arrival unless this outlet has the message already."""
    serialise(tx, f"arrival {source.outlet} {content_key}")
    known = tx.execute(
        sa.select(arrivals.c.id).where(arrivals.c.outlet == source.outlet, arrivals.c.content_key == content_key)
    ).scalar()
    if not sight(tx, source, arrival=known or raw, raw=raw, first=known is None, at=received_at):
        if known is not None:
            return Accepted.KNOWN
        _reclaim(tx, source, raw)
    if known is not None:
        return Accepted.SEEN_AGAIN
    tx.execute(
        arrivals.insert().values(
            outlet=source.outlet,
            id=raw,
            content_key=content_key,
            message_id=message_id,
            size=size,
            door=source.door,
            mailbox=source.mailbox,
            envelope_from=source.envelope_from,
            received_at=received_at,
            silent=silent,
            state="waiting",
            next_try=received_at,
        )
    )
    return Accepted.NEW


def _reclaim(tx: Tx, source: Source, raw: str) -> None:
    """A message recorded as vanished, or as none of ours, was fetched after all: now it is the arrival's first."""
    names = ("outlet", "mailbox", "folder", "uid_validity", "uid")
    tx.execute(
        sightings.update()
        .where(*(sightings.c[name] == getattr(source, name) for name in names), sightings.c.arrival.is_(None))
        .values(arrival=raw, raw=raw, first=True, reason=None)
    )


def sight(
    tx: Tx,
    source: Source,
    *,
    arrival: str | None,
    raw: str | None,
    first: bool,
    at: datetime,
    reason: str | None = None,
) -> bool:
    """Record that a message was seen at a place; False when that is recorded already. reason: why it is not ours."""
    values = {
        "outlet": source.outlet,
        "mailbox": source.mailbox,
        "folder": source.folder,
        "uid_validity": source.uid_validity,
        "uid": source.uid,
        "door": source.door,
        "arrival": arrival,
        "reason": reason,
        "raw": raw,
        "first": first,
        "at": at,
    }
    return insert_once(tx, sightings, values)


# The statements of every mail are built once: building one costs more than running it.
_WAITS_LONGEST = (
    sa.select(arrivals.c.outlet, arrivals.c.id)
    .where(
        arrivals.c.state == "waiting",
        arrivals.c.next_try <= sa.bindparam("now"),
        sa.or_(arrivals.c.lease_until.is_(None), arrivals.c.lease_until < sa.bindparam("now")),
    )
    .order_by(arrivals.c.silent, arrivals.c.next_try)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_LEASE = (
    arrivals.update()
    .where(arrivals.c.outlet == sa.bindparam("of_outlet"), arrivals.c.id == sa.bindparam("of_id"))
    .values(
        lease_by=sa.bindparam("worker"),
        lease_until=sa.bindparam("until"),
        fence=arrivals.c.fence + 1,
        tries=arrivals.c.tries + 1,
    )
    .returning(*(arrivals.c[name] for name in Work.__dataclass_fields__))
)
_GIVE_BACK = arrivals.update().where(
    arrivals.c.outlet == sa.bindparam("of_outlet"),
    arrivals.c.id == sa.bindparam("of_id"),
    arrivals.c.fence == sa.bindparam("of_fence"),
)


def claim(tx: Tx, worker: str, now: datetime, lease: timedelta = LEASE) -> Work | None:
    """Lease the oldest arrival that waits, an archive's only when no other does; None when there is nothing to do."""
    chosen = tx.execute(_WAITS_LONGEST, {"now": now}).first()
    if chosen is None:
        return None
    lent = {"of_outlet": chosen.outlet, "of_id": chosen.id, "worker": worker, "until": now + lease}
    return Work(**tx.execute(_LEASE, lent).one()._mapping)


def finish(
    tx: Tx,
    work: Work,
    *,
    outcome: str,
    reason: str | None,
    parsed: Parsed,
    kept: Sequence[Attachment],
) -> None:
    """The mail is done. Raises Conflict when the lease went to somebody else meanwhile."""
    _still_mine(
        tx,
        work,
        {"state": "done", "outcome": outcome, "reason": reason, "detail": None, "parsed": codec.parsed.dumps(parsed)},
    )
    keep_attachments(tx, work.outlet, work.id, kept)


def keep_attachments(tx: Tx, outlet: str, arrival: str, kept: Sequence[Attachment]) -> None:
    """Remember the attachments of a mail, in its order."""
    if kept:
        rows = [
            {"outlet": outlet, "arrival": arrival, "no": no, "name": a.name, "media_type": a.media_type}
            | {"bytes": a.bytes, "sha256": a.sha256, "use": a.use}
            for no, a in enumerate(kept)
        ]
        tx.execute(attachments.insert(), rows)


def take_in(tx: Tx, outlet: str, arrival: str) -> str:
    """Count a mail that was left out among the drafts; returns the reason it had, "" when it was in already."""
    here = (arrivals.c.outlet == outlet, arrivals.c.id == arrival, arrivals.c.outcome == "ignored")
    reason = tx.execute(sa.select(arrivals.c.reason).where(*here).with_for_update()).scalar()
    tx.execute(arrivals.update().where(*here).values(outcome="draft", reason=None))
    return reason or ""


def leave_out(tx: Tx, outlet: str, arrival: str, reason: str) -> None:
    """Count it again among the mails left out."""
    here = (arrivals.c.outlet == outlet, arrivals.c.id == arrival, arrivals.c.outcome == "draft")
    tx.execute(arrivals.update().where(*here).values(outcome="ignored", reason=reason))


def attach_aside(tx: Tx, outlet: str, arrival: str) -> None:
    """Count a mail that was left out among those that belong to a draft."""
    here = (arrivals.c.outlet == outlet, arrivals.c.id == arrival, arrivals.c.outcome == "ignored")
    tx.execute(arrivals.update().where(*here).values(outcome="attached", reason=None))


def leave_aside(tx: Tx, outlet: str, arrival: str) -> None:
    """Count it again among the mails left out, as an answer without a story."""
    here = (arrivals.c.outlet == outlet, arrivals.c.id == arrival, arrivals.c.outcome == "attached")
    tx.execute(arrivals.update().where(*here).values(outcome="ignored", reason="reply"))


def postpone(tx: Tx, work: Work, until: datetime, detail: str, *, count: bool) -> None:
    """Try again later. count False: the try does not count (the fault was not the mail's)."""
    _still_mine(tx, work, {"next_try": until, "detail": detail, "tries": work.tries if count else work.tries - 1})


def give_back(tx: Tx, works: Sequence[Work]) -> None:
    """Nothing was done with these; whoever comes may have them at once."""
    for work in works:
        its = {"of_outlet": work.outlet, "of_id": work.id, "of_fence": work.fence}
        tx.execute(_GIVE_BACK, its | {"lease_by": None, "lease_until": None, "tries": work.tries - 1})


def quarantine(tx: Tx, work: Work, reason: str, detail: str) -> None:
    """Put the mail on the shelf, visible and retryable."""
    _still_mine(tx, work, {"state": "quarantined", "reason": reason, "detail": detail})


def _still_mine(tx: Tx, work: Work, values: dict[str, object]) -> None:
    lent = {"of_outlet": work.outlet, "of_id": work.id, "of_fence": work.fence}
    done = tx.execute(_GIVE_BACK, lent | {"lease_by": None, "lease_until": None} | values)
    if done.rowcount != 1:
        raise Conflict(f"the lease on {work.id[:12]} was lost")


def retry(tx: Tx, now: datetime, outlet: str | None = None, ids: Sequence[str] = ()) -> int:
    """Put quarantined mail back to work, all of it or the ids named (a beginning is enough); returns how many."""
    chosen = [arrivals.c.state == "quarantined"]
    if outlet:
        chosen.append(arrivals.c.outlet == outlet)
    if ids:
        chosen.append(sa.or_(*(arrivals.c.id.startswith(i, autoescape=True) for i in ids)))
    values = {"state": "waiting", "tries": 0, "next_try": now, "reason": None, "detail": None}
    return tx.execute(arrivals.update().where(*chosen).values(values)).rowcount


def get(tx: Tx, outlet: str, arrival: str) -> ArrivalRow:
    row = tx.execute(sa.select(*_ROW).where(arrivals.c.outlet == outlet, arrivals.c.id == arrival)).first()
    if row is None:
        raise NotFound(f"no mail {arrival[:12]}")
    return ArrivalRow(**row._mapping)


def parsed(tx: Tx, outlet: str, arrival: str) -> Parsed | None:
    """What was understood of the mail; None while it waits or is in quarantine."""
    text = tx.execute(
        sa.select(arrivals.c.parsed).where(arrivals.c.outlet == outlet, arrivals.c.id == arrival)
    ).scalar()
    return codec.parsed.loads(text) if text else None


def listed(tx: Tx, state: str, outlet: str | None = None, reason: bool = False, limit: int = 200) -> list[ArrivalRow]:
    """Arrivals in a state, newest first; reason True: only those ignored with a reason."""
    query = sa.select(*_ROW).where(arrivals.c.state == state)
    if outlet:
        query = query.where(arrivals.c.outlet == outlet)
    if reason:
        query = query.where(arrivals.c.outcome == "ignored")
    rows = tx.execute(query.order_by(arrivals.c.received_at.desc()).limit(limit))
    return [ArrivalRow(**row._mapping) for row in rows]


def attached(tx: Tx, outlet: str, arrival: str) -> list[Attachment]:
    """The attachments of a mail, in its order."""
    rows = tx.execute(
        sa.select(attachments)
        .where(attachments.c.outlet == outlet, attachments.c.arrival == arrival)
        .order_by(attachments.c.no)
    )
    return [Attachment(r.name, r.media_type, r.bytes, r.sha256, r.use) for r in rows]


def release_dead(tx: Tx, dead: Sequence[str], now: datetime) -> None:
    """End the leases of workers known to be gone, so that their work need not wait for the clock."""
    if dead:
        tx.execute(arrivals.update().where(arrivals.c.lease_by.in_(dead)).values(lease_until=now))


def holders(tx: Tx) -> set[str]:
    """Workers that hold a lease on something."""
    return set(tx.execute(sa.select(arrivals.c.lease_by).where(arrivals.c.lease_by.is_not(None)).distinct()).scalars())
