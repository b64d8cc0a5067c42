"""The head of the board approves or sends back: behind the link of a letter, made for a telephone, or at the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai import approval, decisions
from tinbai.app import App
from tinbai.decisions import may
from tinbai.errors import Conflict, NotAllowed
from tinbai.model import Decision, Draft, State, Verdict, Version
from tinbai.parsers.photo.crop import crop_at, shown_size
from tinbai.published import Publication, PublishedTie
from tinbai.settings import Outlet
from tinbai.store import Tx, audit, drafts, people, published, versions
from tinbai.store import decisions as made_before
from tinbai.store.people import Person
from tinbai.web import photos
from tinbai.web.desk import desk_of, person_of, words_of
from tinbai.web.dossier import dossier_of
from tinbai.web.forms import form
from tinbai.web.held import is_closed
from tinbai.web.pages import page, redirect
from tinbai.web.portal import unplaced
from tinbai.web.told import told

_SIDE = 800  # px of photos: enough for a telephone
_LONGEST = 2000  # characters of a note


@dataclass(frozen=True, slots=True)
class Asked:
    """What a link leads to. `asked`: the editor's decision; `answer`: what the person has said, None before that."""

    house: Outlet
    draft: Draft
    person: Person
    asked: Decision
    editor: str
    answer: Decision | None
    undoable: bool
    offered: Version | None  # what the author has sent besides, and no editor has taken or left
    online: Publication | None  # somebody else's page on which the story stands already

    def size(self, number: int) -> tuple[int, int]:
        """Pixels of a photo, counted from 1."""
        photo = self.draft.item.photos[number - 1]
        return shown_size(photo.width, photo.height, crop_at(self.draft.revision.story.crops, number))

    @property
    def beside(self) -> Sequence[int]:
        """Photos that do not stand in the text."""
        return unplaced(self.draft)


def show(request: Request) -> Response:
    """The story with two buttons. Looking changes nothing: mail programs look ahead."""
    found = _asked(request)
    return _gone(request) if found is None else _shown(request, found)


def _shown(request: Request, found: Asked, status: int = 200, *, wrong: bool = False) -> Response:
    return page(
        request, "approval.html", status, asked=found, story=found.draft.revision.story, wrong=wrong,
        link=request.path_params["token"], problems=told(words_of(request), found.draft),
    )  # fmt: skip


def _gone(request: Request) -> Response:
    """The same for a link that has ended, was answered, or never was."""
    return page(request, "approval_gone.html", 410)


def _asked(request: Request) -> Asked | None:
    """None when there is nothing (any more) to be answered by it. Raises SignIn where the newsroom wants that."""
    app = desk_of(request).app
    link = approval.opened(app.keys, request.path_params["token"], app.now().date())
    house = next((one for one in app.settings.outlets if link and one.code == link.outlet), None)
    if link is None or house is None or not house.approval:
        return None
    if not approval.opens_by_itself(house) and person_of(request).id != link.person:
        return None
    with app.database.read() as tx:
        person = people.by_id(tx, link.person)
        if person is None or person.disabled_at or not may(person, link.outlet, "approve"):
            return None
        draft = drafts.get(tx, link.outlet, link.draft)
        return None if is_closed(draft) else _standing(tx, app, house, draft, person, link)


def _standing(tx: Tx, app: App, house: Outlet, draft: Draft, person: Person, link: approval.Link) -> Asked | None:
    """What the request has come to; None when a colleague was faster or the story has gone on."""
    standing = [one for one in made_before.of_draft(tx, draft.outlet, draft.id) if one.undone_at is None]
    place = next((n for n, one in enumerate(standing) if one.no == link.no), None)
    if place is None or len(standing) - place > 2:
        return None
    answer = standing[place + 1] if len(standing) > place + 1 else None
    if answer is None and draft.state is not State.AWAITING_APPROVAL:
        return None
    if answer is not None and answer.by != person.id:
        return None
    editor = people.names(tx).get(standing[place].by, "–")
    undo = timedelta(seconds=app.settings.smtp_out.undo_seconds)
    undoable = answer is not None and app.now() <= answer.at + undo
    waiting = [one for one in versions.of_draft(tx, draft.outlet, draft.id) if one.settled_at is None]
    offered = waiting[-1] if waiting else None
    online = (tie.publication for tie in published.ties_of(tx, draft.outlet, draft.id) if _is_others(tie, draft))
    first = min(online, key=lambda one: one.when, default=None)
    return Asked(house, draft, person, standing[place], editor, answer, undoable, offered, first)


def _is_others(tie: PublishedTie, draft: Draft) -> bool:
    return tie.refuted_by is None and tie.relation != "same_event" and tie.publication.outlet != draft.outlet


def answer(request: Request) -> Response:
    """Approve, or send back with a note."""
    fields = form(request)
    found = _asked(request)
    if found is None:
        return _gone(request)
    note = decisions.clean(str(fields.get("loi", "")))[:_LONGEST]
    verdict = Verdict.APPROVE if fields.get("v") == "duyet" else Verdict.RETURN
    if verdict is Verdict.RETURN and not note:
        return _shown(request, found, 422, wrong=True)
    if found.answer is None and str(fields.get("ban", "")) == str(found.draft.revision.no):
        try:
            _decide(request, found, verdict, note)
        except (Conflict, NotAllowed):
            return _gone(request)
    return redirect(request, f"/duyet/{request.path_params['token']}")


def _decide(request: Request, found: Asked, verdict: Verdict, note: str) -> None:
    app, draft = desk_of(request).app, found.draft
    said = note if verdict is Verdict.RETURN else ""
    decisions.decide(app, draft.outlet, draft.id, found.person, verdict, said)
    with app.database.write() as tx:
        about = {"outlet": draft.outlet, "object": draft.receipt_no}
        audit.add(tx, "decided-by-link", by=found.person.id, at=app.now(), note=verdict.value, **about)


def undo(request: Request) -> Response:
    """Take the answer back while there is time."""
    form(request)
    found = _asked(request)
    if found is None or not found.undoable:
        return _gone(request)
    try:
        decisions.undo(desk_of(request).app, found.draft.outlet, found.draft.id, found.person)
    except Conflict:
        return _gone(request)
    return redirect(request, f"/duyet/{request.path_params['token']}")


def photo(request: Request) -> Response:
    """A photo of that story, under the same link."""
    found, number = _asked(request), int(request.path_params["number"])
    if found is None or not 1 <= number <= len(found.draft.item.photos):
        return _gone(request)
    crop = crop_at(found.draft.revision.story.crops, number)
    return photos.copy(request, found.draft.item.photos[number - 1], crop, _SIDE)


def send_back(request: Request) -> Response:
    """The same from the desk: back to the editor who asked, with a note."""
    fields = form(request)
    dossier, words = dossier_of(request, "approve"), words_of(request)
    note = decisions.clean(str(fields.get("loi", "")))[:_LONGEST]
    if not note:
        return redirect(request, f"{dossier.address}#cho-duyet", words.t("Please write what is to be changed."))
    draft = dossier.draft
    if draft.state is not State.AWAITING_APPROVAL:
        raise Conflict("nothing awaits approval")
    decisions.decide(desk_of(request).app, draft.outlet, draft.id, dossier.person, Verdict.RETURN, note)
    return redirect(request, dossier.address, words.t("Sent back to the editor."), f"{dossier.address}/hoan-tac")


ROUTES = (
    Route("/duyet/{token}", show, methods=["GET"]),
    Route("/duyet/{token}", answer, methods=["POST"]),
    Route("/duyet/{token}/hoan-tac", undo, methods=["POST"]),
    Route("/duyet/{token}/anh/{number:int}.webp", photo, methods=["GET"]),
    Route("/tin/{outlet}/{draft}/tra-lai", send_back, methods=["POST"]),
)
