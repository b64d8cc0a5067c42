"""The threads of the service: begun again after any fault, and free of what dead processes left behind."""

import os
import socket
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from starlette.applications import Starlette

from tests.conftest import Clock
from tests.feed_samples import FEEDS
from tests.mails import letter
from tests.newsroom import Newsroom
from tests.servers import site as web
from tests.servers.ports import free_port
from tests.servers.service import until
from tinbai.app import App
from tinbai.errors import BadSettings
from tinbai.jobs import Service, listen
from tinbai.leases import is_dead
from tinbai.settings import Feed, Fetching, SmtpIn, Web
from tinbai.store import arrivals, deliveries, feeds, heartbeats, mailboxes, published

_LAST = 4_194_304  # above every process number


@pytest.mark.parametrize(
    "holder, dead",
    [
        (f"host-1-{_LAST}-aaaa", True),  # no such process
        (f"host-1-{os.getppid()}-aaaa", False),  # another one, alive
        (f"host-1-{os.getpid()}-aaaa", True),  # our number, another token: whoever had it before us
        (f"host-1-{os.getpid()}-ours", False),
        (f"other-1-{_LAST}-aaaa", False),  # of another machine nothing is known
        (f"host-2-{_LAST}-aaaa", False),  # nor of another container
    ],
    ids=["gone", "alive", "our number before", "us", "other machine", "other container"],
)
def test_who_is_dead(holder: str, dead: bool) -> None:
    assert is_dead(holder, f"host-1-{os.getpid()}-ours") is dead


def desk(app: App, sandbox: object) -> Starlette:
    return Starlette()


def test_a_start_ends_the_leases_of_the_dead_and_of_nobody_else(newsroom: Newsroom, clock: Clock) -> None:
    machine = newsroom.app.worker.rsplit("-", 2)[0]
    dead, alive = f"{machine}-{_LAST}-aaaa", f"{machine}-{os.getppid()}-bbbb"
    newsroom.take(letter(1))
    newsroom.offer(letter(2))
    with newsroom.app.database.write() as tx:
        assert arrivals.claim(tx, dead, clock.now) and deliveries.claim(tx, dead, clock.now)
        mailboxes.lease(tx, "demo", "theirs", dead, clock.now)
        mailboxes.lease(tx, "demo", "ours", alive, clock.now)
    service = Service(newsroom.app, desk, roles=())
    service.start()
    service.stop()
    with newsroom.app.database.write() as tx:
        assert arrivals.claim(tx, "next", clock.now) and deliveries.claim(tx, "next", clock.now)
        assert mailboxes.lease(tx, "demo", "theirs", "next", clock.now)
        assert not mailboxes.lease(tx, "demo", "ours", "next", clock.now)


@pytest.mark.slow
def test_feeds_are_read_by_the_intake_and_let_go_at_a_stop(newsroom: Newsroom) -> None:
    with web.site() as site:
        site.pages["/rss"] = web.page((FEEDS / "hugo.xml").read_bytes())
        site.pages["/slow"] = web.drip()
        read = tuple(
            Feed(name=name, url=site.url(f"/{name}"), outside="x", hosts=("xa.example",)) for name in ("rss", "slow")
        )
        fetching = Fetching.model_validate(
            {"allow": ["127.0.0.0/8"], "pause_seconds": 0, "days": 9999, "keep_days": 10_000}
        )
        settings = newsroom.app.settings.model_copy(update={"feeds": read, "fetching": fetching})
        service = Service(replace(newsroom.app, settings=settings, now=lambda: datetime.now(UTC)), desk, ("intake",))
        service.start()
        assert until(lambda: bool(site.asked["/rss"] and site.asked["/slow"]))
        service.stop()
    with newsroom.app.database.read() as tx:
        assert published.balance(tx, ["rss"])["rss"] == {"indexed": 1}
        assert feeds.holders(tx) == {newsroom.app.worker}


def test_a_job_that_fails_is_begun_again(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tinbai.jobs._PAUSE", 0.01)
    service = Service(app, desk, roles=())
    runs: list[int] = []
    done = threading.Event()

    def job() -> None:
        runs.append(1)
        if len(runs) < 3:
            raise OverflowError
        done.set()

    service._thread("job", job)
    assert done.wait(10)
    service.start()
    service.stop()
    assert len(runs) == 3


def test_work_that_waits_is_taken_at_once_and_the_service_ends(newsroom: Newsroom) -> None:
    newsroom.offer(letter(1))
    service = Service(newsroom.app, desk, roles=("work",))
    service.start()
    for _ in range(200):
        if newsroom.drafts():
            break
        service.stopping.wait(0.05)
    service.stop()
    assert len(newsroom.drafts()) == 1


def test_a_port_that_is_taken_is_said_in_words(app: App) -> None:
    port = free_port()
    web = Web(port=port)
    first = Service(replace(app, settings=app.settings.model_copy(update={"web": web})), desk, roles=("web",))
    first.start()
    with pytest.raises(BadSettings, match=f"web.port: 127.0.0.1:{port} cannot be used"):
        Service(first.app, desk, roles=("web",)).start()
    first.stop()


def test_answers_leave_at_once() -> None:
    """The line of each browser has it from the listener, as the system hands it down."""
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        line, _ = listener.accept()
        with line:
            assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_the_doors_are_closed_when_it_has_ended(app: App) -> None:
    settings = app.settings.model_copy(update={"smtp_in": SmtpIn(enabled=True, port=0)})
    service = Service(replace(app, settings=settings), desk, roles=("intake",))
    service.start()
    port = service.smtp_port
    service.stop()
    again = Service(
        replace(app, settings=settings.model_copy(update={"smtp_in": SmtpIn(enabled=True, port=port)})), desk
    )
    again.roles = ("intake",)
    again.start()
    again.stop()


def test_what_killed_processes_left_in_the_spool_is_swept(app: App) -> None:
    for blobs in (app.raw, app.blobs):
        left = blobs.spool / "left"
        left.write_bytes(b"x")
        old = app.now() - timedelta(days=4000)
        os.utime(left, (old.timestamp(), old.timestamp()))
        (blobs.spool / "growing").write_bytes(b"x")
    Service(app, desk, roles=())._housekeeping()
    assert [sorted(file.name for file in blobs.spool.iterdir()) for blobs in (app.raw, app.blobs)] == [["growing"]] * 2


def test_each_role_gives_a_sign_of_life_and_says_when_it_fails(newsroom: Newsroom) -> None:
    service = Service(newsroom.app, desk, roles=("send", "work"))
    service.start()
    try:
        service._each_minute()
        with newsroom.app.database.read() as tx:
            assert {job: beat.fault for job, beat in heartbeats.everyone(tx).items()} == {
                "job send": "",
                "job work": "",
            }
        service._failed["work-0"] = time.monotonic()
        service._each_minute()
        with newsroom.app.database.read() as tx:
            assert heartbeats.everyone(tx)["job work"].fault == "dead"
    finally:
        service.stop()
