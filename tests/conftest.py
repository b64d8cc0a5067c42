"""Fixtures for all rooms: an opened app on SQLite and on PostgreSQL, and a clock that stands still until moved."""

import os
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings as hypothesis_settings

from tests import compiled
from tests.blob_folders import Folders
from tests.newsroom import Newsroom
from tests.servers import postgres
from tinbai.app import App, open_app
from tinbai.sandbox import Sandbox
from tinbai.settings import Limits, Outlet, Settings, SmtpOut

if TYPE_CHECKING:
    from tests.desk import Visitor
    from tests.scenes.town import Town
    from tests.servers.dovecot import Dovecot
    from tests.servers.postfix import Postfix

hypothesis_settings.register_profile("tinbai", deadline=None)  # a busy machine is no defect
hypothesis_settings.load_profile("tinbai")

compiled.share()

CI = os.environ.get("CI") == "true"

# Each opened app makes 512 folders for its blobs, and its database waits for the disk: in memory that costs nothing.
_MEMORY = Path("/dev/shm")
if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > 4 << 30:  # a container has 64 MB there
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))  # where pytest makes tmp_path


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Octets are no name: packed files hold the hour they were made, and several processes must agree on names."""
    return argname if isinstance(val, bytes) else None


# Files that take longer than others, by minutes of the processor or of waiting; the longest first.
_LONG = (
    "crash", "e2e_walk", "service_faults", "browser_sights", "browser_story", "browser_everywhere", "browser_frame",
    "cli_importing", "browser_mended", "browser_hostile", "logs", "web_matrix", "browser_pages", "browser_twins",
    "fuzz", "browser_editor", "photos", "pipeline", "sandbox_limits", "cli_running", "sandbox", "cli_demo",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files come first, then those of slow tests alone: the last one to be begun decides when all is over."""
    quick = {item.path for item in items if item.get_closest_marker("slow") is None}
    place = {f"test_{name}.py": place for place, name in enumerate(_LONG)}
    items.sort(key=lambda item: (place.get(item.path.name, len(place)), item.path in quick))


def pytest_unconfigure() -> None:
    if asgi := sys.modules.get("tests.asgi"):  # only files that ask the desk load it
        asgi.close()


class Clock:
    """Stands at `now` until `forward` moves it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> datetime:
        """Move on by seconds=, minutes=, hours= or days=."""
        self.now += timedelta(**by)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))  # a Monday, 08:00 in Vietnam


@pytest.fixture(scope="session")
def cluster() -> Iterator[postgres.Cluster]:
    if not postgres.program("initdb"):
        missing("PostgreSQL is not installed (Debian: apt install postgresql)")
    with postgres.cluster() as running:
        yield running


def missing(what: str) -> None:
    """Skip with a printed reason; in CI a skip would hide that nothing was tested, so it fails."""
    if CI:
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, on both engines in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/tinbai.db"
        return
    cluster: postgres.Cluster = request.getfixturevalue("cluster")
    url = cluster.database()
    yield url
    cluster.give_back(url)


def settings_for(folder: Path, url: str) -> Settings:
    """Two outlets, letters into a folder, nothing listening."""
    outlets = (
        Outlet(code="demo", name="Cổng TTĐT tỉnh Lam Giang", address="bbt@example.vn", receipt_prefix="LG"),
        Outlet(code="bao", name="Báo Lam Giang", address="toasoan@example.org", receipt_prefix="BLG"),
    )
    return Settings(
        data=folder / "data",
        database=url,
        outlets=outlets,
        smtp_out=SmtpOut(kind="folder", folder=folder / "outbox"),
    )


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    running = Sandbox(Limits())
    yield running
    running.close()


@pytest.fixture
def newsroom(app: App, sandbox: Sandbox) -> Newsroom:
    """The app with a parser, and short ways to offer mail and to look at what became of it."""
    return Newsroom(app, sandbox)


@pytest.fixture
def lan(newsroom: Newsroom) -> "Visitor":
    """An editor's browser, signed in to the desk of the newsroom."""
    from tests.desk import Visitor  # the desk takes long to load, and few files of tests need it

    visitor = Visitor(newsroom.app, newsroom.sandbox)
    visitor.enter("editor")
    return visitor


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all tables and no rows; an app on a copy opens in 28 ms instead of 55."""
    folder = tmp_path_factory.mktemp("migrated")
    open_app(settings_for(folder, f"sqlite:///{folder}/tinbai.db")).close()
    return folder / "tinbai.db"


@pytest.fixture(scope="session")
def blob_folders(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    return Folders(tmp_path_factory.mktemp("blobs"))


@pytest.fixture
def app(tmp_path: Path, database_url: str, migrated: Path, clock: Clock, blob_folders: Folders) -> Iterator[App]:
    """An opened app with a frozen clock, once per database engine."""
    if database_url.startswith("sqlite"):
        shutil.copyfile(migrated, tmp_path / "tinbai.db")
    settings = settings_for(tmp_path, database_url)
    blob_folders.lend(settings.data)
    opened = open_app(settings, clock)
    yield opened
    opened.close()
    blob_folders.take_back(settings.data)


@pytest.fixture(scope="session")
def post_office() -> "Iterator[Dovecot]":
    """Everybody's mailbox."""
    from tests.servers import dovecot

    if not dovecot.AVAILABLE:
        missing("Dovecot is not installed (Debian: apt install dovecot-imapd)")
    with dovecot.Dovecot() as running:
        yield running


@pytest.fixture
def town(tmp_path: Path, migrated: Path, clock: Clock, sandbox: Sandbox, post_office: "Dovecot") -> "Iterator[Town]":
    """A newsroom, its contributors and the post between them (scenes/town.py)."""
    from tests.scenes.town import opened

    shutil.copyfile(migrated, tmp_path / "tinbai.db")
    with opened(settings_for(tmp_path, f"sqlite:///{tmp_path}/tinbai.db"), sandbox, clock, post_office) as made:
        yield made


@pytest.fixture
def relay(town: "Town", request: pytest.FixtureRequest) -> "Iterator[Postfix]":
    """Letters leave by a Postfix, which hands them on to the sink; parameter "narrow": without SMTPUTF8."""
    from tests.servers import postfix

    if not postfix.AVAILABLE:
        missing("Postfix is not installed, or this is not root (Debian: apt install postfix)")
    wide = getattr(request, "param", "wide") != "narrow"
    with postfix.Postfix(relay=town.sink.port, wide=wide) as running:
        town.set(smtp_out=SmtpOut(kind="smtp", host="127.0.0.1", port=running.port, security="none"))
        yield running
