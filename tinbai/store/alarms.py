"""Alarms that stand, each with when it began and whether it was told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tinbai.settings import Share
from tinbai.store.database import Tx, insert_once
from tinbai.store.deliveries import carried
from tinbai.store.tables import arrivals, deliveries
from tinbai.store.watch_tables import alarms


@dataclass(frozen=True, slots=True)
class Standing:
    code: str
    object: str
    outlet: str
    since: datetime
    told_at: datetime | None = None
    letter: str | None = None
    gone_at: datetime | None = None


def standing(tx: Tx) -> list[Standing]:
    rows = tx.execute(sa.select(alarms).order_by(alarms.c.since, alarms.c.code, alarms.c.object))
    return [Standing(**row._mapping) for row in rows]


def put(tx: Tx, alarm: Standing) -> None:
    """As it stands now."""
    row = {name: getattr(alarm, name) for name in Standing.__dataclass_fields__}
    if not insert_once(tx, alarms, row):
        tx.execute(alarms.update().where(*_here(alarm)).values(row))


def end(tx: Tx, alarm: Standing) -> None:
    tx.execute(alarms.delete().where(*_here(alarm)))


def _here(alarm: Standing) -> tuple[sa.ColumnElement[bool], ...]:
    return alarms.c.code == alarm.code, alarms.c.object == alarm.object


def quarantined(tx: Tx, outlets: Sequence[str]) -> list[str]:
    """The newsrooms that have mail on the shelf."""
    here = (arrivals.c.outlet.in_(outlets), arrivals.c.state == "quarantined")
    return sorted(tx.execute(sa.select(arrivals.c.outlet).where(*here).distinct()).scalars())


def unread_since(tx: Tx) -> datetime | None:
    """Since when the mail that ought to have been read first waits; None when none does."""
    here = (arrivals.c.state == "waiting", ~arrivals.c.silent)
    return tx.execute(sa.select(sa.func.min(arrivals.c.next_try)).where(*here)).scalar()


def oldest_letter(tx: Tx, share: Share) -> tuple[int, datetime | None]:
    """(how many letters of it wait to leave, when the first one was due); alarms themselves do not count."""
    here = (*carried(share), deliveries.c.state == "due", deliveries.c.kind != "alarm")
    n, due = tx.execute(sa.select(sa.func.count(), sa.func.min(deliveries.c.due)).where(*here)).one()
    return n, due
