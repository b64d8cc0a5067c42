"""Parsing in a killable child: a warm helper process forks one child per document, with limits.

The parent asks the helper over a control socket and passes one end of a fresh socket pair along; the child writes its
answer there as JSON (never pickle: a child that met a hostile file is not trusted) and bytes it brought to light as
files into the job's folder. A fork of the warm helper costs a few ms of CPU, a fresh interpreter about 100.
Where there is no fork (Windows) a fresh interpreter is used.
"""

import contextlib
import errno
import gc
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tinbai import codec, faults
from tinbai.errors import ParserDied, TryLater
from tinbai.model import Parsed
from tinbai.settings import MIB, Limits

ANSWER_LIMIT = 64 * MIB
FILE_LIMIT = 256 * MIB
_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS}
_READY = b"ready"
_START_WITHIN = 60.0  # seconds
_GRACE = 5.0  # seconds the parent waits beyond the child's own wall limit
_STATUS = b"\0exit "
_TRY_AGAIN = 75  # as in sysexits.h: not the file's fault (no process to be had, no room on the disk)


class Sandbox:
    """One warm helper; safe to use from several threads. Closing it ends the helper."""

    def __init__(self, limits: Limits, fork: bool = hasattr(os, "fork")) -> None:
        self._limits = limits
        self._fork = fork
        self._lock = threading.Lock()
        self._helper: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._closed = False

    def parse(self, raw: Path, name: str, folder: Path) -> Parsed:
        """Parse the file; contents (attachments, pictures, thumbnails) appear in `folder`, named by their SHA-256.
        Raises ParserDied when the child broke, or met a limit, TryLater when it is not the file's fault."""
        answer = self._ask({"do": "parse", "file": str(raw.absolute()), "name": name, "folder": str(folder.absolute())})
        try:
            return codec.parsed.loads(answer)
        except ValueError as error:
            raise ParserDied(f"the answer was no parse result ({type(error).__name__})") from None

    def derive(self, photo: Path, side: int, folder: Path) -> bytes:
        """The photo as WebP with its longer side at `side` pixels, without metadata. Raises ParserDied."""
        target = folder / "derived"
        self._ask({"do": "derive", "file": str(photo.absolute()), "side": side, "target": str(target.absolute())})
        return target.read_bytes()

    @property
    def pid(self) -> int:
        """Process number of the helper, 0 while there is none."""
        return self._helper.pid if self._helper else 0

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._stop_helper()

    def _ask(self, request: Mapping[str, object]) -> bytes:
        limits = self._limits
        order = {
            **request,
            "wall": limits.parse_seconds,
            "cpu": limits.parse_cpu_seconds,
            "memory": limits.parse_memory_mb * MIB,
        }
        try:
            answer = self._ask_helper(order) if self._fork else _ask_fresh(order)
        except OSError as error:  # no process, no descriptor, no memory to be had
            raise TryLater(f"no parser can be started: {error.strerror}") from error
        body, mark, status = answer.rpartition(_STATUS)
        if self._closed and (not mark or int(status)):
            raise TryLater("the service stops")
        if not mark:
            raise ParserDied("the parser gave no answer in time")
        if int(status) == _TRY_AGAIN:
            raise TryLater("the parser cannot run: no process or no room on the disk")
        if int(status):
            raise ParserDied(_why(int(status)))
        return body

    def _ask_helper(self, order: Mapping[str, object]) -> bytes:
        answer = self._ask_once(order)
        return answer if answer or self._is_alive() else self._ask_once(order)  # died with the order in its hand

    def _is_alive(self) -> bool:
        """Whether the helper runs; one that was just killed closes its sockets a moment before it is gone."""
        helper = self._helper
        with contextlib.suppress(subprocess.TimeoutExpired):
            return helper is None or helper.wait(0.5) is None
        return True

    def _ask_once(self, order: Mapping[str, object]) -> bytes:
        mine, theirs = socket.socketpair()
        with mine:
            with theirs, self._lock:
                self._send(json.dumps(order).encode(), theirs)
            mine.settimeout(self._limits.parse_seconds + _GRACE)
            return _read_all(mine)

    def _send(self, order: bytes, answer_to: socket.socket) -> None:
        for last_try in (False, True):
            if self._closed:
                raise TryLater("the service stops")
            if self._control is None or self._helper is None or self._helper.poll() is not None:
                self._start_helper()
            assert self._control
            try:
                socket.send_fds(self._control, [order], [answer_to.fileno()])
                return
            except OSError:
                self._stop_helper()
                if last_try:
                    raise

    def _start_helper(self) -> None:
        self._stop_helper()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._helper = subprocess.Popen(
                [sys.executable, "-m", "tinbai.sandbox", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                cwd=Path(__file__).parent.parent,
                start_new_session=True,  # Ctrl-C is for the service; it ends the helper by closing the socket
            )
        self._control.settimeout(_START_WITHIN)
        if self._control.recv(16) != _READY:
            self._stop_helper()
            raise TryLater("the parsing helper does not start")  # a broken installation is no fault of the mail

    def _stop_helper(self) -> None:
        if self._control:
            self._control.close()
        if self._helper:
            try:
                self._helper.wait(0.5)
            except subprocess.TimeoutExpired:
                self._helper.kill()
                self._helper.wait()
        self._control = self._helper = None


def _read_all(connection: socket.socket) -> bytes:
    parts: list[bytes] = []
    size = 0
    with contextlib.suppress(TimeoutError):  # what is there then lacks the exit mark
        while part := connection.recv(1 << 18):
            size += len(part)
            if size > ANSWER_LIMIT:
                raise ParserDied("the parser's answer is too large")
            parts.append(part)
    return b"".join(parts)


def _ask_fresh(order: Mapping[str, object]) -> bytes:
    wall = float(str(order["wall"])) + _GRACE
    command = [sys.executable, "-m", "tinbai.sandbox", "once"]
    try:
        done = subprocess.run(
            command,
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=wall,
            cwd=Path(__file__).parent.parent,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return b""
    return done.stdout + _STATUS + str(done.returncode).encode()


def _why(status: int) -> str:
    """A reason in plain words from a wait status (signals are negative)."""
    reasons = {
        -signal.SIGKILL: "killed (too much memory, or by hand)",
        -signal.SIGSEGV: "crashed in a library",
        -signal.SIGABRT: "crashed in a library",
        70: "ran out of memory",
    }
    if hasattr(signal, "SIGXCPU"):
        reasons |= {-signal.SIGXCPU: "took too much processor time", -signal.SIGALRM: "took too long"}
    return f"the parser {reasons.get(status, f'ended with {status}')}"


# --- The helper and its children: nothing below runs in the service's own process ---------------------------------


def serve(control: socket.socket) -> None:
    """Fork a child per order until the service goes away. Single-threaded, so forking is safe."""
    _warm_up()
    with contextlib.suppress(OSError):  # the service may have gone; then the loop below ends at once
        control.send(_READY)
    wake_read, wake_write = os.pipe()
    os.set_blocking(wake_write, False)
    os.set_blocking(wake_read, False)
    signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    children: dict[int, tuple[int, float]] = {}  # pid -> (descriptor of the answer, deadline)
    selector = selectors.DefaultSelector()
    selector.register(control, selectors.EVENT_READ)
    selector.register(wake_read, selectors.EVENT_READ)
    while True:
        for key, _ in selector.select(timeout=1.0 if children else None):
            if key.fileobj is control:
                order, descriptors, *_rest = socket.recv_fds(control, 1 << 16, 4)
                if not order:
                    _kill(children)
                    return
                _spawn(json.loads(order), descriptors[0], children, (control.fileno(), wake_read, wake_write))
            else:
                os.read(wake_read, 4096)
        _kill({pid: child for pid, child in children.items() if child[1] < time.monotonic()})
        _reap(children)


def _warm_up() -> None:
    """Load and cache everything a child needs before it is forked: a third less processor time for each mail."""
    from tinbai.parsers.parse import parse
    from tinbai.parsers.sample import sample

    codec.parsed.dumps(parse("sample.eml", sample(), lambda _content: None))
    gc.collect()
    gc.freeze()


def _spawn(
    order: Mapping[str, Any], answer: int, children: dict[int, tuple[int, float]], close: tuple[int, ...]
) -> None:
    try:
        pid = os.fork()
    except OSError:
        with contextlib.suppress(OSError), os.fdopen(answer, "wb") as out:
            out.write(_STATUS + str(_TRY_AGAIN).encode())
        return
    if pid:
        children[pid] = (answer, time.monotonic() + float(order["wall"]) + 1)
        return
    status = 71
    try:
        signal.set_wakeup_fd(-1)
        for descriptor in (*close, *(other for other, _ in children.values())):
            os.close(descriptor)
        gc.disable()
        _limit(order)
        with os.fdopen(answer, "wb") as out:
            out.write(_work(order))
        status = 0
    except MemoryError:
        status = 70
    except SystemExit as end:
        status = int(end.code or 0)
    finally:
        os._exit(status)


def _reap(children: dict[int, tuple[int, float]]) -> None:
    for pid in list(children):
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            answer, _ = children.pop(pid)
            with contextlib.suppress(OSError), os.fdopen(answer, "wb") as out:  # the asker may have gone
                out.write(_STATUS + str(os.waitstatus_to_exitcode(status)).encode())


def _kill(children: Mapping[int, object]) -> None:
    for pid in children:
        os.kill(pid, signal.SIGKILL)  # not reaped yet, so the number is still this child's


def _limit(order: Mapping[str, Any]) -> None:
    """Memory, processor, wall, file size and descriptors of this process, from here on."""
    import resource

    pages = int(Path("/proc/self/statm").read_text().split()[0]) if Path("/proc/self/statm").exists() else 0
    mapped = Path(order["file"]).stat().st_size  # the mail itself is mapped and must not count as the parser's
    memory = int(order["memory"]) + pages * resource.getpagesize() + mapped
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    cpu = int(order["cpu"])
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_LIMIT, FILE_LIMIT))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, float(order["wall"]))


def _work(order: Mapping[str, Any]) -> bytes:
    faults.poison(Path(order["file"]))
    if order["do"] == "derive":
        from tinbai.parsers import photo

        derived = photo.derive(Path(order["file"]).read_bytes(), int(order["side"]))
        Path(order["target"]).write_bytes(derived)
        return b""
    return parse_file(Path(order["file"]), str(order["name"]), Path(order["folder"]))


def parse_file(file: Path, name: str, folder: Path) -> bytes:
    """What the parsing child does: the answer as JSON; contents appear in `folder`, named by their SHA-256."""
    import mmap

    from tinbai.model import Content
    from tinbai.parsers.parse import parse

    def keep(content: Content) -> None:
        try:
            (folder / content.sha256).write_bytes(content.data)
        except OSError as error:
            if error.errno not in _DISK:
                raise
            raise SystemExit(_TRY_AGAIN) from None  # no reader may take it for a fault of the file

    with file.open("rb") as handle:
        if not file.stat().st_size:
            return codec.parsed.dumps(parse(name, b"", keep)).encode()
        # mapped, not read: the pages are the file's own and cost no memory of ours; not closed either, because after a
        # MemoryError slices of it still hang in the traceback
        mapped = mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ)
        return codec.parsed.dumps(parse(name, memoryview(mapped), keep)).encode()


def main() -> None:
    """`python -m tinbai.sandbox FD`: the helper; `once`: one order on stdin, its answer on stdout."""
    if sys.argv[1] == "once":
        order = json.load(sys.stdin)
        if hasattr(signal, "SIGALRM"):
            _limit(order)
        sys.stdout.buffer.write(_work(order))
    else:
        with socket.socket(fileno=int(sys.argv[1])) as control:
            serve(control)


if __name__ == "__main__":
    main()
