"""A story that arrives, and those that are here: a new version of its author's draft, or ties with their evidence."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from tinbai import outside
from tinbai.evidence import Evidence, Link, Relation
from tinbai.model import Draft, Item, Mail, State, Version
from tinbai.queue.answers import Said
from tinbai.queue.plan import Wanted
from tinbai.queue.twins.evidence import evidence
from tinbai.queue.twins.fold import fold, plain
from tinbai.queue.twins.phrases import scopes_of
from tinbai.queue.twins.relation import MERGES
from tinbai.queue.versions import adds_photos, merged, untouched, waits, with_copies
from tinbai.store import (
    Tx,
    arrivals,
    draft_links,
    drafts,
    merges,
    photo_prints,
    photo_ties,
    prints,
    proofs,
    verdicts,
    versions,
)
from tinbai.twins import RANK, Found, Sketch, Twin, add, look_up, sketch, with_relatives

_MOST_LINKS = 8
_CORRECTED = timedelta(hours=48)
_MOST_OF_A_KIND = 2  # of those that only inform


def sketch_of(one: Wanted, came: datetime, sender: str | None) -> Sketch | None:
    """Only stories are compared by their words; of what is held not a print is kept."""
    if one.item.hold or one.item.kind != "story":
        return None
    return sketch(one.item.text, one.item.event_date, came.date(), scopes_of(sender, one.item.byline))


def look(tx: Tx, new: Sketch) -> Found:
    """What the text is to all that is here and to what others have published."""
    return with_relatives(tx, look_up(tx, new))


def of_author(tx: Tx, outlet: str, arrival: str, found: Found, mail: Mail | None) -> Draft | None:
    """The undecided draft of the same sender in this outlet that the story is a new version of.

    One that was merged with another: that other one.
    """
    address = mail.sender.address.lower() if mail and mail.sender else ""
    for twin in _by_figures(found.twins, ("identical", "edited")) if address else ():
        if twin.text.outlet != outlet:
            continue
        draft = drafts.get(tx, outlet, twin.text.ref)
        if draft.arrival == arrival or draft.sender is None or draft.sender.address.lower() != address:
            continue
        if proofs.is_open(tx, outlet, draft.arrival):
            continue  # it bears his name, but may be somebody else's
        while gone := merges.standing(tx, outlet, draft.id):
            draft = drafts.get(tx, outlet, gone.into)
        if waits(draft):
            return draft
    return None


def answer(tx: Tx, outlet: str, draft: str, arrival: str, at: datetime, told: Said = "reply") -> bool:
    """Attach an answer to the draft, and to the one it went into, where somebody sees it.

    A draft that waited for its author stands in the queue again, unless he only thanks.
    """
    attached = drafts.attach(tx, outlet, draft, arrival, told, at)
    while gone := merges.standing(tx, outlet, draft):
        draft = gone.into
        attached |= drafts.attach(tx, outlet, draft, arrival, told, at)
    if attached and told != "thanks" and drafts.get(tx, outlet, draft).state is State.REVISION_REQUESTED:
        drafts.move(tx, outlet, draft, State.REVISION_REQUESTED, State.IN_REVIEW, at)
    return attached


def answered_by(tx: Tx, outlet: str, answered: str, one: Wanted, found: Found | None) -> Draft | None:
    """The undecided draft that a story or photos in an answer are a new version of; None when it is another story.

    What was asked for is a version whatever it says; else its words must have to do with those that are here.
    """
    draft = drafts.get(tx, outlet, answered)
    while gone := merges.standing(tx, outlet, draft.id):
        draft = drafts.get(tx, outlet, gone.into)
    if not waits(draft) or one.item.hold or draft.item.hold:
        return None
    if adds_photos(draft, one.item):
        return draft
    if one.item.kind != "story" or draft.item.kind != "story":
        return None
    same_title = bool(one.item.title) and fold(one.item.title or "") == fold(draft.revision.story.title)
    same_words = found is not None and any(
        (twin.text.outlet, twin.text.ref) == (outlet, draft.id) and twin.match.kind in MERGES for twin in found.twins
    )
    return draft if draft.state is State.REVISION_REQUESTED or same_title or same_words else None


def renew(
    tx: Tx, draft: Draft, one: Wanted, arrival: str, at: datetime, found: Found | None, same: Mapping[str, str],
    written: datetime | None = None,
) -> bool:  # fmt: skip
    """Attach the mail as a version; its text replaces an untouched one, else it is offered. False if known already.

    An editor's words about photos outlive a version that he has taken, so it is no untouched text either. Where another
    draft was merged into it an editor has decided whose text stands. same: photos that are copies of some of the
    draft's, as with_copies() wants them. written: what the mail says of that.
    """
    one = _with_copies(draft, one, same)
    adds = adds_photos(draft, one.item)
    if adds:
        one = replace(one, words=draft.words, content_hash=draft.content_hash)
    if not drafts.attach(tx, draft.outlet, draft.id, arrival, "version", at):
        return False
    item, story = merged(draft, one.item, one.story)
    revision = None
    stands = (
        any(one.author != "machine" for one in drafts.history(tx, draft.outlet, draft.id))
        or merges.taken(tx, draft.outlet, draft.id)
        or (not adds and _is_late(tx, draft, at, written))
    )
    if untouched(draft) and not stands:
        revision = versions.renew(
            tx, draft, item, story, one.words, one.content_hash, one.problems, "machine", at
        )  # fmt: skip
    when, by = (at, "machine") if revision else (None, None)
    new = Version(0, arrival, at, one.item, one.story, one.problems, revision, when, by, one.place)
    versions.add(tx, draft.outlet, draft.id, new)
    if revision and found:  # the new words may have twins that the old ones had not
        _link(tx, drafts.get(tx, draft.outlet, draft.id), {}, found, at, renewed=True)
    if found:
        add(tx, draft.outlet, draft.id, found)
    if draft.state is State.REVISION_REQUESTED:
        drafts.move(tx, draft.outlet, draft.id, State.REVISION_REQUESTED, State.IN_REVIEW, at)
    return True


def _is_late(tx: Tx, draft: Draft, came: datetime, written: datetime | None) -> bool:
    """Whether it is older than what stands: one mail waits on the shelf or on its way, the next one overtakes it."""
    taken = [version for version in versions.of_draft(tx, draft.outlet, draft.id) if version.revision is not None]
    arrival, stands = (taken[-1].arrival, taken[-1].at) if taken else (draft.arrival, draft.received_at)
    its = arrivals.parsed(tx, draft.outlet, arrival)
    then = its.mail.date if its and its.mail else None
    return came < stands or (written is not None and then is not None and written < then)


def _with_copies(draft: Draft, one: Wanted, same: Mapping[str, str]) -> Wanted:
    """The story with the better copy of each photo, and what is wrong with those that are shown."""
    item = with_copies(draft, one.item, same)
    shown = {photo.sha256 for photo in item.photos}
    theirs = {photo.name for photo in one.item.photos if photo.sha256 not in shown}
    problems = [told for told in one.problems if told.where not in theirs or not told.code.startswith("photo")]
    if adds_photos(draft, item):
        known = {sha256 for photo in item.photos for sha256 in photo.also}
        gone = {photo.name for photo in draft.item.photos if photo.sha256 in known - shown}
        stands = [told for told in draft.problems if told.where not in gone or not told.code.startswith("photo")]
        problems = [*(told for told in stands if told.code != "no-photo"), *problems]
    return replace(one, item=item, problems=tuple(problems))


def restore(tx: Tx, draft: Draft, arrival: str, wanted: Mapping[int, Wanted], at: datetime) -> None:
    """The versions the mail brought, emptied by a hold: those that stood in the draft's place do so again."""
    for version in versions.of_draft(tx, draft.outlet, draft.id):
        one = wanted.get(version.place) if version.arrival == arrival else None
        if one is None or one.item.hold:
            continue
        number = version.revision
        if number is not None:
            item, story = merged(draft, one.item, one.story)
            number = versions.renew(
                tx, draft, item, story, one.words, one.content_hash, one.problems, "machine", at
            )  # fmt: skip
            draft = drafts.get(tx, draft.outlet, draft.id)
        filled = replace(version, item=one.item, story=one.story, problems=one.problems, revision=number)
        versions.refill(tx, draft.outlet, draft.id, filled)
        new = sketch_of(one, version.at, draft.sender.address if draft.sender else None)
        if new:
            add(tx, draft.outlet, draft.id, look(tx, new))


def hand_over(tx: Tx, keeps: Draft, version: Version, to: str, at: datetime) -> None:
    """Let an open version be one of another draft, which waits for its author no more.

    Words and photos go along in the indexes: there they are to be found, and when it is held they are to go.
    """
    outlet, item = keeps.outlet, version.item
    versions.hand_over(tx, outlet, keeps.id, version, to)
    new = None if item.hold or item.kind != "story" else sketch(item.text)
    if new:
        prints.hand_over(tx, (outlet, keeps.id), new.digest, to)
    stay = {sha256 for one in (keeps.item, *_offered(tx, keeps)) for sha256 in _files(one)}
    other = drafts.get(tx, outlet, to)
    photo_prints.hand_over(tx, (outlet, keeps.id), _files(item) - stay, to, _address(other))
    if other.state is State.REVISION_REQUESTED:
        drafts.move(tx, outlet, to, State.REVISION_REQUESTED, State.IN_REVIEW, at)


def _offered(tx: Tx, draft: Draft) -> list[Item]:
    return [version.item for version in versions.of_draft(tx, draft.outlet, draft.id)]


def _files(item: Item) -> set[str]:
    return {sha256 for photo in item.photos for sha256 in (photo.sha256, *photo.also)}


def tie(tx: Tx, draft: Draft, known: Mapping[tuple[str, str], tuple[Relation, str]], found: Found | None) -> None:
    """Link the draft to those it is known to belong to, and to those with the same words; index it."""
    _link(tx, draft, known, found, draft.received_at)
    if found:
        add(tx, draft.outlet, draft.id, found)


def _link(
    tx: Tx, draft: Draft, known: Mapping[tuple[str, str], tuple[Relation, str]], found: Found | None, at: datetime,
    *, renewed: bool = False,
) -> None:  # fmt: skip
    """renewed: the draft has other words than when it was tied."""
    ties = {key: (relation, Evidence(why)) for key, (relation, why) in known.items()}
    for twin in _undisputed(tx, _wanted(draft, outside.here(found.twins))) if found else ():
        key = (twin.text.outlet, twin.text.ref)
        its = drafts.get(tx, *key)
        relation, why = known.get(key, (_relation(draft, its, twin), "twins"))
        ties.setdefault(key, (relation, Evidence(why)))
        ties[key] = (relation, _evidence(draft, its, twin, why))
    ties.pop((draft.outlet, draft.id), None)
    for outlet, other in _worth_telling(draft.outlet, list(ties)):
        relation, shown = ties[outlet, other]
        link = Link(draft.outlet, draft.id, outlet, other, relation, shown, at)
        if renewed and verdicts.tied(tx, (draft.outlet, draft.id), (outlet, other)):
            photo_ties.retell(tx, link)
        elif not draft_links.add(tx, link):
            photo_ties.outrank(tx, link)
    if found:
        outside.tell(tx, draft, found, at)
    if ties and verdicts.mentioned(tx, verdicts.group(tx, ties)):
        for key in ties:
            verdicts.inherit(tx, (draft.outlet, draft.id), key)


def _worth_telling(outlet: str, ties: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The best few, and one of each other newsroom: each board is to see who has the story, and a province has many."""
    first: dict[str, tuple[str, str]] = {}
    for key in ties:
        first.setdefault(key[0], key)
    elsewhere = {key for house, key in first.items() if house != outlet}
    return [key for place, key in enumerate(ties) if place < _MOST_LINKS or key in elsewhere]


def tie_alone(tx: Tx, draft: Draft, one: Wanted) -> None:
    """The same for a draft that a person wanted: it is known to nobody yet."""
    new = sketch_of(one, draft.received_at, draft.sender.address if draft.sender else None)
    if new:
        tie(tx, draft, {}, look(tx, new))


def _wanted(draft: Draft, twins: Sequence[Twin]) -> list[Twin]:
    """That another newsroom uses the same form is no news there."""
    return [twin for twin in twins if twin.match.kind != "series" or twin.text.outlet == draft.outlet]


def _told(twins: Sequence[Twin]) -> list[Twin]:
    """The best of each draft; of those that only inform not more than two of a kind."""
    seen: set[tuple[str, str]] = set()
    told: list[Twin] = []
    for twin in twins:
        key, kind = (twin.text.outlet, twin.text.ref), twin.match.kind
        informs = kind in ("series", "same_event", "related")
        if key in seen or (informs and sum(one.match.kind == kind for one in told) >= _MOST_OF_A_KIND):
            continue
        seen.add(key)
        told.append(twin)
    return told


def _undisputed(tx: Tx, twins: Sequence[Twin]) -> list[Twin]:
    """What is told, without those an editor called no twin of the story that this one is."""
    keys = {(twin.text.outlet, twin.text.ref) for twin in twins}
    base = next(iter(_by_figures(twins, MERGES)), None)
    if base is None or not verdicts.mentioned(tx, verdicts.group(tx, keys)):
        return _told(twins)
    mine = verdicts.group(tx, [(base.text.outlet, base.text.ref)])

    def disputed(key: tuple[str, str]) -> bool:
        if key in mine:
            return False
        theirs = verdicts.group(tx, [key]) - mine
        last = max(verdicts.between(tx, mine, theirs), key=lambda said: said.id, default=None)
        return last is not None and last.verdict == "not-a-twin"

    apart = {key for key in keys if disputed(key)}
    return _told([twin for twin in twins if (twin.text.outlet, twin.text.ref) not in apart])


def _by_figures(twins: Sequence[Twin], kinds: Collection[Relation]) -> list[Twin]:
    """Those of these kinds; of versions first the one with its figures: a title may make another one more alike."""
    told = [twin for twin in twins if twin.match.kind in kinds]
    return sorted(told, key=lambda twin: (RANK[twin.match.kind], twin.match.changed_figures))


def _relation(draft: Draft, other: Draft, twin: Twin) -> Relation:
    """A report with all its figures corrected looks like next month's, but is sent again at once under its title."""
    one, two = draft.item, other.item
    same_title = bool(one.title and two.title) and fold(one.title or "") == fold(two.title or "")
    same_author = draft.sender is not None and other.sender is not None and _address(draft) == _address(other)
    at_once = abs(draft.received_at - other.received_at) <= _CORRECTED and one.event_date == two.event_date
    is_corrected = twin.match.kind == "series" and same_title and same_author and at_once
    return "edited" if is_corrected else twin.match.kind


def _address(draft: Draft) -> str:
    return draft.sender.address.lower() if draft.sender else ""


def _evidence(draft: Draft, other: Draft, twin: Twin, why: str) -> Evidence:
    """Against the other item as it stands; when a later version took its place, against the text in the index."""
    there = other.item.text if plain(other.item.text) == twin.text.text else twin.text.text
    return evidence(draft.item.text, there, twin.match, why)
