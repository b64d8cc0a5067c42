"""Who keeps what: the newsrooms of which a person may change people and settings."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from tinbai.decisions import may
from tinbai.errors import NotAllowed, NotFound
from tinbai.settings import Outlet
from tinbai.store.people import Person
from tinbai.web.desk import person_of, scope_of


def managed(request: Request, action: str = "manage") -> Sequence[Outlet]:
    """The newsrooms in which the person may do that."""
    person = person_of(request)
    return [one for one in scope_of(request).outlets if may(person, one.code, action)]


def chosen(request: Request) -> Outlet:
    """The newsroom that the address names (`code`). Raises NotFound for one the person does not manage."""
    outlet = next((one for one in managed(request) if one.code == request.path_params["code"]), None)
    if outlet is None:
        raise NotFound("no such newsroom")
    return outlet


def manager_of(request: Request, action: str = "manage") -> Person:
    """The person, who may do that in one newsroom at least. Raises NotAllowed."""
    person = person_of(request)
    if not managed(request, action):
        raise NotAllowed(f"this account may {action} nowhere")
    return person


def show(request: Request) -> Response:
    """To the first page of the settings that is for this person. Raises NotAllowed."""
    if managed(request):
        return RedirectResponse("/cai-dat/nguoi-dung", 303)
    manager_of(request, "audit")
    return RedirectResponse("/cai-dat/nhat-ky", 303)


ROUTES = (Route("/cai-dat", show, methods=["GET"]),)
