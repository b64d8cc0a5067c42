"""One connection of HTTP to an address that was checked, with one deadline for all of it.

The limits of http.client count for each read alone: a server that sends an octet a minute would hold us for ever.
"""

import http.client
import io
import socket
import ssl
import time
from typing import Any, cast

from tinbai.feeds.trouble import SILENT, FetchTrouble


class Deadline:
    """So many seconds from now."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Raises FetchTrouble when there is nothing left."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise FetchTrouble(SILENT, "deadline")
        return left


class Connection(http.client.HTTPConnection):
    """To `address`; `host` is what the certificate and the Host header are about."""

    def __init__(
        self, host: str, port: int, address: str, deadline: Deadline, within: float, tls: ssl.SSLContext | None
    ) -> None:
        super().__init__(host, port)
        self.default_port = 443 if tls else 80  # left out of the Host header
        self._address, self._deadline, self._within, self._tls = address, deadline, within, tls

    def connect(self) -> None:
        within = min(self._within, self._deadline.left())
        wire = socket.create_connection((self._address, self.port), timeout=within)
        try:
            if self._tls:
                wire.settimeout(min(self._within, self._deadline.left()))
                wire = self._tls.wrap_socket(wire, server_hostname=self.host)
        except BaseException:
            wire.close()
            raise
        self.sock = cast(socket.socket, _Timed(wire, self._deadline))


class _Timed:
    """As much of a socket as http.client needs; each step gets what is left of the deadline."""

    def __init__(self, wire: socket.socket, deadline: Deadline) -> None:
        self._wire, self._deadline = wire, deadline
        self._is_read = False  # then who reads closes it: http.client lets go of the socket before the body is read

    def sendall(self, data: Any) -> None:
        self._wire.settimeout(self._deadline.left())
        self._wire.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        self._is_read = True
        return io.BufferedReader(_Reading(self._wire, self._deadline))

    def close(self) -> None:
        if not self._is_read:
            self._wire.close()


class _Reading(io.RawIOBase):
    def __init__(self, wire: socket.socket, deadline: Deadline) -> None:
        self._wire, self._deadline = wire, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._wire.settimeout(self._deadline.left())
        return self._wire.recv_into(buffer)

    def close(self) -> None:
        self._wire.close()
        super().close()
