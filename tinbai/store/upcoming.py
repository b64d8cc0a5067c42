"""Whole stories in the order of the queue, for who decides on one after the other."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tinbai.model import Draft
from tinbai.store import listing
from tinbai.store.database import Tx
from tinbai.store.desk_tables import presence
from tinbai.store.drafts import HEAD, whole
from tinbai.store.glance import PRESENT
from tinbai.store.listing import Place, Shape, Wanted
from tinbai.store.prepared import moment, run, value
from tinbai.store.tables import acts, arrivals, drafts, revisions

_NEAR = 60  # of so many in a row not all will be in other hands


@dataclass(frozen=True, slots=True)
class Upcoming:
    """decisions: how many were made on it; silent: no letter may leave; checked: seen by a person for marks."""

    draft: Draft
    decisions: int
    silent: bool
    checked: bool


def upcoming(
    tx: Tx, wanted: Wanted, person: str, now: datetime, start: Place | None = None, limit: int = 2
) -> list[Upcoming]:
    """The next ones that no colleague has in hand or looks at."""
    shape = listing.shaped(tx, wanted, start, newest=wanted.newest, most=_NEAR, enough=limit)
    values = listing.values(tx, wanted, person, now, start) | {"present": now - PRESENT}
    return [_upcoming(row) for row in run(tx, _statement, shape, limit, **values)]


def _statement(shape: Shape, limit: int) -> "sa.Select[*tuple[Any, ...]]":
    """Which ones first: whole stories are fetched only of these."""
    near, claimed = listing.first(shape), drafts.c.claimed_by
    here = (presence.c.outlet == drafts.c.outlet) & (presence.c.draft == drafts.c.id)
    others = (presence.c.person != value("person"), presence.c.seen_at > moment("present"))
    free = sa.or_(claimed.is_(None), claimed == value("person"), drafts.c.claimed_at < moment("claimed"))
    chosen = (
        sa.select(near)
        .join(drafts, (near.c.outlet == drafts.c.outlet) & (near.c.id == drafts.c.id))
        .where(free, ~sa.exists().where(here, *others), *listing.conditions(shape))
        .order_by(near.c.n)
        .limit(limit)
        .subquery("chosen")
    )
    of = (chosen.c.outlet == drafts.c.outlet) & (chosen.c.id == drafts.c.id)
    return _whole().join(chosen, of).order_by(chosen.c.n)


def one(tx: Tx, outlet: str, draft: str) -> Upcoming | None:
    """That story, whoever has it."""
    row = tx.execute(_whole().where(drafts.c.outlet == outlet, drafts.c.id == draft)).first()
    return _upcoming(row) if row else None


def _whole() -> "sa.Select[*tuple[Any, ...]]":
    head = (
        (revisions.c.outlet == drafts.c.outlet)
        & (revisions.c.draft == drafts.c.id)
        & (revisions.c.no == drafts.c.revision)
    )
    came = (arrivals.c.outlet == drafts.c.outlet) & (arrivals.c.id == drafts.c.arrival)
    seen = sa.exists().where(
        acts.c.outlet == drafts.c.outlet,
        acts.c.draft == drafts.c.id,
        acts.c.kind == "checked",
        acts.c.undone_at.is_(None),
    )
    return (
        sa.select(drafts, *HEAD, arrivals.c.silent, seen.label("checked"))
        .join(revisions, head)
        .outerjoin(arrivals, came)
    )


def _upcoming(row: Any) -> Upcoming:
    return Upcoming(whole(row), row.decisions, bool(row.silent), bool(row.checked))
