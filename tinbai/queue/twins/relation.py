"""What a story is to an earlier one. Similarity never decides alone: figures, the lead and what is new in it do.

Sources of the rules: a report of last month with new figures is more alike than a true copy (so figures that changed in
their place make a series); a follow-up re-uses the background of the first story under a new lead (so a long new
passage on both sides, with a lead of its own, is no version).
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from tinbai.queue.twins.align import Alignment
from tinbai.queue.twins.fold import Words

Kind = Literal["identical", "edited", "contained", "contains", "series", "same_event", "related"]
MERGES: frozenset[Kind] = frozenset({"identical", "edited", "contained", "contains"})

_LEAST_COMMON = 12  # words; less is a phrase
_RELATED = 0.12
_LEAD = 45  # words: title and the first lines
_OLD_LEAD = 0.4  # share of the lead that stands in the other text
_PART = 0.7  # a text that is wholly in another and less of it than this is a part, no version
_SHORT = 120  # words; with another day such a text is another event
_DAYS = frozenset(("ngay", "thang", "nam", "sang", "trua", "chieu", "toi", "hom"))


@dataclass(frozen=True, slots=True)
class Match:
    """new_in_old and old_in_new: share of the words of one that stand in the other, 0 to 1."""

    kind: Kind
    score: float
    new_in_old: float
    old_in_new: float
    same_figures: int
    changed_figures: int
    alignment: Alignment


@dataclass(frozen=True, slots=True)
class _Side:
    """One text seen against the other. `longest`: words of its longest passage that the other lacks."""

    words: int
    matched: int
    longest: int
    lead: float

    @property
    def share(self) -> float:
        return self.matched / self.words if self.words else 0.0


def judge(new: Words, old: Words, alignment: Alignment, masked: frozenset[int] = frozenset()) -> Match | None:
    """`masked`: words of the new text that many stories say; they and their like count on neither side."""
    here = _side(len(new.shown), [block.new for block in alignment.blocks], masked)
    gone = frozenset(
        run.old + step
        for block in alignment.blocks
        for run in block.runs
        for step in range(run.length)
        if run.new + step in masked
    )
    there = _side(len(old.shown), [block.old for block in alignment.blocks], gone)
    if max(here.matched, there.matched) < _LEAST_COMMON or max(here.share, there.share) < _RELATED:
        return None
    if _is_another_time(new, old, alignment):
        kind: Kind = "series" if min(here.share, there.share) >= 0.4 else "related"
    else:
        kind = _kind(here, there, alignment)
    score = max(here.share, there.share) if kind in ("contained", "contains") else min(here.share, there.share)
    return Match(kind, score, here.share, there.share, alignment.same_figures, len(alignment.changed), alignment)


def _side(words: int, spans: list[range], masked: frozenset[int]) -> _Side:
    taken = bytearray(words)
    for span in spans:
        taken[span.start : span.stop] = b"\1" * len(span)
    if masked:
        taken = bytearray(taken[place] for place in range(words) if place not in masked)
    lead = taken[:_LEAD]
    return _Side(len(taken), sum(taken), _longest(taken), sum(lead) / max(1, len(lead)))


def _longest(taken: bytearray) -> int:
    return max(map(len, taken.split(b"\1")))


def _kind(here: _Side, there: _Side, alignment: Alignment) -> Kind:
    low = min(here.share, there.share)
    if low == 1.0 and len(alignment.blocks) == len(alignment.blocks[0].runs) == 1 and not alignment.changed:
        return "identical"
    if low < _PART and max(here.share, there.share) >= 0.9:
        return "contained" if here.share > there.share else "contains"
    if low >= 0.8 or (low >= 0.5 and here.lead >= _OLD_LEAD and there.lead >= _OLD_LEAD):
        return "edited"
    if here.share >= 0.72 and here.words < 0.9 * there.words and (here.lead >= _OLD_LEAD or here.share >= 0.95):
        return "contained"
    if there.share >= 0.72 and there.words < 0.9 * here.words and (there.lead >= _OLD_LEAD or there.share >= 0.95):
        return "contains"
    return "related"


def _is_another_time(new: Words, old: Words, alignment: Alignment) -> bool:
    """One or two figures are a correction, unless the name of the unit or every day that is told went with them."""
    changed = len(alignment.changed)
    if changed >= 3 and changed / (changed + alignment.same_figures) >= 0.34:
        return True
    short = min(len(new.shown), len(old.shown)) < _SHORT
    if changed or short:
        if _has_other_name(new, old, alignment):
            return True
        days = sum(_is_day(new, place) for place, _ in alignment.changed)
        return bool(days) and (short or (days >= 2 and alignment.same_figures == 0))
    return False


def _has_other_name(new: Words, old: Words, alignment: Alignment) -> bool:
    """The same name gave way to the same other name more than once."""
    seen: set[tuple[tuple[str, ...], tuple[str, ...]]] = set()
    for block in alignment.blocks:
        for one, next_ in pairwise(block.runs):
            here = range(one.new + one.length, next_.new)
            there = range(one.old + one.length, next_.old)
            if not here or not there or not any(new.names[n] for n in here) or not any(old.names[o] for o in there):
                continue
            pair = (tuple(new.shown[n] for n in here), tuple(old.shown[o] for o in there))
            if pair in seen:
                return True
            seen.add(pair)
    return False


def _is_day(words: Words, place: int) -> bool:
    return "." in words.figures[place] or (place > 0 and words.shown[place - 1] in _DAYS)
