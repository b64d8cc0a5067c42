"""Who has a story open now: renewed every so often by his browser, nothing any more when that stops."""

from datetime import datetime, timedelta

from tinbai.store.database import Tx, insert_once
from tinbai.store.desk_tables import presence

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
