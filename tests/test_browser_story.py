"""A story in a real browser: Vietnamese typed letter by letter, saved, decided, undone; two editors; no JavaScript."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

from tests.browser import Seat, chromium, seat
from tests.conftest import Clock, settings_for
from tests.desk import served
from tests.mails import letter
from tests.newsroom import Newsroom
from tests.story_desk import at, head
from tests.test_web_photos import photo, with_photos
from tinbai import decisions
from tinbai.app import open_app
from tinbai.model import Draft, State, Verdict
from tinbai.sandbox import Sandbox
from tinbai.store import people

pytestmark = pytest.mark.slow

LAN, MINH = "lan-editor@example.vn", "minh-editor@example.vn"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def house(tmp_path: Path, migrated: Path, sandbox: Sandbox) -> Iterator[tuple[Newsroom, str]]:
    """A newsroom with two editors, and the address of its desk."""
    clock = Clock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
    shutil.copyfile(migrated, tmp_path / "tinbai.db")
    app = open_app(settings_for(tmp_path, f"sqlite:///{tmp_path}/tinbai.db"), clock)
    newsroom = Newsroom(app, sandbox)
    newsroom.person(name="Lan")
    newsroom.person(name="Minh")
    with served(app, sandbox) as address:
        yield newsroom, address
    app.close()


@pytest.fixture
def story(house: tuple[Newsroom, str]) -> Draft:
    return head(house[0], house[0].take(letter(1))[0].id)


@pytest.fixture
def lan(browser: Browser, house: tuple[Newsroom, str]) -> Iterator[Seat]:
    with seat(browser, *house, LAN) as sitting:
        yield sitting


def saved(page: Page, version: int) -> None:
    expect(page.locator("[data-saved]")).to_contain_text(f"bản thứ {version}")


# --- Vietnamese as input tools type it -----------------------------------------------------------------------------

# What a hook tool such as UniKey sends for "tin ddaay laf Vieejt": letters, Backspaces, letters that replace them.
UNIKEY = "tin_d<đa<ây_la<à_Vie<ê<ệt<<ệt"


def hook(page: Page, keys: str) -> None:
    """Real key events; "<" is a Backspace, "_" a blank, a letter beyond ASCII Windows' packet key (231)."""
    session = page.context.new_cdp_session(page)
    for sign in keys:
        if sign == "<":
            page.keyboard.press("Backspace")
        elif sign.isascii():
            page.keyboard.press("Space" if sign == "_" else sign)
        else:
            event = {"key": sign, "windowsVirtualKeyCode": 231}
            session.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": sign, **event})
            session.send("Input.dispatchKeyEvent", {"type": "keyUp", **event})


def compose(page: Page, steps: list[str]) -> None:
    """A composition that grows and is committed, as Windows' own keyboard, macOS and ibus do it."""
    session = page.context.new_cdp_session(page)
    for step in steps:
        session.send("Input.imeSetComposition", {"text": step, "selectionStart": len(step), "selectionEnd": len(step)})
    session.send("Input.insertText", {"text": steps[-1]})


@pytest.mark.parametrize("field", ["tieu-de", "sapo", "tac-gia"])
def test_vietnamese_typed_by_backspaces_or_composed_arrives_whole(
    lan: Seat, house: tuple[Newsroom, str], story: Draft, field: str
) -> None:
    lan.go(at(story))
    page = lan.page
    page.fill(f"#{field}", "")
    page.focus(f"#{field}")
    hook(page, UNIKEY)
    page.keyboard.press("Space")
    compose(page, ["N", "Ng", "Ngu", "Nguy", "Nguye", "Nguyê", "Nguyễ", "Nguyễn"])
    page.keyboard.type(" 123 zk c")  # keys that mean something outside of fields
    assert page.input_value(f"#{field}") == "tin đây là Việt Nguyễn 123 zk c"
    page.keyboard.press("Control+s")
    saved(page, 2)
    now = head(house[0], story.id).revision.story
    texts = {"tieu-de": now.title, "sapo": now.lead, "tac-gia": now.byline.raw if now.byline else ""}
    assert texts[field] == "tin đây là Việt Nguyễn 123 zk c"
    assert head(house[0], story.id).state is State.IN_REVIEW


def test_decomposed_letters_are_stored_composed(lan: Seat, house: tuple[Newsroom, str], story: Draft) -> None:
    lan.go(at(story))
    lan.page.fill("#tieu-de", "Vie\u0323\u0302t\u200b Nam")
    lan.page.keyboard.press("Control+s")
    saved(lan.page, 2)
    assert head(house[0], story.id).revision.story.title == "Việt Nam"


# --- Saving and leaving --------------------------------------------------------------------------------------------


def test_saving_keeps_the_place_and_counts(lan: Seat, house: tuple[Newsroom, str], story: Draft) -> None:
    lan.go(at(story))
    page = lan.page
    page.fill("#tieu-de", "ậ" * 91)
    expect(page.locator('output[for="tieu-de"]')).to_have_text("91/90")
    expect(page.locator('output[for="tieu-de"]')).to_have_class("count over")
    expect(page.locator("[data-saved]")).to_contain_text("Chưa lưu")
    page.click("[data-save]")
    saved(page, 2)
    page.fill("#sapo", "Sapo mới")
    page.keyboard.press("Control+s")
    saved(page, 3)
    assert page.url.endswith(at(story))
    assert head(house[0], story.id).revision.story.lead == "Sapo mới"


def test_words_typed_just_before_leaving_are_saved(lan: Seat, house: tuple[Newsroom, str], story: Draft) -> None:
    lan.go(at(story))
    lan.page.fill("#tieu-de", "Vừa gõ xong")
    lan.page.locator("#tieu-de").press("End")
    lan.page.click(".crumbs a")
    lan.page.wait_for_url("**/hang-cho")
    lan.go(at(story))
    expect(lan.page.locator("#tieu-de")).to_have_value("Vừa gõ xong")
    expect(lan.page.locator("[data-kept]")).to_be_hidden()


# --- Deciding by keys ----------------------------------------------------------------------------------------------


def test_one_key_approves_and_another_takes_it_back(lan: Seat, house: tuple[Newsroom, str], story: Draft) -> None:
    lan.go(at(story))
    lan.page.fill("#tieu-de", "Tít vừa gõ")
    lan.page.keyboard.press("Escape")
    lan.page.keyboard.press("1")
    expect(lan.page.locator(".toast")).to_contain_text("Đã duyệt “Tít vừa gõ”. Thư báo gửi sau 60 giây.")
    assert head(house[0], story.id).state is State.APPROVED
    lan.page.wait_for_load_state()  # a key pressed before the script is there does nothing
    lan.page.keyboard.press("z")
    expect(lan.page.locator(".toast")).to_contain_text("Đã hoàn tác")
    assert head(house[0], story.id).state is State.IN_REVIEW
    assert lan.page.input_value("#tieu-de") == "Tít vừa gõ"


def test_ticks_write_the_letter_until_somebody_writes(lan: Seat, house: tuple[Newsroom, str], story: Draft) -> None:
    lan.go(at(story))
    lan.page.keyboard.press("2")
    lan.page.wait_for_url("**/thu?v=ask")
    lan.page.check('input[value="event-date"]')
    lan.page.check('input[value="figures"]')
    written = "1. Ngày và nơi diễn ra sự kiện.\n2. Nguồn của các số liệu trong bài."
    assert lan.page.input_value("#thu") == written
    lan.page.fill("#thu", written + "\n3. Ảnh cây cầu.")
    lan.page.check('input[value="names"]')
    assert lan.page.input_value("#thu") == written + "\n3. Ảnh cây cầu."
    lan.page.keyboard.press("Control+Enter")
    lan.page.wait_for_url("**/hang-cho")
    notice = next(one for one in house[0].letters() if one.kind == "decision")
    assert "3. Ảnh cây cầu.\n" in notice.letter.text


def test_a_reason_is_asked_for_before_rejecting(lan: Seat, house: tuple[Newsroom, str], story: Draft) -> None:
    lan.go(at(story))
    lan.page.keyboard.press("3")
    lan.page.wait_for_url("**/thu?v=reject")
    lan.page.click("[data-send]")
    expect(lan.page.get_by_role("alert")).to_contain_text("Đề nghị chọn hoặc ghi một lý do")
    lan.page.check('input[value="late"]')
    lan.page.click("[data-send]")
    lan.page.wait_for_url("**/hang-cho")
    assert head(house[0], story.id).state is State.REJECTED


# --- Two editors ---------------------------------------------------------------------------------------------------


def test_two_browsers_save_and_both_texts_stay(
    lan: Seat, browser: Browser, house: tuple[Newsroom, str], story: Draft
) -> None:
    with seat(browser, *house, MINH) as minh:
        for sitting in (lan, minh):
            sitting.go(at(story))
        minh.page.fill("#sapo", "Sapo của Minh")
        minh.page.keyboard.press("Control+s")
        saved(minh.page, 2)
        lan.page.fill("#tieu-de", "Tít của Lan")
        lan.page.keyboard.press("Control+s")
        expect(lan.page.locator("h1")).to_have_text("Hai người cùng một tin")
        assert lan.page.input_value("#tieu-de") == "Tít của Lan"
        expect(lan.page.locator("main")).to_contain_text("Sapo của Minh")
        lan.page.fill("#sapo", "Sapo của Minh")
        lan.page.get_by_role("button", name="Lưu bản của tôi").click()
        saved(lan.page, 3)
    now = head(house[0], story.id).revision.story
    assert (now.title, now.lead) == ("Tít của Lan", "Sapo của Minh")


def test_a_story_decided_meanwhile_keeps_what_was_typed(lan: Seat, house: tuple[Newsroom, str], story: Draft) -> None:
    lan.go(at(story))
    lan.page.fill("#tieu-de", "Tít của Lan")
    minh = next(person for person in _people(house[0]) if person.name == "Minh")
    decisions.decide(house[0].app, "demo", story.id, minh, Verdict.REJECT, "Đã có bài khác.")
    lan.page.keyboard.press("Escape")
    lan.page.keyboard.press("1")
    expect(lan.page.locator("main")).to_contain_text("Minh đã quyết định trước: Không sử dụng")
    assert lan.page.input_value("#tieu-de") == "Tít của Lan"
    assert head(house[0], story.id).state is State.REJECTED


def _people(newsroom: Newsroom) -> list[people.Person]:
    with newsroom.app.database.read() as tx:
        return people.listed(tx)


# --- Without JavaScript --------------------------------------------------------------------------------------------


def test_everything_works_without_javascript(browser: Browser, house: tuple[Newsroom, str], story: Draft) -> None:
    newsroom = house[0]
    with seat(browser, *house, LAN, javascript=False) as sitting:
        page = sitting.page
        sitting.go(at(story))
        page.fill("#tieu-de", "Tít không cần kịch bản")
        page.click("[data-save]")
        saved(page, 2)
        page.get_by_role("button", name="Khôi phục tiêu đề").click()
        saved(page, 3)
        assert page.input_value("#tieu-de") == story.revision.story.title
        page.get_by_role("button", name="Hỏi thêm").click()
        page.check('input[value="event-date"]')
        page.get_by_role("button", name="Viết lại thư theo các ý này").click()
        assert page.input_value("#thu") == "Ngày và nơi diễn ra sự kiện."
        page.get_by_role("button", name="Gửi thư và để chờ bổ sung").click()
        assert head(newsroom, story.id).state is State.REVISION_REQUESTED
        page.locator(".toast").get_by_role("button", name="Hoàn tác").click()
        assert head(newsroom, story.id).state is State.IN_REVIEW
        page.get_by_role("button", name="Duyệt").click()
        assert head(newsroom, story.id).state is State.APPROVED
        sitting.go("/vua-quyet-dinh")
        page.get_by_role("button", name="Hoàn tác").first.click()
        assert head(newsroom, story.id).state is State.IN_REVIEW


# --- For everybody -------------------------------------------------------------------------------------------------

TABS = [
    "",
    "/anh",
    "/anh?so=2",
    "/thu-tu",
    "/lich-su",
    "/ban/2",
    "/ban/2?so-sanh=1",
    "/so-sanh",
    "/lay-ra",
    "/goc",
    "/thu?v=ask",
    "/thu?v=reject",
]
LOOKS = {
    "light": "1.light.standard.",
    "dark": "1.dark.standard.",
    "contrast": "1.light.more.",
    "large": "3.light.standard.",
}


@pytest.fixture
def album(house: tuple[Newsroom, str]) -> Draft:
    """A story with two photos, one of them small and without a caption, and a second version."""
    newsroom = house[0]
    draft = head(newsroom, newsroom.take(with_photos(photo(), photo(600, 400, seed=2), name="cầu mới.jpg"))[0].id)
    lan = next(person for person in _people(newsroom) if person.name == "Lan")
    story = draft.revision.story
    changed = replace(story, title=story.title.replace("1", "2"), body=story.body[1:], captions=("Cầu mới", ""))
    decisions.edit(newsroom.app, "demo", draft.id, lan, 1, changed)
    return head(newsroom, draft.id)


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("width", [390, 1440])
def test_no_page_of_a_story_puts_up_a_barrier(
    browser: Browser, house: tuple[Newsroom, str], album: Draft, story: Draft, look: str, width: int
) -> None:
    newsroom = house[0]
    minh = next(person for person in _people(newsroom) if person.name == "Minh")
    decisions.decide(newsroom.app, "demo", story.id, minh, Verdict.ASK, "Xin thêm ảnh.\nXin tên người chụp.")
    found: dict[str, str] = {}
    with seat(browser, *house, LAN, looks=LOOKS[look]) as sitting:
        sitting.page.set_viewport_size({"width": width, "height": 900})
        for address in (*(f"{at(album)}{tab}" for tab in TABS), at(story), "/vua-quyet-dinh"):
            sitting.go(address)
            result = Axe().run(sitting.page)
            if result.violations_count:
                found[address] = result.generate_report()
            assert sitting.page.evaluate("document.documentElement.scrollWidth") <= width, address
    assert found == {}
