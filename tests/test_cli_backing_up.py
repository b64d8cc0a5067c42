"""`tinbai backup`, `restore` and `drill` as the program itself, and killed at every step."""

import json
import signal
from hashlib import sha256
from pathlib import Path

import pytest

from tests.mails import letter
from tests.newsroom import Newsroom
from tests.servers.program import looked_into, tinbai
from tinbai import faults
from tinbai.backup import manifest
from tinbai.sandbox import Sandbox

pytestmark = pytest.mark.slow

SETTINGS = 'data = "{}"\n[[outlets]]\ncode = "demo"\nname = "Cổng"\naddress = "bbt@example.vn"\n'
RAW = letter(1)
NAME = sha256(RAW).hexdigest()


@pytest.fixture
def place(tmp_path: Path, sandbox: Sandbox) -> Path:
    """A folder with a newsroom that has one story, and settings of an empty one (new.toml)."""
    (tmp_path / "settings.toml").write_text(SETTINGS.format("data"))
    (tmp_path / "new.toml").write_text(SETTINGS.format("new"))
    with looked_into(tmp_path) as app:
        Newsroom(app, sandbox).take(RAW)
    return tmp_path


def test_backup_restore_and_drill(place: Path) -> None:
    made = tinbai(place, "backup", "safe")
    assert (made.returncode, Path(made.stdout.strip()).parent) == (0, Path("safe"))
    assert "Đã sao lưu xong" in made.stderr and "1 thư gốc" in made.stderr and "secret.key" in made.stderr
    said = json.loads((place / made.stdout.strip() / "manifest.json").read_text())
    assert said["raw"] == {NAME: len(RAW)} and said["tables"]["arrivals"]["rows"] == 1
    back = tinbai(place, "--settings", "new.toml", "restore", "safe")
    assert (back.returncode, "Đã khôi phục" in back.stderr) == (0, True)
    assert "secret.key" in back.stderr  # the new place has none
    assert (place / "new" / "raw" / NAME[:2] / NAME).read_bytes() == RAW
    again = tinbai(place, "--settings", "new.toml", "restore", "safe")
    assert (again.returncode, "không trống" in again.stderr) == (1, True)
    tried = tinbai(place, "drill")
    assert (tried.returncode, "tất cả đều khớp" in tried.stderr) == (0, True)
    assert not list((place / "data").glob("drill-*"))


def test_what_is_damaged_ends_with_1_and_is_named(place: Path) -> None:
    tinbai(place, "backup", "safe", check=True)
    file = place / "safe" / "raw" / NAME[:2] / NAME
    file.write_bytes(RAW.replace(b"Tin", b"Tin.", 1))
    done = tinbai(place, "--settings", "new.toml", "restore", "safe")
    assert (done.returncode, NAME in done.stderr, "Traceback" in done.stderr) == (1, True, False)
    (place / "data" / "raw" / NAME[:2] / NAME).write_bytes(b"no mail")
    for words in (("backup", "other"), ("drill",)):
        told = tinbai(place, *words)
        assert (told.returncode, NAME in told.stderr) == (1, True)


def test_older_ones_go_when_asked_to(place: Path) -> None:
    for _ in range(3):
        tinbai(place, "backup", "safe", "--keep", "2", check=True)
    assert len(manifest.complete(place / "safe")) == 2


@pytest.mark.parametrize("point", [point for point in faults.POINTS if point.startswith("backup.")])
def test_a_killed_backup_stands_under_no_name(place: Path, point: str) -> None:
    tinbai(place, "backup", "safe", check=True)
    killed = tinbai(place, "backup", "safe", variables={"TINBAI_KILL_AT": point})
    assert killed.returncode == -signal.SIGKILL
    assert len(manifest.complete(place / "safe")) == 1 and len(list((place / "safe").glob(".unfinished-*"))) == 1
    assert tinbai(place, "--settings", "new.toml", "restore", "safe").returncode == 0
    assert tinbai(place, "backup", "safe").returncode == 0


@pytest.mark.parametrize("point", [point for point in faults.POINTS if point.startswith("restore.")])
def test_a_killed_restore_is_begun_again(place: Path, point: str) -> None:
    tinbai(place, "backup", "safe", check=True)
    killed = tinbai(place, "--settings", "new.toml", "restore", "safe", variables={"TINBAI_KILL_AT": point})
    assert killed.returncode == -signal.SIGKILL
    assert tinbai(place, "--settings", "new.toml", "restore", "safe").returncode == 0
    with looked_into(place, "new.toml") as app:
        assert app.raw.open(NAME).read_bytes() == RAW
