"""Programs forked from a process that has loaded all of Tinbai: a fresh interpreter spends over a second on that.

    done = warm.tinbai(folder, "import", path, check=True)
    running = warm.begin(["run"], folder, environment(), log, log)

Each is a process of its own, with its folder, environment and streams, and may be killed at any moment. What an
interpreter does before `main` is not seen here: tests of that start the program by program.py.
"""

import atexit
import contextlib
import functools
import gc
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from tests.servers.program import MAIN, environment
from tinbai import faults

_ORDER = 1 << 17  # octets: words and environment of one program


class Forked:
    """A program that was begun; so much of subprocess.Popen as tests use."""

    def __init__(self, words: Sequence[str], told: socket.socket) -> None:
        self.words, self._told = words, told
        self.pid = int(told.recv(16))
        self.returncode: int | None = None

    def poll(self) -> int | None:
        return self._look(0)

    def wait(self, timeout: float | None = None) -> int:
        """The exit code, negative for a signal. Raises subprocess.TimeoutExpired."""
        code = self._look(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(list(self.words), timeout or 0)
        return code

    def _look(self, timeout: float | None) -> int | None:
        if self.returncode is None:
            self._told.settimeout(timeout)
            with contextlib.suppress(TimeoutError, BlockingIOError):
                self.returncode = int(self._told.recv(16))
                self._told.close()
        return self.returncode

    def send_signal(self, sign: int) -> None:
        if self.poll() is None:  # else the number may be another's by now
            os.kill(self.pid, sign)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def begin(
    words: Sequence[str | Path],
    folder: Path,
    variables: Mapping[str, str],
    out: IO[bytes],
    err: IO[bytes],
    stdin: IO[bytes] | None = None,
) -> Forked:
    """`main.py` with these words, running."""
    texts = [str(word) for word in words]
    order = {"words": texts, "folder": str(folder), "environment": dict(variables)}
    mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs, contextlib.ExitStack() as closing:
        given = stdin or closing.enter_context(Path(os.devnull).open("rb"))
        streams = [given.fileno(), out.fileno(), err.fileno(), theirs.fileno()]
        socket.send_fds(_parent(), [json.dumps(order).encode()], streams)
    return Forked(texts, mine)


def tinbai(
    folder: Path, *words: str | Path, stdin: str = "", check: bool = False, variables: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, as program.tinbai does. check True: exit code 0 is expected."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(stdin.encode())
        given.seek(0)
        running = begin(words, folder, environment(**(variables or {})), out, err, given)
        try:
            code = running.wait(120)
        finally:
            running.kill()
        said, complained = ((file.seek(0), file.read().decode())[1] for file in (out, err))
    if check and code:
        raise AssertionError(f"{words}: exit code {code}\n{complained}")
    return subprocess.CompletedProcess(running.words, code, said, complained)


@functools.cache
def _parent() -> socket.socket:
    """The way to the process all others are forked from; it ends with this one."""
    control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        command = [sys.executable, "-m", __name__, str(theirs.fileno())]
        process = subprocess.Popen(command, cwd=MAIN.parent, env=environment(), pass_fds=[theirs.fileno()])

    def end() -> None:
        control.close()
        process.wait(30)

    atexit.register(end)
    return control


def _serve(control: socket.socket) -> None:
    """Fork one program per order, until nobody is left to give any."""
    importlib.import_module("tinbai.cli.main")
    gc.collect()
    gc.freeze()  # or the first collection of each child copies all pages
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # those who wait for a program end by themselves
    while True:
        order, streams, _, _ = socket.recv_fds(control, _ORDER, 4)
        if not order:
            return
        if os.fork() == 0:
            control.close()
            _watch(json.loads(order), streams)
        for stream in streams:
            os.close(stream)


def _watch(order: Mapping[str, Any], streams: Sequence[int]) -> None:
    """Say the program's number, and once it has ended how."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    *standard, told = streams
    program = os.fork()
    if program == 0:
        os.close(told)
        _become(order, standard)
    for stream in standard:
        os.close(stream)
    os.write(told, str(program).encode())
    _, status = os.waitpid(program, 0)
    with contextlib.suppress(BrokenPipeError):  # nobody wants to know
        os.write(told, str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def _become(order: Mapping[str, Any], standard: Sequence[int]) -> None:
    """The program itself; it leaves by SystemExit."""
    for number, stream in enumerate(standard):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.argv = [str(MAIN), *order["words"]]
    importlib.reload(faults)  # it reads the environment once
    importlib.import_module("tinbai.cli.main").main()


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as _control:
        _serve(_control)
