"""The service as it runs in production: processes of `main.py run` on a settings file, killed and started at will."""

import signal
import smtplib
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.servers import warm
from tests.servers.ports import free_port, wait_for_port
from tests.servers.program import environment
from tinbai import settings
from tinbai.app import App, open_app

_SETTINGS = """
data = "{data}"
database = "{database}"
workers = 2
{outlets}
[smtp_in]
enabled = {smtp}
port = {smtp_port}
[web]
port = {web_port}
[limits]
{limits}
{more}
"""
_OUTLETS = """
[[outlets]]
code = "demo"
name = "Cổng TTĐT tỉnh Lam Giang"
address = "bbt@example.vn"
receipt_prefix = "LG"
[[outlets]]
code = "bao"
name = "Báo Lam Giang"
address = "toasoan@example.org"
receipt_prefix = "BLG"
"""


def mailbox(port: int, user: str, password_file: Path, **more: str | float | bool) -> str:
    """A mailbox's lines of settings.toml: everything is taken, and moved away once it is durable."""
    values: dict[str, str | float | bool] = {"name": user, "outlet": "demo", "host": "127.0.0.1", "port": port}
    values |= {"security": "none", "user": user, "password_file": str(password_file), "start": "all", "after": "move"}
    values |= {"timeout_seconds": 20} | more
    return "[[mailboxes]]\n" + "".join(f"{name} = {_toml(value)}\n" for name, value in values.items())


def smtp_out(port: int, **more: str | float | bool) -> str:
    """Letters go to that port."""
    values: dict[str, str | float | bool] = {"kind": "smtp", "host": "127.0.0.1", "port": port, "security": "none"}
    values |= {"acks_per_sender_per_day": 1000, "acks_per_hour": 100_000} | more
    return "[smtp_out]\n" + "".join(f"{name} = {_toml(value)}\n" for name, value in values.items())


def _toml(value: str | float | bool) -> str:
    return str(value).lower() if isinstance(value, bool | int | float) else f'"{value}"'


class Service:
    """One or several processes over one settings file. All are killed on exit.

    more: further tables of the file; limits: the lines of its table of that name.
    """

    def __init__(
        self,
        folder: Path,
        database_url: str,
        *more: str,
        smtp: bool = True,
        data: Path | None = None,
        limits: str = "free_disk_mb = 0",
    ) -> None:
        self.folder = folder
        self.smtp_port, self.web_port = free_port(), free_port()
        self.settings_file = folder / "settings.toml"
        self.log_file = folder / "log.txt"
        self.processes: list[warm.Forked] = []
        text = _SETTINGS.format(
            data=data or folder / "data",
            limits=limits,
            database=database_url,
            outlets=_OUTLETS,
            smtp=str(smtp).lower(),
            smtp_port=self.smtp_port,
            web_port=self.web_port,
            more="\n".join(more),
        )
        self.settings_file.write_text(text, "utf-8")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.kill()

    def start(self, *, only: str = "", **variables: str) -> warm.Forked:
        """One more process; `variables` for its environment."""
        words = ["run", "--settings", str(self.settings_file), *(["--only", only] if only else [])]
        with self.log_file.open("ab") as log:
            process = warm.begin(words, self.folder, environment(**variables), log, log)
        self.processes.append(process)
        return process

    def wait_for_smtp(self) -> None:
        wait_for_port(self.smtp_port)

    def wait_for_web(self) -> None:
        wait_for_port(self.web_port)

    def kill(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait(30)
        self.processes.clear()

    def stop(self) -> float:
        """SIGTERM to all; the seconds until the last has ended. Each must end with 0."""
        began = time.monotonic()
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        codes = [process.wait(30) for process in self.processes]
        self.processes.clear()
        assert not any(codes), f"{codes}\n{self.log()}"
        return time.monotonic() - began

    def app(self) -> App:
        """The same database and blobs, to look at and to act on; the caller closes it."""
        return open_app(settings.load(self.settings_file))

    def send(self, raw: bytes, sender: str = "hoa@ctv.example", *to: str) -> None:
        """By SMTP; raises what smtplib raises when the service does not take it."""
        with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=30) as server:
            server.sendmail(sender, to or ("bbt@example.vn",), raw)

    def log(self) -> str:
        return self.log_file.read_text("utf-8", "replace") if self.log_file.exists() else ""


def until(true: Callable[[], bool], seconds: float = 30) -> bool:
    """Wait for something; False when the time is up."""
    deadline = time.monotonic() + seconds
    while not (fulfilled := true()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return fulfilled
