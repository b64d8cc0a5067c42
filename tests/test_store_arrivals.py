"""Arrivals and sightings: counted once, leased to one, never lost."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from tinbai.app import App
from tinbai.errors import Conflict
from tinbai.model import Accepted, Parsed, Source
from tinbai.store import Tx, arrivals, mailboxes

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)


def _offer(tx: Tx, uid: str, raw: str = "a" * 64, key: str = "k", mailbox: str = "box") -> Accepted:
    source = Source("imap", "demo", mailbox, "INBOX", 1, uid)
    return arrivals.accept(tx, source, raw, content_key=key, message_id="m@x", size=10, received_at=NOW, silent=False)


def test_new_then_seen_again_then_known(app: App) -> None:
    with app.database.write() as tx:
        assert _offer(tx, "1") is Accepted.NEW
        assert _offer(tx, "2") is Accepted.SEEN_AGAIN
        assert _offer(tx, "2") is Accepted.KNOWN


def test_other_octets_of_the_same_message_are_seen_again(app: App) -> None:
    with app.database.write() as tx:
        _offer(tx, "1")
        assert _offer(tx, "1", raw="b" * 64, mailbox="other") is Accepted.SEEN_AGAIN


def test_the_same_message_id_with_other_content_is_another_mail(app: App) -> None:
    with app.database.write() as tx:
        _offer(tx, "1")
        assert _offer(tx, "2", raw="b" * 64, key="k2") is Accepted.NEW


def test_the_balance_adds_up(app: App) -> None:
    with app.database.write() as tx:
        for uid in "123":
            _offer(tx, uid)
        mailboxes.vanished(tx, Source("imap", "demo", "box", "INBOX", 1, "4"), NOW)
        (balance,) = mailboxes.ledger(tx)
    assert (balance.messages, balance.waiting, balance.seen_again, balance.ignored) == (4, 1, 2, 1)
    assert balance.balanced and balance.reasons == {"vanished": 1}


def test_a_leased_mail_is_nobody_elses(app: App) -> None:
    with app.database.write() as tx:
        _offer(tx, "1")
        assert arrivals.claim(tx, "w1", NOW)
        assert arrivals.claim(tx, "w2", NOW) is None


def test_an_archive_does_not_keep_the_mail_of_today_waiting(app: App) -> None:
    old = NOW - timedelta(days=3000)
    with app.database.write() as tx:
        for n, door in enumerate(("archive", "archive", "imap")):
            source = Source("archive" if door == "archive" else "imap", "demo", door, "x", 0, str(n))
            at, key = old if door == "archive" else NOW, str(n) * 64
            arrivals.accept(
                tx, source, key, content_key=key, message_id=None, size=1, received_at=at, silent=door == "archive"
            )
        taken = [work.door for _ in range(3) if (work := arrivals.claim(tx, "w", NOW))]
    assert taken == ["imap", "archive", "archive"]


def test_a_paused_worker_cannot_write_after_its_lease_ran_out(app: App) -> None:
    with app.database.write() as tx:
        _offer(tx, "1")
        old = arrivals.claim(tx, "w1", NOW)
        new = arrivals.claim(tx, "w2", NOW + arrivals.LEASE + timedelta(seconds=1))
        assert old and new and new.fence == old.fence + 1 and new.tries == 2
        with pytest.raises(Conflict):
            arrivals.quarantine(tx, old, "late", "")
        arrivals.finish(tx, new, outcome="ignored", reason="empty", parsed=Parsed("other", None), kept=())


def test_two_workers_never_hold_one_mail(app: App) -> None:
    with app.database.write() as tx:
        for number in range(40):
            _offer(tx, str(number), raw=f"{number:064}", key=f"k{number}")
    taken: list[str] = []

    def work(name: str) -> None:
        while True:
            with app.database.write() as tx:
                mine = arrivals.claim(tx, name, NOW)
            if mine is None:
                return
            taken.append(mine.id)

    threads = [threading.Thread(target=work, args=(f"w{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(taken) == [f"{number:064}" for number in range(40)]


def test_one_message_offered_by_many_doors_at_once_is_new_once(app: App) -> None:
    results: list[Accepted] = []

    def offer(number: int) -> None:
        with app.database.write() as tx:
            results.append(_offer(tx, str(number), mailbox=f"box{number}"))

    threads = [threading.Thread(target=offer, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(results) == [Accepted.NEW] + [Accepted.SEEN_AGAIN] * 7


def test_quarantined_mail_goes_back_to_work(app: App) -> None:
    with app.database.write() as tx:
        _offer(tx, "1")
        work = arrivals.claim(tx, "w", NOW)
        assert work
        arrivals.quarantine(tx, work, "parser-died", "took too long")
        assert arrivals.claim(tx, "w", NOW) is None
        assert arrivals.retry(tx, NOW, ids=["aaaa"]) == 1
        again = arrivals.claim(tx, "w", NOW)
    assert again and again.tries == 1


def test_a_copy_is_found_by_message_id_and_size_only_when_it_is_the_only_one(app: App) -> None:
    with app.database.write() as tx:
        _offer(tx, "1")
        assert mailboxes.find_copy(tx, "demo", "box", "m@x", 10) == "a" * 64
        assert mailboxes.find_copy(tx, "demo", "box", "m@x", 11) is None
        _offer(tx, "2", raw="b" * 64, key="k2")
        assert mailboxes.find_copy(tx, "demo", "box", "m@x", 10) is None


def test_one_process_polls_a_mailbox(app: App) -> None:
    with app.database.write() as tx:
        assert mailboxes.lease(tx, "demo", "box", "p1", NOW)
        assert not mailboxes.lease(tx, "demo", "box", "p2", NOW)
        assert mailboxes.lease(tx, "demo", "box", "p1", NOW)
        assert mailboxes.lease(tx, "demo", "box", "p2", NOW + mailboxes.LEASE + timedelta(seconds=1))
