"""Reminders to contributors: one click of theirs ends them, an editor sees it and may take it back."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai import languages, reminding
from tinbai.errors import NotFound
from tinbai.store import audit, contributions, contributors
from tinbai.web.contributors import HERE, address_of
from tinbai.web.desk import desk_of, must, read_in, words_of
from tinbai.web.forms import form
from tinbai.web.pages import page, redirect


def show(request: Request) -> Response:
    """What the link in the letter opens; it only asks: programs that look for malice open links as well."""
    return _page(request)


def _page(request: Request) -> Response:
    app = desk_of(request).app
    outlet, address = reminding.whose(app, request.path_params["token"])
    ended = reminding.is_refused(app, outlet, address)
    with app.database.read() as tx:
        read_in(request, languages.of_sender(tx, app, outlet, address))
    return page(request, "reminder.html", own=request.path_params["token"], ended=ended, address=address,
                board=app.settings.outlet(outlet).name)  # fmt: skip


def end(request: Request) -> Response:
    """From the page, or from a mail program by itself (RFC 8058), which brings no token of a form and follows no
    redirection: the link is proof enough, and all it can do is end these letters."""
    return _choose(request, wanted=False)


def begin_again(request: Request) -> Response:
    return _choose(request, wanted=True)


def _choose(request: Request, *, wanted: bool) -> Response:
    app, token = desk_of(request).app, request.path_params["token"]
    outlet, address = reminding.whose(app, token)
    with app.database.write() as tx:
        reminding.choose(tx, outlet, address, app.now(), wanted=wanted)
    return _page(request)


def settle(request: Request) -> Response:
    """What the contributor wants, as he told an editor."""
    fields, outlet, words = form(request), request.path_params["outlet"], words_of(request)
    person, app = must(request, outlet, "edit"), desk_of(request).app
    address, wanted = contributors.key(str(fields.get("ai", ""))), str(fields.get("v", "")) == "lai"
    with app.database.write() as tx:
        if not contributions.of_addresses(tx, outlet, [address]):
            raise NotFound("nothing came from that address")
        act = "reminders-on" if wanted else "reminders-off"
        audit.add(tx, act, by=person.id, at=words.now, outlet=outlet, object=address)
        reminding.choose(tx, outlet, address, words.now, wanted=wanted, by=person.id)
    said = words.t("May be reminded again.") if wanted else words.t("Gets no more reminders.")
    return redirect(request, f"{address_of(outlet, address)}#nhac", said)


ROUTES = (
    Route("/nhac/{token}", show, methods=["GET"]),
    Route("/nhac/{token}", end, methods=["POST"]),
    Route("/nhac/{token}/lai", begin_again, methods=["POST"]),
    Route(f"{HERE}/{{outlet}}/nhac", settle, methods=["POST"]),
)
