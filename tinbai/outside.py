"""The stories here and what is published on somebody's pages: each learns of the other when it comes."""

from collections.abc import Sequence
from datetime import datetime

from tinbai.evidence import Evidence, Relation
from tinbai.model import Draft
from tinbai.published import Publication
from tinbai.queue.twins.evidence import evidence
from tinbai.queue.twins.fold import plain
from tinbai.queue.twins.relation import MERGES
from tinbai.store import Tx, draft_links, drafts, published
from tinbai.store.published import OUTLET
from tinbai.twins import Found, Sketch, Twin, add, look_up, with_relatives

# Of a story's own form and of what only touches it nothing is told: every newsroom has some of that every day.
TOLD: frozenset[Relation] = frozenset({*MERGES, "same_event"})
_MOST = 8
_MOST_EVENTS = 2


def here(twins: Sequence[Twin]) -> list[Twin]:
    """Those that are drafts of this house."""
    return [twin for twin in twins if twin.text.outlet != OUTLET]


def tell(tx: Tx, draft: Draft, found: Found, at: datetime) -> None:
    """Tie the draft to what is published of it."""
    for twin in _worth_telling([twin for twin in found.twins if twin.text.outlet == OUTLET]):
        seen = evidence(draft.item.text, twin.text.text, twin.match)
        published.tie(tx, draft.outlet, draft.id, twin.text.ref, twin.match.kind, seen, at)


def publish(tx: Tx, new: Publication, sketch: Sketch, text: str, at: datetime) -> int:
    """Put a publication into the index, and tie the drafts that are the same to it; how many these are."""
    found = with_relatives(tx, look_up(tx, sketch))
    told = _worth_telling(here(found.twins))
    for twin in told:
        draft = drafts.get(tx, twin.text.outlet, twin.text.ref)
        relation = draft_links.OPPOSITE.get(twin.match.kind, twin.match.kind)
        published.tie(tx, draft.outlet, draft.id, new.id, relation, _seen_from(draft, twin, text), at)
    add(tx, OUTLET, new.id, found)
    return len(told)


def _seen_from(draft: Draft, twin: Twin, text: str) -> Evidence:
    """From the draft; its words are looked for in the index when another version stands in its place now."""
    there = draft.item.text if plain(draft.item.text) == twin.text.text else twin.text.text
    return evidence(text, there, twin.match).turned()


def _worth_telling(twins: Sequence[Twin]) -> list[Twin]:
    """The best of each draft or page."""
    found: dict[tuple[str, str], Twin] = {}
    for twin in twins:
        events = sum(one.match.kind == "same_event" for one in found.values())
        if twin.match.kind in TOLD and not (twin.match.kind == "same_event" and events >= _MOST_EVENTS):
            found.setdefault((twin.text.outlet, twin.text.ref), twin)
    return list(found.values())[:_MOST]
