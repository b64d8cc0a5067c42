"""Who has a story open is seen by colleagues while his browser says so."""

import re

import pytest

from tests.conftest import Clock
from tests.desk import Visitor
from tests.desk_data import a_draft
from tests.test_web_triage import title
from tinbai.app import App
from tinbai.model import State


@pytest.fixture
def lan(app: App) -> Visitor:
    made = Visitor(app)
    made.enter("editor")
    return made


@pytest.fixture
def minh(app: App) -> Visitor:
    made = Visitor(app)
    made.enter("editor", name="Minh")
    return made


def test_a_colleague_sees_it_until_the_browser_falls_silent(lan: Visitor, minh: Visitor, clock: Clock) -> None:
    draft = a_draft(lan.app)
    assert minh.post(f"/tin/demo/{draft.id}/co-mat", v="").status == 200
    assert "Minh đang xem" in lan.get("/hang-cho").text and "đang xem" not in minh.get("/hang-cho").text
    clock.forward(seconds=44)
    assert "Minh đang xem" in lan.get("/hang-cho").text
    clock.forward(seconds=2)
    assert "Minh đang xem" not in lan.get("/hang-cho").text


def test_who_leaves_is_not_there_any_more(lan: Visitor, minh: Visitor) -> None:
    draft = a_draft(lan.app)
    for said in ("", "di"):
        minh.post(f"/tin/demo/{draft.id}/co-mat", v=said)
    assert "Minh đang xem" not in lan.get("/hang-cho").text


def test_the_page_of_a_story_learns_who_else_has_it_open(lan: Visitor, minh: Visitor, clock: Clock) -> None:
    here = f"/tin/demo/{a_draft(lan.app).id}/co-mat"
    assert minh.post(here, v="").response.json() == {"text": ""}
    assert lan.post(here, v="").response.json() == {"text": "Minh cũng đang mở tin, bài này."}
    clock.forward(seconds=46)
    assert lan.post(here, v="").response.json() == {"text": ""}


def test_two_who_go_through_the_queue_get_different_stories(lan: Visitor, minh: Visitor) -> None:
    for name, hours in (("Một", 2.0), ("Hai", 1.0)):
        a_draft(lan.app, name, hours=hours)
    page = minh.get("/hang-cho/triage").text
    place = re.search(r'data-present="([^"]+)"', page)
    assert place and title(page) == "Một"
    minh.post(f"{place[1]}/co-mat", v="")
    assert title(lan.get("/hang-cho/triage").text) == "Hai"


def test_nobody_is_present_at_what_is_held_or_foreign(lan: Visitor) -> None:
    foreign, held = a_draft(lan.app, outlet="bao"), a_draft(lan.app, "Kín", state=State.HELD, hold="secret")
    assert lan.post(f"/tin/bao/{foreign.id}/co-mat", v="").status == 404
    assert lan.post(f"/tin/demo/{held.id}/co-mat", v="").status == 404
    assert lan.post("/tin/demo/0000/co-mat", v="").status == 404
