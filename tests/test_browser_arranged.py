"""Photos put in order and cropped in a real browser: with the mouse, with keys, and without a script."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

from tests.browser import Seat, chromium, seat
from tests.conftest import Clock, settings_for
from tests.desk import served
from tests.newsroom import Newsroom
from tests.story_desk import at, head
from tests.test_browser_cropped import LAN
from tests.test_web_arranged import with_photos
from tinbai.app import open_app
from tinbai.parsers.photo.crop import crop_at
from tinbai.picture import Crop, in_order
from tinbai.sandbox import Sandbox

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def desk(tmp_path: Path, migrated: Path, clock: Clock, sandbox: Sandbox) -> Iterator[tuple[Newsroom, str, str]]:
    """(the newsroom, address of the desk, path of a story with three photos)."""
    shutil.copyfile(migrated, tmp_path / "tinbai.db")
    app = open_app(settings_for(tmp_path, f"sqlite:///{tmp_path}/tinbai.db"), clock)
    newsroom = Newsroom(app, sandbox)
    newsroom.person(name="Lan")
    (draft,) = newsroom.take(with_photos())
    with served(app, sandbox) as address:
        yield newsroom, address, at(head(newsroom, draft.id))
    app.close()


def order(newsroom: Newsroom) -> list[int]:
    return in_order(head(newsroom, newsroom.drafts()[0].id).revision.story.order, 3)


def shown(sitting: Seat) -> list[str]:
    return [one.get_attribute("data-photo") or "" for one in sitting.page.locator("[data-photo]").all()]


def _drag(page: Page, source: str, target: str) -> None:
    """As a hand does: not before the photos stand where they stay, and over the target for more than one step."""
    page.wait_for_function("() => [...document.images].every((one) => one.complete)")
    page.locator(source).hover()
    page.mouse.down()
    box = page.locator(target).bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=10)
    page.mouse.move(box["x"] + 5, box["y"] + 5, steps=3)
    page.mouse.up()


def test_photos_are_dragged_and_moved_with_keys(browser: Browser, desk: tuple[Newsroom, str, str]) -> None:
    newsroom, address, story = desk
    with seat(browser, newsroom, address, LAN) as sitting:
        sitting.go(f"{story}/anh")
        with sitting.page.expect_navigation():
            _drag(sitting.page, '[data-photo="3"] img', '[data-photo="1"] img')
        assert shown(sitting) == ["3", "1", "2"] and order(newsroom) == [3, 1, 2]
        expect(sitting.page.locator('[data-photo="3"]')).to_contain_text("Đại diện")
        sitting.page.locator('[data-photo="3"] a').focus()
        with sitting.page.expect_navigation():
            sitting.page.keyboard.press("Alt+ArrowRight")
        assert order(newsroom) == [1, 3, 2]


def test_without_scripts_photos_are_moved_turned_and_cropped(browser: Browser, desk: tuple[Newsroom, str, str]) -> None:
    newsroom, address, story = desk
    with seat(browser, newsroom, address, LAN, javascript=False) as sitting:
        sitting.go(f"{story}/anh?so=2")
        sitting.page.get_by_label("Chú thích").first.fill("Cầu mới, ảnh chụp sáng 2/3")
        sitting.page.locator('button[value="dau:2"]').click()
        assert order(newsroom) == [2, 1, 3]
        expect(sitting.page.get_by_label("Chú thích").first).to_have_value("Cầu mới, ảnh chụp sáng 2/3")
        sitting.page.locator('button[value="xoay:2"]').click()
        sitting.page.locator('input[name="trai"]').fill("25")
        sitting.page.locator('button[value="khung:2"]').click()
        draft = head(newsroom, newsroom.drafts()[0].id)
        assert crop_at(draft.revision.story.crops, 2) == Crop(left=0.25, turn=90)


def test_a_photo_is_cropped_in_a_frame(browser: Browser, desk: tuple[Newsroom, str, str]) -> None:
    newsroom, address, story = desk
    with seat(browser, newsroom, address, LAN) as sitting:
        sitting.page.set_viewport_size({"width": 1280, "height": 1000})
        sitting.go(f"{story}/anh?so=1")
        sitting.page.get_by_role("button", name="Cắt bằng khung").click()
        selection = sitting.page.locator("cropper-selection")
        expect(selection).to_be_visible()
        handle = sitting.page.locator('cropper-handle[action="e-resize"]')
        box = handle.bounding_box()
        whole = sitting.page.locator("cropper-image").bounding_box()
        assert box and whole
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        sitting.page.mouse.move(x - whole["width"] / 2, y)  # the frame as a whole does not leave the photo
        sitting.page.mouse.down()
        sitting.page.mouse.move(x - whole["width"] / 2 - 120, y - 60, steps=5)
        sitting.page.mouse.up()
        sides = [
            sitting.page.locator(f'input[name="{name}"]').input_value() for name in ("trai", "tren", "phai", "duoi")
        ]
        assert {float(side) for side in sides} == {0}
        sitting.page.mouse.move(x, y)
        sitting.page.mouse.down()
        sitting.page.mouse.move(x - whole["width"] / 4, y, steps=5)
        sitting.page.mouse.up()
        right = float(sitting.page.locator('input[name="phai"]').input_value())
        assert 20 < right < 30
        result = Axe().run(sitting.page)
        assert not result.violations_count, result.generate_report()
        sitting.page.locator('button[value="khung:1"]').click()
        draft = head(newsroom, newsroom.drafts()[0].id)
        crop = crop_at(draft.revision.story.crops, 1)
        assert crop and crop.right == pytest.approx(right / 100) and crop.left == 0 and crop.top == 0


@pytest.mark.parametrize("look", ["1.light..", "3.dark.more."])
@pytest.mark.parametrize("width", [390, 1440])
def test_the_photos_put_up_no_barrier(browser: Browser, desk: tuple[Newsroom, str, str], look: str, width: int) -> None:
    newsroom, address, story = desk
    with seat(browser, newsroom, address, LAN, looks=look) as sitting:
        sitting.page.set_viewport_size({"width": width, "height": 900})
        sitting.go(f"{story}/anh?so=2")
        result = Axe().run(sitting.page)
        assert not result.violations_count, result.generate_report()
        assert sitting.page.evaluate("document.documentElement.scrollWidth") <= width
