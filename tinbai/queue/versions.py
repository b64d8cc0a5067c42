"""A story its author sent again in other words: when it takes the place of the first one, and with which photos."""

from collections.abc import Sequence
from dataclasses import replace

from tinbai.model import Draft, Item, State, Story
from tinbai.picture import Crop, Photo

_WAITS = frozenset({State.RECEIVED, State.IN_REVIEW, State.REVISION_REQUESTED})


def waits(draft: Draft) -> bool:
    """Whether nothing is decided, so that a new version belongs to this draft and does not begin another."""
    return draft.state in _WAITS


def untouched(draft: Draft) -> bool:
    """Whether no editor has changed a word of it."""
    return draft.revision.author == "machine"


def merged(draft: Draft, item: Item, story: Story) -> tuple[Item, Story]:
    """The new text with the photos of both: a corrected text often comes without them.

    Those it brings stand first, so that its figures keep their numbers; a caption that was there before is not lost.
    Photos alone take nothing away: they stand behind those that are there.
    """
    if adds_photos(draft, item):
        return _with_more(draft, item, story)
    kept = draft.revision.story
    before = {photo.sha256: place for place, photo in enumerate(draft.item.photos)}
    brought = {sha256 for photo in item.photos for sha256 in (photo.sha256, *photo.also)}
    photos = (*item.photos, *(photo for photo in draft.item.photos if photo.sha256 not in brought))
    captions, credits, crops = [], [], []
    for place, photo in enumerate(photos):
        new = place if place < len(item.photos) else -1
        old = before.get(photo.sha256, -1)
        captions.append(_at(story.captions, new) or _at(kept.captions, old))
        credits.append(_at(story.credits, new) or _at(kept.credits, old))
        crops.append(_crop(story.crops, new) or _crop(kept.crops, old))
    shown = tuple(crops) if any(crops) else ()
    order = tuple(now + 1 for number in kept.order if (now := _now_at(draft, number, photos)) is not None)
    made = replace(story, captions=tuple(captions), credits=tuple(credits), crops=shown, order=order)
    return replace(item, photos=photos), made


def _now_at(draft: Draft, number: int, photos: Sequence[Photo]) -> int | None:
    """The place from 0 of what was photo `number` from 1; a better copy of it is the same photo."""
    if not 1 <= number <= len(draft.item.photos):
        return None
    sha256 = draft.item.photos[number - 1].sha256
    return next((at for at, photo in enumerate(photos) if sha256 in (photo.sha256, *photo.also)), None)


def adds_photos(draft: Draft, item: Item) -> bool:
    """Whether what the author sends is photos for the text that is there."""
    return item.kind == "photos" and draft.item.kind == "story"


def _with_more(draft: Draft, item: Item, story: Story) -> tuple[Item, Story]:
    there, kept = draft.item.photos, draft.revision.story
    known = {sha256 for photo in there for sha256 in (photo.sha256, *photo.also)}
    new = [place for place, photo in enumerate(item.photos) if photo.sha256 not in known]
    old = range(len(there))
    photos = (*there, *(item.photos[place] for place in new))
    captions = [*(_at(kept.captions, place) for place in old), *(_at(story.captions, place) for place in new)]
    credits = [*(_at(kept.credits, place) for place in old), *(_at(story.credits, place) for place in new)]
    crops = [*(_crop(kept.crops, place) for place in old), *(_crop(story.crops, place) for place in new)]
    shown = tuple(crops) if any(crops) else ()
    more = replace(kept, captions=tuple(captions), credits=tuple(credits), crops=shown)
    return replace(draft.item, photos=photos), more


def _at(texts: tuple[str, ...], place: int) -> str:
    return texts[place] if 0 <= place < len(texts) else ""


def _crop(crops: tuple[Crop | None, ...], place: int) -> Crop | None:
    return crops[place] if 0 <= place < len(crops) else None
