"""The audit log as a page: who did what, to what and when; filtered, page by page, and only ever added to."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai.decisions import hidden_from
from tinbai.store import audit, audit_trail, people
from tinbai.web.desk import desk_of, words_of
from tinbai.web.forms import query
from tinbai.web.managed import managed, manager_of
from tinbai.web.pages import page
from tinbai.web.places import after, place
from tinbai.web.roles import ROLE_NAMES
from tinbai.web.words import Words

HERE = "/cai-dat/nhat-ky"
PAGE = 50
_LONGEST_REMARK = 300
SOURCES: Mapping[str, str] = {
    "account": "Accounts, settings, held mail",
    "decision": "Decisions",
    "act": "Ticks and marks",
    "version": "Edited texts",
    "merge": "Merges",
    "verdict": "Verdicts on twins",
}
ACTS: Mapping[str, str] = {
    "signed-in": "Signed in",
    "login-refused": "Login refused",
    "password-changed": "Password changed",
    "second-factor-on": "Second factor switched on",
    "second-factor-off": "Second factor switched off",
    "second-factor-reset": "Second factor taken away",
    "invited": "Invited",
    "invitation-used": "Invitation used",
    "link-made": "New login link made",
    "roles-changed": "Roles changed",
    "locked": "Account locked",
    "unlocked": "Account opened again",
    "mailbox-set": "Mailbox set",
    "mailbox-removed": "Mailbox removed",
    "mailbox-signed-in": "Signed in to a mailbox",
    "way-signed-in": "Signed in to send letters",
    "newsroom-set": "Newsroom set",
    "checks-set": "Checks set",
    "sender-confirmed": "Confirmed who sent a mail",
    "sender-doubted": "Took back who sent a mail",
    "contributors-joined": "Two addresses made one person",
    "contributors-split": "One person made two again",
    "letter-rewritten": "Letter rewritten",
    "letter-restored": "Letter in the program's words again",
    "language-set": "Language of letters set",
    "released": "Hold lifted",
    "destroyed": "Destroyed",
    "held-read": "Held mail downloaded",
    "approve": "Approved",
    "ask": "Asked the author",
    "reject": "Not used",
    "return": "Sent back to the editor",
    "decided-by-link": "Decided by a link from a letter",
    "checked": "Saw no mark of secrecy",
    "held": "Held by hand",
    "drafted": "Taken into the queue",
    "published": "Marked as published",
    "reminders-off": "No more reminders",
    "reminders-on": "May be reminded again",
    "edited": "Edited",
    "merged": "Merged with another story",
    "same": "One story",
    "not-a-twin": "No twins",
    "series": "The same pattern, another event",
    "related": "Only related",
}

# what stands in the remark of a login -> msgid
BY: Mapping[str, str] = {
    "password": "by password",
    "link": "by a one-time link",
    "code": "by password and code",
    "invitation": "by invitation",
}


def show(request: Request) -> Response:
    """One page of the log."""
    reader, outlets = manager_of(request, "audit"), [one.code for one in managed(request, "audit")]
    words, app = words_of(request), desk_of(request).app
    houses = {one.code: one.name for one in app.settings.outlets}
    asked = {name: query(request, name) for name in ("ai", "loai", "tim", "den")}
    wanted = audit_trail.Wanted(
        outlets,
        hidden_from(reader, outlets),
        asked["ai"],
        asked["loai"],
        asked["tim"],
        _until(asked["den"], words.zone),
    )
    with app.database.read() as tx:
        found = audit_trail.listed(tx, wanted, after(query(request, "sau")), PAGE + 1)
        everybody = people.listed(tx)
        broken = audit.broken(tx) if query(request, "kiem") else 0
    shown = found[:PAGE]
    further = place(shown[-1].at, shown[-1].key) if len(found) > PAGE else ""
    said = {name: value for name, value in asked.items() if value}
    return page(
        request,
        "audit.html",
        entries=shown,
        names={one.id: one.name for one in everybody},
        people=[one for one in everybody if set(one.roles) & set(outlets)],
        asked=asked,
        sources=SOURCES,
        acts=ACTS,
        remark=lambda one: _remark(words, houses, one),
        broken=broken,
        next=f"{HERE}?{urlencode(said | {'sau': further})}" if further else "",
        prove=f"{HERE}?{urlencode(said | {'kiem': '1'})}",
    )


def _remark(words: Words, houses: Mapping[str, str], one: audit_trail.Entry) -> str:
    """How somebody signed in and which roles were given, in words; everything else as it was written down."""
    if one.act == "signed-in" and one.note in BY:
        return words.t(BY[one.note])
    if one.act not in ("invited", "roles-changed"):
        return one.note[:_LONGEST_REMARK]
    given = [part.partition(": ")[::2] for part in one.note.split(", ") if part]
    return "; ".join(f"{houses.get(house, house)}: {_roles(words, roles)}" for house, roles in given)


def _roles(words: Words, roles: str) -> str:
    return ", ".join(words.t(ROLE_NAMES[one]) if one in ROLE_NAMES else one for one in roles.split("+"))


def _until(day: str, zone: str) -> datetime | None:
    """The end of that local day."""
    try:
        found = datetime.fromisoformat(day).date()
        return datetime.combine(found + timedelta(days=1), time(), ZoneInfo(zone))
    except (ValueError, OverflowError):
        return None


ROUTES = (Route(HERE, show, methods=["GET"]),)
