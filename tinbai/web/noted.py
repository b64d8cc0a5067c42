"""Notes of editors to each other on a story: @Name tells a colleague on his page of today. No letter has them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai import decisions
from tinbai.decisions import may
from tinbai.errors import Conflict
from tinbai.store import notes, people
from tinbai.store import words as searching
from tinbai.store.notes import Note
from tinbai.store.people import Person
from tinbai.web.desk import desk_of, words_of
from tinbai.web.dossier import Dossier, dossier_of
from tinbai.web.forms import form
from tinbai.web.pages import redirect

LONGEST = 2000  # characters


@dataclass(frozen=True, slots=True)
class Noted:
    """A note as the page shows it; `mine`: its writer may take it back."""

    note: Note
    who: str
    mine: bool


def noted(dossier: Dossier) -> list[Noted]:
    """The notes that stand, first one first."""
    return [Noted(one, dossier.who(one.by) or "–", one.by == dossier.person.id) for one in dossier.notes]


def write(request: Request) -> Response:
    """A new note; whoever it names with @ is told."""
    text = decisions.clean(str(form(request).get("loi", "")))[:LONGEST]
    dossier, words = dossier_of(request, "edit"), words_of(request)
    app, draft, person = desk_of(request).app, dossier.draft, dossier.person
    if not text:
        return redirect(request, f"{dossier.address}#ghi-chu")
    with app.database.write() as tx:
        readers = [one for one in people.listed(tx) if one.disabled_at is None and may(one, draft.outlet, "read")]
        told = [one for one in named(text, readers) if one.id != person.id]
        notes.add(tx, draft.outlet, draft.id, by=person.id, text=text, named={one.id for one in told}, at=words.now)
    said = words.t("Told: {names}.", names=", ".join(one.name for one in told)) if told else ""
    return redirect(request, f"{dossier.address}#ghi-chu", said)


def named(text: str, readers: Sequence[Person]) -> list[Person]:
    """Whom the text names after an @, in full or by the last part of his name, with or without marks."""
    plain = searching.bare(searching.lower(text))
    found = []
    for one in readers:
        full = " ".join(searching.tokens(searching.bare(searching.lower(one.name))))
        names = {full, full.rpartition(" ")[2]} - {""}
        if any(re.search(rf"@{re.escape(name)}(?![^\W_])", plain) for name in names):
            found.append(one)
    return found


def take_back(request: Request) -> Response:
    """Its writer takes a note back."""
    form(request)
    dossier, words = dossier_of(request, "edit"), words_of(request)
    draft = dossier.draft
    try:
        with desk_of(request).app.database.write() as tx:
            number = request.path_params["no"]
            notes.undo(tx, draft.outlet, draft.id, number, dossier.person.id, words.now)
    except Conflict:
        return redirect(request, f"{dossier.address}#ghi-chu", words.t("That note stands: it is not yours."))
    return redirect(request, f"{dossier.address}#ghi-chu", words.t("The note was taken back."))


ROUTES = (
    Route("/tin/{outlet}/{draft}/ghi-chu", write, methods=["POST"]),
    Route("/tin/{outlet}/{draft}/ghi-chu/{no:int}/bo", take_back, methods=["POST"]),
)
