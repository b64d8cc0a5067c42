"""Drafts that became part of another draft of their outlet; nothing of either is deleted, so they can be split."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tinbai import codec
from tinbai.errors import Conflict
from tinbai.model import Item, Problem, State
from tinbai.store.database import Tx
from tinbai.store.tables import deliveries, drafts
from tinbai.store.verdict_tables import twin_merges
from tinbai.store.verdicts import Key


@dataclass(frozen=True, slots=True)
class Merge:
    """`draft` became part of `into`.

    before: revision of `into` then; made: its new one, None when its text stayed, then item and problems are not kept.
    credit: the draft whose author keeps it.
    """

    outlet: str
    draft: str
    no: int
    into: str
    by: str
    at: datetime
    from_state: State
    into_state: State
    before: int
    made: int | None
    item: Item | None
    problems: tuple[Problem, ...]
    words: int
    credit: str
    verdict_id: int
    undone_at: datetime | None = None
    undone_by: str | None = None

    @property
    def letter(self) -> str:
        """The key of the letter about it."""
        return f"merge:{self.outlet}:{self.draft}:{self.no}"


def add(
    tx: Tx, outlet: str, draft: str, into: str, *,
    by: str, at: datetime, from_state: State, into_state: State, before: int, made: int | None, item: Item | None,
    problems: tuple[Problem, ...], words: int, credit: str, verdict_id: int,
) -> Merge:  # fmt: skip
    """Record it under the next number of the draft that goes."""
    last = sa.select(sa.func.max(twin_merges.c.no)).where(twin_merges.c.outlet == outlet, twin_merges.c.draft == draft)
    no: int = (tx.execute(last).scalar() or 0) + 1
    states = from_state, into_state
    new = Merge(outlet, draft, no, into, by, at, *states, before, made, item, problems, words, credit, verdict_id)
    values = {name: getattr(new, name) for name in _PLAIN}
    values |= {"from_state": from_state.value, "into_state": into_state.value}
    values |= {"item": codec.item.dumps(item) if item else None, "problems": codec.problems.dumps(problems)}
    tx.execute(twin_merges.insert().values(values))
    return new


_PLAIN = ("outlet", "draft", "no", "into", "by", "at", "before", "made", "words", "credit", "verdict_id")


def undo(tx: Tx, merge: Merge, by: str, at: datetime) -> None:
    """Mark it undone; Conflict when a colleague was faster."""
    here = (twin_merges.c.outlet == merge.outlet, twin_merges.c.draft == merge.draft, twin_merges.c.no == merge.no)
    done = tx.execute(
        twin_merges.update().where(*here, twin_merges.c.undone_at.is_(None)).values(undone_at=at, undone_by=by)
    )
    if done.rowcount != 1:
        raise Conflict("these two are split already")


def of_draft(tx: Tx, outlet: str, draft: str) -> list[Merge]:
    """All that went into it and all it went into, also what was split again, in the order of time."""
    ends = sa.or_(twin_merges.c.draft == draft, twin_merges.c.into == draft)
    query = sa.select(twin_merges).where(twin_merges.c.outlet == outlet, ends)
    return [from_row(row) for row in tx.execute(query.order_by(twin_merges.c.at, twin_merges.c.no))]


def recent(tx: Tx, outlet: str, since: datetime) -> list[tuple[Merge, str, str]]:
    """Merges since then, newest first, with the title of what went and the receipt of what stays; without held ones."""
    gone, stays = drafts.alias("gone"), drafts.alias("stays")
    rows = tx.execute(
        sa.select(twin_merges, gone.c.title, stays.c.receipt_no)
        .join(gone, (gone.c.outlet == twin_merges.c.outlet) & (gone.c.id == twin_merges.c.draft))
        .join(stays, (stays.c.outlet == twin_merges.c.outlet) & (stays.c.id == twin_merges.c.into))
        .where(twin_merges.c.outlet == outlet, twin_merges.c.at >= since)
        .where(gone.c.state != State.HELD.value, stays.c.state != State.HELD.value)
        .order_by(twin_merges.c.at.desc(), twin_merges.c.no.desc())
        .limit(50)
    )
    return [(from_row(row), row.title, row.receipt_no) for row in rows]


def standing(tx: Tx, outlet: str, draft: str) -> Merge | None:
    """Into which other draft it went."""
    here = (twin_merges.c.outlet == outlet, twin_merges.c.draft == draft, twin_merges.c.undone_at.is_(None))
    row = tx.execute(sa.select(twin_merges).where(*here)).first()
    return from_row(row) if row else None


def taken(tx: Tx, outlet: str, draft: str) -> list[Merge]:
    """What went into it and is in it still."""
    return [one for one in of_draft(tx, outlet, draft) if one.into == draft and one.undone_at is None]


def between(tx: Tx, one: Key, other: Key) -> Merge | None:
    """The merge of the one into the other, or of the other into the one."""
    found = (standing(tx, *key) for key in (one, other)) if one[0] == other[0] else ()
    return next((merge for merge in found if merge and {merge.draft, merge.into} == {one[1], other[1]}), None)


def taken_from(tx: Tx, keys: Sequence[Key]) -> list[Key]:
    """The drafts that have words or photos of these by a merge, also by one that was split: revisions are kept."""
    of = sa.tuple_(twin_merges.c.outlet, twin_merges.c.draft).in_(list(keys))
    rows = tx.execute(sa.select(twin_merges.c.outlet, twin_merges.c.into).where(of, twin_merges.c.made.is_not(None)))
    return [(row.outlet, row.into) for row in rows]


def seal(tx: Tx, keys: Sequence[Key]) -> None:
    """Keep no word of what these drafts were before something was merged into them, and no letter that names them."""
    into = sa.tuple_(twin_merges.c.outlet, twin_merges.c.into).in_(list(keys))
    for merge in [from_row(row) for row in tx.execute(sa.select(twin_merges).where(into)).all()]:
        _unname(tx, merge)
    tx.execute(twin_merges.update().where(into).values(item=None, problems=None))


def _unname(tx: Tx, merge: Merge) -> None:
    here = (deliveries.c.key == merge.letter,)
    text = tx.execute(sa.select(deliveries.c.letter).where(*here)).scalar()
    if text:
        stays = (drafts.c.outlet == merge.outlet, drafts.c.id == merge.into)
        receipt: str = tx.execute(sa.select(drafts.c.receipt_no).where(*stays)).scalar_one()
        letter = codec.letter.loads(text)
        said = replace(letter, subject=letter.subject.replace(receipt, "…"), text=letter.text.replace(receipt, "…"))
        tx.execute(deliveries.update().where(*here).values(letter=codec.letter.dumps(said)))


def from_row(row: Any) -> Merge:
    values = {name: getattr(row, name) for name in _PLAIN}
    item = codec.item.loads(row.item) if row.item else None
    problems = codec.problems.loads(row.problems) if row.problems else ()
    values |= {"from_state": State(row.from_state), "into_state": State(row.into_state)}
    return Merge(**values, item=item, problems=problems, undone_at=row.undone_at, undone_by=row.undone_by)
