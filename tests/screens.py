"""Photographs every page of the desk in each state: python -m tests.screens [folder] [page ...] (default all).

Only what the guide and README show is committed, in docs/screens: `python -m tests.screens --committed`.
"""

import logging
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import structlog
from PIL import Image
from playwright.sync_api import Page

from tests.browser import chromium
from tests.filled import Eyes, Filled, filled
from tests.sights import SIGHTS, show
from tinbai.sandbox import Sandbox
from tinbai.settings import Limits

# suffix -> (width in px, attributes of <html>)
LOOKS: Mapping[str, tuple[int, Mapping[str, str]]] = {
    "1440": (1440, {}),
    "390": (390, {}),
    "1440-aplus": (1440, {"class": "size-3"}),
    "390-aplus": (390, {"class": "size-3"}),
    "1440-contrast": (1440, {"data-contrast": "more"}),
    "1440-dark": (1440, {"data-theme": "dark"}),
}
# pages shown in the docs -> (width, height) of the window
COMMITTED: Mapping[str, tuple[int, int]] = {
    "today": (1100, 760),
    "queue": (1100, 760),
    "queue-phone": (390, 760),
    "triage": (1100, 820),
    "story": (1240, 800),
    "story-ask": (1100, 900),
    "story-photos": (1100, 820),
    "story-takeout": (1100, 760),
    "twins": (1100, 820),
    "story-held": (1100, 760),
    "own": (390, 760),
    "mailboxes-works": (1100, 820),
}
FOLDER = Path("docs/screens")


def main(arguments: list[str]) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory() as place:
        sandbox = Sandbox(Limits())
        with filled(Path(place), sandbox) as house, chromium(whole=True) as browser:
            eyes = Eyes(browser, house)
            if arguments == ["--committed"]:
                _for_the_docs(eyes, house)
            else:
                folder, wanted = Path(arguments[0] if arguments else "screens"), arguments[1:]
                folder.mkdir(parents=True, exist_ok=True)
                _everything(eyes, house, folder, wanted)
        sandbox.close()


def _everything(eyes: Eyes, house: Filled, folder: Path, wanted: list[str]) -> None:
    for sight in SIGHTS:
        if wanted and sight.name not in wanted:
            continue
        page = eyes.of(sight.who)
        page.set_viewport_size({"width": 1440, "height": 900})
        show(page, house, sight)
        for suffix, (width, attributes) in LOOKS.items():
            before = {name: page.evaluate(_GET, name) for name in attributes}
            _set(page, attributes)
            _settle(page, width)
            page.screenshot(path=folder / f"{sight.name}-{suffix}.png", full_page=True)
            _set(page, before)


def _for_the_docs(eyes: Eyes, house: Filled) -> None:
    """What a window shows, small enough to be committed."""
    for sight in SIGHTS:
        for name, (width, height) in COMMITTED.items():
            if name.removesuffix("-phone") == sight.name:
                page = eyes.of(sight.who)
                page.set_viewport_size({"width": width, "height": height})
                show(page, house, sight)
                page.wait_for_load_state("networkidle")
                page.screenshot(path=FOLDER / f"{name}.png")
                Image.open(FOLDER / f"{name}.png").save(FOLDER / f"{name}.webp", quality=50, method=6)
                (FOLDER / f"{name}.png").unlink()


_GET = "name => document.documentElement.getAttribute(name)"
_PUT = """([name, value]) => value === null ? document.documentElement.removeAttribute(name)
    : document.documentElement.setAttribute(name, value)"""


def _set(page: Page, attributes: Mapping[str, str]) -> None:
    for name, value in attributes.items():
        page.evaluate(_PUT, [name, value])


def _settle(page: Page, width: int) -> None:
    """Photos are there, and what sticks to the window stands at its end."""
    page.set_viewport_size({"width": width, "height": 900})
    page.wait_for_load_state("networkidle")
    tall = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": tall})


if __name__ == "__main__":
    main(sys.argv[1:])
