"""The queue in Chromium: ten stories by keyboard alone, ticks, keys, and no fault axe knows of."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page

from tests.browser import Seat, chromium, seat
from tests.desk import served
from tests.desk_data import a_draft
from tests.newsroom import Newsroom
from tests.test_web_bulk import states
from tinbai.store import people

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def address(newsroom: Newsroom) -> Iterator[str]:
    with served(newsroom.app, newsroom.sandbox) as running:
        yield running


@pytest.fixture
def lan(browser: Browser, newsroom: Newsroom, address: str) -> Iterator[Seat]:
    newsroom.person("editor", name="Lan")
    with newsroom.app.database.read() as tx:
        (email,) = [one.email for one in people.listed(tx)]
    with seat(browser, newsroom, address, email) as sitting:
        yield sitting


def faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


class Hand:
    """Counts the keys it presses and the pages that are loaded meanwhile."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys, self.loads = page, 0, 0
        page.on("load", self._loaded)

    def _loaded(self, _page: Page) -> None:
        self.loads += 1

    def press(self, *keys: str) -> None:
        for key in keys:
            self.keys += 1
            self.page.keyboard.press(key)


def test_ten_ordinary_stories_take_few_keys_and_no_page_load(newsroom: Newsroom, lan: Seat) -> None:
    for number in range(10):
        a_draft(newsroom.app, f"Tin số {number}", hours=20 - number, photo=number % 2 == 0)
    lan.go("/hang-cho")
    hand = Hand(lan.page)
    hand.press("t")
    verdicts = [("1",)] * 6 + [("3", "1"), ("h", "1"), ("2", "Enter"), ("3", "4")]
    for number, keys in enumerate(verdicts):
        lan.page.wait_for_selector(f'h1:text-is("Tin số {number}")')
        if keys[0] == "2":
            hand.press("2", "2", "Enter")
        else:
            hand.press(*keys)
    lan.page.wait_for_selector('h1:text-is("Đã xong 10 tin, bài")')
    assert states(newsroom.app) == ["approved"] * 6 + ["received", "rejected", "rejected", "revision_requested"]
    assert hand.keys == 16 and hand.loads == 1  # the way into it; 6 and 1 for each story would be too many already


def test_the_decision_just_made_is_undone_by_one_key(newsroom: Newsroom, lan: Seat) -> None:
    a_draft(newsroom.app, "Một", hours=2)
    a_draft(newsroom.app, "Hai")
    lan.go("/hang-cho/triage")
    lan.page.keyboard.press("1")
    lan.page.wait_for_selector('h1:text-is("Hai")')
    lan.page.wait_for_selector(".toast button")
    lan.page.keyboard.press("z")
    lan.page.wait_for_selector('h1:text-is("Một")')
    assert states(newsroom.app) == ["received"] * 2


def test_rows_are_ticked_by_keys_and_rejected_together(newsroom: Newsroom, lan: Seat) -> None:
    for number in range(3):
        a_draft(newsroom.app, f"Tin {number}", hours=9 - number)
    lan.go("/hang-cho")
    bulk = lan.page.locator("[data-bulk]")
    assert not bulk.is_visible()
    for key in ("j", "x", "j", "x"):
        lan.page.keyboard.press(key)
    assert bulk.inner_text().startswith("Với các tin đã chọn: 2")
    assert faults(lan.page) == []
    bulk.get_by_text("Không sử dụng").click()
    bulk.locator('button[value="tu-choi.late"]').click()
    lan.page.wait_for_selector(".toast")
    assert states(newsroom.app) == ["received", "rejected", "rejected"]


def test_no_state_of_the_pages_has_a_fault(newsroom: Newsroom, lan: Seat) -> None:
    a_draft(newsroom.app, "Hợp tác xã chè", hours=30, photo=True, problems=("no-caption", "no-byline"))
    a_draft(newsroom.app, "Quét", problems=("pdf-scanned",), hours=2)
    for address in ("/hang-cho", "/hang-cho?tim=hop+tac&anh=co&tuoi=7-ngay", "/hang-cho/triage", "/hang-cho?tim=xyz"):
        lan.go(address)
        assert faults(lan.page) == [], address
    for key in ("2", "Escape", "3", "Escape", "h"):
        lan.go("/hang-cho/triage") if key != "Escape" else None
        lan.page.keyboard.press(key)
        assert faults(lan.page) == [], key
    lan.page.set_viewport_size({"width": 390, "height": 800})
    for address in ("/hang-cho", "/hang-cho/triage", "/hang-cho/triage?sau=2030-01-01T00:00:00%2B00:00~x"):
        lan.go(address)
        assert faults(lan.page) == [], address
        assert lan.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
