"""What the pages of the desk show at a glance: counters, the lines of the queue, what stands aside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from tinbai.model import State
from tinbai.store.database import Tx
from tinbai.store.drafts import CLAIM
from tinbai.store.tables import arrivals, deliveries, drafts, links, mailboxes

LATE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Counters:
    """How much stands where. mine: claimed by the person; late: waiting for an editor longer than LATE."""

    states: Mapping[State, int]
    mine: int
    late: int
    twins: int
    quarantined: int
    mailboxes_failed: int
    letters_failed: int

    @property
    def alarms(self) -> int:
        return self.quarantined + self.mailboxes_failed + self.letters_failed


def tied() -> sa.ColumnElement[bool]:
    """Whether a draft has a tie to another one, whichever of the two came first."""
    mine = (links.c.outlet == drafts.c.outlet) & (links.c.draft == drafts.c.id)
    theirs = (links.c.other_outlet == drafts.c.outlet) & (links.c.other_draft == drafts.c.id)
    return sa.or_(sa.exists().where(mine), sa.exists().where(theirs))


def counters(tx: Tx, outlets: Sequence[str], person: str, states: Sequence[State], now: datetime) -> Counters:
    """All counters in one statement; only drafts in `states` (the open ones) are counted, so it stays cheap."""
    waiting = drafts.c.state.in_([State.RECEIVED.value, State.IN_REVIEW.value])
    mine = (drafts.c.claimed_by == person) & (drafts.c.claimed_at >= now - CLAIM)
    late = waiting & (drafts.c.received_at < now - LATE)
    in_queue = (
        sa.select(drafts.c.state.label("what"), sa.func.count().label("n"))
        .add_columns(*(_how_many(condition).label(name) for name, condition in _named(mine, late)))
        .where(drafts.c.outlet.in_(outlets), drafts.c.state.in_([state.value for state in states]))
        .group_by(drafts.c.state)
    )
    aside = (
        _only("quarantined", arrivals, arrivals.c.outlet.in_(outlets), arrivals.c.state == "quarantined"),
        _only("mailboxes", mailboxes, mailboxes.c.outlet.in_(outlets), mailboxes.c.state == "failed"),
        _only("letters", deliveries, deliveries.c.outlet.in_(outlets), deliveries.c.state == "failed"),
    )
    rows = {row.what: row for row in tx.execute(sa.union_all(in_queue, *aside))}
    of = {state: rows[state.value] for state in states if state.value in rows}
    return Counters(
        states={state: row.n for state, row in of.items()},
        mine=sum(row.mine for row in of.values()),
        late=sum(row.late for row in of.values()),
        twins=sum(row.twins for row in of.values()),
        quarantined=rows["quarantined"].n,
        mailboxes_failed=rows["mailboxes"].n,
        letters_failed=rows["letters"].n,
    )


def _named(
    mine: sa.ColumnElement[bool], late: sa.ColumnElement[bool]
) -> tuple[tuple[str, sa.ColumnElement[bool]], ...]:
    return ("mine", mine), ("late", late), ("twins", tied())


def _how_many(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


def _only(what: str, table: sa.Table, *conditions: sa.ColumnElement[bool]) -> "sa.Select[str, int, int, int, int]":
    zero = sa.literal(0)
    return (
        sa.select(
            sa.literal(what).label("what"), sa.func.count().label("n"), zero.label("mine"), zero.label("late"), zero
        )
        .where(*conditions)
        .select_from(table)
    )
