"""Chromium on the desk in a test: one program for all, a page per person, everything it was refused written down."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from shutil import which

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, sync_playwright

from tests.conftest import missing
from tests.newsroom import Newsroom
from tinbai.store import people

_WHOLE = ("chromium", "chromium-browser")


@contextmanager
def chromium(*switches: str, whole: bool = False) -> Iterator[Browser]:
    """The engine of Chromium at half the cost of the whole browser, if it is installed. whole: what people have, which
    also looks up hosts and greets them before anybody asks."""
    programs = _WHOLE if whole else ("chromium-headless-shell", *_WHOLE)
    program = next((found for name in programs if (found := which(name))), None)
    if not program:
        missing("Chromium is not installed (Debian: apt install chromium)")
    with sync_playwright() as playwright:
        usual = ("--no-sandbox", "--font-render-hinting=none")  # the engine alone would set letters at whole pixels
        running = playwright.chromium.launch(executable_path=program, args=[*usual, *switches])
        yield running
        running.close()


@dataclass
class Seat:
    """A person at a browser. `troubles`: errors of scripts, refusals, dialogs; `asked`: every address requested."""

    page: Page
    address: str
    troubles: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def heard(self, said: ConsoleMessage) -> None:
        """The browser reports every answer of 400 and more on its console; these are wanted here."""
        if not said.text.startswith("Failed to load resource"):
            self.troubles.append(said.text)

    def asked_about(self, dialog: Dialog) -> None:
        self.troubles.append(f"dialog: {dialog.message}")
        dialog.dismiss()


@contextmanager
def seat(
    browser: Browser, newsroom: Newsroom, address: str, email: str, *, javascript: bool = True, looks: str = ""
) -> Iterator[Seat]:
    """The person with that address, signed in; afterwards the browser must have met no trouble."""
    context = browser.new_context(java_script_enabled=javascript, locale="vi-VN")
    if looks:
        context.add_cookies([{"name": "tinbai-view", "value": looks, "url": address}])
    sitting = Seat(context.new_page(), address)
    page = sitting.page
    page.on("pageerror", lambda error: sitting.troubles.append(f"error: {error}"))
    page.on("console", sitting.heard)
    page.on("dialog", sitting.asked_about)
    page.on("request", lambda request: sitting.asked.append(request.url))
    with newsroom.app.database.write() as tx:
        person = people.by_email(tx, email)
        assert person
        token = people.new_link(tx, person.id, newsroom.app.now() + timedelta(hours=1))
    sitting.go(f"/vao/{token}")
    yield sitting
    context.close()
    assert sitting.troubles == [], sitting.troubles
    assert [one for one in sitting.asked if not one.startswith(address)] == []
