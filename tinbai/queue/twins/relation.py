"""What a story is to an earlier one. Similarity never decides alone: figures, the lead and what is new in it do.

Sources of the rules: a report of last month with new figures is more alike than a true copy (so figures that changed in
their place make a series, unless its day stands and only few of them did: a correction); a follow-up re-uses the
background of the first story under a lead with news of its own (so such an opening is no version).
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from tinbai.queue.twins.align import Alignment
from tinbai.queue.twins.fold import Words
from tinbai.queue.twins.novelty import OPENING, Own, Same, own, without_year
from tinbai.queue.twins.rewording import Retold, has_same_facts, is_condensed, is_cut, is_version

Kind = Literal["identical", "edited", "contained", "contains", "series", "same_event", "related"]
MERGES: frozenset[Kind] = frozenset({"identical", "edited", "contained", "contains"})

_LEAST_COMMON = 12  # words; less is a phrase
_RELATED = 0.12
_LEAD = 45  # words: title and the first lines; of a short text the first third
_LEAST_LEAD = 12
_OLD_LEAD = 0.4  # share of the lead that stands in the other text
_BACKGROUND = 0.3  # the same; with less the rest is what a follow-up uses again
_MOST = 0.6  # of the words of a text
_PART = 0.7  # a text that is wholly in another and less of it than this is a part, no version
_COPY = 0.9  # share of each in the other from which a day that differs is a slip of one of them
_VERSION = 0.6  # share of each in the other of a version whose lead is old, or tells nothing new
_REST = 0.88  # of what stands behind an opening written anew; two reports of one decision share less
_SMOOTHED = 0.78  # of it where every sentence was put otherwise and next to nothing is told besides
_MOSTLY = 0.8  # the same, whatever its lead says, short of another day
_CUT, _LEAST_PART = 0.75, 30  # share and words of a part in words of its own that tells nothing of its own
_OPENED = 0.9  # of an opening that is put otherwise; of a follow-up all is
_CORRECTED = 4  # figures; more are another report
_TITLE = 12  # words: "the second round", "bridge no. 3"; a figure that changes there is of another thing
_HEAD = 30  # words: whose story it is; a name that changes there is another unit's
_SHORT = 120  # words; with another day such a text is another event
_DAYS = frozenset(("ngay", "thang", "nam", "sang", "trua", "chieu", "toi", "hom"))
_UNITS = frozenset(("xa", "phuong", "tran", "huyen", "quan", "tinh", "thon", "ban", "lang", "xom", "to", "pho"))


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
    """One text seen against the other. lead, rest: share of its lead, and of what stands behind its opening, that the
    other has too."""

    words: int
    matched: int
    lead: float
    rest: float

    @property
    def share(self) -> float:
        return self.matched / self.words if self.words else 0.0


def told_apart(kind: Kind, score: float, new: Words, old: Words) -> Match:
    """A tie that does not rest on common words."""
    return Match(kind, score, 0.0, 0.0, 0, 0, Alignment((), len(new.shown), len(old.shown)))


def judge(
    new: Words, old: Words, alignment: Alignment, masked: frozenset[int] = frozenset(), *,
    other_day: bool | None = None, same_hand: bool = False,
) -> Match | None:  # fmt: skip
    """`masked`: words of the new text that many stories say; they and their like count on neither side.

    other_day: both tell when they happened, and it is not the same day; None: one does not. same_hand: of one sender.
    """
    here = _side(len(new.shown), [block.new for block in alignment.blocks], masked)
    gone = frozenset(
        run.old + step
        for block in alignment.blocks
        for run in block.runs
        for step in range(run.length)
        if run.new + step in masked
    )
    there = _side(len(old.shown), [block.old for block in alignment.blocks], gone)
    kind: Kind
    if max(here.matched, there.matched) < _LEAST_COMMON or max(here.share, there.share) < _RELATED:
        if other_day or not same_hand or not has_same_facts(new, old):
            return None
        kind = _by_size(here, there)
    elif _is_another_time(new, old, alignment, other_day) and not _is_correction(
        new, old, here, there, alignment, other_day
    ):
        kind = "series" if min(here.share, there.share) >= 0.4 else "related"
    elif min(here.share, there.share) < _COPY and _tell_other_days(new, old, alignment):
        kind = "related"
    else:
        told = _Told(new, old, alignment)
        kind = _kind(here, there, alignment, told)
        if kind == "related" and not other_day:
            kind = _retold(here, there, told, same_hand=same_hand)
    score = max(here.share, there.share) if kind in ("contained", "contains") else min(here.share, there.share)
    return Match(kind, score, here.share, there.share, alignment.same_figures, len(alignment.changed), alignment)


def _side(words: int, spans: list[range], masked: frozenset[int]) -> _Side:
    taken = bytearray(words)
    for span in spans:
        taken[span.start : span.stop] = b"\1" * len(span)
    if masked:
        taken = bytearray(taken[place] for place in range(words) if place not in masked)
    lead = taken[: min(_LEAD, max(_LEAST_LEAD, words // 3))]
    rest = taken[OPENING:]
    return _Side(len(taken), sum(taken), sum(lead) / max(1, len(lead)), sum(rest) / max(1, len(rest)))


@dataclass(frozen=True, slots=True)
class _Told:
    """What each tells that the other does not; looked at only where neither shares nor leads decide."""

    new: Words
    old: Words
    alignment: Alignment

    def here(self, length: int | None = None) -> Own:
        blocks = self.alignment.blocks
        runs = [range(run.new, run.new + run.length) for block in blocks for run in block.runs]
        return own(self.new, Same([block.new for block in blocks], runs), self.old, length)

    def there(self, length: int | None = None) -> Own:
        blocks = self.alignment.blocks
        runs = [range(run.old, run.old + run.length) for block in blocks for run in block.runs]
        return own(self.old, Same([block.old for block in blocks], runs), self.new, length)


def _kind(here: _Side, there: _Side, alignment: Alignment, told: _Told) -> Kind:
    low = min(here.share, there.share)
    if low == 1.0 and len(alignment.blocks) == len(alignment.blocks[0].runs) == 1 and not alignment.changed:
        return "identical"
    if low < _PART and max(here.share, there.share) >= 0.9:
        return "contained" if here.share > there.share else "contains"
    if _is_version(here, there, told):
        return "edited"
    if min(here.words, there.words) < _SHORT and low >= 0.48 and max(here.share, there.share) >= 0.75:
        return "edited"
    if here.words < 0.9 * there.words and (_is_inside(here) or _is_cut_out(here, told.here)):
        return "contained"
    if there.words < 0.9 * here.words and _is_inside(there):
        return "contains"
    if there.words < 0.9 * here.words and _is_cut_out(there, told.there):
        return "related" if _is_background(there, here, told.here(OPENING)) else "contains"
    return "related"


def _retold(here: _Side, there: _Side, told: _Told, *, same_hand: bool) -> Kind:
    """Where the order of words tells nothing any more."""
    ours = Retold(told.new, told.old, told.here(), told.here(OPENING))
    theirs = Retold(told.old, told.new, told.there(), told.there(OPENING))
    is_part = is_condensed if same_hand else is_cut
    if here.words < _PART * there.words and is_part(ours):
        return "contained"
    if there.words < _PART * here.words and is_part(theirs) and not _is_background(there, here, ours.opens):
        return "contains"
    facts, version = has_same_facts(told.new, told.old), is_version(ours, theirs)
    facts = facts and ours.opens.other <= _OPENED * ours.opens.words
    alike = version or min(here.share, there.share) >= _VERSION
    return _by_size(here, there) if (facts or version if same_hand else facts and alike) else "related"


def _by_size(here: _Side, there: _Side) -> Kind:
    if here.words < _PART * there.words:
        return "contained"
    return "contains" if there.words < _PART * here.words else "edited"


def _is_background(part: _Side, whole: _Side, opens: Own) -> bool:
    """A follow-up uses a first story again but for its beginning, or makes most of its own text of it."""
    return opens.is_news and (part.lead < _BACKGROUND or (opens.tells_day and part.words > _MOST * whole.words))


def _is_version(here: _Side, there: _Side, told: _Told) -> bool:
    low, leads = min(here.share, there.share), min(here.lead, there.lead)
    if low < _VERSION:
        return False
    if low >= _MOSTLY and leads >= _OLD_LEAD:
        return True
    opens = told.here(OPENING)
    if opens.is_news and opens.tells_day:
        return False
    if low >= _MOSTLY or leads >= _OLD_LEAD:
        return True
    if max(here.rest, there.rest) >= _REST:
        return not (opens.is_news or told.there(OPENING).is_news)
    return min(here.rest, there.rest) >= _SMOOTHED and told.here().is_little and told.there().is_little


def _is_cut_out(part: _Side, told: Callable[[], Own]) -> bool:
    return part.share >= _CUT and part.words >= _LEAST_PART and told().is_nothing


def _is_inside(part: _Side) -> bool:
    """Nearly all of it, or most with its beginning; of a short one a borrowed paragraph is most already."""
    enough = 0.9 if part.words < _SHORT else 0.88
    return part.share >= 0.95 or (part.share >= enough and part.lead >= _OLD_LEAD)


def _is_correction(
    new: Words, old: Words, here: _Side, there: _Side, alignment: Alignment, other_day: bool | None
) -> bool:
    """Some figures or a place put right: the rest stands, above all the day, and whose story it is."""
    changed, same = _changes(new, old, alignment), alignment.same_figures
    if other_day or changed > _CORRECTED or min(here.share, there.share) < _COPY:
        return False
    days_or_title = [place < _TITLE or _is_day(new, place) for place, _ in alignment.changed]
    if any(days_or_title) or any(place < _HEAD for place in _renamed(new, old, alignment, of="any name")):
        return False
    return (changed <= same or other_day is False) and _kept_days(new, alignment) > 0


def _is_another_time(new: Words, old: Words, alignment: Alignment, other_day: bool | None) -> bool:
    """One or two figures are a correction, unless the name of the unit or every day that is told went with them."""
    changed, same = _changes(new, old, alignment), alignment.same_figures
    if changed >= 3 and changed / (changed + same) >= 0.34:
        return True
    if any(place < _HEAD for place in _renamed(new, old, alignment, of="units")):
        told = _Told(new, old, alignment)
        if changed >= 2 or (told.here().is_much and told.there().is_much):
            return True
    short = min(len(new.shown), len(old.shown)) < _SHORT
    if other_day and changed and (changed > 1 or short or same < 2):
        return True
    if changed or short:
        if _has_other_name(new, old, alignment, 1 if short and changed else 2):
            return True
        said = {figure for figure in old.figures.values() if "/" in figure}
        moved = [(new.figures[here], old.figures[there]) for here, there in alignment.changed if _is_day(new, here)]
        days = sum(here not in said for here, _ in moved)
        months = sum(here not in said and _is_other_month(here, there) for here, there in moved)
        kept = _kept_days(new, alignment) if short else same
        return (days >= 2 or months > 0) and kept == 0
    return False


def _changes(new: Words, old: Words, alignment: Alignment) -> int:
    """Figures that differ in their place; one that is said again counts once."""
    return len({(new.figures[here], old.figures[there]) for here, there in alignment.changed})


def _tell_other_days(new: Words, old: Words, alignment: Alignment) -> bool:
    """What each tells that the other does not is of days of its own: what they share is background.

    A day in a place of its own counts, and beside one those that differ in the same place.
    """
    ours = _days(new, [block.new for block in alignment.blocks])
    theirs = _days(old, [block.old for block in alignment.blocks])
    if not ours and not theirs:
        return False
    ours |= {without_year(new.figures[place]) for place, _ in alignment.changed if "/" in new.figures[place]}
    theirs |= {without_year(old.figures[place]) for _, place in alignment.changed if "/" in old.figures[place]}
    return bool(ours and theirs and ours.isdisjoint(theirs))


def _days(words: Words, spans: list[range]) -> set[str]:
    """Days told outside of the spans."""
    covered = {place for span in spans for place in span}
    told = (figure for place, figure in words.figures.items() if "/" in figure and place not in covered)
    return {without_year(figure) for figure in told}


def _is_other_month(one: str, other: str) -> bool:
    """5/2 and 11/3: who puts a day right changes one of the two."""
    parts = one.split("/"), other.split("/")
    return min(map(len, parts)) >= 2 and all(
        here != there for here, there in zip(*(part[:2] for part in parts), strict=True)
    )


def _kept_days(new: Words, alignment: Alignment) -> int:
    changed = {place for place, _ in alignment.changed}
    covered = (
        place for block in alignment.blocks for run in block.runs for place in range(run.new, run.new + run.length)
    )
    return sum(place in new.figures and place not in changed and _is_day(new, place) for place in covered)


def _has_other_name(new: Words, old: Words, alignment: Alignment, least: int) -> bool:
    """A whole name gave way to another one, `least` times the same; beside a changed figure a unit's part of it."""
    counted = Counter(_renamed(new, old, alignment, of="units" if alignment.changed else "whole names").values())
    return bool(counted) and max(counted.values()) >= least


_Names = tuple[tuple[str, ...], tuple[str, ...]]


def _renamed(
    new: Words, old: Words, alignment: Alignment, *, of: Literal["whole names", "units", "any name"]
) -> dict[int, _Names]:
    """Place in the new text -> the name there and the one in its place before. units: and parts of their names."""
    pairs: dict[int, _Names] = {}
    for run in (run for block in alignment.blocks for run in block.runs):
        before = _before(new, run.new), _before(old, run.old)
        behind = _behind(new, run.new + run.length), _behind(old, run.old + run.length)
        for here, there in (before, behind):
            pair = (tuple(new.shown[n] for n in here), tuple(old.shown[o] for o in there))
            if not here or not there or pair[0] == pair[1]:
                continue
            whole = _is_whole(new, here) and _is_whole(old, there) and set(pair[0]).isdisjoint(pair[1])
            unit = of == "units" and _unit(new, here) == _unit(old, there) != ""
            if not whole and not unit and of != "any name":
                continue
            if not _are_initials(*pair) and not _are_initials(*reversed(pair)):
                pairs[here.start] = pair
    return pairs


def _before(words: Words, place: int) -> range:
    """The words of a name that end right before the place."""
    start = place
    while start > 0 and words.names[start - 1]:
        start -= 1
    return range(start, place)


def _behind(words: Words, place: int) -> range:
    end = place
    while end < len(words.names) and words.names[end]:
        end += 1
    return range(place, end)


def _are_initials(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """ "VN" of "Việt Nam"."""
    return len(one) == 1 and one[0] == "".join(word[0] for word in other)


def _is_whole(words: Words, span: range) -> bool:
    """Two words and more with nothing of the name before or behind: a corrected given name is not, nor is "VN"."""
    before = span.start > 0 and words.names[span.start - 1]
    behind = span.stop < len(words.names) and words.names[span.stop]
    return len(span) > 1 and not before and not behind


def _unit(words: Words, span: range) -> str:
    """The "xã", "huyện" or the like before the name the span belongs to; "" where none stands."""
    start = _before(words, span.start).start
    return words.shown[start - 1] if start > 0 and words.shown[start - 1] in _UNITS else ""


def _is_day(words: Words, place: int) -> bool:
    return "/" in words.figures[place] or (place > 0 and words.shown[place - 1] in _DAYS)
