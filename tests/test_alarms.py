"""Alarms: one letter when something has been wrong for long enough, one when it is over, never a storm of them."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.conftest import Clock
from tests.desk import Visitor
from tests.mails import letter
from tests.newsroom import Newsroom
from tests.test_notifier_outbox import promise
from tinbai import alarms
from tinbai.app import App
from tinbai.model import Delivery
from tinbai.notifier.outbox import Outbox
from tinbai.settings import Alarms, Feed, Mailbox, Settings, SmtpOut, Way
from tinbai.store import alarms as kept
from tinbai.store import arrivals, deliveries, feeds, heartbeats, mailboxes

TO = "quantri@example.com"
BOX = Mailbox(name="bbt", outlet="demo", host="imap.example", user="bbt@example.vn")


@pytest.fixture
def watched(app: App) -> Iterator[App]:
    """One mailbox that works, and somebody to tell."""
    told = Alarms(address=TO, disk_free_mb=0)
    settings = app.settings.model_copy(update={"alarms": told, "mailboxes": (BOX,)})
    app = replace(app, settings=settings)
    report(app)
    yield app


def report(app: App, state: str = "watching") -> None:
    with app.database.write() as tx:
        mailboxes.report(tx, "demo", "bbt", state, "login" if state == "failed" else None, None, app.now())


def told(app: App) -> list[Delivery]:
    with app.database.read() as tx:
        found = [one for one in deliveries.listed(tx, ["demo", "bao"]) if one.kind == "alarm"]
    return sorted(found, key=lambda one: (one.created_at, one.key))


def subjects(app: App) -> list[str]:
    return [one.letter.subject.removeprefix("[Tinbai] ") for one in told(app) if one.state != "cancelled"]


def pass_time(app: App, clock: Clock, minutes: int, state: str = "watching") -> None:
    """Minute by minute, as the service looks; the mailbox reports itself so."""
    for _ in range(minutes):
        clock.forward(minutes=1)
        report(app, state)
        alarms.watch(app)


def send(app: App) -> None:
    Outbox(app.database, app.settings.smtp_out, app.now, "s").send_due()


def test_while_all_is_well_nobody_is_written_to(watched: App, clock: Clock) -> None:
    pass_time(watched, clock, 90)
    assert subjects(watched) == []


def test_a_mailbox_that_fails_for_long_is_told_once_and_its_end_once(watched: App, clock: Clock) -> None:
    pass_time(watched, clock, 60, "failed")
    assert subjects(watched) == []  # it may mend itself
    pass_time(watched, clock, 120, "failed")
    assert subjects(watched) == ["Báo động: Không đọc được hộp thư bbt"]
    send(watched)
    pass_time(watched, clock, 60)
    assert subjects(watched) == ["Báo động: Không đọc được hộp thư bbt", "Đã hết: Không đọc được hộp thư bbt"]
    (first, last) = told(watched)
    assert first.letter.recipient.address == TO and "trang Vận hành" in first.letter.text
    assert "{" not in first.letter.text + last.letter.text


def test_what_comes_and_goes_is_one_alarm(watched: App, clock: Clock) -> None:
    pass_time(watched, clock, 61, "failed")
    send(watched)
    for _ in range(20):
        pass_time(watched, clock, 5)
        pass_time(watched, clock, 5, "failed")
    assert len(subjects(watched)) == 1


def test_the_end_of_what_nobody_heard_of_is_not_told(watched: App, clock: Clock) -> None:
    """The first letter never left: both would only confuse."""
    pass_time(watched, clock, 61, "failed")
    pass_time(watched, clock, 30)
    assert subjects(watched) == [] and [one.state for one in told(watched)] == ["cancelled"]


def test_a_second_time_is_a_second_alarm(watched: App, clock: Clock) -> None:
    for _ in range(2):
        pass_time(watched, clock, 61, "failed")
        send(watched)
        pass_time(watched, clock, 15)
    assert len(subjects(watched)) == 4


def test_four_that_look_at_once_tell_once(watched: App, clock: Clock) -> None:
    pass_time(watched, clock, 60, "failed")
    clock.forward(minutes=1)
    threads = [threading.Thread(target=alarms.watch, args=(watched,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(subjects(watched)) == 1


def test_a_clock_that_jumps_tells_nothing_twice(watched: App, clock: Clock) -> None:
    pass_time(watched, clock, 61, "failed")
    send(watched)
    clock.forward(days=1)
    pass_time(watched, clock, 1, "failed")
    clock.forward(days=-1)
    pass_time(watched, clock, 5, "failed")
    assert len(subjects(watched)) == 1


def test_a_clock_that_was_ahead_does_not_silence_for_ever(watched: App, clock: Clock) -> None:
    clock.forward(days=1)
    pass_time(watched, clock, 1, "failed")
    clock.forward(days=-1)
    pass_time(watched, clock, 62, "failed")
    assert len(subjects(watched)) == 1


def test_without_an_address_it_is_logged_and_stands_on_the_page(watched: App, clock: Clock) -> None:
    nobody = watched.settings.model_copy(update={"alarms": Alarms(disk_free_mb=0)})
    app = replace(watched, settings=nobody)
    pass_time(app, clock, 61, "failed")
    assert told(app) == []
    visitor = Visitor(app)
    visitor.enter("editor")
    page = visitor.get("/van-hanh").text
    assert "Không đọc được hộp thư bbt" in page and "Chưa có ai nhận thư báo" in page
    assert 'tinbai_alarms{code="mailbox"} 1.0' in visitor.get("/metrics").text


def standing(app: App) -> set[tuple[str, str]]:
    with app.database.read() as tx:
        return {(one.code, one.object) for one in kept.standing(tx)}


def test_letters_that_cannot_leave_are_told_by_a_way_that_works(watched: App, clock: Clock) -> None:
    own = Way(kind="smtp", host="127.0.0.1", port=9, security="none")
    outlets = (watched.settings.outlets[0].model_copy(update={"smtp_out": own}), watched.settings.outlets[1])
    app = replace(watched, settings=watched.settings.model_copy(update={"outlets": outlets}))
    promise(app, "waits")
    with app.database.write() as tx:
        heartbeats.beat(tx, "smtp_out.demo", app.now(), "sign-in", "535 no")
    pass_time(app, clock, 31)
    (one,) = told(app)
    assert one.outlet == "bao" and "smtp_out.demo" in one.letter.subject


def test_an_alarm_that_waits_is_no_reason_for_an_alarm(watched: App, clock: Clock) -> None:
    pass_time(watched, clock, 200, "failed")
    assert standing(watched) == {("mailbox", "bbt")}


def test_letters_nobody_takes_are_an_alarm(watched: App, clock: Clock) -> None:
    promise(watched, "waits")
    pass_time(watched, clock, 42)
    assert standing(watched) == {("letters", "smtp_out")} and len(subjects(watched)) == 1


def test_the_disk(watched: App) -> None:
    told_late = watched.settings.alarms.model_copy(update={"disk_free_mb": 10**9})
    app = replace(watched, settings=watched.settings.model_copy(update={"alarms": told_late}))
    alarms.watch(app)
    assert [code for code, _ in standing(app)] == ["disk"] and "sắp đầy" in subjects(app)[0]


def test_a_mail_on_the_shelf(watched: App, newsroom: Newsroom, clock: Clock) -> None:
    newsroom.offer(letter(1))
    with watched.database.write() as tx:
        work = arrivals.claim(tx, "s", clock.now)
        assert work
        arrivals.quarantine(tx, work, "parser-died", "x")
    pass_time(watched, clock, 12)
    assert ("quarantine", "demo") in standing(watched)
    (one,) = told(watched)
    assert one.outlet == "demo" and "tinbai retry" in one.letter.text


@pytest.mark.parametrize("fault, minutes", [("dead", 12), ("", 25)])
def test_a_part_that_does_not_run(watched: App, clock: Clock, fault: str, minutes: int) -> None:
    with watched.database.write() as tx:
        heartbeats.beat(tx, "job intake", watched.now(), fault)
    pass_time(watched, clock, minutes)
    assert subjects(watched) == ["Báo động: Phần “intake” của dịch vụ không chạy"]


def test_a_rest_of_the_whole_service_is_no_alarm(watched: App, clock: Clock) -> None:
    with watched.database.write() as tx:
        heartbeats.beat(tx, "job intake", watched.now())
    clock.forward(hours=9)
    alarms.watch(watched)  # the others have not begun yet
    with watched.database.write() as tx:
        heartbeats.beat(tx, "job intake", watched.now())
    pass_time(watched, clock, 9)
    assert subjects(watched) == []


def test_a_feed_that_fails_for_a_day(watched: App, clock: Clock) -> None:
    feed = Feed(name="bao", url="https://bao.example/rss", outside="Báo")
    app = replace(watched, settings=watched.settings.model_copy(update={"feeds": (feed,)}))
    with app.database.write() as tx:
        feeds.notice(tx, "bao", feed.url, app.now())
        feeds.failed(tx, "bao", "x", app.now() + timedelta(days=2), app.now())
    alarms.watch(app)
    clock.forward(hours=24)
    report(app)
    alarms.watch(app)
    assert subjects(app) == ["Báo động: Không đọc được nguồn tin bao"]


def test_a_permission_that_ends(watched: App) -> None:
    values = watched.settings.model_dump() | {"sign_ins": [{"name": "m", "kind": "microsoft", "client_id": "x"}]}
    values["mailboxes"] = [BOX.model_dump() | {"sign_in": "m"}]
    app = replace(watched, settings=Settings.model_validate(values))
    alarms.watch(app)
    (one,) = told(app)
    assert "tinbai signin bbt" in one.letter.text


def test_an_address_of_ours_would_come_in_as_mail() -> None:
    with pytest.raises(ValueError, match=r"alarms\.address"):
        Settings(alarms=Alarms(address="BBT@example.vn"), smtp_out=SmtpOut())
