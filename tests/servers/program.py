"""The real program as a subprocess, in a folder of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

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
