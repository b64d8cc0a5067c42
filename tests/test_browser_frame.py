"""The frame of the desk in a real browser: keys, no JavaScript, every width, no barrier for anybody."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.browser import chromium
from tests.conftest import Clock, settings_for
from tests.desk import PASSWORD, served
from tests.desk_data import a_draft, a_letter, on_the_shelf
from tinbai.app import App, open_app
from tinbai.evidence import Evidence, Link
from tinbai.model import State
from tinbai.sandbox import Sandbox
from tinbai.store import draft_links, drafts, mailboxes, people
from tinbai.web.passwords import hash_password

pytestmark = pytest.mark.slow

PAGES = (
    "/hang-cho",
    "/hang-cho?xem=tat-ca",
    "/hang-cho?xem=cua-toi",
    "/hang-cho?tim=kh%C3%B4ng+c%C3%B3",
    "/so-cai",
    "/van-hanh",
    "/thu-di",
    "/thu-di/demo/{letter}",
    "/phim-tat",
    "/khong-co-trang-nay",
)
LONG = (
    "Ủy ban Mặt trận Tổ quốc Việt Nam xã Phú Lương Thượng phối hợp Ủy ban nhân dân xã tổ chức lễ khánh thành, bàn giao "
    "12 nhà “Đại đoàn kết” cho hộ nghèo thôn Khau Vai Hạ, Nà Lũng, Cốc Lải và tặng quà các gia đình người có công"
)


@dataclass(frozen=True)
class House:
    """A running desk with something of everything in it."""

    app: App
    address: str
    letter: str

    def login(self) -> str:
        """The address of a fresh one-time login."""
        with self.app.database.write() as tx:
            person = people.by_email(tx, "lan@example.vn")
            assert person
            token = people.new_link(tx, person.id, self.app.now() + timedelta(hours=1))
        return f"{self.address}/vao/{token}"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> Iterator[House]:
    folder: Path = tmp_path_factory.mktemp("house")
    clock = Clock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
    app = open_app(settings_for(folder, f"sqlite:///{folder}/tinbai.db"), clock)
    letter = _furnish(app)
    with served(app, sandbox) as address:
        yield House(app, address, letter)
    app.close()


def _furnish(app: App) -> str:
    """People, drafts in every state, a letter, a mail on the shelf, a mailbox in trouble; returns the letter's id."""
    now = app.now()
    with app.database.write() as tx:
        lan = people.add(tx, "lan@example.vn", "Lan", "vi", hash_password(PASSWORD), now)
        minh = people.add(tx, "minh@example.vn", "Minh", "vi", None, now)
        assert lan and minh
        people.join(tx, lan, "demo", "editor")
        people.join(tx, lan, "bao", "editor")
        people.join(tx, minh, "demo", "editor")
        mailboxes.report(tx, "demo", "bbt", "failed", "login", "x", now)
    made = [a_draft(app, f"Tin {state.value}", state=state, hours=3, problems=("no-caption",)) for state in State]
    made += [a_draft(app, LONG, hours=30, photo=True), a_draft(app, "Đàm Thu Hiền kể chuyện", hours=2, photo=True)]
    with app.database.write() as tx:
        drafts.claim(tx, "demo", made[-1].id, minh, now)
        draft_links.add(tx, Link("demo", made[0].id, "demo", made[1].id, "identical", Evidence(), now))
    on_the_shelf(app, "defect")
    on_the_shelf(app, "parser-died")
    return a_letter(app, made[0])


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@contextmanager
def page_of(browser: Browser, house: House, *, javascript: bool = True, looks: str = "") -> Iterator[Page]:
    """A page of somebody signed in. It fails when the browser had to refuse something or went elsewhere."""
    context = browser.new_context(java_script_enabled=javascript, bypass_csp=False)
    if looks:
        context.add_cookies([{"name": "tinbai-view", "value": looks, "url": house.address}])
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(_shown(message)))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(house.login())
    page.goto(f"{house.address}/hang-cho")
    yield page
    context.close()
    assert [line for line in said if "404" not in line] == []
    assert [url for url in asked if not url.startswith(house.address)] == []


def _shown(message: ConsoleMessage) -> str:
    return f"{message.type}: {message.text}"


def test_somebody_signs_in_by_password(browser: Browser, house: House) -> None:
    page = browser.new_page()
    page.goto(f"{house.address}/thu-di")
    page.get_by_label("Thư điện tử").fill("lan@example.vn")
    page.get_by_label("Mật khẩu").fill("không phải mật khẩu")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Địa chỉ hoặc mật khẩu chưa đúng.")
    expect(page.get_by_label("Thư điện tử")).to_have_value("lan@example.vn")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thư đi")
    page.close()


def test_keys_walk_through_the_queue(browser: Browser, house: House) -> None:
    with page_of(browser, house) as page:
        rows = page.locator(".queue .row")
        page.keyboard.press("j")
        expect(rows.nth(0)).to_have_class("row new at")
        page.keyboard.press("j")
        page.keyboard.press("k")
        expect(rows.nth(0).locator("a")).to_be_focused()
        page.keyboard.press("/")
        expect(page.get_by_label("Tìm trong danh sách này")).to_be_focused()
        page.keyboard.type("jk?")
        expect(page.get_by_label("Tìm trong danh sách này")).to_have_value("jk?")
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        expect(page.get_by_role("heading", level=1)).to_have_text("Trợ giúp")
        page.keyboard.press("g")
        expect(page.get_by_role("heading", level=1)).to_have_text("Mới")


def test_the_whole_row_opens_the_story(browser: Browser, house: House) -> None:
    with page_of(browser, house) as page:
        row = page.locator(".queue .row").first
        address = row.locator("a").get_attribute("href")
        row.click(position={"x": 200, "y": 30})
        page.wait_for_url(f"**{address}")


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_looks_and_language_change_by_plain_forms(browser: Browser, house: House, javascript: bool) -> None:
    with page_of(browser, house, javascript=javascript) as page:
        root = page.locator("html")
        foot = page.get_by_role("form", name="Hiển thị, cuối trang")
        foot.get_by_role("button", name="Nền tối").click()
        expect(root).to_have_attribute("data-theme", "dark")
        foot.get_by_role("button", name="Tương phản").click()
        expect(root).to_have_attribute("data-contrast", "more")
        foot.get_by_role("button", name="A+ chữ lớn hơn").click()
        expect(root).to_have_class("size-2")
        page.get_by_role("button", name="English").click()
        expect(root).to_have_attribute("lang", "en")
        page.get_by_role("button", name="Tiếng Việt").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Mới")


def test_searching_and_emptying_the_shelf_work_without_javascript(browser: Browser, house: House) -> None:
    with page_of(browser, house, javascript=False) as page:
        page.get_by_label("Tìm trong danh sách này").fill("dam thu hien")
        page.get_by_role("button", name="Lọc", exact=True).click()
        expect(page.locator(".queue .row")).to_have_count(1)
        page.goto(f"{house.address}/so-cai")
        page.get_by_role("button", name="Thử lại", exact=True).first.click()
        expect(page.get_by_role("status")).to_contain_text("Đang thử lại 1 thư.")
        page.goto(f"{house.address}/so-cai")
        expect(page.locator(".toast")).to_have_count(0)
    on_the_shelf(house.app, "defect-again")


def test_new_stories_are_announced_and_move_nothing(browser: Browser, house: House) -> None:
    with page_of(browser, house) as page:
        before = page.locator(".queue .row").count()
        a_draft(house.app, "Tin vừa tới", hours=-0.01)
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(page.locator(".news a")).to_contain_text("1 tin mới, bấm để hiện")
        expect(page.locator(".queue .row")).to_have_count(before)
        page.locator(".news a").click()
        expect(page.locator(".queue .row")).to_have_count(before + 1)


@pytest.mark.parametrize(
    ("looks", "widths"),
    [
        ("1.light..", (1440, 390)),
        ("3.light..", (1440, 390)),
        ("1.dark..", (1440,)),
        ("1.light.more.", (1440,)),
        ("1.dark.more.", (1440,)),
    ],
)
def test_no_page_has_a_barrier(browser: Browser, house: House, looks: str, widths: tuple[int, ...]) -> None:
    with page_of(browser, house, looks=looks) as page:
        for path in PAGES:
            page.goto(house.address + path.format(letter=house.letter))
            for width in widths:
                page.set_viewport_size({"width": width, "height": 900})
                without_barrier(page)


def without_barrier(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url} at {page.viewport_size}\n{found.generate_report()}"


@pytest.mark.parametrize("looks", ["1.light..", "1.dark..", "1.light.more.", "3.light.."])
def test_the_login_page_has_no_barrier(browser: Browser, house: House, looks: str) -> None:
    context = browser.new_context()
    context.add_cookies([{"name": "tinbai-view", "value": looks, "url": house.address}])
    page = context.new_page()
    page.goto(f"{house.address}/dang-nhap")
    without_barrier(page)
    page.goto(f"{house.address}/vao/khong-co")  # the same page with a message
    for width in (1440, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        without_barrier(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


@pytest.mark.parametrize("looks", ["1.light..", "3.light.."], ids=["usual type", "large type"])
@pytest.mark.parametrize("width", [320, 390, 768, 1100, 1440])
def test_no_page_scrolls_sideways(browser: Browser, house: House, looks: str, width: int) -> None:
    with page_of(browser, house, looks=looks) as page:
        page.set_viewport_size({"width": width, "height": 900})
        for path in PAGES:
            page.goto(house.address + path.format(letter=house.letter))
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{path} is {wide} px wide"
