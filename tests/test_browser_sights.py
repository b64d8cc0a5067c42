"""Every page in every state: no fault axe knows of, nothing wider than its window, in large type and contrast too."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from playwright.sync_api import Page
from starlette.routing import Route

from tests.browser import chromium
from tests.filled import Eyes, filled
from tests.sights import EXCUSED, SIGHTS, Sight, show
from tinbai.sandbox import Sandbox
from tinbai.web.app import ROUTES

pytestmark = pytest.mark.slow
COLOURS = ["color-contrast"]
SIZES = ["target-size", "scrollable-region-focusable"]


@pytest.fixture(scope="module")
def eyes(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> Iterator[Eyes]:
    folder: Path = tmp_path_factory.mktemp("sights")
    with filled(folder, sandbox) as house, chromium() as browser:
        yield Eyes(browser, house)


def test_every_page_is_looked_at_or_excused() -> None:
    routes = {route.path for route in ROUTES if isinstance(route, Route) and "GET" in (route.methods or ())}
    seen = {sight.route for sight in SIGHTS}
    assert seen | set(EXCUSED) == routes and not seen & set(EXCUSED)
    assert len({sight.name for sight in SIGHTS}) == len(SIGHTS)


@pytest.mark.parametrize("sight", SIGHTS, ids=lambda sight: sight.name)
def test_no_page_puts_up_a_barrier(eyes: Eyes, sight: Sight) -> None:
    """One load for all looks: they differ by attributes of <html> and the width of the window alone."""
    page = eyes.of(sight.who)
    page.set_viewport_size({"width": 1440, "height": 900})
    show(page, eyes.house, sight)
    page.evaluate(AXE_SCRIPT)
    found = {"1440": faults(page)}
    page.evaluate("document.documentElement.setAttribute('data-contrast', 'more')")
    found["contrast"] = faults(page, COLOURS)
    for look, size, width in (("390", "1", 390), ("A+", "3", 390), ("320", "1", 320)):
        page.set_viewport_size({"width": width, "height": 4000})  # nothing sticks over anything
        page.evaluate("size => document.documentElement.className = 'size-' + size", size)
        found[look] = faults(page, SIZES) if width == 390 else []
        wide = page.evaluate("document.documentElement.scrollWidth")
        found[look] += [f"{wide} px wide"] if wide > width else []
    assert {look: told for look, told in found.items() if told} == {}


def faults(page: Page, rules: list[str] | None = None) -> list[str]:
    options: dict[str, Any] = {"resultTypes": ["violations"], "preload": False, "iframes": False}
    if rules:
        options["runOnly"] = {"type": "rule", "values": rules}
    place = "document.querySelector('main')" if rules else "document"  # the frame is the same on every page
    found = page.evaluate(f"options => axe.run({place}, options)", options)["violations"]
    return [f"{one['id']}: {node['html'][:160]} {_why(node)}" for one in found for node in one["nodes"][:3]]


def _why(node: dict[str, Any]) -> str:
    return " / ".join(said["message"][:160] for said in (*node["any"], *node["all"], *node["none"]))
