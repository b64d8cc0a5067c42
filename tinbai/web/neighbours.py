"""The stories before and after this one among those that wait for an editor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tinbai.model import Draft
from tinbai.store import Tx, drafts
from tinbai.store.drafts import CLAIM, QueueRow
from tinbai.web.dossier import WAITING

_MOST = 200


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Addresses, "" where there is none; `place` of `all` counts from 1, 0 when the story does not wait."""

    before: str
    after: str
    place: int
    all: int


def neighbours(tx: Tx, outlets: Sequence[str], draft: Draft) -> Neighbours:
    """Where the draft stands among those that wait, oldest first."""
    rows = drafts.queue(tx, outlets, WAITING, limit=_MOST)
    key = (draft.received_at, draft.id)
    before = [row for row in rows if (row.received_at, row.id) < key]
    after = [row for row in rows if (row.received_at, row.id) > key]
    place = len(before) + 1 if len(before) + len(after) < len(rows) else 0
    return Neighbours(_address(before[-1:]), _address(after[:1]), place, len(rows))


def next_for(tx: Tx, outlets: Sequence[str], draft: Draft, person: str, now: datetime) -> str:
    """The address of the next story nobody else has in hand: after this one, else the oldest; "" when all is done."""
    rows = [row for row in drafts.queue(tx, outlets, WAITING, limit=_MOST) if _is_free(row, person, now)]
    rows = [row for row in rows if row.id != draft.id]
    after = [row for row in rows if (row.received_at, row.id) > (draft.received_at, draft.id)]
    return _address(after[:1] or rows[:1])


def _is_free(row: QueueRow, person: str, now: datetime) -> bool:
    return row.claimed_by in (None, person) or row.claimed_at is None or now - row.claimed_at >= CLAIM


def _address(rows: Sequence[QueueRow]) -> str:
    return f"/tin/{rows[0].outlet}/{rows[0].id}" if rows else ""
