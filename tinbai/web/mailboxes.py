"""Settings: mailboxes. Each is tried step by step before it is kept; the first one is a matter of one page."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai import answering, signing_in, vault
from tinbai.errors import BadSettings, NotAllowed, NotFound, TinbaiError
from tinbai.intake.door import Step
from tinbai.intake.imap import ImapDoor
from tinbai.model import Accepted, Arrival
from tinbai.overlay import PASSWORD
from tinbai.settings import Mailbox
from tinbai.store import Tx, audit, kept_settings, mailboxes
from tinbai.store.kept_settings import Kept
from tinbai.watching import StoredLedger
from tinbai.web import ways
from tinbai.web.desk import desk_of, words_of
from tinbai.web.forms import form
from tinbai.web.managed import managed, manager_of
from tinbai.web.pages import page, redirect

HERE = "/cai-dat/hop-thu"
STEPS: Mapping[str, str] = {
    "dns": "Find the server",
    "tls": "Encrypt",
    "login": "Sign in",
    "folder": "Open the folder",
    "fetch": "Read mail",
    "reply": "Reach the server for letters out",
}
SECURITIES: Mapping[str, str] = {
    "tls": "Encrypted from the start (port 993)",
    "starttls": "Encrypted after greeting (port 143)",
    "none": "Not encrypted: only within one machine",
}
_FIELDS = ("name", "outlet", "host", "user", "folder", "start", "security", "address")
_EMPTY = dict.fromkeys((*_FIELDS, "port"), "") | {"folder": "INBOX", "security": "tls", "start": "now"}
_NAME = re.compile(r"[^a-z0-9-]+")
_TRIED_WITHIN = 15.0  # seconds; nobody waits longer for a page


@dataclass(frozen=True, slots=True)
class Line:
    """A mailbox in force. ours: set at the desk, not in the file; doubt: why answers may not leave from its address."""

    box: Mailbox
    ours: bool
    state: str
    said: str
    doubt: str


@dataclass(frozen=True, slots=True)
class Trial:
    """How trying went: (msgid, ok | bad | na, detail); `old`: how many mails lie in the folder, None if not reached."""

    steps: Sequence[tuple[str, str, str]]
    old: int | None

    @property
    def good(self) -> bool:
        """Whether mail can be read; where letters leave is another matter."""
        return all(mark == "ok" for _, mark, _ in self.steps[:-1])


def show(request: Request) -> Response:
    """The mailboxes with their health, and the form for one more."""
    manager_of(request)
    return _show(request, {})


def _show(
    request: Request, typed: dict[str, str], status: int = 200, *,
    trial: Trial | None = None, wrong: str = "", shut: str = "", of: str = "",
) -> Response:  # fmt: skip
    with desk_of(request).app.database.read() as tx:
        lines, out = _lines(tx, request), ways.shown(tx, request)
    return page(
        request, "mailboxes.html", status, lines=lines, out=out, outlets=managed(request), typed=_EMPTY | typed,
        trial=trial, wrong=wrong, shut=shut, of=of, securities=SECURITIES,
    )  # fmt: skip


def _lines(tx: Tx, request: Request) -> list[Line]:
    settings, words = desk_of(request).app.settings, words_of(request)
    codes, lines = [one.code for one in managed(request)], []
    health = {(one.outlet, one.name): one for one in mailboxes.health(tx)}
    ours = {one.name for one in kept_settings.everything(tx) if one.part == "mailboxes"}
    doubts = answering.doubts(tx, settings)
    for box in settings.mailboxes:
        if box.outlet in codes:
            found = health.get((box.outlet, box.name))
            state = found.state if found else "waiting"
            said = found.error if found and found.error else {"watching": "Running"}.get(state, "Not looked into yet")
            msgid, address = doubts.get(box.name, ("", ""))
            doubt = words.t(msgid, address=address) if msgid else ""
            lines.append(Line(box, box.name in ours, state, words.t(said), doubt))
    return lines


def try_one(request: Request) -> Response:
    """Try what was typed; only what can be read is kept, and only with the second button."""
    fields, me, words = form(request), manager_of(request), words_of(request)
    app, typed = desk_of(request).app, _typed(fields)
    if typed["outlet"] not in [one.code for one in managed(request)]:
        raise NotFound("no such newsroom")
    shut = str(fields.get("khoa", "")) or vault.shut(app.keys.keys, PASSWORD, str(fields.get("mat-khau", "")))
    try:
        box = Mailbox(**_values(typed)).with_password(vault.opened(app.keys.keys, PASSWORD, shut))
    except (ValidationError, BadSettings, ValueError):
        wrong = words.t("Please fill in every field: a short name, the server, the user name and the password.")
        return _show(request, typed, 422, wrong=wrong)
    with app.database.read() as tx:
        doubt = answering.doubt(tx, app.settings, box)
    if doubt:
        wrong = words.t("Answers can leave from the newsroom's own addresses or from the mailbox's, no other.")
        return _show(request, typed, 422, wrong=wrong)
    if any(one.name == box.name for one in app.settings.mailboxes):
        return _show(request, typed, 422, wrong=words.t("A mailbox of that name is there already."))
    trial = _tried(request, box)
    if not trial.good or "giu" not in fields:
        return _show(request, typed, 200 if trial.good else 422, trial=trial, shut=shut if trial.good else "")
    with app.database.write() as tx:
        kept_settings.put(tx, Kept("mailboxes", box.name, _values(typed), shut), by=me.id, at=words.now)
        note = f"{box.user} @ {box.host}, {box.folder}, {box.start}"
        audit.add(tx, "mailbox-set", by=me.id, at=words.now, outlet=box.outlet, object=box.name, note=note)
    app.follow()
    return redirect(request, HERE, words.t("The mailbox is watched within seconds."))


def change(request: Request) -> Response:
    """Try a mailbox in force, or take it away; what it brought stays."""
    fields, me, words = form(request), manager_of(request), words_of(request)
    app, name = desk_of(request).app, request.path_params["name"]
    codes = [one.code for one in managed(request)]
    box = next((one for one in app.settings.mailboxes if one.name == name and one.outlet in codes), None)
    if box is None:
        raise NotFound("no such mailbox")
    if fields.get("v") == "thu":
        return _show(request, {}, trial=_tried(request, box), of=name)
    if fields.get("v") != "bo":
        raise NotAllowed("no such act")
    with app.database.write() as tx:
        kept_settings.put(tx, Kept("mailboxes", name, None, None), by=me.id, at=words.now)
        audit.add(tx, "mailbox-removed", by=me.id, at=words.now, outlet=box.outlet, object=name)
    app.follow()
    return redirect(request, HERE, words.t("The mailbox is watched no more; what it brought stays."))


def try_way(request: Request) -> Response:
    """Try a server for letters out; none leaves."""
    form(request)
    manager_of(request)
    found, words = ways.chosen(request), words_of(request)
    mark, said = ways.tried(desk_of(request).app, found.way)
    return _show(request, {}, trial=Trial([(words.t(STEPS["reply"]), mark, words.t(said))], None), of=found.name)


def _typed(fields: FormData) -> dict[str, str]:
    typed = {name: " ".join(str(fields.get(name, "")).split())[:300] for name in (*_FIELDS, "port")}
    typed["name"] = _NAME.sub("-", typed["name"].lower()).strip("-")[:32]
    return typed


def _values(typed: Mapping[str, str]) -> dict[str, Any]:
    """As they would stand in settings.toml. Raises ValueError for a port that is none."""
    if not typed["host"] or not typed["user"]:
        raise ValueError("host and user are needed")
    return {name: typed[name] for name in _FIELDS} | {"port": int(typed["port"] or "0")}


def _tried(request: Request, box: Mailbox) -> Trial:
    app, words = desk_of(request).app, words_of(request)
    patient = box.model_copy(update={"timeout_seconds": min(box.timeout_seconds, _TRIED_WITHIN)})
    done: dict[str, Step] = {step.name: step for step in _check(request, patient)}
    steps = [(words.t(said), *_mark(request, done.get(name))) for name, said in STEPS.items() if name != "reply"]
    mark, said = ways.tried(app, app.settings.ways()[app.settings.way_of(box.outlet, box.name)])
    steps.append((words.t(STEPS["reply"]), mark, words.t(said)))
    folder = done.get("folder")
    return Trial(steps, int(folder.detail) if folder and folder.ok else None)


def _check(request: Request, box: Mailbox) -> Sequence[Step]:
    app = desk_of(request).app
    return ImapDoor(signing_in.able(app, box), _accept_nothing, StoredLedger(app, box), app.raw.spool).check()


def _mark(request: Request, step: Step | None) -> tuple[str, str]:
    if step is None:
        return "na", ""
    told = "" if step.ok and step.name == "folder" else words_of(request).t(step.detail) if step.detail else ""
    return ("ok" if step.ok else "bad"), told


def _accept_nothing(arrival: Arrival) -> Accepted:
    raise TinbaiError(f"a trial takes no mail, not even from {arrival.source.mailbox}")


ROUTES = (
    Route(HERE, show, methods=["GET"]),
    Route(HERE, try_one, methods=["POST"]),
    Route(f"{HERE}/{{name}}", change, methods=["POST"]),
    Route(f"{ways.HERE}/{{way}}", try_way, methods=["POST"]),
)
