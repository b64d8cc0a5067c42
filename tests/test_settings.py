"""Settings: every key is documented, every mistake is one clear line."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tinbai import addresses, settings
from tinbai.credentials import Secret
from tinbai.errors import BadSettings
from tinbai.settings import Feed, Mailbox, Newsroom, Outlet, Settings

SHIPPED = Path(__file__).parent.parent / "settings.toml"


def _written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "settings.toml"
    file.write_text(text, "utf-8")
    return file


def test_the_shipped_file_loads() -> None:
    assert settings.load(SHIPPED).outlets[0].code == "lam-giang"


def test_without_a_file_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert settings.load(None).database_url == "sqlite:///data/tinbai.db"


def _uncommented() -> str:
    """The shipped file with every example switched on."""
    lines = []
    for line in SHIPPED.read_text("utf-8").splitlines():
        example = re.match(r"# (\[\[?[a-z_]+\]\]?$|[a-z_]+ = )", line)
        lines.append(line[2:] if example else line)
    return "\n".join(lines)


def _keys(model: Any) -> set[str]:
    return set(model.model_fields)


def test_every_key_is_documented() -> None:
    shown = tomllib.loads(_uncommented())
    assert set(shown) == _keys(Settings)
    parts = {"outlets": Outlet, "mailboxes": Mailbox, "feeds": Feed, "newsrooms": Newsroom}
    for name, model in parts.items():
        assert set(shown[name][0]) == _keys(model), name
    for name in ("smtp_in", "smtp_out", "web", "limits", "fetching", "alarms", "log"):
        assert set(shown[name]) == _keys(type(getattr(Settings(), name))), name


def test_documented_defaults_are_the_defaults() -> None:
    shown = tomllib.loads(_uncommented())
    for name in ("smtp_in", "web", "limits", "fetching", "alarms", "log"):
        part = getattr(Settings(), name).model_dump(mode="json")
        for key, value in shown[name].items():
            if key not in ("address", "ca_file"):
                assert part[key] == value, f"{name}.{key}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colour = 1", "colour: unknown key"),
        ("[web]\nprot = 1", "web.prot: unknown key"),
        ("[web]\nport = 70000", "web.port: Input should be less than or equal to 65535"),
        ("timezone = 'Mars'", "timezone: a time zone name such as Asia/Ho_Chi_Minh"),
        ("timezone = 'America'", "timezone: a time zone name such as Asia/Ho_Chi_Minh"),
        ("[limits]\nparse_seconds = inf", "limits.parse_seconds: Input should be less than or equal to 3600"),
        (f"a = {'[' * 9999}", "maximum recursion depth exceeded"),
        ("outlets = []", "outlets: at least one is needed"),
        ("[[outlets]]\ncode='A'\nname='x'\naddress='a@b'", "outlets.0.code: String should match pattern"),
        ("[log]\nlevel = 'loud'", "log.level: Input should be 'debug', 'info', 'warning' or 'error'"),
        ("[web\n", "Expected ']' at the end of a table declaration"),
    ],
)
def test_a_mistake_is_one_line_with_file_key_and_what_is_allowed(tmp_path: Path, text: str, said: str) -> None:
    file = _written(tmp_path, text)
    with pytest.raises(BadSettings) as caught:
        settings.load(file)
    assert str(caught.value).startswith(f"{file}: {said}") and "\n" not in str(caught.value)


_ODD = ["bbt", "b b@x.vn", "a@v.vn,b@x.vn", '"bbt"@x.vn', "bbt@", "=?x?q?a?=@x.vn", "bbt@straße.example", "b(x)@x.vn"]


@pytest.mark.parametrize("address", _ODD)
@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[[outlets]]\ncode='a'\nname='x'\naddress={}", "outlets.0.address"),
        ("[[outlets]]\ncode='a'\nname='x'\naddress='a@b.vn'\naliases=['c@b.vn',{}]", "outlets.0.aliases.1"),
        ("[[mailboxes]]\nname='x'\noutlet='demo'\nhost='h'\naddress={}", "mailboxes.0.address"),
        ("[alarms]\naddress={}", "alarms.address"),
    ],
)
def test_an_address_that_no_letter_can_bear_is_told_at_the_start_with_its_key(
    tmp_path: Path, text: str, key: str, address: str
) -> None:
    file = _written(tmp_path, text.format(json.dumps(address, ensure_ascii=False)))
    with pytest.raises(BadSettings) as caught:
        settings.load(file)
    assert str(caught.value).startswith(f"{file}: {key}: one address such as bbt@example.vn")
    with pytest.raises(ValueError, match=r"cannot be written to|label"):
        addresses.written(address)


@pytest.mark.parametrize("address", ["bbt@example.vn", "bbt+tin@báo.vn", "người.gửi@ctv.example", "bbt@[192.0.2.1]"])
def test_what_letters_can_bear_may_stand_in_the_settings(tmp_path: Path, address: str) -> None:
    assert addresses.written(address)
    found = settings.load(_written(tmp_path, f"[[outlets]]\ncode='a'\nname='x'\naddress='{address}'"))
    assert found.outlets[0].address == address


def test_a_file_that_begins_with_a_byte_order_mark_loads(tmp_path: Path) -> None:
    assert settings.load(_written(tmp_path, "\ufefftimezone = 'UTC'")).timezone == "UTC"


def test_a_mailbox_of_an_unknown_outlet_is_refused(tmp_path: Path) -> None:
    file = _written(tmp_path, "[[mailboxes]]\nname='x'\noutlet='nowhere'\nhost='h'")
    with pytest.raises(BadSettings, match=r"mailboxes\.outlet: nowhere is none of the outlets \(demo\)"):
        settings.load(file)


def test_what_is_forgotten_is_not_found_anew(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="fetching: keep_days: more than days"):
        settings.load(_written(tmp_path, "[fetching]\ndays = 100\nkeep_days = 50"))


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("", "exactly one of outlet and outside is needed"),
        ("outlet='demo'\noutside='x'", "exactly one of outlet and outside is needed"),
        ("outlet='nowhere'", r"feeds\.outlet: nowhere is none of the outlets \(demo\)"),
        ("outside='x'\nurl='file:///etc/passwd'", "url: String should match pattern"),
        ("outside='x'\nurl='http://me:secret@host/'", "url: String should match pattern"),
    ],
)
def test_a_feed_needs_an_owner_and_an_address(tmp_path: Path, keys: str, said: str) -> None:
    url = "" if "url" in keys else "url='https://portal.example/rss'\n"
    with pytest.raises(BadSettings, match=said):
        settings.load(_written(tmp_path, f"[[feeds]]\nname='x'\n{url}{keys}"))


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINBAI_WEB__PORT", "9000")
    assert settings.load(_written(tmp_path, "[web]\nport = 8000\nhost = '::1'")).web.port == 9000


def test_passwords_come_from_environment_or_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOX", "secret one")
    (tmp_path / "password").write_text("secret two\n")
    assert Secret(user="u", password_env="BOX").password() == "secret one"
    assert Secret(user="u", password_file=tmp_path / "password").password() == "secret two"


@pytest.mark.parametrize("wrong", [{}, {"password_env": "NOT_SET_HERE"}, {"password_file": "/nowhere/at/all"}])
def test_a_missing_password_says_what_to_name(wrong: dict[str, str]) -> None:
    with pytest.raises(BadSettings, match="password"):
        Secret.model_validate({"user": "u"} | wrong).password()
