"""The language an editor wants a contributor to be written to in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tinbai.store.contributor_tables import contributor_languages
from tinbai.store.database import Tx
from tinbai.store.tables import LONGEST_ADDRESS


@dataclass(frozen=True, slots=True)
class Chosen:
    language: str
    by: str
    at: datetime


def chosen(tx: Tx, outlet: str, addresses: Collection[str]) -> Chosen | None:
    """What was said last of one of these addresses."""
    of = contributor_languages.c
    here = (of.outlet == outlet, of.address.in_(list(addresses)))
    row = tx.execute(sa.select(of.language, of.by, of.at).where(*here).order_by(of.at.desc()).limit(1)).first()
    return Chosen(row.language, row.by, row.at) if row else None


def choose(tx: Tx, outlet: str, addresses: Collection[str], language: str, *, by: str, at: datetime) -> None:
    """For all of them, in the place of what was said before; "": as he writes himself."""
    of = contributor_languages.c
    tx.execute(contributor_languages.delete().where(of.outlet == outlet, of.address.in_(list(addresses))))
    for address in addresses if language else ():
        row = {"outlet": outlet, "address": address.lower()[:LONGEST_ADDRESS], "language": language, "by": by, "at": at}
        tx.execute(contributor_languages.insert(), row)
