"""An editor sees that a story is online: in the queue, on its page, before and with the decision; and answers."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.conftest import Clock
from tests.desk import Visitor
from tests.mails import letter
from tests.newsroom import Newsroom
from tests.story_desk import at, fields, head, send
from tests.test_ties import STORY
from tinbai import outside
from tinbai.app import App
from tinbai.model import Draft, State
from tinbai.published import Publication
from tinbai.settings import Newsroom as Room
from tinbai.store import published
from tinbai.twins import sketch

URL = "https://www.bao.example/cau-nam-luc.html"


class Desk:
    """An editor, and a story that came at eight."""

    def __init__(self, newsroom: Newsroom, role: str = "editor") -> None:
        self.newsroom = newsroom
        rooms = (Room(name="Báo Thanh Giang", domains=("thanhgiang.example",)),)
        app = newsroom.app
        settings = app.settings.model_copy(update={"newsrooms": rooms})
        self.app = App(settings, app.database, app.raw, app.blobs, app.now, app.worker)
        newsroom.take(letter(1, text=STORY, to="bbt@example.vn, tin@thanhgiang.example, ban@example.com"))
        self.draft: Draft = head(newsroom, newsroom.drafts()[0].id)
        self.visitor = Visitor(self.app, newsroom.sandbox)
        self.visitor.enter(role)

    def publish(self, text: str = STORY, *, outlet: str | None = None, url: str = URL, site: str = "Báo Ngoài") -> str:
        """It goes online an hour before now."""
        now = self.app.now()
        at = now - timedelta(hours=1)
        one = Publication(
            published.id_of(url), "f", outlet, site, url, "Cầu Nậm Lúc", "Minh Anh", at, now, 0, "", "waiting", None, 0
        )
        new = sketch(text, None, now.date())
        assert new
        with self.app.database.write() as tx:
            published.add(tx, one, now)
            published.settle(tx, published.indexed(one, 100))
            outside.publish(tx, one, new, text, now)
        return one.id

    def page(self) -> str:
        return self.visitor.get(at(self.draft)).text

    def queue(self) -> str:
        return self.visitor.get("/hang-cho").text

    def decide(self, **changed: str) -> str:
        """Approve, with the page as it was seen last; what the next page says."""
        sent = fields(self.visitor.get(at(self.draft))) | {"v": "approve"} | changed
        answer = send(self.visitor, f"{at(self.draft)}/quyet-dinh", sent)
        return self.visitor.get(answer.to.partition("#")[0]).text if answer.to else answer.text

    def state(self) -> State:
        return head(self.newsroom, self.draft.id).state

    def answer(self, said: str, publication: str) -> int:
        self.page()
        return send(self.visitor, f"{at(self.draft)}/da-dang", {"v": said, "bai-dang": publication}).status


@pytest.fixture
def desk(newsroom: Newsroom) -> Iterator[Desk]:
    yield Desk(newsroom)


def test_it_is_told_in_the_queue_and_on_the_page(desk: Desk) -> None:
    assert "Đã đăng" not in desk.queue() + desk.page()
    desk.publish(STORY.replace("21 mét", "24 mét"))
    assert "Đã có trên mạng" in desk.queue()
    assert "Đã có trên mạng" in desk.visitor.get("/hang-cho?xem=nghi-trung").text
    page = desk.page()
    assert "Đã đăng trên Báo Ngoài, 07:00" in page and 'rel="noreferrer noopener nofollow"' in page
    assert f'href="{URL}"' in page and "Cầu Nậm Lúc" in page and "21 → 24" in page


def test_who_approves_is_warned_before_and_with_the_decision(desk: Desk) -> None:
    desk.publish()
    warning = "Tin này đã đăng trên Báo Ngoài, 07:00"
    assert warning in desk.page()
    assert warning in desk.decide() and desk.state() is State.APPROVED


def test_what_is_published_while_the_page_is_open_stops_the_approval(desk: Desk) -> None:
    assert 'name="dang" value="0"' in desk.page()
    desk.publish()
    assert "Vừa có thông tin mới: Tin này đã đăng trên Báo Ngoài" in desk.decide(dang="0")
    assert desk.state() is State.IN_REVIEW or desk.state() is State.RECEIVED
    desk.decide(dang="1")
    assert desk.state() is State.APPROVED


def test_an_editor_says_it_is_another_story_and_takes_that_back(desk: Desk) -> None:
    publication = desk.publish()
    assert desk.answer("khac", publication) == 303
    page = desk.page()
    assert "Lan: đây là tin khác" in page and "Đã đăng trên" not in page
    assert "Đã có trên mạng" not in desk.queue()
    desk.answer("cung", publication)
    assert "Đã đăng trên Báo Ngoài" in desk.page()


def test_on_its_own_pages_an_approved_story_may_be_marked_as_published(desk: Desk) -> None:
    publication = desk.publish(outlet="demo", site="Cổng TTĐT")
    assert "Đánh dấu đã đăng" not in desk.page() and "Tin này đã đăng trên Cổng TTĐT" in desk.page()
    assert desk.answer("da-dang", publication) == 403
    desk.decide()
    assert "Đánh dấu đã đăng" in desk.page() and "Đã đăng trên Cổng TTĐT" not in desk.page()
    assert desk.answer("da-dang", publication) == 303 and desk.state() is State.PUBLISHED
    assert "đánh dấu là đã đăng" in desk.visitor.get(f"{at(desk.draft)}/lich-su").text
    desk.answer("chua", publication)
    assert desk.state() is State.APPROVED
    assert "bỏ đánh dấu đã đăng" in desk.visitor.get(f"{at(desk.draft)}/lich-su").text


def test_on_the_pages_of_others_nothing_is_marked(desk: Desk) -> None:
    publication = desk.publish()
    desk.decide()
    assert desk.answer("da-dang", publication) == 403 and desk.state() is State.APPROVED


@pytest.mark.parametrize("said", ["", "xoa", "<b>"])
def test_nothing_else_can_be_said(desk: Desk, said: str) -> None:
    assert desk.answer(said, desk.publish()) == 404


def test_an_unknown_publication_is_not_found(desk: Desk) -> None:
    assert desk.answer("khac", "0" * 32) == 404


def test_newsrooms_among_the_addressees_are_told_and_nobody_else(desk: Desk) -> None:
    page = desk.page()
    assert "Gửi cùng lúc cho" in page and "Báo Thanh Giang" in page and "tin@thanhgiang.example" in page
    assert "ban@example.com" not in page


def test_what_becomes_held_is_not_known_to_be_published(desk: Desk, clock: Clock) -> None:
    publication = desk.publish()
    desk.visitor.post(f"{at(desk.draft)}/giu")
    assert desk.state() is State.HELD
    with desk.app.database.read() as tx:
        assert published.ties_of(tx, "demo", desk.draft.id) == []
        assert publication in published.many(tx, [publication])


def test_words_of_a_page_are_text(desk: Desk) -> None:
    desk.publish(url="https://x.example/?a=<script>alert(1)</script>&b=\"'", site="<script>alert(2)</script>")
    assert "<script>alert" not in desk.page() + desk.queue()
