"""`tinbai check`: one line each, and the first wrong step named."""

from pathlib import Path

import pytest

from tests.feed_samples import FEEDS
from tests.servers import site as web
from tests.servers.ports import free_port
from tests.servers.warm import tinbai

OUTLET = "[[outlets]]\ncode = 'demo'\nname = 'Demo'\naddress = 'bbt@example.vn'\nlanguage = 'en'\n"


def _settings(folder: Path, text: str) -> Path:
    file = folder / "settings.toml"
    file.write_text(OUTLET + text, "utf-8")
    return file


@pytest.mark.slow
def test_everything_well_is_exit_code_0(tmp_path: Path) -> None:
    _settings(tmp_path, "[smtp_out]\nkind = 'folder'\n")
    done = tinbai(tmp_path, "check", check=True)
    lines = done.stdout.splitlines()
    assert lines[:2] == ["good  settings: 1 outlet, 0 mailboxes", "good  database: sqlite:///data/tinbai.db"]
    assert lines[2].startswith("good  files: data, ") and lines[3] == "good  outgoing mail: folder outbox"
    assert lines[4:] == ["good  HEIC photos: are read", "good  .rar and .7z: are read"]
    assert not done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("host", "security", "password", "lines"),
    [
        (
            "nowhere.invalid",
            "tls",
            "x",
            ["WRONG mailbox box, dns: The name of the mail server was not found."],
        ),
        (
            "127.0.0.1",
            "none",
            "x",
            ["good  mailbox box, dns", "WRONG mailbox box, tls: The mail server could not be reached."],
        ),
        ("127.0.0.1", "none", None, ["WRONG mailbox box, login: password_env: the environment has no variable BOX"]),
    ],
)
def test_a_mailbox_is_tried_step_by_step(
    tmp_path: Path, host: str, security: str, password: str | None, lines: list[str]
) -> None:
    box = f"host = '{host}'\nport = {free_port()}\nsecurity = '{security}'\ntimeout_seconds = 2\nuser = 'u'\n"
    _settings(tmp_path, f"[[mailboxes]]\nname = 'box'\noutlet = 'demo'\npassword_env = 'BOX'\n{box}")
    done = tinbai(tmp_path, "check", variables={"BOX": password} if password else {})
    assert done.returncode == 1
    assert [line for line in done.stdout.splitlines() if "mailbox box" in line] == lines


@pytest.mark.slow
def test_an_outgoing_server_that_is_away_is_said(tmp_path: Path) -> None:
    _settings(tmp_path, f"[smtp_out]\nkind = 'smtp'\nhost = '127.0.0.1'\nport = {free_port()}\nsecurity = 'none'\n")
    done = tinbai(tmp_path, "check")
    assert done.returncode == 1
    assert any(line.startswith("WRONG outgoing mail: 127.0.0.1: ") for line in done.stdout.splitlines())


@pytest.mark.slow
def test_a_database_that_is_away_is_said_and_the_rest_not_tried(tmp_path: Path) -> None:
    _settings(tmp_path, "")
    done = tinbai(tmp_path, "check", variables={"TINBAI_DATABASE": "postgresql://lan:geheim@127.0.0.1:1/x"})
    assert done.returncode == 1 and len(done.stdout.splitlines()) == 2
    assert "WRONG database: the database does not answer" in done.stdout and "geheim" not in done.stdout


@pytest.mark.slow
def test_a_feed_is_fetched_and_read(tmp_path: Path) -> None:
    with web.site() as site:
        site.pages["/rss"] = web.page((FEEDS / "hugo.xml").read_bytes())
        site.pages["/trang"] = web.page("<link rel=alternate type=application/rss+xml href=/rss>")
        feed = "[[feeds]]\nname = '{0}'\noutside = 'x'\nurl = '{1}/{0}'\n"
        read = "".join(feed.format(name, site.address) for name in ("rss", "trang"))
        _settings(tmp_path, f"{read}[fetching]\nallow = ['127.0.0.0/8']\n")
        done = tinbai(tmp_path, "check")
        assert [line for line in done.stdout.splitlines() if "feed" in line.partition(":")[0]] == [
            "good  feed rss: 1 story",
            f"WRONG feed trang: At this address is no feed and no sitemap. The page names: {site.url('/rss')}",
        ]
