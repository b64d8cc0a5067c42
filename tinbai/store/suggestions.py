"""Which story a mail may answer, as far as the machine can guess; an editor says yes or no."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa

from tinbai.store.database import Tx, insert_once
from tinbai.store.letter_tables import suggestions

Why = Literal["thread", "receipt", "subject", "sender"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """why: it answers a letter of ours from an address nobody knows (thread), names the number of somebody else's story
    (receipt), has the subject of a story of the same sender (subject), or comes from somebody whose story waits for an
    answer (sender)."""

    outlet: str
    arrival: str
    draft: str
    why: Why
    at: datetime
    settled_at: datetime | None = None
    settled_by: str | None = None
    joined: bool = False


def add(tx: Tx, new: Suggestion) -> bool:
    """False when it was made before."""
    row = {"outlet": new.outlet, "arrival": new.arrival, "draft": new.draft, "why": new.why, "at": new.at}
    return insert_once(tx, suggestions, row)


def of_draft(tx: Tx, outlet: str, draft: str) -> list[Suggestion]:
    """All of them, the first one first, also those that are settled."""
    return _read(tx, suggestions.c.outlet == outlet, suggestions.c.draft == draft)


def of_arrival(tx: Tx, outlet: str, arrival: str) -> list[Suggestion]:
    return _read(tx, suggestions.c.outlet == outlet, suggestions.c.arrival == arrival)


def waiting(tx: Tx, outlets: Sequence[str], limit: int = 100) -> list[Suggestion]:
    """Those nobody has answered yet, the oldest first."""
    return _read(tx, suggestions.c.outlet.in_(outlets), suggestions.c.settled_at.is_(None), limit=limit)


def settle(tx: Tx, outlet: str, arrival: str, joined: str | None, *, by: str, at: datetime) -> None:
    """Answer all that is suggested for the mail; `joined`: the draft it was joined to, None: to none of them."""
    here = (suggestions.c.outlet == outlet, suggestions.c.arrival == arrival, suggestions.c.settled_at.is_(None))
    told = {"settled_at": at, "settled_by": by, "joined": suggestions.c.draft == joined if joined else sa.false()}
    tx.execute(suggestions.update().where(*here).values(told))


def reopen(tx: Tx, outlet: str, arrival: str) -> None:
    """Ask again: what was said is taken back."""
    here = (suggestions.c.outlet == outlet, suggestions.c.arrival == arrival)
    asked = {"settled_at": None, "settled_by": None, "joined": sa.false()}
    tx.execute(suggestions.update().where(*here).values(asked))


def _read(tx: Tx, *wanted: sa.ColumnElement[bool], limit: int = 100) -> list[Suggestion]:
    rows = tx.execute(sa.select(suggestions).where(*wanted).order_by(suggestions.c.at).limit(limit))
    return [
        Suggestion(row.outlet, row.arrival, row.draft, row.why, row.at, row.settled_at, row.settled_by, row.joined)
        for row in rows
    ]
