"""What the machine did to the sender's words, as the page of a story tells it and as its buttons take it back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from tinbai.model import Block, Repair, RepairKind, Segment, Story
from tinbai.queue import repairs
from tinbai.queue.repairs import WORDS, Standing
from tinbai.web.dossier import Dossier

REPAIR, SEGMENT = "may", "doan"  # fields of the buttons: "tra:3" puts back, "sua:3" mends again; "vao:2", "ra:2"
_SHORT = 3  # as many changes of a kind are shown without unfolding them
_MOST_DIGITS = 6

# Kinds of segments in the words of the page (msgids), in the order in which a mail has them.
SEGMENTS: dict[str, str] = {
    "greeting": "Greeting",
    "new": "Written by the sender",
    "closing": "Closing",
    "signature": "Signature",
    "quoted": "Quoted from an earlier mail",
    "forwarded": "Forwarded",
    "footer": "Footer",
}


@dataclass(frozen=True, slots=True)
class Change:
    """`number`: place among all repairs of the item."""

    number: int
    before: str
    after: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Mended:
    """All changes of one kind; `says` is a msgid."""

    kind: RepairKind
    says: str
    changes: Sequence[Change]

    @property
    def mended(self) -> bool:
        return any(change.standing == "mended" for change in self.changes)

    @property
    def put_back(self) -> bool:
        return any(change.standing == "as-sent" for change in self.changes)

    @property
    def short(self) -> bool:
        return len(self.changes) <= _SHORT and self.kind != "left-out"


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A part of the mail around the story; `inside`: an editor has taken it into the story."""

    number: int
    name: str  # msgid
    text: str
    inside: bool

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())


def mended(dossier: Dossier) -> list[Mended]:
    """What the machine changed, kind by kind, and how each stands in the head revision."""
    story = dossier.draft.revision.story
    found = [
        (repair.kind, Change(no, repair.before, repair.after, repairs.standing(story, repair)))
        for no, repair in enumerate(dossier.draft.item.repairs)
    ]
    order = list(WORDS)
    found.sort(key=lambda pair: (order.index(pair[0]), pair[1].number))
    return [
        Mended(kind, WORDS[kind], [change for _, change in group])
        for kind, group in groupby(found, key=lambda pair: pair[0])
    ]


def wrapped(dossier: Dossier) -> list[Wrapped]:
    """Greeting, signature, quoted mail and the like; also the covering words of a mail whose story came in a file."""
    story = dossier.draft.revision.story
    return [
        Wrapped(no, SEGMENTS[segment.type], segment.text, _is_inside(story, segment))
        for no, segment in enumerate(_segments(dossier))
        if segment.text.strip() and (segment.type != "new" or dossier.draft.item.source != "body")
    ]


def amended(dossier: Dossier, story: Story, repair: str, segment: str) -> Story:
    """The story with what the buttons ask: a repair put back or made again, a part of the mail taken in or out."""
    if repair:
        what, _, which = repair.partition(":")
        chosen = _chosen(dossier.draft.item.repairs, which)
        story = repairs.put_back(story, chosen) if what == "tra" else repairs.mend(story, chosen)
    if segment:
        what, _, which = segment.partition(":")
        segments = _segments(dossier)
        if _is_number(which) and int(which) < len(segments):
            story = _with(story, segments, int(which)) if what == "vao" else _without(story, segments[int(which)])
    return story


def _chosen(known: Sequence[Repair], which: str) -> list[Repair]:
    if _is_number(which):
        return list(known[int(which) : int(which) + 1])
    return [repair for repair in known if repair.kind == which]


def _is_number(words: str) -> bool:
    return words.isdecimal() and len(words) <= _MOST_DIGITS


# --- Parts of the mail ---------------------------------------------------------------------------------------------


def _segments(dossier: Dossier) -> Sequence[Segment]:
    parsed = dossier.origin.parsed
    return parsed.mail.segments if parsed and parsed.mail and not dossier.origin.sealed else ()


def _blocks(segment: Segment) -> tuple[Block, ...]:
    """Its paragraphs: what stands between blank lines."""
    texts = segment.text.replace("\r\n", "\n").split("\n\n")
    return tuple(Block("paragraph", text=text.strip()) for text in texts if text.strip())


def _words(block: Block) -> str:
    return " ".join(block.text.split())


def _is_inside(story: Story, segment: Segment) -> bool:
    have = {_words(block) for block in story.body}
    blocks = _blocks(segment)
    return bool(blocks) and all(_words(block) in have for block in blocks)


def _with(story: Story, segments: Sequence[Segment], number: int) -> Story:
    """What stood above the sender's own words comes first, all else last."""
    if _is_inside(story, segments[number]):
        return story
    blocks = _blocks(segments[number])
    above = any(segment.type == "new" for segment in segments[number + 1 :])
    return replace(story, body=(*blocks, *story.body) if above else (*story.body, *blocks))


def _without(story: Story, segment: Segment) -> Story:
    gone = {_words(block) for block in _blocks(segment)}
    kept = tuple(block for block in story.body if block.type != "paragraph" or _words(block) not in gone)
    return replace(story, body=kept)
