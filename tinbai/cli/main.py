"""The program `tinbai`: its options, its exit codes and where its errors are said."""

import sys
from pathlib import Path

import click

from tinbai import __version__, settings
from tinbai.cli import context
from tinbai.cli.checking import check
from tinbai.cli.demo import demo
from tinbai.cli.importing import import_
from tinbai.cli.listing import ledger, queue, retry
from tinbai.cli.parsing import parse
from tinbai.cli.running import run
from tinbai.cli.schema import db
from tinbai.cli.users import user
from tinbai.errors import BadSettings, TinbaiError


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tinbai")
@click.option("--settings", "settings_file", type=click.Path(path_type=Path), help="Settings file (settings.toml).")
@click.pass_context
def cli(ctx: click.Context, settings_file: Path | None) -> None:
    """Tinbai turns an editorial mailbox into a review queue. Without a command: run."""
    ctx.obj = context.Given(settings_file)
    if ctx.invoked_subcommand is None:
        ctx.invoke(run)


for command in (run, demo, parse, import_, queue, ledger, retry, check, user, db):
    cli.add_command(context.takes_settings(command))


def main() -> None:
    """Exit code 0 done, 1 the job failed, 2 wrong usage or unusable settings; errors in one line on stderr."""
    try:
        cli(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(1)
    except click.exceptions.Exit as stopped:
        sys.exit(stopped.exit_code)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(2)
    except BadSettings as error:
        click.echo(f"tinbai: {error}", err=True)
        sys.exit(2)
    except (TinbaiError, OSError) as error:
        click.echo(f"tinbai: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(1)


__all__ = ["cli", "main", "settings"]
