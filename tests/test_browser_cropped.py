"""Cropped photos in a real browser: no barrier, nothing too wide, undone and made again without a script."""

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
from tests.newsroom import Newsroom
from tests.story_desk import at, head
from tinbai.app import open_app
from tinbai.sandbox import Sandbox

pytestmark = pytest.mark.slow
LAN = "lan-editor@example.vn"
LETTER = Path(__file__).parent / "letters" / "140-docx-cropped.eml"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def desk(tmp_path: Path, migrated: Path, sandbox: Sandbox) -> Iterator[tuple[Newsroom, str, str]]:
    """(the newsroom, address of the desk, path of a story whose first photo is cropped)."""
    shutil.copyfile(migrated, tmp_path / "tinbai.db")
    app = open_app(
        settings_for(tmp_path, f"sqlite:///{tmp_path}/tinbai.db"), Clock(datetime(2026, 3, 3, 9, tzinfo=UTC))
    )
    newsroom = Newsroom(app, sandbox)
    newsroom.person(name="Lan")
    (draft,) = newsroom.take(LETTER.read_bytes())
    with served(app, sandbox) as address:
        yield newsroom, address, at(head(newsroom, draft.id))
    app.close()


@pytest.mark.parametrize("look", ["1.light..", "3.dark.more."])
@pytest.mark.parametrize("width", [390, 1440])
def test_no_page_puts_up_a_barrier(browser: Browser, desk: tuple[Newsroom, str, str], look: str, width: int) -> None:
    newsroom, address, story = desk
    with seat(browser, newsroom, address, LAN, looks=look) as sitting:
        sitting.page.set_viewport_size({"width": width, "height": 900})
        for page in (story, f"{story}/anh", f"{story}/anh?so=1&ca=1"):
            sitting.go(page)
            result = Axe().run(sitting.page)
            assert not result.violations_count, result.generate_report()
            assert sitting.page.evaluate("document.documentElement.scrollWidth") <= width, page


def test_without_scripts_the_crop_is_undone_and_made_again(browser: Browser, desk: tuple[Newsroom, str, str]) -> None:
    newsroom, address, story = desk
    with seat(browser, newsroom, address, LAN, javascript=False) as sitting:
        sitting.go(story)
        sitting.page.locator('button[value="ca:1"]').click()
        expect(sitting.page.locator('button[value="cat:1"]')).to_contain_text("Cắt lại như trong tệp văn bản")
        sitting.go(f"{story}/anh?so=1")
        sitting.page.locator('button[value="cat:1"]').click()
        expect(sitting.page.locator('button[value="ca:1"]')).to_contain_text("Dùng cả ảnh gốc")
