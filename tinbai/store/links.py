"""What editors say of the ties between drafts; it holds for their stories, whichever draft was compared."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from tinbai.evidence import TwinVerdict
from tinbai.store.database import Tx
from tinbai.store.tables import links

Key = tuple[str, str]  # outlet and draft


def say(tx: Tx, one: Key, other: Key, verdict: TwinVerdict | None, by: str, at: datetime) -> bool:
    """What an editor says of the two (None: nothing any more); False when they are not tied."""
    said = tx.execute(
        links.update()
        .where(_between(one, other))
        .values(verdict=verdict, verdict_by=by if verdict else None, verdict_at=at if verdict else None)
    )
    return said.rowcount > 0


def _between(one: Key, other: Key) -> sa.ColumnElement[bool]:
    ends = sa.tuple_(links.c.outlet, links.c.draft), sa.tuple_(links.c.other_outlet, links.c.other_draft)
    here, there = [one], [other]
    return sa.or_(ends[0].in_(here) & ends[1].in_(there), ends[0].in_(there) & ends[1].in_(here))


def apart(tx: Tx, keys: Collection[Key]) -> set[frozenset[Key]]:
    """The pairs among these drafts that an editor says are no twins."""
    wanted = list(keys)
    rows = tx.execute(
        sa.select(links.c.outlet, links.c.draft, links.c.other_outlet, links.c.other_draft).where(
            links.c.verdict == "not-a-twin",
            sa.tuple_(links.c.outlet, links.c.draft).in_(wanted),
            sa.tuple_(links.c.other_outlet, links.c.other_draft).in_(wanted),
        )
    )
    return {frozenset(((row[0], row[1]), (row[2], row[3]))) for row in rows}
