"""The queue on its first visit, in Chromium: octets over the wire with a cold cache, and when the largest thing stands.

    python -m benchmarks.first_page [--folder FOLDER] [--runs 5] [--photos 15]

Octets are what Chromium says it received, headers included. FOLDER: one that benchmarks.desk filled; else 200 drafts
are made. `--photos`: of the rows shown so many get the thumbnail of a made photo.
"""

import argparse
import io
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import which

import uvicorn
from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from starlette.types import ASGIApp

from benchmarks.desk import fill
from benchmarks.letters import photo
from tinbai.app import App, open_app
from tinbai.model import State
from tinbai.sandbox import Sandbox
from tinbai.settings import Outlet, Settings
from tinbai.store import drafts, tables
from tinbai.web.app import create

_LARGEST = """() => new Promise(done => new PerformanceObserver(
  list => done(list.getEntries().at(-1).startTime)).observe({type: "largest-contentful-paint", buffered: true}))"""


@dataclass(frozen=True, slots=True)
class Visit:
    """octets: by kind of what was loaded; largest: milliseconds until the largest thing was painted."""

    octets: dict[str, int]
    largest: float


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--folder", type=Path)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--photos", type=int, default=15)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = asked.folder or Path(place)
        outlets = (Outlet(code="demo", name="Cổng TTĐT tỉnh Lam Giang", address="bbt@example.vn", receipt_prefix="LG"),)
        app = open_app(Settings(data=folder / "data", database=f"sqlite:///{folder}/tinbai.db", outlets=outlets))
        token = fill(app, 0 if asked.folder else 200)
        _show_photos(app, asked.photos)
        sandbox = Sandbox(app.settings.limits)
        with served(create(app, sandbox)) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
            visits = [visit(browser, f"{address}/hang-cho", address, token) for _ in range(asked.runs + 1)][1:]
            browser.close()
        sandbox.close()
        app.close()
    octets = visits[-1].octets
    parts = ", ".join(f"{kind} {n / 1000:.1f}" for kind, n in sorted(octets.items(), key=lambda one: -one[1]))
    print(f"first page, cold: {sum(octets.values()) / 1000:.1f} kB ({parts})")
    largest = [one.largest for one in visits]
    print(f"largest contentful paint: median {statistics.median(largest):.0f} ms, worst {max(largest):.0f} ms")


def _show_photos(app: App, wanted: int) -> None:
    """Give the stories that come first a thumbnail each, of 320 pixels as the intake makes them."""
    with app.database.write() as tx:
        for number, row in enumerate(drafts.queue(tx, ["demo"], [State.RECEIVED, State.IN_REVIEW], limit=wanted)):
            small = Image.open(io.BytesIO(photo(random.Random(number), 1600, 1200, 400_000)))
            small.thumbnail((320, 320))
            out = io.BytesIO()
            small.save(out, "WEBP", quality=75)
            kept = app.blobs.put(out.getvalue())
            here = (tables.drafts.c.outlet == row.outlet, tables.drafts.c.id == row.id)
            tx.execute(tables.drafts.update().where(*here).values(thumb=kept))


@contextmanager
def served(desk: ASGIApp) -> Iterator[str]:
    """The desk on a free port of this machine; its address."""
    server = uvicorn.Server(uvicorn.Config(desk, host="127.0.0.1", port=0, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def visit(browser: Browser, page_address: str, address: str, token: str) -> Visit:
    """A browser that has seen nothing of the desk opens the page."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="vi-VN")
    context.add_cookies([{"name": "tinbai", "value": token, "url": address}])
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    kinds: dict[str, str] = {}
    octets: dict[str, int] = {}
    wire.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))

    def count(event: dict[str, float | str]) -> None:
        kind = kinds.get(str(event["requestId"]), "Other")
        octets[kind] = octets.get(kind, 0) + int(event["encodedDataLength"])

    wire.on("Network.loadingFinished", count)
    page.goto(page_address)
    page.wait_for_timeout(1500)  # there is no end of the load while the counters' stream is open
    largest = float(page.evaluate(_LARGEST))
    context.close()
    return Visit(octets, largest)


if __name__ == "__main__":
    main()
