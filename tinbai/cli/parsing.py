"""`tinbai parse`: what is understood of a file, as JSON Lines; touches no database."""

import json
import sys
import tempfile
from pathlib import Path

import click

from tinbai.cli.context import Given, given
from tinbai.errors import ParserDied
from tinbai.model import Parsed, Problem
from tinbai.parsers.contract import to_json
from tinbai.sandbox import Sandbox


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@given
def parse(given: Given, files: tuple[Path, ...]) -> None:
    """Print one JSON object per FILE (mail, document or photo)."""
    loaded = given.settings()
    language = loaded.outlets[0].language
    sandbox = Sandbox(loaded.limits)
    missing = False
    try:
        for file in files:
            if not file.is_file():
                click.echo(f"tinbai: {file}: no such file", err=True)
                missing = True
                continue
            with tempfile.TemporaryDirectory(prefix="tinbai-") as folder:
                understood = _parse(sandbox, file, Path(folder))
            json.dump(to_json(understood, str(file), language), sys.stdout, ensure_ascii=False)
            sys.stdout.write("\n")
    finally:
        sandbox.close()
    if missing:
        raise click.exceptions.Exit(1)


def _parse(sandbox: Sandbox, file: Path, folder: Path) -> Parsed:
    """A file that kills the parser is no error of the command: the object says what happened."""
    try:
        return sandbox.parse(file, file.name, folder)
    except ParserDied as died:
        return Parsed("other", None, (), (Problem("parser-died", "grave", file.name, {"why": str(died)}),))
