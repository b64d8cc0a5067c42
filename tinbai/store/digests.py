"""The daily letter: who wants it, and the numbers it says; never a word of any story."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tinbai.model import State
from tinbai.store.database import Tx, insert_once
from tinbai.store.overview import LATE
from tinbai.store.snoozes import waits
from tinbai.store.tables import drafts
from tinbai.store.watch_tables import digest_readers

_WAITING = (State.RECEIVED.value, State.IN_REVIEW.value)
_COUNTED = (*_WAITING, State.AWAITING_APPROVAL.value, State.HELD.value)


@dataclass(frozen=True, slots=True)
class Numbers:
    """Of one newsroom, without what is put off. late: waiting longer than LATE; mine: taken by the person and still
    open, however long ago."""

    waiting: int
    oldest: datetime | None
    late: int
    mine: int
    approval: int
    held: int


def want(tx: Tx, outlet: str, person: str, wanted: bool) -> None:
    """Begin or end the letter of this newsroom for the person."""
    if wanted:
        insert_once(tx, digest_readers, {"outlet": outlet, "person": person})
    else:
        tx.execute(digest_readers.delete().where(digest_readers.c.outlet == outlet, digest_readers.c.person == person))


def wanted_by(tx: Tx, person: str) -> frozenset[str]:
    """The newsrooms whose letter the person wants."""
    found = sa.select(digest_readers.c.outlet).where(digest_readers.c.person == person)
    return frozenset(tx.execute(found).scalars())


def readers(tx: Tx, outlet: str) -> list[str]:
    found = sa.select(digest_readers.c.person).where(digest_readers.c.outlet == outlet)
    return list(tx.execute(found.order_by(digest_readers.c.person)).scalars())


def numbers(tx: Tx, outlet: str, person: str, now: datetime) -> Numbers:
    def many(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.sum(sa.case((condition, 1), else_=0))

    rows = tx.execute(
        sa.select(drafts.c.state, sa.func.count().label("n"), sa.func.min(drafts.c.received_at).label("oldest"))
        .add_columns(many(drafts.c.received_at < now - LATE).label("late"))
        .add_columns(many(sa.func.coalesce(drafts.c.claimed_by, "") == person).label("mine"))
        .where(drafts.c.outlet == outlet, drafts.c.state.in_(_COUNTED), ~waits(now))
        .group_by(drafts.c.state)
    )
    by_state: Mapping[str, sa.Row[tuple[str, int, datetime]]] = {row.state: row for row in rows}
    waiting = [by_state[state] for state in _WAITING if state in by_state]
    return Numbers(
        waiting=sum(row.n for row in waiting),
        oldest=min((row.oldest for row in waiting), default=None),
        late=sum(row.late for row in waiting),
        mine=sum(row.mine for row in waiting),
        approval=_n(by_state, State.AWAITING_APPROVAL),
        held=_n(by_state, State.HELD),
    )


def _n(by_state: Mapping[str, sa.Row[tuple[str, int, datetime]]], state: State) -> int:
    return by_state[state.value].n if state.value in by_state else 0
