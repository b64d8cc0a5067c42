"""Notes among editors: who is named is told, and no letter has a word of them."""

import re

import pytest

from tests.desk import Visitor
from tests.desk_data import a_draft
from tinbai import decisions
from tinbai.app import App
from tinbai.store import notes, people


@pytest.fixture
def lan(app: App) -> Visitor:
    made = Visitor(app)
    made.enter("editor")
    return made


@pytest.mark.parametrize(
    ("text", "told"),
    [("@Minh xem giúp", True), ("nhờ @minh.", True), ("@Minhh", False), ("Minh ơi", False), ("a@minh-anh", True)],
)
def test_who_is_named_finds_it_on_his_page_of_today(lan: Visitor, text: str, told: bool) -> None:
    minh = Visitor(lan.app)
    minh.enter("editor", name="Minh")
    draft = a_draft(lan.app, "Chè hữu cơ")
    lan.get(f"/tin/demo/{draft.id}")
    assert lan.post(f"/tin/demo/{draft.id}/ghi-chu", loi=text).status == 303
    assert (text in minh.get("/").text) == told
    assert text in minh.get(f"/tin/demo/{draft.id}").text


def test_a_note_is_taken_back_by_its_writer_only(lan: Visitor) -> None:
    minh = Visitor(lan.app)
    minh.enter("editor", name="Minh")
    draft = a_draft(lan.app)
    lan.post(f"/tin/demo/{draft.id}/ghi-chu", loi="Chờ <i>ảnh</i>")
    page = lan.get(f"/tin/demo/{draft.id}").text
    back = re.search(r'action="(/tin/demo/[0-9a-f]+/ghi-chu/1/bo)"', page)
    assert back and "Chờ &lt;i&gt;ảnh&lt;/i&gt;" in page
    minh.get("/hang-cho")
    minh.post(back[1])
    assert "Chờ &lt;i&gt;" in minh.get(f"/tin/demo/{draft.id}").text
    lan.post(back[1])
    assert "Chờ &lt;i&gt;" not in minh.get(f"/tin/demo/{draft.id}").text


def test_a_note_goes_when_the_story_is_held(lan: Visitor) -> None:
    draft = a_draft(lan.app)
    lan.post(f"/tin/demo/{draft.id}/ghi-chu", loi="Có dấu mật ở trang 2")
    with lan.app.database.read() as tx:
        person = people.by_email(tx, "lan@example.vn")
    assert person
    decisions.hold(lan.app, "demo", draft.id, person)
    with lan.app.database.read() as tx:
        assert notes.of_draft(tx, "demo", draft.id) == []


def test_nobody_writes_on_a_story_of_another_newsroom(lan: Visitor) -> None:
    draft = a_draft(lan.app, outlet="bao")
    lan.get("/hang-cho")
    assert lan.post(f"/tin/bao/{draft.id}/ghi-chu", loi="x").status == 404
