"""The demo: every letter arrives as if sent now, the login works at once, and a second run begins afresh."""

import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from tests.servers.program import command, environment, sums, tinbai
from tinbai.app import App, open_app
from tinbai.cli.invented import LETTERS, as_sent_now
from tinbai.model import Address, Delivery, Letter
from tinbai.settings import Outlet, Settings
from tinbai.store import deliveries

OUTLETS = (
    Outlet(code="lam-giang", name="Cổng", address="bbt@example.vn", receipt_prefix="LG"),
    Outlet(code="bao-lam-giang", name="Báo", address="toasoan@example.org", receipt_prefix="BLG"),
)
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    opened = open_app(Settings(data=tmp_path / "data", outlets=OUTLETS), lambda: NOW)
    yield opened
    opened.close()


def _files() -> list[Path]:
    return sorted(LETTERS.glob("*.eml"))


def test_they_are_about_a_dozen_numbered_and_small() -> None:
    assert [file.name[:2] for file in _files()] == [f"{number:02}" for number in range(1, len(_files()) + 1)]
    assert 12 <= len(_files()) <= 20 and sum(file.stat().st_size for file in _files()) <= 4_000_000


def test_each_is_explained() -> None:
    explained = (LETTERS / "README.md").read_text("utf-8")
    assert [file.stem for file in _files() if file.stem not in explained] == []
    assert set(re.findall(r"\b\d\d-[a-z0-9-]+", explained)) == {file.stem for file in _files()}


@pytest.mark.parametrize("file", _files(), ids=lambda file: file.stem)
def test_a_letter_is_sent_now_by_its_sender_to_one_of_the_newsrooms(app: App, file: Path) -> None:
    sent = as_sent_now(app, file.read_bytes())
    mail, before = (message_from_bytes(raw, policy=policy.default) for raw in (sent.raw, file.read_bytes()))
    assert parsedate_to_datetime(str(mail["Date"])) == NOW
    assert sent.recipient in {outlet.address for outlet in OUTLETS}
    assert sent.early == (b"In-Reply-To: <tb." in file.read_bytes())
    assert sent.recipient in f"{mail['To']}"
    assert sent.sender in f"{mail['From']}" or not sent.sender or file.stem.endswith("newsletter")
    assert "Return-Path" not in mail and "Delivered-To" not in mail
    assert (mail["Message-ID"], mail["Subject"]) == (before["Message-ID"], before["Subject"])
    assert sent.title == str(before["Subject"])
    assert sent.raw.endswith(file.read_bytes().replace(b"\r\n", b"\n").partition(b"\n\n")[2].replace(b"\n", b"\r\n"))


def test_both_newsrooms_get_letters(app: App) -> None:
    sent = [as_sent_now(app, file.read_bytes()) for file in _files()]
    assert {one.recipient for one in sent} == {outlet.address for outlet in OUTLETS}


def test_a_reply_answers_the_letter_its_author_really_got(app: App) -> None:
    (file,) = LETTERS.glob("*-reply-*.eml")
    author = as_sent_now(app, file.read_bytes()).sender
    ours = Address("", "bbt@example.vn")
    subject, name = "[LG-2026-000002] Đã nhận", "tb.new@example.vn"
    letter = Letter(Address("", author), ours, subject, "x", name, None, (), "auto-replied")
    with app.database.write() as tx:
        deliveries.promise(tx, Delivery("lam-giang", "d1", "k", "acknowledgement", None, letter, NOW, NOW))
    mail = message_from_bytes(as_sent_now(app, file.read_bytes()).raw, policy=policy.default)
    assert mail["In-Reply-To"] == "<tb.new@example.vn>" and "<tb.new@example.vn>" in mail["References"]
    assert mail["Subject"].startswith("Re: [LG-2026-000002] ")


# --- the whole -----------------------------------------------------------------------------------------------------


@contextmanager
def _demo(folder: Path, *words: str) -> Iterator["subprocess.Popen[str]"]:
    pipe = subprocess.PIPE
    running = subprocess.Popen(
        command("demo", "--pause", "0", *words), cwd=folder, env=environment(), stdout=pipe, encoding="utf-8"
    )
    try:
        yield running
    finally:
        running.kill()
        running.communicate()


def _all_in(running: "subprocess.Popen[str]") -> list[str]:
    """What it says up to the last letter."""
    lines: list[str] = []
    assert running.stdout
    for line in running.stdout:
        lines.append(line.rstrip())
        if line.startswith("Đã nhận đủ"):
            return lines
    raise AssertionError(lines)


def _sums(folder: Path) -> dict[str, int]:
    demo = "data = 'demo-data'\n" + "".join(
        f"[[outlets]]\ncode = '{outlet.code}'\nname = 'x'\naddress = '{outlet.address}'\n" for outlet in OUTLETS
    )
    (folder / "demo.toml").write_text(demo)
    return sums(folder, "demo.toml")


@pytest.mark.slow
def test_the_login_lets_in_once_and_every_letter_arrives(tmp_path: Path) -> None:
    with _demo(tmp_path) as running:
        lines = _all_in(running)
        assert re.fullmatch(r"Bàn biên tập: http://127\.0\.0\.1:\d+", lines[0])
        login = lines[1].removeprefix("Đăng nhập một lần: ")
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        with opener.open(login, timeout=30) as page:
            assert page.url.endswith("/") and "Hôm nay" in page.read().decode()
        with pytest.raises(urllib.error.HTTPError, match="410"):
            urllib.request.urlopen(login, timeout=30)
        every = len(_files())
        assert [line.split(":")[0] for line in lines[2:-1]] == [f"Thư {n}/{every}" for n in range(1, every + 1)]
        running.send_signal(signal.SIGTERM)
        assert running.wait(5) == 0


@pytest.mark.slow
def test_every_letter_ends_where_it_belongs(tmp_path: Path) -> None:
    with _demo(tmp_path) as running:
        _all_in(running)
        deadline = time.monotonic() + 60
        while (found := _sums(tmp_path))["waiting"] and time.monotonic() < deadline:
            time.sleep(0.2)
    # 07 is 06 in another newsroom; 11 answers 02, 12 is 01 again; 13, 14 and 15 were written by machines
    assert (found["messages"], found["drafts"], found["attached"], found["ignored"]) == (17, 12, 2, 3)


@pytest.mark.slow
def test_a_second_demo_begins_afresh_and_two_at_once_do_not_meet(tmp_path: Path) -> None:
    with _demo(tmp_path) as first:
        _all_in(first)
        other = tinbai(tmp_path, "demo")
        assert (other.returncode, len(other.stderr.splitlines())) == (1, 1) and "another demo" in other.stderr
        with _demo(tmp_path, "--data", "elsewhere") as second:  # on another port, as the first one holds 8080
            assert _all_in(second)[0] != ""
    with _demo(tmp_path) as again:
        assert _all_in(again)[0].startswith("Bàn biên tập: ")


@pytest.mark.slow
def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "story.txt").write_text("x")
    done = tinbai(tmp_path, "demo", "--data", "mine")
    assert done.returncode == 2 and (tmp_path / "mine" / "story.txt").exists()


def test_its_folder_is_not_for_git() -> None:
    ignored = (Path(__file__).parent.parent / ".gitignore").read_text().splitlines()
    assert "/demo-data/" in ignored
