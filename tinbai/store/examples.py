"""Stories that may stand as an example for others to look at: never one that is held, or that is none."""

import sqlalchemy as sa

from tinbai.model import State
from tinbai.store.database import Tx
from tinbai.store.tables import drafts

_NEVER = (State.HELD.value, State.NOT_A_STORY.value)


def newest(tx: Tx, outlet: str, limit: int) -> list[str]:
    """Ids of the latest ones, the newest first."""
    ordered = _of(outlet).order_by(drafts.c.received_at.desc(), drafts.c.id.desc())
    return list(tx.execute(ordered.limit(limit)).scalars())


def numbered(tx: Tx, outlet: str, receipt_no: str) -> str | None:
    """The id of the one with that receipt number."""
    return tx.execute(_of(outlet).where(drafts.c.receipt_no == receipt_no)).scalar()


def _of(outlet: str) -> sa.Select[str]:
    shown = (drafts.c.outlet == outlet, drafts.c.state.not_in(_NEVER), drafts.c.hold.is_(None))
    return sa.select(drafts.c.id).where(*shown)
