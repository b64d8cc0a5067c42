"""`tinbai import` of an archive, beside a bare loop that inserts as many rows of the same octets.

python -m benchmarks.importing [STORIES [FOLDER]]

The archive is an mbox of made stories (benchmarks/twins/made.py) of 450 words, one in ten an edited copy of an earlier
one. The bare loop does for each story what no import can do without: one row with the octets of the mail, in a durable
commit of its own, and once more with 200 rows a commit.
"""

import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from random import Random

from benchmarks.cost import spent, table
from benchmarks.twins.edits import EDITS
from benchmarks.twins.made import Maker
from tests.servers.program import command, environment
from tinbai.app import open_app
from tinbai.settings import load
from tinbai.store import mailboxes

_SETTINGS = '[[outlets]]\ncode = "demo"\nname = "Ban Biên tập"\naddress = "bbt@example.vn"\n'
_FIRST = datetime(2016, 1, 4, 8, tzinfo=UTC)
_APART = timedelta(minutes=15)
_COPIES = 0.1
_EDITS = ("figures", "layout", "names", "retitled", "typos")
_TOGETHER = 200
_LOOKED_EVERY = 0.1  # seconds
_MAIL = """From: Cong tac vien {sender} <ctv{sender}@example.vn>
To: bbt@example.vn
Date: {date}
Subject: Tin {number}
Message-ID: <{number}@archive.example.vn>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

{text}
"""


def write(path: Path, stories: int) -> None:
    """The archive; a story a quarter of an hour, of five hundred senders."""
    maker, rng = Maker(), Random(stories)
    with path.open("wb") as mbox:
        for number in range(stories):
            copied = number and rng.random() < _COPIES
            text = maker.story(rng.randrange(number) if copied else number)
            if copied:
                text = EDITS[rng.choice(_EDITS)](text, rng)
            moment = _FIRST + number * _APART
            date = format_datetime(moment)
            body = _MAIL.format(sender=rng.randrange(500), date=date, number=number, text=text.replace("\n", "\n\n"))
            mbox.write(f"From ctv@example.vn {moment:%a %b %d %H:%M:%S %Y}\n{body}\n".encode())


def imported(folder: Path, archive: Path) -> tuple[float, float]:
    """Seconds that the command takes, by the clock and of processors, with all its children."""
    (folder / "settings.toml").write_text(_SETTINGS, "utf-8")
    began, worked = time.perf_counter(), 0.0
    running = subprocess.Popen(command("import", archive), cwd=folder, env=environment())
    while running.poll() is None:  # what the last children did is known only as long as they live
        worked = max(worked, spent([running.pid]) - time.process_time())
        time.sleep(_LOOKED_EVERY)
    if running.returncode:
        sys.exit("the import fails")
    return time.perf_counter() - began, worked


def bare(folder: Path, archive: Path, together: int) -> float:
    """Seconds of a loop that keeps each mail's octets in a row, so many a durable commit."""
    mails = archive.read_bytes().split(b"\nFrom ctv@")
    connection = sqlite3.connect(folder / f"bare-{together}.db", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE mails (id INTEGER PRIMARY KEY, octets BLOB NOT NULL)")
    began = time.perf_counter()
    for first in range(0, len(mails), together):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            "INSERT INTO mails (octets) VALUES (?)", [(it,) for it in mails[first : first + together]]
        )
        connection.execute("COMMIT")
    took = time.perf_counter() - began
    connection.close()
    return took


def drafts_made(folder: Path) -> int:
    """All that the archive brought; it ends here when a mail waits, or when the ledger does not balance."""
    app = open_app(load(folder / "settings.toml").model_copy(update={"data": folder / "data"}))
    try:
        with app.database.read() as tx:
            sums = mailboxes.ledger(tx)
    finally:
        app.close()
    if any(one.waiting or not one.balanced for one in sums):
        sys.exit("the ledger does not balance")
    return sum(one.drafts for one in sums)


def main() -> None:
    stories = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    with tempfile.TemporaryDirectory(prefix="importing-", dir=sys.argv[2] if len(sys.argv) > 2 else None) as name:
        folder = Path(name)
        archive = folder / "archive"
        write(archive, stories)
        one, many = (bare(folder, archive, together) for together in (1, _TOGETHER))
        took, worked = imported(folder, archive)
        made = drafts_made(folder)
        kept = sum(file.stat().st_size for file in (folder / "data").glob("tinbai.db*"))
    head = (
        "stories",
        "drafts",
        "minutes",
        "a second",
        "processor, ms each",
        "database, KB each",
        "bare, a commit each",
        "ratio",
        f"bare, {_TOGETHER} a commit",
        "ratio",
    )
    rates = (
        f"{stories / took:.0f}",
        f"{worked / stories * 1000:.0f}",
        f"{kept / stories / 1000:.0f}",
        f"{stories / one:.0f}",
        f"{took / one:.1f}",
        f"{stories / many:.0f}",
        f"{took / many:.0f}",
    )
    table("Import of an archive", [head, (f"{stories:,}", f"{made:,}", f"{took / 60:.1f}", *rates)])


if __name__ == "__main__":
    main()
