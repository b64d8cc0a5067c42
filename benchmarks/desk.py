"""The desk over many drafts: SQL statements and processor time of a request, octets of a first page.

    python -m benchmarks.desk [--drafts 100000] [--folder FOLDER]

Processor time is the whole process's after 3 requests that warm it up: middleware, handler, database, template,
packing; no network, and nothing of who reads the page. `mean` is that of 20 requests, `least` that of the quickest:
on a machine with other work a request costs up to twice as much as alone. A folder filled before is used again.
"""

import argparse
import asyncio
import gc
import gzip
import hashlib
import random
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from starlette.types import ASGIApp, Message

from tinbai.app import App, open_app
from tinbai.evidence import Evidence, Link
from tinbai.model import Address, Block, Byline, Item, State, Story
from tinbai.sandbox import Sandbox
from tinbai.settings import Outlet, Settings
from tinbai.store import draft_links, drafts, people
from tinbai.store.drafts import NewDraft
from tinbai.store.tables import arrivals
from tinbai.web.app import create

_WORDS = (
    "xã hội nghị tổng kết nông thôn mới giảm nghèo bền vững đồng bào dân tộc thiểu số trường tiểu học công an "
    "mặt trận tổ quốc phụ nữ thanh niên cựu chiến binh nông dân hợp tác chè hữu cơ ruộng bậc thang mùa vàng lễ hội "
    "văn hóa du lịch y tế trạm xá đường giao thông cầu cống thủy lợi rừng phòng cháy diễn tập ra quân đại hội chi bộ "
    "nhiệm kỳ khen thưởng gương người tốt việc tốt hiến đất làm đường nhà văn hóa bản làng biên giới hải đảo học sinh "
    "giáo viên khai giảng"
).split()
_STATES = ([State.APPROVED] * 60 + [State.REJECTED] * 20 + [State.PUBLISHED] * 14 + [State.DUPLICATE] * 3
           + [State.RECEIVED] * 2 + [State.IN_REVIEW])  # fmt: skip
PAGES = {
    "queue": "/hang-cho",
    "queue, everything": "/hang-cho?xem=tat-ca",
    "queue, possibly the same": "/hang-cho?xem=nghi-trung",
    "queue, page 100 of everything": "",
    "search, common words": "/hang-cho?xem=tat-ca&tim=hoi+nghi",
    "search, a word of every text": "/hang-cho?xem=tat-ca&tim=xa",
    "search with marks in quotes": f"/hang-cho?xem=tat-ca&tim=%22{quote('mùa vàng')}%22",
    "search, one story": f"/hang-cho?xem=tat-ca&tim={quote('số 77777')}",
    "search among the new": "/hang-cho?tim=hoi+nghi",
    "filter by unit": f"/hang-cho?xem=tat-ca&don-vi={quote('UBND xã 7')}",
    "triage": "/hang-cho/triage",
    "triage, the next card": "/hang-cho/triage/the",
    "story": "story",
    "today": "/",
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--drafts", type=int, default=100_000)
    options.add_argument("--folder", type=Path)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = asked.folder or Path(place)
        outlets = (Outlet(code="demo", name="Cổng TTĐT tỉnh Lam Giang", address="bbt@example.vn", receipt_prefix="LG"),)
        app = open_app(Settings(data=folder / "data", database=f"sqlite:///{folder}/tinbai.db", outlets=outlets))
        token = fill(app, asked.drafts)
        sandbox = Sandbox(app.settings.limits)
        gc.freeze()  # as the service does once it runs
        measure(app, create(app, sandbox), token)
        sandbox.close()
        app.close()


# --- Drafts --------------------------------------------------------------------------------------------------------


def fill(app: App, wanted: int) -> str:
    """Make drafts up to that number, and an editor; returns the token of his session."""
    chance, now = random.Random(7), app.now()
    with app.database.read() as tx:
        known = sum(drafts.counts(tx, ["demo"]).values())
    began = time.process_time()
    for start in range(known, wanted, 1000):
        with app.database.write() as tx:
            for number in range(start, min(wanted, start + 1000)):
                _make(tx, number, now - timedelta(minutes=5 * (wanted - number)), chance)
        print(f"\r{start + 1000} drafts", end="", file=sys.stderr)
    if wanted > known:
        print(f"\nfilled: {(time.process_time() - began) / (wanted - known) * 1000:.2f} ms CPU a draft, indexed")
    with app.database.write() as tx:
        editor = people.by_email(tx, "lan@example.vn")
        identity = editor.id if editor else people.add(tx, "lan@example.vn", "Lan", "vi", None, now)
        if identity is None:
            raise LookupError("no editor")
        people.join(tx, identity, "demo", "editor")
        return people.open_session(tx, identity, now)


def _make(tx: sa.Connection, number: int, at: datetime, chance: random.Random) -> None:
    title = f"{_said(chance, 9).capitalize()} số {number}"
    body = tuple(Block("paragraph", f"{_said(chance, 50).capitalize()}.") for _ in range(6))
    unit = f"UBND xã {number % 300}"
    story = Story(title, _said(chance, 30), body, Byline(f"Hoàng Yến - {unit}", ("Hoàng Yến",), unit))
    arrival = hashlib.sha256(str(number).encode()).hexdigest()
    tx.execute(arrivals.insert().values(
        outlet="demo", id=arrival, content_key=arrival, size=10_000, door="imap", mailbox="bbt", received_at=at,
        silent=False, state="done", outcome="draft", next_try=at,
    ))  # fmt: skip
    item = Item(
        "story", "body", None, title, story.lead, body, story.byline, genre=chance.choice(("feature", "news_brief"))
    )
    sender = Address("Hoàng Yến", f"ctv{number % 900}@example.org")
    state = chance.choice(_STATES)
    new = NewDraft("demo", arrival, 0, "LG", at.year, state, at, sender, item, (), story, 340, arrival)
    made = drafts.create(tx, new)
    if number % 10 == 9:
        before = hashlib.sha256(str(number - 1).encode()).hexdigest()
        other = drafts.draft_id("demo", before, 0)
        draft_links.add(tx, Link("demo", made.id, "demo", other, "edited", Evidence(), at))


def _said(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(_WORDS, k=words))


# --- Requests ------------------------------------------------------------------------------------------------------


def measure(app: App, desk: ASGIApp, token: str) -> None:
    cookie = f"tinbai={token}"
    with app.database.read() as tx:
        row = drafts.queue(tx, ["demo"], [State.RECEIVED], limit=30)[-1]
    for name, address in PAGES.items():
        if address == "story":
            address = f"/tin/demo/{row.id}"
        if not address:
            address = _deep(desk, cookie, 100)
        with statements(app) as sent:
            status, packed, _ = ask(desk, address, cookie)
        ask(desk, address, cookie), ask(desk, address, cookie)
        costs = _LOOP.run_until_complete(_costs(desk, address, cookie, 20))
        cost = f"{sum(costs) / len(costs):6.1f} ms CPU mean {min(costs):6.1f} least"
        print(f"{name:34} {status}  {len(sent):2} statements  {cost}  {packed / 1024:6.1f} kB packed")
    print(f"first page, cold: {first_page(desk, '/hang-cho', cookie) / 1024:.0f} kB")


def _deep(desk: ASGIApp, cookie: str, pages: int) -> str:
    address = "/hang-cho?xem=tat-ca"
    for _ in range(pages):
        found = re.search(r'href="([^"]+)" rel="next"', ask(desk, address, cookie)[2])
        if not found:
            break
        address = found[1].replace("&amp;", "&")
    return address


def first_page(desk: ASGIApp, address: str, cookie: str) -> int:
    """Octets of the page and of all it asks for: styles, scripts, and the fonts of the weights the desk is set in."""
    _, size, page = ask(desk, address, cookie)
    wanted = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page)) | set(re.findall(r'src="(/anh/[^"]+)"', page))
    static = next(one for one in wanted if one.endswith("/tokens.css")).rpartition("/")[0]
    for weight in (400, 500, 600):
        wanted |= {f"{static}/fonts/be-vietnam-pro-{part}-{weight}-normal.woff2" for part in ("latin", "vietnamese")}
        wanted.add(f"{static}/fonts/tinbai-so-{weight}.woff2")
    return size + sum(ask(desk, one, cookie)[1] for one in sorted(wanted))


@contextmanager
def statements(app: App) -> Iterator[list[str]]:
    """The SQL sent meanwhile, without the frame of transactions."""
    sent: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    sa.event.listen(app.database.engine, "before_cursor_execute", note)
    yield sent
    sa.event.remove(app.database.engine, "before_cursor_execute", note)


_LOOP = asyncio.new_event_loop()


def ask(desk: ASGIApp, address: str, cookie: str) -> tuple[int, int, str]:
    """(status, octets of the body as sent, the body as text)."""
    status, packed, body = _LOOP.run_until_complete(_ask(desk, address, cookie))
    return status, len(body), (gzip.decompress(body) if packed else body).decode(errors="replace")


async def _costs(desk: ASGIApp, address: str, cookie: str, times: int) -> list[float]:
    """Processor time of each request in milliseconds; the threads of the desk are kept, as the service keeps them."""
    costs = []
    for _ in range(times):
        began = time.process_time()
        await _ask(desk, address, cookie)
        costs.append((time.process_time() - began) * 1000)
    return costs


async def _ask(desk: ASGIApp, address: str, cookie: str) -> tuple[int, bool, bytes]:
    """(status, whether the body is packed, the body as sent)."""
    path, _, query = address.partition("?")
    came: list[Message] = []

    asked: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Message:
        return asked.pop() if asked else await asyncio.Future()  # nobody hangs up

    async def send(message: Message) -> None:
        came.append(message)

    scope: dict[str, Any] = {"type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "root_path": ""}
    scope |= {"path": path, "raw_path": path.encode(), "query_string": query.encode(), "asgi": {"version": "3.0"}}
    headers = (("cookie", cookie), ("host", "desk"), ("accept-encoding", "gzip"))
    scope |= {"headers": [(name.encode(), value.encode()) for name, value in headers]}
    scope |= {"server": ("desk", 80), "client": ("127.0.0.1", 1)}
    await desk(scope, receive, send)
    body = b"".join(one.get("body", b"") for one in came if one["type"] == "http.response.body")
    packed = any(name == b"content-encoding" for name, _ in came[0]["headers"])
    return came[0]["status"], packed, body


if __name__ == "__main__":
    main()
