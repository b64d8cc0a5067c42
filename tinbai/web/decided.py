"""What was decided lately, by whom, and what can still be undone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai.decisions import may
from tinbai.model import Delivery, State
from tinbai.store import Tx, decisions, deliveries, merges, people
from tinbai.web.desk import desk_of, person_of, scope_of, words_of
from tinbai.web.letters import STATES
from tinbai.web.pages import page
from tinbai.web.words import Words

RECENT = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Line:
    """A decision with the title the story has now and what became of its letter; undo: address of the way back."""

    address: str
    title: str
    state: State
    at: datetime
    who: str
    note: str
    undone_at: datetime | None
    letter: Delivery | None
    undo: str


def show(request: Request) -> Response:
    """The newest decisions and merges of the newsrooms in view."""
    desk, scope, words, person = desk_of(request), scope_of(request), words_of(request), person_of(request)
    since = words.now - timedelta(seconds=desk.app.settings.smtp_out.undo_seconds)
    lines: list[Line] = []
    with desk.app.database.read() as tx:
        names = people.names(tx)
        for outlet in scope.shown:
            decides = may(person, outlet, "decide")
            lines += _decisions(tx, outlet, words, names, since, held=may(person, outlet, "hold"), decides=decides)
            lines += _merges(tx, outlet, words, names, since, decides=decides)
    lines.sort(key=lambda line: line.at, reverse=True)
    return page(request, "decided.html", lines=lines, states=STATES)


def _decisions(
    tx: Tx, outlet: str, words: Words, names: Mapping[str, str], since: datetime, *, held: bool, decides: bool
) -> Iterator[Line]:
    """Only the latest of a story can be undone."""
    seen: set[str] = set()
    for made, title in decisions.recent(tx, outlet, words.now - RECENT, held=held):
        first = made.draft not in seen
        seen.add(made.draft)
        address = f"/tin/{outlet}/{made.draft}"
        undoable = decides and first and made.undone_at is None and made.at >= since
        yield Line(
            address, title, made.to_state, made.at, names.get(made.by, ""), made.note, made.undone_at,
            _letter(tx, outlet, made.draft, "decision", made.at), f"{address}/hoan-tac" if undoable else "",
        )  # fmt: skip


def _merges(
    tx: Tx, outlet: str, words: Words, names: Mapping[str, str], since: datetime, *, decides: bool
) -> Iterator[Line]:
    for made, title, receipt in merges.recent(tx, outlet, words.now - RECENT):
        address = f"/tin/{outlet}/{made.draft}"
        undoable = decides and made.undone_at is None and made.at >= since
        note = words.t("put into {receipt}", receipt=receipt)
        yield Line(
            address, title, State.DUPLICATE, made.at, names.get(made.by, ""), note,
            made.undone_at, _letter(tx, outlet, made.draft, "merge", made.at),
            f"{address}/trung/{outlet}/{made.into}/hoan-tac" if undoable else "",
        )  # fmt: skip


def _letter(tx: Tx, outlet: str, draft: str, kind: str, at: datetime) -> Delivery | None:
    about = deliveries.of_draft(tx, outlet, draft)
    return next((one for one in about if one.kind == kind and one.created_at == at), None)


ROUTES = (Route("/vua-quyet-dinh", show, methods=["GET"]),)
