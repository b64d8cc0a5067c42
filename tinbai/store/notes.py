"""Notes of editors to each other about a story; they never leave the newsroom."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tinbai.errors import Conflict
from tinbai.model import State
from tinbai.store.database import Tx, serialise
from tinbai.store.desk_tables import mentions, notes
from tinbai.store.tables import drafts


@dataclass(frozen=True, slots=True)
class Note:
    """`kind`: note, or handed (the story was given to whom it names)."""

    outlet: str
    draft: str
    no: int
    at: datetime
    by: str
    kind: str
    text: str
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A note that names somebody, with the story's title and state."""

    note: Note
    title: str
    state: State


def add(
    tx: Tx, outlet: str, draft: str, *, by: str, text: str, named: Collection[str], at: datetime, kind: str = "note"
) -> Note:
    """Write it under the next number; `named`: ids of people who are told."""
    serialise(tx, f"notes {outlet} {draft}")
    here = (notes.c.outlet == outlet, notes.c.draft == draft)
    last = tx.execute(sa.select(sa.func.coalesce(sa.func.max(notes.c.no), 0)).where(*here)).scalar_one()
    made = Note(outlet, draft, last + 1, at, by, kind, text)
    row = {"outlet": outlet, "draft": draft, "no": made.no}
    tx.execute(notes.insert(), row | {"at": at, "by": by, "kind": kind, "text": text})
    if named:
        tx.execute(mentions.insert(), [row | {"person": person} for person in sorted(named)])
    return made


def of_draft(tx: Tx, outlet: str, draft: str) -> list[Note]:
    """All that stand, first one first."""
    here = (notes.c.outlet == outlet, notes.c.draft == draft, notes.c.undone_at.is_(None))
    return [from_row(row) for row in tx.execute(sa.select(notes).where(*here).order_by(notes.c.no))]


def undo(tx: Tx, outlet: str, draft: str, no: int, by: str, at: datetime) -> None:
    """Its writer takes it back. Raises Conflict when it is not his or taken back already."""
    here = (notes.c.outlet == outlet, notes.c.draft == draft, notes.c.no == no, notes.c.by == by)
    done = tx.execute(notes.update().where(*here, notes.c.undone_at.is_(None)).values(undone_at=at))
    if done.rowcount != 1:
        raise Conflict("there is no such note to take back")


def told(tx: Tx, outlets: Sequence[str], person: str, most: int = 20) -> list[Told]:
    """What names the person and he has not seen to, the newest first; nothing of what is held."""
    same = sa.and_(*(notes.c[name] == mentions.c[name] for name in ("outlet", "draft", "no")))
    rows = tx.execute(
        sa.select(notes, drafts.c.title, drafts.c.state)
        .join(mentions, same)
        .join(drafts, (drafts.c.outlet == notes.c.outlet) & (drafts.c.id == notes.c.draft))
        .where(mentions.c.person == person, mentions.c.seen_at.is_(None), notes.c.undone_at.is_(None))
        .where(notes.c.outlet.in_(outlets), drafts.c.state != State.HELD.value)
        .order_by(notes.c.at.desc())
        .limit(most)
    )
    return [Told(from_row(row), row.title, State(row.state)) for row in rows]


def seen(tx: Tx, outlet: str, draft: str, person: str, at: datetime | None) -> None:
    """The person has seen to what names him there (None: not yet after all)."""
    here = (mentions.c.outlet == outlet, mentions.c.draft == draft, mentions.c.person == person)
    tx.execute(mentions.update().where(*here).values(seen_at=at))


def forget(tx: Tx, held: Sequence[tuple[str, str]]) -> None:
    """No word about what is held."""
    for table in (mentions, notes):
        tx.execute(table.delete().where(sa.tuple_(table.c.outlet, table.c.draft).in_(held)))


def from_row(row: Any) -> Note:
    return Note(row.outlet, row.draft, row.no, row.at, row.by, row.kind, row.text, row.undone_at)
