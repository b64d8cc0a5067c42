"""What the queue shows of a draft's problems: one short tag per code; the sentences stand on the story's page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tinbai.model import Draft
from tinbai.store.drafts import QueueRow
from tinbai.web.words import Words

LONG_TITLE = 120  # characters
_MOST = 2  # a third would make the row higher


@dataclass(frozen=True, slots=True)
class Tag:
    """`kind`: class of the colour; "" is grey."""

    kind: str
    icon: str
    text: str


# code -> (colour, icon, msgid); several codes may share a tag. Codes that are not here: "Remarks", once.
PROBLEMS: Mapping[str, tuple[str, str, str]] = {
    "no-title": ("warn", "pen", "No title"),
    "no-byline": ("warn", "user", "No author"),
    "few-words": ("", "pen", "Very short"),
    "no-photo": ("", "photo", "No photo"),
    "no-caption": ("warn", "warn", "Captions missing"),
    "photo-too-small": ("warn", "photo", "Photo too small"),
    "photo-small": ("warn", "photo", "Small photo"),
    "photo-screenshot": ("warn", "photo", "Screenshot"),
    "photo-recompressed": ("", "photo", "Photo re-compressed"),
    "photo-of-paper": ("warn", "doc", "Check for secrecy"),
    "pdf-scanned": ("warn", "doc", "Check for secrecy"),
    "attachment-not-read": ("", "doc", "Check for secrecy"),
    "photo-cut-off": ("warn", "photo", "Photo damaged"),
    "photo-unreadable": ("warn", "photo", "Photo damaged"),
    "photo-drawing": ("warn", "photo", "Photo not readable"),
    "photo-format-unsupported": ("warn", "photo", "Photo not readable"),
    "document-damaged": ("warn", "doc", "File damaged"),
    "document-encrypted": ("warn", "doc", "File protected"),
    "document-unreadable": ("warn", "doc", "File not readable"),
    "format-not-read": ("warn", "doc", "File not readable"),
    "encoding-repaired": ("", "pen", "Letters converted"),
    "mail-cut-off": ("warn", "mail", "Mail cut off"),
    "sender-doubted": ("warn", "user", "Sender not sure"),
    "mail-encrypted": ("warn", "lock", "Mail encrypted"),
    "parser-died": ("warn", "doc", "File not readable"),
}
# Seen by the tag "No photo" too, or told on the story's page only.
QUIET = frozenset({"no-photo", "photo-moving", "photo-blurred", "photo-dark"})
_TIES: Mapping[str, tuple[str, str, str]] = {
    "published": ("warn", "g-pub", "Published already"),
    "version": ("warn", "swap", "New version sent"),
    "identical": ("warn", "twins", "Same text elsewhere"),
    "edited": ("warn", "twins", "Another version"),
    "contained": ("warn", "twins", "Part of another story"),
    "contains": ("warn", "twins", "Holds another story"),
    "same": ("info", "twins", "One story"),
    "series": ("info", "again", "Same pattern as before"),
    "same_event": ("info", "event", "Same event"),
    "related": ("info", "event", "Related"),
}


def tags_of(words: Words, draft: Draft, relations: Sequence[str]) -> list[Tag]:
    """The same of a whole draft, without what its problems say: these are told in sentences there."""
    said = [_TIES[relation] for relation in _TIES if relation in relations]
    found = [Tag(kind, icon, words.t(msgid)) for kind, icon, msgid in dict.fromkeys(said)]
    if draft.sent_again:
        found.append(Tag("info", "again", words.tn("Sent again once", "Sent again {n} times", draft.sent_again)))
    return found


def tags(words: Words, row: QueueRow, relations: Sequence[str]) -> tuple[list[Tag], list[Tag]]:
    """The most telling tags, and those that stand behind "n more"."""
    said = [_TIES[relation] for relation in _TIES if relation in relations]
    known = [PROBLEMS[code] for code in row.problem_codes.split() if code in PROBLEMS and code not in QUIET]
    if any(code not in PROBLEMS and code not in QUIET for code in row.problem_codes.split()):
        known.append(("", "info", "Remarks"))
    found = [Tag(kind, icon, words.t(msgid)) for kind, icon, msgid in dict.fromkeys((*said, *known))]
    if row.replies:
        found.insert(0, Tag("info", "mail", words.tn("{n} answer", "{n} answers", row.replies)))
    if row.sent_again:
        found.append(Tag("info", "again", words.tn("Sent again once", "Sent again {n} times", row.sent_again)))
    if len(row.title) > LONG_TITLE:
        length = len(row.title)
        found.append(Tag("warn", "pen", words.tn("Title of {n} character", "Title of {n} characters", length)))
    found.sort(key=lambda tag: ("warn", "info", "").index(tag.kind))
    shown = len(found) if len(found) == _MOST + 1 else _MOST  # "1 more" takes as much room as the tag itself
    return found[:shown], found[shown:]
