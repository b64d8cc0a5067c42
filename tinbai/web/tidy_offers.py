"""What could be tidied in a story, each with what it would change, and what just was."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tinbai import decisions
from tinbai.model import Story
from tinbai.queue.tidying import Kind, Tones, tidied
from tinbai.web.changes import Piece, compare, words_of
from tinbai.web.dossier import Dossier

SAYS: Mapping[Kind, str] = {  # msgids
    "capitals": "Capitals as in a sentence",
    "tones": "Tone marks as the house places them",
    "blanks": "Blanks too many",
    "quotes": "Quotation marks “…”",
}
_MOST_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Offer:
    """`taken`: made with the latest save; then nothing is shown but the way back."""

    kind: Kind
    says: str
    places: Sequence[tuple[Piece, ...]]
    more: int
    taken: bool = False


def offers(dossier: Dossier, tones: Tones) -> list[Offer]:
    """What could be tidied in the text as it stands, and what just was."""
    now = dossier.draft.revision.story
    before = dossier.revisions[-2].story if len(dossier.revisions) > 1 else None
    found = []
    for kind, says in SAYS.items():
        places = list(_places(now, tidied(kind, now, tones)))
        if places:
            found.append(Offer(kind, says, places[:_MOST_SHOWN], max(0, len(places) - _MOST_SHOWN)))
        elif before and before != now and decisions.clean_story(tidied(kind, before, tones)) == now:
            found.append(Offer(kind, says, (), 0, taken=True))
    return found


def _places(old: Story, new: Story) -> Iterator[tuple[Piece, ...]]:
    """The texts that differ, with what would change marked."""
    pairs = [(old.title, new.title), (old.lead, new.lead)]
    pairs += [(words_of(a), words_of(b)) for a, b in zip(old.body, new.body, strict=True)]
    pairs += zip(old.captions, new.captions, strict=True)
    yield from (compare(a, b) for a, b in pairs if a != b)
