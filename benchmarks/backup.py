"""A backup, one more with nothing new, the restore and the drill: seconds by the clock and of the processor.

    python -m benchmarks.backup FOLDER [--drafts 100000] [--files 5000] [--postgres]

FOLDER may be one that benchmarks.desk has filled. Files are of 100 KB of chance octets, named by attachments. With
--postgres a private server is started, and the folder must be new.
"""

import argparse
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import sqlalchemy as sa

from benchmarks.cost import table
from benchmarks.desk import fill
from tests.servers import postgres
from tinbai.app import App, open_app
from tinbai.backup import make
from tinbai.backup.drill import drill
from tinbai.backup.restore import Wishes, restore
from tinbai.settings import Outlet, Settings
from tinbai.store import schemas
from tinbai.store.tables import attachments

_SIZE = 100_000
_OUTLETS = tuple(
    Outlet(code=code, name=code, address=f"{code}@example.vn", receipt_prefix=code.upper()) for code in ("demo", "bao")
)
_GO = Event()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--drafts", type=int, default=100_000)
    parser.add_argument("--files", type=int, default=5_000)
    parser.add_argument("--postgres", action="store_true")
    asked = parser.parse_args()
    with _url(asked.folder, asked.postgres) as url:
        app = open_app(Settings(data=asked.folder / "data", database=url, outlets=_OUTLETS))
        try:
            fill(app, asked.drafts)
            _add_files(app, asked.files)
            _measure(app, asked.folder)
        finally:
            app.close()


@contextmanager
def _url(folder: Path, on_server: bool) -> Iterator[str]:
    if not on_server:
        yield f"sqlite:///{folder.absolute()}/tinbai.db"
        return
    with postgres.cluster() as running:
        yield running.database()


def _add_files(app: App, wanted: int) -> None:
    with app.database.read() as tx:
        there = tx.execute(sa.select(sa.func.count()).where(attachments.c.arrival == "made")).scalar_one()
    with app.database.write() as tx:
        for no in range(there, wanted):
            sha256 = app.blobs.put(os.urandom(_SIZE))
            row = {"outlet": "demo", "arrival": "made", "no": no, "name": f"{no}.jpg", "media_type": "image/jpeg"}
            tx.execute(attachments.insert().values(row | {"bytes": _SIZE, "sha256": sha256, "use": "photo"}))


def _measure(app: App, folder: Path) -> None:
    target, place = folder / "backups", folder / "restored"
    for one in (target, place):
        shutil.rmtree(one, ignore_errors=True)
    is_sqlite = app.database.is_sqlite
    url = f"sqlite:///{place.absolute()}/tinbai.db" if is_sqlite else schemas.make(app.database, "restored")
    empty = app.settings.model_copy(update={"data": place, "database": url})
    rows = [("", "seconds", "processor")]
    rows.append(_timed("backup", lambda: make.back_up(app, target, _GO)))
    made = make.back_up(app, target, _GO)
    rows.append(_timed("one more, nothing new", lambda: make.back_up(app, target, _GO)))
    rows.append(_timed("restore", lambda: restore(empty, target, Wishes(), _GO)))
    rows.append(_timed("drill", lambda: drill(app, folder, _GO)))
    tables = made.manifest.tables.values()
    octets = sum(one.bytes for one in tables)
    said = (
        f"{sum(one.rows for one in tables):,} rows, {octets / 1e6:,.0f} MB packed, {len(made.manifest.blobs):,} files"
    )
    table(f"{'SQLite' if is_sqlite else 'PostgreSQL'}: {said}", rows)


def _timed(what: str, work: Callable[[], object]) -> tuple[str, str, str]:
    began, worked = time.perf_counter(), time.process_time()
    work()
    return what, f"{time.perf_counter() - began:.1f}", f"{time.process_time() - worked:.1f}"


if __name__ == "__main__":
    main()
