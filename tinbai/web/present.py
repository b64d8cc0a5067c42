"""A browser says every twenty seconds which story it shows, so that two editors do not work on one unawares."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tinbai.errors import NotFound
from tinbai.store import drafts, presences
from tinbai.web.desk import desk_of, must, words_of
from tinbai.web.forms import form
from tinbai.web.held import is_closed


def here(request: Request) -> Response:
    """Renewed, answered by who else has it open, or with v=di taken back. What is held is as absent as what is not."""
    fields = form(request)
    outlet, draft = request.path_params["outlet"], request.path_params["draft"]
    person, now = must(request, outlet), words_of(request).now
    with desk_of(request).app.database.write() as tx:
        if is_closed(drafts.get(tx, outlet, draft)):
            raise NotFound("held")
        if fields.get("v") == "di":
            presences.gone(tx, outlet, draft, person.id)
            return Response(status_code=204)
        presences.here(tx, outlet, draft, person.id, now)
        names = presences.others(tx, outlet, draft, person.id, now)
    said = words_of(request).t("{name} has this story open too.", name=", ".join(names)) if names else ""
    return JSONResponse({"text": said})


ROUTES = (Route("/tin/{outlet}/{draft}/co-mat", here, methods=["POST"]),)
