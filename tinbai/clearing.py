"""What an editor does to one or many stories of the queue with one press; one more press takes all of it back.

Each story is decided in its own transaction: what a colleague has in hand or has changed meanwhile is left alone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from tinbai import decisions
from tinbai.app import App
from tinbai.errors import Conflict, NotAllowed, NotFound
from tinbai.model import Draft, State, Verdict
from tinbai.queue import review
from tinbai.store import Tx, deeds, drafts, notes, snoozes
from tinbai.store.deeds import Before, Deed
from tinbai.store.drafts import CLAIM
from tinbai.store.people import Person

log = structlog.get_logger("clearing")

MOST = 100  # drafts of one press
Key = tuple[str, str]  # outlet and draft


@dataclass(frozen=True, slots=True)
class Cleared:
    """`deed`: None when nothing was done. left: how many were left alone. state: of what was decided."""

    deed: Deed | None
    done: int
    left: int
    state: State | None = None


def decide(
    app: App, keys: Sequence[Key], person: Person, verdict: Verdict, notes_: Mapping[Key, str], back: str
) -> Cleared:
    """One verdict on all of them; `notes_`: what the senders are told, by story."""
    made: list[Before] = []
    state = None
    for outlet, draft in keys[:MOST]:
        try:
            _check_free(app, outlet, draft, person)
            state = decisions.decide(app, outlet, draft, person, verdict, notes_.get((outlet, draft), "")).to_state
        except (Conflict, NotAllowed, NotFound):
            continue
        made.append(Before(outlet, draft))
    with app.database.write() as tx:
        deed = deeds.add(tx, person.id, "decided", made, back, app.now()) if made else None
    return Cleared(deed, len(made), len(keys) - len(made), state)


def put_off(app: App, keys: Sequence[Key], person: Person, until: datetime, back: str) -> Cleared:
    """Out of the queue until that moment."""

    def each(tx: Tx, found: Draft) -> Before:
        _may(person, found, "decide", app)
        drafts.release(tx, found.outlet, found.id, person.id)
        before = snoozes.set_until(tx, found.outlet, found.id, until, person.id, app.now())
        return Before(found.outlet, found.id, until=before)

    return _each(app, keys, person, "later", each, back)


def claim(app: App, keys: Sequence[Key], person: Person, back: str) -> Cleared:
    """Take them in hand."""

    def each(tx: Tx, found: Draft) -> Before:
        _may(person, found, "edit", app)
        drafts.claim(tx, found.outlet, found.id, person.id, app.now())
        return _held(found)

    return _each(app, keys, person, "claimed", each, back)


def hand(app: App, keys: Sequence[Key], person: Person, to: Person, text: str, back: str) -> Cleared:
    """Give them to a colleague, who finds them on his page of today with the note."""
    said = decisions.clean(text)

    def each(tx: Tx, found: Draft) -> Before:
        _may(person, found, "edit", app)
        decisions.must(to, found.outlet, "edit")
        drafts.claim(tx, found.outlet, found.id, to.id, app.now(), take_over=True)
        note = notes.add(
            tx, found.outlet, found.id, by=person.id, text=said, named=[to.id], at=app.now(), kind="handed"
        )
        return Before(found.outlet, found.id, holder=found.claimed_by, held_at=found.claimed_at, note=note.no)

    return _each(app, keys, person, "handed", each, back)


def undo(app: App, identity: str, person: Person) -> Deed:
    """Take a deed back within the time set; a story a colleague went on with stays. Raises Conflict, NotFound."""
    with app.database.read() as tx:
        deed = deeds.get(tx, identity, person.id)
    if deed.undone_at or app.now() > deed.at + timedelta(seconds=app.settings.smtp_out.undo_seconds):
        raise Conflict("the time for undo is over")
    with app.database.write() as tx:
        deeds.undo(tx, deed, app.now())
        for one in deed.drafts if deed.kind != "decided" else ():
            _put_back(tx, deed, one, app.now())
    if deed.kind == "decided" and not [one for one in deed.drafts if _undecided(app, one, person)]:
        raise Conflict("it stands")
    log.info("deed undone", action="undo-deed", kind=deed.kind, drafts=len(deed.drafts), by=person.id)
    return deed


def _undecided(app: App, one: Before, person: Person) -> bool:
    try:
        decisions.undo(app, one.outlet, one.draft, person)
    except Conflict:
        return False
    return True


def _put_back(tx: Tx, deed: Deed, one: Before, now: datetime) -> None:
    if deed.kind == "later":
        snoozes.set_until(tx, one.outlet, one.draft, one.until, deed.person, now)
        return
    if deed.kind == "handed":
        notes.undo(tx, one.outlet, one.draft, one.note, deed.person, now)
    drafts.hold_by(tx, one.outlet, one.draft, one.holder, one.held_at)


def _each(
    app: App, keys: Sequence[Key], person: Person, kind: deeds.Kind, act: Callable[[Tx, Draft], Before], back: str
) -> Cleared:
    """The act on each in one transaction; what it refuses is left alone."""
    made: list[Before] = []
    with app.database.write() as tx:
        for outlet, draft in keys[:MOST]:
            try:
                made.append(act(tx, drafts.get(tx, outlet, draft)))
            except (NotAllowed, NotFound):
                continue
        deed = deeds.add(tx, person.id, kind, made, back, app.now()) if made else None
    log.info("cleared", action=kind, drafts=len(made), by=person.id)
    return Cleared(deed, len(made), len(keys) - len(made))


def _may(person: Person, found: Draft, action: str, app: App) -> None:
    decisions.must(person, found.outlet, action)
    if found.state not in review.EDITABLE:
        raise NotAllowed("it is decided")
    if _is_in_other_hands(found, person, app.now()):
        raise NotAllowed("a colleague has it in hand")


def _check_free(app: App, outlet: str, draft: str, person: Person) -> None:
    with app.database.read() as tx:
        _may(person, drafts.get(tx, outlet, draft), "decide", app)


def _is_in_other_hands(found: Draft, person: Person, now: datetime) -> bool:
    at = found.claimed_at
    return found.claimed_by not in (None, person.id) and at is not None and now - at < CLAIM


def _held(found: Draft) -> Before:
    return Before(found.outlet, found.id, holder=found.claimed_by, held_at=found.claimed_at)
