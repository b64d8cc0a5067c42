"""What every command is given: the settings file named on the command line, before or after the command."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import click

from tinbai import logs, settings
from tinbai.app import App, open_app
from tinbai.i18n import Language
from tinbai.settings import Log, Settings

C = TypeVar("C", bound=click.Command)


@dataclass
class Given:
    """The settings file asked for, if any."""

    file: Path | None = None

    def settings(self, chatty: bool = False) -> Settings:
        """The settings, logs set up. Only the service is chatty: a command says itself what it did."""
        loaded = settings.load(self.file)
        quiet = loaded.log.level == "info" and not chatty
        logs.configure(Log(level="warning", format=loaded.log.format) if quiet else loaded.log)
        return loaded

    @contextmanager
    def app(self) -> Iterator[App]:
        """The opened database and blobs, closed afterwards."""
        app = open_app(self.settings())
        try:
            yield app
        finally:
            app.close()


def language_of(loaded: Settings) -> Language:
    """What commands show is in the language of the first newsroom."""
    return loaded.outlets[0].language


def known_outlet(loaded: Settings, code: str) -> str:
    """The code, when it is an outlet's; wrong usage else."""
    codes = [outlet.code for outlet in loaded.outlets]
    if code not in codes:
        raise click.UsageError(f"--outlet {code}: no such outlet, there is {', '.join(codes)}")
    return code


def takes_settings(command: C) -> C:
    """Let `--settings` stand after the command too, for it and its sub-commands."""
    if isinstance(command, click.Group):
        for child in command.commands.values():
            takes_settings(child)

    def remember(ctx: click.Context, _parameter: click.Parameter, file: Path | None) -> None:
        given = ctx.find_object(Given)
        if file and given:
            given.file = file

    option = click.Option(
        ["--settings"],
        type=click.Path(path_type=Path),
        expose_value=False,
        is_eager=True,
        callback=remember,
        help="Settings file.",
    )
    command.params.append(option)
    return command


given = click.make_pass_decorator(Given)
