"""Letters that tell the same walk through two newsrooms in a real browser: seen, compared, kept, merged, split."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

from tests.browser import Seat, chromium, seat
from tests.conftest import Clock, settings_for
from tests.desk import served
from tests.desk_data import LETTERS
from tests.newsroom import Newsroom
from tests.story_desk import at, head
from tests.test_browser_story import LOOKS
from tinbai.app import open_app
from tinbai.model import Draft, State
from tinbai.sandbox import Sandbox
from tinbai.store import drafts, people

pytestmark = pytest.mark.slow

LAN, MINH = "lan-editor@example.vn", "minh-editor@example.vn"
# which letter goes where, in the order of their coming: the two-outlet letter, its near copy, one event by two, TCVN3
MAIL = (("08", "demo"), ("09", "bao"), ("10", "demo"), ("02", "demo"), ("03", "bao"), ("11", "demo"), ("11", "bao"))


@dataclass
class House:
    """Two newsrooms with their letters; Lan works in both, Minh in the second only."""

    newsroom: Newsroom
    address: str
    clock: Clock
    came: dict[tuple[str, str], str]

    def draft(self, letter: str, outlet: str = "demo") -> Draft:
        return head(self.newsroom, self.came[letter, outlet], outlet)

    def beside(self, letter: str, other: str, outlet: str = "demo", other_outlet: str = "demo") -> str:
        one, two = self.draft(letter, outlet), self.draft(other, other_outlet)
        return f"{at(one)}/trung/{two.outlet}/{two.id}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> Iterator[House]:
    """Each test leaves the stories as it found them."""
    folder = tmp_path_factory.mktemp("house")
    clock = Clock(datetime(2025, 10, 9, 7, 40, tzinfo=UTC))
    app = open_app(settings_for(folder, f"sqlite:///{folder}/tinbai.db"), clock)
    newsroom = Newsroom(app, sandbox)
    came = dict(_letters(newsroom, clock))
    lan = newsroom.person(name="Lan")
    with app.database.write() as tx:
        people.join(tx, lan.id, "bao", "editor")
    newsroom.person(outlet="bao", name="Minh")
    with served(app, sandbox) as address:
        yield House(newsroom, address, clock, came)
    app.close()


def _letters(newsroom: Newsroom, clock: Clock) -> Iterator[tuple[tuple[str, str], str]]:
    for letter, outlet in MAIL:
        clock.forward(hours=2)
        before = {row.id for row in newsroom.drafts(outlet)}
        newsroom.take(_raw(letter), outlet=outlet)
        (new,) = (row.id for row in newsroom.drafts(outlet) if row.id not in before)
        yield (letter, outlet), new


def _raw(letter: str) -> bytes:
    (file,) = Path(LETTERS).glob(f"{letter}-*.eml")
    return file.read_bytes()


@pytest.fixture
def lan(browser: Browser, house: House) -> Iterator[Seat]:
    with seat(browser, house.newsroom, house.address, LAN) as sitting:
        yield sitting


def undo(page: Page) -> None:
    page.wait_for_load_state()  # the keys come with the scripts
    page.keyboard.press("z")
    expect(page.locator(".toast")).to_contain_text("Đã hoàn tác")


def test_a_near_copy_is_seen_compared_kept_and_undone_with_keys(lan: Seat, house: House) -> None:
    first, second, page = house.draft("08"), house.draft("10"), lan.page
    lan.go("/hang-cho?xem=nghi-trung")
    row = page.locator("li.row", has_text="KHE NGỌC: RA MẮT MÔ HÌNH")
    expect(row.locator(".flags")).to_contain_text("Có bản khác")
    row.get_by_role("link").first.click()
    page.wait_for_load_state()
    page.keyboard.press("4")
    expect(page.locator(".says")).to_contain_text("Hai bản này giống nhau 92 %: B rất có thể là bản khác của A.")
    expect(page.locator(".side-card").nth(0)).to_contain_text("Báo Lam Giang")  # the same mail went there too
    expect(page.locator("td mark", has_text="68.000.000")).to_be_visible()  # said otherwise, but no other figure
    expect(page.locator(".told")).to_have_count(0)
    page.keyboard.press("a")
    expect(page.locator(".toast")).to_contain_text(f"Đã giữ {first.receipt_no}")
    assert house.draft("10").state is State.DUPLICATE and house.draft("08") == first
    undo(page)
    assert house.draft("10") == second
    page.keyboard.press("Escape")
    expect(page.locator("#ban-thao")).to_be_visible()


def test_part_by_part_merged_and_split_again(lan: Seat, house: House) -> None:
    first, second, page = house.draft("08"), house.draft("10"), lan.page
    lan.go(house.beside("08", "10"))
    page.keyboard.press("m")
    page.locator("input[name=sapo][value=kia]").check()
    page.get_by_label("lấy ảnh này").check()
    page.get_by_label("cả hai tên").check()
    page.get_by_role("button", name="Gộp").click()
    merged = house.draft("08")
    assert merged.revision.story.lead == second.revision.story.lead
    assert merged.revision.story.title == first.revision.story.title
    assert len(merged.item.photos) == len(first.item.photos) + len(second.item.photos)
    expect(page.locator("#thong-tin")).to_contain_text(f"Đã gộp {second.receipt_no} vào bài này")
    lan.go(house.beside("08", "10"))
    expect(page.locator(".note")).to_contain_text("B đã gộp vào A: Lan")
    page.keyboard.press("t")
    expect(page.locator(".toast")).to_contain_text("Đã tách")
    now = house.draft("08")
    assert (now.item, now.revision.story, now.state) == (first.item, first.revision.story, first.state)
    assert house.draft("10") == second
    lan.go(f"{at(first)}/lich-su")
    expect(page.locator(".history")).to_contain_text(f"tách bài này khỏi {second.receipt_no}")


def test_no_twins_is_remembered_on_both_boards_and_undone(lan: Seat, house: House) -> None:
    page = lan.page
    lan.go(house.beside("10", "08"))
    page.keyboard.press("n")
    expect(page.locator(".toast")).to_contain_text("Đã ghi nhớ: Không trùng")
    lan.go(house.beside("10", "09", other_outlet="bao"))  # the copy of 08 in the other newsroom is no twin either
    expect(page.locator(".note")).to_contain_text("Lan kết luận: Không trùng")
    expect(page.locator(".boiler").first).to_be_visible()
    lan.go("/khuon-mau")
    expect(page.locator(".boilerplate")).to_contain_text("Công an xã Khe Ngọc")
    lan.go(house.beside("10", "08"))
    page.get_by_role("button", name="Bỏ kết luận này").click()
    expect(page.locator(".toast")).to_contain_text("Đã rút lại")
    lan.go("/khuon-mau")
    expect(page.locator("main")).to_contain_text("Chưa có đoạn nào")


def test_each_of_two_newsrooms_sees_who_has_the_story(lan: Seat, browser: Browser, house: House) -> None:
    ours, theirs, page = house.draft("08"), house.draft("09", "bao"), lan.page
    assert [one.kind for one in house.newsroom.letters() if one.draft in (ours.id, theirs.id)] == ["acknowledgement"]
    with seat(browser, house.newsroom, house.address, MINH) as minh:
        minh.go(at(theirs))
        minh.page.wait_for_load_state()
        minh.page.keyboard.press("c")
        expect(minh.page.locator(".story-head")).to_contain_text("Anh/Chị đang giữ")
        expect(minh.page.locator("#thong-tin")).to_contain_text("Cùng nội dung: đã có ở Cổng TTĐT tỉnh Lam Giang")
        assert minh.page.locator(f'a[href*="{ours.id}"]').count() == 0  # not of his newsroom
    lan.go("/hang-cho?xem=nghi-trung")
    row = page.locator("li.row", has=page.locator(f'a[href*="{ours.id}"]'))
    expect(row).to_contain_text("Minh ở Báo Lam Giang đang làm tin này")
    lan.go(house.beside("08", "09", other_outlet="bao"))
    expect(page.locator(".says")).to_contain_text("giống nhau từng chữ")
    expect(page.locator(".side-card").nth(1)).to_contain_text("Minh")
    expect(page.get_by_role("button", name="Giữ A")).to_have_count(0)
    page.keyboard.press("o")
    expect(page.locator(".toast")).to_contain_text("Đã ghi nhớ: Cùng một bài")
    undo(page)
    with house.newsroom.app.database.write() as tx:
        person = people.by_email(tx, MINH)
        assert person
        drafts.release(tx, "bao", theirs.id, person.id)


def test_what_one_newsroom_publishes_the_other_sees_before_it_decides(lan: Seat, house: House) -> None:
    ours, theirs, page = house.draft("08"), house.draft("09", "bao"), lan.page
    app = house.newsroom.app
    with app.database.write() as tx:
        drafts.move(tx, "bao", theirs.id, theirs.state, State.PUBLISHED, app.now())
    lan.go("/hang-cho?xem=nghi-trung")
    row = page.locator("li.row", has=page.locator(f'a[href*="{ours.id}"]'))
    expect(row).to_contain_text("Báo Lam Giang đã đăng tin này")
    lan.go(at(ours))
    expect(page.locator(".decide")).to_contain_text("Báo Lam Giang đã đăng tin này.")
    expect(page.locator("#thong-tin")).to_contain_text("Đã đăng")
    with app.database.write() as tx:
        drafts.move(tx, "bao", theirs.id, State.PUBLISHED, theirs.state, app.now())


def test_a_newsroom_may_tell_no_more_than_that_it_has_the_story(browser: Browser, house: House) -> None:
    """Neither its name nor a word, not who works on it: only to who is of that newsroom himself."""
    app, theirs = house.newsroom.app, house.draft("08")
    quiet = tuple(one.model_copy(update={"shares": "existence"}) for one in app.settings.outlets)
    discreet = replace(app, settings=app.settings.model_copy(update={"outlets": quiet}))
    with (
        served(discreet, house.newsroom.sandbox) as address,
        seat(browser, house.newsroom, address, MINH) as minh,
    ):
        minh.go(at(house.draft("09", "bao")))
        facts = minh.page.locator("#thong-tin")
        expect(facts).to_contain_text("Cùng nội dung: đã có ở một đơn vị khác")
        assert "Cổng TTĐT tỉnh Lam Giang" not in facts.inner_text() and theirs.id not in minh.page.content()
        minh.page.goto(address + house.beside("09", "08", "bao", "demo"))
        expect(minh.page.locator("main")).not_to_contain_text("camera")


@pytest.mark.parametrize(
    ("letter", "other", "says"),
    [("03", "02", "cùng viết về một sự kiện"), ("11", "11", "giống nhau từng chữ")],
)
def test_the_other_newsroom_has_it_too(lan: Seat, house: House, letter: str, other: str, says: str) -> None:
    ours = house.draft(other)
    lan.go(at(house.draft(letter, "bao")))
    lan.page.keyboard.press("t")
    expect(lan.page.locator(".says")).to_contain_text(says)
    expect(lan.page.locator(".side-card").nth(0)).to_contain_text(ours.receipt_no)
    lan.page.keyboard.press("r")
    expect(lan.page.locator(".toast")).to_contain_text("Đã ghi nhớ: Chỉ có liên quan")
    undo(lan.page)


def test_all_of_it_without_javascript(browser: Browser, house: House) -> None:
    first, second = house.draft("08"), house.draft("10")
    with seat(browser, house.newsroom, house.address, LAN, javascript=False) as sitting:
        page = sitting.page
        sitting.go(house.beside("10", "08"))
        page.get_by_role("button", name="Giữ B").click()
        assert (house.draft("08").state, house.draft("10")) == (State.DUPLICATE, second)
        page.locator(".toast").get_by_role("button", name="Hoàn tác").click()
        assert house.draft("08") == first
        page.get_by_role("link", name="Gộp").click()
        page.locator("input[name=tieu-de][value=kia]").check()
        page.get_by_role("button", name="Gộp").click()
        assert house.draft("08").revision.story.title == second.revision.story.title
        page.locator(".toast").get_by_role("button", name="Hoàn tác").click()
        assert house.draft("08").revision.story == first.revision.story
        page.get_by_role("button", name="Cùng mẫu").click()
        page.locator(".toast").get_by_role("button", name="Hoàn tác").click()
        assert page.locator(".note").count() == 0


def test_on_a_phone_one_text_at_a_time(lan: Seat, house: House) -> None:
    page = lan.page
    page.set_viewport_size({"width": 390, "height": 844})
    lan.go(house.beside("10", "08"))
    ours, theirs = page.locator('td[data-side="A"]').first, page.locator('td[data-side="B"]').first
    expect(ours).to_be_visible()
    expect(theirs).to_be_visible()
    page.get_by_text("Chỉ B", exact=True).click()
    expect(ours).to_be_hidden()
    expect(theirs).to_be_visible()


@pytest.mark.parametrize(("look", "width"), [("light", 390), ("dark", 1440), ("contrast", 1440), ("large", 390)])
def test_no_page_of_two_stories_puts_up_a_barrier(browser: Browser, house: House, look: str, width: int) -> None:
    pages = (
        house.beside("10", "08"),
        f"{house.beside('10', '08')}/gop",
        house.beside("08", "09", other_outlet="bao"),
        f"{house.beside('02', '03', other_outlet='bao')}?khac=1",
        "/khuon-mau",
    )
    found: dict[str, str] = {}
    with seat(browser, house.newsroom, house.address, LAN, looks=LOOKS[look]) as sitting:
        sitting.page.set_viewport_size({"width": width, "height": 900})
        for address in pages:
            sitting.go(address)
            result = Axe().run(sitting.page)
            if result.violations_count:
                found[address] = result.generate_report()
            assert sitting.page.evaluate("document.documentElement.scrollWidth") <= width, address
    assert found == {}
