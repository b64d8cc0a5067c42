"""What senders are asked for and why a story is not used: a tick on the page, a sentence in the letter."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request

from tinbai import i18n, languages
from tinbai.i18n import Language
from tinbai.model import Draft
from tinbai.notifier import letters
from tinbai.queue.checks import points
from tinbai.web.desk import desk_of
from tinbai.web.told import unmended
from tinbai.web.words import Words

_LONGEST_NAME = 120  # characters of a photo's name, and of its caption, in a letter


@dataclass(frozen=True, slots=True)
class Point:
    """`code` is the value of the tick; `label` in the editor's language, `sentence` in the author's."""

    code: str
    label: str
    sentence: str
    found: bool = False  # by the machine in this story


# code -> (label, sentence), both msgids
REASONS: dict[str, tuple[str, str]] = {
    "late": ("Not in time", "The story reached us too late."),
    "scope": ("Outside our scope", "The subject is outside what we cover."),
    "unverified": ("Cannot be verified", "We lack the information we would need to verify it."),
    "similar": ("We have a similar story", "We already have a similar story."),
    "photos": ("The photos are not good enough", "The photos do not meet our requirements."),
    "authority": (
        "The authority in charge must be heard",
        "We need a statement from the authority in charge first.",
    ),
    "document": ("A document, not a story", "It is a document, not a news story."),
}
ASKS: dict[str, tuple[str, str]] = {
    "event-date": ("Day of the event", "The date and place of the event."),
    "captions": ("Captions of the photos", "A caption for each photo: who, where and when."),
    "photographer": ("Who took the photos", "The name of the photographer."),
    "names": ("Names and offices of people", "The full names and positions of the people in the story."),
    "figures": ("Figures and their source", "The source of the figures."),
    "authority": ("Opinion of the authority in charge", "A statement from the authority in charge."),
}


def letters_language(request: Request, draft: Draft) -> Language:
    """What the author of this story is written to in."""
    app = desk_of(request).app
    with app.database.read() as tx:
        return languages.of_story(tx, app, draft)


def asks(words: Words, language: Language, draft: Draft, photo: int = 0) -> list[Point]:
    """What can be asked of the sender: a better copy of photo number `photo`, if any; what the machine found missing;
    what is often asked."""
    found = [
        Point(f"p{number}", words.t(msgid, **values), i18n.text(language, msgid, **values), found=True)
        for number, (msgid, values) in enumerate(points(unmended(draft)))
    ]
    return _better(words, language, draft, photo) + found + _listed(words, language, ASKS)


def _better(words: Words, language: Language, draft: Draft, number: int) -> list[Point]:
    if not 1 <= number <= len(draft.item.photos):
        return []
    captions = draft.revision.story.captions
    caption = captions[number - 1] if number <= len(captions) else ""
    name = letters.clean(draft.item.photos[number - 1].name, _LONGEST_NAME)
    if caption:
        name += f", {letters.clean(caption, _LONGEST_NAME)}"  # names as image1.png tell the sender nothing
    said = "A better copy of this photo, the original file from the camera: {name}."
    return [Point(f"anh{number}", words.t("A better photo {n}", n=number), i18n.text(language, said, name=name))]


def reasons(words: Words, language: Language) -> list[Point]:
    """Why a story is not used."""
    return _listed(words, language, REASONS)


def _listed(words: Words, language: Language, table: dict[str, tuple[str, str]]) -> list[Point]:
    return [Point(code, words.t(label), i18n.text(language, said)) for code, (label, said) in table.items()]


def note_of(ticked: Sequence[Point]) -> str:
    """The sentences one under the other, numbered when there are several."""
    if len(ticked) < 2:
        return "".join(point.sentence for point in ticked)
    return "\n".join(f"{number}. {point.sentence}" for number, point in enumerate(ticked, 1))
