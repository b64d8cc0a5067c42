"""What is wrong with the service now, as its own records and the disk show it; whether to tell is for alarms.py."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from tinbai import signing_in
from tinbai.app import App
from tinbai.settings import MIB, Mailbox, Share, Way
from tinbai.store import Tx, alarms, feeds, heartbeats, mailboxes

SILENT = timedelta(minutes=10)  # whoever tells nothing for so long does not run
JOB = "job "  # heartbeats of the roles of the service begin so
_FEED_SLOW = timedelta(hours=1)  # beyond the time it was to be read


@dataclass(frozen=True, slots=True)
class Symptom:
    """`object`: what ails, as the settings name it; `wait`: how long it must last before anybody is told."""

    code: str
    object: str
    wait: timedelta
    outlet: str = ""


def found(tx: Tx, app: App) -> list[Symptom]:
    """Everything that is wrong now."""
    ways = [(name, way) for name, way in app.settings.ways().items() if way.kind != "none"]
    return [
        *_mailboxes(tx, app),
        *_permissions(app, [*((box.name, box) for box in app.settings.mailboxes), *ways]),
        *(stuck for name, _ in ways for stuck in _letters(tx, app, name, app.settings.shares()[name])),
        *_disk(app),
        *(
            Symptom("quarantine", outlet, timedelta(minutes=10), outlet)
            for outlet in alarms.quarantined(tx, [one.code for one in app.settings.outlets])
        ),
        *_jobs(tx, app),
        *_feeds(tx, app),
    ]


def _mailboxes(tx: Tx, app: App) -> Iterator[Symptom]:
    reports = {(one.outlet, one.name): one for one in mailboxes.health(tx)}
    wait = timedelta(minutes=app.settings.alarms.mailbox_minutes)
    for box in app.settings.mailboxes:
        one = reports.get((box.outlet, box.name))
        if one is None or one.state == "failed" or app.now() - one.reported_at > SILENT:
            yield Symptom("mailbox", box.name, wait, box.outlet)


def _permissions(app: App, who: list[tuple[str, Mailbox | Way]]) -> Iterator[Symptom]:
    for name, one in who:
        if one.sign_in and signing_in.remark(app, one.sign_in, one.user):
            outlet = one.outlet if isinstance(one, Mailbox) else app.settings.shares()[name].outlet
            yield Symptom("permission", name, timedelta(0), outlet)


def _letters(tx: Tx, app: App, name: str, share: Share) -> Iterator[Symptom]:
    """A way is stuck when it has a fault and letters wait for it, or when letters are due and nobody takes them."""
    waiting, due = alarms.oldest_letter(tx, share)
    beat = heartbeats.everyone(tx).get(name)
    faulty = beat is not None and bool(beat.fault)
    if waiting and (faulty or (due and app.now() - due > SILENT)):
        yield Symptom("letters", name, timedelta(minutes=app.settings.alarms.letters_minutes), share.outlet)


def _disk(app: App) -> Iterator[Symptom]:
    if app.raw.free() < app.settings.alarms.disk_free_mb * MIB:
        yield Symptom("disk", str(app.settings.data)[-64:], timedelta(0))


def _jobs(tx: Tx, app: App) -> Iterator[Symptom]:
    """Roles that were seen once and are not any more, or whose threads fail again and again; mail nobody reads."""
    now, dead = app.now(), set[str]()
    for job, beat in heartbeats.everyone(tx).items():
        if job.startswith(JOB) and (beat.fault or now - beat.at > SILENT):
            dead.add(job.removeprefix(JOB))
    unread = alarms.unread_since(tx)
    if unread and now - unread > 2 * SILENT:
        dead.add("work")
    yield from (Symptom("job", job, SILENT) for job in sorted(dead))


def _feeds(tx: Tx, app: App) -> Iterator[Symptom]:
    states = feeds.health(tx, [feed.name for feed in app.settings.feeds])
    wait = timedelta(hours=app.settings.alarms.feed_hours)
    for feed in app.settings.feeds:
        state = states.get(feed.name)
        late = state is not None and app.now() - max(state.next_poll, state.reported_at) > _FEED_SLOW
        if state and (state.state == "failed" or late):
            yield Symptom("feed", feed.name, wait, feed.outlet)
