"""Contributors who have fallen silent, and those who want no reminder of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tinbai.model import State
from tinbai.store import deliveries as letters
from tinbai.store import proofs
from tinbai.store.contributor_tables import reminder_refusals
from tinbai.store.database import Tx, insert_once
from tinbai.store.tables import LONGEST_ADDRESS, deliveries, drafts

KIND = "reminder"
_USED = (State.APPROVED.value, State.PUBLISHED.value)


@dataclass(frozen=True, slots=True)
class Writer:
    """One address in a newsroom: when it sent a story last, how many were used, whether any is open or held."""

    address: str
    last: datetime
    used: int
    open: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """by: the editor who said so, "" for the contributor himself."""

    at: datetime
    by: str


def writers(tx: Tx, outlet: str, since: datetime, open_states: Collection[State]) -> list[Writer]:
    """Every address that sent a story since then of which it is sure that it was he."""

    def many(states: Collection[str]) -> sa.ColumnElement[int]:
        return sa.func.sum(sa.case((drafts.c.state.in_(states), 1), else_=0))

    here = (drafts.c.outlet == outlet, drafts.c.received_at >= since, drafts.c.sender_address != "")
    rows = tx.execute(
        sa.select(drafts.c.sender_address, sa.func.max(drafts.c.received_at).label("last"))
        .add_columns(many(_USED).label("used"), many([state.value for state in open_states]).label("open"))
        .where(*here, drafts.c.state != State.NOT_A_STORY.value, proofs.sure())
        .group_by(drafts.c.sender_address)
    )
    return [Writer(row.sender_address, row.last, int(row.used), bool(row.open)) for row in rows]


def last_story(tx: Tx, outlet: str, one: Writer) -> str:
    """The draft with which the silence of that address began."""
    here = (drafts.c.outlet == outlet, drafts.c.sender_address == one.address, drafts.c.received_at == one.last)
    found = sa.select(drafts.c.id).where(*here, drafts.c.state != State.NOT_A_STORY.value, proofs.sure())
    return str(tx.execute(found.order_by(drafts.c.id).limit(1)).scalar_one())


def told(tx: Tx, outlet: str, since: datetime, address: str | None = None) -> list[str]:
    """Message-IDs of the reminders of this newsroom that were promised since then, to that address or to anybody."""
    here = [deliveries.c.outlet == outlet, deliveries.c.kind == KIND, deliveries.c.created_at >= since]
    if address is not None:
        here.append(deliveries.c.recipient == address.lower()[:LONGEST_ADDRESS])
    return list(tx.execute(sa.select(deliveries.c.message_id).where(*here)).scalars())


def told_last(tx: Tx, outlet: str) -> dict[str, datetime]:
    """Address -> when the last reminder to it was promised."""
    last = sa.func.max(deliveries.c.created_at).label("at")
    here = (deliveries.c.outlet == outlet, deliveries.c.kind == KIND)
    rows = tx.execute(sa.select(deliveries.c.recipient, last).where(*here).group_by(deliveries.c.recipient))
    return {row.recipient: row.at for row in rows}


def refuse(tx: Tx, outlet: str, address: str, by: str, at: datetime) -> bool:
    """No reminders to this address any more; those that still wait are taken back. False when that was so before."""
    letters.withdraw(tx, outlet, KIND, address)
    row = {"outlet": outlet, "address": address.lower()[:LONGEST_ADDRESS], "at": at, "by": by}
    return insert_once(tx, reminder_refusals, row)


def allow(tx: Tx, outlet: str, addresses: Collection[str]) -> bool:
    """Reminders again; False when nobody had refused them."""
    here = (reminder_refusals.c.outlet == outlet, reminder_refusals.c.address.in_(list(addresses)))
    return tx.execute(reminder_refusals.delete().where(*here)).rowcount > 0


def refused(tx: Tx, outlet: str, addresses: Collection[str]) -> Refusal | None:
    """When and by whom reminders to one of these addresses were ended."""
    here = (reminder_refusals.c.outlet == outlet, reminder_refusals.c.address.in_(list(addresses)))
    row = tx.execute(sa.select(reminder_refusals.c.at, reminder_refusals.c.by).where(*here).limit(1)).first()
    return Refusal(row.at, row.by) if row else None
