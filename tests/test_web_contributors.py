"""Who writes to us: a person's page, two addresses made one person and split again, a unit's page."""

import re
from dataclasses import replace

import pytest

from tests.desk import Visitor
from tests.desk_data import a_draft, a_letter
from tinbai.app import App
from tinbai.model import State
from tinbai.store import contributors, drafts, search
from tinbai.store.contributors import Join
from tinbai.store.tables import drafts as drafts_table
from tinbai.web.contributors import address_of

AN, BINH = "an@example.org", "bình@example.org"
HERE = "/cong-tac-vien/demo"


@pytest.fixture
def visitor(app: App) -> Visitor:
    made = Visitor(app)
    made.enter("editor")
    return made


def _stories(app: App) -> None:
    a_draft(app, "Chè hữu cơ", sender="Lê An", hours=2)
    a_draft(app, "Cầu mới", sender="Lê An", hours=30, state=State.APPROVED)
    a_draft(app, "Lễ hội", sender="Trần Bình", hours=50, state=State.REJECTED)


def _of(visitor: Visitor, address: str) -> str:
    return visitor.get(address_of("demo", address)).text


def test_a_person_s_page_tells_what_came_and_what_became_of_it(visitor: Visitor) -> None:
    _stories(visitor.app)
    a_letter(visitor.app, a_draft(visitor.app, "Trường mới", sender="Yen", state=State.APPROVED))
    page = _of(visitor, AN)
    assert "<h1>Lê An</h1>" in page and AN in page
    assert "Chè hữu cơ" in page and "Cầu mới" in page and "Lễ hội" not in page
    assert "100 % của 1 tin, bài đã quyết định" in page and "Theo từng tháng" in page
    assert "/thu-di/demo/" in _of(visitor, "yen@example.org") and "/thu-di/demo/" not in page


def test_the_list_finds_a_name_without_its_marks(visitor: Visitor) -> None:
    _stories(visitor.app)
    assert "Lê An" in visitor.get("/cong-tac-vien?tim=le+an").text
    assert "Lê An" not in visitor.get("/cong-tac-vien?tim=binh").text


def test_two_addresses_become_one_person_and_two_again(visitor: Visitor) -> None:
    _stories(visitor.app)
    page = _of(visitor, AN)
    answer = visitor.post(f"{HERE}/ghep", ai=AN, voi="BÌNH@example.org")
    assert answer.status == 303
    for address in (AN, BINH):
        page = _of(visitor, address)
        assert "Lễ hội" in page and "Cầu mới" in page
    undo = re.search(r'action="(/cong-tac-vien/demo/ghep/1/hoan-tac)"', page)
    assert undo and visitor.post(undo[1]).status == 303
    assert "Lễ hội" not in _of(visitor, AN)
    assert visitor.post(f"{HERE}/tach/1/hoan-tac").status == 303
    assert "Lễ hội" in _of(visitor, AN)


def test_nobody_is_joined_with_an_address_that_never_wrote(visitor: Visitor) -> None:
    _stories(visitor.app)
    _of(visitor, AN)
    answer = visitor.post(f"{HERE}/ghep", ai=AN, voi="ai-do@example.org")
    assert answer.status == 422 and "Chưa có tin, bài nào gửi từ ai-do@example.org." in answer.text


def test_the_same_name_from_another_address_is_offered(visitor: Visitor, app: App) -> None:
    draft, other = a_draft(app, "Một", sender="Lê An"), a_draft(app, "Hai", sender="Trần Bình")
    assert "Cùng tên này" not in _of(visitor, AN)
    with app.database.write() as tx:
        of = drafts_table.c
        tx.execute(drafts_table.update().where(of.id == other.id).values(sender_name="Lê An"))
        search.index(tx, "demo", other.id)
    assert f"Cùng tên này còn gửi từ {BINH}." in _of(visitor, AN) and draft.id in _of(visitor, AN)


def test_what_is_held_is_not_counted_and_gives_no_page(visitor: Visitor) -> None:
    a_draft(visitor.app, "Kín", sender="Kín Giữ", state=State.HELD, hold="secret")
    assert visitor.get(address_of("demo", "giữ@example.org")).status == 404
    assert "Kín Giữ" not in visitor.get("/cong-tac-vien").text


def test_a_note_is_for_colleagues_and_its_writer_takes_it_back(visitor: Visitor, app: App) -> None:
    _stories(app)
    minh = Visitor(app)
    minh.enter("editor", name="Minh")
    _of(visitor, AN)
    visitor.post(f"{HERE}/ghi-chu", ai=AN, loi="Gọi <b>buổi sáng</b>")
    page = _of(minh, AN)
    assert "Gọi &lt;b&gt;buổi sáng&lt;/b&gt;" in page and f"{HERE}/ghi-chu/1/bo" not in page
    assert minh.post(f"{HERE}/ghi-chu/1/bo").status == 404
    assert visitor.post(f"{HERE}/ghi-chu/1/bo").status == 303
    assert "buổi sáng" not in _of(minh, AN)


def test_who_only_reads_sees_it_and_changes_nothing(app: App) -> None:
    _stories(app)
    reader = Visitor(app)
    reader.enter("auditor")
    page = _of(reader, AN)
    assert "Cầu mới" in page and "/ghep" not in page and "/ghi-chu" not in page
    assert reader.post(f"{HERE}/ghep", ai=AN, voi=BINH).status == 403


def test_a_unit_s_page_counts_its_people(visitor: Visitor, app: App) -> None:
    draft = a_draft(app, "Chè hữu cơ", sender="Lê An")
    unit = "Đài Phú Lương"
    story = draft.revision.story
    assert story.byline
    with app.database.write() as tx:
        named = replace(story, byline=replace(story.byline, unit=unit))
        drafts.save(tx, "demo", draft.id, draft.revision, named, "machine", 9, app.now())
        search.index(tx, "demo", draft.id)
    page = visitor.get("/don-vi/demo?ten=Đài+Phú+Lương").text
    assert f"<h1>{unit}</h1>" in page and "Lê An" in page and "Chè hữu cơ" in page
    assert visitor.get("/don-vi/demo?ten=Không+có").status == 404


def test_joins_of_one_person_are_a_tree() -> None:
    joins = [Join("demo", n, a, b, "", None) for n, (a, b) in enumerate((("a", "b"), ("c", "d"), ("b", "c")))]  # type: ignore[arg-type]
    assert contributors.addresses_of(joins, "D") == ["d", "c", "b", "a"]
    assert contributors.addresses_of(joins[:2], "a") == ["a", "b"]
