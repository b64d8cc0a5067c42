"""Small repairs of wording: taken with a key as a version of its own, put back with another."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai import decisions
from tinbai.errors import Conflict, NotAllowed, NotFound
from tinbai.model import Story
from tinbai.queue.tidying import Kind, Tones, tidied
from tinbai.web.desk import desk_of, words_of
from tinbai.web.dossier import Dossier, dossier_of
from tinbai.web.forms import form
from tinbai.web.pages import redirect
from tinbai.web.story import saved, texts
from tinbai.web.tidy_offers import SAYS, offers

FIELD = "chuan"  # of the buttons: "lay:quotes" makes the repair, "tra:quotes" takes it back


def tidy(request: Request) -> Response:
    """Save what was typed, then make the repair a version of its own, so that it can be taken back."""
    fields = texts(form(request))
    dossier = dossier_of(request, "edit")
    verb, _, asked = fields.get(FIELD, "").partition(":")
    kind = next((one for one in SAYS if one == asked), None)
    if kind is None or verb not in ("lay", "tra"):
        raise NotFound("no such repair")
    if refused := saved(request, dossier, fields):
        return refused
    dossier, app = dossier_of(request, "edit"), desk_of(request).app
    draft, tones = dossier.draft, app.settings.outlet(dossier.draft.outlet).tones
    head = draft.revision
    story = tidied(kind, head.story, tones) if verb == "lay" else _before(dossier, kind, tones)
    try:
        decisions.edit(app, draft.outlet, draft.id, dossier.person, head.no, story, saves=head.saves)
    except (Conflict, NotAllowed):
        words = words_of(request)
        return redirect(request, dossier.address, words.t("A colleague was faster: please look again."))
    return redirect(request, f"{dossier.address}#goi-y")


def _before(dossier: Dossier, kind: Kind, tones: Tones) -> Story:
    """The text before that repair, where nothing was changed since."""
    taken = any(one.kind == kind and one.taken for one in offers(dossier, tones))
    return dossier.revisions[-2].story if taken else dossier.draft.revision.story


ROUTES = (Route("/tin/{outlet}/{draft}/chuan", tidy, methods=["POST"]),)
