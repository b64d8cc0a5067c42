"""What each mailbox has shown and where we are in it; implements the memory the IMAP door asks for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from tinbai.model import Source
from tinbai.store import arrivals as arrivals_store
from tinbai.store.database import Tx, insert_once
from tinbai.store.tables import arrivals, mailboxes, places, sightings

LEASE = timedelta(seconds=90)


@dataclass(frozen=True, slots=True)
class Balance:
    """messages = drafts + attached + seen_again + ignored + quarantined + waiting, for one mailbox."""

    outlet: str
    mailbox: str
    messages: int
    drafts: int
    attached: int
    seen_again: int
    ignored: int
    quarantined: int
    waiting: int
    reasons: dict[str, int]

    @property
    def balanced(self) -> bool:
        parts = (self.drafts, self.attached, self.seen_again, self.ignored, self.quarantined, self.waiting)
        return self.messages == sum(parts)


@dataclass(frozen=True, slots=True)
class Health:
    outlet: str
    name: str
    state: str
    step: str | None
    error: str | None
    reported_at: datetime
    last_success_at: datetime | None


def ledger(tx: Tx, outlets: Sequence[str] | None = None) -> list[Balance]:
    """The balance of every mailbox, listener and archive that ever showed a message, of all outlets or of these."""
    kind = sa.case(
        (sightings.c.arrival.is_(None), "ignored"),
        (sightings.c.first.is_(False), "seen_again"),
        (arrivals.c.state == "done", arrivals.c.outcome),
        else_=arrivals.c.state,
    )
    reason = sa.func.coalesce(sightings.c.reason, arrivals.c.reason)
    joined = sightings.outerjoin(
        arrivals, (arrivals.c.outlet == sightings.c.outlet) & (arrivals.c.id == sightings.c.arrival)
    )
    rows = tx.execute(
        sa.select(
            sightings.c.outlet,
            sightings.c.mailbox,
            kind.label("kind"),
            reason.label("reason"),
            sa.func.count().label("n"),
        )
        .select_from(joined)
        .where(sightings.c.outlet.in_(outlets) if outlets is not None else sa.true())
        .group_by(sightings.c.outlet, sightings.c.mailbox, kind, reason)
        .order_by(sightings.c.outlet, sightings.c.mailbox)
    ).all()
    boxes: dict[tuple[str, str], list[sa.Row[tuple[str, str, str, str, int]]]] = {}
    for row in rows:
        boxes.setdefault((row.outlet, row.mailbox), []).append(row)
    return [_balance(outlet, mailbox, of) for (outlet, mailbox), of in boxes.items()]


def _balance(outlet: str, mailbox: str, rows: list[sa.Row[tuple[str, str, str, str, int]]]) -> Balance:
    def total(kind: str) -> int:
        return sum(row.n for row in rows if row.kind == kind)

    reasons: dict[str, int] = {}
    for row in rows:
        if row.kind == "ignored":
            reasons[row.reason or "other"] = reasons.get(row.reason or "other", 0) + row.n
    return Balance(
        outlet=outlet,
        mailbox=mailbox,
        messages=sum(row.n for row in rows),
        drafts=total("draft"),
        attached=total("attached"),
        seen_again=total("seen_again"),
        ignored=total("ignored"),
        quarantined=total("quarantined"),
        waiting=total("waiting"),
        reasons=reasons,
    )


def known(tx: Tx, outlet: str, mailbox: str, folder: str, uid_validity: int, uids: Collection[int]) -> set[int]:
    """Which of the UIDs are recorded, with any outcome."""
    found: set[int] = set()
    ordered = sorted(uids)
    for start in range(0, len(ordered), 500):
        part = [str(uid) for uid in ordered[start : start + 500]]
        rows = tx.execute(
            sa.select(sightings.c.uid).where(
                sightings.c.outlet == outlet,
                sightings.c.mailbox == mailbox,
                sightings.c.folder == folder,
                sightings.c.uid_validity == uid_validity,
                sightings.c.uid.in_(part),
            )
        )
        found.update(int(row.uid) for row in rows)
    return found


def find_copy(tx: Tx, outlet: str, mailbox: str, message_id: str, size: int) -> str | None:
    """The one arrival this mailbox showed with that Message-ID and size; None when there is none or are several."""
    rows = tx.execute(
        sa.select(arrivals.c.id)
        .join(sightings, (sightings.c.outlet == arrivals.c.outlet) & (sightings.c.arrival == arrivals.c.id))
        .where(
            arrivals.c.outlet == outlet,
            arrivals.c.message_id == message_id,
            arrivals.c.size == size,
            sightings.c.mailbox == mailbox,
        )
        .distinct()
        .limit(2)
    ).all()
    return rows[0].id if len(rows) == 1 else None


def resighted(tx: Tx, source: Source, arrival: str | None, at: datetime) -> None:
    """A UID whose body was not fetched: its mail is known under another UID, or (None) is older than "from now"."""
    reason = "before-start" if arrival is None else None
    arrivals_store.sight(tx, source, arrival=arrival, raw=None, first=False, at=at, reason=reason)


def vanished(tx: Tx, source: Source, at: datetime) -> None:
    """A UID that was expunged before it could be fetched."""
    arrivals_store.sight(tx, source, arrival=None, raw=None, first=False, at=at, reason="vanished")


def mark(tx: Tx, source: Source, at: datetime) -> None:
    tx.execute(sightings.update().where(*_same(source)).values(marked_at=at))


def unmarked(tx: Tx, outlet: str, mailbox: str, folder: str, uid_validity: int) -> list[int]:
    """UIDs recorded but not yet flagged or moved."""
    rows = tx.execute(
        sa.select(sightings.c.uid).where(
            sightings.c.outlet == outlet,
            sightings.c.mailbox == mailbox,
            sightings.c.folder == folder,
            sightings.c.uid_validity == uid_validity,
            sightings.c.marked_at.is_(None),
            sightings.c.arrival.is_not(None),
        )
    )
    return sorted(int(row.uid) for row in rows)


def _same(source: Source) -> list[sa.ColumnElement[bool]]:
    names = ("outlet", "mailbox", "folder", "uid_validity", "uid")
    return [sightings.c[name] == getattr(source, name) for name in names]


def place(tx: Tx, outlet: str, mailbox: str, folder: str) -> tuple[int | None, int, datetime | None] | None:
    """(uid_validity, first_uid, since) of a folder; None: never connected."""
    row = tx.execute(
        sa.select(places.c.uid_validity, places.c.first_uid, places.c.since).where(
            places.c.outlet == outlet, places.c.mailbox == mailbox, places.c.folder == folder
        )
    ).first()
    return (row.uid_validity, row.first_uid, row.since) if row else None


def notice_account(tx: Tx, outlet: str, mailbox: str, folder: str, account: str, now: datetime) -> None:
    """Notice that the settings name another account under the same name: the UIDs recorded are not of this one.

    Both servers may use the same UIDVALIDITY, and then new mail would be taken for known. What the former account
    showed stays recorded under a folder named after it; the place is looked for as after a change of UIDVALIDITY.
    """
    here = [places.c.outlet == outlet, places.c.mailbox == mailbox, places.c.folder == folder]
    former = tx.execute(sa.select(places.c.account).where(*here)).scalar()
    if former is None or former == account:
        return
    seen = [sightings.c.outlet == outlet, sightings.c.mailbox == mailbox, sightings.c.folder == folder]
    tx.execute(sightings.update().where(*seen).values(folder=f"{former} {now:%Y%m%dT%H%M%S} {folder}"[:512]))
    tx.execute(places.update().where(*here).values(account=account, uid_validity=0))


def set_place(
    tx: Tx, outlet: str, mailbox: str, folder: str, account: str, place: tuple[int | None, int, datetime | None]
) -> None:
    key = {"outlet": outlet, "mailbox": mailbox, "folder": folder}
    values = dict(zip(("account", "uid_validity", "first_uid", "since"), (account, *place), strict=True))
    if not insert_once(tx, places, key | values):
        tx.execute(places.update().where(*(places.c[n] == v for n, v in key.items())).values(values))


def lease(tx: Tx, outlet: str, name: str, worker: str, now: datetime) -> bool:
    """Take or renew the right to poll; False while another process has it."""
    fresh = {"outlet": outlet, "name": name, "state": "waiting", "reported_at": now}
    insert_once(tx, mailboxes, fresh)
    free = sa.or_(mailboxes.c.lease_until.is_(None), mailboxes.c.lease_until < now, mailboxes.c.lease_by == worker)
    taken = tx.execute(
        mailboxes.update()
        .where(mailboxes.c.outlet == outlet, mailboxes.c.name == name, free)
        .values(lease_by=worker, lease_until=now + LEASE)
    )
    return taken.rowcount == 1


def report(tx: Tx, outlet: str, name: str, state: str, step: str | None, error: str | None, now: datetime) -> None:
    """The state a mailbox is in, for the health page."""
    values: dict[str, object] = {"state": state, "step": step, "error": error, "reported_at": now}
    if state == "watching":
        values["last_success_at"] = now
    if not insert_once(tx, mailboxes, {"outlet": outlet, "name": name} | values):
        tx.execute(mailboxes.update().where(mailboxes.c.outlet == outlet, mailboxes.c.name == name).values(values))


def health(tx: Tx) -> list[Health]:
    columns = [mailboxes.c[name] for name in Health.__dataclass_fields__]
    rows = tx.execute(sa.select(*columns).order_by(mailboxes.c.outlet, mailboxes.c.name))
    return [Health(**row._mapping) for row in rows]


def release_dead(tx: Tx, dead: Sequence[str], now: datetime) -> None:
    """End the polling leases of processes known to be gone."""
    if dead:
        tx.execute(mailboxes.update().where(mailboxes.c.lease_by.in_(dead)).values(lease_until=now))


def holders(tx: Tx) -> set[str]:
    """Processes that hold a mailbox."""
    named = sa.select(mailboxes.c.lease_by).where(mailboxes.c.lease_by.is_not(None)).distinct()
    return set(tx.execute(named).scalars())
