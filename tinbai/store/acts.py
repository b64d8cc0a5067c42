"""What people did to drafts besides writing and deciding: numbered per draft, never deleted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tinbai.errors import Conflict
from tinbai.model import Act, ActKind
from tinbai.store.database import Tx, serialise
from tinbai.store.tables import acts


def add(tx: Tx, outlet: str, draft: str, kind: ActKind, *, by: str, at: datetime, note: str = "") -> Act:
    """Record the act under the next number."""
    serialise(tx, f"acts {outlet} {draft}")
    last = tx.execute(
        sa.select(sa.func.coalesce(sa.func.max(acts.c.no), 0)).where(acts.c.outlet == outlet, acts.c.draft == draft)
    ).scalar_one()
    tx.execute(acts.insert().values(outlet=outlet, draft=draft, no=last + 1, at=at, by=by, kind=kind, note=note))
    return Act(outlet, draft, last + 1, at, by, kind, note)


def of_draft(tx: Tx, outlet: str, draft: str) -> list[Act]:
    """All acts, first one first."""
    rows = tx.execute(sa.select(acts).where(acts.c.outlet == outlet, acts.c.draft == draft).order_by(acts.c.no))
    return [from_row(row) for row in rows]


def standing(done: Sequence[Act], kind: ActKind) -> Act | None:
    """The latest of its kind that was not undone."""
    return next((act for act in reversed(done) if act.kind == kind and act.undone_at is None), None)


def undo(tx: Tx, act: Act, *, by: str, at: datetime) -> None:
    """Mark it undone; Conflict when a colleague was faster."""
    done = tx.execute(
        acts.update()
        .where(acts.c.outlet == act.outlet, acts.c.draft == act.draft, acts.c.no == act.no, acts.c.undone_at.is_(None))
        .values(undone_at=at, undone_by=by)
    )
    if done.rowcount != 1:
        raise Conflict("this is undone already")


def from_row(row: Any) -> Act:
    return Act(row.outlet, row.draft, row.no, row.at, row.by, row.kind, row.note, row.undone_at, row.undone_by)
