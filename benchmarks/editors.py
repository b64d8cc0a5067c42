"""Editors at work while mail comes in: how long they wait, as a ratio to a bare page, and what open streams cost.

    python -m benchmarks.editors [--editors 200] [--seconds 60] [--drafts 500] [--mails 5] [--streams 200]
        [--locust "FOLDER/bin/python -m locust"]

Starts the service as it runs in production (`main.py run`) on a folder of its own, fills its queue, and lets locust be
the editors (editor.py): each does one thing every 5 seconds, some of them ask for a bare page of the same service
(/healthz). Mail comes by SMTP all the while and is read, stored and indexed. Locust may stand in an environment of its
own: it brings a web server and its own threads, which the service's tests have no use for.
"""

import argparse
import csv
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks.desk import fill
from benchmarks.letters import text
from tests.servers.service import Service
from tinbai.app import App
from tinbai.store import people

_EDITOR = Path(__file__).parent / "editor.py"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    for name, usual in (("editors", 200), ("seconds", 60), ("drafts", 500), ("mails", 5), ("streams", 200)):
        options.add_argument(f"--{name}", type=int, default=usual)
    options.add_argument("--locust", default=f"{sys.executable} -m locust", help="how locust is started")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        with Service(folder, f"sqlite:///{folder}/tinbai.db") as service:
            app = service.app()
            fill(app, asked.drafts)
            tokens = _sessions(app, asked.editors)
            process = service.start().pid
            service.wait_for_web()
            service.wait_for_smtp()
            with _streams(service.web_port, tokens, asked.streams, process), _mail(service, asked.mails):
                figures = _edit(asked.locust.split(), folder, service.web_port, tokens, asked.editors, asked.seconds)
            app.close()
    _show(figures)


def _sessions(app: App, wanted: int) -> list[str]:
    with app.database.write() as tx:
        editor = people.by_email(tx, "lan@example.vn")
        if editor is None:
            raise LookupError("no editor")
        return [people.open_session(tx, editor.id, app.now()) for _ in range(wanted)]


@contextmanager
def _streams(port: int, tokens: list[str], wanted: int, process: int) -> Iterator[None]:
    """So many event streams stay open meanwhile; tells the service's threads before and after they came."""
    before, opened = _threads(process), []
    for number in range(wanted):
        line = socket.create_connection(("127.0.0.1", port), 30)
        cookie = f"tinbai={tokens[number % len(tokens)]}"
        line.sendall(f"GET /su-kien HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n\r\n".encode())
        if b" 200 " not in line.recv(64):
            raise ConnectionError("no stream was given")
        opened.append(line)
    time.sleep(12)  # the pool lets threads go that had nothing to do for ten seconds
    print(f"{wanted} event streams: {before} threads before, {_threads(process)} with them")
    yield
    for line in opened:
        line.close()


def _threads(process: int) -> int:
    """Of the process itself, not of its children."""
    return len(list(Path(f"/proc/{process}/task").iterdir()))


@contextmanager
def _mail(service: Service, a_second: int) -> Iterator[None]:
    """Mail by SMTP at that pace; tells how much the service took."""
    stop, sent, began = threading.Event(), [0], time.monotonic()

    def send(first: int) -> None:
        number = first
        while not stop.wait(max(0.0, began + number / a_second - time.monotonic())):
            service.send(text(number))
            sent[0] += 1
            number += 4

    senders = [threading.Thread(target=send, args=(first,)) for first in range(4)]
    for one in senders:
        one.start()
    yield
    stop.set()
    for one in senders:
        one.join()
    print(f"mail meanwhile: {sent[0] / (time.monotonic() - began):.1f} a second accepted")


def _edit(
    locust: list[str], folder: Path, port: int, tokens: list[str], editors: int, seconds: int
) -> dict[str, Mapping[str, str]]:
    """Let them work; locust's figures of each kind of page."""
    sessions = folder / "sessions"
    sessions.write_text("\n".join(tokens), "utf-8")
    words = ["-f", str(_EDITOR), "--headless", "-u", str(editors), "-r", "20", "-t", f"{seconds}s", "--reset-stats"]
    words += ["--host", f"http://127.0.0.1:{port}", "--csv", str(folder / "locust"), "--only-summary"]
    known = {**os.environ, "EDITOR_SESSIONS": str(sessions)}
    done = subprocess.run([*locust, *words], env=known, capture_output=True, text=True, check=False)
    file = folder / "locust_stats.csv"
    if not file.exists():
        raise FileNotFoundError(f"locust gave no figures:\n{done.stderr[-2000:]}")
    for line in (folder / "locust_failures.csv").read_text("utf-8").splitlines()[1:]:
        print(f"failed: {line}", file=sys.stderr)
    with file.open(encoding="utf-8") as table:
        return {row["Name"]: row for row in csv.DictReader(table)}


def _show(figures: Mapping[str, Mapping[str, str]]) -> None:
    bare = figures["bare page"]
    for name, row in sorted(figures.items()):
        ratio = float(row["95%"]) / max(1.0, float(bare["95%"]))
        print(
            f"{name:12} {int(row['Request Count']):6} requests, {row['Failure Count']} failed  "
            f"p50 {row['50%']:>5} ms  p95 {row['95%']:>5} ms = {ratio:.1f} x bare"
        )


if __name__ == "__main__":
    main()
