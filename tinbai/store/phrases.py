"""Boilerplate that editors taught: what two stories share that are no twins, for their senders and units."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tinbai import codec
from tinbai.model import Byline
from tinbai.store.database import Tx
from tinbai.store.tables import Moment, drafts
from tinbai.store.verdict_tables import twin_phrases, twin_verdicts
from tinbai.store.verdicts import Key

MOST = 500  # passages that one sender and his unit may have
_LISTED = 200


@dataclass(frozen=True, slots=True)
class Phrase:
    """A passage, whose it is ("sender …", "unit …") and from which verdict it comes."""

    verdict_id: int
    place: int
    words: str
    scopes: tuple[str, ...]
    one: Key
    other: Key
    by: str
    at: datetime


def teach(tx: Tx, verdict_id: int, scopes: Collection[str], passages: Sequence[str]) -> None:
    """Remember the passages for each of the scopes."""
    rows = [
        {"verdict_id": verdict_id, "place": place, "scope": scope, "words": words}
        for place, words in enumerate(passages)
        for scope in sorted(scopes)
    ]
    if rows:
        tx.execute(twin_phrases.insert(), rows)


_STANDS = (twin_phrases.c.removed_at.is_(None), twin_verdicts.c.undone_at.is_(None))
_OF_SCOPES = (  # asked for every story, so built once
    sa.select(twin_phrases.c.words)
    .join(twin_verdicts, twin_verdicts.c.id == twin_phrases.c.verdict_id)
    .where(twin_phrases.c.scope.in_(sa.bindparam("scopes", expanding=True)), *_STANDS)
    .distinct()
    .limit(MOST)
)


def of_scopes(tx: Tx, scopes: Collection[str]) -> list[str]:
    """The passages that hold for one of these; those of a verdict that was taken back do not."""
    if not scopes:
        return []
    return list(tx.execute(_OF_SCOPES, {"scopes": sorted(scopes)}).scalars())


def standing(tx: Tx) -> dict[str, list[str]]:
    """Whose it is ("sender …", "unit …") -> every passage that holds; none in a database that was never used."""
    found: dict[str, list[str]] = {}
    if not sa.inspect(tx).has_table(twin_phrases.name):
        return found
    rows = tx.execute(
        sa.select(twin_phrases.c.scope, twin_phrases.c.words)
        .join(twin_verdicts, twin_verdicts.c.id == twin_phrases.c.verdict_id)
        .where(*_STANDS)
        .distinct()
    )
    for row in rows:
        found.setdefault(row.scope, []).append(row.words)
    return found


def listed(tx: Tx, outlets: Collection[str]) -> list[Phrase]:
    """The latest passages that stand, taught by stories of these outlets."""
    wanted = list(outlets)
    rows = tx.execute(
        sa.select(twin_phrases, *(twin_verdicts.c[name] for name in _OF_VERDICT))
        .join(twin_verdicts, twin_verdicts.c.id == twin_phrases.c.verdict_id)
        .where(*_STANDS, sa.or_(twin_verdicts.c.outlet.in_(wanted), twin_verdicts.c.other_outlet.in_(wanted)))
        .order_by(twin_phrases.c.verdict_id.desc(), twin_phrases.c.place, twin_phrases.c.scope)
        .limit(_LISTED * 4)
    )
    found: dict[tuple[int, int], Phrase] = {}
    for row in rows:
        key = (row.verdict_id, row.place)
        before = found[key].scopes if key in found else ()
        ends = (row.outlet, row.draft), (row.other_outlet, row.other_draft)
        found[key] = Phrase(*key, row.words, (*before, row.scope), *ends, row.by, row.at)
    return list(found.values())[:_LISTED]


def authors(tx: Tx, keys: Collection[Key]) -> dict[Key, tuple[str, Byline | None]]:
    """Of these drafts the sender's address and whose name stands under the story."""
    here = sa.tuple_(drafts.c.outlet, drafts.c.id).in_(list(keys))
    query = sa.select(drafts.c.outlet, drafts.c.id, drafts.c.sender_address, drafts.c.item).where(here)
    found = tx.execute(query) if keys else ()
    return {(row.outlet, row.id): (row.sender_address, codec.item.loads(row.item).byline) for row in found}


_OF_VERDICT = ("outlet", "draft", "other_outlet", "other_draft", "by", "at")


def remove(tx: Tx, verdict_id: int, place: int, by: str | None, at: datetime) -> bool:
    """Take a passage off the list, or put it on again (by None); False when it was so already."""
    here = (twin_phrases.c.verdict_id == verdict_id, twin_phrases.c.place == place)
    was = twin_phrases.c.removed_at.is_(None) if by else twin_phrases.c.removed_at.is_not(None)
    values = {"removed_at": sa.literal(at if by else None, Moment()), "removed_by": by}
    return tx.execute(twin_phrases.update().where(*here, was).values(values)).rowcount > 0


def outlets_of(tx: Tx, verdict_id: int) -> frozenset[str]:
    """Whose stories taught it."""
    query = sa.select(twin_verdicts.c.outlet, twin_verdicts.c.other_outlet).where(twin_verdicts.c.id == verdict_id)
    return frozenset(outlet for row in tx.execute(query) for outlet in row)


def forget(tx: Tx, keys: Collection[Key]) -> None:
    """Delete every word that came from these drafts."""
    wanted = list(keys)
    here = sa.tuple_(twin_verdicts.c.outlet, twin_verdicts.c.draft).in_(wanted)
    there = sa.tuple_(twin_verdicts.c.other_outlet, twin_verdicts.c.other_draft).in_(wanted)
    ids = sa.select(twin_verdicts.c.id).where(sa.or_(here, there))
    tx.execute(twin_phrases.delete().where(twin_phrases.c.verdict_id.in_(ids)))
