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


def latest(tx: Tx, outlet: str, address: str, since: datetime, limit: int = 20) -> list[Sent]:
    """Stories of one address in this outlet since then, the newest first; none held, none that may not be his."""
    here = (drafts.c.outlet == outlet, drafts.c.sender_address == address.lower()[:LONGEST_ADDRESS])
    shown = (drafts.c.received_at >= since, drafts.c.state != State.HELD.value, proofs.sure())
    columns = (drafts.c.id, drafts.c.title, drafts.c.state, drafts.c.received_at)
    rows = tx.execute(sa.select(*columns).where(*here, *shown).order_by(drafts.c.received_at.desc()).limit(limit))
    return [Sent(row.id, row.title, State(row.state), row.received_at) for row in rows]
