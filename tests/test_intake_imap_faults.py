"""The IMAP door on a bad line: cut anywhere, silent, slow; no partial message is ever accepted."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import dovecot as dovecot_server
from tests.servers.dovecot import Dovecot
from tests.servers.fakes import MemoryAccept, MemoryLedger
from tests.servers.proxy import FaultProxy
from tests.servers.watch import QUICK
from tests.test_intake_imap import Box, letter, raws
from tinbai.intake import imap_trouble as trouble
from tinbai.intake.imap import ImapDoor, Waits
from tinbai.intake.imap_connection import Connection
from tinbai.settings import Mailbox

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not dovecot_server.AVAILABLE, reason="dovecot is not installed"),
]
SIZES = [300, 5000, 70_000, 300, 40_000]


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with Dovecot() as running:
        yield running


def new_box(server: Dovecot, name: str, folder: Path) -> Box:
    server.maildir(name)
    return Box(server, name, folder)


@pytest.mark.parametrize("stratum", range(4))
def test_cut_anywhere_no_partial_message_is_accepted(server: Dovecot, tmp_path: Path, stratum: int) -> None:
    """Forty cuts over the whole conversation; after each, the same mailbox goes on with a new connection."""
    box = new_box(server, f"cut{stratum}", tmp_path)
    sent = [box.deliver(letter(number, size)) for number, size in enumerate(SIZES)]
    total = sum(map(len, sent)) + 3000
    accept, ledger = MemoryAccept(), MemoryLedger("demo", "bbt")
    with FaultProxy(server.port) as proxy:
        for cut in range(200 + stratum * 61, total, total // 10):
            proxy.cut_after = cut
            with box.watch(accept, ledger, start="all", port=proxy.port) as watch:
                assert watch.until(lambda: bool(watch.errors) or "watching" in watch.states)
        proxy.cut_after = None
        with box.watch(accept, ledger, start="all", port=proxy.port) as watch:
            watch.until_watching()
    assert {taken.raw for taken in accept.offered} == set(sent)
    assert len(accept.offered) == len(sent)


def test_cut_in_a_large_mail(server: Dovecot, tmp_path: Path) -> None:
    box = new_box(server, "cutlarge", tmp_path)
    sent = box.deliver(letter(1, 9 * 1024 * 1024))
    with FaultProxy(server.port) as proxy:
        proxy.cut_after = 3_500_000
        with box.watch(start="all", port=proxy.port) as watch:
            assert watch.until(lambda: trouble.LOST in watch.errors)
            assert not watch.accept.offered
            assert not list(box.spool.iterdir())
            proxy.cut_after = None
            assert watch.accept.wait(1)
    assert watch.accept.offered[0].raw == sent


@pytest.mark.parametrize("octets", [10, 900, 50_000])
def test_a_silent_server_is_noticed(server: Dovecot, tmp_path: Path, octets: int) -> None:
    box = new_box(server, f"silent{octets}", tmp_path)
    sent = box.deliver(letter(1, 200_000))
    with FaultProxy(server.port) as proxy:
        proxy.stall_after = octets
        with box.watch(start="all", port=proxy.port, timeout_seconds=1) as watch:
            assert watch.until(lambda: trouble.SILENT in watch.errors)
            proxy.stall_after = None
            assert watch.accept.wait(1)
    assert raws(watch.accept) == [sent]


def test_a_connection_that_dies_in_idle_is_replaced(server: Dovecot, tmp_path: Path) -> None:
    box = new_box(server, "dead", tmp_path)
    with FaultProxy(server.port) as proxy, box.watch(port=proxy.port) as watch:
        watch.until_watching()
        proxy.cut_all()
        assert watch.until(lambda: trouble.LOST in watch.errors)
        box.deliver(letter(1))
        assert watch.accept.wait(1)
        assert proxy.connections < 10, "no hurry"


def test_a_connection_gone_silent_in_idle_is_noticed_by_the_next_sweep(server: Dovecot, tmp_path: Path) -> None:
    box = new_box(server, "halfopen", tmp_path)
    waits = Waits(first=0.05, longest=0.5, sweep=1.0, tick=0.2, grace=0.5)
    with FaultProxy(server.port) as proxy, box.watch(port=proxy.port, waits=waits, timeout_seconds=1) as watch:
        watch.until_watching()
        proxy.stall_after = 0
        box.deliver(letter(1))
        assert watch.until(lambda: trouble.SILENT in watch.errors)
        proxy.stall_after = None
        assert watch.accept.wait(1)


def test_stop_does_not_wait_for_a_silent_server(server: Dovecot, tmp_path: Path) -> None:
    box = new_box(server, "stopsilent", tmp_path)
    box.deliver(letter(1, 200_000))
    with FaultProxy(server.port) as proxy:
        proxy.stall_after = 50_000
        with box.watch(start="all", port=proxy.port, timeout_seconds=60) as watch:
            assert watch.until(lambda: proxy.from_server >= 50_000)
            started = time.monotonic()
            watch.end()
            assert time.monotonic() - started < 5  # the promise of `run`
    assert not watch.accept.offered


def test_a_slow_line_is_no_fault(server: Dovecot, tmp_path: Path) -> None:
    box = new_box(server, "slow", tmp_path)
    sent = box.deliver(letter(1, 300_000))
    with FaultProxy(server.port) as proxy:
        proxy.rate = 100_000
        with box.watch(start="all", port=proxy.port, timeout_seconds=1) as watch:
            assert watch.accept.wait(1)
    assert raws(watch.accept) == [sent]
    assert not watch.errors


def test_a_server_that_is_away_comes_back(server: Dovecot, tmp_path: Path) -> None:
    box = new_box(server, "away", tmp_path)
    with FaultProxy(server.port) as proxy:
        proxy.refuse = True
        with box.watch(start="all", port=proxy.port) as watch:
            assert watch.until(lambda: len(watch.errors) > 0)
            box.deliver(letter(1))
            proxy.refuse = False
            assert watch.accept.wait(1)


def test_pauses_grow_and_are_uneven(server: Dovecot, tmp_path: Path) -> None:
    door = ImapDoor(
        Mailbox(name="m", outlet="demo", host="127.0.0.1", port=1, security="none", password_env="NO_SUCH_VARIABLE"),
        MemoryAccept(),
        MemoryLedger("demo", "m"),
        tmp_path,
    )
    pauses = [door._run_once(threading.Event()) for _ in range(12)]
    assert 1 <= pauses[0] <= 5 and all(5 <= pause <= 900 for pause in pauses[1:])
    assert len(set(pauses)) == len(pauses)
    assert max(pauses) > 60


def test_dead_idle_says_so_at_once(server: Dovecot, tmp_path: Path) -> None:
    """The trap of IMAPClient.idle_check: on a dead connection it returns nothing, at once and for ever."""
    box = new_box(server, "trap", tmp_path)
    with FaultProxy(server.port) as proxy:
        settings = box.watch(port=proxy.port, waits=QUICK).door.mailbox
        connection = Connection(settings)
        connection.select("INBOX", readonly=True)
        connection.heard_of_more()  # SELECT told how many there are
        connection.idle_start()
        assert connection.idle_wait(0.1) is False
        proxy.cut_all()
        with pytest.raises(trouble.MailboxTrouble, match=r"lost"):
            for _ in range(3):
                connection.idle_wait(0.5)
        connection.close()
