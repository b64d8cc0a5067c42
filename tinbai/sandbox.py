"""Parsing in a killable child: a warm helper process forks one child per document, with limits.

Mails of plain text alone share a child: nothing but our own Python looks at their octets, and a fork costs more than
reading them. Its limits count anew for each mail, and whatever goes wrong in it is tried again in a child of its own.

The parent asks the helper over a control socket and passes one end of a fresh socket pair along; the child writes its
answer there as JSON (never pickle: a child that met a hostile file is not trusted) and bytes it brought to light as
files into the job's folder. A fork of the warm helper costs a few ms of CPU, a fresh interpreter about 100; it is made
beforehand, so that one child always waits.
Where there is no fork (Windows) a fresh interpreter is used.
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

from tinbai import codec
from tinbai.errors import ParserDied, TryLater
from tinbai.model import Block, Parsed
from tinbai.picture import Crop, Sight
from tinbai.published import Article, Listing
from tinbai.sandbox_child import READY
from tinbai.sandbox_children import DONE, STATUS, TRY_AGAIN
from tinbai.sandbox_texts import Texts, is_text
from tinbai.settings import MIB, Limits

T = TypeVar("T")

ANSWER_LIMIT = 64 * MIB
_START_WITHIN = 60.0  # seconds
_GRACE = 5.0  # seconds the parent waits beyond the child's own wall limit


class Sandbox:
    """One warm helper; safe to use from several threads. Closing it ends the helper."""

    def __init__(self, limits: Limits, fork: bool = hasattr(os, "fork")) -> None:
        self._limits = limits
        self._fork = fork
        self._lock = threading.Lock()
        self._helper: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._texts = Texts(self._send)
        self._closed = False

    def parse(self, raw: Path, name: str, folder: Path, *, wanted: bool = False, freed: bool = False) -> Parsed:
        """Parse the file; contents (attachments, pictures, thumbnails) appear in `folder`, named by their SHA-256.
        wanted: a person says that it brings a story, whatever it looks like; freed: that it bears no mark of secrecy.
        Raises ParserDied when the child broke, or met a limit, TryLater when it is not the file's fault."""
        order = {"do": "parse", "file": str(raw.absolute()), "name": name, "folder": str(folder.absolute())}
        return _checked(codec.parsed, self._ask(order | {"wanted": wanted, "freed": freed}))

    def listing(self, file: Path, charset: str | None, address: str) -> Listing:
        """What the feed or sitemap lists that came from that address. Raises as `parse` does."""
        return _checked(codec.listing, self._ask(_of_web("listing", file, charset) | {"address": address}))

    def article(self, file: Path, charset: str | None) -> Article:
        """The story of a page. Raises as `parse` does."""
        return _checked(codec.article, self._ask(_of_web("article", file, charset)))

    def pasted(self, file: Path) -> tuple[Block, ...]:
        """The words of what was copied elsewhere, HTML in UTF-8. Raises as `parse` does."""
        return _checked(codec.blocks, self._ask({"do": "pasted", "file": str(file.absolute())}))

    def markup(self, raw: Path) -> str:
        """The HTML of a mail as its sender made it, "" when it has none. Raises as `parse` does."""
        return self._ask({"do": "markup", "file": str(raw.absolute())}).decode()

    def sight(self, photo: Path) -> Sight | None:
        """What the photo is found by when it comes again; None when it cannot be read. Raises as `parse` does."""
        return _checked(codec.sight, self._ask({"do": "sight", "file": str(photo.absolute())}))

    def derive(self, photo: Path, side: int, folder: Path, crop: Crop | None = None, *, jpeg: bool = False) -> bytes:
        """What is shown of the photo as WebP or JPEG, its longer side at `side` pixels, without metadata. Raises
        ParserDied."""
        target = folder / "derived"
        order: dict[str, object] = {"do": "derive", "file": str(photo.absolute()), "side": side}
        self._ask(order | {"crop": asdict(crop) if crop else None, "jpeg": jpeg, "target": str(target.absolute())})
        return target.read_bytes()

    @property
    def pid(self) -> int:
        """Process number of the helper, 0 while there is none."""
        return self._helper.pid if self._helper else 0

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._texts.close()
            self._stop_helper()

    def _ask(self, request: Mapping[str, object]) -> bytes:
        limits = self._limits
        order = {
            **request,
            "wall": limits.parse_seconds,
            "cpu": limits.parse_cpu_seconds,
            "memory": limits.parse_memory_mb * MIB,
        }
        if self._fork and order["do"] == "parse" and is_text(Path(str(order["file"]))):
            answer = self._texts.ask(order, limits.parse_seconds + _GRACE)
            if answer is not None:
                return answer
        try:
            answer = self._ask_helper(order) if self._fork else _ask_fresh(order)
        except OSError as error:  # no process, no descriptor, no memory to be had
            raise TryLater(f"no parser can be started: {error.strerror}") from error
        body, mark, status = answer.rpartition(STATUS)
        if self._closed and (not mark or int(status)):
            raise TryLater("the service stops")
        if not mark:
            raise ParserDied("the parser gave no answer in time")
        if int(status) == TRY_AGAIN:
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
            with theirs:
                self._send(json.dumps(order).encode(), theirs)
            mine.settimeout(self._limits.parse_seconds + _GRACE)
            return _read_all(mine)

    def _send(self, order: bytes, answer_to: socket.socket) -> None:
        with self._lock:
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
                [sys.executable, "-m", "tinbai.sandbox_child", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                cwd=Path(__file__).parent.parent,
                start_new_session=True,  # Ctrl-C is for the service; it ends the helper by closing the socket
            )
        self._control.settimeout(_START_WITHIN)
        if self._control.recv(16) != READY:
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


def _of_web(what: str, file: Path, charset: str | None) -> dict[str, object]:
    return {"do": what, "file": str(file.absolute()), "charset": charset}


def _checked(of: "codec.Codec[T]", answer: bytes) -> T:
    """The child's answer as the noun it should be; a child that met a hostile file is not trusted."""
    try:
        return of.loads(answer)
    except ValueError as error:
        raise ParserDied(f"the answer was no parse result ({type(error).__name__})") from None


def _read_all(connection: socket.socket) -> bytes:
    """Until the child says that it is done, or nobody is left to say anything; its end is not waited for."""
    answer = bytearray()
    with contextlib.suppress(TimeoutError):  # what is there then lacks the exit mark
        while not answer.endswith(DONE) and (part := connection.recv(1 << 18)):
            answer += part
            if len(answer) > ANSWER_LIMIT:
                raise ParserDied("the parser's answer is too large")
    return bytes(answer)


def _ask_fresh(order: Mapping[str, object]) -> bytes:
    wall = float(str(order["wall"])) + _GRACE
    command = [sys.executable, "-m", "tinbai.sandbox_child", "once"]
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
    return done.stdout + STATUS + str(done.returncode).encode()


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
