"""A person's own lists: saved from the filters in view, put in order, taken away."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai.store import filters
from tinbai.web.desk import desk_of, person_of, words_of
from tinbai.web.filters import tidy
from tinbai.web.forms import form
from tinbai.web.pages import redirect

LONGEST = 40  # characters of a name


def save(request: Request) -> Response:
    """Keep the filters under a name."""
    fields, words = form(request), words_of(request)
    query = tidy(str(fields.get("loc", "")))
    name = " ".join(str(fields.get("ten", "")).split())[:LONGEST]
    back = f"/hang-cho?{query}" if query else "/hang-cho"
    if not name or not query:
        return redirect(request, back, words.t("Give the list a name, and something to filter by."))
    with desk_of(request).app.database.write() as tx:
        kept = filters.add(tx, person_of(request).id, name, query)
    said = words.t("The list “{name}” stands on the left now.", name=name)
    many = words.t("You have as many lists as there may be: take one away first.")
    return redirect(request, back, said if kept else many)


def change(request: Request) -> Response:
    """One up, one down, or away."""
    fields = form(request)
    identity, person = request.path_params["list"], person_of(request).id
    wish = str(fields.get("v", ""))
    with desk_of(request).app.database.write() as tx:
        if wish == "xoa":
            filters.remove(tx, person, identity)
        elif wish in ("len", "xuong"):
            filters.move(tx, person, identity, -1 if wish == "len" else 1)
    return redirect(request, "/hang-cho?" + urlencode({"sua-loc": "1"}))


ROUTES = (
    Route("/bo-loc", save, methods=["POST"]),
    Route("/bo-loc/{list}", change, methods=["POST"]),
)
