"""A TCP proxy that misbehaves on demand: cuts after so many octets, stalls, throttles, counts.

with FaultProxy(real_port) as proxy:
    proxy.cut_after = 5000       # octets from the server on each new connection, then both sides are closed
    connect(port=proxy.port)
    proxy.from_server            # octets that came through, all connections together
"""

import contextlib
import select
import socket
import threading
import time
from types import TracebackType
from typing import Self


class FaultProxy:
    """Listens on 127.0.0.1:`port` and forwards to `target`; the faults may be set at any time.

    cut_after: close both sides after that many octets from the server (per connection; None: never).
    stall_after: from then on forward nothing in either direction, but keep the connections open.
    rate: octets per second from the server (None: as fast as it goes).
    refuse: close new connections at once.
    """

    def __init__(self, target: int, host: str = "127.0.0.1") -> None:
        self.target = (host, target)
        self.cut_after: int | None = None
        self.stall_after: int | None = None
        self.rate: int | None = None
        self.refuse = False
        self.from_server = 0
        self.from_client = 0
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: set[socket.socket] = set()
        self._closing = False
        self._threads = [threading.Thread(target=self._listen, name="proxy")]

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._closing = True
        self.cut_all()
        # accept() does not notice a close from another thread
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        for thread in self._threads:
            thread.join(10)
        self._listener.close()

    def cut_all(self) -> None:
        """Close every connection now, as a server that dies does."""
        for end in list(self._open):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _listen(self) -> None:
        while not self._closing:
            client, _ = self._listener.accept()
            if self._closing or self.refuse:
                client.close()
                continue
            self.connections += 1
            thread = threading.Thread(target=self._forward, args=(client,), name="proxy-connection")
            self._threads.append(thread)
            thread.start()

    def _forward(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError), socket.create_connection(self.target, timeout=10) as server:
            self._open |= {client, server}
            try:
                self._pump(client, server)
            finally:
                self._open -= {client, server}

    def _pump(self, client: socket.socket, server: socket.socket) -> None:
        came = 0
        while not self._closing:
            if self.stall_after is not None and came >= self.stall_after:
                time.sleep(0.05)
                if self._gone(client):
                    return
                continue
            readable, _, _ = select.select([client, server], [], [], 0.2)
            for end in readable:
                octets = end.recv(self._piece(came) if end is server else 65536)
                if not octets:
                    return
                if end is client:
                    self.from_client += len(octets)
                    server.sendall(octets)
                    continue
                came += len(octets)
                self.from_server += len(octets)
                client.sendall(octets)
                if self.rate:
                    time.sleep(len(octets) / self.rate)
                if self.cut_after is not None and came >= self.cut_after:
                    return

    def _piece(self, came: int) -> int:
        limits = [65536]
        if self.rate:
            limits.append(max(1, self.rate // 20))
        limits += [limit - came for limit in (self.cut_after, self.stall_after) if limit is not None]
        return max(1, min(limits))

    @staticmethod
    def _gone(client: socket.socket) -> bool:
        """Whether the client gave up while we stall."""
        with contextlib.suppress(BlockingIOError):
            return client.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
        return False
