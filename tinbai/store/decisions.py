"""Decisions: numbered per draft, never overwritten; an undone one stays with the time it was undone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tinbai.errors import Conflict
from tinbai.model import Decision, State, Verdict
from tinbai.store.database import Tx
from tinbai.store.tables import decisions, drafts


def add(
    tx: Tx,
    outlet: str,
    draft: str,
    *,
    by: str,
    verdict: Verdict,
    note: str,
    from_state: State,
    to_state: State,
    at: datetime,
) -> Decision:
    """Record the decision under the next number."""
    number = tx.execute(
        drafts.update()
        .where(drafts.c.outlet == outlet, drafts.c.id == draft)
        .values(decisions=drafts.c.decisions + 1)
        .returning(drafts.c.decisions)
    ).scalar_one()
    made = Decision(outlet, draft, number, at, by, verdict, note, from_state, to_state)
    tx.execute(
        decisions.insert().values(
            outlet=outlet,
            draft=draft,
            no=number,
            at=at,
            by=by,
            verdict=verdict.value,
            note=note,
            from_state=from_state.value,
            to_state=to_state.value,
        )
    )
    return made


def of_draft(tx: Tx, outlet: str, draft: str) -> list[Decision]:
    """All decisions, first one first."""
    rows = tx.execute(
        sa.select(decisions).where(decisions.c.outlet == outlet, decisions.c.draft == draft).order_by(decisions.c.no)
    )
    return [from_row(row) for row in rows]


def undo(tx: Tx, decision: Decision, at: datetime) -> None:
    """Mark it undone; Conflict when a colleague was faster."""
    done = tx.execute(
        decisions.update()
        .where(
            decisions.c.outlet == decision.outlet,
            decisions.c.draft == decision.draft,
            decisions.c.no == decision.no,
            decisions.c.undone_at.is_(None),
        )
        .values(undone_at=at)
    )
    if done.rowcount != 1:
        raise Conflict("this decision is undone already")


def recent(tx: Tx, outlet: str, since: datetime, *, held: bool = True) -> list[tuple[Decision, str]]:
    """Decisions since then with the draft's title, newest first; held False: without those on what is held now."""
    shown = sa.true() if held else drafts.c.state != State.HELD.value
    rows = tx.execute(
        sa.select(decisions, drafts.c.title)
        .join(drafts, (drafts.c.outlet == decisions.c.outlet) & (drafts.c.id == decisions.c.draft))
        .where(decisions.c.outlet == outlet, decisions.c.at >= since, shown)
        .order_by(decisions.c.at.desc(), decisions.c.no.desc())
        .limit(50)
    )
    return [(from_row(row), row.title) for row in rows]


def of_person(tx: Tx, outlets: Sequence[str], person: str, since: datetime) -> list[tuple[Decision, str]]:
    """The latest decision of each story where it is the person's, stands and is no older, with its title."""
    here = (drafts.c.outlet == decisions.c.outlet) & (drafts.c.id == decisions.c.draft)
    rows = tx.execute(
        sa.select(decisions, drafts.c.title)
        .join(drafts, here & (drafts.c.decisions == decisions.c.no) & (drafts.c.state == decisions.c.to_state))
        .where(decisions.c.outlet.in_(outlets), decisions.c.by == person, decisions.c.at >= since)
        .where(decisions.c.undone_at.is_(None))
        .order_by(decisions.c.at.desc(), decisions.c.draft)
        .limit(20)
    )
    return [(from_row(row), row.title) for row in rows]


def from_row(row: Any) -> Decision:
    return Decision(
        row.outlet,
        row.draft,
        row.no,
        row.at,
        row.by,
        Verdict(row.verdict),
        row.note,
        State(row.from_state),
        State(row.to_state),
        row.undone_at,
    )
