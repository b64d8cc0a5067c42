"""Looks a story up among all that the installation has, in every outlet, and adds it: one transaction, one answer.

The index that answers is of some version (store/twin_indexes.py); rebuilding.py makes the next one beside it.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from tinbai.queue.twins import event, phrases
from tinbai.queue.twins.align import align
from tinbai.queue.twins.event import Profile, profile
from tinbai.queue.twins.fold import Words, plain, spans, words_of
from tinbai.queue.twins.prints import GRAM, prints_of, series_of
from tinbai.queue.twins.relation import MERGES, Kind, Match, judge, told_apart
from tinbai.store import phrases as boilerplate
from tinbai.store import prints, twin_indexes
from tinbai.store.database import Tx
from tinbai.store.postings import Places
from tinbai.store.prints import MOST_TEXTS, Indexed

RULES = 2  # by which prints are made; an index of others does not answer to these
_CANDIDATES = 8
_OF_SERIES = 2
_OF_EVENT = 3
_SOON = 7  # days in which an event is reported; who comes later tells when it was
_FADED_EVERY, _FADED = 16, 512  # texts; prints of events that go then, four times what came meanwhile
_SAME = 4  # with exactly these words; in a crowd of forms they may share no print of their own
_WEAKEST = 0.12  # of the best candidate's weight
_FEW_PRINTS, _MANY_PRINTS = 40, 80  # asked for: below one shared print is enough to look, above it takes three
_TELLING = 1.0  # weight of what is worth a look; versions and parts have more, strangers share a phrase that many say
_FORM = 8  # shared prints from which that does not count: a form that many fill in
_LONGEST = 100_000  # characters compared; five times the longest reportage
_RELATIVES = 12
_MANY = 5  # stories that say a passage, from which it is a formula
_GAP = 37  # words between two prints of one passage: the widest window and a print
_LEAST_WORDS = 12  # shorter texts are too common to be called the same story


@dataclass(frozen=True, slots=True)
class Twin:
    """An earlier text and what the new one is to it."""

    text: Indexed
    match: Match


@dataclass(frozen=True, slots=True)
class Sketch:
    """All of a text that comparing needs; made before the transaction, which then is short."""

    text: str  # plain
    words: Words
    digest: bytes  # of its words
    asked: Mapping[int, int]
    kept: Mapping[int, int]
    series: Sequence[int]
    profile: Profile
    day: int | None  # of the event, ordinal
    came: int | None  # day of its arrival
    hand: int | None = None  # of its sender
    scopes: frozenset[str] = frozenset()  # whose boilerplate may stand in it


@dataclass(frozen=True, slots=True)
class Found:
    """What a text is to earlier ones, best first, and where its prints stand. version: of the index that said so."""

    version: int
    sketch: Sketch
    twins: tuple[Twin, ...]
    places: Places


def sketch(
    text: str, event_day: date | None = None, came: date | None = None, scopes: frozenset[str] = frozenset()
) -> Sketch | None:
    """None for a text too short to be called the same as another."""
    day, arrival = (one.toordinal() if one else None for one in (event_day, came))
    new = _sketch(plain(text[:_LONGEST]), day, arrival, phrases.hand_of(scopes), scopes)
    return new if len(new.words.shown) >= _LEAST_WORDS else None


def _sketch(
    text: str, day: int | None, came: int | None, hand: int | None = None, scopes: frozenset[str] = frozenset()
) -> Sketch:
    """`text` is plain."""
    words = words_of(text)
    asked, kept = prints_of(words)
    told = profile(words)
    return Sketch(text, words, digest_of(words), asked, kept, series_of(words), told, day, came, hand, scopes)


def look_up(
    tx: Tx, new: Sketch, version: int | None = None, taught: Collection[str] | None = None, but: Collection[int] = ()
) -> Found:  # fmt: skip
    """What the text is to earlier ones of the running index. Nobody else adds one until the transaction ends.

    taught: the boilerplate that may stand in it, where this database knows nothing of it. but: texts that do not count,
    by their pks: those of the story itself, which would stand above whatever else it is like.
    """
    prints.one_at_a_time(tx)
    version = version or twin_indexes.running(tx).version
    known = phrases.masked(new.words, boilerplate.of_scopes(tx, new.scopes) if taught is None else taught)
    told = profile(phrases.without(new.words, known)) if known else new.profile
    of_event = event.asked(told, new.came)
    places = prints.of_prints(tx, version, {*new.asked, *new.series, *of_event})
    if but:
        places = places.without(but)
    same = [text for text in prints.same_text(tx, version, new.digest, _SAME + len(but)) if text.pk not in but]
    by_words = _candidates(places, new.asked)
    series = _of_series(places, new.series)
    texts = {text.pk: text for text in same} | prints.texts(tx, dict.fromkeys((*by_words, *series)))
    twins = _judged(new, texts.values(), known)
    if not any(twin.match.kind in MERGES for twin in twins):
        rest = _of_event(places, of_event, {twin.text.pk for twin in twins})
        worth = (text for text in prints.texts(tx, rest).values() if event.tells_enough(told, text.text, rest[text.pk]))
        twins = (*twins, *_events(new, told, worth, known))
    return Found(version, new, tuple(sorted(twins, key=_rank)), places)


def formulas(tx: Tx, text: str) -> list[str]:
    """Passages of the text (NFC) that stand in many stories of the index."""
    words = words_of(plain(text[:_LONGEST]))
    asked, _ = prints_of(words)
    places = prints.of_prints(tx, twin_indexes.running(tx).version, asked)
    families = prints.families(tx, {pk for pks in places.values() for pk in pks})
    common = sorted(asked[one] for one, pks in places.items() if len({families[pk] for pk in pks}) >= _MANY)
    where = spans(text[:_LONGEST]) if common else []
    found: list[str] = []
    for run in _runs(common):
        found.append(text[where[run[0]][0] : where[min(run[-1] + GRAM, len(where)) - 1][1]])
    return found


def _runs(places: Sequence[int]) -> list[list[int]]:
    """Neighbours together."""
    runs: list[list[int]] = []
    for place in places:
        if runs and place - runs[-1][-1] <= _GAP:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def every_print(rules: int, text: str, came: int | None) -> set[int]:
    """All prints that an indexed text with these words can have that came on that day; none: not known."""
    if rules != RULES:
        return set()
    return set(_every(_sketch(text, None, came)))


def with_relatives(tx: Tx, found: Found) -> Found:
    """With other copies of the stories it is the same as: of those only the first stands in the index with all words.

    Who is first is chance: a page somebody published may hide the draft in the next room.
    """
    families = {twin.text.family for twin in found.twins if twin.match.kind in MERGES}
    if not families:
        return found
    told = {twin.text.pk for twin in found.twins}
    more = [text for text in prints.of_families(tx, found.version, families, _RELATIVES) if text.pk not in told]
    twins = (*found.twins, *_judged(found.sketch, more, frozenset())) if more else found.twins
    return replace(found, twins=tuple(sorted(twins, key=_rank)))


def add(tx: Tx, outlet: str, ref: str, found: Found) -> int:
    """From now on the text is an earlier one itself; its pk."""
    new = found.sketch
    family = next((twin.text.family for twin in found.twins if twin.match.kind in MERGES), None)
    told = {twin.text.pk for twin in found.twins if twin.text.family == family}
    return _add(tx, found.version, outlet, ref, new, family, _worth_keeping(new, found.places, told))


def sketch_again(text: Indexed) -> Sketch:
    """That of an indexed text; whose boilerplate stands in it is not known any more."""
    return _sketch(text.text, text.day, text.came, text.hand)


def take_over(tx: Tx, old: int, text: Indexed, new: Sketch, version: int) -> int:
    """Put a text of the index `old` into one that is made of it, where it is of the same family; its pk."""
    family = twin_indexes.family(tx, old, text.family, version)
    its = twin_indexes.of_family(tx, version, family) if family is not None else set[int]()
    kept = _worth_keeping(new, prints.of_prints(tx, version, {*_every(new)}), its)
    return _add(tx, version, text.outlet, text.ref, new, family, kept)


def _worth_keeping(new: Sketch, places: Places, family: Collection[int]) -> set[int]:
    """A copy adds only what its family lacks, so that a story sent often does not look like a phrase."""
    return {
        one
        for one in _every(new)
        if not (its := places.count(one)) or (its < MOST_TEXTS and not any(pk in family for pk in places[one]))
    }


def _every(new: Sketch) -> Iterable[int]:
    return (*new.kept, *new.series, *event.kept(new.profile, new.came))


def _add(
    tx: Tx, version: int, outlet: str, ref: str, new: Sketch, family: int | None, kept: Collection[int]
) -> int:  # fmt: skip
    pk = prints.add(
        tx, version, outlet, ref, new.text, digest=new.digest, day=new.day, came=new.came, hand=new.hand,
        family=family, prints=kept,
    )  # fmt: skip
    if new.came is not None and not pk % _FADED_EVERY:
        prints.fade(tx, version, *event.past(new.came), _FADED)
    return pk


def look_up_and_add(tx: Tx, outlet: str, ref: str, text: str, event_day: date | None = None) -> tuple[Twin, ...]:
    """Both in one; nothing for a text too short."""
    new = sketch(text, event_day)
    if new is None:
        return ()
    found = look_up(tx, new)
    add(tx, outlet, ref, found)
    return found.twins


def _judged(new: Sketch, texts: Iterable[Indexed], known: frozenset[int]) -> tuple[Twin, ...]:
    """`known`: words of the new text that are boilerplate."""
    found: list[Twin] = []
    for text in texts:
        old = words_of(text.text)
        other_day = None if new.day is None or text.day is None else new.day != text.day
        alignment = align(new.words, old)
        masked = frozenset[int]() if phrases.is_all(alignment, known) else known
        same_hand = new.hand is not None and new.hand == text.hand
        match = judge(new.words, old, alignment, masked, other_day=other_day, same_hand=same_hand)
        if match:
            found.append(Twin(text, match))
    return tuple(found)


def _of_series(places: Places, series: Sequence[int]) -> list[int]:
    """The last reports that share the form and most names."""
    hits = Counter(pk for one in series if one in places for pk in places[one])
    return sorted(hits, key=lambda pk: (-hits[pk], -pk))[:_OF_SERIES]


def _of_event(places: Places, asked: Mapping[int, float], known: Collection[int]) -> dict[int, int]:
    """Text -> how many of the prints it shares; those that weigh most, but for the known ones."""
    hits, weight = _weighed([(asked[one], places[one]) for one in places.keys() & asked.keys()], 2)
    ordered = sorted(weight, key=lambda pk: (-weight[pk], -pk))[:_OF_EVENT]
    return {pk: hits[pk] for pk in ordered if pk not in known}


def _weighed(prints: Sequence[tuple[float, Sequence[int]]], least: int) -> tuple[Counter[int], dict[int, float]]:
    """Of weights and the texts that have them: how often a text is hit, and what those weigh that are often enough."""
    hits = Counter(chain.from_iterable(pks for _, pks in prints))
    weight = {pk: 0.0 for pk, times in hits.items() if times >= least}
    for its, pks in prints:
        for pk in weight.keys() & pks:
            weight[pk] += its
    return hits, weight


def _events(new: Sketch, told: Profile, texts: Iterable[Indexed], known: frozenset[int]) -> list[Twin]:
    """`told`: what the new text tells besides boilerplate, whose words are `known`.

    A short text rewritten sentence by sentence keeps no print, but is a version when laid beside the other.
    """
    found: list[Twin] = []
    for text in texts:
        old = words_of(text.text)
        apart = _days_apart(new, text)
        if not event.may_be(told, old, apart):
            continue
        alike = event.score(told, event.profile(old), apart)
        if alike < event.LINKED:
            continue
        beside = [twin for twin in _judged(new, (text,), known) if twin.match.kind != "related"]
        same = Twin(text, told_apart("same_event", 1 / (1 + math.exp(-alike)), new.words, old))
        found.append(beside[0] if beside else same)
    return found


def _days_apart(new: Sketch, old: Indexed) -> int | None:
    """Between the days on which they say it was. Who does not say it writes soon after: then the day his story came
    stands for it, and tells something where it is nearly the same or far from it."""
    if new.day is not None and old.day is not None:
        return abs(new.day - old.day)
    ours, theirs = (one.came if one.day is None else one.day for one in (new, old))
    if ours is None or theirs is None:
        return None
    apart = abs(ours - theirs)
    return apart if apart > _SOON else 1 if apart <= 1 else None


def _candidates(places: Places, asked: Mapping[int, int]) -> list[int]:
    least = 3 if len(asked) >= _MANY_PRINTS else 2 if len(asked) >= _FEW_PRINTS else 1
    telling = [one for one in places.keys() & asked.keys() if places.count(one) < MOST_TEXTS]
    hits, weight = _weighed([(1 / places.count(one), places[one]) for one in telling], least)
    told = (pk for pk in weight if least < 3 or weight[pk] >= _TELLING or hits[pk] >= _FORM)
    # of equal ones the later: a series is continued from its last report
    ordered = sorted(told, key=lambda pk: (-weight[pk], -pk))[:_CANDIDATES]
    return [pk for pk in ordered if weight[pk] >= _WEAKEST * weight[ordered[0]]]


RANK: Mapping[Kind, int] = {
    "identical": 0,
    "edited": 1,
    "contained": 2,
    "contains": 2,
    "series": 3,
    "same_event": 4,
    "related": 5,
}


def _rank(twin: Twin) -> tuple[int, float, int]:
    return RANK[twin.match.kind], -twin.match.score, -twin.text.pk


def digest_of(words: Words) -> bytes:
    return hashlib.blake2b(" ".join(words.exact()).encode(), digest_size=16).digest()
