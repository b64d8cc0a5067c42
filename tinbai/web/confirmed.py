"""Who really sent it: an editor says that a mail does come from whom it names, and may take that back."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai import confirming
from tinbai.web.desk import desk_of, words_of
from tinbai.web.dossier import dossier_of
from tinbai.web.forms import form
from tinbai.web.pages import redirect


def confirm(request: Request) -> Response:
    """It is he."""
    form(request)
    dossier, words = dossier_of(request, "edit"), words_of(request)
    confirming.confirm(desk_of(request).app, dossier.draft.outlet, dossier.draft.id, dossier.person)
    said = words.t("Noted: the sender is who the mail names. The letters that were kept back leave now.")
    return redirect(request, dossier.address, said, f"{dossier.address}/nguoi-gui/hoan-tac")


def take_back(request: Request) -> Response:
    """It is not sure after all."""
    form(request)
    dossier, words = dossier_of(request, "edit"), words_of(request)
    confirming.take_back(desk_of(request).app, dossier.draft.outlet, dossier.draft.id, dossier.person)
    return redirect(request, dossier.address, words.t("Taken back: it is not sure who sent this mail."))


ROUTES = (
    Route("/tin/{outlet}/{draft}/nguoi-gui", confirm, methods=["POST"]),
    Route("/tin/{outlet}/{draft}/nguoi-gui/hoan-tac", take_back, methods=["POST"]),
)
