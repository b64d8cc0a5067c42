"""Alarms for whoever runs the service: each told once when it has lasted, and once more when it is over.

A letter may have to leave by what is broken. So an alarm is logged and stands on the page Operation and in the figures
in any case, its letter takes a way that works where there is one, and who never heard of it is not told that it ended.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from tinbai.app import App
from tinbai.i18n import moment, text
from tinbai.model import Address
from tinbai.notifier import letters
from tinbai.store import Tx, alarms, deliveries, heartbeats
from tinbai.store.alarms import Standing
from tinbai.store.database import serialise
from tinbai.symptoms import Symptom, found
from tinbai.telling import house_of

log = structlog.get_logger("alarms")

KIND = "alarm"
CALM = timedelta(minutes=10)  # so long it must be well before it is over: what comes and goes is one alarm
# code -> msgids: what is wrong, what is kept and what to do
WORDS: Mapping[str, tuple[str, str]] = {
    "mailbox": (
        "Mailbox {object} cannot be read",
        "The mail is safe there and will be read as soon as the mailbox works again. Its line under Operation says "
        "which step fails and what to do.",
    ),
    "permission": (
        "Access to {object} is about to end or has ended",
        "Please sign in again, under Settings, Mailboxes or with the command tinbai signin {object}. Until then, "
        "incoming mail stays in the mailbox and letters wait here.",
    ),
    "letters": (
        "Letters cannot be sent through {object}",
        "They are kept and tried again for up to three days. See the line Letters out under Operation.",
    ),
    "disk": (
        "The disk is nearly full: {object}",
        "Mail is still being accepted. Soon it will be turned away with “try later” and stay with its sender. Please "
        "free some space or give the folder a larger disk.",
    ),
    "quarantine": (
        "Mail for {object} could not be read and is in quarantine",
        "It is kept as it came. The Ledger page says why; you can try it again there or with: tinbai retry.",
    ),
    "job": (
        "The “{object}” part of the service is not running",
        "Nothing is lost. Please start it again (tinbai run --only {object}) and check the log.",
    ),
    "feed": (
        "Feed {object} cannot be read",
        "Mail is not affected; only what others publish will be reported late. See its line under Operation.",
    ),
}


def watch(app: App) -> None:
    """Look at everything once, begin and end alarms. Several may do so at once: each alarm is told by one of them."""
    with app.database.write() as tx:
        serialise(tx, "alarms")
        now, present = app.now(), {(one.code, one.object): one for one in found(tx, app)}
        before = {(one.code, one.object): one for one in alarms.standing(tx)}
        for key, symptom in present.items():
            _stands(tx, app, symptom, before.get(key), now)
        for key in before.keys() - present.keys():
            _is_well(tx, app, before[key], now)


def _stands(tx: Tx, app: App, symptom: Symptom, known: Standing | None, now: datetime) -> None:
    alarm = known or Standing(symptom.code, symptom.object, symptom.outlet, now)
    if alarm.since > now:  # the clock was put back
        alarm = replace(alarm, since=now)
    if alarm.told_at is None and now - alarm.since >= symptom.wait:
        log.error("alarm", action="alarm", code=alarm.code, object=alarm.object)
        alarm = replace(alarm, told_at=now, letter=_promise(tx, app, alarm, now, over=False))
    alarm = replace(alarm, gone_at=None)
    if alarm != known:
        alarms.put(tx, alarm)


def _is_well(tx: Tx, app: App, alarm: Standing, now: datetime) -> None:
    if alarm.told_at is None:
        alarms.end(tx, alarm)
    elif alarm.gone_at is None or alarm.gone_at > now:
        alarms.put(tx, replace(alarm, gone_at=now))
    elif now - alarm.gone_at >= CALM:
        log.info("alarm over", action="alarm", code=alarm.code, object=alarm.object)
        if alarm.letter and not deliveries.cancel(tx, alarm.letter):
            _promise(tx, app, alarm, now, over=True)
        alarms.end(tx, alarm)


def _promise(tx: Tx, app: App, alarm: Standing, now: datetime, *, over: bool) -> str | None:
    """The key of the letter; None where nobody is named."""
    to = app.settings.alarms.address
    if not to:
        return None
    house = replace(house_of(tx, app, _by_whom(tx, app, alarm)), language=app.settings.alarms.language)
    key = f"alarm:{alarm.code}:{alarm.object}:{alarm.since:%Y%m%dT%H%M%S}:{'over' if over else 'on'}"
    delivery = letters.promised(
        house, Address("", to), (None, ()), _letter(house, alarm, over),
        key=key, kind=KIND, draft=None, now=now, due=now,
    )  # fmt: skip
    deliveries.promise(tx, delivery)
    return key


def _by_whom(tx: Tx, app: App, alarm: Standing) -> str:
    """The newsroom whose letters leave: the concerned one when it can, else one that can."""
    beats = heartbeats.everyone(tx)
    codes = [one.code for one in app.settings.outlets]
    codes.sort(key=lambda code: code != alarm.outlet)
    for code in codes:
        name = app.settings.way_of(code)
        beat = beats.get(name)
        stuck = alarm.code == "letters" and alarm.object == name
        if app.settings.ways()[name].kind != "none" and not stuck and not (beat and beat.fault):
            return code
    return codes[0]


def said(house: letters.House, alarm: Standing) -> str:
    return text(house.language, WORDS[alarm.code][0], object=alarm.object)


def _letter(house: letters.House, alarm: Standing, over: bool) -> tuple[str, str]:
    language, since = house.language, moment(house.language, alarm.since, house.timezone)
    wrong = said(house, alarm)
    lines = [text(language, "Since {time}.", time=since), text(language, WORDS[alarm.code][1], object=alarm.object)]
    if over:
        lines = [text(language, "This is over. It began on {time}; there is nothing left to do.", time=since)]
    subject = text(language, "[Tinbai] Over: {alarm}" if over else "[Tinbai] Alarm: {alarm}", alarm=wrong)
    page = ["", text(language, "Operation: {link}", link=f"{house.page}/van-hanh")] if house.page else []
    ending = text(language, "You get one email when it begins and one when it is over.")
    return letters.clean(subject), "\n".join([f"{wrong}.", "", *lines, *page, "", ending]) + "\n"
