"""The daily letter for editors who want it: how much waits, once a day from the newsroom's hour on.

Its key names newsroom, person and day, so that any number of processes, and clocks that jump, promise it once. On a
day that begins with nothing waiting it leaves as soon as something does.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from tinbai.app import App
from tinbai.decisions import may
from tinbai.i18n import Language, count, moment, text
from tinbai.model import Address
from tinbai.notifier import letters
from tinbai.settings import Outlet
from tinbai.store import Tx, deliveries, digests, people
from tinbai.store.database import serialise
from tinbai.store.digests import Numbers
from tinbai.store.people import Person
from tinbai.telling import house_of

KIND = "digest"
_LATEST = timedelta(hours=12)  # after a rest of the service; later than that tomorrow's is near


def tell(app: App) -> None:
    """Promise the letters that are wanted and were not promised today."""
    now = app.now()
    for outlet in app.settings.outlets:
        day = due_on(outlet, app.settings.timezone, now)
        if day is None:
            continue
        with app.database.read() as tx:
            wanting = [reader for reader in digests.readers(tx, outlet.code) if not _is_told(tx, outlet, reader, day)]
        for reader in wanting:
            with app.database.write() as tx:
                _tell_one(tx, app, outlet, reader, day, now)


def due_on(outlet: Outlet, zone: str, now: datetime) -> date | None:
    """The day whose letter may leave now."""
    local = now.astimezone(ZoneInfo(zone))
    since = local.replace(tzinfo=None) - timedelta(hours=outlet.digest_hour)
    return since.date() if timedelta(hours=since.hour) < _LATEST else None


def _key(outlet: Outlet, person: str, day: date) -> str:
    return f"digest:{outlet.code}:{person}:{day}"


def _is_told(tx: Tx, outlet: Outlet, person: str, day: date) -> bool:
    return deliveries.get(tx, _key(outlet, person, day)) is not None


def _tell_one(tx: Tx, app: App, outlet: Outlet, reader: str, day: date, now: datetime) -> None:
    serialise(tx, "digest")  # else another process withdraws what this one has just promised
    person = people.by_id(tx, reader)
    if _is_told(tx, outlet, reader, day) or person is None or person.disabled_at or not can_have(app, person, outlet):
        return
    counted = digests.numbers(tx, outlet.code, person.id, now)
    house = replace(house_of(tx, app, outlet.code), language=cast(Language, person.language))
    lines = _lines(house, person, outlet, counted)
    if not lines:
        return
    delivery = letters.promised(
        house, Address(person.name, person.email), (None, ()), _letter(house, outlet, person, counted, lines, now),
        key=_key(outlet, person.id, day), kind=KIND, draft=None, now=now, due=now,
    )  # fmt: skip
    deliveries.withdraw(tx, outlet.code, KIND, person.email)  # yesterday's, if it still waits for a server
    deliveries.promise(tx, delivery)


def can_have(app: App, person: Person, outlet: Outlet) -> bool:
    """A letter to an address of ours would come in as mail."""
    return may(person, outlet.code, "read") and person.email.lower() not in app.settings.own_addresses()


def _lines(house: letters.House, person: Person, outlet: Outlet, counted: Numbers) -> Sequence[str]:
    """One for each number that is not nought and that the person may know."""
    language, found = house.language, list[str]()
    if counted.waiting and counted.oldest:
        found.append(count(language, "{n} story is waiting", "{n} stories are waiting", counted.waiting))
        found.append(
            text(language, "The oldest came in on {time}", time=moment(language, counted.oldest, house.timezone))
        )
    if counted.late:
        found.append(
            count(
                language,
                "{n} has been waiting for more than 24 hours",
                "{n} have been waiting for more than 24 hours",
                counted.late,
            )
        )
    if counted.mine:
        found.append(count(language, "{n} is in your hands", "{n} are in your hands", counted.mine))
    if counted.approval and may(person, outlet.code, "approve"):
        found.append(
            count(language, "{n} is waiting for your approval", "{n} are waiting for your approval", counted.approval)
        )
    if counted.held and may(person, outlet.code, "hold"):
        found.append(count(language, "{n} message is on hold", "{n} messages are on hold", counted.held))
    return found


def _letter(
    house: letters.House, outlet: Outlet, person: Person, counted: Numbers, lines: Sequence[str], now: datetime
) -> tuple[str, str]:  # fmt: skip
    language = house.language
    subject = text(language, "[Tinbai] Daily summary for {house}", house=house.name)
    if counted.waiting:
        said = count(language, "{n} story is waiting", "{n} stories are waiting", counted.waiting)
        subject = f"[Tinbai] {said}: {house.name}"
    at = moment(language, now, house.timezone)
    body = [
        text(language, "Dear {name},", name=letters.clean(person.name, 80) or person.email),
        "",
        text(language, "{house}, {time}:", house=house.name, time=at),
        *(f"- {line}" for line in lines),
        "",
    ]
    if house.page:
        body += [text(language, "Open the desk: {link}", link=f"{house.page}/hang-cho?noi={outlet.code}"), ""]
    body.append(
        text(
            language,
            "You asked for this email. It comes once a day, from {hour}:00 on, when something is waiting. You can "
            "switch it off under My account.",
            hour=outlet.digest_hour,
        )
    )
    return letters.clean(subject), "\n".join(body) + "\n"
