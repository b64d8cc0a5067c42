"""Mail that is read once more because a person says so: one that was left out, one whose hold is lifted."""

from dataclasses import replace

import structlog

from tinbai import photos, ties
from tinbai.app import App
from tinbai.decisions import must, reopen
from tinbai.errors import Conflict, NotFound, ParserDied, TryLater
from tinbai.model import Parsed, State
from tinbai.pipeline import new_draft, searchable
from tinbai.queue.plan import by_hand, plan, without_secrets
from tinbai.sandbox import Sandbox
from tinbai.store import Tx, acts, arrivals, documents, drafts, merges, prints, sealing
from tinbai.store.arrivals import ArrivalRow
from tinbai.store.people import Person

log = structlog.get_logger("rereading")


def draft_after_all(app: App, sandbox: Sandbox, outlet: str, arrival: str, person: Person) -> str:
    """Make drafts of a mail that was left out of the queue and return the first one's id; no letter goes out.

    The mail is read once more for the stories and photos in it. Raises NotFound, NotAllowed, Conflict (it is in the
    queue).
    """
    must(person, outlet, "decide")
    with app.database.read() as tx:
        row, known = arrivals.get(tx, outlet, arrival), drafts.of_arrival(tx, outlet, arrival)
        parsed = arrivals.parsed(tx, outlet, arrival)
    if row.outcome != "ignored" or parsed is None:
        raise Conflict("this mail is not among those left out")
    if known:  # a dispatch has its drafts from the beginning, others since somebody wanted them before
        for draft in known:
            reopen(app, outlet, draft, person)
        return known[0]
    again = _wanted_after_all(app, sandbox, row)
    parsed, brought = again or (parsed, photos.Brought({}))
    with app.database.write() as tx:
        reason = arrivals.take_in(tx, outlet, arrival)
        if not reason:
            raise Conflict("a colleague was faster")
        prints.one_at_a_time(tx)
        if again:
            _keep(tx, row, parsed)
        made = [drafts.create(tx, new_draft(app, row, wanted, parsed.mail)) for wanted in by_hand(parsed)]
        for one, wanted in zip(made, by_hand(parsed), strict=True):
            if not one.item.hold:
                ties.tie_alone(tx, one, wanted)
                photos.tie(tx, one, brought.of(wanted.item))
            acts.add(tx, outlet, one.id, "drafted", by=person.id, at=app.now(), note=reason)
    log.info("made a draft by hand", action="draft-after-all", arrival=arrival[:12], by=person.id)
    return made[0].id


def _wanted_after_all(app: App, sandbox: Sandbox, row: ArrivalRow) -> tuple[Parsed, photos.Brought] | None:
    """What it brings when nobody asks whether a machine wrote it; None when it cannot be read now."""
    try:
        parsed, brought = _read(app, sandbox, row, wanted=True)
    except (ParserDied, TryLater, NotFound) as error:
        log.warning("not read again", action="draft-after-all", arrival=row.id[:12], error=str(error))
        return None
    with app.database.read() as tx:
        return parsed, photos.compared(tx, brought)


def _read(app: App, sandbox: Sandbox, row: ArrivalRow, *, wanted: bool) -> tuple[Parsed, photos.Brought]:
    with app.blobs.job_folder() as folder:
        name = f"{row.id[:12]}.eml"
        found = photos.taken(sandbox.parse(app.raw.open(row.id), name, folder, wanted=wanted), row.silent)
        app.blobs.adopt_all(folder)
    return found


def _keep(tx: Tx, row: ArrivalRow, parsed: Parsed) -> None:
    """What was understood of the mail stands in the place of what was understood before."""
    sealing.unseal(tx, row.outlet, row.id, without_secrets(parsed))
    documents.add(tx, row.outlet, row.id, searchable(parsed))


# --- A hold by hand, lifted ----------------------------------------------------------------------------------------


def release(app: App, sandbox: Sandbox, outlet: str, draft: str, person: Person) -> None:
    """There was no mark after all: the mails are read anew, their stories of this outlet stand in the queue again.

    What a reading finds marked stays held. Raises NotAllowed, NotFound, Conflict (the machine holds it, not a person).
    """
    must(person, outlet, "hold")
    with app.database.read() as tx:
        mails = sorted(drafts.mails(tx, outlet, draft), key=lambda mail: (mail.role != "origin", mail.at))
        rows = [arrivals.get(tx, outlet, mail.arrival) for mail in mails]
        done = acts.of_draft(tx, outlet, draft)
    if acts.standing(done, "held") is None:
        raise Conflict("no person holds it")
    for row in rows:
        _read_anew(app, sandbox, row, draft, person, wanted=acts.standing(done, "drafted") is not None)
    log.info("hold lifted", action="release", draft=draft, by=person.id)


def _read_anew(app: App, sandbox: Sandbox, row: ArrivalRow, of: str, person: Person, *, wanted: bool) -> None:
    parsed, brought = _read(app, sandbox, row, wanted=wanted)
    found = {one.place: one for one in (*by_hand(parsed), *plan(parsed).drafts)}
    with app.database.write() as tx:
        prints.one_at_a_time(tx)
        _keep(tx, row, parsed)
        for place, one in found.items():
            draft = drafts.draft_id(row.outlet, row.id, place)
            act = acts.standing(acts.of_draft(tx, row.outlet, draft), "held")
            if act:
                new = new_draft(app, row, one, parsed.mail)
                is_merged = merges.standing(tx, row.outlet, draft) is not None
                sealing.reopen(tx, replace(new, state=State.DUPLICATE) if is_merged else new, app.now())
                ties.tie_alone(tx, drafts.get(tx, row.outlet, draft), one)
                photos.tie(tx, drafts.get(tx, row.outlet, draft), brought.of(one.item))
                acts.undo(tx, act, by=person.id, at=app.now())
        its = drafts.get(tx, row.outlet, of)
        if its.state is not State.HELD:
            ties.restore(tx, its, row.id, found, app.now())
