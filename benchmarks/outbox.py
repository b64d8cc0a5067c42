"""Letters that leave: the outbox with its leases and durable commits, beside smtplib handing over the same octets.

python -m benchmarks.outbox [LETTERS]     default: 10000

One connection to a server on this machine that takes everything; both in one run. Memory is that of this process.
"""

import logging
import resource
import smtplib
import socket
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import structlog

from tests.conftest import settings_for
from tinbai.app import App, open_app
from tinbai.keys import Keys
from tinbai.model import Address, Mail
from tinbai.notifier import letters, mail
from tinbai.notifier.letters import House
from tinbai.notifier.outbox import Outbox
from tinbai.settings import SmtpOut
from tinbai.store import deliveries

MIB = 1024 * 1024
BATCH = 500


class Server(threading.Thread):
    """Takes every letter of one connection at a time and forgets it."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.taken = 0

    def run(self) -> None:
        while True:
            talk, _ = self._listener.accept()
            with talk, talk.makefile("rb") as lines:
                talk.sendall(b"220 sink\r\n")
                in_data = False
                for line in lines:
                    if in_data:
                        if line != b".\r\n":
                            continue
                        in_data, self.taken, answer = False, self.taken + 1, b"250 taken"
                    else:
                        in_data = line[:4].upper() == b"DATA"
                        answer = b"354 go on" if in_data else b"221 bye" if line[:4].upper() == b"QUIT" else b"250 ok"
                    talk.sendall(answer + b"\r\n")


def promise(app: App, many: int, now: datetime) -> None:
    """So many decisions' letters, due now."""
    house = House("demo", "Cổng TTĐT tỉnh Lam Giang", "bbt@example.vn", "vi", "Asia/Ho_Chi_Minh", 5, Keys((b"k" * 32,)))
    text = letters.held(house, _mail(), now)
    for first in range(0, many, BATCH):
        with app.database.write() as tx:
            for number in range(first, min(first + BATCH, many)):
                to = Address("Nguyễn Thị Bưởi", f"ctv{number}@example.org")
                key, receipt = f"bench:{number}", f"LG-2026-{number:06}"
                new = letters.promised(
                    house,
                    to,
                    (None, ()),
                    text,
                    key=key,
                    kind="decision",
                    draft=None,
                    now=now,
                    due=now,
                    receipt_no=receipt,
                )
                deliveries.promise(tx, new)


def _mail() -> Mail:
    return Mail(None, "Tin", None, Address("Nguyễn Thị Bưởi", "ctv@example.org"))


def resident() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / MIB


def measured(many: int) -> tuple[float, float, float, float, float]:
    """(letters a second of ours, of smtplib alone, processor ms for one of ours, MiB after a tenth, MiB at the end)."""
    server = Server()
    server.start()
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        out = SmtpOut(kind="smtp", host="127.0.0.1", port=server.port, security="none")
        settings = settings_for(folder, f"sqlite:///{folder}/t.db").model_copy(update={"smtp_out": out})
        app = open_app(settings, lambda: now)
        outbox = Outbox(app.database, out, app.now, app.worker)
        promise(app, many // 10, now)
        outbox.send_due()
        early = resident()
        promise(app, many, now)
        began, worked = time.perf_counter(), time.process_time()
        sent = outbox.send_due()
        ours, cost = sent / (time.perf_counter() - began), (time.process_time() - worked) / sent
        late = resident()
        with app.database.read() as tx:
            some = deliveries.listed(tx, ["demo"], 100)
        app.close()
    raws = [mail.octets(one) for one in some]
    return ours, _bare(server.port, raws, many), cost * 1000, early, late


def _bare(port: int, raws: list[bytes], many: int) -> float:
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as server:
        began = time.perf_counter()
        for number in range(many):
            server.sendmail("bbt@example.vn", [f"ctv{number}@example.org"], raws[number % len(raws)])
        return many / (time.perf_counter() - began)


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    ours, bare, cost, early, late = measured(many)
    print(f"{many} letters through one connection, each leased and settled by a durable commit")
    print(f"ours       {ours:8.0f} a second, {cost:.1f} ms of the processor each (the server's thread included)")
    print(f"smtplib    {bare:8.0f} a second   (writes nothing down)   ratio {ours / bare:.2f}")
    print(f"memory     {early:.0f} MiB after {many // 10}, {late:.0f} MiB at the end")


if __name__ == "__main__":
    main()
