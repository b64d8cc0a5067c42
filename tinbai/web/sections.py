"""Into which section of the portal a story goes."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai.errors import NotFound
from tinbai.store import sections
from tinbai.web.desk import desk_of, words_of
from tinbai.web.dossier import dossier_of
from tinbai.web.forms import form
from tinbai.web.pages import redirect


def put(request: Request) -> Response:
    """One of the newsroom's list, or none. Raises NotFound for any other."""
    wanted = " ".join(str(form(request).get("chuyen-muc", "")).split())
    dossier, words = dossier_of(request, "edit"), words_of(request)
    app, draft = desk_of(request).app, dossier.draft
    if wanted not in ("", draft.section, *app.settings.outlet(draft.outlet).sections):
        raise NotFound("no such section")
    with app.database.write() as tx:
        sections.put(tx, draft.outlet, draft.id, wanted)
    said = words.t("Section: {name}.", name=wanted) if wanted else words.t("It stands in no section now.")
    return redirect(request, f"{dossier.address}#thong-tin", said)


ROUTES = (Route("/tin/{outlet}/{draft}/chuyen-muc", put, methods=["POST"]),)
