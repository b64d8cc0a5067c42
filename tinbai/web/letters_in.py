"""Letters in: what people wrote that belongs to no story yet, each with the stories it may answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai import conversing
from tinbai.decisions import may
from tinbai.errors import NotFound
from tinbai.model import Draft, Mail, State
from tinbai.store import Tx, arrivals, drafts, suggestions
from tinbai.store.suggestions import Suggestion, Why
from tinbai.web.desk import desk_of, must, person_of, scope_of, words_of
from tinbai.web.dossier import dossier_of
from tinbai.web.forms import form
from tinbai.web.pages import page, redirect

LIMIT = 100
_LONGEST = 600  # characters of a letter that are shown
WHY: dict[Why, str] = {
    "thread": "It answers a letter about this story, from an address that is not known with it.",
    "receipt": "Its subject names the number of this story.",
    "subject": "It has the subject of this story, from the same sender.",
    "sender": "The same sender was asked to complete this story.",
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A letter and the stories it may belong to, the likeliest first."""

    outlet: str
    arrival: str
    mail: Mail
    text: str
    stories: Sequence[tuple[Suggestion, Draft]]


def show(request: Request) -> Response:
    person, scope = person_of(request), scope_of(request)
    with desk_of(request).app.database.read() as tx:
        asked = suggestions.waiting(tx, scope.shown, LIMIT)
        keys = dict.fromkeys((one.outlet, one.arrival) for one in asked)
        found = [one for key in keys if (one := _waiting(tx, *key, asked))]
    may_join = {code for code in scope.shown if may(person, code, "edit")}
    return page(request, "letters_in.html", waiting=found, why=WHY, may_join=may_join)


def _waiting(tx: Tx, outlet: str, arrival: str, asked: Sequence[Suggestion]) -> Waiting | None:
    """None where every story it may belong to is held since, or nothing of the mail is known any more."""
    parsed = arrivals.parsed(tx, outlet, arrival)
    mine = [one for one in asked if (one.outlet, one.arrival) == (outlet, arrival)]
    stories = [(one, drafts.get(tx, outlet, one.draft)) for one in mine]
    shown = [(one, draft) for one, draft in stories if draft.state is not State.HELD]
    if parsed is None or parsed.mail is None or not shown:
        return None
    text = parsed.mail.text or "\n".join(part.text for part in parsed.mail.segments if part.type != "quoted")
    return Waiting(outlet, arrival, parsed.mail, text[:_LONGEST], shown)


def settle(request: Request) -> Response:
    """Join the letter to a story (`tin`: its id, `so`: its number), leave it alone, or ask again."""
    fields = form(request)
    outlet, arrival = request.path_params["outlet"], request.path_params["mail"]
    person = must(request, outlet, "edit")
    app, words = desk_of(request).app, words_of(request)
    what = str(fields.get("v", ""))
    if what == "khong":
        conversing.decline(app, outlet, arrival, person)
        return redirect(request, "/thu-den", words.t("It belongs to none of them; it stays in the ledger."))
    if what == "hoi-lai":
        conversing.ask_again(app, outlet, arrival, person)
        return redirect(request, "/thu-den", words.t("It waits among the letters again."))
    if what == "so":
        conversing.by_number(app, outlet, arrival, str(fields.get("so", "")), person)
    elif what.startswith("tin:"):
        conversing.join(app, outlet, arrival, what.removeprefix("tin:"), person)
    else:
        raise NotFound("no such step")
    return redirect(request, "/thu-den", words.t("The letter belongs to the story now."))


def part(request: Request) -> Response:
    """Take an answer out of a story."""
    fields = form(request)
    dossier = dossier_of(request, "edit")
    mail = str(fields.get("thu", ""))
    conversing.part(desk_of(request).app, dossier.draft.outlet, dossier.draft.id, mail, dossier.person)
    said = words_of(request).t("It is out of this story and waits among the letters.")
    return redirect(request, "/thu-den", said)


ROUTES = (
    Route("/thu-den", show, methods=["GET"]),
    Route("/thu-den/{outlet}/{mail}", settle, methods=["POST"]),
    Route("/tin/{outlet}/{draft}/tach-thu", part, methods=["POST"]),
)
