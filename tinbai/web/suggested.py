"""Captions and photographers that stand in the photos' own files: suggestions, one click away from the draft."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from tinbai.model import Story
from tinbai.picture import Photo
from tinbai.web.dossier import Dossier

SUGGESTED = "goi-y"  # field of the buttons: "lay:ct:2" takes the caption of photo 2, "tra:nc:2" puts its credit back
ALL = "tat-ca"  # "lay:tat-ca": wherever nothing is written yet
_MOST_DIGITS = 4

Part = Literal["ct", "nc"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`taken`: it stands in the draft now."""

    value: str  # of its button, without the verb
    says: str  # msgid
    text: str
    taken: bool


def suggested(dossier: Dossier) -> list[list[Suggestion]]:
    """Per photo what its file suggests; not what the sender wrote in the story anyway."""
    story = dossier.draft.revision.story
    return [list(_of(photo, number, story)) for number, photo in enumerate(dossier.draft.item.photos, 1)]


def open_places(groups: Sequence[Sequence[Suggestion]], dossier: Dossier) -> int:
    """How many suggestions are for places where nothing is written yet."""
    story = dossier.draft.revision.story
    return sum(not _written(story, *_place(one.value)) for group in groups for one in group)


def _of(photo: Photo, number: int, story: Story) -> Sequence[Suggestion]:
    found = []
    for part, text, own, says in (
        ("ct", photo.suggested_caption, photo.caption, "Caption in the photo's file"),
        ("nc", photo.suggested_credit, photo.credit, "Photographer in the photo's file"),
    ):
        if text and _words(text) != _words(own or ""):
            value = f"{part}:{number}"
            found.append(Suggestion(value, says, text, _words(_written(story, *_place(value))) == _words(text)))
    return found


def _words(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .")


def with_suggestion(dossier: Dossier, story: Story, asked: str) -> Story:
    """The story with a suggestion taken over, or what the sender wrote there put back; nonsense changes nothing."""
    verb, _, value = asked.partition(":")
    photos = dossier.draft.item.photos
    if (verb, value) == ("lay", ALL):
        for number, photo in enumerate(photos, 1):
            for one in _of(photo, number, story):
                if not _written(story, *_place(one.value)):
                    story = _with(story, *_place(one.value), one.text, len(photos))
        return story
    part, number = _place(value)
    if verb not in ("lay", "tra") or part not in ("ct", "nc") or not 1 <= number <= len(photos):
        return story
    photo = photos[number - 1]
    theirs = photo.suggested_caption if part == "ct" else photo.suggested_credit
    text = (theirs or "") if verb == "lay" else _written(dossier.first.story, part, number)
    return _with(story, part, number, text, len(photos)) if theirs else story


def _place(value: str) -> tuple[str, int]:
    part, _, number = value.partition(":")
    return part, int(number) if number.isdecimal() and len(number) <= _MOST_DIGITS else 0


def _written(story: Story, part: str, number: int) -> str:
    texts = story.captions if part == "ct" else story.credits
    return texts[number - 1] if 1 <= number <= len(texts) else ""


def _with(story: Story, part: str, number: int, text: str, photos: int) -> Story:
    texts = [_written(story, part, one) for one in range(1, photos + 1)]
    texts[number - 1] = text
    return replace(story, captions=tuple(texts)) if part == "ct" else replace(story, credits=tuple(texts))
