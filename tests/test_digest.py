"""The daily letter: numbers only, for those who want it, once a day whatever processes and clocks do."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.conftest import Clock
from tests.desk import Visitor
from tests.mails import letter
from tests.newsroom import Newsroom
from tinbai import digest
from tinbai.app import App
from tinbai.model import Delivery, State
from tinbai.store import digests, drafts, people, snoozes
from tinbai.store.people import Person


def read_by(newsroom: Newsroom, role: str = "editor", name: str = "An") -> Person:
    """Somebody who wants the letter."""
    person = newsroom.person(role, name=name)
    with newsroom.app.database.write() as tx:
        digests.want(tx, "demo", person.id, True)
    return person


def told(newsroom: Newsroom, to: Person | None = None) -> list[Delivery]:
    found = [one for one in newsroom.letters() if one.kind == "digest"]
    return [one for one in found if to is None or one.letter.recipient.address == to.email]


@pytest.fixture
def waiting(newsroom: Newsroom) -> Newsroom:
    """Two stories, one of them held."""
    rows = newsroom.take(letter(1), letter(2))
    with newsroom.app.database.write() as tx:
        drafts.move(tx, "demo", rows[1].id, State.RECEIVED, State.HELD, newsroom.app.now())
    return newsroom


def test_it_says_numbers_and_no_word_of_a_story(waiting: Newsroom, clock: Clock) -> None:
    titles = [row.title for row in waiting.drafts()]
    reader = read_by(waiting)
    with waiting.app.database.write() as tx:
        drafts.claim(tx, "demo", waiting.drafts("demo", State.RECEIVED)[0].id, reader.id, clock.now)
    clock.forward(days=1, hours=1)
    digest.tell(waiting.app)
    (one,) = told(waiting)
    assert one.letter.subject == "[Tinbai] 1 tin, bài đang chờ biên tập: Cổng TTĐT tỉnh Lam Giang"
    for line in ("- 1 tin, bài đã chờ quá 24 giờ", "- 1 tin, bài Anh/Chị đang nhận biên tập", "lúc 08:00 ngày 02/03"):
        assert line in one.letter.text
    assert not [title for title in titles if title in one.letter.text + one.letter.subject]
    assert "{" not in one.letter.text and "tạm giữ" not in one.letter.text
    assert one.letter.auto == "auto-generated" and one.draft is None


def test_only_the_security_officer_learns_that_something_is_held(waiting: Newsroom) -> None:
    officer, chief = read_by(waiting, "security_officer"), read_by(waiting, "chief_editor+admin")
    digest.tell(waiting.app)
    assert "- 1 thư đang tạm giữ" in told(waiting, officer)[0].letter.text
    assert "tạm giữ" not in told(waiting, chief)[0].letter.text


def test_nobody_else_reads_the_officers_letter_at_the_desk(waiting: Newsroom) -> None:
    officer = read_by(waiting, "security_officer")
    digest.tell(waiting.app)
    (one,) = told(waiting, officer)
    visitor = Visitor(waiting.app, waiting.sandbox)
    visitor.enter("secretary")
    listed = visitor.get("/thu-di").text
    assert listed.count("LG-2026-00000") and one.letter.subject not in listed
    assert visitor.get(f"/thu-di/demo/{one.id}").status == 404
    visitor.enter("security_officer", name="Quân")
    assert visitor.get(f"/thu-di/demo/{one.id}").status == 200


@pytest.mark.parametrize("hour, leaves", [(6, False), (7, True), (18, True), (19, False), (23, False)])
def test_it_leaves_from_its_hour_on(waiting: Newsroom, clock: Clock, hour: int, leaves: bool) -> None:
    read_by(waiting)
    clock.forward(hours=hour - 8 + 24)  # it is eight o'clock there
    digest.tell(waiting.app)
    assert bool(told(waiting)) is leaves


def test_nothing_waits_nothing_leaves(newsroom: Newsroom) -> None:
    read_by(newsroom)
    digest.tell(newsroom.app)
    assert told(newsroom) == []


def test_one_a_day(waiting: Newsroom, clock: Clock) -> None:
    read_by(waiting)
    for _ in range(3 * 24 * 2):
        clock.forward(minutes=30)
        digest.tell(waiting.app)
    assert len(told(waiting)) == 4  # on the day it was asked for, and on three more


def test_one_that_still_waits_for_a_server_gives_way_to_the_next(waiting: Newsroom, clock: Clock) -> None:
    read_by(waiting)
    digest.tell(waiting.app)
    clock.forward(days=1)
    digest.tell(waiting.app)
    assert [one.state for one in told(waiting)] == ["cancelled", "due"]


def test_four_processes_tell_once(waiting: Newsroom) -> None:
    read_by(waiting)
    threads = [threading.Thread(target=digest.tell, args=(waiting.app,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [one.state for one in told(waiting)] == ["due"]


def test_i24_a_clock_that_jumps_makes_no_second_letter(waiting: Newsroom, clock: Clock) -> None:
    read_by(waiting)
    for jump in (0, 1, -1, 0, 1, -2, 1):
        clock.forward(days=jump)
        digest.tell(waiting.app)
    days = [one.key.rpartition(":")[2] for one in told(waiting)]
    assert sorted(days) == sorted(set(days)) == ["2026-03-01", "2026-03-02", "2026-03-03"]


@pytest.mark.parametrize("lost", ["locked", "left", "ours"])
def test_who_may_not_have_it_gets_none(waiting: Newsroom, lost: str) -> None:
    app, reader = waiting.app, read_by(waiting)
    with app.database.write() as tx:
        if lost == "locked":
            people.disable(tx, reader.email, app.now())
        elif lost == "left":
            people.leave(tx, reader.id, "demo")
    if lost == "ours":
        named = app.settings.outlets[0].model_copy(update={"aliases": (reader.email,)})
        app = replace(app, settings=app.settings.model_copy(update={"outlets": (named,)}))
    digest.tell(app)
    assert told(waiting) == []


def test_what_is_put_off_is_not_counted(waiting: Newsroom, clock: Clock) -> None:
    reader, row = read_by(waiting), waiting.drafts("demo", State.RECEIVED)[0]
    with waiting.app.database.write() as tx:
        snoozes.set_until(tx, "demo", row.id, clock.now + timedelta(hours=2), reader.id, clock.now)
    digest.tell(waiting.app)
    assert told(waiting) == []
    clock.forward(hours=3)
    digest.tell(waiting.app)
    assert len(told(waiting)) == 1


def test_everybody_ticks_it_for_himself(app: App) -> None:
    visitor = Visitor(app)
    person = visitor.enter("editor", "demo", "bao")
    page = visitor.get("/tai-khoan").text
    assert page.count('name="noi"') == 2 and " checked" not in page
    visitor.post("/tai-khoan/thu-ngay", noi="bao")
    with app.database.read() as tx:
        assert digests.wanted_by(tx, person) == {"bao"}
    assert 'value="bao" checked' in visitor.get("/tai-khoan").text
    visitor.post("/tai-khoan/thu-ngay")
    with app.database.read() as tx:
        assert digests.wanted_by(tx, person) == frozenset()


def test_a_stranger_to_a_newsroom_cannot_ask_for_its_letter(app: App) -> None:
    visitor = Visitor(app)
    person = visitor.enter("editor")
    visitor.get("/tai-khoan")
    visitor.post("/tai-khoan/thu-ngay", noi="bao")
    with app.database.read() as tx:
        assert digests.wanted_by(tx, person) == frozenset()
