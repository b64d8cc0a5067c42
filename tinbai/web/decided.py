"""What was decided lately, by whom, and what can still be undone."""

from dataclasses import dataclass
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai.decisions import may
from tinbai.model import Decision, Delivery
from tinbai.store import Tx, decisions, deliveries, people
from tinbai.web.desk import desk_of, person_of, scope_of, words_of
from tinbai.web.letters import STATES
from tinbai.web.pages import page

RECENT = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Line:
    """A decision with the title the story has now and what became of its letter."""

    decision: Decision
    title: str
    who: str
    letter: Delivery | None
    undoable: bool

    @property
    def address(self) -> str:
        return f"/tin/{self.decision.outlet}/{self.decision.draft}"


def show(request: Request) -> Response:
    """The newest decisions of the newsrooms in view."""
    desk, scope, words, person = desk_of(request), scope_of(request), words_of(request), person_of(request)
    since = words.now - timedelta(seconds=desk.app.settings.smtp_out.undo_seconds)
    lines: list[Line] = []
    with desk.app.database.read() as tx:
        names = people.names(tx)
        for outlet in scope.shown:
            seen: set[str] = set()
            for made, title in decisions.recent(tx, outlet, words.now - RECENT, held=may(person, outlet, "hold")):
                first = made.draft not in seen and may(person, outlet, "decide")
                seen.add(made.draft)
                undoable = first and made.undone_at is None and made.at >= since
                lines.append(Line(made, title, names.get(made.by, ""), _letter(tx, made), undoable))
    lines.sort(key=lambda line: line.decision.at, reverse=True)
    return page(request, "decided.html", lines=lines, states=STATES)


def _letter(tx: Tx, made: Decision) -> Delivery | None:
    about = deliveries.of_draft(tx, made.outlet, made.draft)
    return next((one for one in about if one.kind == "decision" and one.created_at == made.at), None)


ROUTES = (Route("/vua-quyet-dinh", show, methods=["GET"]),)
