"""Queue, ledger, retry, accounts and schema on the command line."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tinbai import pipeline
from tinbai.app import open_app
from tinbai.cli.main import cli
from tinbai.model import Accepted, Arrival, Source
from tinbai.sandbox import Sandbox
from tinbai.settings import load
from tinbai.store import arrivals

SETTINGS = """
data = "{data}"
[[outlets]]
code = "demo"
name = "Ban Biên tập"
address = "bbt@example.vn"
language = "{language}"
[[outlets]]
code = "bao"
name = "Báo"
address = "toasoan@example.org"
"""
MAIL = """From: Lan <lan@example.vn>
To: bbt@example.vn
Subject: Tin
Message-ID: <1@example.vn>
Content-Type: text/plain; charset=utf-8

Xã Khe Ngọc trồng được hai nghìn cây xanh

Sáng ngày 28/02/2026, Ủy ban nhân dân xã Khe Ngọc tổ chức lễ phát động trồng cây tại thôn Bến Gáo.
Tham dự có lãnh đạo xã, các đoàn thể và hơn một trăm người dân trong thôn.

Sau lễ phát động, mọi người cùng ra quân trồng hai nghìn cây keo, cây quế dọc tuyến đường liên thôn.
Kinh phí mua cây giống do xã hỗ trợ một nửa, phần còn lại do nhân dân đóng góp.

Trong thời gian tới, xã tiếp tục vận động nhân dân chăm sóc, bảo vệ diện tích cây đã trồng,
phấn đấu cả năm trồng mới mười lăm héc-ta rừng.

Nông Thị Lan
"""


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    file = tmp_path / "settings.toml"
    file.write_text(SETTINGS.format(data=tmp_path / "data", language="en"), "utf-8")
    return file


PASSWORD = "một mật khẩu thật dài\n"


def _run(settings: Path, *words: str, stdin: str = "") -> Result:
    return CliRunner().invoke(cli, ["--settings", str(settings), *words], input=stdin, catch_exceptions=True)


def _mail_came(settings: Path) -> None:
    app = open_app(load(settings))
    source = Source("smtp", "demo", "smtp", "bbt@example.vn", 0, "1")
    arrival = Arrival(source, MAIL.encode(), datetime.now(UTC), silent=True)
    assert pipeline.accept(app, arrival) is Accepted.NEW
    app.close()


def _worked_off(settings: Path, sandbox: Sandbox) -> None:
    app = open_app(load(settings))
    try:
        assert pipeline.process_next(app, sandbox)
    finally:
        app.close()


def _quarantined(settings: Path) -> str:
    app = open_app(load(settings))
    with app.database.write() as tx:
        work = arrivals.claim(tx, "w", app.now())
        assert work
        arrivals.quarantine(tx, work, "parser-died", "took too long")
    app.close()
    return work.id


def test_the_queue_as_json_lines(settings: Path, sandbox: Sandbox) -> None:
    _mail_came(settings)
    _worked_off(settings, sandbox)
    row = json.loads(_run(settings, "queue", "--json").stdout)
    assert (row["outlet"], row["state"], row["sender_address"]) == ("demo", "received", "lan@example.vn")
    assert datetime.fromisoformat(row["received_at"]).tzinfo


@pytest.mark.parametrize(("words", "rows"), [(("--outlet", "bao"), 0), (("--state", "approved"), 0), ((), 1)])
def test_the_queue_can_be_narrowed(settings: Path, sandbox: Sandbox, words: tuple[str, ...], rows: int) -> None:
    _mail_came(settings)
    _worked_off(settings, sandbox)
    assert len(_run(settings, "queue", "--json", *words).stdout.splitlines()) == rows


def test_the_table_shows_a_title_as_it_is_and_lets_it_steer_nothing(settings: Path, sandbox: Sandbox) -> None:
    _mail_came(settings)
    _worked_off(settings, sandbox)
    app = open_app(load(settings))
    with app.database.write() as tx:
        tx.exec_driver_sql("UPDATE drafts SET title = ?", ("[b]Tin[/b] \x1b[31m:smile:",))
    app.close()
    shown = _run(settings, "queue").stdout
    assert "[b]Tin[/b] [31m:smile:" in shown and "\x1b" not in shown


def test_the_ledger_adds_up(settings: Path) -> None:
    _mail_came(settings)
    sums = json.loads(_run(settings, "ledger", "--json").stdout)
    assert (sums["messages"], sums["waiting"], sums["balanced"]) == (1, 1, True)
    assert sums["mailboxes"][0]["mailbox"] == "smtp"
    assert "Waiting" in _run(settings, "ledger").stdout


@pytest.mark.parametrize("named", [True, False])
def test_retry_puts_quarantined_mail_back(settings: Path, named: bool) -> None:
    _mail_came(settings)
    arrival = _quarantined(settings)
    assert json.loads(_run(settings, "ledger", "--json").stdout)["quarantined"] == 1
    done = _run(settings, "retry", *([arrival[:12]] if named else []))
    assert (done.exit_code, done.stdout) == (0, "1\n")
    assert json.loads(_run(settings, "ledger", "--json").stdout)["waiting"] == 1


def test_retry_names_what_it_did_not_find(settings: Path) -> None:
    _mail_came(settings)
    arrival = _quarantined(settings)
    done = _run(settings, "retry", arrival[:12], "ffff0000")
    assert done.stdout == "1\n" and "ffff0000" in str(done.exception) and arrival[:12] not in str(done.exception)


def test_accounts_are_made_listed_and_locked(settings: Path) -> None:
    words = ("add", "Lan@example.vn", "--name", "Lan", "--outlet", "bao", "--role", "chief_editor", "--password-stdin")
    assert _run(settings, "user", *words, stdin=PASSWORD).exit_code == 0
    assert _run(settings, "user", "list").stdout == "lan@example.vn\tLan\tbao: chief_editor\n"
    assert (
        _run(settings, "user", "password", "lan@example.vn", "--password-stdin", stdin="mật khẩu khác dài\n").exit_code
        == 0
    )
    assert _run(settings, "user", "disable", "lan@example.vn").exit_code == 0
    assert _run(settings, "user", "list").stdout.rstrip().endswith("locked")


@pytest.mark.parametrize(
    ("words", "stdin", "said"),
    [
        (
            ("add", "lan@example.vn", "--name", "Lan", "--password-stdin"),
            PASSWORD,
            "has an account already",
        ),
        (("add", "an@example.vn", "--name", "An", "--password-stdin"), "1\n", ""),
        (("password", "an@example.vn", "--password-stdin"), PASSWORD, "nobody has the address"),
    ],
)
def test_an_account_is_refused_with_a_reason(settings: Path, words: tuple[str, ...], stdin: str, said: str) -> None:
    first = ("add", "lan@example.vn", "--name", "Lan", "--password-stdin")
    assert _run(settings, "user", *first, stdin=PASSWORD).exit_code == 0
    done = _run(settings, "user", *words, stdin=stdin)
    assert done.exit_code == 1 and said in str(done.exception)


def test_the_schema_is_upgraded_once(settings: Path) -> None:
    (settings.parent / "data").mkdir()
    assert _run(settings, "db", "upgrade").stdout == "The schema was upgraded.\n"
    assert _run(settings, "db", "upgrade").stdout == "The schema is up to date.\n"


def test_commands_speak_the_newsrooms_language(tmp_path: Path) -> None:
    file = tmp_path / "vi.toml"
    file.write_text(SETTINGS.format(data=tmp_path / "data", language="vi"), "utf-8")
    assert "Đang chờ" in _run(file, "ledger").stdout
