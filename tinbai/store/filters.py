"""A person's own lists of the queue, in his order."""

import secrets
from dataclasses import dataclass

import sqlalchemy as sa

from tinbai.store.database import Tx
from tinbai.store.desk_tables import filters

MOST = 20  # of one person


@dataclass(frozen=True, slots=True)
class Filter:
    """`query`: what stands behind the question mark of the queue's address."""

    id: str
    name: str
    query: str


def of_person(tx: Tx, person: str) -> list[Filter]:
    rows = tx.execute(sa.select(filters).where(filters.c.person == person).order_by(filters.c.place, filters.c.id))
    return [Filter(row.id, row.name, row.query) for row in rows]


def add(tx: Tx, person: str, name: str, query: str) -> bool:
    """Put it at the end; the same address only gets another name. False when there are too many."""
    known = of_person(tx, person)
    same = next((one for one in known if one.query == query), None)
    if same:
        tx.execute(filters.update().where(filters.c.id == same.id).values(name=name))
        return True
    if len(known) >= MOST:
        return False
    row = {"id": secrets.token_hex(8), "person": person, "name": name, "query": query, "place": len(known)}
    tx.execute(filters.insert(), row)
    return True


def remove(tx: Tx, person: str, identity: str) -> None:
    """Nothing happens when it is not this person's."""
    tx.execute(filters.delete().where(filters.c.id == identity, filters.c.person == person))


def move(tx: Tx, person: str, identity: str, step: int) -> None:
    """One place up (-1) or down (1)."""
    order = [one.id for one in of_person(tx, person)]
    if identity not in order:
        return
    at = order.index(identity)
    order.insert(min(len(order) - 1, max(0, at + step)), order.pop(at))
    for place, one in enumerate(order):
        tx.execute(filters.update().where(filters.c.id == one).values(place=place))
