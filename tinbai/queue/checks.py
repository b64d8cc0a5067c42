"""What is missing in a story: one function per check, a table of them, and what the sender is told about it."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tinbai.model import Item, Problem
from tinbai.settings import Outlet

FEW_WORDS = 80
COVER_SIDE = 800  # px; smaller is unfit as cover
_SCANNED = re.compile(
    r"camscan|scan(?:ner|ned)?(?![a-zà-ỹ])|b[aả]n[ _-]?qu[eé]t"
    r"|c[oô]ng[ _-]?v[aă]n|v[aă]n[ _-]?b[aả]n|gi[aấ]y[ _-]?m[oờ]i",
    re.IGNORECASE,
)
_NO_PAPER = re.compile(r"\.(?:mp[34]|m4[av]|wav|ogg|amr|mov|avi|mkv|3gp|webm|vcf|ics)$", re.IGNORECASE)
GOOD_SIDE = 1200  # px of the longer side; public guidelines ask for 1,200 to 3,000
GOOD_SHORT_SIDE = 800


@dataclass(frozen=True, slots=True)
class Rules:
    """What a newsroom looks for: codes it does not want to hear of, words, px of the longer side."""

    off: frozenset[str] = frozenset()
    few_words: int = FEW_WORDS
    cover_side: int = COVER_SIDE
    good_side: int = GOOD_SIDE


_USUAL = Rules()

# What a newsroom may switch off; marks of secrecy are looked for in any case.
OPTIONAL = ("no-title", "no-byline", "few-words", "no-photo", "no-caption", "photo-too-small", "photo-small")


def rules_of(outlet: Outlet) -> Rules:
    """The rules that a newsroom has set."""
    off = frozenset(outlet.checks_off) & frozenset(OPTIONAL)
    return Rules(off, outlet.few_words, outlet.cover_side, outlet.good_side)


def no_title(item: Item, rules: Rules) -> Iterable[Problem]:
    if item.kind == "story" and not item.title:
        yield Problem("no-title", "warning")


def no_byline(item: Item, rules: Rules) -> Iterable[Problem]:
    if item.kind == "story" and not item.byline:
        yield Problem("no-byline", "warning")


def few_words(item: Item, rules: Rules) -> Iterable[Problem]:
    words = len(item.text.split())
    if item.kind == "story" and 0 < words < rules.few_words and not item.photos:
        yield Problem("few-words", "info", None, {"words": str(words)})


def no_photo(item: Item, rules: Rules) -> Iterable[Problem]:
    if item.kind == "story" and not item.photos:
        yield Problem("no-photo", "info")


def no_caption(item: Item, rules: Rules) -> Iterable[Problem]:
    missing = sum(1 for photo in item.photos if not photo.caption)
    if missing:
        yield Problem("no-caption", "warning", None, {"missing": str(missing), "all": str(len(item.photos))})


def small_photo(item: Item, rules: Rules) -> Iterable[Problem]:
    for photo in item.photos:
        longer, shorter = max(photo.width, photo.height), min(photo.width, photo.height)
        if 0 < longer < rules.good_side or 0 < shorter < rules.good_side * GOOD_SHORT_SIDE // GOOD_SIDE:
            code = "photo-too-small" if longer < rules.cover_side else "photo-small"
            size = {"width": str(photo.width), "height": str(photo.height)}
            yield Problem(code, "warning", photo.name, {"name": photo.name, **size})


def photo_of_paper(item: Item, rules: Rules) -> Iterable[Problem]:
    """Pictures that by their kind or name are pages of a paper: what stands on them the machine cannot read."""
    for photo in item.photos:
        if photo.media_type == "image/tiff" or _SCANNED.search(photo.name):
            yield Problem("photo-of-paper", "warning", photo.name, {"name": photo.name})


CHECKS: tuple[Callable[[Item, Rules], Iterable[Problem]], ...] = (
    no_title,
    no_byline,
    few_words,
    no_photo,
    no_caption,
    small_photo,
    photo_of_paper,
)

# What the machine could not look into for marks of secrecy: a person must have seen it before it is approved.
UNSEEN = frozenset({
    "archive-encrypted", "archive-not-read", "archive-too-large", "attachment-not-read", "document-encrypted",
    "document-too-large", "format-not-read", "mail-encrypted", "pdf-scanned", "photo-of-paper",
})  # fmt: skip

# For editors, by code (the codes of parsing stand in parsers/problems.py).
WORDS: dict[str, str] = {
    "no-title": "No title was found; the subject of the mail stands in.",
    "no-byline": "No author is named.",
    "few-words": "Only {words} words.",
    "no-photo": "No photo.",
    "no-caption": "{missing} of {all} photos have no caption.",
    "photo-too-small": "The photo {name} has only {width} × {height} px: too small for a cover.",
    "photo-small": "The photo {name} has only {width} × {height} px.",
    "photo-of-paper": "The picture {name} seems to be a page of a paper; it was not checked for marks of secrecy.",
    "sender-doubted": "It is not sure that {address} sent this mail.",
}

# For the sender: only what he can mend. A code that is not here is never mentioned to him.
POINTS: dict[str, str] = {
    "no-title": "The story has no title.",
    "no-byline": "The author's name is missing.",
    "no-caption": "Captions are missing for {missing} of {all} photos.",
    "photo-too-small": "The photo {name} is too small ({width} × {height} px); please send the original.",
    "photo-small": "The photo {name} is rather small ({width} × {height} px); please send the original if you have it.",
    "photo-cut-off": "The photo {name} arrived incomplete; please send it again.",
    "photo-recompressed": (
        "The photo {name} seems to have been shrunk by a messaging app (Zalo, Facebook …); please attach the original "
        "file to your email."
    ),
    "photo-screenshot": "The photo {name} seems to be a screenshot; please send the photo itself.",
    "photo-unreadable": "The photo {name} cannot be opened; please send it again.",
    "photo-drawing": "The file {name} is a drawing, not a photo; please send the picture as JPG or PNG.",
    "photo-format-unsupported": (
        "The photo {name} is in a format we cannot read; please send it as JPG "
        "(iPhone: Settings > Camera > Formats > Most Compatible)."
    ),
    "document-damaged": "The file {name} is damaged and cannot be opened; please send it again.",
    "document-encrypted": "The file {name} is protected by a password; please send it without one.",
    "document-unreadable": "The file {name} cannot be read; please send the story as a Word file or in your email.",
    "document-empty": "The file {name} is empty; please send the story again.",
    "format-not-read": (
        "The file {name} is in a format we cannot read; please send the story as .docx or in your email."
    ),
    "archive-damaged": (
        "The archive {name} could only be opened in part; please attach its photos and files one by one."
    ),
    "archive-encrypted": "The archive {name} is protected by a password; please send it without one.",
    "archive-too-large": "The archive {name} holds too much; please attach its photos and files one by one.",
    "archive-not-read": (
        "The archive {name} was not opened; please attach its photos and files to your email one by one."
    ),
    "picture-linked": "A picture in the file {name} is only linked to, not included; please attach it.",
    "picture-missing": "A picture in the file {name} is missing or damaged; please attach it.",
    "picture-drawing": "A drawing in the file {name} cannot be shown; please attach it as JPG.",
    "material-linked": "Photos or texts are behind a link ({site}); please attach them to your email.",
    "message-partial": "Your email arrived as one part of a split message; please send it in one piece.",
    "yenc-not-read": "A file within the text of your email cannot be read; please attach it in the usual way.",
    "mail-cut-off": "Your email arrived incomplete; please send it again.",
    "mail-encrypted": "Your email is encrypted and we cannot read it; please send it again without encryption.",
}


def faults(item: Item, rules: Rules = _USUAL) -> tuple[Problem, ...]:
    """Everything the checks find in an item; nothing for a held one."""
    if item.hold:
        return ()
    return tuple(problem for check in CHECKS for problem in check(item, rules) if problem.code not in rules.off)


def unseen(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The problems that tell of something nobody has looked into for marks of secrecy; sound and film have none."""
    return tuple(one for one in problems if one.code in UNSEEN and not _NO_PAPER.search(one.where or ""))


def points(problems: Sequence[Problem]) -> list[tuple[str, dict[str, str]]]:
    """(msgid, its values) for every problem the sender can mend, each sentence once."""
    found: list[tuple[str, dict[str, str]]] = []
    for problem in problems:
        msgid = POINTS.get(problem.code)
        values = {"name": problem.where or "", **problem.params}
        if msgid and (msgid, values) not in found:
            found.append((msgid, values))
    return found
