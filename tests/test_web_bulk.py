"""Several stories at once: what is done with them, what is left alone, and one undo for all."""

import re

import pytest

from tests.conftest import Clock
from tests.desk import Visitor
from tests.desk_data import a_draft
from tests.test_web_queue import titles
from tinbai.app import App
from tinbai.model import Draft, State
from tinbai.store import deliveries, drafts


@pytest.fixture
def visitor(app: App) -> Visitor:
    made = Visitor(app)
    made.enter("editor")
    return made


def press(visitor: Visitor, act: str, *chosen: Draft, **more: str) -> str:
    """The page that follows."""
    visitor.get("/hang-cho")
    data = {"csrf": visitor.csrf, "viec": act, "ve": "/hang-cho", "chon": [f"{one.outlet}/{one.id}" for one in chosen]}
    answer = visitor.client.post("/hang-cho/nhieu", data=data | more)
    assert answer.status_code == 303
    return visitor.get(answer.headers["location"]).text


def undo(visitor: Visitor, page: str) -> int:
    address = re.search(r'action="(/viec/[0-9a-f]+/hoan-tac)"', page)
    assert address
    return visitor.post(address[1]).status


def states(app: App) -> list[str]:
    with app.database.read() as tx:
        return sorted(row.state.value for row in drafts.queue(tx, ["demo", "bao"], list(State)))


def test_several_are_rejected_with_one_reason_and_come_back_with_one_undo(visitor: Visitor) -> None:
    made = [a_draft(visitor.app, f"Tin {number}") for number in range(3)]
    page = press(visitor, "tu-choi.late", *made[:2])
    assert "Không sử dụng 2 tin, bài." in page and states(visitor.app) == ["received", "rejected", "rejected"]
    assert undo(visitor, page) == 303
    assert states(visitor.app) == ["received"] * 3
    with visitor.app.database.read() as tx:
        assert {letter.state for one in made for letter in deliveries.of_draft(tx, "demo", one.id)} <= {"cancelled"}


def test_what_is_put_off_leaves_the_list_and_comes_back_by_itself(visitor: Visitor, clock: Clock) -> None:
    draft = a_draft(visitor.app, "Tin để sau")
    page = press(visitor, "sau.3h", draft)
    assert "Đã để 1 tin, bài đến 11:00." in page and titles(page) == []
    assert len(titles(visitor.get("/hang-cho?xem=de-sau").text)) == 1
    assert re.search(r'xem=de-sau"[^>]*>.*?<span class="n">1<', page)
    clock.forward(hours=4)
    assert len(titles(visitor.get("/hang-cho").text)) == 1


def test_undo_brings_back_what_was_put_off(visitor: Visitor) -> None:
    page = press(visitor, "sau.mai", a_draft(visitor.app))
    assert undo(visitor, page) == 303 and len(titles(visitor.get("/hang-cho").text)) == 1


def test_stories_are_taken_in_hand_and_put_back(visitor: Visitor) -> None:
    page = press(visitor, "nhan", a_draft(visitor.app, "Một"), a_draft(visitor.app, "Hai"))
    assert "Đã nhận 2 tin, bài." in page and len(titles(visitor.get("/hang-cho?xem=cua-toi").text)) == 2
    undo(visitor, page)
    assert titles(visitor.get("/hang-cho?xem=cua-toi").text) == []


def test_what_a_colleague_has_in_hand_is_left_alone(visitor: Visitor) -> None:
    minh = Visitor(visitor.app)
    minh.enter("editor", name="Minh")
    draft = a_draft(visitor.app)
    press(minh, "nhan", draft)
    for act in ("nhan", "tu-choi.late", "sau.mai"):
        assert "1 tin được giữ nguyên" in press(visitor, act, draft)
    assert states(visitor.app) == ["received"]


def test_a_story_is_handed_to_a_colleague(visitor: Visitor) -> None:
    minh = Visitor(visitor.app)
    identity = minh.enter("editor", name="Minh")
    page = press(visitor, "giao", a_draft(visitor.app), cho=identity, **{"loi-nhan": "Anh xem giúp"})
    assert "Đã giao 1 tin, bài cho Minh." in page
    assert len(titles(minh.get("/hang-cho?xem=cua-toi").text)) == 1
    undo(visitor, page)
    assert titles(minh.get("/hang-cho?xem=cua-toi").text) == []


@pytest.mark.parametrize("act", ["", "x", "sau.x", "tu-choi.x", "tu-choi", "giao"])
def test_an_act_that_is_none_does_nothing(visitor: Visitor, act: str) -> None:
    assert "Hãy chọn việc cần làm" in press(visitor, act, a_draft(visitor.app))
    assert states(visitor.app) == ["received"]


def test_nobody_acts_on_another_newsroom_or_undoes_what_another_did(visitor: Visitor) -> None:
    foreign, minh = a_draft(visitor.app, outlet="bao"), Visitor(visitor.app)
    minh.enter("editor", name="Minh")
    assert "Chưa chọn tin nào." in press(visitor, "tu-choi.late", foreign)
    page = press(visitor, "tu-choi.late", a_draft(visitor.app))
    minh.get("/hang-cho")
    assert undo(minh, page) == 404 and "rejected" in states(visitor.app)


def test_undo_ends_with_its_time(visitor: Visitor, clock: Clock) -> None:
    page = press(visitor, "tu-choi.late", a_draft(visitor.app))
    clock.forward(seconds=61)
    assert undo(visitor, page) == 409


def test_own_lists_are_kept_put_in_order_and_taken_away(visitor: Visitor) -> None:
    def names() -> list[str]:
        own = re.search(r'class="own">(.*?)</ul>', visitor.get("/hang-cho").text, re.S)
        return re.findall(r"<span>([^<]+)</span></a>", own[1]) if own else []

    visitor.get("/hang-cho")
    for name, query in (("Có ảnh", "anh=co"), ("Vùng cao", "don-vi=X%C3%A3&la=1"), ("", "anh=co"), ("Rỗng", "la=1")):
        visitor.post("/bo-loc", ten=name, loc=query)
    assert names() == ["Có ảnh", "Vùng cao"]
    last = re.findall(r'action="(/bo-loc/[0-9a-f]+)"', visitor.get("/hang-cho").text)[-1]
    visitor.post(last, v="len")
    assert names() == ["Vùng cao", "Có ảnh"]
    visitor.post(last, v="xoa")
    assert names() == ["Có ảnh"]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("anh=co", ["Có ảnh"]),
        ("anh=khong", ["Cũ", "Khác người"]),
        ("nguoi-gui=y%E1%BA%BFn@example.org", ["Cũ", "Có ảnh"]),
        ("tuoi=qua-3-ngay", ["Cũ"]),
        ("tuoi=24-gio", ["Khác người", "Có ảnh"]),
        ("tuoi=x&anh=x&trang-thai=x&the-loai=", ["Cũ", "Khác người", "Có ảnh"]),
        ("the-loai=feature", []),
        ("trung=co", []),
        ("cua-toi=co", []),
    ],
)
def test_filters_narrow_a_list(visitor: Visitor, query: str, shown: list[str]) -> None:
    a_draft(visitor.app, "Có ảnh", photo=True)
    a_draft(visitor.app, "Khác người", sender="Minh Anh", hours=2)
    a_draft(visitor.app, "Cũ", hours=100)
    assert [one.removeprefix("Chưa mở: ") for one in titles(visitor.get(f"/hang-cho?{query}").text)] == shown


def test_a_story_is_put_off_from_its_own_page_too(visitor: Visitor) -> None:
    draft = a_draft(visitor.app, "Chưa vội")
    sheet = visitor.get(f"/tin/demo/{draft.id}").text.partition('action="/hang-cho/nhieu"')[2].partition("</form>")[0]
    assert f'name="chon" value="demo/{draft.id}"' in sheet and 'name="viec" value="sau.3h"' in sheet
    answer = visitor.post("/hang-cho/nhieu", chon=f"demo/{draft.id}", viec="sau.3h", ve="/hang-cho")
    assert answer.to == "/hang-cho" and titles(visitor.get("/hang-cho").text) == []
    assert titles(visitor.get("/hang-cho?xem=de-sau").text) == ["Chưa vội"]
