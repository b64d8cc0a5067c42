"""Photos that look alike and are not proven to be one: for editors to look at; they tie nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tinbai.store.database import Tx, insert_once
from tinbai.store.photo_prints import Key
from tinbai.store.twin_tables import twin_photo_alikes, twin_photo_places, twin_photos


@dataclass(frozen=True, slots=True)
class Alike:
    """A photo of a draft and one of another draft, by their files."""

    here: str
    other: Key
    there: str


def note(tx: Tx, photo: int, others: Iterable[int]) -> None:
    """These look like the photo; what is known already stays as it is."""
    for other in others:
        insert_once(tx, twin_photo_alikes, {"photo": max(photo, other), "other": min(photo, other)})


def of_draft(tx: Tx, key: Key, most: int) -> list[Alike]:
    """Of all photos of the draft, those of the latest other drafts first."""
    pairs = twin_photo_alikes.c
    either = sa.union_all(
        _seen_from(key, pairs.photo, pairs.other), _seen_from(key, pairs.other, pairs.photo)
    ).subquery()
    order = either.c.day.desc(), either.c.outlet, either.c.draft, either.c.here, either.c.there
    rows = tx.execute(sa.select(either).order_by(*order).limit(most))
    return [Alike(row.here, (row.outlet, row.draft), row.there) for row in rows]


def within(tx: Tx, key: Key) -> list[tuple[str, str]]:
    """Two photos of the draft itself, by their files."""
    here, there = twin_photo_places.alias(), twin_photo_places.alias()
    mine, theirs = twin_photos.alias(), twin_photos.alias()
    rows = tx.execute(
        sa.select(mine.c.sha256.label("here"), theirs.c.sha256.label("there"))
        .join_from(here, twin_photo_alikes, twin_photo_alikes.c.photo == here.c.photo)
        .join(there, there.c.photo == twin_photo_alikes.c.other)
        .join(mine, mine.c.pk == here.c.photo)
        .join(theirs, theirs.c.pk == there.c.photo)
        .where(here.c.outlet == key[0], here.c.draft == key[1], there.c.outlet == key[0], there.c.draft == key[1])
    )
    return [(row.here, row.there) for row in rows]


def _seen_from(key: Key, photo: "sa.Column[int]", other: "sa.Column[int]") -> "sa.Select[Any]":
    here, there = twin_photo_places.alias(), twin_photo_places.alias()
    mine, theirs = twin_photos.alias(), twin_photos.alias()
    return (
        sa.select(
            mine.c.sha256.label("here"), there.c.outlet, there.c.draft, there.c.day, theirs.c.sha256.label("there")
        )
        .join_from(here, twin_photo_alikes, photo == here.c.photo)
        .join(there, there.c.photo == other)
        .join(mine, mine.c.pk == here.c.photo)
        .join(theirs, theirs.c.pk == there.c.photo)
        .where(here.c.outlet == key[0], here.c.draft == key[1])
        .where(sa.or_(there.c.outlet != key[0], there.c.draft != key[1]))
    )
