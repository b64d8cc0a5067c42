"""A person's own account: password, second factor, and where it is open just now; and the page behind an invitation."""

from dataclasses import dataclass
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai import digest
from tinbai.errors import NotFound
from tinbai.settings import Outlet
from tinbai.store import Tx, audit, digests, people, second_factors
from tinbai.store.people import OpenSession, Person
from tinbai.web import qr, second_factor, totp
from tinbai.web.agents import browser
from tinbai.web.desk import SESSION, Desk, desk_of, person_of, wants_second_factor, words_of
from tinbai.web.forms import form
from tinbai.web.login import attempt, keys_of, let_in, pause
from tinbai.web.pages import page, redirect
from tinbai.web.passwords import MOST, hash_password, verify, why_too_weak
from tinbai.web.roles import ROLE_NAMES

HERE = "/tai-khoan"


@dataclass(frozen=True, slots=True)
class Second:
    """State of the second factor: `secret` while it is being set up; `left`: codes of last resort."""

    on: bool
    wanted: bool
    secret: str = ""
    address: str = ""
    left: int = 0

    @property
    def grouped(self) -> str:
        """The secret as people copy it: four letters at a time."""
        return " ".join(self.secret[at : at + 4] for at in range(0, len(self.secret), 4))


def show(request: Request) -> Response:
    return _show(request)


def _show(
    request: Request, status: int = 200, *, wrong: str = "", where: str = "", codes: list[str] | None = None
) -> Response:
    desk, person, words = desk_of(request), person_of(request), words_of(request)
    with desk.app.database.read() as tx:
        second = _second(request, desk, tx, person)
        opened, wanted = _open_sessions(desk, tx, person), digests.wanted_by(tx, person.id)
    return page(
        request,
        "account.html",
        status,
        second=second,
        sessions=opened,
        mine=people.session_id(request.cookies[desk.cookie(SESSION)]),
        wrong={where: wrong} if wrong else {},
        codes=codes or [],
        browser=browser,
        role_names=ROLE_NAMES,
        digests=[(one, one.code in wanted) for one in _offered(desk, person)],
        idle=words.tn("{n} hour", "{n} hours", desk.app.settings.web.idle_hours),
        lasts=words.tn("{n} hour", "{n} hours", desk.app.settings.web.session_hours),
    )


def _second(request: Request, desk: Desk, tx: Tx, person: Person) -> Second:
    found, wanted = second_factors.get(tx, person.id), wants_second_factor(request, person)
    if found is None:
        return Second(False, wanted)
    if found.confirmed_at:
        return Second(True, wanted, left=second_factors.codes_left(tx, person.id))
    secret = second_factor.begun(tx, desk.app.keys, person.id) or ""
    return Second(False, wanted, secret, totp.address(secret, person.email, "Tinbai"))


def _open_sessions(desk: Desk, tx: Tx, person: Person) -> list[OpenSession]:
    now, web = desk.app.now(), desk.app.settings.web
    since, seen = now - timedelta(hours=web.session_hours), now - timedelta(hours=web.idle_hours)
    return people.open_sessions(tx, person.id, since, seen)


def _offered(desk: Desk, person: Person) -> list[Outlet]:
    """The newsrooms whose daily letter the person may have."""
    return [one for one in desk.app.settings.outlets if digest.can_have(desk.app, person, one)]


def choose_digests(request: Request) -> Response:
    """Of which newsrooms the daily letter is wanted."""
    fields, desk, person, words = form(request), desk_of(request), person_of(request), words_of(request)
    ticked = {str(code) for code in fields.getlist("noi")}
    with desk.app.database.write() as tx:
        for outlet in _offered(desk, person):
            digests.want(tx, outlet.code, person.id, outlet.code in ticked)
    return redirect(request, f"{HERE}#thu-ngay", words.t("Saved."))


def change_password(request: Request) -> Response:
    """A new password; it ends every session but opens one for this browser."""
    fields, desk, person, words = form(request), desk_of(request), person_of(request), words_of(request)
    new = str(fields.get("moi", ""))
    if wrong := _wrong_password(request, person, str(fields.get("cu", ""))):
        return _show(request, 422, wrong=wrong, where="cu")
    if weak := why_too_weak(new):
        return _show(request, 422, wrong=words.t(weak), where="moi")
    with desk.app.database.write() as tx:
        people.set_password(tx, person.email, hash_password(new))
        audit.add(tx, "password-changed", by=person.id, at=words.now, object=person.email)
    return let_in(request, person.id, HERE, "password")


def begin(request: Request) -> Response:
    """Show a new secret, as a key and as a link."""
    form(request)
    desk, person = desk_of(request), person_of(request)
    with desk.app.database.write() as tx:
        if second_factors.get(tx, person.id) is None or second_factor.begun(tx, desk.app.keys, person.id):
            second_factor.begin(tx, desk.app.keys, person.id)
    return redirect(request, f"{HERE}#ma")


def picture(request: Request) -> Response:
    """The new secret as a QR code, while it is being set up; the browser keeps no copy."""
    desk, person = desk_of(request), person_of(request)
    with desk.app.database.read() as tx:
        second = _second(request, desk, tx, person)
    drawn = qr.svg(second.address) if second.secret else None
    if drawn is None:
        raise NotFound("nothing is being set up")
    return Response(drawn, media_type="image/svg+xml")


def confirm(request: Request) -> Response:
    """The first code of the app; the codes of last resort are shown this one time."""
    fields, desk, person, words = form(request), desk_of(request), person_of(request), words_of(request)
    with desk.app.database.write() as tx:
        made = second_factor.confirm(tx, desk.app.keys, person.id, str(fields.get("ma", "")), words.now)
        if made:
            audit.add(tx, "second-factor-on", by=person.id, at=words.now, object=person.email)
            people.close_sessions(tx, person.id, but=people.session_id(request.cookies[desk.cookie(SESSION)]))
    if made is None:
        return _show(request, 422, wrong=words.t("This code is not right."), where="ma")
    return _show(request, codes=made)


def give_up(request: Request) -> Response:
    """Take the second factor away; the password is asked for."""
    fields, desk, person, words = form(request), desk_of(request), person_of(request), words_of(request)
    if wrong := _wrong_password(request, person, str(fields.get("cu", ""))):
        return _show(request, 422, wrong=wrong, where="bo")
    with desk.app.database.write() as tx:
        second_factors.remove(tx, person.id)
        audit.add(tx, "second-factor-off", by=person.id, at=words.now, object=person.email)
    return redirect(request, f"{HERE}#ma", words.t("The second factor is off."))


def end_sessions(request: Request) -> Response:
    """End one session, or all but this one."""
    fields, desk, person, words = form(request), desk_of(request), person_of(request), words_of(request)
    which, mine = str(fields.get("phien", "")), people.session_id(request.cookies[desk.cookie(SESSION)])
    with desk.app.database.write() as tx:
        if which == "khac":
            people.close_sessions(tx, person.id, but=mine)
        elif not people.close_session_of(tx, person.id, which):
            raise NotFound("no such session")
    return redirect(request, f"{HERE}#phien", words.t("Ended."))


def _wrong_password(request: Request, person: Person, given: str) -> str:
    """What is wrong with the present password; "" when it fits, or when there is none yet."""
    if person.password_hash is None:
        return ""
    words, keys = words_of(request), keys_of(request, f"account {person.email}")
    with desk_of(request).app.database.write() as tx:
        wait, _ = attempt(tx, keys, words.now)
    if wait:
        return pause(request, wait)
    if not verify(person.password_hash, given[:MOST]):
        return words.t("This is not the present password.")
    with desk_of(request).app.database.write() as tx:
        for key in keys:
            people.forgive(tx, key)
    return ""


# --- Behind an invitation ------------------------------------------------------------------------------------------


def invited(request: Request) -> Response:
    """Name and password of somebody who was invited; looking uses nothing up."""
    return _invitation(request, _whose(request))


def accept(request: Request) -> Response:
    """The invitation is used up, older sessions end, and the person is in."""
    fields, desk, words = form(request), desk_of(request), words_of(request)
    person, new = _whose(request), str(fields.get("moi", ""))
    if weak := why_too_weak(new):
        return _invitation(request, person, 422, words.t(weak))
    with desk.app.database.write() as tx:
        if people.use_link(tx, request.path_params["token"], words.now, "invite") is None:
            raise NotFound("a second time")
        people.set_password(tx, person.email, hash_password(new))
        if name := " ".join(str(fields.get("ten", "")).split())[:80]:
            people.set_name(tx, person.id, name)
        second = second_factors.get(tx, person.id)
        audit.add(tx, "invitation-used", by=person.id, at=words.now, object=person.email)
    return redirect(request, "/dang-nhap") if second else let_in(request, person.id, "/", "invitation")


def _whose(request: Request) -> Person:
    desk = desk_of(request)
    with desk.app.database.read() as tx:
        found = people.whose_link(tx, request.path_params["token"], desk.app.now(), "invite")
        person = people.by_id(tx, found) if found else None
    if person is None or person.disabled_at:
        raise NotFound("no such invitation")
    return person


def _invitation(request: Request, person: Person, status: int = 200, wrong: str = "") -> Response:
    return page(request, "invited.html", status, invited=person, wrong=wrong)


ROUTES = (
    Route(HERE, show, methods=["GET"]),
    Route(f"{HERE}/mat-khau", change_password, methods=["POST"]),
    Route(f"{HERE}/ma", begin, methods=["POST"]),
    Route(f"{HERE}/ma.svg", picture, methods=["GET"]),
    Route(f"{HERE}/ma/xac-nhan", confirm, methods=["POST"]),
    Route(f"{HERE}/ma/bo", give_up, methods=["POST"]),
    Route(f"{HERE}/phien", end_sessions, methods=["POST"]),
    Route(f"{HERE}/thu-ngay", choose_digests, methods=["POST"]),
    Route("/moi/{token}", invited, methods=["GET"]),
    Route("/moi/{token}", accept, methods=["POST"]),
)
