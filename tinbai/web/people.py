"""Settings: who may use the desk. Invited by a one-time link, given roles in each newsroom, locked, opened again."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai import decisions
from tinbai.errors import NotAllowed, NotFound
from tinbai.settings import Outlet
from tinbai.store import Tx, audit, people, second_factors
from tinbai.store.people import Person
from tinbai.web.desk import desk_of, scope_of, words_of
from tinbai.web.forms import form
from tinbai.web.managed import managed, manager_of
from tinbai.web.pages import page, redirect
from tinbai.web.roles import ROLES

HERE = "/cai-dat/nguoi-dung"
INVITED_FOR = timedelta(hours=72)
_ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}")


@dataclass(frozen=True, slots=True)
class Line:
    """A person with the roles in the newsrooms the reader keeps. `whole`: he keeps all newsrooms of that person."""

    person: Person
    roles: Sequence[tuple[Outlet, Sequence[str]]]
    second_factor: bool
    whole: bool
    me: bool


def show(request: Request) -> Response:
    manager_of(request)
    return _show(request)


def _show(
    request: Request, status: int = 200, *, link: tuple[str, str] | None = None, wrong: str = "", typed: str = ""
) -> Response:
    me, outlets = manager_of(request), managed(request)
    with desk_of(request).app.database.read() as tx:
        everybody, having = people.listed(tx), second_factors.having(tx)
    lines = [_line(one, outlets, having, me) for one in everybody if _is_mine(one, outlets)]
    at_work = [one for one in everybody if not one.disabled_at]
    officers = {code for one in at_work for code in one.roles if decisions.may(one, code, "hold")}
    return page(
        request,
        "people.html",
        status,
        lines=lines,
        outlets=outlets,
        roles=ROLES,
        link=link,
        wrong=wrong,
        typed=typed,
        unguarded=[one for one in outlets if one.code not in officers],
        hours=words_of(request).tn("{n} hour", "{n} hours", int(INVITED_FOR.total_seconds() // 3600)),
    )


def _is_mine(person: Person, outlets: Sequence[Outlet]) -> bool:
    """People without any newsroom are everybody's, so that they do not get lost."""
    return not person.roles or any(one.code in person.roles for one in outlets)


def _line(person: Person, outlets: Sequence[Outlet], having: set[str], me: Person) -> Line:
    roles = [(one, [role for role in person.roles.get(one.code, "").split("+") if role]) for one in outlets]
    whole = set(person.roles) <= {one.code for one in outlets}
    return Line(person, roles, person.id in having, whole, person.id == me.id)


def invite(request: Request) -> Response:
    """A new account without a password, and the link that opens it; shown once."""
    fields, me, words = form(request), manager_of(request), words_of(request)
    email = str(fields.get("email", "")).strip().lower()
    name = " ".join(str(fields.get("ten", "")).split())[:80] or email.partition("@")[0]
    roles = _roles(request, fields)
    if not _ADDRESS.fullmatch(email) or not any(roles.values()):
        return _show(request, 422, wrong=words.t("An e-mail address and at least one role are needed."), typed=email)
    app = desk_of(request).app
    with app.database.write() as tx:
        person = people.add(tx, email, name, words.language, None, app.now())
        if person is None:
            wrong = words.t("This address has an account already; whoever keeps all newsrooms can give it roles here.")
            return _show(request, 422, wrong=wrong, typed=email)
        _give(tx, person, roles)
        audit.add(tx, "invited", by=me.id, at=words.now, object=email, note=_told(roles))
        token = people.new_link(tx, person, app.now() + INVITED_FOR, "invite")
    return _show(request, link=(email, _link(request, token)))


def change(request: Request) -> Response:
    """One act on one person: roles, a new link, locking, opening, taking the second factor away."""
    fields, me, words = form(request), manager_of(request), words_of(request)
    app, wish = desk_of(request).app, str(fields.get("v", ""))
    with app.database.write() as tx:
        one = _mine(request, tx)
        if wish != "vai-tro" and not set(one.roles) <= {outlet.code for outlet in managed(request)}:
            raise NotAllowed("the account is also another newsroom's")
        if wish == "vai-tro":
            roles = _roles(request, fields)
            if one.id == me.id and not _stays_manager(request, roles):
                raise NotAllowed("nobody takes away his own right to manage")
            _give(tx, one.id, roles)
            audit.add(tx, "roles-changed", by=me.id, at=words.now, object=one.email, note=_told(roles))
            if one.id != me.id:
                people.close_sessions(tx, one.id)
        elif wish == "moi":
            token = people.new_link(tx, one.id, app.now() + INVITED_FOR, "invite")
            audit.add(tx, "link-made", by=me.id, at=words.now, object=one.email)
        elif one.id == me.id:
            raise NotAllowed("nobody locks himself out")
        elif wish == "khoa":
            people.disable(tx, one.email, app.now())
            audit.add(tx, "locked", by=me.id, at=words.now, object=one.email)
        elif wish == "mo":
            people.enable(tx, one.email)
            audit.add(tx, "unlocked", by=me.id, at=words.now, object=one.email)
        elif wish == "bo-ma":
            second_factors.remove(tx, one.id)
            people.close_sessions(tx, one.id)
            audit.add(tx, "second-factor-reset", by=me.id, at=words.now, object=one.email)
        else:
            raise NotFound("no such act")
    if wish == "moi":
        return _show(request, link=(one.email, _link(request, token)))
    return redirect(request, f"{HERE}#{one.id}", words.t("Done: {name}.", name=one.name))


def _mine(request: Request, tx: Tx) -> Person:
    """The person in the address, who works in a newsroom of the reader's."""
    one, outlets = people.by_id(tx, request.path_params["person"]), managed(request)
    if one is None or not _is_mine(one, outlets):
        raise NotFound("no such person")
    return one


def _roles(request: Request, fields: FormData) -> Mapping[str, str]:
    """outlet -> roles as they are kept, of the newsrooms this person keeps."""
    found = {}
    for outlet in managed(request):
        ticked = {str(one) for one in fields.getlist(f"vai-{outlet.code}")}
        found[outlet.code] = "+".join(role for role in decisions.MAY if role in ticked)
    return found


def _give(tx: Tx, person: str, roles: Mapping[str, str]) -> None:
    for outlet, role in roles.items():
        if role:
            people.join(tx, person, outlet, role)
        else:
            people.leave(tx, person, outlet)


def _stays_manager(request: Request, roles: Mapping[str, str]) -> bool:
    mine = {one.code for one in scope_of(request).outlets if decisions.may(manager_of(request), one.code, "manage")}
    return all("admin" in roles.get(code, "").split("+") for code in mine)


def _told(roles: Mapping[str, str]) -> str:
    return ", ".join(f"{outlet}: {role}" for outlet, role in roles.items() if role)


def _link(request: Request, token: str) -> str:
    house = desk_of(request).app.settings.web.address or str(request.base_url).rstrip("/")
    return f"{house}/moi/{token}"


ROUTES = (
    Route(HERE, show, methods=["GET"]),
    Route(HERE, invite, methods=["POST"]),
    Route(f"{HERE}/{{person}}", change, methods=["POST"]),
)
