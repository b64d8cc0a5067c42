"""What to look at before a story is approved; each point leads to the place where it can be mended."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tinbai.model import Story
from tinbai.settings import Outlet
from tinbai.web.changes import words_of
from tinbai.web.dossier import Dossier
from tinbai.web.words import Words

_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"”]+|\b[a-z0-9-]+(?:\.[a-z0-9-]+){0,4}\.(?:com|net|org|info|me|ly|be)/\S+",
    re.IGNORECASE,
)
_MOST_LINKS = 5


@dataclass(frozen=True, slots=True)
class Point:
    """`to`: the address of the place, mostly a field of the page."""

    done: bool
    says: str
    to: str


def points(words: Words, dossier: Dossier, rules: Outlet) -> list[Point]:
    """All points in the order of the page; `rules`: the newsroom with its numbers and what it does not look for."""
    story, off = dossier.draft.revision.story, set(rules.checks_off)
    return [
        *(_title(words, story, rules.longest_title) if "no-title" not in off else ()),
        *_lead(words, story, rules.longest_lead),
        *_event(words, dossier, rules.late_days),
        *_links(words, story),
        *(_byline(words, story) if "no-byline" not in off else ()),
        *_photos(words, dossier, rules),
    ]


def _title(words: Words, story: Story, most: int) -> Iterator[Point]:
    n, to = len(story.title), "#tieu-de"
    if not n:
        yield Point(False, words.t("The title is missing"), to)
    elif n > most:
        yield Point(False, words.t("The title has {n} characters, {most} at most are asked for", n=n, most=most), to)
    else:
        yield Point(True, words.t("Title: {n} characters", n=n), to)


def _lead(words: Words, story: Story, most: int) -> Iterator[Point]:
    n, to = len(story.lead.split()), "#sapo"
    if not n:
        yield Point(False, words.t("The lead is missing"), to)
    elif n > most:
        yield Point(False, words.t("The lead has {n} words, {most} at most are asked for", n=n, most=most), to)
    else:
        yield Point(True, words.t("Lead: {n} words", n=n), to)


def _event(words: Words, dossier: Dossier, late: int) -> Iterator[Point]:
    day = dossier.draft.item.event_date
    if day is None:
        yield Point(False, words.t("No day of the event was found"), "#sapo")
        return
    days = (words.local(dossier.now).date() - day).days
    if days > late:
        yield Point(False, words.t("The event was {n} days ago, on {day}", n=days, day=words.day(day)), "#sapo")
    else:
        yield Point(True, words.t("Event on {day}", day=words.day(day)), "#sapo")


def _links(words: Words, story: Story) -> Iterator[Point]:
    text = "\n".join((story.title, story.lead, *(words_of(block) for block in story.body)))
    for link in list(dict.fromkeys(_LINK.findall(text)))[:_MOST_LINKS]:
        yield Point(False, words.t("A link leads outside: {link}", link=link[:60]), "#l-than-bai")


def _byline(words: Words, story: Story) -> Iterator[Point]:
    named = story.byline is not None and bool(story.byline.raw)
    yield Point(named, words.t("Author named") if named else words.t("The author is not named"), "#tac-gia")


def _photos(words: Words, dossier: Dossier, rules: Outlet) -> Iterator[Point]:
    photos, captions = dossier.draft.item.photos, dossier.draft.revision.story.captions
    off = set(rules.checks_off)
    if not photos and "no-photo" in off:
        return
    if not photos:
        yield Point(False, words.t("The story has no photo"), "#l-than-bai")
        return
    missing = [n for n in range(1, len(photos) + 1) if n > len(captions) or not captions[n - 1]]
    for n in missing if "no-caption" not in off else ():
        yield Point(False, words.t("Photo {n} has no caption", n=n), f"#ct-{n}")
    if not missing:
        yield Point(True, words.tn("{n} photo has a caption", "{n} photos have captions", len(photos)), "#h-anh")
    for n in range(1, len(photos) + 1):
        width, height = dossier.photo_size(n)
        if 0 < max(width, height) < rules.good_side:
            size, tiny = {"n": n, "width": width, "height": height}, max(width, height) < rules.cover_side
            if ("photo-too-small" if tiny else "photo-small") in off:
                continue
            if tiny:
                says = words.t("Photo {n} is too small for a cover: {width} × {height} px", **size)
            else:
                says = words.t("Photo {n} is small: {width} × {height} px", **size)
            yield Point(False, says, f"{dossier.address}/anh?so={n}")
