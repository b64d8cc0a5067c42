"""The real program as a subprocess, in a folder of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tinbai import settings
from tinbai.app import App, open_app
from tinbai.store import mailboxes

MAIN = Path(__file__).parent.parent.parent / "main.py"


def command(*words: str | Path) -> list[str]:
    return [sys.executable, str(MAIN), *map(str, words)]


def environment(**more: str) -> Mapping[str, str]:
    """This environment without settings of its own."""
    return {name: value for name, value in os.environ.items() if not name.startswith("TINBAI_")} | more


def tinbai(
    folder: Path, *words: str | Path, stdin: str = "", check: bool = False, variables: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end. check True: exit code 0 is expected."""
    done = subprocess.run(
        command(*words),
        cwd=folder,
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        env=environment(**(variables or {})),
        timeout=120,
        check=False,
    )
    if check and done.returncode:
        raise AssertionError(f"{words}: exit code {done.returncode}\n{done.stderr}")
    return done


@contextmanager
def looked_into(folder: Path, file: str = "settings.toml") -> Iterator[App]:
    """What the programs in that folder work on, opened here: a program of its own takes a second to begin."""
    loaded = settings.load(folder / file)
    app = open_app(loaded.model_copy(update={"data": folder / loaded.data}))
    try:
        yield app
    finally:
        app.close()


def sums(folder: Path, file: str = "settings.toml") -> dict[str, int]:
    """What `tinbai ledger --json` adds up over all mailboxes."""
    with looked_into(folder, file) as app, app.database.read() as tx:
        balances = mailboxes.ledger(tx)
    parts = ("messages", "drafts", "attached", "seen_again", "ignored", "quarantined", "waiting")
    found = {part: sum(getattr(balance, part) for balance in balances) for part in parts}
    return found | {"balanced": all(balance.balanced for balance in balances)}
