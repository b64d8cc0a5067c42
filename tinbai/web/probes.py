"""For machines: alive, ready, figures. No login, so no names of people and no words of a story."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route


def alive(_request: Request) -> Response:
    return PlainTextResponse("ok\n")


ROUTES = (Route("/healthz", alive, methods=["GET"]),)
