"""Two drafts that may be one story, side by side: paragraph by paragraph, and what an editor says of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai import decisions, judging
from tinbai.errors import NotFound
from tinbai.evidence import TwinVerdict
from tinbai.model import Block, Draft
from tinbai.store import drafts
from tinbai.web import changes
from tinbai.web.changes import Piece
from tinbai.web.desk import desk_of, must, words_of
from tinbai.web.dossier import Dossier, Elsewhere, dossier_of
from tinbai.web.forms import form
from tinbai.web.held import is_closed
from tinbai.web.pages import page, redirect

SAID: Mapping[TwinVerdict, str] = {  # msgids
    "same": "One story",
    "not-a-twin": "No twins",
    "series": "The same pattern, another event",
    "related": "Only related",
}


@dataclass(frozen=True, slots=True)
class Pair:
    """One paragraph of A, the earlier, beside that of B; `kind` is a class of the table's cells."""

    kind: str
    a: tuple[Piece, ...]
    b: tuple[Piece, ...]


def show(request: Request) -> Response:
    """Both texts; A is the one that came first."""
    dossier = dossier_of(request)
    tie, other = _other(request, dossier)
    mine = dossier.draft
    a, b = sorted((mine, other), key=lambda draft: (draft.received_at, draft.receipt_no))
    return page(
        request, "story_twins.html", d=dossier, tie=tie, other=other, a=a, b=b, pairs=pairs(a, b), says=SAID,
        editable=decisions.may(dossier.person, mine.outlet, "edit"),
    )  # fmt: skip


def say(request: Request) -> Response:
    """Remember what the editor says of the two, or take it back."""
    said = str(form(request).get("v", ""))
    dossier = dossier_of(request, "edit")
    _, other = _other(request, dossier)
    verdict = next((known for known in SAID if known == said), None)
    if said and verdict is None:
        raise NotFound("no such verdict")
    app, words = desk_of(request).app, words_of(request)
    one, two = (dossier.draft.outlet, dossier.draft.id), (other.outlet, other.id)
    if verdict is None:
        judging.take_back(app, one, two, dossier.person)
        return redirect(request, _address(dossier, other))
    judging.say(app, one, two, dossier.person, verdict)
    return redirect(request, dossier.address, words.t("Remembered: {said}.", said=words.t(SAID[verdict])))


def _address(dossier: Dossier, other: Draft) -> str:
    return f"{dossier.address}/trung/{other.outlet}/{other.id}"


def pairs(a: Draft, b: Draft) -> list[Pair]:
    """Title, lead and paragraphs in the order of A, what only B has where it stands."""
    one, two = a.revision.story, b.revision.story
    rows = [_pair("ttl", changes.compare(one.title, two.title)), _pair("sapo", changes.compare(one.lead, two.lead))]
    for row in changes.rows(one.body, two.body):
        pieces = row.pieces or changes.compare(*[_words(row.block)] * 2)
        rows.append(_pair("", pieces))
    return [row for row in rows if row.a or row.b]


def _words(block: Block) -> str:
    return changes.words_of(block)


def _pair(kind: str, pieces: tuple[Piece, ...]) -> Pair:
    a = tuple(piece for piece in pieces if piece.mark != "new" and piece.text)
    return Pair(kind, a, tuple(piece for piece in pieces if piece.mark != "gone" and piece.text))


def _other(request: Request, dossier: Dossier) -> tuple[Elsewhere, Draft]:
    """The tied draft in the address, which the person may read too."""
    outlet, draft = request.path_params["other_outlet"], request.path_params["other"]
    must(request, outlet)
    for tie in dossier.elsewhere:
        if tie.draft and (tie.draft.outlet, tie.draft.id) == (outlet, draft):
            with desk_of(request).app.database.read() as tx:
                found = drafts.get(tx, outlet, draft)
            if not is_closed(found):
                return tie, found
    raise NotFound("these two are not tied")


ROUTES = (
    Route("/tin/{outlet}/{draft}/trung/{other_outlet}/{other}", show, methods=["GET"]),
    Route("/tin/{outlet}/{draft}/trung/{other_outlet}/{other}", say, methods=["POST"]),
)
