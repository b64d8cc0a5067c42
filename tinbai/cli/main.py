"""The program `tinbai`: its options, its exit codes and where its errors are said."""

import io
import os
import sys
from pathlib import Path

import click

from tinbai import __version__
from tinbai.cli import context
from tinbai.cli.backing_up import backup, drill, restore
from tinbai.cli.checking import check
from tinbai.cli.demo import demo
from tinbai.cli.importing import import_
from tinbai.cli.listing import ledger, queue, retry
from tinbai.cli.parsing import parse
from tinbai.cli.rebuilding import rebuild
from tinbai.cli.running import run
from tinbai.cli.schema import db
from tinbai.cli.signing import sign_in
from tinbai.cli.twins import twins
from tinbai.cli.users import user
from tinbai.errors import BadSettings, TinbaiError
from tinbai.jobs import ROLES


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tinbai")
@click.option("--settings", "settings_file", type=click.Path(path_type=Path), help="Settings file (settings.toml).")
@click.pass_context
def cli(ctx: click.Context, settings_file: Path | None) -> None:
    """Tinbai turns an editorial mailbox into a review queue. Without a command: run."""
    ctx.obj = context.Given(settings_file)
    if ctx.invoked_subcommand is None:
        ctx.invoke(run, only=ROLES)


_COMMANDS = (
    run, demo, parse, import_, twins, rebuild, queue, ledger, retry, check, backup, restore, drill, sign_in, user, db,
)  # fmt: skip
for command in _COMMANDS:
    cli.add_command(context.takes_settings(command))


def main() -> None:
    """Exit code 0 done, 1 the job failed, 2 wrong usage or unusable settings; errors in one line on stderr."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # JSON is UTF-8 in any locale
    try:
        code = cli(standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as stopped:
        code = stopped.exit_code
    except click.exceptions.Abort:
        code = _failed("broken off", 1)
    except click.ClickException as wrong:
        code = _failed(wrong.format_message(), 2)
    except BadSettings as error:
        code = _failed(str(error), 2)
    except BrokenPipeError:
        code = _nobody_reads()
    except OSError as error:
        code = _failed(f"{error.filename}: {error.strerror}" if error.filename else str(error), 1)
    except TinbaiError as error:
        code = _failed(str(error), 1)
    sys.exit(code)


def _failed(said: str, code: int) -> int:
    click.echo(f"tinbai: {said}", err=True)
    return code


def _nobody_reads() -> int:
    """`tinbai queue | head`: what is still in the buffer goes nowhere, or Python complains at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    return 1
