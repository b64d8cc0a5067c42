"""Operation: in plain words what runs, what does not, and what to do about it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai import answering
from tinbai.app import App
from tinbai.settings import MIB, Settings
from tinbai.store import mailboxes, overview
from tinbai.store.mailboxes import Health
from tinbai.web import health_feeds, health_letters
from tinbai.web.desk import desk_of, scope_of, words_of
from tinbai.web.health_letters import Duty
from tinbai.web.pages import page
from tinbai.web.words import Words

SILENT = timedelta(minutes=10)  # a mailbox that has reported nothing for so long is not being watched
_STEPS: Mapping[str, str] = {
    "dns": "Find the server",
    "tls": "Encrypt",
    "login": "Sign in",
    "folder": "Open the folder",
    "fetch": "Read mail",
}
# step at which it failed -> what to do (msgids)
_REMEDIES: Mapping[str, str] = {
    "dns": "Check the name of the server in the settings, and the network of this machine.",
    "tls": "Check server, port and security in the settings; if the certificate has expired, tell the provider.",
    "login": "Make a new application password at the provider and put it where the settings name it; then restart.",
    "folder": "Check the name of the folder in the settings.",
    "fetch": "Usually it mends itself; if not, the provider may limit how often mail is read.",
}


@dataclass(frozen=True, slots=True)
class Box:
    """A mailbox or listener. state: good, bad or waiting; steps: (msgid, good | bad | na)."""

    name: str
    outlet: str
    state: str
    said: str
    facts: Sequence[tuple[str, str]]
    steps: Sequence[tuple[str, str]] = ()
    remedy: str = ""


def show(request: Request) -> Response:
    """Mailboxes and listeners, letters out, database and disk."""
    scope, words = scope_of(request), words_of(request)
    app = desk_of(request).app
    with app.database.read() as tx:
        reports = {(one.outlet, one.name): one for one in mailboxes.health(tx)}
        latest = overview.latest(tx, scope.shown)
        outlets = [outlet for outlet in app.settings.outlets if outlet.code in scope.shown]
        letters = health_letters.lines(tx, app, words, outlets)
        alarms = health_letters.alarmed(tx, app, words, outlets)
        read = health_feeds.lines(tx, app.settings, words)
        doubts = answering.doubts(tx, app.settings)
    boxes = []
    for box in app.settings.mailboxes:
        if box.outlet in scope.shown:
            key, (msgid, address) = (box.outlet, box.name), doubts.get(box.name, ("", ""))
            doubt = words.t(msgid, address=address) if msgid else ""
            boxes.append(_mailbox(words, box.name, box.outlet, reports.get(key), latest.get(key), doubt))
    if app.settings.smtp_in.enabled:
        boxes.append(_listener(words, app.settings, latest))
    duties = [*letters.values(), _database(words, app), _disk(words, app), *alarms]
    bad = [box for box in boxes if box.state == "bad"]
    broken = [duty for duty in duties if not duty.good]
    return page(request, "health.html", boxes=boxes, duties=duties, bad=bad, broken=broken, feeds=read)


def _mailbox(
    words: Words, name: str, outlet: str, report: Health | None, latest: datetime | None, doubt: str
) -> Box:  # fmt: skip
    t = words.t
    told = [(t("Remark"), doubt)] if doubt else []
    if report is None:
        steps = tuple((t(s), "na") for s in _STEPS.values())
        return Box(name, outlet, "waiting", t("Not looked into yet"), told, steps)
    silent = words.now - report.reported_at > SILENT
    failed = report.state == "failed"
    said = t("Running")
    if failed:
        said = t(report.error or "The mail server refused a command.")
    elif silent:
        said = t("Nobody watches it: the intake does not run")
    elif report.state != "watching":
        said = t("Connecting")
    facts = [(t("Last read"), words.clock(report.last_success_at) if report.last_success_at else t("never"))]
    facts.append((t("Last message"), words.clock(latest) if latest else t("none yet")))
    if not failed and report.error:
        facts.append((t("Remark"), t(report.error)))
    facts += told
    state = "bad" if failed or silent else "good" if report.state == "watching" else "waiting"
    return Box(name, outlet, state, said, facts, _steps(t, report), _remedy(t, report, silent))


def _steps(t: Callable[[str], str], report: Health) -> tuple[tuple[str, str], ...]:
    names = list(_STEPS)
    if report.state == "watching":
        return tuple((t(_STEPS[name]), "ok") for name in names)
    if report.state != "failed" or report.step not in names:
        return tuple((t(_STEPS[name]), "na") for name in names)
    at = names.index(report.step)
    marks = ["ok"] * at + ["bad"] + ["na"] * (len(names) - at - 1)
    return tuple((t(_STEPS[name]), mark) for name, mark in zip(names, marks, strict=True))


def _remedy(t: Callable[[str], str], report: Health, silent: bool) -> str:
    if report.state == "failed":
        return t(_REMEDIES.get(report.step or "", _REMEDIES["fetch"]))
    return t("Start the service with the role intake: tinbai run --only intake.") if silent else ""


def _listener(words: Words, settings: Settings, latest: Mapping[tuple[str, str], datetime]) -> Box:
    configured = {box.name for box in settings.mailboxes} | {"import"}
    times = [at for (_, mailbox), at in latest.items() if mailbox not in configured]
    t, smtp = words.t, settings.smtp_in
    facts = [(t("Last message"), words.clock(max(times)) if times else t("none yet"))]
    facts.append((t("Size limit of a mail"), words.size(smtp.max_bytes)))
    name = t("Direct intake ({protocol}) on {host}", protocol="LMTP" if smtp.lmtp else "SMTP", host=smtp.host)
    return Box(name, "", "good", t("Switched on"), facts)


def _database(words: Words, app: App) -> Duty:
    kind = "SQLite" if app.database.is_sqlite else "PostgreSQL"
    return Duty(
        words.t("Database"), True, words.t("Answers"), words.t("{kind}; every commit is on the disk", kind=kind)
    )


def _disk(words: Words, app: App) -> Duty:
    free, least = app.raw.free(), app.settings.limits.free_disk_mb * MIB
    enough = free > least
    said = words.t("{free} free", free=words.size(free))
    note = words.t("Below {least} free no more mail is taken; senders are asked to try later.", least=words.size(least))
    return Duty(words.t("Disk"), enough, said if enough else words.t("Full: no more mail is taken"), note)


ROUTES = (Route("/van-hanh", show, methods=["GET"]),)
