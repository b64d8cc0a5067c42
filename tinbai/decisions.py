"""What an editor does to a draft: state, record and letter change in one transaction or not at all."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from tinbai import approval, faults, telling
from tinbai.app import App
from tinbai.errors import Conflict, NotAllowed, NotFound
from tinbai.model import Act, Block, Decision, Draft, Mail, Revision, State, Story, Verdict
from tinbai.notifier import letters
from tinbai.queue import review
from tinbai.queue.checks import unseen
from tinbai.queue.plan import only_held
from tinbai.queue.versions import merged
from tinbai.store import (
    Tx,
    acts,
    approvals,
    arrivals,
    decisions,
    deliveries,
    drafts,
    merges,
    notes,
    people,
    prints,
    proofs,
    sealing,
    verdicts,
    versions,
)
from tinbai.store.people import Person
from tinbai.twins import every_print

log = structlog.get_logger("decisions")

_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\xad\u200b-\u200d\u2060\ufeff\ud800-\udfff]")

# What is saved by itself while somebody types is one revision until he pauses, saves it himself or typed for long.
PAUSE = timedelta(minutes=10)
MOST_SAVES = 120  # at one in five seconds ten minutes of typing

# role -> what it may do; every role may read its outlets. Held drafts exist only for "hold": see docs/roles.md.
MAY: dict[str, frozenset[str]] = {
    "editor": frozenset({"edit", "decide", "retry"}),
    "secretary": frozenset({"edit", "decide", "retry", "letters"}),
    "chief_editor": frozenset({"edit", "decide", "retry", "letters", "approve"}),
    "security_officer": frozenset({"hold", "audit"}),
    "admin": frozenset({"retry", "letters", "audit", "manage"}),
    "auditor": frozenset({"audit"}),
}


def may(person: Person, outlet: str, action: str) -> bool:
    """Whether the person may do it in that outlet: read, edit, decide, approve, retry, hold, letters, audit, manage.

    Several roles in one outlet stand as "editor+admin": in a small newsroom one person does everything.
    """
    role = person.roles.get(outlet)
    return role is not None and (action == "read" or any(action in MAY[one] for one in role.split("+")))


def hidden_from(person: Person, outlets: Sequence[str]) -> list[str]:
    """The outlets of which the person must not even learn that something is held."""
    return [outlet for outlet in outlets if not may(person, outlet, "hold")]


def decide(app: App, outlet: str, draft: str, person: Person, verdict: Verdict, note: str) -> Decision:
    """Decide on the draft and promise the letter, due when undo has run out.

    Raises NotAllowed (also to approve what nobody has looked at), NotFound, Conflict.
    """
    must(person, outlet, "decide")
    note = clean(note)
    if verdict is not Verdict.APPROVE and not note:
        raise NotAllowed("the sender must be told why")
    now = app.now()
    with app.database.write() as tx:
        found = drafts.get(tx, outlet, draft)
        if verdict is Verdict.APPROVE and unseen(found.problems) and not _is_checked(tx, outlet, draft):
            raise NotAllowed("pages the machine could not read must be looked at before")
        two_steps = app.settings.outlet(outlet).approval
        chief = may(person, outlet, "approve")
        target = review.decide(found.state, verdict, approval=two_steps, chief=chief)
        drafts.move(tx, outlet, draft, found.state, target, now)
        drafts.release(tx, outlet, draft, person.id)
        made = decisions.add(
            tx, outlet, draft, by=person.id, verdict=verdict, note=note, from_state=found.state, to_state=target, at=now
        )  # fmt: skip
        deliveries.supersede(tx, outlet, draft)
        approvals.cancel(tx, outlet, draft)
        if target is State.AWAITING_APPROVAL:
            heads = [one for one in people.listed(tx) if one.disabled_at is None and may(one, outlet, "approve")]
            approval.ask(tx, app, found, made, heads, person.name)
        elif verdict is Verdict.RETURN:
            _hand_back(tx, made)
        else:
            _promise(tx, app, found, made)
        faults.point("decide.rows-written")
    faults.point("decide.committed")
    log.info("decided", action="decide", draft=draft, verdict=verdict.value, by=person.id)
    return made


def _hand_back(tx: Tx, made: Decision) -> None:
    """The editor who asked reads the note on his page of today."""
    history = decisions.of_draft(tx, made.outlet, made.draft)
    asked = [one.by for one in history if one.to_state is State.AWAITING_APPROVAL and one.undone_at is None]
    named = {asked[-1]} - {made.by} if asked else set()
    notes.add(tx, made.outlet, made.draft, by=made.by, text=made.note, named=named, at=made.at)


def undo(app: App, outlet: str, draft: str, person: Person) -> Decision:
    """Take the latest decision back, letter and all, within the time set. Raises Conflict when it is too late."""
    must(person, outlet, "decide")
    now = app.now()
    with app.database.write() as tx:
        history = decisions.of_draft(tx, outlet, draft)
        latest = history[-1] if history else None
        if latest is None or latest.undone_at:
            raise Conflict("there is nothing to undo")
        if now > latest.at + timedelta(seconds=app.settings.smtp_out.undo_seconds):
            raise Conflict("the time for undo is over")
        key = _key(latest)
        if deliveries.get(tx, key) and not deliveries.cancel(tx, key):
            raise Conflict("the letter has left")
        approvals.cancel(tx, outlet, draft)
        drafts.move(tx, outlet, draft, latest.to_state, latest.from_state, now)
        decisions.undo(tx, latest, now)
        stands_again(tx, outlet, draft)
    log.info("undone", action="undo", draft=draft, by=person.id)
    return replace(latest, undone_at=now)


def edit(
    app: App, outlet: str, draft: str, person: Person, based_on: int, story: Story,
    *, saves: int | None = None, typing: bool = False,
) -> int:  # fmt: skip
    """Save the text on top of `based_on` and return its revision's number; nothing changed: the number stays.

    typing: saved by itself while the person writes; that goes on in one revision, see `_goes_on`. saves: how often the
    revision had been saved when the text was taken from it; None: does not matter.
    Raises Conflict when anybody saved meanwhile, NotAllowed when the draft is decided or held.
    """
    must(person, outlet, "edit")
    cleaned = clean_story(story)
    now = app.now()
    with app.database.write() as tx:
        found = drafts.get(tx, outlet, draft)
        head = found.revision
        if found.state not in review.EDITABLE:
            raise NotAllowed(f"no text is changed in the state {found.state.value}")
        if head.no != based_on or saves not in (None, head.saves):
            raise Conflict(f"draft {draft} is no longer at revision {based_on}")
        if head.story == cleaned:
            if head.open and not typing:
                drafts.close(tx, outlet, draft, head)
            return head.no
        words = count_words(cleaned)
        if _goes_on(tx, outlet, draft, head, person, now):
            made = drafts.write_on(tx, outlet, draft, head, cleaned, words, now, is_open=typing)
        else:
            made = drafts.save(tx, outlet, draft, head, cleaned, person.id, words, now, is_open=typing)
        if found.state is State.RECEIVED:
            drafts.move(tx, outlet, draft, State.RECEIVED, State.IN_REVIEW, now)
    if made.no != head.no:
        log.info("edited", action="edit", draft=draft, revision=made.no, by=person.id)
    return made.no


def _goes_on(tx: Tx, outlet: str, draft: str, head: Revision, person: Person, now: datetime) -> bool:
    """Whether the person is still at the sentence that is saved there; what a decision rests on is never changed."""
    if not head.open or head.author != person.id or now - head.at > PAUSE or head.saves >= MOST_SAVES:
        return False
    made = decisions.of_draft(tx, outlet, draft)
    return not made or made[-1].at < head.at


def settle_version(app: App, outlet: str, draft: str, person: Person, no: int, based_on: int, *, take: bool) -> None:
    """Put the version its author sent in the place of the text, or leave it; it stays in the history either way.

    Raises Conflict when a colleague saved or settled meanwhile, NotAllowed when the draft is decided or held, NotFound.
    """
    must(person, outlet, "edit")
    now = app.now()
    with app.database.write() as tx:
        found = drafts.get(tx, outlet, draft)
        if found.state not in review.EDITABLE:
            raise NotAllowed(f"no text is changed in the state {found.state.value}")
        version = next((one for one in versions.of_draft(tx, outlet, draft) if one.no == no), None)
        if version is None:
            raise NotFound("no such version")
        number = None
        if take:
            if found.revision.no != based_on:
                raise Conflict("a colleague saved meanwhile")
            item, story = merged(found, version.item, version.story)
            words, problems = count_words(story), version.problems
            number = versions.renew(tx, found, item, story, words, found.content_hash, problems, "machine", now)
        versions.settle(tx, outlet, draft, no, revision=number, by=person.id, at=now)
    log.info("version settled", action="settle-version", draft=draft, taken=take, by=person.id)


def reopen(app: App, outlet: str, draft: str, person: Person) -> None:
    """Take a rejected or set-aside draft back into the queue. Raises Conflict for what was merged with another."""
    must(person, outlet, "decide")
    with app.database.write() as tx:
        found = drafts.get(tx, outlet, draft)
        if merges.standing(tx, outlet, draft):
            raise Conflict("it is part of another one and is split from that")
        drafts.move(tx, outlet, draft, found.state, review.reopen(found.state), app.now())
        deliveries.supersede(tx, outlet, draft)
        if found.state is State.NOT_A_STORY:
            reason = arrivals.take_in(tx, outlet, found.arrival)
            acts.add(tx, outlet, draft, "drafted", by=person.id, at=app.now(), note=reason)
    log.info("reopened", action="reopen", draft=draft, by=person.id)


def set_aside(app: App, outlet: str, draft: str, person: Person) -> None:
    """Undo that somebody took into the queue what the machine had called no story. Raises Conflict, NotAllowed."""
    must(person, outlet, "decide")
    with app.database.write() as tx:
        found = drafts.get(tx, outlet, draft)
        act = acts.standing(acts.of_draft(tx, outlet, draft), "drafted")
        if act is None:
            raise Conflict("it was not taken into the queue by hand")
        if found.state not in review.EDITABLE:
            raise NotAllowed(f"nothing is set aside in the state {found.state.value}")
        drafts.move(tx, outlet, draft, found.state, State.NOT_A_STORY, app.now())
        acts.undo(tx, act, by=person.id, at=app.now())
        if act.note and drafts.none_in_queue(tx, outlet, found.arrival):
            arrivals.leave_out(tx, outlet, found.arrival, act.note)
    log.info("set aside", action="set-aside", draft=draft, by=person.id)


# --- Marks of secrecy ----------------------------------------------------------------------------------------------


def check(app: App, outlet: str, draft: str, person: Person) -> Act:
    """Record that the person has looked at every page the machine could not read and saw no mark of secrecy."""
    must(person, outlet, "edit")
    with app.database.write() as tx:
        found = drafts.get(tx, outlet, draft)
        if found.state not in review.EDITABLE or not unseen(found.problems):
            raise NotAllowed("there is nothing to be looked at")
        done = acts.standing(acts.of_draft(tx, outlet, draft), "checked")
        act = done or acts.add(tx, outlet, draft, "checked", by=person.id, at=app.now())
    log.info("checked for marks", action="check", draft=draft, by=person.id)
    return act


def _is_checked(tx: Tx, outlet: str, draft: str) -> bool:
    return acts.standing(acts.of_draft(tx, outlet, draft), "checked") is not None


def uncheck(app: App, outlet: str, draft: str, person: Person) -> None:
    """Take the tick back while nothing is decided on it. Raises Conflict, NotAllowed."""
    must(person, outlet, "edit")
    with app.database.write() as tx:
        act = acts.standing(acts.of_draft(tx, outlet, draft), "checked")
        if act is None:
            raise Conflict("nobody has ticked it")
        if drafts.get(tx, outlet, draft).state not in review.EDITABLE:
            raise NotAllowed("it is decided")
        acts.undo(tx, act, by=person.id, at=app.now())
    log.info("tick taken back", action="uncheck", draft=draft, by=person.id)


def hold(app: App, outlet: str, draft: str, person: Person) -> None:
    """A person saw a mark: whatever came with these mails is held at once, in every outlet that got them.

    Nothing of the content stays but the raw mail; letters that have not left become the generic one.
    """
    if not may(person, outlet, "hold"):
        must(person, outlet, "edit")
    now = app.now()
    with app.database.write() as tx:
        prints.one_at_a_time(tx)  # before any row is locked; an index that is rebuilt must not bring the words back
        if drafts.get(tx, outlet, draft).state is State.HELD:
            return
        mails, held = sealing.conversation(tx, outlet, draft)
        for of_outlet, one in held:
            found = drafts.get(tx, of_outlet, one)
            mail = Mail(None, "", None, found.sender)
            subject, text = letters.held(telling.house_about(tx, app, found), mail, found.received_at)
            sealing.reword(tx, of_outlet, one, subject, text)
            if freed := acts.standing(acts.of_draft(tx, of_outlet, one), "released"):
                acts.undo(tx, freed, by=person.id, at=now)
            acts.add(tx, of_outlet, one, "held", by=person.id, at=now)
            _let_go(tx, of_outlet, one, person, now)
        sealing.seal(tx, app.blobs, mails, held, only_held, every_print, now)
        faults.point("hold.rows-written")
    log.info("held by hand", action="hold", draft=draft, by=person.id)


def _let_go(tx: Tx, outlet: str, draft: str, person: Person, now: datetime) -> None:
    """What went into a draft that is held stands in the queue again: nobody could split it any more."""
    for done in merges.taken(tx, outlet, draft):
        merges.undo(tx, done, person.id, now)
        drafts.move(tx, outlet, done.draft, State.DUPLICATE, done.from_state, now)
        deliveries.supersede(tx, outlet, done.draft)  # no letter names what is held
        verdicts.undo_one(tx, done.verdict_id, person.id, now)


def must(person: Person, outlet: str, action: str) -> None:
    """Raises NotAllowed when the person may not do it there."""
    if not may(person, outlet, action):
        raise NotAllowed(f"this account may not {action} in {outlet}")


def _key(decision: Decision) -> str:
    return f"decision:{decision.outlet}:{decision.draft}:{decision.no}"


def stands_again(tx: Tx, outlet: str, draft: str) -> None:
    """The news that a later step had stopped is true again: its letter leaves, unless it is not sure to whom."""
    found = drafts.get(tx, outlet, draft)
    made = next((one for one in reversed(decisions.of_draft(tx, outlet, draft)) if not one.undone_at), None)
    if made and made.to_state is found.state and not proofs.is_open(tx, outlet, found.arrival):
        deliveries.revive(tx, _key(made))
        approvals.revive(tx, outlet, draft, made.no)


def tell_again(tx: Tx, app: App, draft: Draft) -> bool:
    """Promise the letter of the decision that stands, where none could be when it was taken; False when none stands."""
    made = decisions.of_draft(tx, draft.outlet, draft.id)
    if not made or made[-1].undone_at:
        return False
    if made[-1].to_state is not State.AWAITING_APPROVAL and not deliveries.revive(tx, _key(made[-1]), app.now()):
        _promise(tx, app, draft, replace(made[-1], at=app.now()))
    return True


def _promise(tx: Tx, app: App, draft: Draft, decision: Decision) -> None:
    if decision.verdict is Verdict.RETURN:
        return  # that is between editors
    title = telling.title_of(draft)

    def note(house: letters.House, name: str) -> tuple[str, str]:
        return letters.decision_notice(house, name, draft.receipt_no, title, decision.verdict, decision.note)

    telling.tell(tx, app, draft, note, key=_key(decision), kind="decision", at=decision.at)


def clean_story(story: Story) -> Story:
    """NFC without invisible characters in every text; no editor in a browser does that by itself."""
    return replace(
        story,
        title=_line(story.title),
        lead=_line(story.lead),
        body=tuple(block for block in map(_block, story.body) if block is not None),
        byline=replace(story.byline, raw=_line(story.byline.raw)) if story.byline else None,
        captions=tuple(_line(caption) for caption in story.captions),
        credits=tuple(_line(credit) for credit in story.credits),
    )


def _block(block: Block) -> Block | None:
    """None for a paragraph that was emptied: that is how a plain form deletes one."""
    cleaned = replace(
        block,
        text=clean(block.text),
        items=tuple(item for item in map(_line, block.items) if item),
        rows=tuple(tuple(_line(cell) for cell in row) for row in block.rows),
    )
    empty = (cleaned.type in ("paragraph", "subhead", "quote") and not cleaned.text) or (
        cleaned.type == "list" and not cleaned.items
    )
    return None if empty else cleaned


def clean(words: str) -> str:
    """NFC without invisible characters and without blanks at the ends."""
    visible = _INVISIBLE.sub("", words.replace("\r\n", "\n").replace("\xa0", " "))
    return unicodedata.normalize("NFC", visible).strip()  # last: a sign between letter and mark keeps them apart


def _line(words: str) -> str:
    return " ".join(clean(words).split())


def count_words(story: Story) -> int:
    """Words of title, lead and body, as the queue shows them."""
    texts = [story.title, story.lead]
    for block in story.body:
        texts += [block.text, *block.items, *(cell for row in block.rows for cell in row)]
    return sum(len(text.split()) for text in texts)
