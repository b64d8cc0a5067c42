"""What each board sees of a story that another newsroom here has too: by membership, and by what that one shares."""

from typing import Literal

import pytest

from tests.desk import Visitor
from tests.mails import letter
from tests.newsroom import Newsroom
from tests.test_ties import STORY
from tinbai import decisions
from tinbai.app import App
from tinbai.model import State, Verdict
from tinbai.store import drafts

Shares = Literal["story", "existence"]
TITLE = "Khánh thành cầu Nậm Lúc ở xã Đồng Văn"
MINE = STORY.replace("Khánh thành", "Đưa vào sử dụng").replace("301 triệu", "305 triệu")
ROLES = ("editor", "chief_editor", "auditor")


def _outlets(app: App, shares: Shares) -> App:
    """The same house; the newspaper shares as said."""
    demo, bao = app.settings.outlets
    shared = bao.model_copy(update={"shares": shares})
    return App(app.settings.model_copy(update={"outlets": (demo, shared)}), app.database, app.raw, app.blobs, app.now)


class Board:
    """A story in both newsrooms; somebody at the newspaper works on it."""

    def __init__(self, newsroom: Newsroom, shares: Shares, role: str, *others: str) -> None:
        self.newsroom, self.app = newsroom, _outlets(newsroom.app, shares)
        newsroom.take(letter(1, text=STORY), outlet="bao")
        newsroom.take(letter(2, text=MINE, sender="An <an@ctv.example>"))
        self.theirs, self.mine = newsroom.drafts("bao")[0], newsroom.drafts()[0]
        self.binh = newsroom.person(outlet="bao", name="Bình")
        self.visitor = Visitor(self.app, newsroom.sandbox)
        self.visitor.enter(role, "demo", *others)

    def claim(self) -> None:
        with self.app.database.write() as tx:
            assert drafts.claim(tx, "bao", self.theirs.id, self.binh.id, self.app.now())

    def approve(self) -> None:
        decisions.decide(self.app, "bao", self.theirs.id, self.binh, Verdict.APPROVE, "")

    def queue(self) -> str:
        return self.visitor.get("/hang-cho?noi=demo").text

    def story(self) -> str:
        return self.visitor.get(f"/tin/demo/{self.mine.id}").text


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("shares", ["story", "existence"])
@pytest.mark.parametrize("member", [False, True])
def test_who_works_on_it_elsewhere_is_told_as_that_newsroom_shares(
    newsroom: Newsroom, role: str, shares: Shares, member: bool
) -> None:
    board = Board(newsroom, shares, role, *(["bao"] if member else []))
    assert "Bình" not in board.queue() and "Bình" not in board.story()
    board.claim()
    told = member or shares == "story"
    for page in (board.queue(), board.story()):
        assert ("Bình" in page and "Báo Lam Giang" in page) is told
        assert "Có bản khác" in page  # that it exists elsewhere is told in any case


@pytest.mark.parametrize("shares", ["story", "existence"])
@pytest.mark.parametrize("member", [False, True])
def test_title_and_address_are_told_to_members_alone(newsroom: Newsroom, shares: Shares, member: bool) -> None:
    board = Board(newsroom, shares, "editor", *(["bao"] if member else []))
    pages = board.queue() + board.story()
    for words in (board.theirs.title, f"/tin/bao/{board.theirs.id}"):
        assert (words in pages) is member
    assert member or board.theirs.receipt_no not in pages
    if shares == "existence" and not member:
        assert "Báo Lam Giang" not in pages and "301" not in pages


@pytest.mark.parametrize("shares", ["story", "existence"])
def test_a_decision_elsewhere_is_told_as_that_newsroom_shares(newsroom: Newsroom, shares: Shares) -> None:
    board = Board(newsroom, shares, "editor")
    board.approve()
    assert ("Báo Lam Giang đã duyệt tin này" in board.queue()) is (shares == "story")
    assert ("Đã duyệt" in board.story()) is (shares == "story")


@pytest.mark.parametrize("shares", ["story", "existence"])
def test_who_approves_is_told_that_another_newsroom_has_published_it(newsroom: Newsroom, shares: Shares) -> None:
    board = Board(newsroom, shares, "editor")
    board.approve()
    with board.app.database.write() as tx:
        drafts.move(tx, "bao", board.theirs.id, State.APPROVED, State.PUBLISHED, board.app.now())
    assert ("Báo Lam Giang đã đăng tin này" in board.queue()) is (shares == "story")
    assert board.story().count("Báo Lam Giang đã đăng tin này.") == (shares == "story")


def test_a_held_story_is_told_to_nobody_elsewhere(newsroom: Newsroom) -> None:
    board = Board(newsroom, "story", "editor", "bao")
    board.claim()
    decisions.hold(board.app, "bao", board.theirs.id, board.binh)
    for page in (board.queue(), board.story()):
        assert "Bình" not in page and TITLE not in page and "Có bản khác" not in page
