"""The queue shows what waits, to whom it may be shown, in few statements."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from tests.conftest import Clock
from tests.desk import Visitor
from tests.desk_data import a_draft
from tinbai.app import App
from tinbai.evidence import Evidence, Link
from tinbai.model import State
from tinbai.store import draft_links, drafts
from tinbai.web import queue, tags
from tinbai.web.views import BY_NAME, VIEWS, View


@pytest.fixture
def visitor(app: App) -> Visitor:
    made = Visitor(app)
    made.enter("editor")
    return made


def titles(page: str) -> list[str]:
    return [re.sub("<[^>]+>", "", one).strip() for one in re.findall(r"<h3>(.*?)</h3>", page, re.S)]


def test_who_waited_longest_stands_first_and_groups_say_how_long(visitor: Visitor) -> None:
    for title, hours in (("Hôm nay", 0.5), ("Quá hạn", 30), ("Hôm qua", 12)):
        a_draft(visitor.app, title, hours=hours)
    page = visitor.get("/hang-cho").text
    assert titles(page) == ["Chưa mở: Quá hạn", "Chưa mở: Hôm qua", "Chưa mở: Hôm nay"]
    groups = re.findall(r'<h2 class="day">(.*?) <span>(.*?)</span>', page)
    assert groups == [
        ("Đã chờ quá 24 giờ", "1 tin, bài"),
        ("Hôm qua", "Chủ Nhật 01/03, 1 tin, bài"),
        ("Hôm nay", "Thứ Hai 02/03, 1 tin, bài"),
    ]
    assert "<strong>3 tin, bài</strong> chưa xem. Trong đó 1 tin, bài đã chờ quá 24 giờ." in page


def test_a_row_says_what_is_known_without_opening(visitor: Visitor) -> None:
    draft = a_draft(visitor.app, problems=("no-caption", "photo-small"), hours=3, photo=True)
    page = visitor.get("/hang-cho").text
    for words in ("Hoàng Yến", draft.receipt_no, "293", "3 giờ", "Thiếu chú thích", "Ảnh nhỏ"):
        assert words in page
    assert f'src="/anh/demo/{draft.id}/120.webp' in page
    assert f'href="/tin/demo/{draft.id}"' in page


@pytest.mark.parametrize("view", BY_NAME.values(), ids=lambda view: str(view.name))
def test_every_view_shows_its_states(visitor: Visitor, view: View) -> None:
    made = [a_draft(visitor.app, f"Tin {state.value}", state=state) for state in State if state is not State.HELD]
    held = a_draft(visitor.app, "Tin held", state=State.HELD, hold="secret")
    with visitor.app.database.write() as tx:
        drafts.claim(tx, "demo", made[0].id, _me(visitor), visitor.app.now())
        draft_links.add(tx, Link("demo", made[1].id, "demo", made[2].id, "identical", Evidence(), visitor.app.now()))
    wanted = {draft.title for draft in _rows(visitor) if draft.state in view.states} - {""}
    if view.only:
        wanted = {
            "mine": {"Tin received"},
            "twins": {made[1].item.title or "", made[2].item.title or ""},
            "late": set(),
            "later": set(),
        }[view.only]
    page = visitor.get(f"/hang-cho?xem={view.name}").text
    shown = {title.removeprefix("Chưa mở: ") for title in titles(page)}
    assert shown == wanted
    assert "Thư tạm giữ" not in page and held.id not in page


def _me(visitor: Visitor) -> str:
    from tinbai.store import people

    with visitor.app.database.read() as tx:
        found = people.by_email(tx, "lan@example.vn")
    assert found
    return found.id


def _rows(visitor: Visitor) -> list[drafts.QueueRow]:
    with visitor.app.database.read() as tx:
        return drafts.queue(tx, ["demo"], list(State))


def test_counters_stand_beside_the_views(visitor: Visitor) -> None:
    for state in (State.RECEIVED, State.RECEIVED, State.REVISION_REQUESTED):
        a_draft(visitor.app, f"Tin {state.value} {len(_rows(visitor))}", state=state, hours=30)
    page = visitor.get("/hang-cho").text
    counted = dict(re.findall(r'xem=([a-z-]+)"[^>]*>.*?<span class="n">(\d+)</span>', page))
    assert counted == {v.name: "0" for v in VIEWS} | {"moi": "2", "cho-bo-sung": "1", "qua-han": "2"}


@contextmanager
def statements(app: App) -> Iterator[list[str]]:
    """The SQL sent to the database meanwhile, without the frame of transactions."""
    sent: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    sa.event.listen(app.database.engine, "before_cursor_execute", note)
    yield sent
    sa.event.remove(app.database.engine, "before_cursor_execute", note)


def test_a_page_of_the_queue_takes_four_statements(visitor: Visitor) -> None:
    for number in range(60):
        a_draft(visitor.app, f"Tin số {number}", hours=number, photo=number == 1)
    with statements(visitor.app) as sent:
        assert visitor.get("/hang-cho").status == 200
    assert len(sent) == 4, sent


def test_pages_follow_each_other_without_gap_or_repetition(visitor: Visitor, clock: Clock) -> None:
    for number in range(queue.PAGE + 7):
        a_draft(visitor.app, f"Tin {number:03}", hours=1 + number // 5)  # many share their minute
    first = visitor.get("/hang-cho").text
    onward = re.search(r'href="([^"]+)" rel="next"', first)
    assert onward
    a_draft(visitor.app, "Tin mới nhất", hours=0)  # what arrives meanwhile does not shift anything
    second = visitor.get(onward[1].replace("&amp;", "&")).text
    seen = titles(first) + titles(second)
    assert len(titles(first)) == queue.PAGE
    assert len(seen) == len(set(seen)) == queue.PAGE + 8
    assert 'rel="next"' not in second


@pytest.mark.parametrize("place", ["x", "~", "2026-03-02T00:00:00~abc", "2026-03-02T00:00:00+00:00", "\x00~\x00"])
def test_a_place_that_is_none_shows_the_first_page(visitor: Visitor, place: str) -> None:
    a_draft(visitor.app)
    page = visitor.client.get("/hang-cho", params={"sau": place, "xem": place, "noi": place})
    assert page.status_code == 200


@pytest.mark.parametrize(
    "words",
    ["chè", "CHÈ HỮU CƠ", "Hoàng", "hoàng yến", "lg-2026-000001", "yến@EXAMPLE", "che yen", '"mo huong thoat"', "1"],
)
def test_search_finds_title_sender_and_receipt_in_any_case(visitor: Visitor, words: str) -> None:
    a_draft(visitor.app, "Chè hữu cơ mở hướng thoát nghèo")
    a_draft(visitor.app, "Mùa vàng", sender="Bế Khánh")
    page = visitor.client.get("/hang-cho", params={"tim": words}).text
    assert titles(page) == ["Chưa mở: Chè hữu cơ mở hướng thoát nghèo"]


def test_search_with_marks_means_them(visitor: Visitor) -> None:
    a_draft(visitor.app, "Bán chè ở chợ")
    a_draft(visitor.app, "Bản Phằng đón Tết")
    assert titles(visitor.client.get("/hang-cho", params={"tim": "bản"}).text) == ["Chưa mở: Bản Phằng đón Tết"]
    assert len(titles(visitor.client.get("/hang-cho", params={"tim": "ban"}).text)) == 2


@pytest.mark.parametrize("words", ["%", "_", "'", '"><script>', "\\", "a" * 500])
def test_search_takes_every_sign_as_it_is(visitor: Visitor, words: str) -> None:
    a_draft(visitor.app)
    page = visitor.client.get("/hang-cho", params={"tim": words})
    assert page.status_code == 200
    assert titles(page.text) == []
    assert "<script>" not in page.text


@pytest.mark.parametrize("role", ["editor", "security_officer"])
def test_a_held_mail_shows_nothing_and_is_found_by_nobody(app: App, role: str) -> None:
    a_draft(app, "Kế hoạch bí ẩn", state=State.HELD, hold="internal", sender="Người Gửi Kín", photo=True)
    visitor = Visitor(app)
    visitor.enter(role)
    page = visitor.get("/hang-cho?xem=tam-giu").text
    assert ("Thư tạm giữ: nghi có dấu độ mật" in page) == (role == "security_officer")
    assert "bí ẩn" not in page
    assert ("Người Gửi Kín" in page) == (role == "security_officer")
    searched = visitor.client.get("/hang-cho", params={"xem": "tam-giu", "tim": "bí ẩn"}).text
    assert titles(searched) == []


def test_nobody_gets_the_photo_of_a_held_draft(app: App) -> None:
    shown, held = a_draft(app, photo=True), a_draft(app, "Kín", state=State.HELD, hold="internal", photo=True)
    for role in ("editor", "security_officer"):
        visitor = Visitor(app)
        visitor.enter(role, name=role)
        assert visitor.get(f"/anh/demo/{shown.id}/320.webp").headers["content-type"] == "image/webp"
        assert visitor.get(f"/anh/demo/{held.id}/320.webp").status == 404


def test_a_person_sees_his_own_newsrooms_only(app: App) -> None:
    a_draft(app, "Tin của Cổng")
    a_draft(app, "Tin của Báo", outlet="bao")
    one, both = Visitor(app), Visitor(app)
    one.enter("editor", "bao", name="An")
    both.enter("editor", "demo", "bao", name="Bình")
    assert titles(one.get("/hang-cho").text) == ["Chưa mở: Tin của Báo"]
    assert titles(one.get("/hang-cho?noi=demo").text) == ["Chưa mở: Tin của Báo"]
    assert len(titles(both.get("/hang-cho").text)) == 2
    assert titles(both.get("/hang-cho?noi=demo").text) == ["Chưa mở: Tin của Cổng"]


def test_a_colleague_at_work_is_named(visitor: Visitor, clock: Clock) -> None:
    draft = a_draft(visitor.app)
    other = Visitor(visitor.app)
    minh = other.enter("editor", name="Minh")
    with visitor.app.database.write() as tx:
        drafts.claim(tx, "demo", draft.id, minh, visitor.app.now())
    assert "Minh đang giữ" in visitor.get("/hang-cho").text
    assert "đang giữ" not in other.get("/hang-cho").text
    clock.forward(minutes=16)
    assert "Minh đang giữ" not in visitor.get("/hang-cho").text


def test_news_are_counted_since_the_page_was_made(visitor: Visitor, clock: Clock) -> None:
    a_draft(visitor.app, "Cũ")
    address = re.search(r'data-news="([^"]+)"', visitor.get("/hang-cho").text)
    assert address
    asked = address[1].replace("&amp;", "&")
    assert visitor.client.get(asked).json()["n"] == 0
    clock.forward(minutes=5)
    a_draft(visitor.app, "Mới 1", hours=0)
    a_draft(visitor.app, "Mới 2", hours=0.01)
    assert visitor.client.get(asked).json() == {"n": 2, "text": "2 tin mới, bấm để hiện"}


def test_every_check_of_the_newsroom_has_a_tag() -> None:
    from tinbai.queue.checks import WORDS

    assert set(WORDS) <= set(tags.PROBLEMS)


def test_no_view_is_named_twice() -> None:
    assert len(BY_NAME) == len({view.title for view in BY_NAME.values()})


def test_what_has_no_room_in_a_row_is_named_all_the_same(app: App, visitor: Visitor) -> None:
    a_draft(app, "Ba điều", problems=("no-byline", "no-caption", "few-words"))
    a_draft(app, "Bốn điều", problems=("no-byline", "no-caption", "photo-small", "few-words"))
    rows = {
        row.partition("<a href")[2].partition(">")[2]: row
        for row in visitor.get("/hang-cho").text.split("<li data-draft")[1:]
    }
    three, four = (next(row for said, row in rows.items() if name in said) for name in ("Ba điều", "Bốn điều"))
    assert "Rất ngắn" in three and "thêm" not in three
    assert 'title="Ảnh nhỏ, Rất ngắn">thêm 2<' in four
