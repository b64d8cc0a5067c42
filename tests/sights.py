"""Every page of the desk in every state worth a look, and what has to be done for it to show.

A page route that is neither among SIGHTS nor EXCUSED fails a test (test_browser_sights).
"""

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from playwright.sync_api import Page

from tests.filled import Filled
from tests.mails import letter
from tests.servers.domino import Domino
from tinbai.store import kept_settings
from tinbai.store.kept_settings import Kept
from tinbai.web import totp

# route -> why nobody looks at it
EXCUSED: Mapping[str, str] = {
    "/hang-cho/triage/the": "a piece of the page of triage, fetched by its script",
    "/hang-cho/moi": "a line of the queue, fetched by its script",
    "/anh/{outlet}/{draft}/{side:int}.webp": "a photo",
    "/anh/{outlet}/{draft}/{number:int}/{side:int}.webp": "a photo",
    "/duyet/{token}/anh/{number:int}.webp": "a photo",
    "/tin/{outlet}/{draft}/anh/{number:int}/goc": "a photo as a download",
    "/tin/{outlet}/{draft}/tep/{number:int}": "a file as a download",
    "/tin/{outlet}/{draft}/thu-goc": "a mail as a download",
    "/so-cai/{outlet}/{mail}/thu-goc": "a mail as a download",
    "/tin/{outlet}/{draft}/lay-ra/bai.docx": "a file as a download",
    "/tin/{outlet}/{draft}/lay-ra/bai.zip": "a file as a download",
    "/tin/{outlet}/{draft}/goc-html/khung": "what a sender wrote, within the frame of goc-html",
    "/tai-khoan/ma.svg": "a picture within /tai-khoan",
    "/cai-dat": "leads on to the first of the settings",
    "/su-kien": "a stream of events",
    "/t/{token}/tep/{name}": "how much of a file is here, asked by a script",
    "/healthz": "for machines",
    "/readyz": "for machines",
    "/metrics": "for machines",
}
Act = Callable[[Page, Filled], None]


@dataclass(frozen=True)
class Sight:
    """`who`: the name of the person who looks, "" for nobody. `act`: what is done there before it is looked at."""

    name: str
    route: str
    path: str
    who: str = "Lan"
    act: Act | None = None
    status: int = 200

    def address(self, filled: Filled) -> str:
        quoted = {name: quote(value, safe="/") for name, value in filled.things.items()}
        return filled.address + self.path.format_map(quoted)


def show(page: Page, filled: Filled, sight: Sight) -> None:
    """Open it and do what has to be done."""
    answer = page.goto(sight.address(filled), wait_until="domcontentloaded")
    assert answer and answer.status == sight.status, answer and answer.status
    if sight.act:
        sight.act(page, filled)
    page.evaluate("document.fonts.ready")


def _click(*selectors: str) -> Act:
    def act(page: Page, _filled: Filled) -> None:
        for selector in selectors:
            page.locator(selector).first.click()

    return act


def _key(*keys: str) -> Act:
    def act(page: Page, _filled: Filled) -> None:
        for key in keys:
            page.keyboard.press(key)

    return act


def _fill(button: str, **fields: str) -> Act:
    """Values may name things of the newsroom in braces."""

    def act(page: Page, filled: Filled) -> None:
        for name, value in fields.items():
            page.locator(f'[name="{name.replace("_", "-")}"]:visible').first.fill(value.format_map(filled.things))
        page.locator(button).first.click()
        page.wait_for_load_state()

    return act


def _wrong_password(page: Page, filled: Filled) -> None:
    _fill("main form button.btn-main", email="sinh-editor@example.vn", mk="sai mật khẩu rồi")(page, filled)


def _with_code(page: Page, filled: Filled) -> None:
    _fill("main form button.btn-main", email="{with_code}", mk="{password}")(page, filled)
    page.wait_for_selector("#ma")


def _wrong_code(page: Page, filled: Filled) -> None:
    _with_code(page, filled)
    _fill("main form button.btn-main", ma="000000")(page, filled)


def _last_codes(page: Page, filled: Filled) -> None:
    secret = re.sub(r"\s", "", page.locator(".secret").inner_text())
    now = int(filled.clock.now.timestamp()) // totp.STEP
    _fill('form[action$="/xac-nhan"] button', ma=totp.code(base64.b32decode(secret), now))(page, filled)
    page.wait_for_selector(".codes")


def _conflict(page: Page, filled: Filled) -> None:
    """What a browser without scripts sends when a colleague was faster."""
    page.evaluate("document.querySelector('#ban-thao-form [name=goc]').value = '1'")
    page.evaluate("document.querySelector('#ban-thao-form [name=tieu-de]').value = 'Một tít khác'")
    page.evaluate("HTMLFormElement.prototype.submit.call(document.querySelector('#ban-thao-form'))")
    page.wait_for_selector('h1:text-is("Hai người cùng một tin")')


def _destroying(page: Page, _filled: Filled) -> None:
    page.fill("#ly-do-huy", "Có dấu MẬT, không được để trên máy này")
    page.click('form[action$="tieu-huy"] button')
    page.wait_for_selector("#xac-nhan")


def _destroying_something_else(page: Page, filled: Filled) -> None:
    _destroying(page, filled)
    page.fill("#xac-nhan", "LG-0000")
    page.click('form[action$="tieu-huy"] button')
    page.wait_for_selector("#loi")


def _no_more_reminders(page: Page, _filled: Filled) -> None:
    page.get_by_role("button", name="Đừng gửi thư nhắc").click()


def _sent_back_without_reason(page: Page, _filled: Filled) -> None:
    page.fill("#loi", " ")
    page.click('button[value="tra"]')
    page.wait_for_selector("#loi-tra")


def _tried(page: Page, filled: Filled) -> None:
    """A mailbox with two old letters that can be read."""
    with Domino([letter(1), letter(2)]) as server:
        page.select_option("#security", "none")
        fields = {
            "name": "thu-ky",
            "host": "127.0.0.1",
            "user": "bbt",
            "mat_khau": "ung dung",
            "port": str(server.port),
        }
        _fill("#them form button.btn-main", **fields)(page, filled)
        page.wait_for_selector('button[name="giu"]')


def _answers_from_elsewhere(page: Page, filled: Filled) -> None:
    """A mailbox kept when its address was not looked at."""
    app, fields = filled.newsroom.app, {"name": "cu", "outlet": "demo", "host": "imap.example.vn", "user": "cu"}
    with app.database.write() as tx:
        kept_settings.put(
            tx, Kept("mailboxes", "cu", fields | {"address": "pao@ctv.example"}, None), by="", at=app.now()
        )
    app.follow()
    page.reload()
    page.wait_for_selector("#cu .note-warn")


STORY, SAME = "/tin/{outlet}/{draft}", "/tin/{outlet}/{draft}/trung/{other_outlet}/{other}"
SIGHTS: tuple[Sight, ...] = (
    # signing in
    Sight("login", "/dang-nhap", "/dang-nhap", ""),
    Sight("login-wrong", "/dang-nhap", "/dang-nhap", "", _wrong_password),
    Sight("login-code", "/dang-nhap", "/dang-nhap", "", _with_code),
    Sight("login-code-wrong", "/dang-nhap", "/dang-nhap", "", _wrong_code),
    Sight("login-link", "/vao/{token}", "/vao/khong-co", "", status=410),
    Sight("invited", "/moi/{token}", "/moi/{invitation}", ""),
    Sight("invited-gone", "/moi/{token}", "/moi/khong-co", "", status=404),
    # the desk
    Sight("today", "/", "/"),
    Sight("today-empty", "/", "/", "Hoa"),
    Sight("today-officer", "/", "/", "Thu"),
    Sight("queue", "/hang-cho", "/hang-cho"),
    Sight("queue-ticked", "/hang-cho", "/hang-cho", "Lan", _key("j", "x", "j", "x")),
    Sight("queue-bao", "/hang-cho", "/hang-cho?noi=bao&xem=tat-ca", "Linh"),
    Sight("all", "/hang-cho", "/hang-cho?xem=tat-ca"),
    Sight("search", "/hang-cho", "/hang-cho?xem=tat-ca&tim=hop+tac"),
    Sight("filtered", "/hang-cho", "/hang-cho?tim=hop+tac&anh=co&tuoi=7-ngay"),
    Sight("nothing-found", "/hang-cho", "/hang-cho?tim=kh%C3%B4ng+c%C3%B3"),
    Sight("queue-empty", "/hang-cho", "/hang-cho", "Hoa"),
    Sight("triage", "/hang-cho/triage", "/hang-cho/triage"),
    Sight("triage-ask", "/hang-cho/triage", "/hang-cho/triage", "Lan", _key("2")),
    Sight("triage-reject", "/hang-cho/triage", "/hang-cho/triage", "Lan", _key("3")),
    Sight("triage-later", "/hang-cho/triage", "/hang-cho/triage", "Lan", _key("h")),
    Sight("triage-end", "/hang-cho/triage", "/hang-cho/triage", "Hoa"),
    Sight("decided", "/vua-quyet-dinh", "/vua-quyet-dinh", "Minh"),
    Sight("decided-empty", "/vua-quyet-dinh", "/vua-quyet-dinh", "Hoa"),
    Sight("keys", "/phim-tat", "/phim-tat"),
    Sight("missing", "/hang-cho", "/khong-co-trang-nay", status=404),
    Sight("forbidden", "/cai-dat/nguoi-dung", "/cai-dat/nguoi-dung", "Minh", status=403),
    # a story
    Sight("story", STORY, "/tin/{story}"),
    Sight("story-read-only", STORY, "/tin/{story}", "Quân"),
    Sight("story-decided", STORY, "/tin/{decided}"),
    Sight("story-unread", STORY, "/tin/{scanned}"),
    Sight("story-awkward", STORY, "/tin/{awkward}"),
    Sight("story-awaiting", STORY, "/tin/{awaiting}"),
    Sight("story-held", STORY, "/tin/{held}", "Thu"),
    Sight("story-destroy", STORY, "/tin/{held}", "Thu", _destroying),
    Sight("story-destroy-wrong", STORY, "/tin/{held}", "Thu", _destroying_something_else),
    Sight("story-conflict", STORY, "/tin/{changed}", "Lan", _conflict),
    Sight("story-photos", f"{STORY}/anh", "/tin/{story}/anh"),
    Sight("story-photos-none", f"{STORY}/anh", "/tin/{changed}/anh"),
    Sight("story-ask", f"{STORY}/thu", "/tin/{story}/thu?v=ask"),
    Sight("story-reject", f"{STORY}/thu", "/tin/{story}/thu?v=reject"),
    Sight("story-letters", f"{STORY}/thu-tu", "/tin/{decided}/thu-tu"),
    Sight("story-letters-none", f"{STORY}/thu-tu", "/tin/{changed}/thu-tu"),
    Sight("story-history", f"{STORY}/lich-su", "/tin/{changed}/lich-su"),
    Sight("story-version", f"{STORY}/ban/{{number:int}}", "/tin/{changed}/ban/1"),
    Sight("story-between", f"{STORY}/so-sanh", "/tin/{changed}/so-sanh?tu=1&den=2"),
    Sight("story-offered", f"{STORY}/ban-gui/{{number:int}}", "/tin/{offered}/ban-gui/1"),
    Sight("story-takeout", f"{STORY}/lay-ra", "/tin/{story}/lay-ra"),
    Sight("story-mail", f"{STORY}/goc", "/tin/{story}/goc"),
    Sight("story-mail-html", f"{STORY}/goc-html", "/tin/{story}/goc-html"),
    Sight("twins", SAME, "/tin/{twins}"),
    Sight("twins-merge", f"{SAME}/gop", "/tin/{twins}/gop"),
    Sight("boilerplate", "/khuon-mau", "/khuon-mau"),
    Sight("boilerplate-empty", "/khuon-mau", "/khuon-mau", "Hoa"),
    # the head of the board, the contributor
    Sight("approval", "/duyet/{token}", "/duyet/{approval}", ""),
    Sight("approval-no-reason", "/duyet/{token}", "/duyet/{approval}", "", _sent_back_without_reason),
    Sight("approval-gone", "/duyet/{token}", "/duyet/khong-co", "", status=410),
    Sight("own-link", "/t", "/t", ""),
    Sight("own", "/t/{token}", "/t/{own}", ""),
    Sight("own-gone", "/t/{token}", "/t/khong-co", "", status=404),
    Sight("own-ended", "/t/{token}", "/t/{ended}", "", status=404),
    Sight("reminder", "/nhac/{token}", "/nhac/{reminder}", ""),
    Sight("reminder-ended", "/nhac/{token}", "/nhac/{reminder}", "", _no_more_reminders),
    # people, letters, machinery
    Sight("contributors", "/cong-tac-vien", "/cong-tac-vien"),
    Sight("contributors-empty", "/cong-tac-vien", "/cong-tac-vien", "Hoa"),
    Sight("contributor", "/cong-tac-vien/{outlet}", "/cong-tac-vien/demo?ai={sender}"),
    Sight("unit", "/don-vi/{outlet}", "/don-vi/demo?ten={unit}"),
    Sight("letters", "/thu-di", "/thu-di"),
    Sight("letters-empty", "/thu-di", "/thu-di", "Hoa"),
    Sight("letter", "/thu-di/{outlet}/{letter}", "/thu-di/{letter}"),
    Sight("letters-in", "/thu-den", "/thu-den"),
    Sight("letters-in-empty", "/thu-den", "/thu-den", "Hoa"),
    Sight("ledger", "/so-cai", "/so-cai"),
    Sight("ledger-empty", "/so-cai", "/so-cai", "Hoa"),
    Sight("health", "/van-hanh", "/van-hanh"),
    Sight("health-empty", "/van-hanh", "/van-hanh", "Hoa"),
    # settings
    Sight("account", "/tai-khoan", "/tai-khoan"),
    Sight("account-code", "/tai-khoan", "/tai-khoan", "Lan", _click('form[action="/tai-khoan/ma"] button')),
    Sight("account-code-wrong", "/tai-khoan", "/tai-khoan", "Lan", _fill('form[action$="/xac-nhan"] button', ma="1")),
    Sight("account-last-codes", "/tai-khoan", "/tai-khoan", "Lan", _last_codes),
    Sight("account-code-on", "/tai-khoan", "/tai-khoan"),
    Sight("people", "/cai-dat/nguoi-dung", "/cai-dat/nguoi-dung", "Quân"),
    Sight("people-invite", "/cai-dat/nguoi-dung", "/cai-dat/nguoi-dung", "Quân",
          _fill("#moi form button.btn-main", email="nga@example.vn")),
    Sight("mailboxes", "/cai-dat/hop-thu", "/cai-dat/hop-thu", "Quân"),
    Sight("mailboxes-first", "/cai-dat/hop-thu", "/cai-dat/hop-thu", "Hoa"),
    Sight("mailboxes-fails", "/cai-dat/hop-thu", "/cai-dat/hop-thu", "Hoa",
          _fill("#them form button.btn-main", name="hop", host="127.0.0.1", user="bbt", mat_khau="ung dung", port="1")),
    Sight("mailboxes-works", "/cai-dat/hop-thu", "/cai-dat/hop-thu", "Hoa", _tried),
    Sight("mailboxes-sign-in", "/cai-dat/hop-thu", "/cai-dat/hop-thu", "Quân",
          _click('form[action$="/dang-nhap"] button')),
    Sight("mailboxes-sign-in-browser", "/cai-dat/hop-thu", "/cai-dat/hop-thu", "Quân",
          _click('form[action$="/dang-nhap"] button[value="trinh-duyet"]')),
    Sight("mailboxes-out-fails", "/cai-dat/hop-thu", "/cai-dat/hop-thu", "Quân",
          _click('form[action$="/smtp_out.bao"] button')),
    Sight("mailboxes-out-sign-in", "/cai-dat/hop-thu", "/cai-dat/hop-thu", "Quân",
          _click('form[action$="/smtp_out.bao/dang-nhap"] button')),
    Sight("mailboxes-out-sign-in-browser", "/cai-dat/hop-thu", "/cai-dat/hop-thu", "Quân",
          _click('form[action$="/smtp_out.bao/dang-nhap"] button[value="trinh-duyet"]')),
    Sight("outlets", "/cai-dat/toa-soan", "/cai-dat/toa-soan", "Quân"),
    Sight("rules", "/cai-dat/kiem-tra", "/cai-dat/kiem-tra", "Quân"),
    Sight("wording", "/cai-dat/thu", "/cai-dat/thu?noi=demo&loai=ask"),
    Sight("wording-number", "/cai-dat/thu", "/cai-dat/thu?noi=demo&loai=acknowledgement&tieng=en&so=LG-2025-000999"),
    Sight("audit", "/cai-dat/nhat-ky", "/cai-dat/nhat-ky", "Quân"),
    Sight("audit-empty", "/cai-dat/nhat-ky", "/cai-dat/nhat-ky?tim=kh%C3%B4ng-c%C3%B3", "Quân"),
    # what changes the newsroom comes last
    Sight("undo", "/hang-cho/triage", "/hang-cho/triage", "Minh", _key("1")),
    Sight("today-just", "/", "/", "Minh"),
    Sight("approval-answered", "/duyet/{token}", "/duyet/{approval_two}", "", _click('button[value="duyet"]')),
    Sight("mailboxes-doubt", "/cai-dat/hop-thu", "/cai-dat/hop-thu", "Quân", _answers_from_elsewhere),
)  # fmt: skip
