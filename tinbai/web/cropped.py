"""What a draft shows of its photos: as the document had it, or whole again at a click; the file is never changed. By
hand: see arranged.py."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tinbai.model import Story
from tinbai.parsers.photo.crop import crop_at
from tinbai.picture import Crop
from tinbai.web.dossier import Dossier

CROP = "cat"  # field of the buttons: "ca:2" shows all of photo 2, "cat:2" what the document shows of it
_MOST_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Shown:
    """A photo of which its document or the draft does not show all, upright. `says` is a msgid."""

    whole: bool  # the draft shows all of it now
    as_document: bool  # it shows what the document does
    offered: bool  # the document shows something else than the draft
    says: str


def shown(dossier: Dossier) -> Sequence[Shown | None]:
    """Per photo; None for one that came whole."""
    return [
        _shown(photo.crop, crop_at(dossier.draft.revision.story.crops, number))
        for number, photo in enumerate(dossier.draft.item.photos, 1)
    ]


def _shown(theirs: Crop | None, now: Crop | None) -> Shown | None:
    if theirs is None:
        return Shown(False, False, False, "It was cropped or turned here at the desk.") if now else None
    cut = any((theirs.left, theirs.top, theirs.right, theirs.bottom))
    says = "The document shows only a part of this photo." if cut else "The document shows this photo turned."
    return Shown(now is None, now == theirs, now != theirs, says)


def asked_photo(dossier: Dossier, asked: str) -> tuple[str, int]:
    """("ca", 2) of "ca:2"; 0 for what is no photo of the story."""
    verb, _, digits = asked.partition(":")
    number = int(digits) if digits.isdecimal() and len(digits) <= _MOST_DIGITS else 0
    return verb, number if 1 <= number <= len(dossier.draft.item.photos) else 0


def with_crop(dossier: Dossier, story: Story, asked: str) -> Story:
    """The story with a photo shown whole, or as its document shows it; nonsense changes nothing."""
    verb, number = asked_photo(dossier, asked)
    photos = dossier.draft.item.photos
    if verb not in ("ca", "cat") or not number:
        return story
    crops = [crop_at(story.crops, one) for one in range(1, len(photos) + 1)]
    crops[number - 1] = photos[number - 1].crop if verb == "cat" else None
    return replace(story, crops=tuple(crops))
