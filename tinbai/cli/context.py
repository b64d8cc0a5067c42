"""What every command is given: the settings file named on the command line, before or after the command."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import click
import structlog

from tinbai import logs, settings
from tinbai.app import App, open_app
from tinbai.settings import Settings

C = TypeVar("C", bound=click.Command)


@dataclass
class Given:
    """The settings file asked for, if any."""

    file: Path | None = None

    def settings(self) -> Settings:
        loaded = settings.load(self.file)
        logs.configure(loaded.log)
        return loaded

    @contextmanager
    def app(self) -> Iterator[App]:
        """The opened database and blobs, closed afterwards."""
        app = open_app(self.settings())
        try:
            yield app
        finally:
            app.close()


def takes_settings(command: C) -> C:
    """Let `--settings` stand after the command too, for it and its sub-commands."""
    if isinstance(command, click.Group):
        for child in command.commands.values():
            takes_settings(child)

    def remember(ctx: click.Context, _parameter: click.Parameter, file: Path | None) -> None:
        if file:
            ctx.find_object(Given).file = file  # type: ignore[union-attr]

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
log = structlog.get_logger("cli")
