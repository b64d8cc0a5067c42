"""What editors say of two stories. It holds for all that are one story with either, and outlives ties and index.

A tie (links) carries the verdict that holds for it, so that lists need not ask who belongs to whom.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tinbai import codec
from tinbai.errors import Conflict
from tinbai.evidence import TwinVerdict
from tinbai.store.database import Tx, serialise
from tinbai.store.tables import links
from tinbai.store.verdict_tables import twin_verdicts

Key = tuple[str, str]  # outlet and draft

MOST_MEMBERS = 64  # of a group that are looked at
_VERSIONS = ("identical", "edited")
_CLEARLY = 0.05  # of 1


@dataclass(frozen=True, slots=True)
class Said:
    """One saying about two stories."""

    id: int
    one: Key
    other: Key
    verdict: TwinVerdict
    by: str
    at: datetime
    undone_at: datetime | None = None
    undone_by: str | None = None

    @property
    def pair(self) -> frozenset[Key]:
        return frozenset((self.one, self.other))


def group(tx: Tx, start: Iterable[Key], without: Collection[Key] = ()) -> frozenset[Key]:
    """The drafts that are one story with these: versions of one another, by the machine or an editor.

    A part of a story is not the story. The way leads through none of `without`.
    """
    found = set(start)
    new = set(found)
    while new and len(found) < MOST_MEMBERS:
        reached = {key for pair in _versions(tx, new) for key in pair}
        new = reached - found - set(without)
        found |= new
    return frozenset(found)


def _versions(tx: Tx, keys: Collection[Key]) -> list[tuple[Key, Key]]:
    wanted = list(keys)
    here, there = sa.tuple_(links.c.outlet, links.c.draft), sa.tuple_(links.c.other_outlet, links.c.other_draft)
    one_story = sa.or_(links.c.verdict == "same", links.c.verdict.is_(None) & links.c.relation.in_(_VERSIONS))
    return _ties(tx, one_story & sa.or_(here.in_(wanted), there.in_(wanted)))


def say(tx: Tx, one: Key, other: Key, verdict: TwinVerdict, by: str, at: datetime) -> Said:
    """Record it, and let every tie between the two stories tell it."""
    serialise(tx, "twins")
    first, second = sorted((one, other))
    values = {
        "outlet": first[0], "draft": first[1], "other_outlet": second[0], "other_draft": second[1],
        "verdict": verdict, "by": by, "at": at,
    }  # fmt: skip
    made: int = tx.execute(twin_verdicts.insert().values(values).returning(twin_verdicts.c.id)).scalar_one()
    said = Said(made, first, second, verdict, by, at)
    _tell(tx, said)
    return said


def undo(tx: Tx, said: Said, by: str, at: datetime) -> None:
    """It does not stand any more; what was said of the two before does. Conflict when a colleague was faster."""
    done = tx.execute(
        twin_verdicts.update()
        .where(twin_verdicts.c.id == said.id, twin_verdicts.c.undone_at.is_(None))
        .values(undone_at=at, undone_by=by)
    )
    if done.rowcount != 1:
        raise Conflict("this is taken back already")
    ties = _ties(tx, links.c.verdict_id == said.id)
    tx.execute(links.update().where(links.c.verdict_id == said.id).values(_carried(None)))
    for one, other in ties:
        before = holding(tx, one, other)
        if before:
            _carry(tx, one, other, before)


def undo_one(tx: Tx, number: int, by: str, at: datetime) -> None:
    """The same by its id; nothing where it is taken back already."""
    row = tx.execute(sa.select(twin_verdicts).where(twin_verdicts.c.id == number)).one()
    if row.undone_at is None:
        undo(tx, from_row(row), by, at)


def inherit(tx: Tx, one: Key, other: Key) -> None:
    """Let a tie that is new carry what holds for the two."""
    said = holding(tx, one, other)
    if said:
        _carry(tx, one, other, said)


def holding(tx: Tx, one: Key, other: Key) -> Said | None:
    """What was said of the two, else what was said last of their stories."""
    direct = standing(tx, one, other)
    return direct or max(between(tx, *sides(tx, one, other)), key=lambda said: said.id, default=None)


def sides(tx: Tx, one: Key, other: Key) -> tuple[frozenset[Key], frozenset[Key]]:
    """Who belongs to the one and who to the other. What belongs to both goes with the one it is clearly closer to."""
    here, there = group(tx, [one], [other]), group(tx, [other], [one])
    shared = here & there
    near, far = ({key: _closeness(tx, key, end) for key in shared} for end in (one, other))
    mine = {key for key in shared if near[key] > far[key] + _CLEARLY}
    theirs = {key for key in shared if far[key] > near[key] + _CLEARLY}
    return (here - shared) | mine | {one}, (there - shared) | theirs | {other}


def _closeness(tx: Tx, key: Key, other: Key) -> float:
    """How much of the two is common to both, by the tie between them; 0 without one, more than 1 for a true copy."""
    query = sa.select(links.c.relation, links.c.verdict, links.c.evidence).where(_ends([key], [other]))
    row = tx.execute(query).first()
    if row is None:
        return 0.0
    if row.relation == "identical" or row.verdict == "same":
        return 2.0
    seen = codec.evidence.loads(row.evidence)
    return min(seen.here_in_there or 0.0, seen.there_in_here or 0.0)


def _tell(tx: Tx, said: Said) -> None:
    """Let the ties between the two stories carry it, but for those of which something was said directly."""
    one, other = sides(tx, said.one, said.other)
    direct = {found.pair for found in between(tx, one, other) if found.pair != said.pair}
    for ends in _ties(tx, _ends(one, other)):
        if frozenset(ends) not in direct:
            _carry(tx, *ends, said)


def _ties(tx: Tx, where: sa.ColumnElement[bool]) -> list[tuple[Key, Key]]:
    query = sa.select(links.c.outlet, links.c.draft, links.c.other_outlet, links.c.other_draft).where(where)
    return [((row[0], row[1]), (row[2], row[3])) for row in tx.execute(query)]


def _ends(one: Collection[Key], other: Collection[Key]) -> sa.ColumnElement[bool]:
    here, there = sa.tuple_(links.c.outlet, links.c.draft), sa.tuple_(links.c.other_outlet, links.c.other_draft)
    a, b = list(one), list(other)
    return sa.or_(here.in_(a) & there.in_(b), here.in_(b) & there.in_(a))


def _carry(tx: Tx, one: Key, other: Key, said: Said) -> None:
    tx.execute(links.update().where(_ends([one], [other])).values(_carried(said)))


def _carried(said: Said | None) -> dict[str, object]:
    if said is None:
        return {"verdict": None, "verdict_by": None, "verdict_id": None}
    return {"verdict": said.verdict, "verdict_by": said.by, "verdict_id": said.id}


def standing(tx: Tx, one: Key, other: Key) -> Said | None:
    """What was said last of just these two."""
    return max(between(tx, [one], [other]), key=lambda said: said.id, default=None)


def between(tx: Tx, one: Collection[Key], other: Collection[Key]) -> list[Said]:
    """What stands between any of these and any of those, the latest of each pair."""
    first = sa.tuple_(twin_verdicts.c.outlet, twin_verdicts.c.draft)
    second = sa.tuple_(twin_verdicts.c.other_outlet, twin_verdicts.c.other_draft)
    a, b = list(one), list(other)
    pairs = sa.or_(first.in_(a) & second.in_(b), first.in_(b) & second.in_(a))
    query = sa.select(twin_verdicts).where(pairs, twin_verdicts.c.undone_at.is_(None)).order_by(twin_verdicts.c.id)
    return list({said.pair: said for said in map(from_row, tx.execute(query))}.values())


def mentioned(tx: Tx, keys: Collection[Key]) -> bool:
    """Whether anything stands that was said of one of these."""
    wanted = list(keys)
    here = sa.tuple_(twin_verdicts.c.outlet, twin_verdicts.c.draft).in_(wanted)
    there = sa.tuple_(twin_verdicts.c.other_outlet, twin_verdicts.c.other_draft).in_(wanted)
    query = sa.select(twin_verdicts.c.id).where(sa.or_(here, there), twin_verdicts.c.undone_at.is_(None))
    return tx.execute(query.limit(1)).first() is not None


def tied(tx: Tx, one: Key, other: Key) -> bool:
    return bool(_ties(tx, _ends([one], [other])))


def of_draft(tx: Tx, key: Key) -> list[Said]:
    """Everything that was said of this draft and another one, first one first."""
    here = (twin_verdicts.c.outlet == key[0]) & (twin_verdicts.c.draft == key[1])
    there = (twin_verdicts.c.other_outlet == key[0]) & (twin_verdicts.c.other_draft == key[1])
    rows = tx.execute(sa.select(twin_verdicts).where(sa.or_(here, there)).order_by(twin_verdicts.c.id))
    return [from_row(row) for row in rows]


def from_row(row: Any) -> Said:
    one, other = (row.outlet, row.draft), (row.other_outlet, row.other_draft)
    return Said(row.id, one, other, row.verdict, row.by, row.at, row.undone_at, row.undone_by)
