"""The service: which threads run, what wakes them, and how all of it stops within five seconds.

Roles may be split over processes that share one database: intake (doors), work (parsing), send (outbox), web (desk).
"""

import gc
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

import structlog
import uvicorn
from apscheduler.schedulers.background import BackgroundScheduler
from starlette.types import ASGIApp

from tinbai import alarms, answering, digest, leases, newsstand, photos, pipeline, rebuilding, reminding, signing_in
from tinbai.app import App
from tinbai.errors import BadSettings, TryLater
from tinbai.intake.imap import ImapDoor
from tinbai.intake.smtp import SmtpDoor
from tinbai.model import Accepted, Arrival
from tinbai.notifier.outbox import Outbox
from tinbai.sandbox import Sandbox
from tinbai.settings import SMTP_OUT, Mailbox
from tinbai.store import heartbeats
from tinbai.symptoms import JOB
from tinbai.watching import StoredLedger

log = structlog.get_logger("jobs")

Role = Literal["intake", "work", "send", "web"]
ROLES: tuple[Role, ...] = ("intake", "work", "send", "web")
STOP_WITHIN = 3.2  # seconds; with the end of the parsing helper and of a busy machine it stays below five
_TURN = 0.001  # seconds; a page gives the interpreter up for every row it reads, and the usual 5 ms for it to come back
_POLL = 1.0  # seconds between looks into the database for work of another process
_SETTINGS = 3.0  # seconds between looks whether the desk has set anything
_PAUSE = 5.0  # seconds after a job failed
_FAILED_LATELY = 300.0  # seconds
# role -> how its threads' names begin; one of a mailbox ends when the settings name that no more
_THREADS: dict[Role, tuple[str, ...]] = {
    "intake": ("imap-", "feeds"), "work": ("work-",), "send": (SMTP_OUT,), "web": ("web",),
}  # fmt: skip
_SPOOL_AGE = 24 * 3600.0


class Service:
    """Threads for the chosen roles; `start` returns when the doors are open, `stop` when everything has ended."""

    def __init__(self, app: App, desk: Callable[[App, Sandbox], ASGIApp], roles: Sequence[Role] = ROLES) -> None:
        self.app = app
        self.roles = roles
        self._desk = desk
        self.stopping = threading.Event()
        self.sandbox = Sandbox(app.settings.limits)
        self._news = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._failed: dict[str, float] = {}  # thread -> when it had to be begun again last
        self._watched: dict[Mailbox, threading.Event] = {}
        self._smtp: SmtpDoor | None = None
        self._web: uvicorn.Server | None = None
        self._scheduler = BackgroundScheduler(timezone="UTC")
        self.desk_address = ""
        self.smtp_port = 0

    def start(self) -> None:
        """Open what was asked for. Raises BadSettings when an address is taken."""
        sys.setswitchinterval(_TURN)
        leases.release_dead(self.app)
        answering.warn(self.app)
        if "web" in self.roles:
            self._start_web()
        if "work" in self.roles:
            for number in range(self.app.settings.workers):
                self._thread(f"work-{number}", self._work)
        if "send" in self.roles:
            self._start_sending()
        if "intake" in self.roles:
            self._start_intake()
        self._thread("settings", self._follow)
        self._scheduler.add_job(self._each_hour, "interval", hours=1, misfire_grace_time=None, coalesce=True)
        self._scheduler.add_job(self._each_minute, "interval", minutes=1, misfire_grace_time=None, coalesce=True)
        self._scheduler.start()
        gc.freeze()  # what is loaded stays: to look through it all again would hold pages up by a tenth of a second
        log.info("service started", action="start", roles=list(self.roles))

    def stop(self) -> None:
        """Finish what is in hand, for at most STOP_WITHIN seconds."""
        deadline = time.monotonic() + STOP_WITHIN
        self.stopping.set()
        for leave in list(self._watched.values()):
            leave.set()
        if self._scheduler.running:  # not when the start failed
            self._scheduler.shutdown(wait=False)
        if self._web:
            self._web.should_exit = True
        if self._smtp:
            self._smtp.stop()
        with self._news:
            self._news.notify_all()
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        late = [thread.name for thread in self._threads if thread.is_alive()]
        self.sandbox.close()
        log.info("service stopped", action="stop", unfinished=late)

    def accept(self, arrival: Arrival) -> Accepted:
        """pipeline.accept, then wake a worker of this process."""
        accepted = pipeline.accept(self.app, arrival)
        if accepted is Accepted.NEW:
            with self._news:
                self._news.notify()
        return accepted

    def _thread(self, name: str, target: Callable[[], object]) -> None:
        thread = threading.Thread(target=self._outlive, args=(name, target), name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _outlive(self, name: str, target: Callable[[], object]) -> None:
        """The job loop: what runs in a thread is begun again after any fault, so that no mailbox goes unwatched."""
        while not self.stopping.is_set():
            try:
                target()
                return
            except Exception as error:  # the job loop: whatever happens to one mail, the others must go on
                log.exception("job failed", action="job", job=name, error=type(error).__name__)
                self._failed[name] = time.monotonic()
                self.stopping.wait(_PAUSE)

    def _look_at_photos(self) -> bool:
        return photos.search_next(self.app) or photos.renew_next(self.app, self.sandbox)

    def _work(self) -> None:
        """One mail after the other; where none waits, photos are searched for parts of others, and looked at anew.

        An index of twins that another program made answers nothing: then it comes first.
        """
        if rebuilding.is_needed(self.app.database):
            rebuilding.rebuild(self.app, self.stopping)
        while not self.stopping.is_set():
            try:
                busy = pipeline.process_next(self.app, self.sandbox) or self._look_at_photos()
            except TryLater as error:
                log.warning("work waits", action="work", error=str(error))
                self.stopping.wait(_POLL)
                continue
            if not busy:
                with self._news:
                    self._news.wait(_POLL)

    def _start_sending(self) -> None:
        """A thread for each way, so that a server that hangs holds up nobody else's letters."""
        ways = self.app.settings.ways()
        for name, share in self.app.settings.shares().items():
            able = signing_in.able(self.app, ways[name])
            box = Outbox(self.app.database, able, self.app.now, self.app.worker, name=name, share=share)
            self._thread(name, partial(box.run, self.stopping))

    def _start_intake(self) -> None:
        settings = self.app.settings
        if settings.smtp_in.enabled:
            self._smtp = SmtpDoor(settings.smtp_in, settings.outlets, self.accept, self.app.raw.spool)
            self._smtp.start()
            self.smtp_port = self._smtp.port
        self._tend_mailboxes()
        if settings.feeds:
            self._thread("feeds", partial(newsstand.Newsstand(self.app, self.sandbox).run, self.stopping))

    def _tend_mailboxes(self) -> None:
        """Watch those the settings name, and leave alone those they name no more, or otherwise than before."""
        wanted = self.app.settings.mailboxes if "intake" in self.roles else ()
        for gone in [box for box in self._watched if box not in wanted]:
            self._watched.pop(gone).set()
        for mailbox in wanted:
            if mailbox not in self._watched:
                leave = self._watched[mailbox] = threading.Event()
                door = ImapDoor(
                    signing_in.able(self.app, mailbox), self.accept, StoredLedger(self.app, mailbox), self.app.raw.spool
                )
                self._thread(f"imap-{mailbox.name}", partial(door.run, leave))

    def _follow(self) -> None:
        """What is set at the desk counts within seconds, in every process."""
        while not self.stopping.wait(_SETTINGS):
            if self.app.follow():
                self._tend_mailboxes()
                log.info("settings changed", action="settings", mailboxes=len(self.app.settings.mailboxes))

    def _start_web(self) -> None:
        web = self.app.settings.web
        listener = listen(web.host, web.port)
        port = listener.getsockname()[1]
        self.desk_address = web.address or f"http://{web.host}:{port}"
        config = uvicorn.Config(
            self._desk(self.app, self.sandbox),
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            timeout_graceful_shutdown=3,
            timeout_keep_alive=60,  # an editor reads longer than the usual 5 s, and a new line costs him a round trip
        )
        self._web = uvicorn.Server(config)
        self._thread("web", partial(self._web.run, sockets=[listener]))

    def _each_minute(self) -> None:
        """A sign of life of each role, then a look at what ails; letters of the hour belong to whoever sends."""
        try:
            self._beat()
            alarms.watch(self.app)
            if "send" in self.roles:
                digest.tell(self.app)
        except TryLater as error:
            log.warning("watching waits", action="watch", error=str(error))

    def _beat(self) -> None:
        """A role is well when all its threads live and none of them had to be begun again lately."""
        since = time.monotonic() - _FAILED_LATELY
        for role in self.roles:
            names = _THREADS[role]
            mine = [thread for thread in self._threads if thread.name.startswith(names)]
            ill = [one.name for one in mine if not one.is_alive() and not one.name.startswith("imap-")]
            ill += [name for name, at in self._failed.items() if at > since and name.startswith(names)]
            with self.app.database.write() as tx:
                heartbeats.beat(tx, f"{JOB}{role}", self.app.now(), "dead" if ill else "")

    def _each_hour(self) -> None:
        try:
            if "send" in self.roles:
                reminding.tell(self.app)
            self._housekeeping()
        except TryLater as error:
            log.warning("housekeeping waits", action="housekeeping", error=str(error))

    def _housekeeping(self) -> None:
        old = time.time() - _SPOOL_AGE
        swept = self.app.raw.sweep(old) + self.app.blobs.sweep(old)
        forgotten = newsstand.sweep(self.app) if "intake" in self.roles else 0
        log.info("housekeeping done", action="housekeeping", swept=swept, forgotten=forgotten)


def listen(host: str, port: int) -> socket.socket:
    """Where the desk is reached. Raises BadSettings when the address is taken."""
    try:
        listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise BadSettings(f"web.port: {host}:{port} cannot be used: {error.strerror}") from None
    # Head and body of an answer leave one after the other; without this the body waits 40 ms for the browser's ACK
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener
