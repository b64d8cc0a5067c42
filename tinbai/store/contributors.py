"""Which addresses are one person in a newsroom, as its editors say; notes about him. Nothing is ever deleted."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tinbai.errors import Conflict, NotFound
from tinbai.store.contributor_tables import contributor_joins, contributor_notes
from tinbai.store.database import Tx, serialise
from tinbai.store.tables import LONGEST_ADDRESS


@dataclass(frozen=True, slots=True)
class Join:
    """`address` and `other` are one person, says `by`; undone: no more."""

    outlet: str
    no: int
    address: str
    other: str
    by: str
    at: datetime
    undone_by: str | None = None
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PersonNote:
    no: int
    address: str
    by: str
    at: datetime
    text: str


def key(address: str) -> str:
    """An address as it is kept and compared."""
    return address.strip().lower()[:LONGEST_ADDRESS]


def standing(tx: Tx, outlet: str) -> list[Join]:
    """All that holds in the newsroom, in the order it was said."""
    here = (contributor_joins.c.outlet == outlet, contributor_joins.c.undone_at.is_(None))
    rows = tx.execute(sa.select(contributor_joins).where(*here).order_by(contributor_joins.c.no))
    return [_join(row) for row in rows]


def addresses_of(joins: Sequence[Join], address: str) -> list[str]:
    """Every address of the person with this one, itself first."""
    found = [key(address)]
    for one in found:  # grows while it is walked
        for join in joins:
            if one in (join.address, join.other):
                found += [end for end in (join.address, join.other) if end not in found]
    return found


def join(tx: Tx, outlet: str, address: str, other: str, *, by: str, at: datetime) -> Join:
    """Say that they are one person. Raises Conflict when they are already."""
    serialise(tx, f"contributors:{outlet}")
    one, two = key(address), key(other)
    if two in addresses_of(standing(tx, outlet), one):
        raise Conflict("they are one person already")
    made = Join(outlet, _next(tx, contributor_joins, outlet), one, two, by, at)
    values = {name: getattr(made, name) for name in ("outlet", "no", "address", "other", "by", "at")}
    tx.execute(contributor_joins.insert().values(values))
    return made


def split(tx: Tx, outlet: str, no: int, *, by: str, at: datetime) -> Join:
    """They are two again. Raises NotFound, Conflict when a colleague was faster."""
    found = _get(tx, outlet, no)
    here = (contributor_joins.c.outlet == outlet, contributor_joins.c.no == no, contributor_joins.c.undone_at.is_(None))
    if tx.execute(contributor_joins.update().where(*here).values(undone_by=by, undone_at=at)).rowcount != 1:
        raise Conflict("they are two already")
    return found


def rejoin(tx: Tx, outlet: str, no: int) -> Join:
    """Take a split back. Raises NotFound, Conflict when they are one person by another way."""
    serialise(tx, f"contributors:{outlet}")
    found = _get(tx, outlet, no)
    if found.other in addresses_of(standing(tx, outlet), found.address):
        raise Conflict("they are one person already")
    here = (contributor_joins.c.outlet == outlet, contributor_joins.c.no == no)
    tx.execute(contributor_joins.update().where(*here).values(undone_by=None, undone_at=None))
    return found


def note(tx: Tx, outlet: str, address: str, text: str, *, by: str, at: datetime) -> None:
    serialise(tx, f"contributors:{outlet}")
    row = {"outlet": outlet, "no": _next(tx, contributor_notes, outlet), "address": key(address)}
    tx.execute(contributor_notes.insert().values(row | {"by": by, "at": at, "text": text}))


def take_back(tx: Tx, outlet: str, no: int, *, by: str, at: datetime) -> str:
    """Its writer takes a note back; the address it was about. Raises NotFound for one that is not his."""
    of = contributor_notes.c
    here = (of.outlet == outlet, of.no == no, of.by == by, of.undone_at.is_(None))
    row = tx.execute(contributor_notes.update().where(*here).values(undone_at=at).returning(of.address)).first()
    if row is None:
        raise NotFound("no such note")
    return str(row.address)


def notes(tx: Tx, outlet: str, addresses: Collection[str]) -> list[PersonNote]:
    """The notes that stand, first one first."""
    of = contributor_notes.c
    here = (of.outlet == outlet, of.address.in_(list(addresses)), of.undone_at.is_(None))
    rows = tx.execute(sa.select(of.no, of.address, of.by, of.at, of.text).where(*here).order_by(of.no))
    return [PersonNote(row.no, row.address, row.by, row.at, row.text) for row in rows]


def among(joins: Iterable[Join], addresses: Collection[str]) -> list[Join]:
    """Those that make one person of these addresses."""
    return [one for one in joins if one.address in addresses]


def _get(tx: Tx, outlet: str, no: int) -> Join:
    here = (contributor_joins.c.outlet == outlet, contributor_joins.c.no == no)
    row = tx.execute(sa.select(contributor_joins).where(*here)).first()
    if row is None:
        raise NotFound("no such join")
    return _join(row)


def _next(tx: Tx, table: sa.Table, outlet: str) -> int:
    last: int | None = tx.execute(sa.select(sa.func.max(table.c.no)).where(table.c.outlet == outlet)).scalar()
    return (last or 0) + 1


def _join(row: Any) -> Join:
    return Join(row.outlet, row.no, row.address, row.other, row.by, row.at, row.undone_by, row.undone_at)
