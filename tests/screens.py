"""Photographs every page of the desk: python -m tests.screens [folder] [page ...] (default docs/screens, all pages).

The newsroom's day is invented and always the same, so that a new picture differs only where the desk does.
"""

import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import which

from playwright.sync_api import Browser, Page, sync_playwright

from tests import desk_data
from tests.conftest import Clock, settings_for
from tests.desk import served
from tests.newsroom import Newsroom
from tinbai import decisions
from tinbai.app import App, open_app
from tinbai.feeds.trouble import SILENT
from tinbai.intake.imap_trouble import BAD_LOGIN
from tinbai.model import State, Verdict
from tinbai.notifier import marks
from tinbai.sandbox import Sandbox
from tinbai.settings import Feed, Mailbox, Settings, SmtpIn
from tinbai.store import deliveries, draft_links, drafts, mailboxes, people
from tinbai.store import feeds as read

# name -> address, or a word that _address looks up
PAGES: dict[str, str] = {
    "login": "/dang-nhap",
    "today": "/",
    "queue": "/hang-cho",
    "all": "/hang-cho?xem=tat-ca",
    "empty": "/hang-cho?xem=cua-toi",
    "search": "/hang-cho?xem=tat-ca&tim=hop+tac",
    "triage": "/hang-cho/triage",
    "nothing-found": "/hang-cho?tim=không+có",
    "ledger": "/so-cai",
    "health": "/van-hanh",
    "letters": "/thu-di",
    "letters-in": "/thu-den",
    "letter": "letter",
    "story": "/tin/{story}",
    "story-photos": "/tin/{story}/anh",
    "story-ask": "/tin/{story}/thu?v=ask",
    "story-reject": "/tin/{story}/thu?v=reject",
    "story-letters": "/tin/{story}/thu-tu",
    "story-history": "/tin/{story}/lich-su",
    "story-between": "/tin/{story}/so-sanh?tu=1&den=1",
    "story-takeout": "/tin/{story}/lay-ra",
    "story-mail": "/tin/{story}/goc",
    "twins": "/tin/{twins}",
    "twins-merge": "/tin/{twins}/gop",
    "decided": "/vua-quyet-dinh",
    "keys": "/phim-tat",
    "wording": "/cai-dat/thu?noi=demo&loai=ask",
    "own": "/t/{own}",
    "own-link": "/t",
    "missing": "/khong-co-trang-nay",
}
# suffix -> (width in px, the cookie of the display form)
LOOKS: dict[str, tuple[int, str]] = {
    "1440": (1440, "1.light.."),
    "390": (390, "1.light.."),
    "1440-dark": (1440, "1.dark.."),
    "1440-aplus": (1440, "3.light.."),
    "1440-contrast": (1440, "1.light.more."),
    "1440-en": (1440, "1.light..en"),
}
NOW = datetime(2026, 3, 4, 3, 20, tzinfo=UTC)  # a Wednesday, 10:20 in Vietnam


def main(folder: Path, wanted: list[str]) -> None:
    """Play the day, then take each page in each look."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        clock = Clock(NOW)
        settings = _settings(Path(place))
        app, sandbox = open_app(settings, clock), Sandbox(settings.limits)
        token = _prepare(app, sandbox, clock)
        with served(app, sandbox) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
            _take_all(browser, app, address, token, folder, wanted or list(PAGES))
            browser.close()
        sandbox.close()
        app.close()


def _settings(place: Path) -> Settings:
    """Two mailboxes and a listener; nobody connects to them."""
    boxes = (
        Mailbox(name="bbt", outlet="demo", host="imap.example.vn", user="bbt@example.vn"),
        Mailbox(name="lam-giang", outlet="demo", host="imap.example.org", user="tinbai.lamgiang@example.org"),
    )
    feeds = (
        Feed(name="bao-ngoai", url="https://bao-ngoai.example/rss", outside="Báo Ngoài"),
        Feed(name="cong-huyen", url="https://huyen.example/sitemap.xml", outside="Cổng TTĐT huyện Phú Lương"),
    )
    settings = settings_for(place, f"sqlite:///{place}/tinbai.db")
    return settings.model_copy(update={"mailboxes": boxes, "smtp_in": SmtpIn(enabled=True), "feeds": feeds})


def _prepare(app: App, sandbox: Sandbox, clock: Clock) -> str:
    """A day of letters, a decision or two, a mail on the shelf, a mailbox that fails; returns a login token."""
    newsroom = Newsroom(app, sandbox)
    desk_data.a_day(newsroom, clock)
    clock.now = NOW
    lan, minh = newsroom.person("chief_editor", name="Lan"), newsroom.person("editor", name="Minh")
    with app.database.write() as tx:
        people.join(tx, lan.id, "bao", "chief_editor")
        mailboxes.report(tx, "demo", "bbt", "watching", None, None, NOW)
        mailboxes.report(tx, "demo", "lam-giang", "failed", "login", BAD_LOGIN, NOW)
        found = drafts.queue(tx, ["demo"], [State.RECEIVED])
        drafts.claim(tx, "demo", found[2].id, minh.id, NOW)
        drafts.claim(tx, "demo", found[3].id, lan.id, NOW)
        drafts.release(tx, "demo", found[3].id, lan.id)
    clock.now = NOW - timedelta(minutes=10)
    decisions.decide(app, "demo", found[0].id, minh, Verdict.ASK, "Xin bổ sung chú thích cho ảnh.")
    clock.now = NOW
    decisions.decide(app, "demo", found[1].id, minh, Verdict.APPROVE, "")
    with app.database.read() as tx:
        row = max(drafts.queue(tx, ["demo"], [State.RECEIVED]), key=lambda row: (row.photos, row.words))
        shown = drafts.get(tx, "demo", row.id)
    desk_data.online(app, shown)
    with app.database.write() as tx:
        for feed in app.settings.feeds:
            read.notice(tx, feed.name, feed.url, NOW)
        read.succeeded(tx, "bao-ngoai", NOW + timedelta(minutes=15), NOW)
        read.failed(tx, "cong-huyen", SILENT, NOW + timedelta(minutes=30), NOW)
    desk_data.an_answer_of_a_stranger(newsroom)
    desk_data.on_the_shelf(app, "parser-died")
    desk_data.on_the_shelf(app, "defect")
    with app.database.write() as tx:
        return people.new_link(tx, lan.id, NOW + timedelta(hours=1))


def _take_all(browser: Browser, app: App, address: str, token: str, folder: Path, wanted: list[str]) -> None:
    context = browser.new_context(locale="vi-VN")
    page = context.new_page()
    page.goto(f"{address}/vao/{token}")
    stranger = browser.new_context(locale="vi-VN").new_page()
    for suffix, (width, cookie) in LOOKS.items():
        language = "en" if cookie.endswith("en") else "vi"
        with app.database.write() as tx:
            for person in people.listed(tx):
                people.set_language(tx, person.id, language)
        for one in wanted:
            shot = stranger if one == "login" else page
            shot.context.add_cookies([{"name": "tinbai-view", "value": cookie, "url": address}])
            shot.set_viewport_size({"width": width, "height": 900})
            shot.goto(address + _address(app, one))
            _settle(shot)
            tall = shot.evaluate("document.documentElement.scrollHeight")
            shot.set_viewport_size({"width": width, "height": tall})  # what sticks to the window stands at its end
            shot.screenshot(path=folder / f"{one}-{suffix}.png", full_page=True)


def _settle(page: Page) -> None:
    """Fonts and photos are there."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")


def _address(app: App, page: str) -> str:
    if page == "letter":
        with app.database.read() as tx:
            letter = deliveries.listed(tx, ["demo"])[-1]
        return f"/thu-di/demo/{letter.id}"
    if "{twins}" in PAGES[page]:
        return PAGES[page].format(twins=_twins(app))
    if "{own}" in PAGES[page]:
        with app.database.read() as tx:
            asked = drafts.queue(tx, ["demo"], [State.REVISION_REQUESTED])[0]
        return PAGES[page].format(own=marks.page_token(app.keys, "demo", asked.id, app.now().date()))
    if "{story}" in PAGES[page]:
        with app.database.read() as tx:
            row = max(drafts.queue(tx, ["demo"], [State.RECEIVED]), key=lambda row: (row.photos, row.words))
        return PAGES[page].format(story=f"demo/{row.id}")
    return PAGES[page].replace("ô", "%C3%B4").replace("ó", "%C3%B3")


def _twins(app: App) -> str:
    """Two versions of one story, the later one first."""
    with app.database.read() as tx:
        for row in reversed(drafts.queue(tx, ["bao"], list(State))):
            for tie in draft_links.of_draft(tx, "bao", row.id):
                if (tie.relation, tie.other_outlet) == ("edited", "bao"):
                    return f"bao/{row.id}/trung/bao/{tie.other_draft}"
    raise LookupError("no versions of one story")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/screens"), sys.argv[2:])
