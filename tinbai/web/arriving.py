"""What is looked at before a thread of the desk is taken: addresses nobody has, forms that come slowly."""

import re

import anyio
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tinbai.web.forms import LONGEST, announced
from tinbai.web.uploads import PIECE

_LONGEST_PATH = 1000  # characters; also keeps numbers in an address to what Python reads as one
_PATIENCE = 60.0  # seconds for a whole form
_LARGE = re.compile(r"/t/[a-z2-7]+/tat-ca")  # a form with photos, read by forms.whole_form


class Arriving:
    """Reads a form to its end first: somebody who sends an octet a minute must not hold up everybody else."""

    def __init__(self, app: ASGIApp, patience: float = _PATIENCE) -> None:
        self._app = app
        self._patience = patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _is_possible(scope):
            await PlainTextResponse("404", 404)(scope, receive, send)
            return
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD") or _LARGE.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
            return
        most = PIECE if scope["method"] == "PUT" else LONGEST
        if announced(HTTPConnection(scope)) > most:  # forms.py refuses it before a word of it is read
            await self._app(scope, receive, send)
            return
        try:
            with anyio.fail_after(self._patience):
                came = await _messages(receive, most)
        except TimeoutError:
            await PlainTextResponse("408", 408, {"Connection": "close"})(scope, receive, send)
            return

        async def again() -> Message:
            return came.pop(0) if came else await receive()

        if came[-1]["type"] == "http.request":  # else nobody is there any more
            await self._app(scope, again, send)


def _is_possible(scope: Scope) -> bool:
    """No page has a NUL in its address, and PostgreSQL none in its texts."""
    path = scope.get("path", "")
    return "\x00" not in path and len(path) <= _LONGEST_PATH


async def _messages(receive: Receive, most: int) -> list[Message]:
    """Up to the end, or to where it is too long anyway."""
    came: list[Message] = []
    size = 0
    while size <= most:
        came.append(await receive())
        size += len(came[-1].get("body", b""))
        if not came[-1].get("more_body"):
            break
    return came
