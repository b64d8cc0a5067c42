"""The index of photos: how each file looks, which drafts show it, and which are still to be searched for parts."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from tinbai.store.database import Tx, insert_once
from tinbai.store.tables import links, twin_texts
from tinbai.store.twin_tables import (
    twin_photo_alikes,
    twin_photo_bands,
    twin_photo_places,
    twin_photo_searches,
    twin_photos,
)

Key = tuple[str, str]  # outlet and draft

_OCTETS = 32  # of a hash
_LEASE = timedelta(minutes=10)
MOST_TRIES = 5
_ONE_STORY = ("identical", "edited", "contained", "contains", "same_event")


@dataclass(frozen=True, slots=True)
class Print:
    """How a file looks. grey: deflated, see parsers/photo/sight.py."""

    pk: int
    sha256: str
    width: int
    height: int
    hashes: tuple[int, ...]
    grey: bytes


@dataclass(frozen=True, slots=True)
class Place:
    """A draft that shows the photo; day: of its arrival, ordinal."""

    photo: int
    outlet: str
    draft: str
    day: int
    sender: str

    @property
    def key(self) -> Key:
        return self.outlet, self.draft


def add(
    tx: Tx, version: int, sha256: str, size: tuple[int, int], hashes: Sequence[int], bands: Collection[int], grey: bytes
) -> int:  # fmt: skip
    """Put a file into the index unless it is there; its pk."""
    known = tx.execute(_PK, {"version": version, "sha256": sha256}).scalar()
    if known is not None:
        return int(known)
    values = {
        "version": version, "sha256": sha256, "width": size[0], "height": size[1],
        "hashes": b"".join(one.to_bytes(_OCTETS, "big") for one in hashes), "grey": grey,
    }  # fmt: skip
    pk: int = tx.execute(twin_photos.insert().values(values).returning(twin_photos.c.pk)).scalar_one()
    if bands:
        tx.execute(twin_photo_bands.insert(), [{"band": band, "photo": pk} for band in sorted(set(bands))])
    return pk


def outdated(tx: Tx, version: int) -> Print | None:
    """One of an older version than this. Asked whenever there is no other work, so along the unique index."""
    order = twin_photos.c.version, twin_photos.c.sha256
    query = sa.select(twin_photos).where(twin_photos.c.version < version).order_by(*order).limit(1)
    row = tx.execute(query).first()
    return _print(row) if row else None


def count_outdated(tx: Tx, version: int) -> int:
    query = sa.select(sa.func.count()).select_from(twin_photos).where(twin_photos.c.version < version)
    return int(tx.execute(query).scalar_one())


def renew(tx: Tx, old: Print, new: int) -> None:
    """Drafts that show the old one show the new one, which is of the same file; the old one is forgotten."""
    here = twin_photo_places.c
    for row in tx.execute(sa.select(twin_photo_places).where(here.photo == old.pk)).all():
        insert_once(tx, twin_photo_places, {**row._mapping, "photo": new})
    tx.execute(twin_photo_places.delete().where(here.photo == old.pk))
    _forget_photos(tx, {old.pk})


_PK = sa.select(twin_photos.c.pk).where(
    twin_photos.c.version == sa.bindparam("version"), twin_photos.c.sha256 == sa.bindparam("sha256")
)


def show(tx: Tx, photo: int, key: Key, day: int, sender: str) -> bool:
    """The draft shows the photo; False when that is known."""
    values = {"photo": photo, "outlet": key[0], "draft": key[1], "day": day, "sender": sender}
    return insert_once(tx, twin_photo_places, values)


def hand_over(tx: Tx, key: Key, sha256s: Collection[str], to: str, sender: str) -> None:
    """Of these files it is another draft of the outlet, of that sender, that shows them."""
    of_files = sa.select(twin_photos.c.pk).where(twin_photos.c.sha256.in_(list(sha256s)))
    place = twin_photo_places.c
    here = (place.outlet == key[0], place.draft == key[1], place.photo.in_(of_files))
    for row in tx.execute(sa.select(twin_photo_places).where(*here)).all():
        insert_once(tx, twin_photo_places, {**row._mapping, "draft": to, "sender": sender})
    tx.execute(twin_photo_places.delete().where(*here))


def near(tx: Tx, bands: Collection[int], most: int) -> list[int]:
    """The photos with most of these bands."""
    if not bands:
        return []
    if tx.dialect.name == "sqlite":
        found = tx.exec_driver_sql(_NEAR_SQLITE, (json.dumps(list(bands)), most))
    else:
        found = tx.exec_driver_sql(_NEAR_POSTGRES, (list(bands), most))
    return [row[0] for row in found]


_NEAR_SQLITE = """SELECT photo FROM twin_photo_bands WHERE band IN (SELECT value FROM json_each(?))
GROUP BY photo ORDER BY count(*) DESC, photo DESC LIMIT ?"""
_NEAR_POSTGRES = """SELECT photo FROM twin_photo_bands WHERE band = ANY(%s)
GROUP BY photo ORDER BY count(*) DESC, photo DESC LIMIT %s"""


def of_files(tx: Tx, version: int, sha256s: Collection[str]) -> list[Print]:
    where = twin_photos.c.version == version, twin_photos.c.sha256.in_(list(sha256s))
    return [_print(row) for row in tx.execute(sa.select(twin_photos).where(*where))]


def get(tx: Tx, pks: Iterable[int]) -> list[Print]:
    """In the order they are asked for."""
    wanted = list(dict.fromkeys(pks))
    rows = tx.execute(sa.select(twin_photos).where(twin_photos.c.pk.in_(wanted)))
    found = {row.pk: _print(row) for row in rows}
    return [found[pk] for pk in wanted if pk in found]


def _print(row: "sa.Row[tuple[object, ...]]") -> Print:
    values = row._mapping
    octets = bytes(values["hashes"])
    hashes = tuple(int.from_bytes(octets[at : at + _OCTETS], "big") for at in range(0, len(octets), _OCTETS))
    return Print(values["pk"], values["sha256"], values["width"], values["height"], hashes, bytes(values["grey"]))


def places(tx: Tx, photos: Collection[int], most: int, of_one: int) -> list[Place]:
    """Where these are shown, latest first; of one sender not more than `of_one`, so that nobody pushes others out."""
    latest = twin_photo_places.c.day.desc(), twin_photo_places.c.outlet, twin_photo_places.c.draft
    number = sa.func.row_number().over(partition_by=twin_photo_places.c.sender, order_by=latest).label("number")
    shown = sa.select(*_PLACE, number).where(twin_photo_places.c.photo.in_(list(photos))).subquery()
    order = shown.c.day.desc(), shown.c.outlet, shown.c.draft
    wanted = sa.select(*(shown.c[one.name] for one in _PLACE)).where(shown.c.number <= of_one)
    return [Place(*row) for row in tx.execute(wanted.order_by(*order).limit(most))]


def of_draft(tx: Tx, key: Key) -> list[int]:
    query = sa.select(twin_photo_places.c.photo).where(
        twin_photo_places.c.outlet == key[0], twin_photo_places.c.draft == key[1]
    )
    return list(tx.execute(query).scalars())


_PLACE = tuple(twin_photo_places.c[name] for name in Place.__dataclass_fields__)


def stories(tx: Tx, keys: Collection[Key]) -> list[set[Key]]:
    """The drafts grouped by story: one text, or ties that the machine found between them, but no form and no photo."""
    of_key = {key: {key} for key in keys}
    families: dict[int, set[Key]] = defaultdict(set)
    wanted = list(keys)
    where = sa.tuple_(twin_texts.c.outlet, twin_texts.c.ref).in_(wanted)
    for row in tx.execute(sa.select(twin_texts.c.family, twin_texts.c.outlet, twin_texts.c.ref).where(where)):
        families[row.family].add((row.outlet, row.ref))
    pairs = [(min(family), one) for family in families.values() for one in family]
    here, there = sa.tuple_(links.c.outlet, links.c.draft), sa.tuple_(links.c.other_outlet, links.c.other_draft)
    ties = sa.select(links.c.outlet, links.c.draft, links.c.other_outlet, links.c.other_draft).where(
        here.in_(wanted), there.in_(wanted), links.c.relation.in_(_ONE_STORY)
    )
    pairs += [((row[0], row[1]), (row[2], row[3])) for row in tx.execute(ties)]
    for one, other in pairs:
        if of_key[one] is not of_key[other]:
            of_key[one] |= of_key[other]
            for key in of_key[other]:
                of_key[key] = of_key[one]
    return list({id(group): group for group in of_key.values()}.values())


def forget(tx: Tx, keys: Collection[Key]) -> None:
    """Take these drafts out of the index, and photos that no other draft shows."""
    where = sa.tuple_(twin_photo_places.c.outlet, twin_photo_places.c.draft).in_(list(keys))
    photos = set(tx.execute(sa.select(twin_photo_places.c.photo).where(where)).scalars())
    tx.execute(twin_photo_places.delete().where(where))
    photos -= set(
        tx.execute(sa.select(twin_photo_places.c.photo).where(twin_photo_places.c.photo.in_(photos))).scalars()
    )
    _forget_photos(tx, photos)
    searches = sa.tuple_(twin_photo_searches.c.outlet, twin_photo_searches.c.draft).in_(list(keys))
    tx.execute(twin_photo_searches.delete().where(searches))


def _forget_photos(tx: Tx, pks: Collection[int]) -> None:
    tx.execute(twin_photo_bands.delete().where(twin_photo_bands.c.photo.in_(pks)))
    alike = sa.or_(twin_photo_alikes.c.photo.in_(pks), twin_photo_alikes.c.other.in_(pks))
    tx.execute(twin_photo_alikes.delete().where(alike))
    tx.execute(twin_photos.delete().where(twin_photos.c.pk.in_(pks)))


# --- What is still to be searched ----------------------------------------------------------------------------------


def want_search(tx: Tx, key: Key, at: datetime) -> None:
    values = {"outlet": key[0], "draft": key[1], "since": at, "next_try": at}
    if not insert_once(tx, twin_photo_searches, values):
        tx.execute(twin_photo_searches.update().where(*_search(key)).values(next_try=at, tries=0))


def is_search_due(tx: Tx, now: datetime) -> bool:
    return tx.execute(_due(now).limit(1)).first() is not None


def claim_search(tx: Tx, now: datetime) -> Key | None:
    """The draft that waits longest; nobody else gets it within ten minutes, and none more than five times."""
    row = tx.execute(_due(now).order_by(twin_photo_searches.c.next_try).limit(1)).first()
    if row is None:
        return None
    key = (row.outlet, row.draft)
    mine = twin_photo_searches.update().where(*_search(key), twin_photo_searches.c.next_try == row.next_try)
    taken = tx.execute(mine.values(next_try=now + _LEASE, tries=row.tries + 1))
    return key if taken.rowcount else None


def _due(now: datetime) -> "sa.Select[Any]":
    return sa.select(twin_photo_searches).where(
        twin_photo_searches.c.next_try <= now, twin_photo_searches.c.tries < MOST_TRIES
    )


def end_search(tx: Tx, key: Key) -> None:
    tx.execute(twin_photo_searches.delete().where(*_search(key)))


def _search(key: Key) -> tuple[sa.ColumnElement[bool], ...]:
    return twin_photo_searches.c.outlet == key[0], twin_photo_searches.c.draft == key[1]


def pool(tx: Tx, key: Key, days: int, days_of_sender: int, most: int) -> list[int]:
    """Photos that may have to do with those of the draft: of drafts tied to it, of its sender, of its days."""
    mine = tx.execute(
        sa.select(twin_photo_places).where(twin_photo_places.c.outlet == key[0], twin_photo_places.c.draft == key[1])
    ).first()
    if mine is None:
        return []
    here = twin_photo_places.c
    tied = sa.tuple_(here.outlet, here.draft).in_(_tied(key))
    same_sender = sa.and_(here.sender == mine.sender, here.sender != "", _within(mine.day, days_of_sender))
    rank = sa.case((tied, 0), (same_sender, 1), else_=2)
    query = sa.select(here.photo, sa.func.min(rank), sa.func.min(sa.func.abs(here.day - mine.day))).where(
        sa.or_(tied, same_sender, _within(mine.day, days)),
        sa.or_(here.outlet != key[0], here.draft != key[1]),
    )
    order = sa.func.min(rank), sa.func.min(sa.func.abs(here.day - mine.day)), here.photo.desc()
    return [row[0] for row in tx.execute(query.group_by(here.photo).order_by(*order).limit(most))]


def _within(day: int, days: int) -> sa.ColumnElement[bool]:
    return twin_photo_places.c.day.between(day - days, day + days)


def _tied(key: Key) -> "sa.CompoundSelect[Any]":
    mine = sa.select(links.c.other_outlet, links.c.other_draft).where(links.c.outlet == key[0], links.c.draft == key[1])
    theirs = sa.select(links.c.outlet, links.c.draft).where(
        links.c.other_outlet == key[0], links.c.other_draft == key[1]
    )
    return sa.union(mine, theirs)
