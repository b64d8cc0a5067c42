"""One press of a button over one or many drafts: kept with what stood there before, so that one more takes it back."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa

from tinbai.errors import Conflict, NotFound
from tinbai.store.database import Tx
from tinbai.store.desk_tables import deeds

Kind = Literal["decided", "later", "claimed", "handed"]


@dataclass(frozen=True, slots=True)
class Before:
    """A draft and what the deed changed: `until` it was put off, who had it in hand since when, number of the note."""

    outlet: str
    draft: str
    until: datetime | None = None
    holder: str | None = None
    held_at: datetime | None = None
    note: int = 0


@dataclass(frozen=True, slots=True)
class Deed:
    id: str
    person: str
    at: datetime
    kind: Kind
    drafts: tuple[Before, ...]
    back: str
    undone_at: datetime | None = None


def add(tx: Tx, person: str, kind: Kind, drafts: Sequence[Before], back: str, at: datetime) -> Deed:
    made = Deed(secrets.token_hex(8), person, at, kind, tuple(drafts), back)
    row = {"id": made.id, "person": person, "at": at, "kind": kind, "back": back}
    tx.execute(deeds.insert(), row | {"drafts": json.dumps([_dumped(one) for one in drafts])})
    return made


def get(tx: Tx, identity: str, person: str) -> Deed:
    """A deed of this person. Raises NotFound."""
    row = tx.execute(sa.select(deeds).where(deeds.c.id == identity, deeds.c.person == person)).first()
    if row is None:
        raise NotFound("no such deed")
    before = tuple(_loaded(one) for one in json.loads(row.drafts))
    return Deed(row.id, row.person, row.at, row.kind, before, row.back, row.undone_at)


def undo(tx: Tx, deed: Deed, at: datetime) -> None:
    """Mark it undone. Raises Conflict when it is already."""
    done = tx.execute(deeds.update().where(deeds.c.id == deed.id, deeds.c.undone_at.is_(None)).values(undone_at=at))
    if done.rowcount != 1:
        raise Conflict("this is undone already")


def _dumped(one: Before) -> list[object]:
    moments = [moment.isoformat() if moment else None for moment in (one.until, one.held_at)]
    return [one.outlet, one.draft, moments[0], one.holder, moments[1], one.note]


def _loaded(one: list[str | None]) -> Before:
    outlet, draft, until, holder, held_at, note = one
    moments = [datetime.fromisoformat(moment) if moment else None for moment in (until, held_at)]
    return Before(str(outlet), str(draft), moments[0], holder, moments[1], int(note or 0))
