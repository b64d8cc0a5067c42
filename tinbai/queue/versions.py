"""A story its author sent again in other words: when it takes the place of the first one, and with which photos."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tinbai.model import Draft, Item, State, Story
from tinbai.picture import Crop, Photo

_WAITS = frozenset({State.RECEIVED, State.IN_REVIEW, State.REVISION_REQUESTED, State.AWAITING_APPROVAL})


def waits(draft: Draft) -> bool:
    """Whether nothing is decided, so that a new version belongs to this draft and does not begin another."""
    return draft.state in _WAITS


def untouched(draft: Draft) -> bool:
    """Whether no editor has changed a word of it, nor asked the head of the board to read just this text."""
    return draft.revision.author == "machine" and draft.state is not State.AWAITING_APPROVAL


def with_copies(draft: Draft, item: Item, same: Mapping[str, str]) -> Item:
    """The item, each photo that the draft has already standing for both copies: the larger one is shown.

    same: SHA-256 of a photo of the item -> that of the draft's which shows the same. Of several copies of one it is
    the largest; the others stand for themselves.
    """
    there = {photo.sha256: photo for photo in draft.item.photos}
    best: dict[str, Photo] = {}
    for photo in sorted(item.photos, key=lambda one: one.width * one.height):
        if same.get(photo.sha256) in there:
            best[same[photo.sha256]] = photo
    merged_with = {photo.sha256: there[old] for old, photo in best.items()}
    photos = (
        _larger(photo, merged_with[photo.sha256]) if photo.sha256 in merged_with else photo for photo in item.photos
    )
    return replace(item, photos=tuple(photos))


def _larger(new: Photo, old: Photo) -> Photo:
    shown, other = (new, old) if new.width * new.height > old.width * old.height else (old, new)
    also = dict.fromkeys((*shown.also, other.sha256, *other.also))
    return replace(
        shown,
        also=tuple(sha256 for sha256 in also if sha256 != shown.sha256),
        caption=shown.caption or other.caption,
        credit=shown.credit or other.credit,
        suggested_caption=shown.suggested_caption or other.suggested_caption,
        suggested_credit=shown.suggested_credit or other.suggested_credit,
        crop=shown.crop or other.crop,
        thumb=other.thumb if other.crop and not shown.crop else shown.thumb,
    )


def merged(draft: Draft, item: Item, story: Story) -> tuple[Item, Story]:
    """The new text with the photos of both: a corrected text often comes without them.

    Those it brings stand first, so that its figures keep their numbers; a caption that was there before is not lost.
    Photos alone take nothing away: they stand behind those that are there, or in the place of their smaller copies.
    """
    if adds_photos(draft, item):
        return _with_more(draft, item, story)
    kept = draft.revision.story
    photos = (*item.photos, *(old for old in draft.item.photos if _place_in(item.photos, old) is None))
    brought = range(len(item.photos))
    places = [
        (place if place in brought else None, _place_in(draft.item.photos, photo)) for place, photo in enumerate(photos)
    ]
    order = tuple(now + 1 for number in kept.order if (now := _now_at(draft, number, photos)) is not None)
    return replace(item, photos=photos), replace(_captioned(story, story, kept, places), order=order)


def _is_one(a: Photo, b: Photo) -> bool:
    """Whether two of them are one photo, or copies of it."""
    return not {a.sha256, *a.also}.isdisjoint((b.sha256, *b.also))


def _place_in(photos: Sequence[Photo], wanted: Photo) -> int | None:
    return next((place for place, photo in enumerate(photos) if _is_one(photo, wanted)), None)


def _now_at(draft: Draft, number: int, photos: Sequence[Photo]) -> int | None:
    """The place from 0 of what was photo `number` from 1; a better copy of it is the same photo."""
    return _place_in(photos, draft.item.photos[number - 1]) if 1 <= number <= len(draft.item.photos) else None


def adds_photos(draft: Draft, item: Item) -> bool:
    """Whether what the author sends is photos for the text that is there."""
    return item.kind == "photos" and draft.item.kind == "story"


def _with_more(draft: Draft, item: Item, story: Story) -> tuple[Item, Story]:
    there = draft.item.photos
    copies = [_place_in(item.photos, old) for old in there]
    new = [place for place, photo in enumerate(item.photos) if _place_in(there, photo) is None]
    shown = [old if copy is None else _larger(item.photos[copy], old) for old, copy in zip(there, copies, strict=True)]
    photos = (*shown, *(item.photos[place] for place in new))
    places = [*enumerate(copies), *((None, place) for place in new)]
    kept = draft.revision.story
    return replace(draft.item, photos=photos), _captioned(kept, kept, story, places)


def _captioned(made: Story, first: Story, second: Story, places: Sequence[tuple[int | None, int | None]]) -> Story:
    """The story with what the two say of its photos, the first before the second; `places` in them, of each photo."""
    captions = tuple(_at(first.captions, here) or _at(second.captions, there) for here, there in places)
    credits = tuple(_at(first.credits, here) or _at(second.credits, there) for here, there in places)
    crops = tuple(_crop(first.crops, here) or _crop(second.crops, there) for here, there in places)
    return replace(made, captions=captions, credits=credits, crops=crops if any(crops) else ())


def _at(texts: Sequence[str], place: int | None) -> str:
    return texts[place] if place is not None and place < len(texts) else ""


def _crop(crops: Sequence[Crop | None], place: int | None) -> Crop | None:
    return crops[place] if place is not None and place < len(crops) else None
