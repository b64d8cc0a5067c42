"""Drafts by who sent them."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tinbai.model import State
from tinbai.store import proofs
from tinbai.store.database import Tx
from tinbai.store.tables import LONGEST_ADDRESS, drafts


@dataclass(frozen=True, slots=True)
class Sent:
    id: str
    title: str
    state: State
    received_at: datetime


# Asked for every mail, so built once.
_LATEST = (
    sa.select(drafts.c.id, drafts.c.title, drafts.c.state, drafts.c.received_at)
    .where(
        drafts.c.outlet == sa.bindparam("outlet"),
        drafts.c.sender_address == sa.bindparam("address"),
        drafts.c.received_at >= sa.bindparam("since"),
        drafts.c.state != State.HELD.value,
        proofs.sure(),
    )
    .order_by(drafts.c.received_at.desc())
    .limit(sa.bindparam("most"))
)


def latest(tx: Tx, outlet: str, address: str, since: datetime, limit: int = 20) -> list[Sent]:
    """Stories of one address in this outlet since then, the newest first; none held, none that may not be his."""
    its = {"outlet": outlet, "address": address.lower()[:LONGEST_ADDRESS], "since": since, "most": limit}
    rows = tx.execute(_LATEST, its)
    return [Sent(row.id, row.title, State(row.state), row.received_at) for row in rows]
