"""The invariants of letters, each by its name; what needs real servers or any order of deeds is tested beside these.

I17 any order of deciding, undoing and sending: test_notifier_machine. I16 with kill -9: test_crash. I24 and the daily
letter: test_digest.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Clock
from tests.desk import Visitor
from tests.mails import letter
from tests.newsroom import Newsroom
from tests.servers.sink import CUT, Sink
from tests.test_decisions import received
from tests.test_notifier_mail import HOUSE, NOW, out
from tests.test_notifier_outbox import promise, state
from tinbai import decisions
from tinbai.app import App
from tinbai.model import Address, Mail, Verdict
from tinbai.notifier import letters
from tinbai.notifier.outbox import Outbox
from tinbai.store import deliveries

WORDS = st.text(st.characters(categories=["L", "N"]), min_size=12, max_size=40)  # long enough to be no chance


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as running:
        yield running


def outbox(app: App, sink: Sink, name: str = "s") -> Outbox:
    return Outbox(app.database, out(sink.port), app.now, name, jitter=0)


def work_off(app: App, clock: Clock, box: Outbox) -> None:
    """Until nothing is due any more."""
    for _ in range(100):
        box.send_due()
        with app.database.read() as tx:
            waiting = [one.due for one in deliveries.listed(tx, ["demo", "bao"], 1000) if one.state == "due"]
        if not waiting:
            return
        clock.now = max(clock.now, min(waiting))
    raise AssertionError("letters wait for ever")


def test_i16_draft_and_acknowledgement_commit_together(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """What breaks while the letter is promised leaves no story without one; the mail is kept and shown."""

    def broken(*_: object) -> bool:
        raise ConnectionError("the database is gone")

    newsroom.offer(letter(1))
    with monkeypatch.context() as patch:
        patch.setattr(deliveries, "promise", broken)
        newsroom.process()
    assert (newsroom.drafts(), newsroom.letters()) == ([], [])
    assert newsroom.quarantined() == [("defect", "ConnectionError")]


def test_i16_a_story_is_acknowledged_once_by_whatever_ways_it_comes(newsroom: Newsroom, clock: Clock) -> None:
    for turn in range(3):
        for mailbox in ("one", "two"):
            for outlet in ("demo", "bao"):
                newsroom.offer(letter(1), outlet=outlet, mailbox=mailbox, uid_validity=turn + 1)
        newsroom.process()
        clock.forward(days=2)
    assert newsroom.kinds() == {"acknowledgement": 1}


def test_i17_what_was_undone_in_time_never_leaves(newsroom: Newsroom, clock: Clock, sink: Sink) -> None:
    draft, editor = received(newsroom), newsroom.person()
    decisions.decide(newsroom.app, "demo", draft, editor, Verdict.REJECT, "Nhầm bài này")
    clock.forward(seconds=59)
    outbox(newsroom.app, sink).send_due()
    decisions.undo(newsroom.app, "demo", draft, editor)
    decisions.decide(newsroom.app, "demo", draft, editor, Verdict.APPROVE, "")
    work_off(newsroom.app, clock, outbox(newsroom.app, sink))
    kinds = Counter("Nhầm bài này" in taken.message.as_string() for taken in sink.letters)
    notices = [one for one in newsroom.letters() if one.kind == "decision"]
    assert kinds == {False: 2} and sorted(one.state for one in notices) == ["cancelled", "sent"]


def test_i18_two_hundred_cuts_after_the_dot_make_at_most_one_more_copy_each(
    app: App, clock: Clock, sink: Sink
) -> None:  # fmt: skip
    promised = [promise(app, f"k{number}").letter.message_id for number in range(200)]
    sink.say("DOT", CUT, times=200)
    work_off(app, clock, outbox(app, sink))
    copies = Counter(taken.message_id.strip("<>") for taken in sink.letters)
    assert set(copies) == set(promised) and set(copies.values()) == {2}
    assert {state(app, f"k{number}").possibly_twice for number in range(200)} == {1}
    bodies = {taken.message_id: set[bytes]() for taken in sink.letters}
    for taken in sink.letters:
        bodies[taken.message_id].add(taken.raw)
    assert {len(one) for one in bodies.values()} == {1}  # the very same octets


def test_i19_a_refused_address_is_shown_and_left_alone(app: App, clock: Clock, sink: Sink) -> None:
    promise(app, "dead")
    sink.say("RCPT", "550 5.1.1 no such user")
    for _ in range(10):
        outbox(app, sink).send_due()
        clock.forward(hours=12)
    assert sink.commands.count("RCPT") == 1 and state(app, "dead").state == "failed"
    visitor = Visitor(app)
    visitor.enter("secretary")
    page = visitor.get("/thu-di").text
    assert "Không gửi được" in page


def test_i19_one_connection_serves_all_that_is_due(app: App, sink: Sink) -> None:
    for number in range(30):
        promise(app, f"k{number}")
    outbox(app, sink).send_due()
    assert (len(sink.letters), sink.connections) == (30, 1)


def test_i20_an_outage_loses_nothing_and_nothing_leaves_stale(app: App, clock: Clock, sink: Sink) -> None:
    """A letter every third hour for four days while nobody listens; each hour it is tried what is due."""
    with Sink() as gone:
        port = gone.port
    dead = Outbox(app.database, out(port), app.now, "s", jitter=0)
    hours = range(0, 96, 3)
    for hour in range(96):
        if hour in hours:
            promise(app, f"h{hour}")
        dead.send_due()
        clock.forward(hours=1)
    back = clock.now
    work_off(app, clock, outbox(app, sink))
    found = {f"h{hour}": state(app, f"h{hour}") for hour in hours}
    assert {one.state for one in found.values()} == {"sent", "failed"}
    for one in found.values():
        old = back - one.created_at > timedelta(days=3)
        assert one.state == "failed" or not old
        assert one.state == "sent" or (one.last_error and back - one.created_at > timedelta(days=2))
    sent = {one.letter.message_id for one in found.values() if one.state == "sent"}
    assert {taken.message_id.strip("<>") for taken in sink.letters} == sent
    assert len(sink.letters) == len(sent)


def test_i21_a_robot_that_answers_every_letter_hears_of_its_story_once(
    newsroom: Newsroom, clock: Clock, sink: Sink
) -> None:  # fmt: skip
    """It has no header of a machine, answers within a minute, for a day and a night."""
    newsroom.take(letter(1))
    box, answered = outbox(newsroom.app, sink), 0
    for turn in range(24):
        box.send_due()
        for taken in sink.letters[answered:]:
            subject, named = taken.message["Subject"], taken.message_id
            away = "Tôi đang đi công tác, sẽ trả lời sau khi về.\n"
            ids = {"In-Reply-To": named, "References": named}
            raw = letter(9, text=away, subject=f"Re: {subject}", message_id=f"away{turn}@ctv.example", headers=ids)
            newsroom.take(raw)
        answered = len(sink.letters)
        clock.forward(hours=1)
    assert len(sink.letters) == 1


def test_i24_a_jump_of_the_clock_takes_no_letter_out_of_its_senders_hand_unseen(
    app: App, clock: Clock, sink: Sink
) -> None:  # fmt: skip
    """A day ahead the lease is over for everybody else; that it may leave twice is counted, and one result stands."""
    promise(app)
    with app.database.write() as tx:
        slow = deliveries.claim(tx, "slow", clock.now)
    assert slow
    clock.forward(days=1)
    assert outbox(app, sink, "quick").send_due() == 1
    clock.forward(days=-1)
    assert outbox(app, sink, "third").send_due() == 0
    assert (state(app).state, state(app).possibly_twice, len(sink.letters)) == ("sent", 1, 1)


def test_i24_a_clock_put_back_sends_nothing_twice(app: App, clock: Clock, sink: Sink) -> None:
    promised = [promise(app, f"k{number}").letter.message_id for number in range(5)]
    sink.say("RCPT", "451 4.3.0 later", times=3)
    for jump in (0, 1, -1, -1, 2, -1, 1, 1):
        outbox(app, sink).send_due()
        clock.forward(days=jump)
    work_off(app, clock, outbox(app, sink))
    assert Counter(taken.message_id.strip("<>") for taken in sink.letters) == dict.fromkeys(promised, 1)


@given(subject=WORDS, body=WORDS)
def test_the_letter_about_held_mail_repeats_nothing_of_it(subject: str, body: str) -> None:
    mail = Mail(None, subject, None, Address("", "hoa@ctv.example"), text=body)
    assert not {subject, body} & set(" ".join(letters.held(HOUSE, mail, NOW)).split())
