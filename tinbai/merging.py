"""Two drafts of one story become one, and can be split again: one stays, the other is kept as what went into it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog

from tinbai import ties
from tinbai.app import App
from tinbai.decisions import clean_story, count_words, must, stands_again
from tinbai.errors import Conflict, NotAllowed, NotFound
from tinbai.model import Draft, Item, State
from tinbai.notifier import letters
from tinbai.queue import review
from tinbai.queue.twins.align import align
from tinbai.queue.twins.combine import Parts, combine, is_untouched, problems
from tinbai.queue.twins.fold import plain, words_of
from tinbai.store import Tx, arrivals, deliveries, drafts, merges, prints, verdicts, versions
from tinbai.store.merges import Merge
from tinbai.store.people import Person
from tinbai.telling import tell, title_of

log = structlog.get_logger("merging")

# Into what is decided already another draft may still go, but not a word of it.
TAKES_ANOTHER = review.EDITABLE | {State.APPROVED, State.PUBLISHED}


def merge(
    app: App, outlet: str, keep: str, other: str, person: Person, read: Mapping[str, int], parts: Parts | None = None,
    *, credit: str = "", told: bool = False,
) -> Merge:  # fmt: skip
    """Let `other` become part of `keep`, with nothing of its text or with what `parts` says.

    read: the revision of each that the editor looked at. credit: the draft whose author keeps it, "" the first one.
    told: whether the sender of `other` gets a letter. Raises NotAllowed, NotFound (not tied), Conflict (a colleague
    saved or decided meanwhile).
    """
    must(person, outlet, "decide")
    must(person, outlet, "edit")
    now = app.now()
    with app.database.write() as tx:
        prints.one_at_a_time(tx)  # else each of two could go into the other at once
        one, two = drafts.get(tx, outlet, keep), drafts.get(tx, outlet, other)
        _check(tx, one, two, read)
        parts = None if parts is None or is_untouched(parts, one.revision.story) else parts
        made = _take_parts(tx, app, one, two, parts, person) if parts else None
        drafts.move(tx, outlet, other, two.state, State.DUPLICATE, now)
        deliveries.supersede(tx, outlet, other)
        said = verdicts.say(tx, (outlet, keep), (outlet, other), "same", person.id, now)
        first = min(one, two, key=lambda draft: (draft.received_at, draft.receipt_no))
        done = merges.add(
            tx, outlet, other, keep,
            by=person.id, at=now, from_state=two.state, into_state=one.state, before=one.revision.no, made=made,
            item=one.item if made else None, problems=one.problems, words=one.words,
            credit=credit if credit in (keep, other) else first.id, verdict_id=said.id,
        )  # fmt: skip
        if told:
            _tell(tx, app, one, two, done)
    log.info("merged", action="merge", draft=other, into=keep, by=person.id)
    return done


def _check(tx: Tx, keep: Draft, other: Draft, read: Mapping[str, int]) -> None:
    if not verdicts.tied(tx, (keep.outlet, keep.id), (other.outlet, other.id)):
        raise NotFound("these two are not tied")
    for draft in (keep, other):
        if draft.item.hold or read.get(draft.id) != draft.revision.no:
            raise Conflict(f"draft {draft.id} is no longer what was looked at")
    if other.state not in review.EDITABLE or keep.state not in TAKES_ANOTHER:
        raise Conflict(f"nothing {other.state.value} is merged into what is {keep.state.value}")


def _take_parts(tx: Tx, app: App, keep: Draft, other: Draft, parts: Parts, person: Person) -> int:
    """The number of the new revision."""
    if keep.state not in review.EDITABLE:
        raise NotAllowed(f"no text is changed in the state {keep.state.value}")
    item, story = combine(keep, other, parts)
    story = clean_story(story)
    words, now = count_words(story), app.now()
    found = problems(keep, other, item)
    number = versions.renew(tx, keep, item, story, words, keep.content_hash, found, person.id, now)
    if keep.state is State.RECEIVED:
        drafts.move(tx, keep.outlet, keep.id, State.RECEIVED, State.IN_REVIEW, now)
    return number


def _tell(tx: Tx, app: App, keep: Draft, other: Draft, done: Merge) -> None:
    addresses = {one.sender.address.lower() if one.sender else one.id for one in (keep, other)}
    told = keep.receipt_no if len(addresses) == 1 else ""  # nothing of another author's story

    def note(house: letters.House, name: str) -> tuple[str, str]:
        return letters.merged(house, name, other.receipt_no, title_of(other), told, keep.received_at)

    tell(tx, app, other, note, key=done.letter, kind="merge", at=done.at)


def split(app: App, outlet: str, draft: str, person: Person, *, keep_text: bool) -> Merge:
    """Take `draft` out again, as it was. The other one gets back the text it had before, unless `keep_text`.

    Every text in between stays in the history. What is decided meanwhile keeps its text. Raises NotAllowed, Conflict.
    """
    must(person, outlet, "decide")
    must(person, outlet, "edit")
    with app.database.write() as tx:
        prints.one_at_a_time(tx)  # before any row is locked: texts of the index may get another name
        done = merges.standing(tx, outlet, draft)
        if done is None:
            raise Conflict("it is part of no other")
        _split(tx, app, done, person, keep_text)
    log.info("split", action="split", draft=draft, of=done.into, by=person.id)
    return done


def undo(app: App, outlet: str, draft: str, person: Person) -> Merge:
    """Take the merge back, letter and all, within the time set. Raises Conflict when it is too late."""
    must(person, outlet, "decide")
    must(person, outlet, "edit")
    with app.database.write() as tx:
        prints.one_at_a_time(tx)  # before any row is locked: texts of the index may get another name
        done = merges.standing(tx, outlet, draft)
        if done is None:
            raise Conflict("there is nothing to undo")
        if app.now() > done.at + timedelta(seconds=app.settings.smtp_out.undo_seconds):
            raise Conflict("the time for undo is over")
        if deliveries.get(tx, done.letter) and not deliveries.cancel(tx, done.letter):
            raise Conflict("the letter has left")
        if done.made is not None and drafts.get(tx, outlet, done.into).revision.no != done.made:
            raise Conflict("the story was changed since")
        _split(tx, app, done, person, keep_text=False)
    log.info("merge undone", action="undo-merge", draft=draft, of=done.into, by=person.id)
    return done


def _split(tx: Tx, app: App, done: Merge, person: Person, keep_text: bool) -> None:
    now = app.now()
    merges.undo(tx, done, person.id, now)
    drafts.move(tx, done.outlet, done.draft, State.DUPLICATE, done.from_state, now)
    deliveries.cancel(tx, done.letter)
    stands_again(tx, done.outlet, done.draft)
    verdicts.undo_one(tx, done.verdict_id, person.id, now)
    _hand_back(tx, done, now)
    keep = drafts.get(tx, done.outlet, done.into)
    if keep_text or done.made is None or done.item is None or keep.state not in review.EDITABLE:
        return
    before = next(one for one in drafts.history(tx, done.outlet, done.into) if one.no == done.before)
    hash_ = keep.content_hash
    versions.renew(tx, keep, done.item, before.story, done.words, hash_, done.problems, before.author, now)
    if (keep.state, done.into_state) == (State.IN_REVIEW, State.RECEIVED):
        drafts.move(tx, keep.outlet, keep.id, State.IN_REVIEW, State.RECEIVED, now)


def _hand_back(tx: Tx, done: Merge, now: datetime) -> None:
    """What the authors of the one that went sent meanwhile, and nobody has taken or left, is offered there again.

    Who wrote both may have sent either: it is of the one that it has more words of.
    """
    keeps = done.into
    while gone := merges.standing(tx, done.outlet, keeps):
        keeps = gone.into
    theirs, ours = (_authors(tx, done.outlet, one) for one in (done.draft, keeps))
    went, keep = (drafts.get(tx, done.outlet, one) for one in (done.draft, keeps))
    for version in versions.of_draft(tx, done.outlet, keeps):
        its = arrivals.parsed(tx, done.outlet, version.arrival)
        sender = its.mail.sender.address.lower() if its and its.mail and its.mail.sender else ""
        is_open = version.settled_at is None and version.at >= done.at
        if is_open and sender in theirs and (sender not in ours or _is_nearer(version.item, went.item, keep.item)):
            ties.hand_over(tx, keep, version, went.id, now)


def _is_nearer(item: Item, to: Item, than: Item) -> bool:
    new = words_of(plain(item.text))
    one, other = (align(new, words_of(plain(text.text))) for text in (to, than))
    return sum(len(block.new) for block in one.blocks) > sum(len(block.new) for block in other.blocks)


def _authors(tx: Tx, outlet: str, draft: str) -> frozenset[str]:
    """Of a draft and of all that went into it."""
    sender = drafts.get(tx, outlet, draft).sender
    mine = frozenset([sender.address.lower()] if sender else ())
    return mine.union(*(_authors(tx, outlet, one.draft) for one in merges.taken(tx, outlet, draft)))
