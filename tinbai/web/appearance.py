"""The display form at both ends of every page: it sets a cookie, so it works without JavaScript."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai.store import people
from tinbai.web.desk import DISPLAY, desk_of, display_of, session_of
from tinbai.web.forms import form
from tinbai.web.pages import redirect, set_cookie

_YEAR = 365 * 24 * 3600


def change(request: Request) -> Response:
    """Remember the button that was pressed and go back to the page it stood on."""
    fields, desk, session = form(request), desk_of(request), session_of(request)
    chosen = display_of(request).changed({name: str(value) for name, value in fields.items()})
    if session and chosen.language and chosen.language != session.person.language:
        with desk.app.database.write() as tx:
            people.set_language(tx, session.person.id, chosen.language)
    response = redirect(request, str(fields.get("back", "")))
    set_cookie(desk, response, DISPLAY, chosen.written(), max_age=_YEAR)
    return response


ROUTES = (Route("/hien-thi", change, methods=["POST"]),)
