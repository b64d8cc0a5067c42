"""Mails of plain text share two children of the parsing helper: a fork costs several times what reading them does."""

import contextlib
import json
import re
import socket
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

LARGEST = 64 * 1024  # octets
AT_ONCE = 2  # as the smallest machine has processors
_LENGTH = 8
_ANSWER_LIMIT = 64 * 1024 * 1024
_BLANK = re.compile(rb"\r?\n\r?\n")
_TYPE = re.compile(rb"^content-type[ \t]*:[ \t]*([^\s;]*)", re.IGNORECASE | re.MULTILINE)
_FILE_INSIDE = re.compile(rb"^begin(?:-base64)? [0-7]{3,4} ", re.MULTILINE)


def is_text(file: Path) -> bool:
    """Whether a mail is plain text and nothing else, so that no library ever sees its octets."""
    if file.stat().st_size > LARGEST:
        return False
    raw = file.read_bytes()
    blank = _BLANK.search(raw)
    if blank is None:
        return False
    kinds = _TYPE.findall(raw[: blank.start()])
    return all(kind.lower() == b"text/plain" for kind in kinds) and not _FILE_INSIDE.search(raw)


class Texts:
    """A few children, each for one mail at a time; who finds all of them busy takes a child of his own.

    `send` hands an order and the socket for its answers to the helper.
    """

    def __init__(self, send: Callable[[bytes, socket.socket], None]) -> None:
        self._lines = [_Line(send) for _ in range(AT_ONCE)]

    def ask(self, order: Mapping[str, object], within: float) -> bytes | None:
        """A child's answer; None when all are busy, or it failed, for whatever reason: then the mail needs its own."""
        for line in self._lines:
            if line.free.acquire(blocking=False):
                try:
                    return line.ask(order, within)
                finally:
                    line.free.release()
        return None

    def close(self) -> None:
        """Let the children go; they end when they see the end of their orders."""
        for line in self._lines:
            line.close()


class _Line:
    """To one child; `free` is held by whom it answers."""

    def __init__(self, send: Callable[[bytes, socket.socket], None]) -> None:
        self._send = send
        self.free = threading.Lock()
        self._child: socket.socket | None = None

    def ask(self, order: Mapping[str, object], within: float) -> bytes | None:
        try:
            return self._ask(order, within)
        except OSError:
            self.close()
            return None

    def _ask(self, order: Mapping[str, object], within: float) -> bytes:
        child = self._child or self._start(order)
        child.settimeout(within)
        child.sendall(json.dumps(order).encode() + b"\n")
        length = int.from_bytes(_exactly(child, _LENGTH), "big")
        if length > _ANSWER_LIMIT:  # or the helper's word that the child has ended
            raise OSError("no answer")
        return _exactly(child, length)

    def _start(self, order: Mapping[str, object]) -> socket.socket:
        mine, theirs = socket.socketpair()
        self._child = mine
        with theirs:
            try:
                self._send(json.dumps({**order, "do": "texts"}).encode(), theirs)
            except BaseException:  # no helper, or the service stops
                self.close()
                raise
        return mine

    def close(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            with contextlib.suppress(OSError):
                child.shutdown(socket.SHUT_RDWR)
            child.close()


def _exactly(connection: socket.socket, length: int) -> bytes:
    """So many octets. Raises OSError when the other side ends before."""
    parts = bytearray()
    while len(parts) < length:
        part = connection.recv(min(length - len(parts), 1 << 18))
        if not part:
            raise OSError("the child has ended")
        parts += part
    return bytes(parts)
