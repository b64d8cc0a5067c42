"""Photos of other stories that look like one of this story and are not proven to be the same: to be looked at."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from tinbai.errors import NotFound
from tinbai.model import Draft
from tinbai.store import Tx, drafts, photo_alikes
from tinbai.web.held import is_closed

_READ: Final = 24
_SHOWN: Final = 4


@dataclass(frozen=True, slots=True)
class NearPhoto:
    """Photo `here` of the draft and photo `there` of the other one, or of itself, counted from 1."""

    here: int
    other: Draft
    there: int


def near_photos(tx: Tx, draft: Draft, outlets: Collection[str]) -> list[NearPhoto]:
    """A few of them, in stories of outlets that the person reads; of what is held nothing is told."""
    found = [NearPhoto(here, draft, there) for here, there in _copies(tx, draft)][:_SHOWN]
    for one in photo_alikes.of_draft(tx, (draft.outlet, draft.id), _READ) if draft.item.photos else ():
        other = _readable(tx, one.other, outlets) if len(found) < _SHOWN else None
        here, there = _number(draft, one.here), _number(other, one.there)
        if other and here and there:
            found.append(NearPhoto(here, other, there))
    return found


def _copies(tx: Tx, draft: Draft) -> list[tuple[int, int]]:
    """Photos of the draft itself that are one, turned, mirrored or cropped."""
    pairs = photo_alikes.within(tx, (draft.outlet, draft.id)) if len(draft.item.photos) > 1 else ()
    numbers = [(_number(draft, here), _number(draft, there)) for here, there in pairs]
    return sorted((min(a, b), max(a, b)) for a, b in numbers if a and b and a != b)


def near_pairs(tx: Tx, draft: Draft, other: Draft) -> list[tuple[int, int]]:
    """Which photos of the two look alike, counted from 1."""
    alike = photo_alikes.of_draft(tx, (draft.outlet, draft.id), _READ)
    numbers = [
        (_number(draft, one.here), _number(other, one.there)) for one in alike if one.other == (other.outlet, other.id)
    ]
    return [(here, there) for here, there in numbers if here and there]


def _readable(tx: Tx, key: tuple[str, str], outlets: Collection[str]) -> Draft | None:
    if key[0] not in outlets:
        return None
    try:
        other = drafts.get(tx, *key)
    except NotFound:
        return None
    return None if is_closed(other) else other


def _number(draft: Draft | None, sha256: str) -> int | None:
    photos = draft.item.photos if draft else ()
    return next((n for n, one in enumerate(photos, 1) if sha256 in (one.sha256, *one.also)), None)
