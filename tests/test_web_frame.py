"""Every page: safe headers, no code in the page, the reader's language and looks, troubles in words."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.conftest import Clock
from tests.desk import Visitor
from tests.desk_data import a_draft, a_letter, on_the_shelf
from tinbai.app import App
from tinbai.errors import Conflict, NotAllowed, TryLater
from tinbai.i18n import Language
from tinbai.logs import configure
from tinbai.settings import Log
from tinbai.web import app as web
from tinbai.web import assets, icons
from tinbai.web.display import Display
from tinbai.web.headers import POLICY
from tinbai.web.pages import redirect
from tinbai.web.words import Words

PAGES = ("/hang-cho", "/hang-cho?xem=tat-ca", "/so-cai", "/thu-di", "/van-hanh", "/phim-tat", "/khong-co")


@pytest.fixture
def visitor(app: App) -> Visitor:
    made = Visitor(app)
    made.enter("editor", "demo", "bao")
    a_letter(app, a_draft(app, photo=True, problems=("no-caption",)))
    on_the_shelf(app)
    return made


@pytest.mark.parametrize("page", PAGES)
def test_no_page_brings_code_or_reaches_out(visitor: Visitor, page: str) -> None:
    answer = visitor.get(page)
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"
    assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:|<script(?![^>]*\ssrc=)", answer.text)
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', answer.text)


@pytest.mark.parametrize("page", PAGES)
def test_every_icon_used_is_in_the_page_and_no_label_is_missing(visitor: Visitor, page: str) -> None:
    text = visitor.get(page).text
    used, there = (
        set(re.findall(r'href="#i-([a-z0-9-]+)"', text)),
        set(re.findall(r'<symbol id="i-([a-z0-9-]+)"', text)),
    )
    assert used == there
    labelled = set(re.findall(r'<label[^>]* for="([^"]+)"', text))
    fields = re.findall(r"<(?:input|select|textarea)(?![^>]*type=\"hidden\")[^>]* id=\"([^\"]+)\"", text)
    assert set(fields) <= labelled
    assert text.count("<h1") == 1


@pytest.mark.parametrize("page", PAGES)
def test_the_language_of_a_person_is_kept(visitor: Visitor, page: str) -> None:
    assert '<html lang="vi"' in visitor.get(page).text
    visitor.post("/hien-thi", language="en", back=page)
    english = visitor.get(page).text
    assert '<html lang="en"' in english
    words = re.sub(r"<(?:script|title)[^>]*>.*?</(?:script|title)>|<[^>]+>", " ", english)
    ours = "Hàng chờ|Sổ thư|Vận hành|Thư đi|Đăng|Không|Chưa|Tìm"
    assert not re.search(ours, words)


def test_how_the_desk_looks_is_kept_in_a_cookie(visitor: Visitor) -> None:
    answer = visitor.post("/hien-thi", size="2", back="/so-cai?noi=demo")
    assert (answer.status, answer.to) == (303, "/so-cai?noi=demo")
    visitor.post("/hien-thi", theme="dark")
    visitor.post("/hien-thi", contrast="more")
    assert '<html lang="vi" class="size-2" data-theme="dark" data-contrast="more">' in visitor.get("/so-cai").text
    visitor.post("/hien-thi", size="9", theme='"><script>')
    assert 'class="size-2" data-theme="dark"' in visitor.get("/so-cai").text


def test_single_keys_are_switched_off_and_on(visitor: Visitor) -> None:
    assert "data-keys" not in visitor.get("/hang-cho").text.partition(">")[2].partition(">")[0]
    assert visitor.post("/hien-thi", keys="off", back="/tai-khoan#phim").to == "/tai-khoan#phim"
    visitor.post("/hien-thi", size="2")
    assert '<html lang="vi" class="size-2" data-keys="off">' in visitor.get("/hang-cho").text
    assert "Bật lại phím đơn" in visitor.get("/tai-khoan").text
    visitor.post("/hien-thi", keys="")
    assert '<html lang="vi" class="size-2">' in visitor.get("/hang-cho").text


@pytest.mark.parametrize("cookie", ["", "....", "9.x.y.z", "1.light", '"><script>', "\u00e9"])
def test_a_broken_cookie_means_the_usual_looks(cookie: str) -> None:
    assert Display.read(cookie) == Display(theme="light" if cookie == "1.light" else "")


def test_a_stranger_may_choose_too(app: App) -> None:
    visitor = Visitor(app)
    visitor.get("/dang-nhap")
    assert visitor.post("/hien-thi", language="en", back="/dang-nhap").to == "/dang-nhap"
    assert "Welcome" in visitor.get("/dang-nhap").text


def test_files_are_kept_for_ever_under_an_address_of_their_content(visitor: Visitor) -> None:
    page = visitor.get("/hang-cho").text
    for address in re.findall(r'(?:src|href)="(/static/[^"]+)"', page):
        answer = visitor.get(address)
        assert answer.status == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert visitor.get(f"/static/{assets.digest()}/../desk.py").status == 404
    assert visitor.get("/static/000000000000/desk.css").status == 404


def test_every_file_of_the_stylesheets_is_there() -> None:
    for sheet in assets.FOLDER.glob("*.css"):
        for name in re.findall(r"url\(\"?([^)\"]+)\"?\)", sheet.read_text()):
            assert (assets.FOLDER / name).exists(), name


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (NotAllowed("x"), 403, "Tài khoản này không được làm việc đó"),
        (Conflict("x"), 409, "Đồng nghiệp đã làm trước"),
        (TryLater("x"), 503, "Bàn biên tập phải chờ một lát"),
        (RuntimeError("story text"), 500, "Bàn biên tập gặp lỗi"),
    ],
)
def test_a_trouble_is_told_in_words(
    app: App, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, said: str
) -> None:
    def fail(_request: Request) -> Response:
        raise error

    monkeypatch.setattr(web, "ROUTES", (Route("/hong", fail), *web.ROUTES))
    answer = Visitor(app).get("/hong")
    assert answer.status == status
    assert said in answer.text
    assert "story text" not in answer.text
    assert answer.headers["content-security-policy"] == POLICY


def test_a_defect_is_logged_by_its_place_without_its_words(
    app: App, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_request: Request) -> Response:
        raise RuntimeError("words of a story")

    monkeypatch.setattr(web, "ROUTES", (Route("/hong", fail), *web.ROUTES))
    configure(Log(format="json"))
    try:
        code = re.search(r"Mã ([0-9a-f]{8})", Visitor(app).get("/hong").text)
    finally:
        structlog.reset_defaults()  # the stream it writes to ends with this test
    logged = capsys.readouterr().err
    assert code
    assert code[1] in logged
    assert '"exception": "RuntimeError"' in logged
    assert "test_web_frame.py" in logged
    assert "words of a story" not in logged


def test_who_belongs_to_no_newsroom_sees_an_empty_desk(app: App) -> None:
    a_draft(app, "Tin của người khác")
    visitor = Visitor(app)
    visitor.enter(None)
    for page in PAGES[:-1]:
        answer = visitor.get(page)
        assert answer.status == 200
        assert "Tin của người khác" not in answer.text


def test_a_toast_of_somebody_elses_making_says_nothing(visitor: Visitor) -> None:
    for value in ("x", "%%%", "AAAA", "aHR0cHM6Ly9ldmlsCnRleHQ="):  # the last: undo at https://evil
        visitor.client.cookies.set("tinbai-toast", value)
        assert "evil" not in visitor.get("/so-cai").text


def test_a_toast_may_offer_undo(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    def say(request: Request) -> Response:
        return redirect(request, "/phim-tat", "Đã duyệt “Chè”", undo="/tin/demo/0a1b/hoan-tac")

    monkeypatch.setattr(web, "ROUTES", (Route("/noi", say), *web.ROUTES))
    visitor = Visitor(app)
    visitor.enter("editor")
    visitor.get("/noi")
    page = visitor.get("/phim-tat").text
    assert "Đã duyệt “Chè”" in page
    assert 'action="/tin/demo/0a1b/hoan-tac"' in page


NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ago", "vietnamese", "english"),
    [
        (timedelta(seconds=-5), "vừa tới", "just now"),
        (timedelta(minutes=1), "1 phút", "1 minute"),
        (timedelta(minutes=59), "59 phút", "59 minutes"),
        (timedelta(hours=1), "1 giờ", "1 hour"),
        (timedelta(hours=47), "47 giờ", "47 hours"),
        (timedelta(days=2), "2 ngày", "2 days"),
    ],
)
def test_ages_are_said_in_words(ago: timedelta, vietnamese: str, english: str) -> None:
    said = [Words(language, "Asia/Ho_Chi_Minh", NOW).age(NOW - ago) for language in _LANGUAGES]
    assert said == [vietnamese, english]


_LANGUAGES: tuple[Language, Language] = ("vi", "en")


@pytest.mark.parametrize(
    ("at", "vietnamese", "english"),
    [
        (NOW, "08:00", "08:00"),
        (NOW - timedelta(days=1), "08:00, 01/03", "08:00, 1 Mar"),
        (NOW - timedelta(days=100), "08:00, 22/11/2025", "08:00, 22 Nov 2025"),
    ],
)
def test_times_are_local_and_as_short_as_clear(at: datetime, vietnamese: str, english: str) -> None:
    said = [Words(language, "Asia/Ho_Chi_Minh", NOW).clock(at) for language in _LANGUAGES]
    assert said == [vietnamese, english]


@pytest.mark.parametrize(("octets", "said"), [(0, "0 B"), (999, "999 B"), (1400, "1,4 KB"), (41_943_040, "40 MB")])
def test_sizes_are_said_in_the_reader_s_way(octets: int, said: str) -> None:
    assert Words("vi", "UTC", NOW).size(octets) == said


def test_every_icon_of_the_templates_exists() -> None:
    named = set()
    for file in (Path(icons.__file__).parent / "templates").glob("*.html"):
        named |= set(re.findall(r'icon\("([a-z0-9-]+)"', file.read_text()))
    assert named <= set(icons.symbols())


def test_idle_time_is_kept_without_writing_at_every_page(app: App, clock: Clock) -> None:
    visitor = Visitor(app)
    visitor.enter("editor")
    for _ in range(4):
        clock.forward(hours=5)
        assert visitor.get("/phim-tat").status == 200
