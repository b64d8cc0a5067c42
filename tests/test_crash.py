"""kill -9 between any two steps and at random, both databases, both doors: nothing lost, nothing twice."""

import contextlib
import itertools
import random
import signal
import smtplib
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.conftest import missing
from tests.mails import letter
from tests.newsroom import Newsroom
from tests.servers import dovecot as dovecot_server
from tests.servers.dovecot import Dovecot
from tests.servers.history import History, doubled
from tests.servers.program import environment
from tests.servers.service import Service, mailbox, smtp_out, until
from tests.servers.sink import Sink
from tests.test_notifier_mail import out
from tinbai import faults
from tinbai.model import State
from tinbai.notifier.outbox import Outbox
from tinbai.store import decisions, deliveries, drafts, people

pytestmark = pytest.mark.slow

INTAKE = [point for point in faults.POINTS if point.startswith(("intake.", "accept."))]
LATER = [point for point in faults.POINTS if point.startswith(("process.", "send."))]
DECIDING = [point for point in faults.POINTS if point.startswith("decide.")]


@pytest.fixture(scope="module")
def imap() -> Iterator[Dovecot]:
    if not dovecot_server.AVAILABLE:
        missing("Dovecot is not installed (Debian: apt install dovecot-imapd)")
    with Dovecot() as running:
        yield running


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as running:
        yield running


@dataclass
class Town:
    """A service, its mailbox, the server of its letters, and what was offered so far."""

    service: Service
    imap: Dovecot
    sink: Sink
    user: str
    history: History = field(default_factory=History)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def next_letter(self) -> tuple[str, bytes]:
        number = next(self._numbers)
        name = f"tin{number}@ctv{number}.example"
        now = {"Date": format_datetime(datetime.now(UTC))}
        return name, letter(number, sender=f"Hoa <hoa{number}@ctv.example>", message_id=name, headers=now)

    def deliver(self) -> None:
        """Into the mailbox: from then on it may not be lost."""
        name, raw = self.next_letter()
        self.imap.deliver(self.user, raw)
        self.history.offered[name] = raw

    def send(self, stop: threading.Event | None = None) -> None:
        """By SMTP as a mail server does: again and again until the answer is 250."""
        name, raw = self.next_letter()
        while not (stop and stop.is_set()):
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self.service.send(raw)
                self.history.offered[name] = raw
                return
            time.sleep(0.05)

    def prove(self, seconds: float = 40) -> None:
        """Everything offered gets done and every letter leaves."""
        app = self.service.app()
        try:
            if not until(lambda: not self.history.differences(app, self.sink.letters), seconds):
                found = self.history.differences(app, self.sink.letters)
                raise AssertionError("\n".join([*found, self.service.log()[-6000:]]))
        finally:
            app.close()


@pytest.fixture
def town(
    tmp_path: Path, database_url: str, imap: Dovecot, sink: Sink, request: pytest.FixtureRequest
) -> Iterator[Town]:
    user = f"u{abs(hash(request.node.nodeid)) % 10**9}"
    imap.maildir(user)
    password = tmp_path / "password"
    password.write_text(imap.password)
    box = mailbox(imap.port, user, password)
    with Service(tmp_path, database_url, smtp_out(sink.port), box) as service:
        yield Town(service, imap, sink, user)


@pytest.mark.parametrize("door", ["smtp", "imap"])
def test_killed_at_every_named_point(town: Town, door: str, capsys: pytest.CaptureFixture[str]) -> None:
    """One process after the other dies at the next point, on its way through what the one before has left.

    After the commit of the arrival both doors are the same way.
    """
    points = INTAKE if door == "imap" else [point for point in (*INTAKE, *LATER) if point != "intake.marked"]
    began = time.monotonic()
    feeders = [threading.Thread(target=town.send, daemon=True) for _ in points]
    for point, feeder in zip(points, feeders, strict=True):
        if door == "smtp":
            feeder.start()  # a sender that got no 250 goes on with the next process
        else:
            town.deliver()
        process = town.service.start(only="intake,work,send", TINBAI_KILL_AT=point)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(30)
        assert process.poll() == -signal.SIGKILL, f"{point} was never reached\n{town.service.log()[-4000:]}"
    town.service.start(only="intake,work,send")
    for feeder in feeders:
        if door == "smtp":
            feeder.join(40)
    town.prove()
    with capsys.disabled():
        print(  # noqa: T201
            f"\nkilled at {len(points)} points through {door}: {len(town.history.offered)} mails, 0 lost, 0 doubled, "
            f"{doubled(town.sink.letters)} letters possibly twice, {time.monotonic() - began:.0f} s"
        )


def test_killed_at_random_while_mail_streams_in(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    seed, kills = 20260301, 8
    chance = random.Random(seed)
    stop = threading.Event()

    def feed() -> None:
        while not stop.is_set():
            town.deliver()
            town.send(stop)
            time.sleep(0.1)

    feeder = threading.Thread(target=feed, daemon=True)
    feeder.start()
    for turn in range(kills):
        process = town.service.start(only="intake,work,send")
        if turn % 4:  # every fourth dies while it starts
            town.service.wait_for_smtp()
        time.sleep(chance.uniform(0.05, 1.5))
        process.kill()
        process.wait(30)
    stop.set()
    feeder.join(40)
    town.service.start(only="intake,work,send")
    town.prove(60)
    with capsys.disabled():
        print(  # noqa: T201
            f"\nkilled {kills} times at random (seed {seed}): {len(town.history.offered)} mails, 0 lost, 0 doubled, "
            f"{doubled(town.sink.letters)} letters possibly twice"
        )


def test_the_database_is_in_trouble_while_mail_streams_in(town: Town) -> None:
    """PostgreSQL drops every connection again and again; somebody sits on SQLite's only lock for seconds."""

    def feed() -> None:
        for _ in range(5):
            town.send()

    town.service.start(only="intake,work,send")
    town.service.wait_for_smtp()
    for _ in range(4):
        feeder = threading.Thread(target=feed, daemon=True)
        feeder.start()
        town.deliver()
        trouble(town)
        feeder.join(60)
    town.prove()


def trouble(town: Town) -> None:
    app = town.service.app()
    with app.database.write() as tx:
        if app.database.is_sqlite:
            time.sleep(2)
        else:
            others = "datname = current_database() AND pid <> pg_backend_pid()"
            tx.execute(sa.text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))
    app.close()


_DECIDE = """
import sys
from pathlib import Path
from tinbai import settings
from tinbai.app import open_app
from tinbai.decisions import decide
from tinbai.model import Verdict
from tinbai.store import people
app = open_app(settings.load(Path(sys.argv[1])))
with app.database.read() as tx:
    person = people.by_email(tx, "an@example.vn")
decide(app, "demo", sys.argv[2], person, Verdict.APPROVE, "")
app.close()
"""


def test_killed_while_deciding(town: Town) -> None:
    """Before the commit nothing has happened, after it everything; either way one letter in the end."""
    town.service.settings_file.write_text(
        town.service.settings_file.read_text().replace("[smtp_out]", "[smtp_out]\nundo_seconds = 1")
    )
    town.service.start(only="intake,work,send")
    town.service.wait_for_smtp()
    town.send()
    town.prove()
    app = town.service.app()
    with app.database.write() as tx:
        person = people.add(tx, "an@example.vn", "An", "vi", None, app.now())
        assert person
        people.join(tx, person, "demo", "editor")
        (row,) = drafts.queue(tx, ["demo"], list(State))
    for point, made in zip((*DECIDING, ""), (0, 1, 1), strict=True):
        done = subprocess.run(
            [sys.executable, "-c", _DECIDE, str(town.service.settings_file), row.id],
            env=environment(TINBAI_KILL_AT=point),
            cwd=Path(__file__).parent.parent,
            capture_output=True,
            timeout=60,
        )
        assert done.returncode == (-signal.SIGKILL if point else 1)  # the third time it is decided already
        with app.database.read() as tx:
            assert len(decisions.of_draft(tx, "demo", row.id)) == made
            assert len(deliveries.of_draft(tx, "demo", row.id)) == 1 + made
    assert town.sink.wait(2)
    town.prove()
    app.close()
    assert len(town.sink.letters) == 2


def test_the_comparison_notices_what_it_should(newsroom: Newsroom, sink: Sink) -> None:
    """A proof that cannot fail proves nothing."""
    raw = letter(1)
    newsroom.take(raw)
    Outbox(newsroom.app.database, out(sink.port), newsroom.app.now, "s").send_due()
    sound = History({"tin1@ctv.example": raw})
    assert sound.differences(newsroom.app, sink.letters) == []
    assert "lost: tin2@ctv.example" in History({"tin2@ctv.example": raw}).differences(newsroom.app, sink.letters)
    assert any("2 letters" in said for said in sound.differences(newsroom.app, sink.letters * 2))
    assert any("not taken" in said for said in sound.differences(newsroom.app, []))
    assert any("octets" in said for said in History({"tin1@ctv.example": b"x"}).differences(newsroom.app, sink.letters))
