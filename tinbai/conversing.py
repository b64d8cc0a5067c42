"""What an editor does with the mail around a story: join an answer to it, leave it alone, take it out again.

Every step can be taken back; the mail itself stays where it is, and the ledger counts it in one place.
"""

import structlog

from tinbai import joining, ties
from tinbai.app import App
from tinbai.decisions import must
from tinbai.errors import Conflict, NotAllowed, NotFound
from tinbai.model import Draft, State
from tinbai.queue.answers import Said, heard
from tinbai.store import Tx, acts, arrivals, drafts, mails, merges, suggestions
from tinbai.store.people import Person
from tinbai.store.suggestions import Suggestion

log = structlog.get_logger("conversing")

ANSWERS: tuple[Said, ...] = ("reply", "thanks", "withdrawal")


def join(app: App, outlet: str, arrival: str, draft: str, person: Person) -> None:
    """Let the mail belong to the story as its author's answer, and to no other: one it was joined to before is
    suggested instead.

    Raises NotFound, NotAllowed (a machine's mail, a held story), Conflict when it belongs to it already.
    """
    must(person, outlet, "edit")
    now = app.now()
    with app.database.write() as tx:
        row, parsed = arrivals.get(tx, outlet, arrival), arrivals.parsed(tx, outlet, arrival)
        found = drafts.get(tx, outlet, draft)
        if parsed is None or parsed.mail is None or parsed.by_machine:
            raise NotAllowed("no person wrote this mail")
        if found.state is State.HELD:
            raise NotFound("no such story")
        _take_out_of_others(tx, app, found, arrival, person)
        made = drafts.of_arrival(tx, outlet, arrival)
        told: Said = "reply" if made else heard(parsed.mail)
        if not ties.answer(tx, outlet, draft, arrival, row.received_at, told):
            raise Conflict("it belongs to this story already")
        arrivals.attach_aside(tx, outlet, arrival)
        suggestions.settle(tx, outlet, arrival, draft, by=person.id, at=now)
        acts.add(tx, outlet, draft, "joined", by=person.id, at=now, note=arrival)
    log.info("mail joined", action="join", arrival=arrival[:12], draft=draft, by=person.id)


def _take_out_of_others(tx: Tx, app: App, joined: Draft, arrival: str, person: Person) -> None:
    """Out of every story but this one and what it went into."""
    stays, into = {joined.id}, joined.id
    while gone := merges.standing(tx, joined.outlet, into):
        into = gone.into
        stays.add(into)
    for other in mails.answered_in(tx, joined.outlet, arrival, ANSWERS):
        if other not in stays:
            _part(tx, app, joined.outlet, other, arrival, person)
            suggestions.add(tx, Suggestion(joined.outlet, arrival, other, "thread", app.now()))


def decline(app: App, outlet: str, arrival: str, person: Person) -> None:
    """Say that the mail belongs to none of the stories suggested."""
    must(person, outlet, "edit")
    with app.database.write() as tx:
        if not suggestions.of_arrival(tx, outlet, arrival):
            raise NotFound("nothing is suggested for this mail")
        suggestions.settle(tx, outlet, arrival, None, by=person.id, at=app.now())
    log.info("mail left alone", action="decline", arrival=arrival[:12], by=person.id)


def ask_again(app: App, outlet: str, arrival: str, person: Person) -> None:
    """Take back what was said of the mail: it is out of the story and waits among the suggestions."""
    must(person, outlet, "edit")
    with app.database.write() as tx:
        for one in suggestions.of_arrival(tx, outlet, arrival):
            if one.joined:
                _part(tx, app, outlet, one.draft, arrival, person)
        suggestions.reopen(tx, outlet, arrival)
    log.info("asked again", action="ask-again", arrival=arrival[:12], by=person.id)


def part(app: App, outlet: str, draft: str, arrival: str, person: Person) -> None:
    """Take an answer out of a story it does not belong to; it waits among the suggestions, to be joined to another.

    Raises NotFound when it is no answer of this story.
    """
    must(person, outlet, "edit")
    with app.database.write() as tx:
        _part(tx, app, outlet, draft, arrival, person)
        suggestions.add(tx, Suggestion(outlet, arrival, draft, "thread", app.now()))
        suggestions.reopen(tx, outlet, arrival)
    log.info("mail taken out", action="part", arrival=arrival[:12], draft=draft, by=person.id)


def _part(tx: Tx, app: App, outlet: str, draft: str, arrival: str, person: Person) -> None:
    drafts.get(tx, outlet, draft)
    if not mails.detach(tx, outlet, draft, arrival, ANSWERS):
        raise NotFound("no answer of this story")
    done = [act for act in acts.of_draft(tx, outlet, draft) if act.note == arrival and act.undone_at is None]
    for act in done:
        if act.kind == "joined":
            acts.undo(tx, act, by=person.id, at=app.now())
    if not any(act.kind == "joined" for act in done):
        acts.add(tx, outlet, draft, "parted", by=person.id, at=app.now(), note=arrival)
    if not mails.has_mail(tx, outlet, arrival):
        arrivals.leave_aside(tx, outlet, arrival)


def by_number(app: App, outlet: str, arrival: str, receipt_no: str, person: Person) -> str:
    """Join the mail to the story with that receipt number, as an editor types it; returns the story's id."""
    with app.database.read() as tx:
        draft = drafts.by_receipt(tx, outlet, joining.number(receipt_no))
    if draft is None:
        raise NotFound("no story has this number")
    join(app, outlet, arrival, draft, person)
    return draft
