"""An editor says that a mail does come from whom it names, or takes that back."""

import structlog

from tinbai import acknowledging, decisions, proving, telling
from tinbai.app import App
from tinbai.decisions import must
from tinbai.errors import Conflict, NotFound
from tinbai.model import Draft, State
from tinbai.notifier import letters
from tinbai.store import Tx, arrivals, audit, deliveries, drafts, proofs
from tinbai.store.people import Person
from tinbai.store.proofs import Kept

log = structlog.get_logger("confirming")


def confirm(app: App, outlet: str, draft: str, person: Person) -> None:
    """It is he: the story counts as his, and the letter that was not sent follows when undo has run out.

    Raises NotFound, NotAllowed, Conflict (nothing is doubted; a colleague was faster).
    """
    must(person, outlet, "edit")
    with app.database.write() as tx:
        found, kept = _doubted(tx, outlet, draft)
        proofs.settle(tx, outlet, kept.arrival, by=person.id, at=app.now())
        proofs.mark(tx, outlet, kept.arrival, None)
        audit.add(tx, "sender-confirmed", by=person.id, at=app.now(), outlet=outlet, object=found.receipt_no)
        _tell(tx, app, found)
    log.info("sender confirmed", action="confirm", draft=draft, by=person.id)


def take_back(app: App, outlet: str, draft: str, person: Person) -> None:
    """It is not sure after all; a letter that has not left does not leave. Raises as above."""
    must(person, outlet, "edit")
    with app.database.write() as tx:
        found, kept = _doubted(tx, outlet, draft)
        proofs.settle(tx, outlet, kept.arrival, by=None, at=None)
        proofs.mark(tx, outlet, kept.arrival, proving.warning(kept))
        for letter in deliveries.of_draft(tx, outlet, draft):
            deliveries.cancel(tx, letter.key)
        audit.add(tx, "sender-doubted", by=person.id, at=app.now(), outlet=outlet, object=found.receipt_no)
    log.info("sender doubted again", action="take-back", draft=draft, by=person.id)


def _doubted(tx: Tx, outlet: str, draft: str) -> tuple[Draft, Kept]:
    found = drafts.get(tx, outlet, draft)
    if found.state is State.HELD:
        raise NotFound("no such story")
    kept = proofs.of_arrival(tx, outlet, found.arrival)
    if kept is None or not kept.doubted:
        raise Conflict("its sender is not doubted")
    return found, kept


def _tell(tx: Tx, app: App, draft: Draft) -> None:
    """The acknowledgement while nothing is decided, else what was decided."""
    if decisions.tell_again(tx, app, draft):
        return
    acknowledged = [one for one in deliveries.of_draft(tx, draft.outlet, draft.id) if one.kind == "acknowledgement"]
    if any(one.state != "cancelled" for one in acknowledged):
        return
    parsed = arrivals.parsed(tx, draft.outlet, draft.arrival)
    mail = parsed.mail if parsed else None
    if mail is None:
        return

    def note(house: letters.House, name: str) -> tuple[str, str]:
        return letters.acknowledgement(house, mail, [acknowledging.told(draft)], draft.received_at)

    key = f"ack:{draft.outlet}:{draft.id}:{len(acknowledged)}"
    telling.tell(tx, app, draft, note, key=key, kind="acknowledgement", at=app.now())
