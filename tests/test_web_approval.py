"""Two steps: the editor asks, the head of the board answers behind a link or at the desk, and all of it is written."""

import re
from typing import Literal

import pytest
import sqlalchemy as sa

from tests.conftest import Clock
from tests.desk import Visitor
from tests.desk_data import a_draft, online
from tinbai.app import App
from tinbai.evidence import Evidence, Relation
from tinbai.model import Draft, State, Version
from tinbai.sandbox import Sandbox
from tinbai.settings import Web
from tinbai.store import deliveries, drafts, people, published, versions
from tinbai.store.feed_tables import publications

How = Literal["login", "open"]


class Board:
    """An editor, the head of the board, and a telephone on which nobody is signed in."""

    def __init__(self, app: App, sandbox: Sandbox, how: How, second: Literal["optional", "required"]) -> None:
        demo, bao = app.settings.outlets
        wanted = demo.model_copy(update={"approval": True, "approval_link": how, "second_factor": second})
        changes = {"outlets": (wanted, bao), "web": Web(address="https://ban.example.vn")}
        object.__setattr__(app, "settings", app.settings.model_copy(update=changes))
        object.__setattr__(app, "file", None)
        self.app = app
        self.editor = Visitor(app, sandbox)
        self.editor.client.base_url = self.editor.client.base_url.copy_with(scheme="https")
        self.made = self.editor.made
        self.draft = a_draft(app, "Chè hữu cơ")
        with app.database.write() as tx:
            made = people.add(tx, "sep@example.vn", "Sếp", "vi", None, app.now())
            assert made
            self.head = made
            people.join(tx, made, "demo", "chief_editor")

    def visitor(self) -> Visitor:
        made = Visitor(self.app, made=self.made)
        made.client.base_url = self.editor.client.base_url
        return made

    def ask(self) -> str:
        """The editor sends it for approval; the address in the letter to the head of the board."""
        self.editor.enter("editor")
        self.editor.post(f"/tin/demo/{self.draft.id}/quyet-dinh", v="approve")
        found = re.search(r"https://ban\.example\.vn(/duyet/\S+)", self.letter())
        assert found
        return found[1]

    def letter(self) -> str:
        with self.app.database.read() as tx:
            letters = [one for one in deliveries.of_draft(tx, "demo", self.draft.id) if one.kind == "approval"]
        assert [one.letter.recipient.address for one in letters] == ["sep@example.vn"]
        return letters[0].letter.text if letters[0].state == "due" else letters[0].state

    def now(self) -> Draft:
        with self.app.database.read() as tx:
            return drafts.get(tx, "demo", self.draft.id)


@pytest.fixture
def board(app: App, sandbox: Sandbox) -> Board:
    return Board(app, sandbox, "open", "optional")


def test_the_head_of_the_board_approves_without_a_password(board: Board) -> None:
    link, phone = board.ask(), board.visitor()
    assert board.now().state is State.AWAITING_APPROVAL
    page = phone.get(link)
    assert page.status == 200 and "Chè hữu cơ" in page.text and "Lan đã biên tập" in page.text
    assert board.now().state is State.AWAITING_APPROVAL  # looking is no answer
    assert phone.post(link, v="duyet", ban="1").to == link
    assert board.now().state is State.APPROVED
    assert "Anh/Chị đã duyệt" in phone.get(link).text
    history = board.editor.get(f"/tin/demo/{board.draft.id}/lich-su").text
    assert "Sếp" in history


def test_the_head_of_the_board_is_told_what_the_author_has_sent_besides(board: Board) -> None:
    link, draft = board.ask(), board.draft
    story = draft.revision.story
    with board.app.database.write() as tx:
        versions.add(
            tx, "demo", draft.id, Version(0, draft.arrival, board.app.now(), draft.item, story, (), None, None)
        )
    assert "Tác giả đã gửi một bản khác" in board.visitor().get(link).text
    with board.app.database.write() as tx:
        versions.settle(tx, "demo", draft.id, 1, revision=None, by=board.head, at=board.app.now())
    assert "Tác giả đã gửi một bản khác" not in board.visitor().get(link).text


def test_the_head_of_the_board_is_told_that_the_story_is_online(board: Board) -> None:
    link = board.ask()
    assert "Đã đăng trên" not in board.visitor().get(link).text
    one, of_event, own = (online(board.app, board.draft, name) for name in ("bao-ngoai", "bao-khac", "bao-nha"))
    with board.app.database.write() as tx:
        tx.execute(sa.update(publications).where(publications.c.id == own).values(outlet="demo"))
        others: tuple[tuple[str, Relation], ...] = ((of_event, "same_event"), (own, "edited"))
        for other, relation in others:
            published.tie(tx, "demo", board.draft.id, other, relation, Evidence("twins"), board.app.now())
    assert "Đã đăng trên" not in board.visitor().get(link).text, "one tells of the event, one is the newsroom's own"
    with board.app.database.write() as tx:
        published.tie(tx, "demo", board.draft.id, one, "edited", Evidence("twins"), board.app.now())
    assert "Đã đăng trên Báo Ngoài" in board.visitor().get(link).text
    with board.app.database.write() as tx:
        published.refute(tx, "demo", board.draft.id, one, board.head, board.app.now())
    assert "Đã đăng trên" not in board.visitor().get(link).text


def test_what_is_sent_back_comes_to_the_editor_with_the_note(board: Board) -> None:
    link, phone = board.ask(), board.visitor()
    phone.get(link)
    assert phone.post(link, v="tra", ban="1", loi=" ").status == 422
    phone.post(link, v="tra", ban="1", loi="Kiểm tra <b>số liệu</b>")
    assert board.now().state is State.IN_REVIEW
    for page in (f"/tin/demo/{board.draft.id}", f"/tin/demo/{board.draft.id}/lich-su", "/"):
        assert "Kiểm tra &lt;b&gt;số liệu&lt;/b&gt;" in board.editor.get(page).text
    with board.app.database.read() as tx:
        kinds = {one.kind for one in deliveries.of_draft(tx, "demo", board.draft.id) if one.state == "due"}
    assert kinds == set()  # the contributor hears nothing of it


def test_the_answer_can_be_taken_back_for_a_minute(board: Board, clock: Clock) -> None:
    link, phone = board.ask(), board.visitor()
    phone.get(link)
    phone.post(link, v="duyet", ban="1")
    phone.get(link)
    assert phone.post(f"{link}/hoan-tac").to == link
    assert board.now().state is State.AWAITING_APPROVAL and 'value="duyet"' in phone.get(link).text
    phone.post(link, v="duyet", ban="1")
    clock.forward(seconds=61)
    phone.get(link)
    assert phone.post(f"{link}/hoan-tac").status == 410 and board.now().state is State.APPROVED


def test_a_link_ends_with_its_days_its_person_and_its_request(board: Board, clock: Clock) -> None:
    link, phone = board.ask(), board.visitor()
    assert phone.get(link + "a").status == phone.get("/duyet/khong-co").status == 410
    board.editor.get("/hang-cho")
    board.editor.post(f"/tin/demo/{board.draft.id}/hoan-tac")
    assert board.letter() == "cancelled" and phone.get(link).status == 410
    board.editor.post(f"/tin/demo/{board.draft.id}/quyet-dinh", v="approve")
    assert phone.get(link).status == 410  # that was another request


def test_a_link_is_nothing_four_days_later(board: Board, clock: Clock) -> None:
    link = board.ask()
    clock.forward(days=4)
    assert board.visitor().get(link).status == 410


def test_who_is_head_no_more_approves_nothing(board: Board) -> None:
    link, phone = board.ask(), board.visitor()
    phone.get(link)
    with board.app.database.write() as tx:
        people.disable(tx, "sep@example.vn", board.app.now())
    assert phone.post(link, v="duyet", ban="1").status == 410
    assert board.now().state is State.AWAITING_APPROVAL


def test_a_held_story_is_not_behind_its_link_any_more(board: Board) -> None:
    link = board.ask()
    board.editor.get("/hang-cho")
    assert board.editor.post(f"/tin/demo/{board.draft.id}/giu").status == 303
    assert board.visitor().get(link).status == 410


@pytest.mark.parametrize(("how", "second"), [("login", "optional"), ("open", "required")])
def test_where_the_newsroom_wants_it_the_link_asks_for_signing_in(
    app: App, sandbox: Sandbox, how: How, second: Literal["optional", "required"]
) -> None:
    board = Board(app, sandbox, how, "optional")
    link = board.ask()
    demo = app.settings.outlet("demo").model_copy(update={"second_factor": second})
    changed = app.settings.model_copy(update={"outlets": (demo, app.settings.outlets[1])})
    object.__setattr__(app, "settings", changed)
    phone = board.visitor()
    assert phone.get(link).status == 303 and phone.get(link).to.startswith("/dang-nhap")
    if second == "optional":
        phone.come_back("sep@example.vn")
        assert phone.get(link).status == 200
        assert board.editor.get(link).status == 410  # it is not his


def test_a_text_that_was_changed_meanwhile_is_shown_again(board: Board) -> None:
    link, phone = board.ask(), board.visitor()
    phone.get(link)
    assert phone.post(link, v="duyet", ban="7").to == link
    assert board.now().state is State.AWAITING_APPROVAL


def test_at_the_desk_it_is_sent_back_as_well(board: Board) -> None:
    board.ask()
    head = board.visitor()
    head.come_back("sep@example.vn")
    page = head.get(f"/tin/demo/{board.draft.id}").text
    assert f'action="/tin/demo/{board.draft.id}/tra-lai"' in page
    assert head.post(f"/tin/demo/{board.draft.id}/tra-lai", loi="Thiếu ảnh").status == 303
    assert board.now().state is State.IN_REVIEW
    assert "/tra-lai" not in board.editor.get(f"/tin/demo/{board.draft.id}").text
