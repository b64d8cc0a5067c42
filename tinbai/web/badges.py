"""What is the matter with a photo, in a few words on it or below it; whole sentences stand beside."""

from collections.abc import Mapping

from tinbai.model import Draft
from tinbai.web.tags import Tag
from tinbai.web.words import Words

BADGES: Mapping[str, str] = {
    "photo-too-small": "Too small",
    "photo-small": "Rather small",
    "photo-screenshot": "Screenshot",
    "photo-recompressed": "Shrunk by Zalo, Facebook …",
    "photo-of-paper": "A page of a paper",
    "photo-cut-off": "Cut off when sent",
    "photo-unreadable": "Damaged",
    "photo-drawing": "A drawing, no photo",
    "photo-format-unsupported": "Cannot be opened here",
    "photo-too-large": "Too many pixels",
    "photo-moving": "Animated",
    "photo-pages": "Several pages",
    "photo-blurred": "Perhaps blurred",
    "photo-dark": "Very dark",
    "photo-story-unsure": "Of which story?",
}
_OTHER = "See the remark"  # what no word was found for yet


def badges(words: Words, draft: Draft) -> Mapping[str, list[Tag]]:
    """Of each photo by its name, in the order of its problems."""
    found: dict[str, list[Tag]] = {}
    names = {photo.name for photo in draft.item.photos}
    for problem in draft.problems:
        if problem.where in names:
            kind, icon = ("", "info") if problem.severity == "info" else ("warn", "warn")
            tag = Tag(kind, icon, words.t(BADGES.get(problem.code, _OTHER)))
            found.setdefault(str(problem.where), []).append(tag)
    return {name: list(dict.fromkeys(of)) for name, of in found.items()}
