"""The way of a request to the desk in this process, all of them on one loop as in the service.

Starlette's client begins a loop and its threads per request and crosses from thread to thread for each part of an
answer; of a request in a test that was two fifths of the cost. Here an answer comes whole: streams are tested on a
served desk.
"""

import functools
from contextlib import ExitStack
from typing import Any
from urllib.parse import unquote

import anyio
import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from starlette.types import ASGIApp, Message, Scope

_RUNNING = ExitStack()


@functools.cache
def _loop() -> BlockingPortal:
    return _RUNNING.enter_context(start_blocking_portal())


def close() -> None:
    """End the loop and its threads, without which this process would not end."""
    _loop.cache_clear()
    _RUNNING.close()


class Way(httpx.BaseTransport):
    """Requests go to the application; what it raises once it has answered is its own affair, as with a server."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        exchange = _Exchange(request.read())
        scope = _scope(request)
        raised = _loop().start_task_soon(exchange.run, self._app, scope).exception()
        if not exchange.status:
            raise AssertionError("the desk gave no answer") from raised
        body = b"" if request.method == "HEAD" else bytes(exchange.body)
        return httpx.Response(exchange.status, headers=exchange.headers, stream=httpx.ByteStream(body))


class _Exchange:
    """One request and what is answered."""

    def __init__(self, asked: bytes) -> None:
        self._asked: bytes | None = asked
        self.status, self.headers, self.body = 0, list[tuple[bytes, bytes]](), bytearray()

    async def run(self, app: ASGIApp, scope: Scope) -> None:
        self._over = anyio.Event()
        await app(scope, self._receive, self._send)

    async def _receive(self) -> Message:
        if self._asked is None:
            await self._over.wait()
            return {"type": "http.disconnect"}
        asked, self._asked = self._asked, None
        return {"type": "http.request", "body": asked, "more_body": False}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            assert not self.status, "answered twice"
            self.status, self.headers = message["status"], list(message["headers"])
            return
        assert self.status and not self._over.is_set(), "a part before its answer or after its end"
        self.body += message.get("body", b"")
        if not message.get("more_body"):
            self._over.set()


def _scope(request: httpx.Request) -> dict[str, Any]:
    """As Starlette's client tells it."""
    url = request.url
    return {
        "type": "http",
        "http_version": "1.1",
        "method": request.method,
        "path": unquote(url.path),
        "raw_path": url.raw_path.split(b"?", 1)[0],
        "root_path": "",
        "scheme": url.scheme,
        "query_string": url.query,
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": ("testclient", 50000),
        "server": [url.host, url.port or {"http": 80, "https": 443}[url.scheme]],
        "extensions": {},
        "state": {},
    }
