"""A version its author sent after an editor had changed the text: shown as its changes, then taken or left."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai import decisions
from tinbai.errors import Conflict, NotFound
from tinbai.model import Version
from tinbai.web import changes
from tinbai.web.desk import desk_of, words_of
from tinbai.web.dossier import Dossier, dossier_of
from tinbai.web.forms import form
from tinbai.web.pages import page, redirect
from tinbai.web.story import texts


def show(request: Request) -> Response:
    """What the version would change in the text as it stands."""
    dossier = dossier_of(request)
    version, now = _version(request, dossier), dossier.draft.revision.story
    return page(
        request,
        "story_offered.html",
        d=dossier,
        version=version,
        title=changes.compare(now.title, version.story.title),
        lead=changes.compare(now.lead, version.story.lead),
        rows=changes.rows(now.body, version.story.body),
    )


def settle(request: Request) -> Response:
    """Take it in place of the text, or leave it."""
    fields = texts(form(request))
    dossier = dossier_of(request, "edit")
    words, number = words_of(request), int(request.path_params["number"])
    base, take = fields.get("goc", ""), fields.get("v") == "lay"
    draft, app = dossier.draft, desk_of(request).app
    based_on = int(base) if base.isdecimal() and len(base) < 9 else 0
    shown = fields.get("thu") or _version(request, dossier).arrival
    try:
        if not any((one.no, one.arrival) == (number, shown) for one in dossier.versions):
            raise Conflict("it went along with its draft when two were split")
        decisions.settle_version(app, draft.outlet, draft.id, dossier.person, number, based_on, take=take)
    except Conflict:
        said = words.t("A colleague was faster: please look again.")
        return redirect(request, dossier.address, said)
    said = words.t("The author's version stands now.") if take else words.t("Your text stays as it is.")
    return redirect(request, dossier.address, said)


def _version(request: Request, dossier: Dossier) -> Version:
    number = int(request.path_params["number"])
    found = next((one for one in dossier.versions if one.no == number), None)
    if found is None:
        raise NotFound("no such version")
    return found


ROUTES = (
    Route("/tin/{outlet}/{draft}/ban-gui/{number:int}", show, methods=["GET"]),
    Route("/tin/{outlet}/{draft}/ban-gui/{number:int}", settle, methods=["POST"]),
)
