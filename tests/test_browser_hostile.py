"""Mail made to run in an editor's browser: nothing of it ever runs, and the browser asks nobody but us."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.header import Header
from email.mime.application import MIMEApplication
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import Seat, chromium, seat
from tests.conftest import Clock, settings_for
from tests.desk import served
from tests.hostile import FIRST as PAYLOADS
from tests.newsroom import Newsroom
from tests.story_desk import at, head
from tests.test_web_photos import photo
from tinbai import decisions
from tinbai.app import open_app
from tinbai.model import Block, Byline, Draft, State, Story, Verdict
from tinbai.sandbox import Sandbox
from tinbai.store import people

pytestmark = pytest.mark.slow

LAN = "lan-editor@example.vn"
TOGETHER = 3  # payloads in one subject, name or file name
TABS = ("", "/anh", "/thu-tu", "/lich-su", "/ban/1", "/goc", "/thu?v=ask", "/thu?v=reject")


def mail(number: int) -> bytes:
    """Payloads as subject, sender's name, file names, text and HTML body, and words of an attached text."""
    turned = (*PAYLOADS[number * TOGETHER :], *PAYLOADS[: number * TOGETHER])
    here = [" ".join(turned[place : place + TOGETHER]) for place in range(0, len(turned), TOGETHER)]
    letter = MIMEMultipart("mixed")
    letter["From"] = f"{Header(here[1], 'utf-8').encode()} <nguoi{number}@ctv.example>"
    letter["To"] = f"{Header(here[2], 'utf-8').encode()} <bbt@example.vn>"
    letter["Subject"] = Header(here[0], "utf-8").encode()
    letter["Date"], letter["Message-ID"] = "Mon, 2 Mar 2026 07:55:00 +0700", f"<xau{number}@ctv.example>"
    body = MIMEMultipart("alternative")
    words = "\n\n".join(f"Đoạn {place} của tin {number}: {one}" for place, one in enumerate(PAYLOADS))
    body.attach(MIMEText(words, "plain", "utf-8"))
    if number % 2:
        body.attach(MIMEText(f"<html><body>{''.join(f'<p>{one}</p>' for one in PAYLOADS)}</body></html>", "html"))
    letter.attach(body)
    picture = MIMEImage(photo(1300, 900, seed=number % 7), "jpeg")
    picture.add_header("Content-Disposition", "attachment", filename=("utf-8", "", f"{here[3]}.jpg"))
    letter.attach(picture)
    page = MIMEApplication(f"<svg xmlns='http://www.w3.org/2000/svg' onload='ran({number})'/>".encode(), "svg+xml")
    page.add_header("Content-Disposition", "attachment", filename=("utf-8", "", f"{here[4]}.svg"))
    letter.attach(page)
    return letter.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium(whole=True) as running:
        yield running


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> Iterator[tuple[Newsroom, str]]:
    """A newsroom that got all of them; one story was edited, one asked about, one rejected, with payloads too."""
    folder: Path = tmp_path_factory.mktemp("hostile")
    app = open_app(settings_for(folder, f"sqlite:///{folder}/tinbai.db"), Clock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC)))
    newsroom = Newsroom(app, sandbox)
    newsroom.take(*(mail(number) for number in range(-(-len(PAYLOADS) // TOGETHER))))
    lan = newsroom.person(name="Lan")
    found = waiting(newsroom)
    everything = Story(
        PAYLOADS[0],
        PAYLOADS[24],
        tuple(
            block
            for one in PAYLOADS
            for block in (
                Block("paragraph", text=one),
                Block("subhead", text=one),
                Block("quote", text=one),
                Block("list", items=(one, one)),
                Block("table", rows=((one, one),)),
                Block("figure", photo=0),
            )
        ),
        Byline(PAYLOADS[29]),
    )
    edited = replace(everything, captions=(PAYLOADS[29],) * 9, credits=(PAYLOADS[32],) * 9)
    decisions.edit(app, "demo", found[0].id, lan, 1, edited)
    decisions.decide(app, "demo", found[1].id, lan, Verdict.ASK, "\n".join(PAYLOADS))
    decisions.decide(app, "demo", found[2].id, lan, Verdict.REJECT, PAYLOADS[23])
    with served(app, sandbox) as address:
        yield newsroom, address
    app.close()


def waiting(newsroom: Newsroom) -> list[Draft]:
    return [head(newsroom, row.id) for row in newsroom.drafts("demo", State.RECEIVED)]


@pytest.fixture
def lan(browser: Browser, house: tuple[Newsroom, str]) -> Iterator[Seat]:
    """Her browser notes every payload that runs; the seat fails on any other address asked and on any refusal."""
    with seat(browser, *house, LAN) as sitting:
        sitting.page.context.expose_function("ran", lambda number: sitting.troubles.append(f"payload {number} ran"))
        yield sitting


def look(sitting: Seat, address: str) -> None:
    sitting.go(address)
    sitting.page.wait_for_load_state("networkidle")
    assert sitting.troubles == [], address


def test_enough_payloads_arrived(house: tuple[Newsroom, str]) -> None:
    newsroom = house[0]
    assert len(PAYLOADS) >= 40 and len(newsroom.drafts()) * TOGETHER >= len(PAYLOADS)
    subjects = {draft.item.title or draft.revision.story.title for draft in waiting(newsroom)}
    assert any("<" in subject for subject in subjects)


def test_no_story_page_runs_what_a_mail_brings(lan: Seat, house: tuple[Newsroom, str]) -> None:
    for row in house[0].drafts("demo"):
        look(lan, f"/tin/demo/{row.id}")


def test_no_tab_runs_it(lan: Seat, house: tuple[Newsroom, str]) -> None:
    rows = house[0].drafts("demo")
    for row in rows[:4]:
        for tab in TABS:
            look(lan, f"/tin/demo/{row.id}{tab}")
    edited = next(row for row in rows if row.state is State.IN_REVIEW)
    for tab in ("", "/anh", "/ban/2", "/ban/2?so-sanh=1", "/lich-su"):
        look(lan, f"/tin/demo/{edited.id}{tab}")


def test_a_mail_in_its_own_form_runs_and_fetches_nothing(lan: Seat, house: tuple[Newsroom, str]) -> None:
    """All payloads as live HTML in the frame, and the frame's address opened by itself: the browser refuses all."""
    shown = 0
    for row in house[0].drafts("demo")[:6]:
        path = f"/tin/demo/{row.id}/goc-html"
        for address in (path, f"{path}/khung"):
            lan.go(address)
            lan.page.wait_for_load_state("networkidle")
        shown += "<details" in lan.page.content()
        assert lan.page.url == lan.address + f"{path}/khung"
    assert shown and not [said for said in lan.troubles if said.startswith(("payload", "error", "dialog"))]
    assert not [one for one in lan.asked if "evil.example" in one]
    lan.troubles.clear()


def test_no_list_runs_it(lan: Seat, house: tuple[Newsroom, str]) -> None:
    for address in ("/hang-cho?xem=tat-ca", "/hang-cho/triage", "/vua-quyet-dinh", "/thu-di", "/so-cai", "/van-hanh"):
        look(lan, address)
    for letter in house[0].letters()[:6]:
        look(lan, f"/thu-di/{letter.outlet}/{letter.id}")
    for one in PAYLOADS[:6]:
        look(lan, f"/hang-cho?tim={quote(one)}")


def test_what_was_typed_comes_back_as_text(lan: Seat, house: tuple[Newsroom, str]) -> None:
    """Through saving, the page after a conflict, the toast and the letter's page."""
    newsroom = house[0]
    draft = waiting(newsroom)[-1]
    lan.go(at(draft))
    with newsroom.app.database.read() as tx:
        me = people.by_email(tx, LAN)
    assert me
    decisions.edit(newsroom.app, "demo", draft.id, me, 1, replace(draft.revision.story, title=PAYLOADS[32]))
    lan.page.fill("#tieu-de", PAYLOADS[24])
    lan.page.fill("#than-bai-soan", "\n\n".join(PAYLOADS))
    lan.page.keyboard.press("Control+s")
    lan.page.get_by_role("button", name="Lưu bản của tôi").wait_for()
    assert lan.page.input_value("#tieu-de") == PAYLOADS[24]
    lan.page.get_by_role("button", name="Lưu bản của tôi").click()
    expect(lan.page.locator("[data-saved]")).to_contain_text("bản thứ 3")
    lan.page.wait_for_load_state()
    lan.page.keyboard.press("1")
    lan.page.locator(".toast").wait_for()
    assert PAYLOADS[24][:20] in lan.page.locator(".toast").inner_text()
    assert lan.troubles == []


def test_files_never_open_in_the_browser(lan: Seat, house: tuple[Newsroom, str]) -> None:
    draft = head(house[0], house[0].drafts("demo")[0].id)
    lan.go(f"{at(draft)}/goc")
    for number in range(lan.page.locator(".file").count()):
        with lan.page.expect_download() as download:
            lan.page.locator(".file").nth(number).click()
        assert "/" not in download.value.suggested_filename
        download.value.cancel()
    for path in ("/tep/1", "/tep/2", "/thu-goc", "/anh/1/goc"):
        answer = lan.page.request.get(lan.address + at(draft) + path)
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert answer.headers["content-type"] == "application/octet-stream"
