"""Payloads in everything that anybody may have written, on every page of the desk: nothing runs, nobody is asked.

A page of the test's own, with the same payloads as they are, proves that what is counted can be counted.
"""

import html
import io
import mimetypes
import sys
import threading
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path, PurePath
from urllib.parse import quote, unquote, urlencode

import pytest
from playwright.sync_api import Browser, Page
from starlette.routing import Route

from tests.browser import chromium
from tests.filled import Eyes, filled
from tests.hostile import EVIL, PAYLOADS
from tests.poisoned import MAILS, poisoned, spoil
from tests.sights import EXCUSED, SIGHTS, STORY, Sight, show
from tests.watch import Knocking, Watch, all_names_lead_to, knocking
from tinbai.sandbox import Sandbox
from tinbai.store import drafts
from tinbai.web.app import ROUTES
from tinbai.web.portal import body_html

pytestmark = pytest.mark.slow
FRAME = f"{STORY}/goc-html/khung"
TABS = ("", "/anh", "/thu-tu", "/lich-su", "/ban/1", "/goc", "/goc-html", "/thu?v=ask", "/thu?v=reject", "/lay-ra")
# names of what may stand in an address behind "?"
ASKED = ("tim", "noi", "xem", "ai", "ten", "tu", "den", "v", "thu", "loai", "sau", "muc", "tiep", "tab")
BAD = tuple(
    Sight(f"bad-{number}{tab}", f"{STORY}{tab.partition('?')[0]}", f"/tin/{{bad{number}}}{tab}")
    for number in range(MAILS)
    for tab in TABS
)
FRAMES = tuple(Sight(f"frame-{number}", FRAME, f"/tin/{{bad{number}}}/goc-html/khung") for number in range(MAILS))
PLAIN = sorted(
    {
        route.path
        for route in ROUTES
        if isinstance(route, Route) and "GET" in (route.methods or ()) and "{" not in route.path
    }
    - {path for path in EXCUSED if path.endswith(("kien", "z", "metrics", "svg"))}
)


@dataclass
class Street:
    """The desk, a browser that goes through its pages, and those who watch."""

    eyes: Eyes
    watch: Watch
    door: Knocking
    hinted: list[str] = field(default_factory=list)  # hosts a page would have a browser look up or greet beforehand

    def page_of(self, who: str) -> Page:
        name = poisoned(who) if who else ""
        known = name in self.eyes.contexts
        page = self.eyes.of(name)
        if not known:
            self.watch.over(self.eyes.contexts[name])
        return page

    def look(self, sight: Sight) -> int:
        """Open it; how many of the payloads stand in it."""
        page = self.page_of(sight.who)
        show(page, self.eyes.house, sight)
        self.hinted += hints(page, self.eyes.house.address)
        return shown(page)

    def told(self) -> dict[str, list[str]]:
        """What is wrong so far; forgotten then."""
        watch = self.watch
        found = {
            "ran": list(watch.ran),
            "left": list(watch.left),
            "knocked": list(self.door.heard),
            "refused": list(watch.refused),
            "errors": list(watch.errors),
            "hinted": list(self.hinted),
        }
        for one in (watch.ran, watch.left, self.door.heard, watch.refused, watch.errors, self.hinted):
            one.clear()
        return {name: said for name, said in found.items() if said}


def hints(page: Page, home: str) -> list[str]:
    """What no event tells of: links that have a browser ask another host, if only its name, before anybody clicks."""
    links: list[str] = page.locator("link[href]").evaluate_all("all => all.map(one => one.href)")
    return [one for one in links if not one.startswith(f"{home}/")]


def shown(page: Page) -> int:
    words = " ".join(html.unescape(page.content()).split())
    return sum(" ".join(one.split()) in words for one in PAYLOADS)


@pytest.fixture(scope="module")
def door() -> Iterator[Knocking]:
    with knocking() as made:
        yield made


@pytest.fixture(scope="module")
def browser(door: Knocking) -> Iterator[Browser]:
    with chromium(all_names_lead_to(door.port), whole=True) as running:
        yield running


@pytest.fixture(scope="module")
def street(
    tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox, browser: Browser, door: Knocking
) -> Iterator[Street]:
    folder: Path = tmp_path_factory.mktemp("everywhere")
    with filled(folder, sandbox, spoil) as house:
        yield Street(Eyes(browser, house), Watch(house.address), door)


@contextmanager
def careless(pages: Mapping[str, bytes]) -> Iterator[str]:
    """A server of others that shows these files by their names and holds nothing back: no policy, no header."""

    class Careless(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get(unquote(self.path.strip("/")))
            kind = mimetypes.guess_type(self.path)[0] or "text/html"
            self.send_response(200 if body is not None else 404)
            self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Careless)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def control() -> Iterator[str]:
    """The payloads as they are, each in a frame of its own."""
    frames = "".join(f"<iframe src=/{place}></iframe>" for place in range(len(PAYLOADS)))
    each = {str(place): f"<!doctype html><body>{one}".encode() for place, one in enumerate(PAYLOADS)}
    with careless({"": f"<!doctype html><body>{frames}".encode(), **each}) as address:
        yield address


def test_what_is_counted_can_be_counted(browser: Browser, door: Knocking, control: str) -> None:
    """Each way of seeing a script, and each of seeing somebody asked, sees the same payloads where none is kept."""
    watch, context = Watch(control), browser.new_context()
    watch.over(context)
    context.new_page().goto(control, timeout=120_000)  # it loads all of them at once
    context.pages[0].wait_for_timeout(2000)
    context.close()
    ways = {way: sum(one.startswith(way) for one in watch.ran) for way in ("called", "dialog", "console")}
    sys.stdout.write(f"kept nowhere: {ways}; {len(set(watch.left))} addresses asked; {len(door.heard)} knocked\n")
    assert ways["called"] >= 20 and ways["dialog"] >= 5 and ways["console"] >= 5, ways
    assert len(set(watch.left)) >= 20 and any(EVIL in one for one in watch.left)
    assert len([one for one in door.heard if one]) >= 20 and "" in door.heard  # also those that only connect
    door.heard.clear()


def test_nothing_runs_and_nobody_is_asked_on_any_page(street: Street) -> None:
    found, wrong = {}, {}
    for sight in (*BAD, *SIGHTS):
        found[sight.name] = street.look(sight)
        if said := street.told():
            wrong[sight.name] = said
    sys.stdout.write(f"{sum(found.values())} payloads on {len(found)} pages: {found}\n")
    assert wrong == {}
    assert sum(found.values()) >= 3000 and len([one for one in found.values() if one]) >= len(found) * 0.6


def test_an_answer_has_nothing_looked_up_beforehand(street: Street) -> None:
    """Chromium asks for the address of every host that a link of a page names, unless it is told not to."""
    for sight in (BAD[0], FRAMES[0]):
        answer = street.page_of("Lan").goto(sight.address(street.eyes.house))
        assert answer and answer.headers["x-dns-prefetch-control"] == "off" and "link" not in answer.headers
    said = street.told()
    said.pop("refused", None)  # in the frame
    assert said == {}


def test_hints_can_be_counted(browser: Browser) -> None:
    with careless({"": f"<link rel=dns-prefetch href=//{EVIL}/><link rel=icon href=/a.ico>".encode()}) as address:
        page = browser.new_page()
        page.goto(address)
        assert hints(page, address.rstrip("/")) == [f"http://{EVIL}/"]
        page.close()


def test_what_leaves_the_desk_does_nothing_elsewhere(street: Street, browser: Browser) -> None:
    """Each file of the packed folder of a poisoned story, and the HTML of every story, opened where nothing is held
    back, the HTML as an article of a page of others."""
    files: dict[str, bytes] = {}
    for number in range(MAILS):
        address = street.eyes.house.address + f"/tin/{street.eyes.house.things[f'bad{number}']}/lay-ra/bai.zip"
        with zipfile.ZipFile(io.BytesIO(street.page_of("Lan").request.get(address).body())) as packed:
            files |= {f"{number}/{PurePath(name).name}": packed.read(name) for name in packed.namelist()}
    with street.eyes.house.newsroom.app.database.read() as tx:
        every = [drafts.get(tx, row.outlet, row.id) for row in street.eyes.house.newsroom.drafts()]
    files |= {f"tin{place}.html": body_html(one, "vi").encode() for place, one in enumerate(every)}
    html_of = [name for name in files if name.endswith(".html")]
    files |= {name: b"<!doctype html><body><article>" + files[name] for name in html_of}
    read = [name for name in files if name.endswith((".html", ".txt", ".json"))]
    with careless(files) as elsewhere:
        watch, context = Watch(elsewhere), browser.new_context()
        watch.over(context)
        page, found = context.new_page(), 0
        for name in read:
            page.goto(elsewhere + name, wait_until="load")
            assert hints(page, elsewhere.rstrip("/")) == [], name
            found += shown(page)
        context.close()
    sys.stdout.write(f"{found} payloads in {len(read)} files that left\n")
    assert (watch.ran, watch.left, watch.errors, street.door.heard) == ([], [], [], [])
    assert len(read) >= 3 * MAILS + 10 and found >= 300


def test_a_word_file_that_leaves_names_nobody(street: Street) -> None:
    """Word would ask whatever part of a file is said to lie outside."""
    page = street.page_of("Lan")
    for number in range(MAILS):
        address = street.eyes.house.address + f"/tin/{street.eyes.house.things[f'bad{number}']}/lay-ra/bai.docx"
        with zipfile.ZipFile(io.BytesIO(page.request.get(address).body())) as packed:
            parts = {name: packed.read(name) for name in packed.namelist()}
        related = [name for name in parts if name.endswith(".rels")]
        assert related and not [name for name in related if b"External" in parts[name] or EVIL.encode() in parts[name]]
        assert not [name for name in parts if "vba" in name.lower() or "activex" in name.lower() or "embed" in name]
        assert EVIL.encode() in parts["word/document.xml"]  # as words


def test_no_address_brings_any(street: Street) -> None:
    page, wrong = street.page_of("Quân"), {}
    for place, path in enumerate(PLAIN):
        asked = {name: PAYLOADS[(place * 7 + turn) % len(PAYLOADS)] for turn, name in enumerate(ASKED)}
        answer = page.goto(f"{street.eyes.house.address}{path}?{urlencode(asked)}")
        assert answer and answer.status < 500, path
        if said := street.told():
            wrong[path] = said
    for one in PAYLOADS[::6]:
        page.goto(f"{street.eyes.house.address}/{quote(one, safe='')}")
        page.goto(f"{street.eyes.house.address}/hang-cho?xem=tat-ca&tim={quote(one, safe='')}")
    assert (wrong, street.told()) == ({}, {})


@pytest.mark.parametrize("sight", FRAMES, ids=lambda sight: sight.name)
def test_a_mail_s_own_html_opened_alone_leads_nowhere(street: Street, sight: Sight) -> None:
    """The browser says what it holds back there; nothing runs, nothing is asked, and there is nothing to follow."""
    page = street.page_of("Lan")
    show(page, street.eyes.house, sight)
    page.wait_for_timeout(1100)  # one payload leads on after a second
    assert page.url == sight.address(street.eyes.house)
    leading = (
        "a[href], area[href], form[action], [formaction], link, meta, base, iframe, object, embed, [ping], [srcset]"
    )
    assert page.locator(leading).evaluate_all("all => all.map(one => one.outerHTML.slice(0, 200))") == []
    page.mouse.click(30, 30)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    said = street.told()
    said.pop("refused", None)
    assert said == {}
