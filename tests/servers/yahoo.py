"""A scripted IMAP server with the manners of Yahoo: few connections, few commands in a while, slow, and no IDLE.

    with Yahoo([raw], connections=1, commands=20) as yahoo:
        yahoo.refusals           # how often it said that it is too much

`how`: in which of the ways in use it says so.
"""

import threading
import time
from collections.abc import Iterable
from typing import Literal

from tests.servers.domino import Domino

How = Literal["limit", "words", "bye", "login"]
_SAID = {
    "limit": b"$TAG NO [LIMIT] UID FETCH Rate limit hit\r\n",
    "words": b"$TAG NO Server error - Please try again later\r\n",
    "bye": b"* BYE [LIMIT] Too many simultaneous connections\r\n",
    "login": b"$TAG NO [LIMIT] LOGIN Rate limit hit\r\n",
}


class Yahoo(Domino):
    """`commands`: so many are answered, then all is refused until `forgive`. `slow`: seconds before each answer."""

    def __init__(self, messages: Iterable[bytes] = (), *, commands: int, how: How = "limit", slow: float = 0.0) -> None:
        super().__init__(messages)
        self.how, self.slow = how, slow
        self.left, self.refusals = commands, 0
        self.times: list[float] = []  # when it refused
        self._lock = threading.Lock()

    def forgive(self, commands: int = 1_000_000) -> None:
        """The while is over."""
        with self._lock:
            self.left = commands

    def _answer(self, command: str) -> bytes:
        name = command.split(" ", 1)[0].upper()
        if name in ("CAPABILITY", "LOGOUT") or (name == "LOGIN" and self.how != "login"):
            return super()._answer(command)
        time.sleep(self.slow)
        with self._lock:
            self.left -= 1
            if self.left < 0:
                self.refusals += 1
                self.times.append(time.monotonic())
                return _SAID[self.how]
        return super()._answer(command)
