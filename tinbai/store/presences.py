"""Who has a story open now: renewed every so often by his browser, nothing any more when that stops."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from tinbai.store.database import Tx, insert_once
from tinbai.store.desk_tables import presence
from tinbai.store.glance import PRESENT
from tinbai.store.tables import people

_OLD = timedelta(hours=1)


def here(tx: Tx, outlet: str, draft: str, person: str, now: datetime) -> None:
    """The person has it open; what is long over is forgotten in passing."""
    row = {"outlet": outlet, "draft": draft, "person": person}
    if not insert_once(tx, presence, row | {"seen_at": now}):
        tx.execute(presence.update().where(*(presence.c[name] == at for name, at in row.items())).values(seen_at=now))
    tx.execute(presence.delete().where(presence.c.seen_at < now - _OLD))


def gone(tx: Tx, outlet: str, draft: str, person: str) -> None:
    """He has left it."""
    row = {"outlet": outlet, "draft": draft, "person": person}
    tx.execute(presence.delete().where(*(presence.c[name] == at for name, at in row.items())))


def others(tx: Tx, outlet: str, draft: str, person: str, now: datetime) -> list[str]:
    """Names of those who have it open besides him."""
    here = (presence.c.outlet == outlet, presence.c.draft == draft, presence.c.person != person)
    seated = people.join(presence, presence.c.person == people.c.id)
    rows = tx.execute(
        sa.select(people.c.name).select_from(seated).where(*here, presence.c.seen_at > now - PRESENT)
    ).scalars()
    return sorted(rows)
