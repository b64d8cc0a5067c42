"""The IMAP door against a real Dovecot: what is fetched, when, how it is marked, and what is left alone."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from imapclient import IMAPClient  # type: ignore[import-untyped]

from tests.servers import dovecot as dovecot_server
from tests.servers.certificate import make_certificate
from tests.servers.dovecot import Dovecot
from tests.servers.fakes import Memory, MemoryAccept, MemoryLedger
from tests.servers.ports import free_port
from tests.servers.proxy import FaultProxy
from tests.servers.watch import QUICK, Watch, mailbox
from tinbai.errors import DiskFull
from tinbai.intake import imap_trouble as trouble
from tinbai.intake.imap import ImapDoor, Waits
from tinbai.model import Accepted, Arrival

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not dovecot_server.AVAILABLE, reason="dovecot is not installed"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with Dovecot() as running:
        yield running


@pytest.fixture
def dovecot(server: Dovecot, request: pytest.FixtureRequest) -> Dovecot:
    """The same server with a fresh mailbox per test: see `user`."""
    server.maildir(user(request))
    return server


def user(request: pytest.FixtureRequest) -> str:
    name: str = request.node.name
    return "".join(c for c in name if c.isalnum()).lower()[-40:]


@pytest.fixture
def box(dovecot: Dovecot, request: pytest.FixtureRequest, tmp_path: Path) -> "Box":
    return Box(dovecot, user(request), tmp_path)


class Box:
    """A mailbox of the private Dovecot."""

    def __init__(self, dovecot: Dovecot, name: str, folder: Path) -> None:
        self.dovecot, self.name, self.folder = dovecot, name, folder
        self.password = folder / "password"
        self.password.write_text(dovecot.password)
        self.spool = folder / "spool"
        self.spool.mkdir()

    def deliver(self, raw: bytes) -> bytes:
        self.dovecot.deliver(self.name, raw)
        return raw

    def watch(
        self,
        accept: MemoryAccept | None = None,
        ledger: MemoryLedger | None = None,
        waits: Waits = QUICK,
        port: int = 0,
        **settings: Any,
    ) -> Watch:
        box = mailbox(port or self.dovecot.port, self.password, user=self.name, **settings)
        return Watch(box, self.spool, accept, ledger, waits)

    def client(self) -> IMAPClient:
        client = IMAPClient("127.0.0.1", self.dovecot.port, ssl=False, timeout=20)
        client.login(self.name, self.dovecot.password)
        client.select_folder("INBOX")
        return client


def letter(number: int, size: int = 300) -> bytes:
    """A letter of its own with about so many octets."""
    head = f"Message-ID: <{number}@ctv.example.vn>\r\nFrom: ctv@example.vn\r\nSubject: Tin {number}\r\n\r\n".encode()
    line = f"{number:08d} Tin, bài của cộng tác viên.\r\n".encode()
    return head + line * max(1, (size - len(head)) // len(line))


def raws(accept: MemoryAccept) -> list[bytes]:
    return sorted(taken.raw for taken in accept.new)


def test_first_connection_is_from_now(box: Box) -> None:
    box.deliver(letter(1))
    with box.watch() as watch:
        watch.until_watching()
        new = box.deliver(letter(2))
        assert watch.accept.wait(1)
    assert raws(watch.accept) == [new]
    source = watch.accept.offered[0].source
    assert (source.door, source.outlet, source.mailbox, source.folder) == ("imap", "demo", "bbt", "INBOX")
    assert source.uid_validity > 0
    assert source.uid == "2"
    assert source.envelope_from is None


def test_start_all_takes_everything_and_the_second_pass_downloads_nothing(box: Box) -> None:
    sent = [box.deliver(letter(number, 20_000)) for number in range(120)]
    with FaultProxy(box.dovecot.port) as proxy:
        with box.watch(start="all", port=proxy.port) as first:
            assert first.accept.wait(120)
        assert raws(first.accept) == sorted(sent)
        assert proxy.from_server < 1.05 * sum(map(len, sent))
        came = proxy.from_server
        with box.watch(first.accept, first.ledger, start="all", port=proxy.port) as second:
            second.until_watching()
    assert len(second.accept.offered) == 120
    assert proxy.from_server - came < 20_000


def test_idle_brings_news_and_stop_ends_it(box: Box) -> None:
    with box.watch() as watch:
        watch.until_watching()
        for number in range(3):
            box.deliver(letter(number))
            assert watch.accept.wait(number + 1)
        started = time.monotonic()
        watch.end()
        assert time.monotonic() - started < 5  # the promise of `run`


def test_polling_without_idle(box: Box) -> None:
    with box.watch(idle=False, poll_seconds=0.3) as watch:
        watch.until_watching()
        box.deliver(letter(1))
        assert watch.accept.wait(1)


@pytest.mark.parametrize("after", ["nothing", "keyword", "move"])
def test_seen_is_never_touched(box: Box, after: str) -> None:
    for number in range(3):
        box.deliver(letter(number))
    with box.watch(start="all", after=after) as watch:
        assert watch.accept.wait(3)
        watch.until_watching()
    client = box.client()
    if after == "move":
        client.select_folder("Tinbai")
    flags = [data[b"FLAGS"] for data in client.fetch(client.search(["ALL"]), ["FLAGS"]).values()]
    client.logout()
    assert len(flags) == 3
    assert not any(rb"\Seen" in found for found in flags)
    assert all((b"Tinbai" in found) is (after == "keyword") for found in flags)


def test_mail_others_have_read_or_deleted_is_taken_all_the_same(box: Box) -> None:
    for number in range(4):
        box.deliver(letter(number))
    client = box.client()
    client.add_flags([1, 2], [rb"\Seen"])
    client.add_flags([3], [rb"\Deleted"])
    with box.watch(start="all", after="move") as watch:
        assert watch.accept.wait(4)
        watch.until_watching()
    client.logout()
    assert len(box.dovecot.messages(box.name, "Tinbai")) == 4
    assert not box.dovecot.messages(box.name)


def test_nothing_is_marked_before_it_is_accepted(box: Box) -> None:
    inbox_when_accepted: list[int] = []
    accept = MemoryAccept(before=lambda arrival: inbox_when_accepted.append(len(box.dovecot.messages(box.name))))
    for number in range(3):
        box.deliver(letter(number))
    with box.watch(accept, start="all", after="move") as watch:
        assert accept.wait(3)
        watch.until_watching()
    assert inbox_when_accepted == [3, 3, 3]
    assert not box.dovecot.messages(box.name)


@pytest.mark.parametrize("after", ["keyword", "move"])
def test_marking_is_made_good_after_a_crash(box: Box, after: str) -> None:
    for number in range(3):
        box.deliver(letter(number))
    with box.watch(start="all") as first:  # as if we had died before marking
        assert first.accept.wait(3)
    assert first.ledger.unmarked("INBOX", first.accept.offered[0].source.uid_validity) == [1, 2, 3]
    with box.watch(first.accept, first.ledger, start="all", after=after) as second:
        second.until_watching()
    assert not second.ledger.unmarked("INBOX", first.accept.offered[0].source.uid_validity)
    assert len(box.dovecot.messages(box.name)) == (0 if after == "move" else 3)
    assert len(second.accept.offered) == 3


def test_what_cannot_be_kept_stays_unmarked_and_is_tried_again(box: Box) -> None:
    troubles = [DiskFull("full")] * 3

    def before(arrival: Arrival) -> None:
        assert len(box.dovecot.messages(box.name)) == 2, "nothing was moved"
        if troubles:
            raise troubles.pop()

    box.deliver(letter(1))
    box.deliver(letter(2))
    with box.watch(MemoryAccept(before), start="all", after="move") as watch:
        assert watch.accept.wait(1)
        watch.accept.before = lambda arrival: None
        assert watch.accept.wait(2)
        watch.until_watching()
    assert "full" in watch.errors
    assert watch.accept.by_result == {Accepted.NEW: 2}


def test_a_large_mail_comes_in_pieces_and_is_identical(box: Box) -> None:
    sent = box.deliver(letter(1, 12 * 1024 * 1024))
    box.deliver(letter(2))
    with box.watch(start="all") as watch:
        assert watch.accept.wait(2, 60)
    large = watch.accept.offered[0]
    assert large.was_file
    assert large.raw == sent
    assert not list(box.spool.iterdir())


def test_mail_expunged_before_it_was_fetched_is_recorded(box: Box) -> None:
    for number in range(2):
        box.deliver(letter(number, 5 * 1024 * 1024))  # two batches

    def before(arrival: Arrival) -> None:
        client = box.client()
        client.delete_messages([2])
        client.expunge()
        client.logout()

    with box.watch(MemoryAccept(before), start="all") as watch:
        watch.until_watching()
    assert [taken.source.uid for taken in watch.accept.offered] == ["1"]
    validity = watch.accept.offered[0].source.uid_validity
    assert watch.ledger.known("INBOX", validity, [1, 2]) == {1, 2}


def test_new_uidvalidity_downloads_nothing_again(box: Box) -> None:
    sent = [box.deliver(letter(number, 20_000)) for number in range(60)]
    with box.watch(start="all") as first:
        assert first.accept.wait(60)
    box.dovecot.forget_uids(box.name)
    fresh = box.deliver(letter(1000))
    with FaultProxy(box.dovecot.port) as proxy:
        with box.watch(first.accept, first.ledger, start="all", port=proxy.port) as second:
            assert second.accept.wait(61)
            second.until_watching()
        assert proxy.from_server < sum(map(len, sent)) / 10
    assert len({taken.source.uid_validity for taken in second.accept.offered}) == 2
    assert second.accept.by_result == {Accepted.NEW: 61}
    assert second.accept.offered[-1].raw == fresh


def test_new_uidvalidity_while_watching(box: Box) -> None:
    sent = [box.deliver(letter(number)) for number in range(20)]
    with box.watch(start="all", waits=Waits(first=0.05, longest=0.5, sweep=1, tick=0.2)) as watch:
        assert watch.accept.wait(20)
        box.dovecot.forget_uids(box.name)
        sent += [box.deliver(letter(number)) for number in range(20, 40)]
        assert watch.until(lambda: raws(watch.accept) == sorted(sent))


def test_new_uidvalidity_does_not_take_mail_from_before_our_time(box: Box) -> None:
    old = [box.dovecot.deliver(box.name, letter(number)) for number in range(5)]
    for file in old:
        past = time.time() - 86400
        os.utime(file, (past, past))
    with box.watch() as first:
        first.until_watching()
        box.deliver(letter(5))
        assert first.accept.wait(1)
    box.dovecot.forget_uids(box.name)
    with box.watch(first.accept, first.ledger) as second:
        second.until_watching()
        box.deliver(letter(6))
        assert second.accept.wait(2)
    assert raws(second.accept) == sorted([letter(5), letter(6)])


def test_new_uidvalidity_and_forged_message_ids(box: Box) -> None:
    """Two different mails with one Message-ID and one size: both are kept, before and after."""
    one, two = letter(1), letter(1).replace(b"Tin,", b"Bao,")
    assert len(one) == len(two)
    box.deliver(one)
    with box.watch(start="all") as first:
        assert first.accept.wait(1)
    box.dovecot.forget_uids(box.name)
    box.deliver(two)
    with box.watch(first.accept, first.ledger, start="all") as second:
        assert second.until(lambda: raws(second.accept) == sorted([one, two]))


@pytest.mark.parametrize("leased", [True, False])
def test_two_doors_on_one_mailbox(box: Box, leased: bool) -> None:
    sent = [box.deliver(letter(number)) for number in range(200)]
    accept, memory = MemoryAccept(), Memory()
    ledgers = [MemoryLedger("demo", "bbt", memory=memory, worker=name, leased=leased) for name in "ab"]
    with box.watch(accept, ledgers[0], start="all", after="move") as a:
        with box.watch(accept, ledgers[1], start="all", after="move") as b:
            assert a.until(lambda: len(accept.new) == 200 and not box.dovecot.messages(box.name))
        assert a.states or b.states
    assert raws(accept) == sorted(sent)
    if leased:
        assert len(accept.offered) == 200
        assert len(box.dovecot.messages(box.name, "Tinbai")) == 200


def test_check_passes(box: Box) -> None:
    box.deliver(letter(1))
    steps = ImapDoor(
        mailbox(box.dovecot.port, box.password, user=box.name), MemoryAccept(), MemoryLedger("demo", "bbt"), box.spool
    ).check()
    assert [(step.name, step.ok) for step in steps] == [
        (name, True) for name in ("dns", "tls", "login", "folder", "fetch")
    ]


@pytest.mark.parametrize(
    "settings, step, message",
    [
        ({"host": "no-such-host.invalid"}, "dns", trouble.NO_HOST),
        ({"port": free_port()}, "tls", trouble.NO_CONNECTION),
        ({"security": "starttls"}, "tls", trouble.NO_STARTTLS),
        ({"security": "tls", "timeout_seconds": 3}, "tls", trouble.NO_TLS),
        ({"password_file": Path("/proc/version")}, "login", trouble.BAD_LOGIN),
        ({"folder": "Không có"}, "folder", trouble.NO_FOLDER),
    ],
)
def test_check_names_the_step_that_fails(box: Box, settings: dict[str, object], step: str, message: str) -> None:
    box_settings = mailbox(**{"port": box.dovecot.port, "password_file": box.password, "user": box.name} | settings)  # type: ignore[arg-type]
    steps = ImapDoor(box_settings, MemoryAccept(), MemoryLedger("demo", "bbt"), box.spool).check()
    assert (steps[-1].name, steps[-1].ok, steps[-1].detail) == (step, False, message)
    assert all(passed.ok for passed in steps[:-1])


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize(
    "name, trusted, ok", [("localhost", True, True), ("localhost", False, False), ("evil.example", True, False)]
)
def test_certificates_are_verified(tmp_path: Path, security: str, name: str, trusted: bool, ok: bool) -> None:
    certificate = make_certificate(tmp_path, name)
    with Dovecot(certificate) as dovecot:
        box = Box(dovecot, "bbt", tmp_path)
        box.deliver(letter(1))
        settings: dict[str, Any] = {"security": security, "host": "localhost"}
        settings |= {"ca_file": certificate.certificate} if trusted else {}
        with box.watch(port=dovecot.tls_port if security == "tls" else 0, start="all", **settings) as watch:
            assert watch.until(lambda: bool(watch.accept.offered) if ok else trouble.BAD_CERTIFICATE in watch.errors)
            if ok:  # IDLE through TLS
                watch.until_watching()
                box.deliver(letter(2))
                assert watch.accept.wait(2)
        assert ok or "Login" not in dovecot.log()
