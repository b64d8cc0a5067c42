"""Repairs, ticks and what was left out in a real browser: no barrier, nothing too wide, and no script is needed."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, expect

from tests.browser import chromium, seat
from tests.conftest import Clock, settings_for
from tests.desk import served
from tests.mails import story
from tests.newsroom import Newsroom
from tests.story_desk import head
from tests.test_holds import mail_of, word
from tinbai import decisions
from tinbai.app import open_app
from tinbai.sandbox import Sandbox

pytestmark = pytest.mark.slow
LETTERS = Path(__file__).parent / "letters"
LAN, THU = "lan-editor@example.vn", "thu-security_officer@example.vn"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def house(tmp_path: Path, migrated: Path, sandbox: Sandbox) -> Iterator[tuple[Newsroom, str]]:
    """A story in old letters, one beside a file nobody can read, one held by hand, and mails left out."""
    clock = Clock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
    shutil.copyfile(migrated, tmp_path / "tinbai.db")
    app = open_app(settings_for(tmp_path, f"sqlite:///{tmp_path}/tinbai.db"), clock)
    newsroom = Newsroom(app, sandbox)
    lan = newsroom.person(name="Lan")
    newsroom.person("security_officer", name="Thu")
    (held,) = newsroom.take((LETTERS / "18-photo-essay.eml").read_bytes())
    decisions.hold(app, "demo", held.id, lan)
    for name in ("31-tcvn3-html-body", "44-form-above-the-title", "14-dispatch-by-mistake", "23-out-of-office"):
        clock.forward(minutes=1)
        newsroom.take((LETTERS / f"{name}.eml").read_bytes())
    clock.forward(minutes=1)
    files = [("kinh-phi.docx", word("Bảng kinh phí", "Xi măng Hoàng Thạch")), ("van-ban.xyz", b"\0\1\2\3" * 99)]
    newsroom.take(mail_of(story(7), files))
    with served(app, sandbox) as address:
        yield newsroom, address
    app.close()


@pytest.mark.parametrize("look", ["1.light..", "1.dark..", "3.light.more."])
@pytest.mark.parametrize("width", [390, 1440])
def test_no_page_puts_up_a_barrier(browser: Browser, house: tuple[Newsroom, str], look: str, width: int) -> None:
    newsroom = house[0]
    drafts = [f"/tin/demo/{row.id}" for row in newsroom.drafts()]
    found: dict[str, str] = {}
    for person, pages in ((LAN, [*drafts[1:], "/so-cai", "/hang-cho?tim=xi+mang"]), (THU, drafts[:1])):
        with seat(browser, *house, person, looks=look) as sitting:
            sitting.page.set_viewport_size({"width": width, "height": 900})
            for address in pages:
                sitting.go(address)
                sitting.page.eval_on_selector_all("details.folded", "all => all.forEach(one => { one.open = true })")
                result = Axe().run(sitting.page)
                if result.violations_count:
                    found[address] = result.generate_report()
                assert sitting.page.evaluate("document.documentElement.scrollWidth") <= width, address
    assert found == {}


def test_without_scripts_repairs_go_back_and_pages_are_ticked(browser: Browser, house: tuple[Newsroom, str]) -> None:
    newsroom = house[0]
    old, unread = (next(row for row in newsroom.drafts() if words in row.title) for words in ("BÌNH TRÚC", "cầu số 7"))
    with seat(browser, *house, LAN, javascript=False) as sitting:
        sitting.go(f"/tin/demo/{old.id}")
        sitting.page.locator(".mended summary").first.click()
        sitting.page.locator('button[value="tra:tcvn3"]').click()
        expect(sitting.page.locator("#tieu-de")).to_have_value("Héi N«ng d©n x· B×nh Tróc tËp huÊn nu«i c¸ lång")
        sitting.page.locator(".mended summary").first.click()
        sitting.page.locator('button[value="sua:tcvn3"]').click()
        expect(sitting.page.locator("#tieu-de")).to_have_value(old.title)
        sitting.go(f"/tin/demo/{unread.id}")
        sitting.page.locator('button[value="da-xem"]').click()
        expect(sitting.page.locator("#soat-mat")).to_contain_text("Lan đã xem từng trang")
        sitting.page.locator('button[value="approve"]').click()
    assert head(newsroom, unread.id).state.value == "approved"
