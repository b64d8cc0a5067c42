"""A browser says every twenty seconds which story it shows, so that two editors do not work on one unawares."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai.errors import NotFound
from tinbai.store import drafts, presences
from tinbai.web.desk import desk_of, must, words_of
from tinbai.web.forms import form
from tinbai.web.held import is_closed


def here(request: Request) -> Response:
    """Renewed, or with v=di taken back. What is held is as absent as what is not there."""
    fields = form(request)
    outlet, draft = request.path_params["outlet"], request.path_params["draft"]
    person, now = must(request, outlet), words_of(request).now
    with desk_of(request).app.database.write() as tx:
        if is_closed(drafts.get(tx, outlet, draft)):
            raise NotFound("held")
        if fields.get("v") == "di":
            presences.gone(tx, outlet, draft, person.id)
        else:
            presences.here(tx, outlet, draft, person.id, now)
    return Response(status_code=204)


ROUTES = (Route("/tin/{outlet}/{draft}/co-mat", here, methods=["POST"]),)
