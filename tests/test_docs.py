"""The documents are true: every command, option and table stands in them, and what they name exists."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest

from tinbai.cli.main import cli
from tinbai.cli.users import ROLES
from tinbai.model import State

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
COMMANDS = (DOCS / "commands.md").read_text("utf-8")
ADDING = (DOCS / "adding.md").read_text("utf-8")
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.rglob("*.md"), *ROOT.glob("tinbai/**/*.md")])


def _commands(group: click.Group, name: str = "tinbai") -> Iterator[tuple[str, click.Command]]:
    for word, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _commands(command, f"{name} {word}")
        else:
            yield f"{name} {word}", command


ALL = dict(_commands(cli))


def _section(name: str) -> str:
    found = re.search(rf"^## {name}(?: [^\n]*)?\n(.*?)(?=^## |\Z)", COMMANDS, re.MULTILINE | re.DOTALL)
    return found[0] if found else ""


@pytest.mark.parametrize("name", ALL)
def test_every_command_is_explained_with_all_its_options(name: str) -> None:
    section = _section(name)
    assert section, f"docs/commands.md has no section on {name}"
    for parameter in ALL[name].params:
        if isinstance(parameter, click.Option) and parameter.name != "settings":
            assert f"* `{parameter.opts[0]}" in section, parameter.opts[0]
        elif isinstance(parameter, click.Argument):
            assert (parameter.name or "").upper() in section.partition("\n")[0]


@pytest.mark.parametrize("name", ALL)
def test_no_option_is_explained_that_does_not_exist(name: str) -> None:
    real = {option for parameter in ALL[name].params for option in parameter.opts}
    assert set(re.findall(r"^\* `(--[a-z-]+)", _section(name), re.MULTILINE)) <= real


def test_no_command_is_explained_that_does_not_exist() -> None:
    explained = re.findall(r"^## (tinbai(?: [a-z]+)+)", COMMANDS, re.MULTILINE)
    assert explained == list(dict.fromkeys(explained)) and set(explained) == set(ALL)


def test_every_command_takes_settings() -> None:
    assert all(any("--settings" in parameter.opts for parameter in command.params) for command in ALL.values())


def test_states_and_roles_are_listed() -> None:
    assert all(state.value in _section("tinbai queue") for state in State)
    assert all(role in _section("tinbai user add") for role in ROLES)


def test_what_is_not_yet_there_is_not_there() -> None:
    words = re.findall(r"`tinbai ([a-z]+)`", _section("Not yet"))
    assert len(words) == 2 and not set(words) & set(cli.commands)


def _named(words: str, pattern: str) -> list[str]:
    return re.findall(rf"`({pattern})`", words)


def _paragraphs() -> list[str]:
    return [part for part in ADDING.split("\n\n") if part.startswith("**")]


@pytest.mark.parametrize("paragraph", _paragraphs(), ids=lambda words: words.partition(".**")[0][2:])
def test_what_adding_names_is_real(paragraph: str) -> None:
    files = _named(paragraph, r"[a-z_]+/[a-z_/<>.]*|[a-z_]+\.(?:py|md|toml)")
    for file in files:
        generic = file.replace("<room>", "desk")
        assert any(
            any(place.glob(generic.rstrip("/"))) for place in (ROOT, ROOT / "tinbai", *ROOT.glob("tinbai/*/"))
        ), file
    modules = [
        import_module("tinbai." + file.removesuffix(".py").replace("/", "."))
        for file in files
        if file.endswith(".py") and (ROOT / "tinbai" / file).exists()
    ]
    for table in _named(paragraph, r"[A-Z_]{3,}"):
        assert any(hasattr(module, table) for module in modules), table


def test_adding_names_the_tables() -> None:
    assert {"READERS", "CHECKS", "POINTS"} <= set(_named(ADDING, "[A-Z]+"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []


def test_every_room_of_the_house_is_on_the_map() -> None:
    table = (DOCS / "architecture.md").read_text("utf-8")
    rooms = {room.name for room in (ROOT / "tinbai").iterdir() if (room / "__init__.py").exists()}
    assert [room for room in sorted(rooms) if f"`{room}/`" not in table] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_named_anywhere_exist(page: Path) -> None:
    if page.name == "commands.md":
        return
    used = re.findall(r"`(?:python main\.py|tinbai) ([a-z]+)", page.read_text("utf-8"))
    assert set(used) <= set(cli.commands)
