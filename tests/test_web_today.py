"""The page of today: what is in my hands, what colleagues tell me, what is wrong."""

import re

import pytest

from tests.conftest import Clock
from tests.desk import Visitor
from tests.desk_data import a_draft, on_the_shelf
from tests.test_web_bulk import press
from tinbai.app import App
from tinbai.model import State


@pytest.fixture
def visitor(app: App) -> Visitor:
    made = Visitor(app)
    made.enter("editor")
    return made


def test_nothing_waits_and_the_page_says_what_to_do(visitor: Visitor) -> None:
    page = visitor.get("/").text
    assert "Đã xem hết; tin mới tự hiện khi có thư đến." in page and "Chưa có tin nào. Mở một tin" in page
    assert "Có việc cần xử lý" not in page


def test_what_is_in_hand_what_waits_and_what_is_wrong_stand_there(visitor: Visitor) -> None:
    mine = a_draft(visitor.app, "Tin của tôi")
    a_draft(visitor.app, "Tin khác", hours=30)
    a_draft(visitor.app, "Kín", state=State.HELD, hold="secret")
    on_the_shelf(visitor.app)
    press(visitor, "nhan", mine)
    page = visitor.get("/").text
    assert f'<a href="/tin/demo/{mine.id}">Tin của tôi</a>' in page
    assert "1 thư đang nằm trên kệ cách ly" in page and "Trong đó 1 tin, bài đã chờ quá 24 giờ." in page
    assert "Kín" not in page


def test_who_was_handed_a_story_reads_the_word_that_goes_with_it(visitor: Visitor) -> None:
    minh = Visitor(visitor.app)
    identity = minh.enter("editor", name="Minh")
    draft = a_draft(visitor.app, "Chè hữu cơ")
    press(visitor, "giao", draft, cho=identity, **{"loi-nhan": "Anh xem giúp <b>số liệu</b>"})
    page = minh.get("/").text
    assert "<strong>Lan</strong>" in page and "Anh xem giúp &lt;b&gt;số liệu&lt;/b&gt;" in page
    assert "Anh xem giúp" not in visitor.get("/").text
    done = re.search(r'action="(/tin/demo/[0-9a-f]+/da-doc)"', page)
    assert done and minh.post(done[1]).status == 303
    assert "Anh xem giúp" not in minh.get("/").text


def test_what_i_have_just_decided_can_be_undone_there_for_a_minute(visitor: Visitor, clock: Clock) -> None:
    draft = a_draft(visitor.app, "Chè hữu cơ")
    visitor.get("/")
    visitor.post(f"/tin/demo/{draft.id}/quyet-dinh", v="approve")
    visitor.get("/hang-cho")  # where the word about it is said
    undo = f'action="/tin/demo/{draft.id}/hoan-tac"'
    assert undo in visitor.get("/").text
    clock.forward(seconds=61)
    assert undo not in visitor.get("/").text


def test_what_a_colleague_decided_or_what_is_undone_is_not_there(visitor: Visitor) -> None:
    minh = Visitor(visitor.app)
    minh.enter("editor", name="Minh")
    draft = a_draft(visitor.app, "Chè hữu cơ")
    minh.get("/")
    minh.post(f"/tin/demo/{draft.id}/quyet-dinh", v="approve")
    assert 'id="vua-quyet"' not in visitor.get("/").text and 'id="vua-quyet"' in minh.get("/").text
    minh.post(f"/tin/demo/{draft.id}/hoan-tac")
    assert 'id="vua-quyet"' not in minh.get("/").text


def test_who_manages_is_led_to_the_first_mailbox(app: App) -> None:
    admin, editor = Visitor(app), Visitor(app)
    admin.enter("admin", name="Ba")
    editor.enter("editor")
    assert "Thêm hộp thư đầu tiên" in admin.get("/").text and "Thêm hộp thư đầu tiên" not in editor.get("/").text
    assert '<li aria-current="step"><span class="num" aria-hidden="true">1</span>' in admin.get("/cai-dat/hop-thu").text


def test_the_security_officer_is_led_to_what_is_held_and_not_to_deciding(app: App) -> None:
    a_draft(app, "Tin khác")
    officer = Visitor(app)
    officer.enter("security_officer")
    assert "Xem từng tin" not in officer.get("/").text.partition("<main")[2].partition("Đang chờ")[0]
    a_draft(app, "Kín", state=State.HELD, hold="secret")
    page = officer.get("/").text
    assert 'href="/hang-cho?xem=tam-giu"><svg' in page and "Xem thư đang tạm giữ" in page
