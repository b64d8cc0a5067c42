"""Today: what is in my hands, what colleagues tell me, what is wrong, what waits, and what I have just decided."""

from dataclasses import dataclass
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai.model import State
from tinbai.queue.review import OPEN_STATES
from tinbai.store import decisions, listing, notes, people
from tinbai.store.listing import Wanted
from tinbai.store.notes import Note
from tinbai.web.desk import desk_of, person_of, scope_of, words_of
from tinbai.web.dossier import dossier_of
from tinbai.web.forms import form
from tinbai.web.managed import managed
from tinbai.web.pages import page, redirect
from tinbai.web.views import VIEWS

_MOST = 10


@dataclass(frozen=True, slots=True)
class Told:
    """What a colleague wrote to the person, with the story it is about."""

    note: Note
    who: str
    address: str
    title: str


def show(request: Request) -> Response:
    """The first page of the desk."""
    person, scope, words = person_of(request), scope_of(request), words_of(request)
    mine = Wanted(scope.shown, [state for state in OPEN_STATES if state is not State.HELD], mine=True)
    app = desk_of(request).app
    since = words.now - timedelta(seconds=app.settings.smtp_out.undo_seconds)
    with app.database.read() as tx:
        in_hand = listing.page(tx, mine, person.id, words.now, limit=_MOST)
        told = notes.told(tx, scope.shown, person.id)
        names = people.names(tx) if told else {}
        just = decisions.of_person(tx, scope.shown, person.id, since)
    return page(
        request,
        "today.html",
        in_hand=[(line.row, f"/tin/{line.row.outlet}/{line.row.id}") for line in in_hand.lines],
        told=[
            Told(one.note, names.get(one.note.by, "–"), f"/tin/{one.note.outlet}/{one.note.draft}", one.title)
            for one in told
        ],
        no_mailbox=bool(managed(request)) and not (app.settings.mailboxes or app.settings.smtp_in.enabled),
        just=[(made, title, f"/tin/{made.outlet}/{made.draft}") for made, title in just],
        lists=[view for view in VIEWS if view.name != "cua-toi"],
        first_view=VIEWS[0],
    )


def seen(request: Request) -> Response:
    """The person has seen to what was written to him about that story."""
    form(request)
    dossier, words = dossier_of(request), words_of(request)
    with desk_of(request).app.database.write() as tx:
        notes.seen(tx, dossier.draft.outlet, dossier.draft.id, dossier.person.id, words.now)
    return redirect(request, "/", words.t("Done with: it stays on the story’s page."))


ROUTES = (
    Route("/", show, methods=["GET"]),
    Route("/tin/{outlet}/{draft}/da-doc", seen, methods=["POST"]),
)
