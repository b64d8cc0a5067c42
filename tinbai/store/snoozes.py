"""Stories that wait for a better moment: out of the queue until then, for the whole newsroom."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tinbai.store.database import Tx
from tinbai.store.desk_tables import snoozes
from tinbai.store.tables import drafts


def set_until(tx: Tx, outlet: str, draft: str, until: datetime | None, by: str, at: datetime) -> datetime | None:
    """Let it come back at that moment (None: now); returns until when it was put off before."""
    here = (snoozes.c.outlet == outlet, snoozes.c.draft == draft)
    before: datetime | None = tx.execute(sa.select(snoozes.c.until).where(*here)).scalar()
    tx.execute(snoozes.delete().where(*here))
    if until is not None:
        tx.execute(snoozes.insert().values(outlet=outlet, draft=draft, until=until, at=at, by=by))
    return before if before and before > at else None


def put_off(now: datetime | sa.BindParameter[Any]) -> sa.ColumnElement[bool]:
    """Joins a draft with what puts it off now."""
    return (snoozes.c.outlet == drafts.c.outlet) & (snoozes.c.draft == drafts.c.id) & (snoozes.c.until > now)


def waits(now: datetime | sa.BindParameter[Any]) -> sa.ColumnElement[bool]:
    """Whether a draft is put off now."""
    return sa.exists().where(put_off(now))
