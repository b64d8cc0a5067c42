"""The stories before and after this one among those that wait for an editor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tinbai.model import Draft
from tinbai.store import Tx, drafts
from tinbai.store.drafts import CLAIM, QueueRow
from tinbai.store.waiting import MOST, WAITING, Beside


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Addresses, "" where there is none; `place` of `all` counts from 1, 0 when the story does not wait."""

    before: str
    after: str
    place: int
    all: int


def neighbours(beside: Beside, draft: Draft) -> Neighbours:
    """Where the draft stands among those that wait, oldest first."""
    before, after = (f"/tin/{key[0]}/{key[1]}" if key else "" for key in (beside.before, beside.after))
    waits = draft.state in WAITING and beside.ahead < MOST
    return Neighbours(before, after, beside.ahead + 1 if waits else 0, beside.all)


def next_for(tx: Tx, outlets: Sequence[str], draft: Draft, person: str, now: datetime) -> str:
    """The address of the next story nobody else has in hand: after this one, else the oldest; "" when all is done."""
    rows = [row for row in drafts.queue(tx, outlets, WAITING, limit=MOST) if _is_free(row, person, now)]
    rows = [row for row in rows if row.id != draft.id]
    after = [row for row in rows if (row.received_at, row.id) > (draft.received_at, draft.id)]
    return _address(after[:1] or rows[:1])


def _is_free(row: QueueRow, person: str, now: datetime) -> bool:
    return row.claimed_by in (None, person) or row.claimed_at is None or now - row.claimed_at >= CLAIM


def _address(rows: Sequence[QueueRow]) -> str:
    return f"/tin/{rows[0].outlet}/{rows[0].id}" if rows else ""
