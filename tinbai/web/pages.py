"""What is answered: a rendered page, or the way to another one with something said there once."""

import base64
import re
import secrets
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from tinbai.decisions import MAY, hidden_from
from tinbai.queue.review import OPEN_STATES
from tinbai.store.database import Tx
from tinbai.store.people import Session
from tinbai.store.side import Side, side
from tinbai.web import rendering, views
from tinbai.web.desk import STRANGER, TOAST, Desk, desk_of, display_of, person_of, scope_of, session_of, words_of
from tinbai.web.forms import own_path
from tinbai.web.icons import with_sprite
from tinbai.web.packing import masked, pack

_STORY = "/[a-z0-9-]+/[0-9a-f]+"
_UNDO = re.compile(
    rf"(/tin{_STORY}(/trung{_STORY})?|/khuon-mau/[0-9]+/[0-9]+|/viec/[0-9a-f]+"
    r"|/cong-tac-vien/[a-z0-9-]+/(ghep|tach)/[0-9]+)/hoan-tac"
)
_LONGEST_TOAST = 500
WRITERS = tuple(role for role, may_do in MAY.items() if "edit" in may_do)


@dataclass(frozen=True, slots=True)
class Toast:
    """Said once on the next page; `undo` is the address that takes the deed back, "" when none does."""

    text: str
    undo: str = ""


def page(request: Request, template: str, status: int = 200, *, bare: bool = False, **values: object) -> Response:
    """Render a template for whoever asks. `values` are its own names, _common() lists what every page has.

    bare: do not ask the database who that is (it may be what is broken).
    """
    desk = desk_of(request)
    session = None if bare else session_of(request)
    toast = _toast(request, desk)
    names = _common(request, desk, session) | {"toast": toast} | values
    stranger = request.cookies.get(desk.cookie(STRANGER), "")
    token = session.csrf if session else stranger or secrets.token_urlsafe(24)
    html = rendering.template(words_of(request).language, template).render(names | {"csrf": masked(token)})
    response = HTMLResponse(with_sprite(html), status)
    if toast:
        response.delete_cookie(desk.cookie(TOAST), secure=desk.tls, httponly=True)
    if session is None and not stranger:
        set_cookie(desk, response, STRANGER, token)
    return pack(request, response)


def _common(request: Request, desk: Desk, session: Session | None) -> dict[str, object]:
    words = words_of(request)
    common: dict[str, object] = {
        "static": desk.static,
        "path": request.url.path,
        "here": own_path(request.url.path + (f"?{request.url.query}" if request.url.query else "")),
        "words": words,
        "t": words.t,
        "tn": words.tn,
        "lang": words.language,
        "now": words.now,
        "display": display_of(request),
        "house": desk.app.settings.outlets[0],
        "person": None,
    }
    if session:
        beside = side_of(request)
        common |= {"person": session.person, "scope": scope_of(request), "views": (views.VIEWS, views.DONE)}
        common |= {"side": beside, "counters": beside.counters}
    return common


def side_of(request: Request) -> Side:
    """What stands beside every page, read once."""
    if not hasattr(request.state, "side"):
        with desk_of(request).app.database.read() as tx:
            read_side(request, tx)
    found: Side = request.state.side
    return found


def read_side(request: Request, tx: Tx, *, choices: bool = False) -> Side:
    """The same within a transaction of the page; `choices`: with units and genres to filter by, and colleagues."""
    person, scope = person_of(request), scope_of(request)
    hidden, now = hidden_from(person, scope.shown), words_of(request).now
    writers = WRITERS if choices else ()
    found = side(tx, scope.shown, person.id, OPEN_STATES, now, hidden, writers=writers)
    request.state.side = found
    return found


def redirect(request: Request, url: str, toast: str = "", undo: str = "") -> Response:
    """To a page of ours after a POST; `toast` is said there once."""
    response = RedirectResponse(own_path(url), 303)
    if toast:
        said = base64.urlsafe_b64encode(f"{undo}\n{toast[:_LONGEST_TOAST]}".encode()).decode()
        set_cookie(desk_of(request), response, TOAST, said, max_age=60)
    return response


def set_cookie(desk: Desk, response: Response, name: str, value: str, max_age: int | None = None) -> None:
    """A cookie no script can read and no other site's form brings along."""
    response.set_cookie(desk.cookie(name), value, max_age=max_age, secure=desk.tls, httponly=True, samesite="lax")


def _toast(request: Request, desk: Desk) -> Toast | None:
    """What the page before wanted to be said; a cookie that is not of our making says nothing."""
    try:
        said = base64.urlsafe_b64decode(request.cookies.get(desk.cookie(TOAST), "")).decode()
    except ValueError:
        return None
    undo, _, text = said.partition("\n")
    return Toast(text, undo if _UNDO.fullmatch(undo) else "") if text else None
