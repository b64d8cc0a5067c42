"""Signing in and out: a password or a one-time link, then a code where the person has one.

Failures cost growing patience, per account and per network address, never the account.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil
from urllib.parse import urlencode

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from tinbai.store import Tx, audit, people, second_factors
from tinbai.store.people import Person
from tinbai.web.desk import SESSION, Desk, desk_of, person_of, session_of, words_of
from tinbai.web.forms import form, own_path, query
from tinbai.web.pages import page, set_cookie
from tinbai.web.passwords import MOST, hash_password, is_outdated, verify
from tinbai.web.second_factor import fits

log = structlog.get_logger("web")

LOGIN = "/dang-nhap"
FREE = 5  # failures in a row before waiting begins, per account and per network address
CODE_WITHIN = timedelta(minutes=5)  # after the password
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
    fields, desk = form(request), desk_of(request)
    email = str(fields.get("email", "")).strip()[:320]
    onward = own_path(str(fields.get("tiep", "")))
    keys = keys_of(request, f"account {email.lower()}")
    with desk.app.database.write() as tx:
        wait, failures = attempt(tx, keys, words_of(request).now)
        person = people.by_email(tx, email)
    if wait:
        return _form(request, 429, onward=onward, email=email, wrong=pause(request, wait), wait=wait)
    known = person if person and not person.disabled_at else None
    if not verify(known.password_hash if known else None, str(fields.get("mk", ""))[:MOST]) or known is None:
        _refused(desk, person, request, failures)
        wrong = words_of(request).t("Address or password is not right.")
        return _form(request, 422, onward=onward, email=email, wrong=left(request, wrong, failures))
    _refresh_hash(desk, known, str(fields.get("mk", "")))
    return _enter(request, known.id, onward, "password", keys)


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
    return _enter(request, person.id, "/", "link")


def give_code(request: Request) -> Response:
    """The second step: a code of the app, or one of last resort. Each is taken once."""
    fields, desk, words = form(request), desk_of(request), words_of(request)
    token, onward = str(fields.get("v", "")), own_path(str(fields.get("tiep", "")))
    with desk.app.database.write() as tx:
        found = people.whose_link(tx, token, words.now, "code")
        person = people.by_id(tx, found) if found else None
    if person is None or person.disabled_at:
        return _form(request, 410, onward=onward, wrong=words.t("That took too long. Please sign in again."))
    keys = keys_of(request, f"code {person.id}")
    with desk.app.database.write() as tx:
        wait, failures = attempt(tx, keys, words.now)
        good = not wait and fits(tx, desk.app.keys, person.id, str(fields.get("ma", "")), words.now)
        if good:
            people.use_link(tx, token, words.now, "code")
    if good:
        return let_in(request, person.id, onward, "code", (*keys, *keys_of(request, f"account {person.email}")))
    if wait:
        return _code_form(request, 429, token, onward, pause(request, wait), wait)
    _refused(desk, person, request, failures)
    return _code_form(request, 422, token, onward, left(request, words.t("This code is not right."), failures))


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


def let_in(request: Request, person: str, onward: str, by: str, forgive: Sequence[str] = ()) -> Response:
    """Open a session; an older one of this browser ends."""
    desk = desk_of(request)
    web = desk.app.settings.web
    now, lifetime = desk.app.now(), timedelta(hours=web.session_hours)
    with desk.app.database.write() as tx:
        for key in forgive:
            people.forgive(tx, key)
        people.close_session(tx, request.cookies.get(desk.cookie(SESSION), ""))
        people.tidy(tx, now - lifetime, now - _FORGOTTEN_AFTER)
        token = people.open_session(tx, person, now, _place(request), request.headers.get("user-agent", ""))
        audit.add(tx, "signed-in", by=person, at=now, note=by)
    log.info("signed in", action="login", person=person)
    response = RedirectResponse(own_path(onward), 303)
    set_cookie(desk, response, SESSION, token, max_age=int(lifetime.total_seconds()))
    return response


def _enter(request: Request, person: str, onward: str, by: str, keys: Sequence[str] = ()) -> Response:
    """In, or on to the second step. What was typed wrong before is forgiven at the very end."""
    desk = desk_of(request)
    with desk.app.database.write() as tx:
        second = second_factors.get(tx, person)
        if second and second.confirmed_at:
            token = people.new_link(tx, person, desk.app.now() + CODE_WITHIN, "code")
            return _code_form(request, 200, token, onward)
    return let_in(request, person, onward, by, keys)


def _form(
    request: Request, status: int, *, onward: str = "", email: str = "", wrong: str = "", wait: timedelta | None = None
) -> Response:
    return _patient(page(request, "login.html", status, onward=onward, email=email, wrong=wrong), wait)


def _code_form(
    request: Request, status: int, token: str, onward: str, wrong: str = "", wait: timedelta | None = None
) -> Response:
    return _patient(page(request, "login_code.html", status, token=token, onward=onward, wrong=wrong), wait)


def _patient(response: Response, wait: timedelta | None) -> Response:
    if wait:
        response.headers["Retry-After"] = str(ceil(wait.total_seconds()))
    return response


# --- Patience ------------------------------------------------------------------------------------------------------


def keys_of(request: Request, account: str) -> tuple[str, str]:
    """What is counted: the account tried and the network address; hashed, for people type passwords as addresses."""
    return _digest(account), _digest(f"place {_place(request)}")


def attempt(tx: Tx, keys: Sequence[str], now: datetime) -> tuple[timedelta, int]:
    """(how long this attempt has to wait, how many failed in a row if this one does too).

    Counted before it is checked: a hundred attempts at once get five tries, not a hundred.
    """
    people.one_at_a_time(tx, keys)
    wait = max(_wait(tx, key, now) for key in keys)
    if wait:
        log.warning("login has to wait", action="login", seconds=wait.seconds)
        return wait, 0
    return wait, max(people.failed(tx, key, now) for key in keys)


def left(request: Request, said: str, failures: int) -> str:
    """The sentence, and how many attempts there are before a pause."""
    words, more = words_of(request), FREE - failures
    if more > 0:
        return f"{said} {words.tn('{n} attempt left before a pause.', '{n} attempts left before a pause.', more)}"
    return f"{said} {words.t('There is a pause before the next attempt.')}"


def pause(request: Request, wait: timedelta) -> str:
    words, seconds = words_of(request), ceil(wait.total_seconds())
    minutes = -(-seconds // 60)
    lasting = words.tn("{n} second", "{n} seconds", seconds)
    if seconds > 90:
        lasting = words.tn("{n} minute", "{n} minutes", minutes)
    return words.t("Too many attempts that were not right. Please wait {pause}, then try again.", pause=lasting)


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


def _refused(desk: Desk, person: Person | None, request: Request, failures: int) -> None:
    log.warning("login refused", action="login", failures=failures)
    if person:
        with desk.app.database.write() as tx:
            audit.add(tx, "login-refused", by="", at=desk.app.now(), object=person.email, note=_place(request))


def _refresh_hash(desk: Desk, person: Person, password: str) -> None:
    if person.password_hash and is_outdated(person.password_hash):
        with desk.app.database.write() as tx:
            people.rehash(tx, person.id, hash_password(password))


def _place(request: Request) -> str:
    return request.client.host if request.client else ""


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()


ROUTES = (
    Route(LOGIN, show, methods=["GET"]),
    Route(LOGIN, sign_in, methods=["POST"]),
    Route(f"{LOGIN}/ma", give_code, methods=["POST"]),
    Route("/vao/{token}", use_link, methods=["GET"]),
    Route("/dang-xuat", sign_out, methods=["POST"]),
)
