"""The full walk of a letter: from a contributor to the desk and back into his inbox, on real servers."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import format_datetime
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser import chromium
from tests.conftest import missing
from tests.mails import letter
from tests.servers import dovecot as dovecot_server
from tests.servers import postfix as postfix_server
from tests.servers.certificate import Certificate, make_certificate
from tests.servers.dovecot import Dovecot
from tests.servers.postfix import Postfix
from tests.servers.service import Service, mailbox, smtp_out, until
from tests.servers.sink import Sink, Taken
from tests.servers.warm import tinbai

pytestmark = pytest.mark.slow

LETTER = Path(__file__).parent / "letters" / "01-gmail-docx-photo.eml"
PASSWORD = "chè xanh Phú Lương Thượng"
SENDER = "sang"  # the contributor's mailbox


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    folder = tmp_path_factory.mktemp("certificate")
    folder.chmod(0o755)
    return make_certificate(folder)


@pytest.fixture
def imap(certificate: Certificate) -> Iterator[Dovecot]:
    if not dovecot_server.AVAILABLE:
        missing("Dovecot is not installed (Debian: apt install dovecot-imapd)")
    with Dovecot(certificate) as running:
        yield running


@pytest.fixture
def password(tmp_path: Path, imap: Dovecot) -> Path:
    (tmp_path / "password").write_text(imap.password)
    return tmp_path / "password"


def original() -> tuple[bytes, str, str]:
    """A letter with a Word file and a photo, sent just now; its Message-ID; the title in the Word file."""
    raw = LETTER.read_bytes().replace(b"\r\n", b"\n")
    now = f"Date: {format_datetime(datetime.now(UTC))}".encode()
    raw = re.sub(rb"^Date: .*$", now, raw, count=1, flags=re.MULTILINE)
    message_id = re.search(rb"^Message-ID: <(.*)>$", raw, re.MULTILINE | re.IGNORECASE)
    assert message_id
    expected = json.loads(LETTER.with_suffix(".json").read_text("utf-8"))
    return raw, message_id[1].decode(), expected["items"][0]["title"]


def inbox(imap: Dovecot) -> list[EmailMessage]:
    """What the contributor finds, oldest first."""
    found = [message_from_bytes(file.read_bytes(), policy=default) for file in imap.messages(SENDER)]
    return sorted(
        found, key=lambda message: "Auto-Submitted" in message and message["Auto-Submitted"] != "auto-replied"
    )


def body(message: EmailMessage) -> str:
    plain = message.get_body(("plain",))
    assert plain
    return str(plain.get_content())


@contextmanager
def started(service: Service, roles: tuple[str, ...]) -> Iterator[Service]:
    with service:
        for only in roles:
            service.start(only=only)
        service.wait_for_web()
        words = ["user", "add", "an@example.vn", "--name", "An", "--outlet", "demo", "--role", "editor"]
        words += ["--password-stdin", "--settings", str(service.settings_file)]
        tinbai(service.folder, *words, stdin=f"{PASSWORD}\n", check=True)
        yield service


def walk(service: Service, imap: Dovecot, sink: Sink) -> None:
    raw, message_id, title = original()
    imap.deliver("bbt", raw)
    assert sink.wait(1), service.log()[-4000:]
    (receipt,) = inbox(imap)
    assert receipt["In-Reply-To"] == f"<{message_id}>" and receipt["Auto-Submitted"] == "auto-replied"
    assert title in body(receipt).replace("\n", " ")

    with chromium(whole=True) as browser:
        ask_for_more(browser.new_page(), f"http://127.0.0.1:{service.web_port}", title)

    assert sink.wait(2), service.log()[-4000:]
    assert until(lambda: len(inbox(imap)) == 2)
    _, notice = inbox(imap)
    assert notice["In-Reply-To"] == f"<{message_id}>" and f"<{message_id}>" in notice["References"]
    assert notice["Auto-Submitted"] == "auto-generated"
    assert "Xin bổ sung chú thích cho ảnh." in body(notice).splitlines()

    now = format_datetime(datetime.now(UTC))
    headers = {"In-Reply-To": notice["Message-ID"], "References": f"<{message_id}> {notice['Message-ID']}", "Date": now}
    answer = letter(
        1, sender="lovansang@example.org", text="Em gửi chú thích sau ạ.\n", subject=f"Re: {notice['Subject']}",
        message_id="tra-loi@example.org", headers=headers,
    )  # fmt: skip
    imap.deliver("bbt", answer)
    assert until(lambda: ledger(service) == (1, 1)), service.log()[-4000:]
    assert len(sink.letters) == 2 and len({taken.message_id for taken in sink.letters}) == 2


def ask_for_more(page: Page, address: str, title: str) -> None:
    """Sign in, find the story, approve it by a slip of the finger, undo, and ask for what is missing."""
    page.goto(f"{address}/hang-cho")
    page.fill("#email", "an@example.vn")
    page.fill("#mk", PASSWORD)
    page.click("button.btn-main")
    page.get_by_role("link", name=title).first.click()
    expect(page.locator("h1")).to_contain_text(title)
    page.click('button[value="approve"]')
    page.click(".toast button")
    expect(page.locator(".toast")).to_contain_text("Đã hoàn tác")
    page.click('button[value="ask"], a[href*="v=ask"]')
    page.fill("#thu", "Xin bổ sung chú thích cho ảnh.")
    page.click("[data-send]")
    expect(page).to_have_url(re.compile("/hang-cho"))


def ledger(service: Service) -> tuple[int, int]:
    """(drafts, attached) as the command tells them; it must balance and hold nothing else."""
    words = ["ledger", "--json", "--settings", str(service.settings_file)]
    told = json.loads(tinbai(service.folder, *words, check=True).stdout)
    assert told["balanced"] and not told["quarantined"] and not told["seen_again"] and not told["ignored"]
    return told["drafts"], told["attached"]


def tls_mailbox(imap: Dovecot, password: Path, certificate: Certificate) -> str:
    ca_file = str(certificate.certificate)
    return mailbox(imap.tls_port, "bbt", password, host="localhost", security="tls", ca_file=ca_file)


@pytest.mark.parametrize("roles", [("",), ("intake", "work", "send", "web")], ids=["one-process", "four-processes"])
def test_from_mail_to_decision(
    tmp_path: Path, database_url: str, imap: Dovecot, password: Path, certificate: Certificate, roles: tuple[str, ...]
) -> None:
    box = tls_mailbox(imap, password, certificate)

    def deliver(taken: Taken) -> None:
        assert taken.recipient == "lovansang@example.org"
        imap.deliver(SENDER, taken.raw)

    with Sink("starttls", certificate, login=("bbt", imap.password), deliver=deliver) as sink:
        letters = {"security": "starttls", "ca_file": str(certificate.certificate), "host": "localhost"}
        letters |= {"user": "bbt", "password_file": str(password)}
        out = smtp_out(sink.port, undo_seconds=8, **letters)
        with started(Service(tmp_path, database_url, out, box), roles) as service:
            walk(service, imap, sink)
            probes(service)
            assert service.stop() < 5
    assert all(taken.encrypted and taken.user == "bbt" for taken in sink.letters)
    assert "Traceback" not in service.log()
    _, _, title = original()
    assert title not in service.log() and "lovansang" not in service.log()


def probes(service: Service) -> None:
    """What machines ask."""
    address = f"http://127.0.0.1:{service.web_port}"
    assert [httpx.get(f"{address}/{name}").status_code for name in ("healthz", "readyz")] == [200, 200]
    figures = httpx.get(f"{address}/metrics").text
    assert 'tinbai_letters{state="sent"} 2.0' in figures
    assert 'tinbai_letters{state="cancelled"} 1.0' in figures
    assert 'tinbai_drafts{outlet="demo",state="in_review"} 1.0' in figures
    assert 'tinbai_mailbox_up{mailbox="bbt",outlet="demo"} 1.0' in figures


def test_letters_leave_by_a_real_postfix(
    tmp_path: Path, imap: Dovecot, password: Path, certificate: Certificate
) -> None:
    if not postfix_server.AVAILABLE:
        missing("Postfix is not installed, or this is not root")
    box = tls_mailbox(imap, password, certificate)
    with Sink(deliver=lambda taken: imap.deliver(SENDER, taken.raw)) as sink, Postfix(sink.port, certificate) as relay:
        letters = {"security": "starttls", "ca_file": str(certificate.certificate), "host": "localhost"}
        out = smtp_out(relay.port, undo_seconds=8, **letters)
        with started(Service(tmp_path, f"sqlite:///{tmp_path}/tinbai.db", out, box), ("",)) as service:
            walk(service, imap, sink)
            assert until(lambda: relay.queued() == 0)
    assert [taken.sender for taken in sink.letters] == ["", "bbt@example.vn"]
    assert all("with ESMTPS" in str(taken.message["Received"]) for taken in sink.letters)
