"""Settings: sign in at the provider, to a mailbox or to send letters: by a code that is entered there on any device, or
with this browser, whose last address is pasted here (Google wants that, and needs no address of the desk)."""

import json
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai import signing_in, vault
from tinbai.credentials import Secret, SignIn
from tinbai.errors import BadSettings, NotAllowed, NotFound, TryLater
from tinbai.oauth import flow
from tinbai.settings import Mailbox
from tinbai.store import audit
from tinbai.web import ways
from tinbai.web.desk import desk_of, words_of
from tinbai.web.forms import form
from tinbai.web.mailboxes import HERE
from tinbai.web.managed import managed, manager_of
from tinbai.web.pages import page, redirect

_ASKED, _SENT = "device code", "authorisation"  # what shut ones serve for: they travel through the page


@dataclass(frozen=True, slots=True)
class Account:
    """Who signs in: a mailbox, or a way by which letters leave. `name`: as the settings have it; `place`: where the
    forms of its pages go; `outlets`: in whose log it stands, as which `act`."""

    name: str
    who: Secret
    place: str
    outlets: Collection[str]
    act: str


def begin(request: Request) -> Response:
    """Ask the provider for a code and show it, or show the way to the provider."""
    fields = form(request)
    account, app, words = _account(request), desk_of(request).app, words_of(request)
    if fields.get("v") == "trinh-duyet":
        return _send_there(request, account)
    try:
        asked = flow.device_code(signing_in.service_of(app, account.who.sign_in), words.now)
    except (flow.Refusal, TryLater, BadSettings) as error:
        return redirect(request, HERE, words.t(str(error)))
    shut = vault.shut(app.keys.keys, _ASKED, json.dumps([account.name, asked.device, asked.ends.isoformat()]))
    return _device_page(request, account, code=asked.code, address=asked.address, shut=shut)


def finish(request: Request) -> Response:
    """The person says that he has entered the code, or pastes where the browser came to."""
    fields, account, words = form(request), _account(request), words_of(request)
    if "ve" in fields:
        return _came_back(request, account, str(fields["ve"]).strip(), str(fields.get("khoa", "")))
    shut, code, address = (str(fields.get(name, "")) for name in ("khoa", "ma", "noi"))
    device = _begun(request, account, _ASKED, shut)
    if device is None:
        return redirect(request, HERE, words.t(flow.TOO_LATE))
    try:
        return _signed_in(request, account, lambda service: flow.device_tokens(service, device, words.now))
    except flow.NotYet as error:
        return _device_page(request, account, code=code, address=address, shut=shut, said=words.t(str(error)))


def _device_page(
    request: Request, account: Account, *, code: str, address: str, shut: str, said: str = ""
) -> Response:  # fmt: skip
    return page(
        request, "signing.html", account=account, title=_title(request, account), code=code, address=address, shut=shut,
        said=said,
    )  # fmt: skip


def _send_there(request: Request, account: Account) -> Response:
    app, words = desk_of(request).app, words_of(request)
    try:
        asked = flow.authorisation(signing_in.service_of(app, account.who.sign_in), account.who.user, flow.BACK)
    except BadSettings as error:
        return redirect(request, HERE, words.t(str(error)))
    ends = (words.now + flow.CODE_LASTS).isoformat()
    shut = vault.shut(app.keys.keys, _SENT, json.dumps([account.name, asdict(asked), ends]))
    return page(
        request, "signing_browser.html", account=account, title=_title(request, account), address=asked.address,
        back=flow.BACK, shut=shut,
    )  # fmt: skip


def _came_back(request: Request, account: Account, came: str, shut: str) -> Response:
    words = words_of(request)
    sent = _begun(request, account, _SENT, shut)
    if sent is None:
        return redirect(request, HERE, words.t(flow.TOO_LATE))
    asked = flow.Asked(**sent)
    return _signed_in(request, account, lambda service: flow.code_tokens(service, asked, flow.BACK, came, words.now))


def _begun(request: Request, account: Account, purpose: str, shut: str) -> Any:
    """What the sign-in began with, None where it is another account's or too late. Raises NotFound for what we did not
    shut."""
    try:
        name, begun, ends = json.loads(vault.opened(desk_of(request).app.keys.keys, purpose, shut))
    except (BadSettings, ValueError):
        raise NotFound("no such sign-in") from None
    in_time = words_of(request).now <= datetime.fromisoformat(ends)
    return begun if name == account.name and in_time else None


def _signed_in(request: Request, account: Account, granted: Callable[[SignIn], flow.Tokens]) -> Response:
    """Fetch the tokens and keep them. Raises NotYet."""
    app, words, me = desk_of(request).app, words_of(request), manager_of(request)
    try:
        tokens = granted(signing_in.service_of(app, account.who.sign_in))
    except (flow.Refusal, TryLater, BadSettings) as error:
        return redirect(request, HERE, words.t(str(error)))
    signing_in.keep(app, account.who.sign_in, account.who.user, tokens)
    with app.database.write() as tx:
        for outlet in sorted(account.outlets):
            audit.add(tx, account.act, by=me.id, at=words.now, outlet=outlet, object=account.name)
    return redirect(request, HERE, words.t("Signed in: {user}", user=account.who.user))


def _title(request: Request, account: Account) -> str:
    words = words_of(request)
    if isinstance(account.who, Mailbox):
        return words.t("Sign in to the mailbox {name}", name=account.name)
    return words.t("Sign in to send letters as {user}", user=account.who.user)


def _account(request: Request) -> Account:
    """Whom the address names. Raises NotFound, and NotAllowed where others' letters leave by it too."""
    manager_of(request)
    if "way" in request.path_params:
        out = ways.chosen(request)
        if not out.account:
            raise NotFound("nobody signs in there")
        if not out.whole:
            raise NotAllowed("letters of other newsrooms leave by it too")
        served = ways.served(desk_of(request).app.settings, out.name)
        return Account(out.name, out.way, f"{ways.HERE}/{out.name}", served, "way-signed-in")
    codes, name = [one.code for one in managed(request)], request.path_params["name"]
    boxes = desk_of(request).app.settings.mailboxes
    found = next((one for one in boxes if one.name == name and one.outlet in codes and one.sign_in), None)
    if found is None:
        raise NotFound("no such mailbox")
    return Account(found.name, found, f"{HERE}/{found.name}", {found.outlet}, "mailbox-signed-in")


ROUTES = tuple(
    Route(f"{here}/dang-nhap{then}", act, methods=["POST"])
    for here in (f"{HERE}/{{name}}", f"{ways.HERE}/{{way}}")
    for then, act in (("", begin), ("/xong", finish))
)
