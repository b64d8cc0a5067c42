"""Signing in and out: a password or a one-time link; failures cost growing patience, never the account."""

import hashlib
from datetime import datetime, timedelta
from math import ceil
from urllib.parse import urlencode

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from tinbai.store import Tx, people
from tinbai.store.people import Person
from tinbai.web.desk import SESSION, Desk, desk_of, person_of, session_of, words_of
from tinbai.web.forms import form, own_path, query
from tinbai.web.pages import page, set_cookie
from tinbai.web.passwords import MOST, hash_password, is_outdated, verify

log = structlog.get_logger("web")

LOGIN = "/dang-nhap"
FREE = 5  # failures in a row before waiting begins, per account and per network address
_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(minutes=15)
_FORGOTTEN_AFTER = timedelta(hours=24)


def show(request: Request) -> Response:
    """The form, or onward for somebody who is signed in already."""
    if session_of(request):
        return RedirectResponse(own_path(query(request, "tiep", 2000)), 303)
    return _form(request, 200, onward=query(request, "tiep", 2000))


def sign_in(request: Request) -> Response:
    """Check address and password. The answer and the work are the same whether the address is known or not."""
    fields, desk, words = form(request), desk_of(request), words_of(request)
    email = str(fields.get("email", "")).strip()[:320]
    onward = own_path(str(fields.get("tiep", "")))
    keys = _keys(email, request)
    with desk.app.database.write() as tx:
        people.one_at_a_time(tx, keys)
        wait = max(_wait(tx, key, words.now) for key in keys)
        # counted before it is checked: a hundred attempts at once get five tries, not a hundred
        failures = 0 if wait else max(people.failed(tx, key, words.now) for key in keys)
        person = people.by_email(tx, email)
    if wait:
        log.warning("login has to wait", action="login", seconds=wait.seconds)
        return _too_many(request, wait, email, onward)
    known = person if person and not person.disabled_at else None
    if not verify(known.password_hash if known else None, str(fields.get("mk", ""))[:MOST]) or known is None:
        log.warning("login refused", action="login", failures=failures)
        return _form(request, 422, onward=onward, email=email, wrong=_wrong(request, FREE - failures))
    _refresh_hash(desk, known, str(fields.get("mk", "")))
    return _let_in(request, known.id, onward, forgive=keys)


def use_link(request: Request) -> Response:
    """Let in whoever brings a one-time token, once. HEAD (mail scanners look at links) uses nothing up."""
    if request.method == "HEAD":
        return Response(status_code=204)
    desk = desk_of(request)
    now = desk.app.now()
    with desk.app.database.write() as tx:
        found = people.use_link(tx, request.path_params["token"], now)
        person = people.by_id(tx, found) if found else None
    if person is None or person.disabled_at:
        return _form(request, 410, wrong=words_of(request).t("This link was used before, or it is too old."))
    return _let_in(request, person.id, "/")


def sign_out(request: Request) -> Response:
    person_of(request)
    form(request)
    desk = desk_of(request)
    with desk.app.database.write() as tx:
        people.close_session(tx, request.cookies[desk.cookie(SESSION)])
    response = RedirectResponse(LOGIN, 303)
    response.delete_cookie(desk.cookie(SESSION), secure=desk.tls, httponly=True)
    return response


def address(request: Request) -> str:
    """The login page, with the way back to the page that was asked for."""
    if request.method != "GET" or request.url.path == "/":
        return LOGIN
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"{LOGIN}?{urlencode({'tiep': here})}"


def _form(request: Request, status: int, *, onward: str = "", email: str = "", wrong: str = "") -> Response:
    return page(request, "login.html", status, onward=onward, email=email, wrong=wrong)


def _wrong(request: Request, left: int) -> str:
    words = words_of(request)
    said = words.t("Address or password is not right.")
    if left > 0:
        return f"{said} {words.tn('{n} attempt left before a pause.', '{n} attempts left before a pause.', left)}"
    return f"{said} {words.t('There is a pause before the next attempt.')}"


def _too_many(request: Request, wait: timedelta, email: str, onward: str) -> Response:
    words, seconds = words_of(request), ceil(wait.total_seconds())
    minutes = -(-seconds // 60)
    pause = words.tn("{n} second", "{n} seconds", seconds)
    if seconds > 90:
        pause = words.tn("{n} minute", "{n} minutes", minutes)
    wrong = words.t("Too many attempts that were not right. Please wait {pause}, then try again.", pause=pause)
    response = _form(request, 429, onward=onward, email=email, wrong=wrong)
    response.headers["Retry-After"] = str(seconds)
    return response


def _keys(email: str, request: Request) -> tuple[str, str]:
    """What is counted: the account tried and the network address; hashed, for people type passwords as addresses."""
    place = request.client.host if request.client else ""
    return _digest(f"account {email.lower()}"), _digest(f"place {place}")


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()


def _wait(tx: Tx, key: str, now: datetime) -> timedelta:
    """How long the next attempt has to wait: 30 s after five failures, doubled with each, at most 15 minutes."""
    found = people.failures(tx, key)
    if found is None:
        return timedelta(0)
    failures, last = found
    if now - last > _FORGOTTEN_AFTER:
        people.forgive(tx, key)
        return timedelta(0)
    if failures < FREE:
        return timedelta(0)
    pause: timedelta = min(_LONGEST_WAIT, _FIRST_WAIT * (1 << min(failures - FREE, 10)))
    return max(timedelta(0), last + pause - now)


def _refresh_hash(desk: Desk, person: Person, password: str) -> None:
    if person.password_hash and is_outdated(person.password_hash):
        with desk.app.database.write() as tx:
            people.rehash(tx, person.id, hash_password(password))


def _let_in(request: Request, person: str, onward: str, forgive: tuple[str, ...] = ()) -> Response:
    """Open a session; an older one of this browser ends."""
    desk = desk_of(request)
    web = desk.app.settings.web
    now, lifetime = desk.app.now(), timedelta(hours=web.session_hours)
    with desk.app.database.write() as tx:
        for key in forgive:
            people.forgive(tx, key)
        people.close_session(tx, request.cookies.get(desk.cookie(SESSION), ""))
        people.tidy(tx, now - lifetime, now - _FORGOTTEN_AFTER)
        token = people.open_session(tx, person, now)
    log.info("signed in", action="login", person=person)
    response = RedirectResponse(own_path(onward), 303)
    set_cookie(desk, response, SESSION, token, max_age=int(lifetime.total_seconds()))
    return response


ROUTES = (
    Route(LOGIN, show, methods=["GET"]),
    Route(LOGIN, sign_in, methods=["POST"]),
    Route("/vao/{token}", use_link, methods=["GET"]),
    Route("/dang-xuat", sign_out, methods=["POST"]),
)
