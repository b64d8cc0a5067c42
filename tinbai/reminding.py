"""A friendly word to contributors of whom nothing has come for long, where the newsroom wants that.

Once in each silence, in working hours, a few in an hour; only to who sent something that was used, has nothing open
here, wrote from that address himself, and has not said that he wants none. He says so with one click or by answering.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import structlog

from tinbai.app import App
from tinbai.errors import NotFound
from tinbai.model import Address, Draft, Mail
from tinbai.notifier import letters, marks
from tinbai.queue.answers import stops
from tinbai.queue.review import OPEN_STATES
from tinbai.settings import Outlet
from tinbai.store import Tx, bounces, contributors, deliveries, drafts, people, reminders
from tinbai.store.contributors import Join
from tinbai.store.database import serialise
from tinbai.store.proofs import Kept
from tinbai.store.reminders import KIND, Writer
from tinbai.telling import hears, house_about

log = structlog.get_logger("reminding")

USUAL_DAYS = 60  # what is offered to a newsroom that switches it on
_LONGEST = timedelta(days=730)  # who was silent for longer has left
_MOST = 20  # letters of a newsroom in an hour
_HOUR, _YEAR = timedelta(hours=1), timedelta(days=365)
_OFFICE = range(8, 17)  # o'clock, Monday to Friday


@dataclass(frozen=True, slots=True)
class Silent:
    """Somebody to be reminded; `draft`: the last story he sent."""

    address: str
    draft: Draft


def tell(app: App) -> None:
    """Promise the letters that are due now."""
    now = app.now()
    local = now.astimezone(ZoneInfo(app.settings.timezone))
    if local.hour not in _OFFICE or local.weekday() > 4:
        return
    for outlet in app.settings.outlets:
        if outlet.remind_days:
            with app.database.write() as tx:
                _tell(tx, app, outlet, now)


def _tell(tx: Tx, app: App, outlet: Outlet, now: datetime) -> None:
    serialise(tx, KIND)  # else two processes send twice as many as an hour may have
    left = _MOST - len(reminders.told(tx, outlet.code, now - _HOUR))
    for one in islice(silent(tx, app, outlet, outlet.remind_days), max(0, left)):
        house, sender = house_about(tx, app, one.draft), one.draft.sender or Address("", one.address)
        stop = _stop_link(house, one.address, now)
        delivery = letters.promised(
            house, sender, (None, ()), letters.reminder(house, sender.name, (now - one.draft.received_at).days),
            key=_key(outlet.code, one), kind=KIND, draft=None, now=now, due=now, unsubscribe=stop,
        )  # fmt: skip
        deliveries.promise(tx, delivery)


def _key(outlet: str, one: Silent) -> str:
    """One letter for each silence: it begins with a story."""
    return f"{KIND}:{outlet}:{hashlib.sha256(one.address.encode()).hexdigest()[:24]}:{one.draft.id}"


def silent(tx: Tx, app: App, outlet: Outlet, days: int) -> Iterator[Silent]:
    """Those who would get a letter now, the longest silent first; each is looked at when he is asked for."""
    now = app.now()
    told = reminders.told_last(tx, outlet.code)
    writers = {one.address: one for one in reminders.writers(tx, outlet.code, now - _LONGEST, OPEN_STATES)}
    joins = contributors.standing(tx, outlet.code)
    for one in sorted(writers.values(), key=lambda writer: writer.last):
        if one.last > now - timedelta(days=days):
            break
        at = told.get(one.address.lower())
        if at is not None and at >= one.last:
            continue  # so it is with most who are silent; the others cost several questions each
        if fitting := _fitting(tx, app, outlet.code, one, writers, joins):
            yield fitting


def _fitting(
    tx: Tx, app: App, outlet: str, one: Writer, writers: Mapping[str, Writer], joins: Sequence[Join]
) -> Silent | None:
    """None for whoever gets none, whatever the reason."""
    mine = contributors.addresses_of(joins, one.address)
    person = [writers[address] for address in mine if address in writers]
    if any(other.last > one.last for other in person):
        return None  # he writes from another address now
    if not any(other.used for other in person) or any(other.open for other in person):
        return None
    ours = one.address in app.settings.own_addresses() or people.by_email(tx, one.address) is not None
    if ours or reminders.refused(tx, outlet, mine) or bounces.came_back(tx, one.address, one.last):
        return None
    draft = drafts.get(tx, outlet, reminders.last_story(tx, outlet, one))
    return Silent(one.address, draft) if hears(tx, app, draft) else None


# --- Who wants none ------------------------------------------------------------------------------------------------


def _stop_link(house: letters.House, address: str, now: datetime) -> str:
    """One click ends it; "" when the settings do not say under which address the desk is reached."""
    if not house.page or not house.keys:
        return ""
    return f"{house.page}/nhac/{marks.reminder_token(house.keys, house.outlet, address, now.date())}"


def whose(app: App, token: str) -> tuple[str, str]:
    """(outlet, address) of a link in a reminder of ours. Raises NotFound."""
    outlet, address = marks.reminder_of(app.keys, token, app.now().date()) or ("", "")
    if all(one.code != outlet for one in app.settings.outlets):
        raise NotFound("no such link")
    return outlet, address


def is_refused(app: App, outlet: str, address: str) -> bool:
    with app.database.read() as tx:
        return reminders.refused(tx, outlet, [address]) is not None


def choose(tx: Tx, outlet: str, address: str, at: datetime, *, wanted: bool, by: str = "") -> None:
    """What the contributor, or an editor for him, wants from now on; it counts for all addresses of the person."""
    mine = contributors.addresses_of(contributors.standing(tx, outlet), address)
    if wanted:
        reminders.allow(tx, outlet, mine)
    else:
        for one in mine:
            reminders.refuse(tx, outlet, one, by, at)


def heard(tx: Tx, outlet: str, mail: Mail, at: datetime, kept: Kept) -> bool:
    """Whether the mail ends the reminders to its sender: it answers one, or its subject says nothing else.

    The Message-ID of a reminder is known to whoever got it alone, so an answer needs no other proof; a subject does.
    What comes in somebody's name and is doubted ends nothing.
    """
    if mail.sender is None or not (stops(mail.subject) or stops(mail.text)):
        return False
    sent = set(reminders.told(tx, outlet, at - _YEAR, mail.sender.address))
    answers = not sent.isdisjoint((*mail.in_reply_to, *mail.references))
    if not answers and not (sent and stops(mail.subject)):
        return False
    if kept.open or kept.proof.outcome == "fail" or not (answers or kept.proof.outcome == "pass"):
        log.warning("a wish for no reminders is not believed", action="remind", arrival=kept.arrival[:12])
        return False
    return reminders.refuse(tx, outlet, mail.sender.address, "", at)
