"""Where a draft stands among those that wait for an editor, oldest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tinbai.model import State
from tinbai.store.gathered import Part
from tinbai.store.prepared import value
from tinbai.store.tables import drafts

WAITING = (State.RECEIVED, State.IN_REVIEW)
MOST = 200  # counted no further

Key = tuple[str, str]  # outlet and draft


@dataclass(frozen=True, slots=True)
class Beside:
    """before, after: the nearest that wait; ahead: how many came earlier, all: how many wait, both MOST at most."""

    before: Key | None = None
    after: Key | None = None
    ahead: int = 0
    all: int = 0


def parts(outlets: Sequence[str]) -> list[Part]:
    """For the draft `draft` of `outlet`; the index has the nearest of one newsroom and state at its fingertips."""
    ours = sa.select(drafts.c.received_at).where(drafts.c.outlet == value("outlet"), drafts.c.id == value("draft"))
    place = sa.tuple_(drafts.c.received_at, drafts.c.id)
    here = sa.tuple_(ours.scalar_subquery(), value("draft"))
    found: list[Part] = []
    for outlet in outlets:
        for state in WAITING:
            of = (drafts.c.outlet == outlet, drafts.c.state == state.value)
            found.append(("before", _nearest(place < here, *of, newest=True)))
            found.append(("after", _nearest(place > here, *of, newest=False)))
    wait = (drafts.c.outlet.in_(outlets), drafts.c.state.in_([state.value for state in WAITING]))
    return [*found, ("ahead", _count(*wait, place < here)), ("waiting", _count(*wait))] if outlets else []


def _nearest(*conditions: sa.ColumnElement[bool], newest: bool) -> "sa.Select[*tuple[Any, ...]]":
    order = [drafts.c.received_at, drafts.c.id]
    ordered = [column.desc() for column in order] if newest else order
    return sa.select(drafts.c.outlet, drafts.c.id, drafts.c.received_at).where(*conditions).order_by(*ordered).limit(1)


def _count(*conditions: sa.ColumnElement[bool]) -> "sa.Select[*tuple[Any, ...]]":
    seen = sa.select(drafts.c.id).where(*conditions).limit(MOST).subquery()
    return sa.select(sa.func.count().label("n")).select_from(seen)


def beside(rows: dict[str, list[Any]]) -> Beside:
    """Of what parts() gave; of one draft with none beside it where nothing was asked."""
    if "waiting" not in rows:
        return Beside()
    before = max(rows["before"], key=lambda row: (row.received_at, row.id), default=None)
    after = min(rows["after"], key=lambda row: (row.received_at, row.id), default=None)
    return Beside(
        (before.outlet, before.id) if before else None,
        (after.outlet, after.id) if after else None,
        rows["ahead"][0].n,
        rows["waiting"][0].n,
    )
