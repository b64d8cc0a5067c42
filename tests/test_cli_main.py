"""The program: its exit codes, and one line for whoever used it wrongly."""

import subprocess
from pathlib import Path

import pytest

from tests.servers import warm
from tests.servers.program import command, environment, tinbai
from tinbai.cli.main import cli


def _settings(folder: Path, text: str) -> Path:
    file = folder / "mine.toml"
    file.write_text(text, "utf-8")
    return file


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nonsense"], "No such command 'nonsense'."),
        (["queue", "--nonsense"], "No such option '--nonsense'."),
        (["queue", "--outlet", "x"], "--outlet x: no such outlet, there is demo"),
        (["queue", "--state", "x"], "Invalid value for '--state'"),
        (["run", "--only", "dance"], "one or more of intake, work, send, web"),
        (["import"], "Missing argument 'PATH'."),
        (["import", "nowhere"], "Path 'nowhere' does not exist."),
        (["parse"], "Missing argument 'FILES...'."),
        (["retry", "x"], "at least 4 hexadecimal digits"),
        (["user", "add", "lan"], "Missing option '--name'."),
        (["user", "add", "lan", "--name", "Lan", "--password-stdin"], "lan: this is no e-mail address"),
        (["user", "add", "lan@example.vn", "--name", "Lan"], "the password is read with --password-stdin"),
        (["queue", "--settings", "nowhere.toml"], "nowhere.toml: no such file"),
        (["--settings", "nowhere.toml", "queue"], "nowhere.toml: no such file"),
    ],
)
def test_wrong_usage_is_exit_code_2_and_one_line(tmp_path: Path, words: list[str], said: str) -> None:
    done = warm.tinbai(tmp_path, *words)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert done.stderr.startswith("tinbai: ") and said in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colour = 1", "mine.toml: colour: unknown key"),
        ("[web]\nport = 'x'", "mine.toml: web.port: Input should be a valid integer"),
        ("[log]\nlevel = 'loud'", "mine.toml: log.level: Input should be 'debug', 'info', 'warning' or 'error'"),
        ("database = 'mysql://x'", "database: mysql is not known; sqlite:/// or postgresql://"),
        ("database = 'rubbish'", "database: not an address"),
        ("not toml", "mine.toml: Expected '='"),
    ],
)
@pytest.mark.parametrize("after", [True, False])
def test_unusable_settings_are_exit_code_2_and_one_line(tmp_path: Path, text: str, said: str, after: bool) -> None:
    named = ["--settings", str(_settings(tmp_path, text))]
    done = warm.tinbai(tmp_path, *(["ledger", *named] if after else [*named, "ledger"]))
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert said in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"TINBAI_WEB__PORT": "x"}, "TINBAI_WEB__PORT: Input should be a valid integer"),
        ({"TINBAI_OUTLETS": "x"}, 'error parsing value for field "outlets"'),
    ],
)
def test_an_unusable_variable_is_named(tmp_path: Path, variables: dict[str, str], said: str) -> None:
    done = warm.tinbai(tmp_path, "ledger", variables=variables)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1) and said in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["retry", "abcd"], "no mail in quarantine begins with abcd"),
        (["user", "disable", "lan@example.vn"], "nobody has the address lan@example.vn"),
        (["parse", "nowhere.eml"], "nowhere.eml: no such file"),
        (["import", "."], "neither a Maildir, an mbox, a folder of .eml files nor a mail"),
    ],
)
def test_a_job_that_failed_is_exit_code_1_and_one_line(tmp_path: Path, words: list[str], said: str) -> None:
    done = tinbai(tmp_path, *words)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (
        1,
        "" if "retry" not in words else "0\n",
        1,
    )
    assert done.stderr.startswith("tinbai: ") and said in done.stderr


@pytest.mark.slow
def test_a_database_that_is_away_is_exit_code_1_and_one_line(tmp_path: Path) -> None:
    done = warm.tinbai(tmp_path, "ledger", variables={"TINBAI_DATABASE": "postgresql://x@127.0.0.1:1/x"})
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "the database does not answer" in done.stderr


@pytest.mark.slow
def test_nobody_reading_is_no_traceback(tmp_path: Path) -> None:
    letter = Path(__file__).parent / "letters" / "02-gmail-text-body.eml"
    with subprocess.Popen(
        command("parse", *[letter] * 40),
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout and running.stderr
        running.stdout.read(10)
        running.stdout.close()
        assert (running.wait(60), running.stderr.read()) == (1, b"")


def test_every_command_of_the_contract_is_there() -> None:
    assert set(cli.commands) == {
        *(
            "run",
            "demo",
            "parse",
            "import",
            "twins",
            "queue",
            "ledger",
            "retry",
            "check",
            "signin",
            "user",
            "db",
            "rebuild",
            "backup",
            "restore",
            "drill",
        ),
    }
