"""The outbox: letters promised in the same transaction as what they tell of, sent by whoever leases them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from tinbai import codec
from tinbai.errors import Conflict
from tinbai.model import Delivery, DeliveryState
from tinbai.settings import Share
from tinbai.store.database import Tx, insert_once
from tinbai.store.tables import LONGEST_ADDRESS, deliveries, drafts

LEASE = timedelta(seconds=300)  # at least; the caller asks for more where a server may take longer
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
_ALL = Share()


@dataclass(frozen=True, slots=True)
class Leased:
    """A delivery in the hands of one sender; `fence` proves at the end that it still is."""

    delivery: Delivery
    fence: int


def promise(tx: Tx, delivery: Delivery) -> bool:
    """Put the letter into the outbox; False when one with this key was promised before, by any outlet."""
    return insert_once(
        tx,
        deliveries,
        {
            "outlet": delivery.outlet,
            "id": delivery.id,
            "key": delivery.key,
            "kind": delivery.kind,
            "draft": delivery.draft,
            "message_id": delivery.letter.message_id,
            "recipient": delivery.letter.recipient.address.lower()[:LONGEST_ADDRESS],
            "letter": codec.letter.dumps(delivery.letter),
            "created_at": delivery.created_at,
            "due": delivery.due,
            "state": delivery.state,
            "mailbox": delivery.mailbox,
        },
    )


def claim(
    tx: Tx,
    worker: str,
    now: datetime,
    lease: timedelta = LEASE,
    share: Share = _ALL,
) -> Leased | None:
    """Lease the letter of that share that has been due longest."""
    free = sa.or_(deliveries.c.lease_until.is_(None), deliveries.c.lease_until < now)
    chosen = tx.execute(
        sa.select(deliveries.c.outlet, deliveries.c.id)
        .where(deliveries.c.state == "due", deliveries.c.due <= now, free, *carried(share))
        .order_by(deliveries.c.due)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if chosen is None:
        return None
    row = tx.execute(
        deliveries.update()
        .where(deliveries.c.outlet == chosen.outlet, deliveries.c.id == chosen.id)
        .values(
            lease_by=worker,
            lease_until=now + lease,
            fence=deliveries.c.fence + 1,
            tries=deliveries.c.tries + 1,
            # a lease that ran out means the sender died with the outcome unknown: the letter may go out twice
            possibly_twice=deliveries.c.possibly_twice + sa.case((deliveries.c.lease_until.is_(None), 0), else_=1),
        )
        .returning(deliveries)
    ).one()
    return Leased(from_row(row), row.fence)


def carried(share: Share) -> list[sa.ColumnElement[bool]]:
    """What letters of that share are told by."""
    if share.mailbox:
        return [deliveries.c.outlet == share.outlet, deliveries.c.mailbox == share.mailbox]
    here = deliveries.c.outlet == share.outlet if share.outlet else deliveries.c.outlet.not_in(share.but_outlets)
    return [here, sa.tuple_(deliveries.c.outlet, deliveries.c.mailbox).not_in(share.but_mailboxes)]


def settle(
    tx: Tx,
    leased: Leased,
    state: DeliveryState,
    *,
    at: datetime,
    error: str | None = None,
    due: datetime | None = None,
    unknown: bool = False,
) -> None:
    """Write down how it went and give the lease back. unknown: cut off after the letter was handed over.
    Raises Conflict when the lease went to somebody else."""
    # superseded while it was in hand: it may have left, but it is not tried again
    kept = sa.case((deliveries.c.state == "cancelled", "cancelled"), else_=state)
    values: dict[str, object] = {"lease_by": None, "lease_until": None, "last_error": error}
    values["state"] = kept if state == "due" else state
    if state == "sent":
        values["sent_at"] = at
    if due is not None:
        values["due"] = due
    if unknown:
        values["possibly_twice"] = deliveries.c.possibly_twice + 1
    done = tx.execute(
        deliveries.update()
        .where(
            deliveries.c.outlet == leased.delivery.outlet,
            deliveries.c.id == leased.delivery.id,
            deliveries.c.fence == leased.fence,
        )
        .values(values)
    )
    if done.rowcount != 1:
        raise Conflict(f"the lease on letter {leased.delivery.id} was lost")


def cancel(tx: Tx, key: str) -> bool:
    """Take back a letter that has not left for certain; False when it is on its way, may have left, or never was."""
    idle = [deliveries.c.state == "due", deliveries.c.lease_until.is_(None), deliveries.c.possibly_twice == 0]
    return tx.execute(deliveries.update().where(deliveries.c.key == key, *idle).values(state="cancelled")).rowcount == 1


def withdraw(tx: Tx, outlet: str, kind: str, recipient: str) -> int:
    """Stop older letters of a kind to somebody that still wait: a newer one says it better."""
    to = recipient.lower()[:LONGEST_ADDRESS]
    here = (deliveries.c.outlet == outlet, deliveries.c.kind == kind, deliveries.c.recipient == to)
    waiting = (deliveries.c.state == "due", deliveries.c.lease_until.is_(None))
    return tx.execute(deliveries.update().where(*here, *waiting).values(state="cancelled")).rowcount


def supersede(tx: Tx, outlet: str, draft: str) -> int:
    """Stop the letters of earlier decisions that still wait for a server: news that is no longer true."""
    waiting = [deliveries.c.kind.in_(("decision", "merge")), deliveries.c.state == "due"]
    here = [deliveries.c.outlet == outlet, deliveries.c.draft == draft]
    return tx.execute(deliveries.update().where(*here, *waiting).values(state="cancelled")).rowcount


def revive(tx: Tx, key: str, at: datetime | None = None) -> bool:
    """Let a letter that was stopped wait again, as if promised `at` that time; False when none was stopped."""
    found = get(tx, key)
    if found is None or found.state != "cancelled":
        return False
    later = at - found.created_at if at else timedelta()
    values = {"state": "due", "created_at": found.created_at + later, "due": found.due + later}
    tx.execute(deliveries.update().where(deliveries.c.key == key, deliveries.c.state == "cancelled").values(values))
    return True


def get(tx: Tx, key: str) -> Delivery | None:
    row = tx.execute(sa.select(deliveries).where(deliveries.c.key == key)).first()
    return from_row(row) if row else None


def of_draft(tx: Tx, outlet: str, draft: str) -> list[Delivery]:
    """Letters about a draft, oldest first."""
    rows = tx.execute(
        sa.select(deliveries)
        .where(deliveries.c.outlet == outlet, deliveries.c.draft == draft)
        .order_by(deliveries.c.created_at)
    )
    return [from_row(row) for row in rows]


def listed(
    tx: Tx,
    outlets: Sequence[str],
    limit: int = 100,
    after: tuple[datetime, str] | None = None,
    hidden: Sequence[str] = (),
) -> list[Delivery]:
    """The newest letters of these outlets; `after`: (created_at, id) of the last one of the page before.
    `hidden`: outlets of whose held drafts not even the letter is shown."""
    query = sa.select(deliveries).where(deliveries.c.outlet.in_(outlets), _shown(hidden))
    order = (deliveries.c.created_at, deliveries.c.id)
    if after:
        last = sa.tuple_(sa.literal(after[0], order[0].type), sa.literal(after[1], order[1].type))
        query = query.where(sa.tuple_(*order) < last)
    rows = tx.execute(query.order_by(*(column.desc() for column in order)).limit(limit))
    return [from_row(row) for row in rows]


def _shown(hidden: Sequence[str]) -> sa.ColumnElement[bool]:
    held = sa.select(drafts.c.id).where(
        drafts.c.outlet == deliveries.c.outlet, drafts.c.id == deliveries.c.draft, drafts.c.state == "held"
    )
    counts_them = deliveries.c.kind == "digest"  # the letter to a security officer says how many are held
    return sa.not_(deliveries.c.outlet.in_(hidden) & sa.or_(held.exists(), counts_them))


def by_id(tx: Tx, outlet: str, letter: str, hidden: Sequence[str] = ()) -> Delivery | None:
    wanted = (deliveries.c.outlet == outlet, deliveries.c.id == letter, _shown(hidden))
    row = tx.execute(sa.select(deliveries).where(*wanted)).first()
    return from_row(row) if row else None


def of_message(tx: Tx, outlet: str, message_ids: Sequence[str]) -> Delivery | None:
    """The latest letter of this outlet with one of these Message-IDs."""
    wanted = (deliveries.c.outlet == outlet, deliveries.c.message_id.in_(message_ids))
    row = tx.execute(sa.select(deliveries).where(*wanted).order_by(deliveries.c.created_at.desc()).limit(1)).first()
    return from_row(row) if row else None


def draft_of_message(tx: Tx, message_ids: Sequence[str]) -> tuple[str, str] | None:
    """(outlet, draft) that one of these Message-IDs of ours was about."""
    row = tx.execute(
        sa.select(deliveries.c.outlet, deliveries.c.draft)
        .where(deliveries.c.message_id.in_(message_ids), deliveries.c.draft.is_not(None))
        .order_by(deliveries.c.created_at.desc())
        .limit(1)
    ).first()
    return (row.outlet, row.draft) if row else None


_MANY = sa.select(sa.func.count()).where(deliveries.c.kind == "acknowledgement")
_ACKNOWLEDGED = sa.select(
    _MANY.where(
        deliveries.c.recipient == sa.bindparam("recipient"), deliveries.c.created_at >= sa.bindparam("day")
    ).scalar_subquery(),
    _MANY.where(deliveries.c.created_at >= sa.bindparam("hour")).scalar_subquery(),
)


def acknowledged(tx: Tx, recipient: str, now: datetime) -> tuple[int, int]:
    """How many acknowledgements were promised: (to this address in the last day, to all in the last hour)."""
    asked = {"recipient": recipient.lower()[:LONGEST_ADDRESS], "day": now - DAY, "hour": now - HOUR}
    one, total = tx.execute(_ACKNOWLEDGED, asked).one()
    return one, total


def by_state(tx: Tx) -> dict[str, int]:
    """How many letters stand in each state."""
    rows = tx.execute(sa.select(deliveries.c.state, sa.func.count().label("n")).group_by(deliveries.c.state))
    return {row.state: row.n for row in rows}


def from_row(row: Any) -> Delivery:
    return Delivery(
        outlet=row.outlet,
        id=row.id,
        key=row.key,
        kind=row.kind,
        draft=row.draft,
        letter=codec.letter.loads(row.letter),
        created_at=row.created_at,
        due=row.due,
        tries=row.tries,
        state=row.state,
        last_error=row.last_error,
        sent_at=row.sent_at,
        possibly_twice=row.possibly_twice,
        mailbox=row.mailbox,
    )


def hold_back(tx: Tx, why: str) -> int:
    """Let none of the letters leave that wait; how many did."""
    values = {"state": "failed", "last_error": why, "lease_by": None, "lease_until": None}
    return tx.execute(deliveries.update().where(deliveries.c.state == "due").values(values)).rowcount


def release_dead(tx: Tx, dead: Sequence[str], now: datetime) -> None:
    """End the leases of senders known to be gone; the next claim counts the letter as possibly sent twice."""
    if dead:
        tx.execute(deliveries.update().where(deliveries.c.lease_by.in_(dead)).values(lease_until=now))


def holders(tx: Tx) -> set[str]:
    """Senders that hold a lease on a letter."""
    named = sa.select(deliveries.c.lease_by).where(deliveries.c.lease_by.is_not(None)).distinct()
    return set(tx.execute(named).scalars())
