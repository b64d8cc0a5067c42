"""One story made of two: text chosen paragraph by paragraph, photos of both, nobody's name lost."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from tinbai.model import Block, Byline, Draft, Item, Problem, Story
from tinbai.picture import Crop, Photo

Side = Literal["keep", "other"]


@dataclass(frozen=True, slots=True)
class Parts:
    """What the story is made of. body: which block of whose text, in order. photos: those of the other one to take.

    instead: photo of the other one -> photo of the one that stays which it takes the place of; it is the same picture.
    """

    title: Side
    lead: Side
    byline: Side | Literal["both"]
    body: Sequence[tuple[Side, int]]
    photos: Collection[int] = ()
    instead: Mapping[int, int] | None = None


def is_untouched(parts: Parts, keep: Story) -> bool:
    """Whether all of it is what stays anyway."""
    whole = [("keep", place) for place in range(len(keep.body))]
    return {parts.title, parts.lead, parts.byline} == {"keep"} and list(parts.body) == whole and not parts.photos


def combine(keep: Draft, other: Draft, parts: Parts) -> tuple[Item, Story]:
    """The item and the text. Photos that are added stand behind the others, so that older texts keep their figures."""
    mine, theirs = keep.revision.story, other.revision.story
    places = _places(keep.item.photos, other.item.photos, parts.photos)
    added = [n for n in sorted(parts.photos) if n < len(other.item.photos) and places[n] >= len(keep.item.photos)]
    moved = {old: places[new] for new, old in (parts.instead or {}).items() if new in places}
    body = [
        block
        for side, place in parts.body
        if (block := _block(mine.body[place], moved) if side == "keep" else _theirs(theirs.body[place], places))
    ]
    count = len(keep.item.photos)
    captions, credits, crops = (
        [*_filled(ours, count, empty), *(_at(others, n, empty) for n in added)]
        for ours, others, empty in (
            (mine.captions, theirs.captions, ""), (mine.credits, theirs.credits, ""), (mine.crops, theirs.crops, None)
        )
    )  # fmt: skip
    story = replace(
        mine,
        title=theirs.title if parts.title == "other" else mine.title,
        lead=theirs.lead if parts.lead == "other" else mine.lead,
        body=_each_photo_once(body),
        byline=_byline(mine.byline, theirs.byline, parts.byline),
        captions=tuple(map(str, captions)),
        credits=tuple(map(str, credits)),
        crops=tuple(one for one in crops if one is None or isinstance(one, Crop)) if any(crops) else (),
    )
    return replace(keep.item, photos=(*keep.item.photos, *(other.item.photos[n] for n in added))), story


def problems(keep: Draft, other: Draft, item: Item) -> tuple[Problem, ...]:
    """Those that are still true, and those of the photos that came."""
    kept = [one for one in keep.problems if one.code != "no-photo" or not item.photos]
    came = {photo.name for photo in item.photos[len(keep.item.photos) :]}
    return (*kept, *(one for one in other.problems if one.where in came and one not in kept))


def _places(mine: Sequence[Photo], theirs: Sequence[Photo], taken: Collection[int]) -> dict[int, int]:
    """Photo of the other one -> its place in the story: where the same file stands already, else behind the rest."""
    here = {sha256: place for place, photo in enumerate(mine) for sha256 in (*photo.also, photo.sha256)}
    places: dict[int, int] = {}
    behind = len(mine)
    for n, photo in enumerate(theirs):
        known = next((here[one] for one in (photo.sha256, *photo.also) if one in here), None)
        if known is not None:
            places[n] = known
        elif n in taken:
            places[n], behind = behind, behind + 1
    return places


def _block(block: Block, moved: Mapping[int, int]) -> Block:
    return replace(block, photo=moved.get(block.photo, block.photo)) if block.type == "figure" else block


def _theirs(block: Block, places: Mapping[int, int]) -> Block | None:
    if block.type != "figure":
        return block
    return replace(block, photo=places[block.photo]) if block.photo in places else None


def _each_photo_once(body: Sequence[Block]) -> tuple[Block, ...]:
    shown: set[int] = set()
    kept: list[Block] = []
    for block in body:
        if block.type == "figure" and block.photo in shown:
            continue
        if block.type == "figure":
            shown.add(block.photo)
        kept.append(block)
    return tuple(kept)


def _byline(mine: Byline | None, theirs: Byline | None, wanted: str) -> Byline | None:
    if wanted == "other":
        return theirs or mine
    if wanted == "keep" or theirs is None or mine is None:
        return mine or (theirs if wanted == "both" else None)
    if mine.raw == theirs.raw:
        return mine
    authors = tuple(dict.fromkeys((*mine.authors, *theirs.authors)))
    return Byline(f"{mine.raw} – {theirs.raw}", authors, mine.unit or theirs.unit, mine.source or theirs.source)


def _filled(texts: Sequence[object], count: int, empty: object) -> list[object]:
    return [_at(texts, place, empty) for place in range(count)]


def _at(texts: Sequence[object], place: int, empty: object) -> object:
    return texts[place] if place < len(texts) else empty
