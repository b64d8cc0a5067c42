"""The service as a process: no command at all runs it, SIGTERM ends it in time, roles split over processes."""

import os
import signal
import smtplib
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.servers.ports import free_port, wait_for_port
from tests.servers.program import command, environment, sums, tinbai

SETTINGS = """
[[outlets]]
code = "demo"
name = "Ban Biên tập"
address = "bbt@example.vn"
[smtp_in]
enabled = true
port = {smtp}
[smtp_out]
kind = "folder"
[web]
port = {web}
"""
LETTERS = Path(__file__).parent / "letters"
pytestmark = pytest.mark.slow


@pytest.fixture
def smtp() -> int:
    return free_port()


@pytest.fixture
def folder(tmp_path: Path, smtp: int) -> Path:
    (tmp_path / "settings.toml").write_text(SETTINGS.format(smtp=smtp, web=0), "utf-8")
    return tmp_path


@contextmanager
def _running(folder: Path, *words: str) -> Iterator["subprocess.Popen[str]"]:
    pipe = subprocess.PIPE
    running = subprocess.Popen(
        command(*words), cwd=folder, env=environment(), stdout=pipe, stderr=pipe, encoding="utf-8"
    )
    try:
        yield running
    finally:
        running.kill()
        running.communicate()


def _send(port: int, letter: str) -> None:
    raw = next(LETTERS.glob(f"{letter}-*.eml")).read_bytes()
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as server:
        server.sendmail("lan@example.org", ["bbt@example.vn"], raw)


def _wait_for_drafts(folder: Path, number: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if sums(folder)["drafts"] >= number:
            return
        time.sleep(0.2)
    raise TimeoutError(f"no {number} drafts after 30 s")


@pytest.mark.parametrize("words", [(), ("run",), ("run", "--only", "web")])
def test_it_prints_the_address_of_the_desk_and_answers_there(folder: Path, words: tuple[str, ...]) -> None:
    with _running(folder, *words) as running:
        assert running.stdout
        address = running.stdout.readline().strip()
        with urllib.request.urlopen(f"{address}/healthz", timeout=10) as answer:
            assert answer.status == 200


_SOON = 20  # seconds, on a machine that does much else too; the service gives itself five


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_soon_and_quietly(folder: Path, smtp: int, sign: signal.Signals) -> None:
    with _running(folder, "run") as running:
        wait_for_port(smtp)
        _send(smtp, "02")
        with socket.create_connection(("127.0.0.1", smtp)):  # an idle client must not hold it up
            running.send_signal(sign)
            assert running.wait(_SOON) == 0
        assert running.stderr and "Traceback" not in running.stderr.read()


def test_the_same_signal_twice_is_one_wish(folder: Path, smtp: int) -> None:
    with _running(folder, "run") as running:
        wait_for_port(smtp)
        for _ in range(3):
            running.send_signal(signal.SIGTERM)
        assert running.wait(_SOON) == 0


_TASKS = Path("/proc/self/task")


no_children = pytest.mark.skipif(not any(_TASKS.glob("*/children")), reason="no list of child processes here")


def _children(process: int) -> list[int]:
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


@contextmanager
def _hanging(folder: Path, smtp: int) -> Iterator["subprocess.Popen[str]"]:
    """A service whose parser does not answer, with a mail in hand."""
    with _running(folder, "run") as running:
        wait_for_port(smtp)
        _send(smtp, "02")
        _wait_for_drafts(folder, 1)
        helpers = _children(running.pid)
        for helper in helpers:
            os.kill(helper, signal.SIGSTOP)
        _send(smtp, "17")
        time.sleep(0.5)
        try:
            yield running
        finally:
            for helper in helpers:
                with suppress(ProcessLookupError):
                    os.kill(helper, signal.SIGCONT)


@no_children
def test_a_parser_that_hangs_does_not_hold_it_up(folder: Path, smtp: int) -> None:
    with _hanging(folder, smtp) as running:
        running.send_signal(signal.SIGTERM)
        assert running.wait(_SOON) == 0
    assert sums(folder)["waiting"] == 1


@no_children
def test_a_second_wish_ends_it_at_once(folder: Path, smtp: int) -> None:
    with _hanging(folder, smtp) as running:
        running.send_signal(signal.SIGTERM)
        time.sleep(1.2)
        running.send_signal(signal.SIGTERM)
        assert running.wait(_SOON) == 1


def test_roles_in_processes_of_their_own_share_one_database(folder: Path, smtp: int) -> None:
    with (
        _running(folder, "run", "--only", "intake"),
        _running(folder, "run", "--only", "work"),
        _running(folder, "run", "--only", "send"),
    ):
        wait_for_port(smtp)
        _send(smtp, "02")
        _wait_for_drafts(folder, 1)
    assert sums(folder)["drafts"] == 1


@pytest.mark.parametrize("taken", ["smtp", "web"])
def test_a_taken_port_is_exit_code_2_and_one_line(tmp_path: Path, folder: Path, smtp: int, taken: str) -> None:
    with _running(folder, "run"):
        wait_for_port(smtp)
        ports = {"smtp": smtp if taken == "smtp" else 0, "web": free_port()}
        if taken == "web":
            ports["web"] = smtp  # somebody listens there, that is enough
        other = tmp_path / "other"
        other.mkdir()
        (other / "settings.toml").write_text(SETTINGS.format(**ports), "utf-8")
        done = tinbai(other, "run")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith(f"tinbai: {taken if taken == 'web' else 'smtp_in'}.port: 127.0.0.1:")
