"""A held mail destroyed: every copy of it and every word, in every newsroom it came to; only that it was stays."""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from tinbai import faults
from tinbai.app import App
from tinbai.decisions import may, must
from tinbai.errors import Conflict, NotAllowed, TryLater
from tinbai.model import State
from tinbai.queue.plan import only_held
from tinbai.store import Tx, audit, drafts, sealing
from tinbai.store.people import Person
from tinbai.store.sealing import Key
from tinbai.twins import every_print

log = structlog.get_logger("destroying")


@dataclass(frozen=True, slots=True)
class Extent:
    """What would go: mails and drafts, as (outlet, id)."""

    mails: Sequence[Key]
    drafts: Sequence[Key]


def extent(app: App, outlet: str, draft: str, person: Person) -> Extent:
    """How far it would reach. Raises NotAllowed, NotFound, Conflict."""
    must(person, outlet, "hold")
    with app.database.read() as tx:
        return _extent(tx, outlet, draft, person)


def destroy(app: App, outlet: str, draft: str, person: Person, reason: str) -> None:
    """Destroy the held mail: raw files, attachments, photos, texts, letters, notes, all that was made of them.

    Time, sender, reason and who did it stay in the audit log. Raises NotAllowed (also without a reason), NotFound,
    Conflict (it is not held, or another newsroom has released it).
    """
    must(person, outlet, "hold")
    if not reason:
        raise NotAllowed("a reason is needed")
    now = app.now()
    with app.database.write() as tx:
        found = _extent(tx, outlet, draft, person)
        for of_outlet, one in found.drafts:
            gone = drafts.get(tx, of_outlet, one)
            sender = gone.sender.address if gone.sender else "–"
            note = f"{gone.received_at:%Y-%m-%d %H:%M} UTC, {sender}: {reason}"
            audit.add(tx, "destroyed", by=person.id, at=now, outlet=of_outlet, object=gone.receipt_no, note=note)
        sealing.seal(tx, app.blobs, found.mails, found.drafts, only_held, every_print, now)
        for sha256 in sealing.destroy(tx, found.mails, found.drafts):
            app.raw.delete(sha256)
        faults.point("destroy.rows-written")
    try:
        app.database.sweep()
    except TryLater as error:
        log.warning("free pages not written anew", action="destroy", error=str(error))
    log.info("destroyed", action="destroy", drafts=len(found.drafts), by=person.id)


def _extent(tx: Tx, outlet: str, draft: str, person: Person) -> Extent:
    if drafts.get(tx, outlet, draft).state is not State.HELD:
        raise Conflict("only what is held is destroyed")
    mails, made = sealing.conversation(tx, outlet, draft)
    for of_outlet, one in made:
        if not may(person, of_outlet, "hold") and drafts.get(tx, of_outlet, one).state is not State.HELD:
            raise Conflict("another newsroom has released it")
    return Extent(mails, made)
