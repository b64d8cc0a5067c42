"""Which index of twins answers, which one is made beside it, and how an old one goes: in small steps."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from tinbai.store import postings
from tinbai.store.database import Tx, serialise
from tinbai.store.prints import Indexed, indexed
from tinbai.store.tables import drafts, twin_texts
from tinbai.store.twin_tables import twin_indexes

LAST = 63  # so that version and print, and the bit of the second range, fit into six octets of SQLite


@dataclass(frozen=True, slots=True)
class Index:
    """rules: by which its prints were made. place: see twin_tables.py."""

    version: int
    rules: int
    state: str
    place: int


def running(tx: Tx) -> Index:
    """The one that answers."""
    return Index(*postings.rows(tx, _RUNNING)[0])


_COLUMNS = tuple(twin_indexes.c[name] for name in Index.__dataclass_fields__)
_RUNNING = dict.fromkeys(
    ("sqlite", "postgresql"), "SELECT version, rules, state, place FROM twin_indexes WHERE state = 'running'"
)


def all_of(tx: Tx) -> list[Index]:
    return [Index(*row) for row in tx.execute(sa.select(*_COLUMNS).order_by(twin_indexes.c.version))]


def begin(tx: Tx, rules: int) -> Index:
    """The index that is made beside the running one: begun before by the same rules, or a new one."""
    serialise(tx, "twin-indexes")
    known = all_of(tx)
    for one in known:
        if one.state == "filling" and one.rules == rules:
            return one
        if one.state == "filling":
            leave(tx, one.version)
    used = {one.version for one in known}
    last = running(tx).version
    free = next(version for step in range(1, LAST + 1) if (version := (last + step - 1) % LAST + 1) not in used)
    return _add(tx, Index(free, rules, "filling", 0))


def _add(tx: Tx, new: Index) -> Index:
    tx.execute(twin_indexes.insert().values({name: getattr(new, name) for name in Index.__dataclass_fields__}))
    return new


def filling(tx: Tx, version: int) -> Index | None:
    """The index while it is made; None once it is running, or given up."""
    row = tx.execute(sa.select(*_COLUMNS).where(twin_indexes.c.version == version)).first()
    return Index(*row) if row and row.state == "filling" else None


def reach(tx: Tx, version: int, place: int) -> None:
    """The texts up to this one stand in it."""
    tx.execute(twin_indexes.update().where(twin_indexes.c.version == version).values(place=place))


def switch(tx: Tx, version: int) -> None:
    """From the end of this transaction on it is the one that answers."""
    leave(tx, running(tx).version)
    tx.execute(twin_indexes.update().where(twin_indexes.c.version == version).values(state="running"))


def leave(tx: Tx, version: int) -> None:
    """Nobody asks it any more."""
    last = tx.execute(sa.select(sa.func.max(twin_texts.c.pk))).scalar() or 0
    here = twin_indexes.c.version == version
    tx.execute(twin_indexes.update().where(here).values(state="leaving", place=last))


# --- What is taken over --------------------------------------------------------------------------------------------


def texts_behind(tx: Tx, version: int, place: int, most: int | None) -> list[Indexed]:
    """The next texts of an index, in the order they came; with None all."""
    query = sa.select(*(twin_texts.c[name] for name in Indexed.__dataclass_fields__))
    rows = tx.execute(query.where(*_behind(version, place)).order_by(twin_texts.c.pk).limit(most))
    return [indexed(row) for row in rows]


def left(tx: Tx, version: int, place: int) -> int:
    """How many texts stand behind the place."""
    return tx.execute(sa.select(sa.func.count()).select_from(twin_texts).where(*_behind(version, place))).scalar_one()


def _behind(version: int, place: int) -> tuple[sa.ColumnElement[bool], ...]:
    return twin_texts.c.version == version, twin_texts.c.pk > place


def still(tx: Tx, pks: Sequence[int]) -> set[int]:
    """Those of the texts that are there."""
    return set(tx.execute(sa.select(twin_texts.c.pk).where(twin_texts.c.pk.in_(list(pks)))).scalars())


def family(tx: Tx, old: int, of: int, version: int) -> int | None:
    """What index `version` calls the family `of` of the index `old`: by the first of its texts that is there."""
    first = tx.execute(
        sa.select(twin_texts.c.outlet, twin_texts.c.ref, twin_texts.c.digest)
        .where(twin_texts.c.family == of, twin_texts.c.version == old)
        .order_by(twin_texts.c.pk)
        .limit(1)
    ).first()
    if first is None:
        return None
    same = (twin_texts.c.outlet == first.outlet, twin_texts.c.ref == first.ref, twin_texts.c.digest == first.digest)
    query = sa.select(twin_texts.c.family).where(*same, twin_texts.c.version == version)
    return tx.execute(query.order_by(twin_texts.c.pk).limit(1)).scalar()


def of_family(tx: Tx, version: int, its: int) -> set[int]:
    query = sa.select(twin_texts.c.pk).where(twin_texts.c.family == its, twin_texts.c.version == version)
    return set(tx.execute(query).scalars())


def drafts_without(tx: Tx, behind: tuple[str, str], most: int) -> list[tuple[str, str]]:
    """Drafts behind this one no text of which stands in any index, in order."""
    its = sa.exists().where(twin_texts.c.outlet == drafts.c.outlet, twin_texts.c.ref == drafts.c.id)
    query = (
        sa.select(drafts.c.outlet, drafts.c.id)
        .where(sa.tuple_(drafts.c.outlet, drafts.c.id) > sa.tuple_(*map(sa.literal, behind)), sa.not_(its))
        .order_by(drafts.c.outlet, drafts.c.id)
    )
    return [(row.outlet, row.id) for row in tx.execute(query.limit(most))]


# --- What goes -----------------------------------------------------------------------------------------------------


def shrink(tx: Tx, one: Index, prints: int, texts: int) -> bool:
    """Take so much out of an index that is leaving; False when nothing is left in it."""
    if postings.shrink(tx, one.version, prints):
        return True
    its = (twin_texts.c.version == one.version, twin_texts.c.pk <= one.place)
    pks = list(tx.execute(sa.select(twin_texts.c.pk).where(*its).order_by(twin_texts.c.pk).limit(texts)).scalars())
    tx.execute(twin_texts.delete().where(twin_texts.c.pk.in_(pks)))
    return bool(pks)


def forget(tx: Tx, version: int) -> None:
    """The number is free again."""
    tx.execute(twin_indexes.delete().where(twin_indexes.c.version == version))
