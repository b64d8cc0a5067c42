"""Settings: sign in to a mailbox at its provider: by a code that is entered there on any device, or with this browser,
whose last address is pasted here (Google wants that, and needs no address of the desk)."""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai import signing_in, vault
from tinbai.credentials import SignIn
from tinbai.errors import BadSettings, NotFound, TryLater
from tinbai.oauth import flow
from tinbai.settings import Mailbox
from tinbai.store import audit
from tinbai.web.desk import desk_of, words_of
from tinbai.web.forms import form
from tinbai.web.mailboxes import HERE
from tinbai.web.managed import managed, manager_of
from tinbai.web.pages import page, redirect

_ASKED, _SENT = "device code", "authorisation"  # what shut ones serve for: they travel through the page


def begin(request: Request) -> Response:
    """Ask the provider for a code and show it, or show the way to the provider."""
    fields = form(request)
    box, app, words = _box(request), desk_of(request).app, words_of(request)
    if fields.get("v") == "trinh-duyet":
        return _send_there(request, box)
    try:
        asked = flow.device_code(signing_in.service_of(app, box.sign_in), words.now)
    except (flow.Refusal, TryLater, BadSettings) as error:
        return redirect(request, HERE, words.t(str(error)))
    shut = vault.shut(app.keys.keys, _ASKED, json.dumps([box.name, asked.device, asked.ends.isoformat()]))
    return page(request, "signing.html", box=box, code=asked.code, address=asked.address, shut=shut, said="")


def finish(request: Request) -> Response:
    """The person says that he has entered the code, or pastes where the browser came to."""
    fields, box = form(request), _box(request)
    app, words = desk_of(request).app, words_of(request)
    if "ve" in fields:
        return _came_back(request, box, str(fields["ve"]).strip(), str(fields.get("khoa", "")))
    shut, code, address = (str(fields.get(name, "")) for name in ("khoa", "ma", "noi"))
    try:
        name, device, ends = json.loads(vault.opened(app.keys.keys, _ASKED, shut))
    except (BadSettings, ValueError):
        raise NotFound("no such code") from None
    if name != box.name or words.now > datetime.fromisoformat(ends):
        return redirect(request, HERE, words.t(flow.TOO_LATE))
    try:
        return _signed_in(request, box, lambda service: flow.device_tokens(service, device, words.now))
    except flow.NotYet as error:
        return page(request, "signing.html", box=box, code=code, address=address, shut=shut, said=words.t(str(error)))


def _send_there(request: Request, box: Mailbox) -> Response:
    app, words = desk_of(request).app, words_of(request)
    try:
        asked = flow.authorisation(signing_in.service_of(app, box.sign_in), box.user, flow.BACK)
    except BadSettings as error:
        return redirect(request, HERE, words.t(str(error)))
    ends = (words.now + flow.CODE_LASTS).isoformat()
    shut = vault.shut(app.keys.keys, _SENT, json.dumps([box.name, asdict(asked), ends]))
    return page(request, "signing_browser.html", box=box, address=asked.address, back=flow.BACK, shut=shut)


def _came_back(request: Request, box: Mailbox, came: str, shut: str) -> Response:
    app, words = desk_of(request).app, words_of(request)
    try:
        name, sent, ends = json.loads(vault.opened(app.keys.keys, _SENT, shut))
    except (BadSettings, ValueError):
        raise NotFound("no such sign-in") from None
    if name != box.name or words.now > datetime.fromisoformat(ends):
        return redirect(request, HERE, words.t(flow.TOO_LATE))
    asked = flow.Asked(**sent)
    return _signed_in(request, box, lambda service: flow.code_tokens(service, asked, flow.BACK, came, words.now))


def _signed_in(request: Request, box: Mailbox, granted: Callable[[SignIn], flow.Tokens]) -> Response:
    """Fetch the tokens and keep them. Raises NotYet."""
    app, words, me = desk_of(request).app, words_of(request), manager_of(request)
    try:
        tokens = granted(signing_in.service_of(app, box.sign_in))
    except (flow.Refusal, TryLater, BadSettings) as error:
        return redirect(request, HERE, words.t(str(error)))
    signing_in.keep(app, box.sign_in, box.user, tokens)
    with app.database.write() as tx:
        audit.add(tx, "mailbox-signed-in", by=me.id, at=words.now, outlet=box.outlet, object=box.name)
    return redirect(request, HERE, words.t("Signed in: {user}", user=box.user))


def _box(request: Request) -> Mailbox:
    manager_of(request)
    codes, name = [one.code for one in managed(request)], request.path_params["name"]
    boxes = desk_of(request).app.settings.mailboxes
    found = next((one for one in boxes if one.name == name and one.outlet in codes and one.sign_in), None)
    if found is None:
        raise NotFound("no such mailbox")
    return found


ROUTES = (
    Route(f"{HERE}/{{name}}/dang-nhap", begin, methods=["POST"]),
    Route(f"{HERE}/{{name}}/dang-nhap/xong", finish, methods=["POST"]),
)
