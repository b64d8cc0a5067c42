"""What a person puts aside: held for a mark of secrecy he saw, or no story; and the tick that he saw no mark."""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai import decisions, destroying, rereading
from tinbai.errors import Conflict
from tinbai.model import State
from tinbai.web.desk import desk_of, words_of
from tinbai.web.dossier import Dossier, dossier_of
from tinbai.web.forms import form
from tinbai.web.pages import page, redirect

REASON = "ly-do"


def check(request: Request) -> Response:
    """The tick that every page was looked at, or its withdrawal."""
    back = str(form(request).get("v", "")) == "bo"
    dossier = dossier_of(request, "edit")
    app, draft, words = desk_of(request).app, dossier.draft, words_of(request)
    if back:
        decisions.uncheck(app, draft.outlet, draft.id, dossier.person)
        return redirect(request, f"{dossier.address}#soat-mat", words.t("The tick was taken back."))
    decisions.check(app, draft.outlet, draft.id, dossier.person)
    return redirect(request, f"{dossier.address}#soat-mat", words.t("Noted: you saw no mark of secrecy."))


def hold(request: Request) -> Response:
    """What was seen to bear a mark is held at once; who may not lift a hold sees nothing of it any more."""
    form(request)
    dossier, words = dossier_of(request, closed=True), words_of(request)
    outlet, draft, person = dossier.draft.outlet, dossier.draft.id, dossier.person
    decisions.hold(desk_of(request).app, outlet, draft, person)
    said = words.t("Held: the security officer has it now. Its words, photos and files were taken out of the desk.")
    address = f"/tin/{outlet}/{draft}" if decisions.may(person, outlet, "hold") else "/hang-cho"
    return redirect(request, address, said)


def release(request: Request) -> Response:
    """There was no mark after all: the mail is read anew."""
    fields, desk, words = form(request), desk_of(request), words_of(request)
    dossier, reason = _held(request), _reason(fields)
    outlet, draft = dossier.draft.outlet, dossier.draft.id
    if not reason:
        return page(request, "story_held.html", 422, d=dossier, missing="release")
    rereading.release(desk.app, desk.sandbox, outlet, draft, dossier.person, reason)
    return redirect(request, f"/tin/{outlet}/{draft}", words.t("The hold is lifted: the mail was read anew."))


def destroy(request: Request) -> Response:
    """Every copy goes: first a page that says how far it reaches, then the deed, when the receipt number is typed."""
    fields, app, words = form(request), desk_of(request).app, words_of(request)
    dossier, reason = _held(request), _reason(fields)
    draft = dossier.draft
    if not reason:
        return page(request, "story_held.html", 422, d=dossier, missing="destroy")
    typed = str(fields.get("xac-nhan", "")).strip().upper()
    if typed != draft.receipt_no:
        found = destroying.extent(app, draft.outlet, draft.id, dossier.person)
        status = 422 if typed else 200
        return page(request, "story_destroy.html", status, d=dossier, found=found, reason=reason, wrong=bool(typed))
    destroying.destroy(app, draft.outlet, draft.id, dossier.person, reason)
    return redirect(request, "/hang-cho", words.t("Destroyed. Time, sender and reason stand in the audit log."))


def _held(request: Request) -> Dossier:
    """What is held, for the officer. Raises Conflict for anything else."""
    dossier = dossier_of(request, "hold", closed=True)
    if dossier.draft.state is not State.HELD:
        raise Conflict("it is not held")
    return dossier


def _reason(fields: FormData) -> str:
    return decisions.clean(str(fields.get(REASON, "")))[:500]


def set_aside(request: Request) -> Response:
    """Back among what is no story."""
    form(request)
    dossier = dossier_of(request, "decide")
    draft = dossier.draft
    decisions.set_aside(desk_of(request).app, draft.outlet, draft.id, dossier.person)
    return redirect(request, dossier.address, words_of(request).t("It stands among what is no story again."))


ROUTES = (
    Route("/tin/{outlet}/{draft}/soat-mat", check, methods=["POST"]),
    Route("/tin/{outlet}/{draft}/giu", hold, methods=["POST"]),
    Route("/tin/{outlet}/{draft}/thoi-giu", release, methods=["POST"]),
    Route("/tin/{outlet}/{draft}/tieu-huy", destroy, methods=["POST"]),
    Route("/tin/{outlet}/{draft}/de-rieng", set_aside, methods=["POST"]),
)
