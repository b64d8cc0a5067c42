"""Letters that came back; an address that refuses twice within a week is told to the editors as one that bounces."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from tinbai.store.database import Tx, insert_once
from tinbai.store.letter_tables import bounces
from tinbai.store.tables import LONGEST_ADDRESS

WITHIN, TWICE = timedelta(days=7), 2  # SAFETY 4


@dataclass(frozen=True, slots=True)
class Bounce:
    """permanent: the server will never take it (RFC 3463 class 5); said: its status."""

    outlet: str
    delivery: str
    arrival: str
    recipient: str
    at: datetime
    permanent: bool
    said: str


def add(tx: Tx, new: Bounce) -> bool:
    """False when this mail was counted before."""
    row = {
        "outlet": new.outlet,
        "delivery": new.delivery,
        "arrival": new.arrival,
        "recipient": new.recipient.lower()[:LONGEST_ADDRESS],
        "at": new.at,
        "permanent": new.permanent,
        "said": new.said,
    }
    return insert_once(tx, bounces, row)


def of_letters(tx: Tx, outlet: str, letters: Iterable[str]) -> dict[str, Bounce]:
    """The latest bounce of each of these letters that came back."""
    wanted = (bounces.c.outlet == outlet, bounces.c.delivery.in_(list(letters)))
    rows = tx.execute(sa.select(bounces).where(*wanted).order_by(bounces.c.at))
    return {
        row.delivery: Bounce(row.outlet, row.delivery, row.arrival, row.recipient, row.at, row.permanent, row.said)
        for row in rows
    }


def lost(tx: Tx, outlets: Iterable[str]) -> int:
    """How many letters of these newsrooms came back for good."""
    letters = sa.select(bounces.c.outlet, bounces.c.delivery).distinct()
    of_them = letters.where(bounces.c.outlet.in_(list(outlets)), bounces.c.permanent).subquery()
    return tx.execute(sa.select(sa.func.count()).select_from(of_them)).scalar_one()


def is_dead(tx: Tx, address: str, now: datetime) -> bool:
    """Whether letters to this address came back for good at least twice in the last week."""
    here = (bounces.c.recipient == address.lower()[:LONGEST_ADDRESS], bounces.c.permanent, bounces.c.at > now - WITHIN)
    count = tx.execute(sa.select(sa.func.count(sa.distinct(bounces.c.delivery))).where(*here)).scalar_one()
    return count >= TWICE


def came_back(tx: Tx, address: str, since: datetime) -> bool:
    """Whether a letter to this address was refused for good since then."""
    here = (bounces.c.recipient == address.lower()[:LONGEST_ADDRESS], bounces.c.permanent, bounces.c.at >= since)
    return tx.execute(sa.select(bounces.c.delivery).where(*here).limit(1)).first() is not None
