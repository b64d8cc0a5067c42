"""The SMTP or LMTP listener: mail that a mail server hands us, answered 250 when it is durable and not before."""

import asyncio
import logging
import socket
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import structlog

from tinbai.errors import BadSettings
from tinbai.intake.door import Accept
from tinbai.intake.smtp_session import BulkSession, House, LmtpSession, SmtpSession
from tinbai.settings import Outlet, SmtpIn

log = structlog.get_logger("intake.smtp")

_THREADS = 8  # accepts at the same time: each waits for the disk, so more than there are cores
_MOST_CONNECTIONS = 200
_FINISH_WITHIN = 3.0  # seconds a message in hand gets when the door closes


class SmtpDoor:
    """Listens in a thread of its own from `start` to `stop`. `port` is the real one, also when the settings say 0."""

    def __init__(
        self,
        settings: SmtpIn,
        outlets: Sequence[Outlet],
        accept: Accept,
        spool: Path,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._settings = settings
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="smtp-accept")
        addresses: dict[str, tuple[str, ...]] = {}
        for outlet in outlets:
            for address in {outlet.address.lower(), *(a.lower() for a in outlet.aliases)}:
                addresses[address] = (*addresses.get(address, ()), outlet.code)
        hostname = socket.gethostname() or "localhost"
        self._house = House(settings, addresses, accept, spool, self._pool, now, hostname)
        self._sessions: set[BulkSession] = set()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self.port = 0

    def start(self) -> None:
        """Open the port; mail is taken when this returns. Raises BadSettings when the address cannot be used."""
        host, port = self._settings.host, self._settings.port
        try:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            listener = socket.create_server((host, port), family=family, backlog=_MOST_CONNECTIONS)
        except OSError as error:
            raise BadSettings(f"smtp_in.port: {host}:{port} cannot be used: {error.strerror}") from None
        self.port = listener.getsockname()[1]
        # aiosmtpd writes every address and command at level info: people's addresses do not belong in a log
        logging.getLogger("mail.log").setLevel(logging.ERROR)
        self._house.spool.mkdir(parents=True, exist_ok=True)
        ready = threading.Event()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._serve(listener, ready)), name="smtp", daemon=True
        )
        self._thread.start()
        ready.wait()
        log.info("listening", action="smtp", port=self.port, protocol="lmtp" if self._settings.lmtp else "smtp")

    def stop(self) -> None:
        """Take no more mail; messages in hand get three seconds, what is unanswered then stays with its sender."""
        if self._thread is None or self._loop is None or self._stopping is None:
            return
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()
        self._thread = None
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _serve(self, listener: socket.socket, ready: threading.Event) -> None:
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        server = await self._loop.create_server(self._session, sock=listener)
        ready.set()
        await self._stopping.wait()
        server.close()
        deadline = self._loop.time() + _FINISH_WITHIN
        while any(session.busy for session in self._sessions) and self._loop.time() < deadline:
            await asyncio.sleep(0.02)
        for session in list(self._sessions):
            session.end()
        while self._sessions and self._loop.time() < deadline + 0.5:
            await asyncio.sleep(0.02)

    def _session(self) -> asyncio.BaseProtocol:
        if len(self._sessions) >= _MOST_CONNECTIONS:
            return _Crowded()
        return (LmtpSession if self._settings.lmtp else SmtpSession)(self._house, self._sessions)


class _Crowded(asyncio.Protocol):
    """One connection too many."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            transport.write(b"421 4.3.2 Too many connections, try again later\r\n")
            transport.close()
