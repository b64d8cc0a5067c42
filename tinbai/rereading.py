"""Mail that is read once more because a person says so: one that was left out, one whose hold is lifted."""

from dataclasses import replace

import structlog

from tinbai import photos, ties
from tinbai.app import App
from tinbai.decisions import must, reopen
from tinbai.errors import Conflict, NotAllowed, NotFound, ParserDied, TryLater
from tinbai.model import Parsed, State
from tinbai.pipeline import new_draft, searchable
from tinbai.queue.plan import by_hand, plan, without_secrets
from tinbai.sandbox import Sandbox
from tinbai.store import Tx, acts, arrivals, audit, documents, drafts, merges, prints, sealing
from tinbai.store.arrivals import ArrivalRow
from tinbai.store.drafts import NewDraft
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


def _read(
    app: App, sandbox: Sandbox, row: ArrivalRow, *, wanted: bool, freed: bool = False
) -> tuple[Parsed, photos.Brought]:
    with app.blobs.job_folder() as folder:
        name = f"{row.id[:12]}.eml"
        found = photos.taken(sandbox.parse(app.raw.open(row.id), name, folder, wanted=wanted, freed=freed), row.silent)
        app.blobs.adopt_all(folder)
    return found


def _keep(tx: Tx, row: ArrivalRow, parsed: Parsed) -> None:
    """What was understood of the mail stands in the place of what was understood before."""
    sealing.unseal(tx, row.outlet, row.id, without_secrets(parsed))
    documents.add(tx, row.outlet, row.id, searchable(parsed))


# --- A hold, lifted ------------------------------------------------------------------------------------------------


def release(app: App, sandbox: Sandbox, outlet: str, draft: str, person: Person, reason: str) -> None:
    """There is no mark: the mails are read anew, and all their stories of this outlet stand in the queue (again).

    Raises NotAllowed (also without a reason), NotFound, Conflict (it is not held).
    """
    must(person, outlet, "hold")
    if not reason:
        raise NotAllowed("a reason is needed")
    with app.database.read() as tx:
        found = drafts.get(tx, outlet, draft)
        if found.state is not State.HELD:
            raise Conflict("it is not held")
        mails = sorted(drafts.mails(tx, outlet, draft), key=lambda mail: (mail.role != "origin", mail.at))
        rows = [arrivals.get(tx, outlet, mail.arrival) for mail in mails]
        done = acts.of_draft(tx, outlet, draft)
    for row in rows:
        _read_anew(app, sandbox, row, draft, person, reason, wanted=acts.standing(done, "drafted") is not None)
    with app.database.write() as tx:
        audit.add(tx, "released", by=person.id, at=app.now(), outlet=outlet, object=found.receipt_no, note=reason)
    log.info("hold lifted", action="release", draft=draft, by=person.id)


def _read_anew(
    app: App, sandbox: Sandbox, row: ArrivalRow, of: str, person: Person, reason: str, *, wanted: bool
) -> None:
    parsed, brought = _read(app, sandbox, row, wanted=wanted, freed=True)
    found = {one.place: one for one in (*by_hand(parsed), *plan(parsed).drafts)}
    with app.database.write() as tx:
        prints.one_at_a_time(tx)
        _keep(tx, row, parsed)
        known = drafts.of_arrival(tx, row.outlet, row.id)
        for place, one in found.items():
            new, draft = new_draft(app, row, one, parsed.mail), drafts.draft_id(row.outlet, row.id, place)
            if draft in known and drafts.get(tx, row.outlet, draft).state is State.HELD:
                _free(tx, app, new, draft, person, reason)
            elif draft not in known and known:  # a file that was one held thing may bring several stories
                drafts.create(tx, new)
            else:
                continue
            ties.tie_alone(tx, drafts.get(tx, row.outlet, draft), one)
            photos.tie(tx, drafts.get(tx, row.outlet, draft), brought.of(one.item))
        its = drafts.get(tx, row.outlet, of)
        if its.state is not State.HELD:
            ties.restore(tx, its, row.id, found, app.now())


def _free(tx: Tx, app: App, new: NewDraft, draft: str, person: Person, reason: str) -> None:
    is_merged = merges.standing(tx, new.outlet, draft) is not None
    sealing.reopen(tx, replace(new, state=State.DUPLICATE) if is_merged else new, app.now())
    act = acts.standing(acts.of_draft(tx, new.outlet, draft), "held")
    if act:
        acts.undo(tx, act, by=person.id, at=app.now())
    else:
        acts.add(tx, new.outlet, draft, "released", by=person.id, at=app.now(), note=reason)
