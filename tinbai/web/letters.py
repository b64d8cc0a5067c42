"""Letters out: what was promised to senders, whether it left, and every letter word for word."""

from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai.decisions import hidden_from
from tinbai.errors import NotFound
from tinbai.model import Delivery
from tinbai.notifier.mail import REASONS
from tinbai.store import Tx, bounces, deliveries, overview
from tinbai.store.bounces import Bounce
from tinbai.web.desk import desk_of, must, person_of, scope_of, words_of
from tinbai.web.forms import query
from tinbai.web.pages import page
from tinbai.web.places import after, place

PAGE = 50
# state -> (class, icon, msgid)
STATES: Mapping[str, tuple[str, str, str]] = {
    "due": ("", "clock", "On its way"),
    "sent": ("state-ok", "ok", "Sent"),
    "cancelled": ("state-done", "undo", "Taken back"),
    "failed": ("state-stop", "warn", "Could not be sent"),
    "returned": ("state-stop", "warn", "Came back"),  # it had left, but its reader has not got it
    "stale": ("state-warn", "warn", "Not sent: too late"),
}
_BACK = "It came back for good: the address does not take it ({said})."
KINDS: Mapping[str, str] = {
    "acknowledgement": "Acknowledgement",
    "decision": "Decision",
    "merge": "Merged with another story",
    "published": "Published",
    "link": "Link to the contributor's page",
    "approval": "Request for approval",
    "alarm": "Alarm",
    "digest": "Daily letter",
    "reminder": "Reminder",
}


def show(request: Request) -> Response:
    """The letters, newest first."""
    scope, words = scope_of(request), words_of(request)
    app = desk_of(request).app
    hidden = hidden_from(person_of(request), scope.shown)
    with app.database.read() as tx:
        found = deliveries.listed(tx, scope.shown, PAGE + 1, after(query(request, "sau")), hidden)
        counts, lost = overview.letters(tx, scope.shown, words.now), bounces.lost(tx, scope.shown)
        back = _came_back(tx, found)
    return page(
        request,
        "letters.html",
        letters=found[:PAGE],
        further=place(found[PAGE - 1].created_at, found[PAGE - 1].id) if len(found) > PAGE else "",
        counts=counts,
        lost=lost,
        back=back,
        states=STATES,
        kinds=KINDS,
        channel=app.settings.smtp_out,
    )


def read(request: Request) -> Response:
    """One letter as the sender reads it."""
    outlet = request.path_params["outlet"]
    hidden = hidden_from(must(request, outlet), [outlet])
    app, words = desk_of(request).app, words_of(request)
    with app.database.read() as tx:
        delivery = deliveries.by_id(tx, outlet, request.path_params["letter"], hidden)
        back = _came_back(tx, [delivery] if delivery else [])
    if delivery is None:
        raise NotFound("no such letter")
    error = delivery.last_error
    said = _happened("restored" if error == REASONS["restored"] else delivery.state)
    moment = words.moment(delivery.sent_at or delivery.due)
    return page(
        request,
        "letter.html",
        delivery=delivery,
        said=words.t(_BACK, said=back[delivery.id].said or "–") if back else words.t(said, when=moment),
        back=back,
        why=words.t(error) if error and error in REASONS.values() else "",
        states=STATES,
        kinds=KINDS,
        channel=app.settings.ways()[app.settings.way_of(outlet, delivery.mailbox)],
    )


def _came_back(tx: Tx, found: Sequence[Delivery]) -> dict[str, Bounce]:
    """Those that came back for good, with what was said of it."""
    told: dict[str, Bounce] = {}
    for outlet in {one.outlet for one in found}:
        told |= bounces.of_letters(tx, outlet, [one.id for one in found if one.outlet == outlet])
    return {letter: one for letter, one in told.items() if one.permanent}


def _happened(state: str) -> str:
    """A sentence (msgid) about what became of a letter."""
    return {
        "due": "It leaves at {when}; until then a decision can be undone.",
        "sent": "It left at {when}.",
        "cancelled": "The decision was undone before it left; the sender never got it.",
        "failed": "It could not be sent; its reader has not got it.",
        "restored": "It was held back when a backup was restored.",
        "stale": "It waited more than three days and was held back; telling it now would confuse.",
    }[state]


ROUTES = (
    Route("/thu-di", show, methods=["GET"]),
    Route("/thu-di/{outlet}/{letter}", read, methods=["GET"]),
)
