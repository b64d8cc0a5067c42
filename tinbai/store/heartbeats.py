"""When each part of the service was last heard of, and what ails it."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tinbai.store.database import Tx, insert_once
from tinbai.store.watch_tables import heartbeats


@dataclass(frozen=True, slots=True)
class Beat:
    """`fault`: "" while all is well; `since`: when this fault began; `said`: the other side's words."""

    job: str
    at: datetime
    fault: str = ""
    said: str = ""
    since: datetime | None = None


def beat(tx: Tx, job: str, at: datetime, fault: str = "", said: str = "") -> None:
    """A sign of life; the same fault told again began when it was told first."""
    row = {"at": at, "fault": fault, "said": said, "since": at if fault else None}
    if not insert_once(tx, heartbeats, {"job": job} | row):
        same = sa.case((heartbeats.c.fault == fault, heartbeats.c.since), else_=row["since"])
        tx.execute(heartbeats.update().where(heartbeats.c.job == job).values(row | {"since": same}))


def everyone(tx: Tx) -> dict[str, Beat]:
    return {row.job: Beat(**row._mapping) for row in tx.execute(sa.select(heartbeats))}
