"""What happens meanwhile, told to every open page: how many new stories came. Ids and counters only, no words.

A page holds one stream of server-sent events. Streams are asynchronous and cost no thread; however many there are, one
thread of the process reads the database, and only while somebody listens.
"""

import asyncio
import threading
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from tinbai.app import App
from tinbai.errors import TryLater
from tinbai.store import overview
from tinbai.web.desk import desk_of, person_of, scope_of, words_of
from tinbai.web.forms import query
from tinbai.web.places import moment_of

_EVERY = 2.0  # seconds between two looks into the database
_QUIET = 20.0  # seconds after which a word is sent that says nothing, so that a line that broke is noticed
_LONGEST = timedelta(minutes=10)  # then the browser comes again, and who it is is asked again
_KEPT = timedelta(days=1)  # how far back arrivals are known
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}

Arrivals = tuple[tuple[datetime, str], ...]  # moment and newsroom, the newest last


class Pulse:
    """The arrivals of the last day, read by one thread while anybody listens."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._lock = threading.Lock()
        self._listeners: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()
        self._thread: threading.Thread | None = None
        self.arrivals: Arrivals = ()

    def listen(self) -> tuple[asyncio.AbstractEventLoop, asyncio.Event]:
        """An event that is set whenever something changed; given back by `leave`."""
        seat = (asyncio.get_running_loop(), asyncio.Event())
        with self._lock:
            self._listeners.add(seat)
            if self._thread is None:
                self._thread = threading.Thread(target=self._read, name="pulse", daemon=True)
                self._thread.start()
        return seat

    def leave(self, seat: tuple[asyncio.AbstractEventLoop, asyncio.Event]) -> None:
        with self._lock:
            self._listeners.discard(seat)

    def _read(self) -> None:
        pause = threading.Event()
        while self._goes_on():
            try:
                with self._app.database.read() as tx:
                    now = overview.arrivals_since(tx, self._app.now() - _KEPT)
            except TryLater:  # the database is away for a moment: nothing is new
                now = self.arrivals
            if now != self.arrivals:
                self.arrivals = now
                self._tell()
            pause.wait(_EVERY)

    def _goes_on(self) -> bool:
        """False, and the thread is forgotten, when nobody listens any more."""
        with self._lock:
            if not self._listeners:
                self._thread = None
            return self._thread is not None

    def _tell(self) -> None:
        with self._lock:
            seats = list(self._listeners)
        for loop, event in seats:
            if not loop.is_closed():
                loop.call_soon_threadsafe(event.set)


async def stream(request: Request) -> Response:
    """Events for one page: `news` with how many stories came since it was made."""
    outlets, since = await run_in_threadpool(_asked, request)
    pulse: Pulse = request.app.state.pulse
    last = request.headers.get("last-event-id", "")
    return StreamingResponse(
        _events(request, pulse, outlets, since, last), media_type="text/event-stream", headers=_HEADERS
    )


def _asked(request: Request) -> tuple[frozenset[str], datetime]:
    person_of(request)
    since = moment_of(query(request, "tu")) or words_of(request).now
    return frozenset(scope_of(request).shown), since


async def _events(
    request: Request, pulse: Pulse, outlets: frozenset[str], since: datetime, last: str
) -> AsyncIterator[str]:
    now = desk_of(request).app.now
    until = now() + _LONGEST
    seat = pulse.listen()
    try:
        yield "retry: 3000\n\n"
        while now() < until:
            came = [at for at, outlet in pulse.arrivals if outlet in outlets and at > since]
            mark = came[-1].isoformat() if came else ""
            if came and mark != last:  # what the browser has heard is not said again
                last = mark
                yield f'id: {mark}\nevent: news\ndata: {{"n": {len(came)}}}\n\n'
            seat[1].clear()
            try:
                await asyncio.wait_for(seat[1].wait(), _QUIET)
            except TimeoutError:
                yield ":\n\n"
    finally:
        pulse.leave(seat)


ROUTES = (Route("/su-kien", stream, methods=["GET"]),)
