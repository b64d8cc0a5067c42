"""The outbox: every promised letter leaves once, with patience, one Message-ID, and never stale."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.conftest import Clock
from tests.servers.sink import CUT, LOSE, Sink
from tests.test_notifier_mail import delivery, out
from tinbai.app import App
from tinbai.errors import Conflict
from tinbai.model import Delivery
from tinbai.notifier.mail import REASONS
from tinbai.notifier.outbox import Outbox
from tinbai.settings import SmtpOut
from tinbai.store import deliveries

LATER = "451 4.3.0 later"


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as running:
        yield running


@pytest.fixture
def outbox(app: App, sink: Sink) -> Outbox:
    return Outbox(app.database, out(sink.port), app.now, "sender-1", jitter=0)


def promise(app: App, key: str = "k", in_seconds: float = 0, address: str = "hoa@ctv.example") -> Delivery:
    made = delivery(subject=key, address=address)
    made = replace(made, key=key, created_at=app.now(), due=app.now() + timedelta(seconds=in_seconds))
    with app.database.write() as tx:
        assert deliveries.promise(tx, made)
    return made


def state(app: App, key: str = "k") -> Delivery:
    with app.database.read() as tx:
        found = deliveries.get(tx, key)
    assert found
    return found


def test_a_letter_leaves_once(app: App, sink: Sink, outbox: Outbox) -> None:
    made = promise(app)
    assert [outbox.send_due() for _ in range(3)] == [1, 0, 0]
    assert [taken.message_id for taken in sink.letters] == [f"<{made.letter.message_id}>"]
    found = state(app)
    assert (found.state, found.tries, found.sent_at, found.possibly_twice) == ("sent", 1, app.now(), 0)


def test_nothing_leaves_before_it_is_due(app: App, clock: Clock, sink: Sink, outbox: Outbox) -> None:
    promise(app, in_seconds=60)
    clock.forward(seconds=59)
    assert outbox.send_due() == 0
    clock.forward(seconds=1)
    assert outbox.send_due() == 1


def test_a_promise_is_made_once_over_all_outlets(app: App) -> None:
    made = promise(app)
    with app.database.write() as tx:
        assert not deliveries.promise(tx, replace(made, id="other", outlet="bao"))


def test_retries_wait_longer_and_longer_and_keep_the_message_id(
    app: App, clock: Clock, sink: Sink, outbox: Outbox
) -> None:
    made = promise(app)
    sink.say("RCPT", LATER, times=6)
    waits = []
    for _ in range(6):
        outbox.send_due()
        found = state(app)
        waits.append((found.due - clock.now).total_seconds() / 60)
        assert found.state == "due" and found.last_error == LATER
        clock.now = found.due - timedelta(seconds=1)
        assert outbox.send_due() == 0
        clock.forward(seconds=1)
    assert waits == [1, 5, 15, 60, 240, 480]
    assert outbox.send_due() == 1
    assert [taken.message_id for taken in sink.letters] == [f"<{made.letter.message_id}>"]


def test_jitter_only_adds(app: App, clock: Clock, sink: Sink) -> None:
    promise(app)
    sink.say("RCPT", LATER)
    Outbox(app.database, out(sink.port), app.now, "s", jitter=0.2).send_due()
    assert 60 <= (state(app).due - clock.now).total_seconds() <= 72


def test_a_refused_address_is_not_tried_again(app: App, clock: Clock, sink: Sink, outbox: Outbox) -> None:
    promise(app)
    sink.say("RCPT", "550 5.1.1 no such user")
    outbox.send_due()
    clock.forward(days=1)
    assert outbox.send_due() == 0
    found = state(app)
    assert (found.state, found.last_error) == ("failed", "550 5.1.1 no such user")


def test_after_three_days_a_letter_is_given_up(app: App, clock: Clock, sink: Sink, outbox: Outbox) -> None:
    made = promise(app)
    sink.say("RCPT", LATER, times=100)
    while state(app).state == "due":
        outbox.send_due()
        clock.now = max(clock.now, state(app).due)
    found = state(app)
    assert found.state == "failed" and found.last_error == LATER
    assert timedelta(days=2) < clock.now - made.created_at < timedelta(days=4)
    assert 10 <= found.tries <= 14 and not sink.letters


def test_the_last_try_is_an_hour_before_it_is_too_late(app: App, clock: Clock, sink: Sink, outbox: Outbox) -> None:
    made = promise(app)
    sink.say("RCPT", LATER, times=11)  # the eleventh would be followed by one after more than three days
    for _ in range(11):
        outbox.send_due()
        clock.now = state(app).due
    assert clock.now - made.created_at == timedelta(hours=71)
    assert outbox.send_due() == 1


def test_after_a_long_outage_nothing_stale_leaves(app: App, clock: Clock, sink: Sink, outbox: Outbox) -> None:
    promise(app, "old")
    clock.forward(days=3, seconds=1)
    promise(app, "new")
    assert outbox.send_due() == 1
    assert (state(app, "old").state, state(app, "new").state) == ("stale", "sent")
    assert state(app, "old").last_error == REASONS["late"]
    assert len(sink.letters) == 1


@pytest.mark.parametrize("end, copies", [(CUT, 2), (LOSE, 1)])
def test_an_unknown_outcome_is_counted_and_tried_with_the_same_message_id(
    app: App, clock: Clock, sink: Sink, outbox: Outbox, end: str, copies: int
) -> None:
    promise(app)
    sink.say("DOT", end)
    assert outbox.send_due() == 0
    assert (state(app).state, state(app).possibly_twice) == ("due", 1)
    clock.forward(minutes=1)
    assert outbox.send_due() == 1
    assert len(sink.letters) == copies and len({taken.message_id for taken in sink.letters}) == 1
    assert state(app).possibly_twice == 1


def test_a_sender_that_died_is_followed_after_its_lease(app: App, clock: Clock, sink: Sink, outbox: Outbox) -> None:
    promise(app)
    with app.database.write() as tx:
        assert deliveries.claim(tx, "died", clock.now)
    assert outbox.send_due() == 0
    clock.forward(seconds=deliveries.LEASE.total_seconds() + 1)
    assert outbox.send_due() == 1
    assert state(app).possibly_twice == 1


def test_a_dead_senders_lease_ends_at_once_when_it_is_known(app: App, clock: Clock, sink: Sink, outbox: Outbox) -> None:
    promise(app)
    with app.database.write() as tx:
        deliveries.claim(tx, "died", clock.now)
        assert deliveries.holders(tx) == {"died"}
        deliveries.release_dead(tx, ["died"], clock.now - timedelta(seconds=1))
    assert outbox.send_due() == 1


def test_a_paused_sender_cannot_write_after_its_lease_went_on(app: App, clock: Clock, outbox: Outbox) -> None:
    promise(app)
    with app.database.write() as tx:
        old = deliveries.claim(tx, "paused", clock.now)
    clock.forward(seconds=deliveries.LEASE.total_seconds() + 1)
    assert outbox.send_due() == 1
    assert old
    with pytest.raises(Conflict), app.database.write() as tx:
        deliveries.settle(tx, old, "due", at=clock.now, due=clock.now)
    assert state(app).state == "sent"


def test_a_slow_servers_letter_stays_leased(app: App, clock: Clock, sink: Sink) -> None:
    """16 answers of 10 minutes each are possible with that setting; nobody else may begin meanwhile."""
    promise(app)
    patient = Outbox(app.database, out(sink.port, timeout_seconds=600), app.now, "slow")
    with app.database.write() as tx:
        assert deliveries.claim(tx, "slow", clock.now, patient._lease)
    clock.forward(hours=2)
    with app.database.write() as tx:
        assert deliveries.claim(tx, "other", clock.now) is None


def test_four_senders_send_each_letter_once(app: App, sink: Sink) -> None:
    promised = {promise(app, f"k{number}").letter.message_id for number in range(40)}
    boxes = [Outbox(app.database, out(sink.port), app.now, f"s{number}") for number in range(4)]
    threads = [threading.Thread(target=box.send_due) for box in boxes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(taken.message_id.strip("<>") for taken in sink.letters) == sorted(promised)


def test_one_unwritable_letter_does_not_hold_up_the_others(app: App, sink: Sink, outbox: Outbox) -> None:
    promise(app, "bad", address="không có@ctv.example")
    promise(app, "good")
    assert outbox.send_due() == 1
    assert (state(app, "bad").state, state(app, "good").state) == ("failed", "sent")


def test_without_a_server_letters_wait(app: App) -> None:
    promise(app)
    assert Outbox(app.database, SmtpOut(kind="none"), app.now, "s").send_due() == 0
    assert (state(app).state, state(app).tries) == ("due", 0)


def test_a_letter_on_its_way_cannot_be_taken_back(app: App, clock: Clock) -> None:
    promise(app)
    with app.database.write() as tx:
        deliveries.claim(tx, "s", clock.now)
        assert not deliveries.cancel(tx, "k")


def test_a_cancelled_letter_never_leaves(app: App, sink: Sink, outbox: Outbox) -> None:
    promise(app)
    with app.database.write() as tx:
        assert deliveries.cancel(tx, "k")
        assert not deliveries.cancel(tx, "k")
    assert outbox.send_due() == 0 and not sink.letters


def test_the_limits_count_acknowledgements_per_sender_and_time(app: App, clock: Clock) -> None:
    for number in range(3):
        promise(app, f"k{number}", address="HOA@ctv.example" if number else "an@ctv.example")
        clock.forward(hours=1)
    with app.database.read() as tx:
        assert deliveries.acknowledged(tx, "hoa@CTV.example", clock.now) == (2, 1)


def test_the_loop_ends_when_told(app: App, sink: Sink, outbox: Outbox) -> None:
    promise(app)
    stop = threading.Event()
    thread = threading.Thread(target=outbox.run, args=(stop,))
    thread.start()
    assert sink.wait(1)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
