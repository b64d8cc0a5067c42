"""Triage: a verdict and the next story; what needs more than one look cannot slip through."""

import html
import re
from dataclasses import replace

import pytest

from tests.conftest import Clock
from tests.desk import Answer, Visitor
from tests.desk_data import a_draft
from tests.newsroom import Newsroom
from tests.story_desk import head
from tests.test_web_arranged import press as arrange
from tests.test_web_arranged import with_photos
from tests.test_web_bulk import states
from tests.test_web_published import Desk
from tests.test_web_queue import statements
from tinbai import decisions
from tinbai.app import App
from tinbai.evidence import Evidence, Link
from tinbai.model import Block, State
from tinbai.store import draft_links, drafts


@pytest.fixture
def visitor(app: App) -> Visitor:
    made = Visitor(app)
    made.enter("editor")
    return made


def title(page: str) -> str:
    found = re.search(r'<h1 tabindex="-1">([^<]*)</h1>', page)
    assert found
    return found[1]


def press(visitor: Visitor, page: Answer, verdict: str, headers: dict[str, str] | None = None, **more: str) -> Answer:
    form = re.search(r'class="decide" method="post" action="([^"]+)"', page.text)
    assert form
    hidden = dict(re.findall(r'type="hidden" name="(tin|goc|dang)" value="([^"]*)"', page.text))
    return visitor.post(html.unescape(form[1]), headers, v=verdict, **(hidden | more))


def test_each_verdict_leads_to_the_next_story(visitor: Visitor) -> None:
    for number in range(5):
        a_draft(visitor.app, f"Tin {number}", hours=9 - number)
    page = visitor.get("/hang-cho/triage")
    for number, verdict in enumerate(("approve", "ask", "reject.late", "later.mai", "approve")):
        assert title(page.text) == f"Tin {number}"
        page = visitor.get(press(visitor, page, verdict, thu="Xin ảnh" if verdict == "ask" else "").to)
    assert title(page.text) == "Đã xong 5 tin, bài"
    assert states(visitor.app) == ["approved", "approved", "received", "rejected", "revision_requested"]


def test_undo_leads_back_to_the_story(visitor: Visitor) -> None:
    a_draft(visitor.app, "Một", hours=2)
    a_draft(visitor.app, "Hai")
    after = visitor.get(press(visitor, visitor.get("/hang-cho/triage"), "approve").to)
    undo = re.search(r'action="(/viec/[0-9a-f]+/hoan-tac)"', after.text)
    assert title(after.text) == "Hai" and undo
    assert title(visitor.get(visitor.post(undo[1]).to).text) == "Một"
    assert states(visitor.app) == ["received"] * 2


def test_a_script_gets_words_and_the_next_card(visitor: Visitor) -> None:
    a_draft(visitor.app, "Một", hours=2)
    a_draft(visitor.app, "Hai")
    page = visitor.get("/hang-cho/triage")
    following = re.search(r'data-next="([^"]+)"', page.text)
    assert following
    prepared = visitor.get(html.unescape(following[1]))
    said = press(visitor, page, "approve", {"accept": "application/json"}).response.json()
    assert "<html" not in prepared.text and title(prepared.text) == "Hai"
    assert said["text"].startswith("Đã duyệt “Một”.") and re.fullmatch("/viec/[0-9a-f]+/hoan-tac", said["undo"])
    assert title(visitor.get(said["to"]).text) == "Hai"


def test_what_a_colleague_has_in_hand_is_passed_over(visitor: Visitor) -> None:
    first = a_draft(visitor.app, "Một", hours=2)
    a_draft(visitor.app, "Hai")
    with visitor.app.database.write() as tx:
        drafts.claim(tx, "demo", first.id, "minh", visitor.app.now())
    assert title(visitor.get("/hang-cho/triage").text) == "Hai"


def test_what_was_changed_meanwhile_is_shown_again_and_not_decided(visitor: Visitor, clock: Clock) -> None:
    draft = a_draft(visitor.app, "Một")
    page = visitor.get("/hang-cho/triage")
    with visitor.app.database.write() as tx:
        drafts.save(tx, "demo", draft.id, draft.revision, draft.revision.story, "minh", 3, clock.now)
    again = visitor.get(press(visitor, page, "approve").to)
    assert "Đồng nghiệp vừa sửa tin này" in again.text and states(visitor.app) == ["received"]
    assert press(visitor, again, "approve").status == 303 and states(visitor.app) == ["approved"]


def test_pages_nobody_could_read_must_be_looked_at_first(visitor: Visitor) -> None:
    a_draft(visitor.app, "Quét", problems=("pdf-scanned",))
    page = visitor.get("/hang-cho/triage")
    assert 'value="approve"' not in page.text and "#soat-mat" in page.text
    press(visitor, page, "approve")
    assert states(visitor.app) == ["received"]


def test_what_others_published_meanwhile_is_told_before_it_is_approved(newsroom: Newsroom) -> None:
    desk = Desk(newsroom)
    page = desk.visitor.get("/hang-cho/triage")
    desk.publish()
    again = desk.visitor.get(press(desk.visitor, page, "approve").to)
    assert states(desk.app) == ["received"] and 'name="dang"' in again.text
    assert press(desk.visitor, again, "approve").status == 303 and states(desk.app) == ["approved"]


def test_a_twin_is_one_key_away(visitor: Visitor) -> None:
    one, other = a_draft(visitor.app, "Một", hours=2), a_draft(visitor.app, "Hai")
    with visitor.app.database.write() as tx:
        draft_links.add(tx, Link("demo", other.id, "demo", one.id, "identical", Evidence(), visitor.app.now()))
    page = visitor.get("/hang-cho/triage").text
    assert f'href="/tin/demo/{one.id}/trung/demo/{other.id}" data-key="4"' in page


def test_nothing_of_what_is_held_or_of_other_newsrooms_is_shown(visitor: Visitor) -> None:
    held = a_draft(visitor.app, "Kín", state=State.HELD, hold="secret")
    foreign = a_draft(visitor.app, "Của báo", outlet="bao")
    assert "Đã xem hết" in visitor.get("/hang-cho/triage").text
    for draft in (held, foreign):
        assert visitor.get(f"/hang-cho/triage?tin={draft.outlet}/{draft.id}").status == 404
        assert visitor.post("/hang-cho/triage", tin=f"{draft.outlet}/{draft.id}", v="approve").status == 404


@pytest.mark.parametrize("verdict", ["x", "", "reject", "reject.x", "later.x", "ask"])
def test_a_verdict_that_is_none_changes_nothing(visitor: Visitor, verdict: str) -> None:
    a_draft(visitor.app)
    answer = press(visitor, visitor.get("/hang-cho/triage"), verdict)
    assert answer.status in (303, 404) and states(visitor.app) == ["received"]


def test_who_only_reads_has_nothing_to_decide(app: App) -> None:
    a_draft(app)
    reader = Visitor(app)
    reader.enter("auditor")
    assert "Xem từng tin" not in reader.get("/hang-cho").text
    assert 'value="approve"' not in reader.get("/hang-cho/triage").text


@pytest.mark.parametrize(
    "address", ["/hang-cho/triage", "/hang-cho?tim=tin&anh=khong", "/hang-cho?xem=tat-ca", "/hang-cho?xem=nghi-trung"]
)
def test_a_page_takes_four_statements(visitor: Visitor, address: str) -> None:
    for number in range(60):
        a_draft(visitor.app, f"Tin số {number}", hours=number)
    with statements(visitor.app) as sent:
        assert visitor.get(address).status == 200
    assert len(sent) <= 4, sent


@pytest.mark.parametrize("role", ["admin", "auditor", "security_officer"])
def test_who_decides_nothing_finds_nothing_in_words_either(app: App, role: str) -> None:
    a_draft(app, "Khánh thành cầu")
    visitor = Visitor(app)
    visitor.enter(role)
    page = visitor.get("/hang-cho/triage?tim=kh%C3%A1nh+th%C3%A0nh")
    assert page.status == 200 and "Khánh thành cầu" not in page.text


def shots(page: str) -> list[str]:
    """Numbers of the photos on the card, the one above the text first."""
    return re.findall(r'<img src="/anh/demo/[0-9a-f]+/(\d+)/\d+\.webp"', page)


def test_photos_stand_as_the_editor_has_put_them(newsroom: Newsroom, lan: Visitor) -> None:
    draft = head(newsroom, newsroom.take(with_photos())[0].id)
    card = f"/hang-cho/triage?tin=demo/{draft.id}"
    assert shots(lan.get(card).text) == ["1", "2", "3"]
    arrange(newsroom, lan, draft, sap="3,1,2")
    now = arrange(newsroom, lan, draft, cat="xoay:3")
    page = lan.get(card).text
    width, height = (now.item.photos[2].height, now.item.photos[2].width)  # turned by a quarter
    assert shots(page) == ["3", "1", "2"]
    assert f'/3/800.webp" alt="Ảnh 3, chưa có chú thích" width="{width}" height="{height}"' in page


def test_photos_that_stand_in_the_text_are_not_shown_twice(newsroom: Newsroom, lan: Visitor) -> None:
    draft = head(newsroom, newsroom.take(with_photos())[0].id)
    text = draft.revision.story
    placed = replace(text, order=(3, 1, 2), body=(*text.body, Block("figure", photo=0)))
    me = newsroom.person(name="Mai")
    decisions.edit(newsroom.app, "demo", draft.id, me, 1, placed)
    page = lan.get(f"/hang-cho/triage?tin=demo/{draft.id}").text
    assert shots(page) == ["3", "1", "2"]  # the cover, the one in the text, what is left
