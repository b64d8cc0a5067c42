"""A story its author sent again in other words: when it takes the place of the first one, and with which photos."""

from dataclasses import replace

from tinbai.model import Draft, Item, State, Story

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
    """
    before = dict(zip((photo.sha256 for photo in draft.item.photos), _captions(draft), strict=True))
    brought = {sha256 for photo in item.photos for sha256 in (photo.sha256, *photo.also)}
    photos = (*item.photos, *(photo for photo in draft.item.photos if photo.sha256 not in brought))
    said = []
    for place, photo in enumerate(photos):
        new = (_at(story.captions, place), _at(story.credits, place)) if place < len(item.photos) else ("", "")
        old = before.get(photo.sha256, ("", ""))
        said.append((new[0] or old[0], new[1] or old[1]))
    texts = replace(story, captions=tuple(one for one, _ in said), credits=tuple(two for _, two in said))
    return replace(item, photos=photos), texts


def _captions(draft: Draft) -> list[tuple[str, str]]:
    story = draft.revision.story
    return [(_at(story.captions, place), _at(story.credits, place)) for place in range(len(draft.item.photos))]


def _at(texts: tuple[str, ...], place: int) -> str:
    return texts[place] if place < len(texts) else ""
