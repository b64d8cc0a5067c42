"""A story that saves itself in a real browser: while one types, across a lost connection, beside a colleague."""
# ruff: noqa: F811

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import Seat
from tests.newsroom import Newsroom
from tests.story_desk import at, head
from tests.test_browser_editor import BODY, caret, written
from tests.test_browser_story import UNIKEY, browser, hook, house, lan, saved, story  # noqa: F401
from tinbai.model import Block, Draft
from tinbai.store import drafts

pytestmark = pytest.mark.slow


@pytest.fixture
def page(lan: Seat, house: tuple[Newsroom, str], story: Draft) -> Page:
    """The story open before Lan, with a clock that the test moves on."""
    written(house[0], story, Block("paragraph", text="Trước sau."))
    lan.page.clock.install()
    lan.go(at(story))
    return lan.page


def texts(house: tuple[Newsroom, str], story: Draft) -> list[str]:
    with house[0].app.database.read() as tx:
        return [one.story.body[0].text for one in drafts.history(tx, "demo", story.id)][1:]


def test_typing_saves_itself_and_is_one_version(page: Page, house: tuple[Newsroom, str], story: Draft) -> None:
    caret(page, "Trước", 6)
    for words in ("một ", "hai ", "ba "):
        page.keyboard.type(words)
        expect(page.locator("[data-saved]")).to_contain_text("Chưa lưu")
        page.clock.run_for(5100)
        saved(page, 3)
    page.fill("#tieu-de", "Tít mới")
    page.focus("#sapo")  # leaving a field saves too
    expect(page.locator("[data-saved]")).not_to_contain_text("Chưa lưu")
    assert texts(house, story) == ["Trước sau.", "Trước một hai ba sau."]
    assert head(house[0], story.id).revision.story.title == "Tít mới"
    page.keyboard.press("Control+s")
    caret(page, "Trước", 0)
    page.keyboard.type("x")
    page.clock.run_for(5100)
    saved(page, 4)


def test_vietnamese_is_typed_on_while_a_save_is_answered(page: Page, house: tuple[Newsroom, str], story: Draft) -> None:
    waiting: list[Route] = []
    page.route("**/sua", lambda route: waiting.append(route))
    caret(page, "Trước", 6)
    for half in (UNIKEY[:12], UNIKEY[12:] + "_"):
        hook(page, half)
        page.clock.run_for(5100)
        for route in waiting:
            route.continue_()
        waiting.clear()
    session = page.context.new_cdp_session(page)
    for step in ("N", "Ng", "Ngu", "Nguyễn"):
        session.send("Input.imeSetComposition", {"text": step, "selectionStart": len(step), "selectionEnd": len(step)})
        page.clock.run_for(5100)
        for route in waiting:
            route.continue_()
        waiting.clear()
    session.send("Input.insertText", {"text": "Nguyễn"})
    page.unroute_all()
    page.keyboard.press("Control+s")
    saved(page, 3)
    assert texts(house, story)[-1] == "Trước tin đây là Việt Nguyễnsau."


def test_words_survive_a_lost_connection(page: Page, house: tuple[Newsroom, str], story: Draft) -> None:
    page.route("**/sua", lambda route: route.abort())
    caret(page, "Trước", 6)
    page.keyboard.type("mất mạng ")
    page.fill("#tieu-de", "Tít lúc mất mạng")
    page.clock.run_for(5100)
    expect(page.locator("[data-saved]")).to_contain_text("Mất kết nối")
    page = page.context.new_page()  # the first one was closed by a crash
    page.goto(house[1] + at(story))
    kept = page.locator("[data-kept]")
    expect(kept).to_be_visible()
    kept.get_by_role("button", name="Đưa vào bài").click()
    expect(page.locator(BODY)).to_contain_text("Trước mất mạng sau.")
    saved(page, 3)
    now = head(house[0], story.id).revision.story
    assert (now.title, now.body[0].text) == ("Tít lúc mất mạng", "Trước mất mạng sau.")
    page.reload()
    expect(page.locator("[data-kept]")).to_be_hidden()


def test_a_colleague_who_saved_meanwhile_is_not_written_over(
    page: Page, house: tuple[Newsroom, str], story: Draft
) -> None:
    caret(page, "Trước", 6)
    page.keyboard.type("Lan viết ")
    written(house[0], story, Block("paragraph", text="Minh viết."))
    page.clock.run_for(5100)
    note = page.locator("[data-conflict]")
    expect(note).to_be_visible()
    page.keyboard.type("tiếp ")
    page.clock.run_for(20000)
    assert texts(house, story)[-1] == "Minh viết."
    note.get_by_role("button", name="Xem cả hai bản").click()
    expect(page.locator("h1")).to_have_text("Hai người cùng một tin")
    expect(page.locator("#than-bai")).to_have_value("Trước Lan viết tiếp sau.")
    expect(page.locator("main")).to_contain_text("Minh viết.")


def test_a_decision_waits_for_the_save_on_its_way(page: Page, house: tuple[Newsroom, str], story: Draft) -> None:
    caret(page, "Trước", 6)
    page.keyboard.type("vội ")
    page.get_by_role("button", name="Duyệt").click()
    expect(page.locator(".toast")).to_contain_text("Đã duyệt")
    assert texts(house, story)[-1] == "Trước vội sau."
