"""What happens meanwhile, told to every open page: how many new stories came. Ids and counters only, no words.

A page holds one stream of server-sent events. Streams are asynchronous and cost no thread; however many there are, one
thread of the process reads the database, and only while somebody listens. It also asks, about all of them at once,
whether their sessions still stand: a stream whose session ended or whose rights changed is over within seconds.
"""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from tinbai.app import App
from tinbai.errors import TryLater
from tinbai.store import overview, people
from tinbai.web.desk import SESSION, desk_of, person_of, scope_of, words_of
from tinbai.web.forms import query
from tinbai.web.places import moment_of

_EVERY = 2.0  # seconds between two looks into the database
_ASKED = 10.0  # seconds between two looks at the sessions that listen
_QUIET = 20.0  # seconds after which a word is sent that says nothing, so that a line that broke is noticed
_LONGEST = timedelta(minutes=10)  # then the browser comes again, and who it is is asked again
_KEPT = timedelta(days=1)  # how far back arrivals are known
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}

Arrivals = tuple[tuple[datetime, str], ...]  # moment and newsroom, the newest last


@dataclass(eq=False, slots=True)
class Listener:
    """One stream. `changed` is set whenever there is something to look at, `over` when its session stands no more."""

    token: str
    rights: Mapping[str, str]  # newsroom -> role when it began
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    over: bool = False


class Pulse:
    """The arrivals of the last day, read by one thread while anybody listens."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._lock = threading.Lock()
        self._listeners: set[Listener] = set()
        self._thread: threading.Thread | None = None
        self.arrivals: Arrivals = ()

    def listen(self, listener: Listener) -> None:
        """From now on it is told, until it is given back by `leave`."""
        with self._lock:
            self._listeners.add(listener)
            if self._thread is None:
                self._thread = threading.Thread(target=self._read, name="pulse", daemon=True)
                self._thread.start()

    def leave(self, listener: Listener) -> None:
        with self._lock:
            self._listeners.discard(listener)

    def _read(self) -> None:
        pause = threading.Event()
        asked = time.monotonic()
        while self._goes_on():
            try:
                with self._app.database.read() as tx:
                    now = overview.arrivals_since(tx, self._app.now() - _KEPT)
                if time.monotonic() - asked >= _ASKED:
                    asked = time.monotonic()
                    self._ask_who_stands()
            except TryLater:  # the database is away for a moment: nothing is new
                now = self.arrivals
            if now != self.arrivals:
                self.arrivals = now
                _tell(self._listening())
            pause.wait(_EVERY)

    def _goes_on(self) -> bool:
        """False, and the thread is forgotten, when nobody listens any more."""
        with self._lock:
            if not self._listeners:
                self._thread = None
            return self._thread is not None

    def _listening(self) -> Sequence[Listener]:
        with self._lock:
            return tuple(self._listeners)

    def _ask_who_stands(self) -> None:
        listeners, web, now = self._listening(), self._app.settings.web, self._app.now()
        opened, seen = now - timedelta(hours=web.session_hours), now - timedelta(hours=web.idle_hours)
        with self._app.database.read() as tx:
            rights = people.rights(tx, {one.token for one in listeners}, opened, seen)
        ended = [one for one in listeners if rights.get(one.token) != one.rights]
        for one in ended:
            one.over = True
        _tell(ended)


def _tell(listeners: Sequence[Listener]) -> None:
    for one in listeners:
        if not one.loop.is_closed():
            one.loop.call_soon_threadsafe(one.changed.set)


async def stream(request: Request) -> Response:
    """Events for one page: `news` with how many stories came since it was made."""
    rights, outlets, since = await run_in_threadpool(_asked, request)
    listener = Listener(request.cookies.get(desk_of(request).cookie(SESSION), ""), rights)
    return StreamingResponse(
        _events(request, listener, outlets, since), media_type="text/event-stream", headers=_HEADERS
    )


def _asked(request: Request) -> tuple[Mapping[str, str], frozenset[str], datetime]:
    person = person_of(request)
    since = moment_of(query(request, "tu")) or words_of(request).now
    return person.roles, frozenset(scope_of(request).shown), since


async def _events(request: Request, listener: Listener, outlets: frozenset[str], since: datetime) -> AsyncIterator[str]:
    now, pulse, last = desk_of(request).app.now, _pulse(request), request.headers.get("last-event-id", "")
    until = now() + _LONGEST
    pulse.listen(listener)
    try:
        yield "retry: 3000\n\n"
        while now() < until and not listener.over:
            came = [at for at, outlet in pulse.arrivals if outlet in outlets and at > since]
            mark = came[-1].isoformat() if came else ""
            if came and mark != last:  # what the browser has heard is not said again
                last = mark
                yield f'id: {mark}\nevent: news\ndata: {{"n": {len(came)}}}\n\n'
            try:
                await asyncio.wait_for(listener.changed.wait(), _QUIET)
                listener.changed.clear()
            except TimeoutError:
                yield ":\n\n"
    finally:
        pulse.leave(listener)


def _pulse(request: Request) -> Pulse:
    pulse: Pulse = request.app.state.pulse
    return pulse


ROUTES = (Route("/su-kien", stream, methods=["GET"]),)
