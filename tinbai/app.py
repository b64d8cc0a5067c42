"""The only wiring: settings become an open database, blob folders and a clock."""

import os
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from tinbai import keys
from tinbai.origin.resolver import Dns, Resolver
from tinbai.overlay import overlaid
from tinbai.settings import MIB, Settings
from tinbai.store import Blobs, Database, kept_settings, migrate
from tinbai.store.kept_settings import Kept


def _now() -> datetime:
    return datetime.now(UTC)


def _worker() -> str:
    """machine-pid-token. Containers may share a host name, but then not the space of process numbers."""
    space = Path("/proc/self/ns/pid")
    numbers = f"-{space.stat().st_ino}" if space.exists() else ""
    return f"{socket.gethostname()[:24]}{numbers}-{os.getpid()}-{secrets.token_hex(4)}"


@dataclass(frozen=True)
class App:
    """What every job and page is given. `raw` keeps mail as it came, `blobs` what parsing brought to light."""

    settings: Settings
    database: Database
    raw: Blobs
    blobs: Blobs
    now: Callable[[], datetime] = _now
    worker: str = field(default_factory=_worker)  # names this process in leases
    file: Settings | None = None  # the settings as their file has them; None: they do not follow what the desk sets
    names: Resolver = field(default_factory=Dns)
    _kept: list[Kept] = field(default_factory=list)

    @cached_property
    def keys(self) -> keys.Keys:
        """What this installation signs with. Raises BadSettings."""
        return keys.kept(self.settings.keys_file)

    def follow(self) -> bool:
        """Take over what the desk has set since; True when anything changed. `settings` is another object then."""
        if self.file is None:
            return False
        with self.database.read() as tx:
            found = kept_settings.everything(tx)
        if found == self._kept:
            return False
        self._kept[:] = found
        object.__setattr__(self, "settings", overlaid(self.file, found, self.keys))
        return True

    def close(self) -> None:
        self.database.close()


def open_app(settings: Settings, now: Callable[[], datetime] = _now) -> App:
    """Open and migrate the database and check that a commit is durable. Raises BadSettings or TryLater."""
    settings.data.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database_url)
    migrate.upgrade(database)
    database.check()
    keep_free = settings.limits.free_disk_mb * MIB
    app = App(
        settings,
        database,
        raw=Blobs(settings.data / "raw", keep_free),
        blobs=Blobs(settings.data / "blobs", keep_free),
        now=now,
        file=settings,
    )
    _ = app.keys  # a fault in them is told at the start, not with the first letter
    app.follow()
    return app
