"""Logs hold actions and ids, never a subject, a word of a story, an address, a file's name or a secret."""

import json
import logging
import smtplib
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from tests.servers.ports import free_port, wait_for_port
from tests.servers.program import MAIN, environment, looked_into
from tinbai import logs
from tinbai.app import App
from tinbai.settings import Log
from tinbai.store import mailboxes

LETTERS = Path(__file__).parent / "letters"
PASSWORD = "mat-khau-rat-bi-mat-cua-hop-thu"
STRANGER = "nguoi.la@elsewhere.example"
SETTINGS = """
[[outlets]]
code = "demo"
name = "Ban Biên tập"
address = "bbt@example.vn"
[[outlets]]
code = "bao"
name = "Báo"
address = "toasoan@example.org"
[[mailboxes]]
name = "box"
outlet = "demo"
host = "127.0.0.1"
port = {dead}
security = "none"
user = "hopthu.mat@example.vn"
password_env = "BOX_PASSWORD"
poll_seconds = 0.5
[smtp_in]
enabled = true
port = {smtp}
[smtp_out]
kind = "smtp"
host = "127.0.0.1"
port = {dead}
security = "none"
user = "guithu.mat@example.vn"
password_env = "BOX_PASSWORD"
[web]
port = {web}
[log]
level = "debug"
"""


class Service:
    """The running service; `stop` gives everything it wrote to stderr, each event in both forms."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.smtp, self.web = folder, free_port(), free_port()
        settings = SETTINGS.format(smtp=self.smtp, web=self.web, dead=free_port())
        (folder / "settings.toml").write_text(settings, "utf-8")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.servers.twice_logged", "run"],
            cwd=folder,
            env=environment(BOX_PASSWORD=PASSWORD, PYTHONPATH=str(MAIN.parent)),
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        self._lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        wait_for_port(self.smtp)
        wait_for_port(self.web)

    def _read(self) -> None:
        assert self._process.stderr
        self._lines.extend(self._process.stderr)

    def send(self, raw: bytes, sender: str, recipient: str) -> None:
        with smtplib.SMTP("127.0.0.1", self.smtp, timeout=30) as server:
            server.sendmail(sender, [recipient], raw)

    def wait(self) -> None:
        """Until no mail waits any more."""
        deadline = time.monotonic() + 120
        with looked_into(self.folder) as app:
            while _waiting(app) and time.monotonic() < deadline:
                time.sleep(0.5)

    def stop(self) -> tuple[str, str]:
        """What was said in lines of JSON, and in all others."""
        self._process.terminate()
        self._process.wait(20)
        self._reader.join(20)
        assert self._process.stderr
        self._process.stderr.close()
        machine = "".join(_readable(line) for line in self._lines if line.startswith("{"))
        return machine, "".join(line for line in self._lines if not line.startswith("{"))


def _waiting(app: App) -> int:
    with app.database.read() as tx:
        return sum(balance.waiting for balance in mailboxes.ledger(tx))


def _readable(line: str) -> str:
    """A JSON line with its escapes undone."""
    return json.dumps(json.loads(line), ensure_ascii=False) + "\n"


def _undated(raw: bytes) -> bytes:
    """Without its old date, so that an acknowledgement is due."""
    head, blank, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    lines = [line for line in head.split(b"\n") if not line.lower().startswith((b"date:", b"return-path:"))]
    return (b"\n".join(lines) + blank + body).replace(b"\n", b"\r\n")


def _secrets(expected: dict[str, Any]) -> Iterator[str]:
    """What a letter says and who says it."""
    mail = expected.get("mail") or {}
    sender = mail.get("from") or {}
    yield from (mail.get("subject", ""), sender.get("address", ""), sender.get("name", ""))
    for attachment in mail.get("attachments") or ():
        yield attachment.get("name", "")
    for item in expected.get("items") or ():
        yield from (item.get("title") or "", item.get("lead") or "")
        yield from (photo.get("caption") or "" for photo in item.get("photos") or ())
        yield from (item.get("text") or "").splitlines()
    yield from (mail.get("text") or "").splitlines()


def _needles() -> set[str]:
    found: set[str] = set()
    for file in LETTERS.glob("*.json"):
        for words in _secrets(json.loads(file.read_text("utf-8"))):
            found |= {words[:24], words[-24:]}
    return {needle.strip() for needle in found if len(needle.strip()) >= 8}


@pytest.mark.slow
def test_a_run_over_all_letters_says_nothing_of_what_is_in_them(tmp_path: Path) -> None:
    service = Service(tmp_path)
    try:
        for file in sorted(LETTERS.glob("*.eml")):
            service.send(_undated(file.read_bytes()), "nguoi.gui@example.org", "bbt@example.vn")
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            service.send(b"Subject: Tin\r\n\r\nTin", STRANGER, STRANGER)
        _knock(service)
        service.wait()
        time.sleep(1)  # the outbox tries the dead server
    finally:
        forms = service.stop()
    for said in forms:
        assert said.count("mail accepted") >= 37 and "mail processed" in said  # the logs do speak of it
        assert "mailbox cannot be watched" in said
    needles = _needles() | {
        PASSWORD,
        STRANGER,
        "nguoi.gui@example.org",
        "hopthu.mat",
        "guithu.mat",
        "khach@",
        "sai-mat",
    }
    assert len(needles) > 300
    assert [needle for said in forms for needle in sorted(needles) if needle in said] == []


def _knock(service: Service) -> None:
    """A failed login, a wrong link and a page that does not exist."""
    form = urllib.parse.urlencode({"email": "khach@example.vn", "password": "sai-mat-khau-roi"}).encode()
    for path, data in (("/dang-nhap", form), ("/vao/sai-mat-ma", None), ("/bai/sai-mat", None)):
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(f"http://127.0.0.1:{service.web}{path}", data, timeout=30).close()


@pytest.fixture
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = before
    root.setLevel(level)


@pytest.mark.usefixtures("_restored")
def test_of_an_exception_only_its_kind_and_place_is_logged(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(Log(format="json"))
    try:
        raise ValueError(f"cannot read {STRANGER}")
    except ValueError:
        structlog.get_logger("x").exception("work failed", action="work")
    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["action"], line["exception"]) == ("work failed", "work", "ValueError")
    assert STRANGER not in str(line) and "test_of_an_exception" in line["at"][-1]


@pytest.mark.usefixtures("_restored")
@pytest.mark.parametrize(("level", "lines"), [("debug", 2), ("info", 2), ("warning", 1), ("error", 0)])
def test_the_level_holds(capsys: pytest.CaptureFixture[str], level: Any, lines: int) -> None:
    logs.configure(Log(level=level))
    log = structlog.get_logger("x")
    log.info("one", action="x")
    log.warning("two", action="x")
    assert len(capsys.readouterr().err.splitlines()) == lines
