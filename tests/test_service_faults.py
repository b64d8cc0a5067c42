"""The running service among broken mails, forgetful mailboxes, second processes and full disks."""

import os
import smtplib
import subprocess
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from tests.conftest import missing
from tests.mails import letter, story
from tests.servers import dovecot as dovecot_server
from tests.servers.dovecot import Dovecot
from tests.servers.proxy import FaultProxy
from tests.servers.service import Service, mailbox, until
from tinbai.app import App
from tinbai.model import State
from tinbai.store import arrivals, drafts, mailboxes, people
from tinbai.store.mailboxes import Balance

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def imap() -> Iterator[Dovecot]:
    if not dovecot_server.AVAILABLE:
        missing("Dovecot is not installed (Debian: apt install dovecot-imapd)")
    with Dovecot() as running:
        yield running


@pytest.fixture
def password(tmp_path: Path, imap: Dovecot) -> Path:
    (tmp_path / "password").write_text(imap.password)
    return tmp_path / "password"


def fresh(number: int, text: str | None = None) -> bytes:
    """A letter of today by a sender of its own."""
    now = {"Date": format_datetime(datetime.now(UTC))}
    return letter(number, text=text, sender=f"Hoa <hoa{number}@ctv.example>", headers=now)


def number_of_drafts(app: App) -> int:
    with app.database.read() as tx:
        return sum(drafts.counts(tx, ["demo"]).values())


def balance(app: App) -> Balance:
    """Of the only mailbox there is; it must add up."""
    with app.database.read() as tx:
        (found,) = mailboxes.ledger(tx)
    assert found.balanced, found
    return found


@contextmanager
def opened(service: Service) -> Iterator[App]:
    app = service.app()
    try:
        yield app
    finally:
        app.close()


def test_five_percent_of_the_mails_are_broken(
    tmp_path: Path, database_url: str, imap: Dovecot, password: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    user, ends = f"hong{database_url[:3]}", {7: "crash", 28: "memory", 49: "hang", 70: "crash", 91: "memory"}
    for number in range(100):
        text = f"{story(number)}poison: {ends[number]}\n" if number in ends else None
        imap.deliver(user, fresh(number, text), f"{number:03}.test")
    total = sum(file.stat().st_size for file in imap.messages(user))
    limits = "free_disk_mb = 0\nparse_cpu_seconds = 1\nparse_memory_mb = 128\nparse_seconds = 5"
    with FaultProxy(imap.port) as proxy:
        box = mailbox(proxy.port, user, password, after="nothing")
        with Service(tmp_path, database_url, box, smtp=False, limits=limits) as service, opened(service) as app:
            began = time.monotonic()
            service.start(only="intake,work", TINBAI_POISON="poison")
            assert until(lambda: number_of_drafts(app) == 95), service.log()[-4000:]
            good_after, connections = time.monotonic() - began, proxy.connections
            assert until(lambda: balance(app).quarantined == 5), service.log()[-4000:]
            came = proxy.from_server
            assert came < 1.3 * total  # with the commands and sizes of 100 very small mails
            service.stop()
            restarted = datetime.now(UTC)
            service.start(only="intake,work", TINBAI_POISON="poison")
            assert until(lambda: watching(app, restarted)), service.log()[-4000:]
            service.stop()
            again = proxy.from_server - came
            with app.database.read() as tx:
                reasons = Counter(
                    row.detail for row in arrivals.listed(tx, "quarantined") if row.reason == "parser-died"
                )
            assert (number_of_drafts(app), balance(app).quarantined) == (95, 5)
    assert connections == 1 and again < 3_000
    assert sorted(reasons.values()) == [1, 2, 2]
    with capsys.disabled():
        print(  # noqa: T201
            f"\n95 good mails of 100 in one pass of {good_after:.1f} s, 5 shelved; {came} octets came for {total}, "
            f"{again} at the second pass"
        )


def watching(app: App, since: datetime) -> bool:
    with app.database.read() as tx:
        (health,) = mailboxes.health(tx)
    return health.state == "watching" and bool(health.last_success_at and health.last_success_at > since)


def test_uidvalidity_changes_under_our_feet(tmp_path: Path, database_url: str, imap: Dovecot, password: Path) -> None:
    user = f"uidv{database_url[:3]}"
    for number in range(30):
        imap.deliver(user, fresh(number))
    with FaultProxy(imap.port) as proxy:
        box = mailbox(proxy.port, user, password, after="nothing", idle=False, poll_seconds=0.5)
        with Service(tmp_path, database_url, box, smtp=False) as service, opened(service) as app:
            service.start(only="intake,work")
            assert until(lambda: number_of_drafts(app) == 30), service.log()[-4000:]
            imap.forget_uids(user)
            imap.deliver(user, fresh(30))
            proxy.cut_all()
            assert until(lambda: number_of_drafts(app) == 31 and balance(app).seen_again >= 30), service.log()[-4000:]
            service.stop()
            found = balance(app)
    assert (found.drafts, found.seen_again, found.messages) == (31, 30, 61)


def test_two_processes_on_one_mailbox(
    tmp_path: Path, database_url: str, imap: Dovecot, password: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    user = f"hai{database_url[:3]}"
    for number in range(200):
        imap.deliver(user, fresh(number))
    box = mailbox(imap.port, user, password, poll_seconds=1)
    with Service(tmp_path, database_url, box, smtp=False) as service, opened(service) as app:
        began = time.monotonic()
        for _ in range(2):
            service.start(only="intake,work")
        assert until(lambda: balance_or_none(app) == (200, 200) and not imap.messages(user), 60), service.log()[-4000:]
        seconds = time.monotonic() - began
        service.stop()
        assert len(imap.messages(user, "Tinbai")) == 200
    with capsys.disabled():
        print(f"\n200 mails, two processes: 200 drafts in {seconds:.1f} s")  # noqa: T201


def balance_or_none(app: App) -> tuple[int, int] | None:
    with app.database.read() as tx:
        found = mailboxes.ledger(tx)
    return (found[0].drafts, found[0].messages) if found else None


# --- Full disk ---------------------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 MB."""
    if os.geteuid() != 0:
        missing("only root can mount a small disk")
    folder = tmp_path / "disk"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)], check=False).returncode:
        missing("no tmpfs can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(disk: Path, leave: int) -> Path:
    """A file that leaves so many octets free."""
    filler = disk / "filler"
    state = os.statvfs(disk)
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, state.f_bavail * state.f_frsize - leave)
    return filler


def answer(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=20) as found:
            return found.status, found.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@pytest.mark.parametrize("least, left", [(8, 2 << 20), (0, 0)])
def test_a_full_disk_is_said_and_work_goes_on_when_there_is_room(
    tmp_path: Path, database_url: str, imap: Dovecot, password: Path, small_disk: Path, least: int, left: int
) -> None:
    """Nearly full, where there is room left to say so; and full to the last octet, the database's file too."""
    user = f"day{least}{database_url[:3]}"
    if database_url.startswith("sqlite"):
        database_url = f"sqlite:///{small_disk}/tinbai.db"
    box = mailbox(imap.port, user, password, poll_seconds=0.5, idle=False)
    imap.maildir(user)
    with Service(tmp_path, database_url, box, data=small_disk / "data", limits=f"free_disk_mb = {least}") as service:
        service.start()
        service.wait_for_smtp()
        service.send(fresh(1))
        with opened(service) as app:
            assert until(lambda: number_of_drafts(app) == 1), service.log()[-4000:]
            page = signed_in(app, service.web_port)
        address = f"http://127.0.0.1:{service.web_port}"
        assert answer(f"{address}/readyz")[0] == 200
        filler = fill(small_disk, left)
        with pytest.raises(smtplib.SMTPDataError) as refused:
            service.send(fresh(2, story(2) + "Thêm một dòng.\n" * 10_000))
        assert refused.value.smtp_code == 452
        imap.deliver(user, fresh(3))
        time.sleep(2)
        assert len(imap.messages(user)) == 1 and not imap.messages(user, "Tinbai")
        assert answer(f"{address}/readyz")[0] == 503 and answer(f"{address}/healthz")[0] == 200
        if least:
            assert "Đầy: đã ngừng nhận thư" in page.open(f"{address}/van-hanh", timeout=20).read().decode()
        filler.unlink()
        assert answer(f"{address}/readyz")[0] == 200
        service.send(fresh(2))
        with opened(service) as app:
            assert until(lambda: number_of_drafts(app) == 3, 60), service.log()[-4000:]
            with app.database.read() as tx:
                assert not arrivals.listed(tx, "quarantined") and all(b.balanced for b in mailboxes.ledger(tx))
                assert {row.state for row in drafts.queue(tx, ["demo"], list(State))} == {State.RECEIVED}
        assert until(lambda: len(imap.messages(user, "Tinbai")) == 1)
        service.stop()


def signed_in(app: App, port: int) -> urllib.request.OpenerDirector:
    """A browser of an admin."""
    with app.database.write() as tx:
        person = people.add(tx, "an@example.vn", "An", "vi", None, app.now())
        assert person
        people.join(tx, person, "demo", "admin")
        token = people.new_link(tx, person, app.now() + timedelta(hours=1))
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    browser.open(f"http://127.0.0.1:{port}/vao/{token}", timeout=20).close()
    return browser
