"""`tinbai import`: killed or stopped at any moment, the same command goes on and nothing is doubled or missing."""

import json
import os
import pty
import shutil
import signal
import subprocess
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from tests.servers.program import command, environment, looked_into, sums
from tests.servers.warm import tinbai
from tinbai.model import State
from tinbai.store import deliveries, drafts

SETTINGS = """
[[outlets]]
code = "demo"
name = "Ban Biên tập"
address = "bbt@example.vn"
language = "en"
"""
MAIL = """From: Lan <lan{number}@example.vn>
To: bbt@example.vn
Date: {date}
Subject: Tin {number}
Message-ID: <{number}@example.vn>
Content-Type: text/plain; charset=utf-8

Xã Khe Ngọc trồng được {number} nghìn cây xanh

Sáng ngày 28/02/2026, Ủy ban nhân dân xã Khe Ngọc tổ chức lễ phát động trồng cây tại thôn Bến Gáo.
Tham dự có lãnh đạo xã, các đoàn thể và hơn một trăm người dân trong thôn.

Sau lễ phát động, mọi người cùng ra quân trồng {number} nghìn cây keo, cây quế dọc tuyến đường liên thôn.
Kinh phí mua cây giống do xã hỗ trợ một nửa, phần còn lại do nhân dân đóng góp.

Trong thời gian tới, xã tiếp tục vận động nhân dân chăm sóc, bảo vệ diện tích cây đã trồng,
phấn đấu cả năm trồng mới mười lăm héc-ta rừng.

Nông Thị Lan
"""


def _mail(number: int, age: timedelta) -> bytes:
    return MAIL.format(number=number, date=format_datetime(datetime.now(UTC) - age)).encode()


@pytest.fixture
def folder(tmp_path: Path, migrated: Path) -> Path:
    (tmp_path / "settings.toml").write_text(SETTINGS, "utf-8")
    (tmp_path / "data").mkdir()
    shutil.copyfile(migrated, tmp_path / "data" / "tinbai.db")
    return tmp_path


def _archive(folder: Path, number: int, kind: str = "folder", age: timedelta = timedelta(days=400)) -> Path:
    if kind == "mbox":
        path = folder / "Inbox"
        line = b"From lan@example.vn Mon Jan  1 08:00:00 2024\n"
        path.write_bytes(b"".join(line + _mail(n, age) + b"\n" for n in range(number)))
        return path
    path = folder / ("Maildir" if kind == "maildir" else "mails")
    inside = path / "cur" if kind == "maildir" else path
    for name in ("cur", "new", "tmp") if kind == "maildir" else (".",):
        (path / name).mkdir(parents=True)
    for n in range(number):
        (inside / f"17000000{n:02}.h{'' if kind == 'maildir' else '.eml'}").write_bytes(_mail(n, age))
    return path


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["folder", "maildir", "mbox"])
@pytest.mark.parametrize(
    "point",
    [
        *("intake.received:3", "accept.raw-written:3", "accept.raw-durable:5", "accept.row-written:2"),
        *("accept.committed:4", "process.claimed:2", "process.parsed:1", "process.rows-written:3"),
    ],
)
def test_killed_in_the_middle_it_goes_on_where_it_was(folder: Path, kind: str, point: str) -> None:
    path = _archive(folder, 6, kind)
    killed = tinbai(folder, "import", path, variables={"TINBAI_KILL_AT": point})
    assert killed.returncode == -signal.SIGKILL
    tinbai(folder, "import", path, check=True)
    found = sums(folder)
    assert (found["messages"], found["drafts"], found["waiting"], found["balanced"]) == (6, 6, 0, True)


def _titles(folder: Path) -> list[str]:
    """Of all drafts, in order."""
    with looked_into(folder) as app, app.database.read() as tx:
        return sorted(row.title for row in drafts.queue(tx, ["demo"], list(State)))


@pytest.mark.slow
@pytest.mark.parametrize("point", ["accept.row-written:30", "process.parsed:40", "process.rows-written:40"])
def test_killed_between_batches_no_story_comes_twice_and_none_is_lost(folder: Path, point: str) -> None:
    path = _archive(folder, 60, "mbox")
    killed = tinbai(folder, "import", path, variables={"TINBAI_KILL_AT": point})
    assert killed.returncode == -signal.SIGKILL
    tinbai(folder, "import", path, check=True)
    found = sums(folder)
    assert (found["messages"], found["drafts"], found["waiting"], found["balanced"]) == (60, 60, 0, True)
    assert _titles(folder) == sorted(f"Xã Khe Ngọc trồng được {number} nghìn cây xanh" for number in range(60))


@pytest.mark.slow
def test_one_bad_mail_costs_the_others_of_its_batch_nothing(folder: Path) -> None:
    path = _archive(folder, 8)
    bad = path / "1700000003.h.eml"
    bad.write_bytes(bad.read_bytes() + b"\nword: crash\n")
    tinbai(folder, "import", path, variables={"TINBAI_POISON": "word"}, check=True)
    found = sums(folder)
    assert (found["messages"], found["drafts"], found["waiting"] + found["quarantined"]) == (8, 7, 1)


@pytest.mark.slow
def test_repeated_it_brings_nothing_new(folder: Path) -> None:
    path = _archive(folder, 3)
    assert tinbai(folder, "import", path, check=True).stderr == "3 new, 0 seen before\n"
    assert tinbai(folder, "import", path, check=True).stderr == "0 new, 3 seen before\n"
    assert sums(folder)["messages"] == 3


@pytest.mark.slow
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_stopped_it_finishes_the_mail_in_hand_and_says_how_to_go_on(folder: Path, sign: signal.Signals) -> None:
    path = _archive(folder, 90)
    running = subprocess.Popen(
        command("import", path), cwd=folder, env=environment(), stderr=subprocess.PIPE, encoding="utf-8"
    )
    raw = folder / "data" / "raw"
    while not (raw.exists() and any(child.name != "tmp" for child in raw.iterdir())):
        time.sleep(0.01)
    running.send_signal(sign)
    _, said = running.communicate(timeout=30)
    assert running.returncode == 1 and said.endswith(
        "tinbai: Stopped. The same command goes on from here; nothing comes twice.\n"
    )
    assert tinbai(folder, "import", path, check=True).stderr.count("\n") == 1
    found = sums(folder)
    assert (found["messages"], found["drafts"], found["waiting"]) == (90, 90, 0)


def _letters(folder: Path) -> int:
    with looked_into(folder) as app, app.database.read() as tx:
        return len(deliveries.listed(tx, ["demo"]))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "age", "letters"),
    [
        ((), timedelta(hours=1), 0),
        (("--acknowledge",), timedelta(hours=1), 1),
        (("--acknowledge",), timedelta(days=4), 0),
    ],
)
def test_an_import_is_silent_unless_told_and_always_about_old_mail(
    folder: Path, words: tuple[str, ...], age: timedelta, letters: int
) -> None:
    path = _archive(folder, 1, age=age)
    tinbai(folder, "import", path, *words, check=True)
    assert (sums(folder)["drafts"], _letters(folder)) == (1, letters)


@pytest.mark.slow
def test_a_draft_bears_the_time_and_the_year_of_its_mail(folder: Path) -> None:
    tinbai(folder, "import", _archive(folder, 1, "mbox"), check=True)
    row = json.loads(tinbai(folder, "queue", "--json", check=True).stdout)
    assert row["received_at"].startswith("2024-01-01T08:00:00") and "-2024-" in row["receipt_no"]


@pytest.mark.slow
def test_of_several_newsrooms_one_must_be_named(folder: Path) -> None:
    (folder / "settings.toml").write_text(SETTINGS + SETTINGS.replace("demo", "bao"), "utf-8")
    path = _archive(folder, 1)
    done = tinbai(folder, "import", path)
    assert (done.returncode, done.stderr) == (2, "tinbai: --outlet is needed, one of demo, bao\n")
    tinbai(folder, "import", path, "--outlet", "bao", check=True)
    assert json.loads(tinbai(folder, "queue", "--json", check=True).stdout)["outlet"] == "bao"


@pytest.mark.slow
def test_on_a_terminal_there_is_a_progress_bar(folder: Path) -> None:
    path = _archive(folder, 2)
    ours, theirs = pty.openpty()
    try:
        done = subprocess.run(
            command("import", path), cwd=folder, env=environment(TERM="xterm"), stderr=theirs, check=False
        )
        os.close(theirs)
        shown = os.read(ours, 1 << 16).decode("utf-8", "replace")
    finally:
        os.close(ours)
    assert done.returncode == 0 and "2/2" in shown
