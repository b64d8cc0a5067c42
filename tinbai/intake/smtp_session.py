"""One connection of the SMTP or LMTP listener."""

import asyncio
import os
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path

import structlog
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from tinbai.errors import DiskFull, TryLater
from tinbai.intake.door import Accept
from tinbai.intake.smtp_data import Unstuffer, pieces
from tinbai.intake.spool import Growing, disk_full
from tinbai.model import Arrival, Source
from tinbai.settings import MIB, SmtpIn

log = structlog.get_logger("intake.smtp")

_STREAM_LIMIT = 512 * 1024  # octets held per connection before they are taken over; also bounds a command line
_PATIENCE = 32 * MIB  # octets over max_bytes that are still read, so that an honest client hears the 552
_LONGEST_ADDRESS = 512  # characters, as the ledger keeps them; the part after the plus is anybody's
_MOST_RECIPIENTS = 1000  # ten times what RFC 5321 4.5.3.1.8 asks for; more are kept in memory for nobody
_VISIBLE = re.compile(r"[^!-~]")

FULL = "452 4.3.1 No room left, try again later"
LATER = "451 4.3.0 Cannot take mail just now, try again later"
TOO_BIG = "552 5.3.4 Message is larger than we take"
TOO_MANY = "452 4.5.3 Too many recipients"
UNKNOWN = "550 5.1.1 No such address here"


@dataclass(frozen=True)
class House:
    """What every session needs. `addresses`: lower-case address of ours -> codes of its outlets."""

    settings: SmtpIn
    addresses: Mapping[str, tuple[str, ...]]
    accept: Accept
    spool: Path
    pool: ThreadPoolExecutor
    now: Callable[[], datetime]
    hostname: str

    def outlets(self, address: str) -> tuple[str, ...]:
        """The outlets an address belongs to; case does not count, and a plus part is allowed (RFC 5233)."""
        address = address.lower()
        local, at, domain = address.rpartition("@")
        return self.addresses.get(address) or self.addresses.get(local.partition("+")[0] + at + domain, ())


class BulkSession(SMTP):
    """Replaces what aiosmtpd does with DATA, and keeps count of what is in hand."""

    line_length_limit = _STREAM_LIMIT
    by_recipient = False  # LMTP answers for each recipient (RFC 2033 4.2)

    def __init__(self, house: House, sessions: set["BulkSession"]) -> None:
        self.house = house
        self._sessions = sessions
        self.busy = False  # a whole message is here and not answered yet
        super().__init__(
            self,
            data_size_limit=house.settings.max_bytes,
            enable_SMTPUTF8=True,
            hostname=house.hostname,
            ident="ready",
            timeout=house.settings.timeout_seconds,
            loop=asyncio.get_running_loop(),
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._sessions.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._sessions.discard(self)
        super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        # aiosmtpd counts from the last command, which would cut off 40 MB on a slow line
        self._reset_timeout()
        super().data_received(data)

    def end(self) -> None:
        """Close politely; used when the door closes."""
        if self.transport is not None and not self.transport.is_closing():
            self._writer.write(b"421 4.3.2 Closing for now\r\n")
            self.transport.close()

    async def handle_exception(self, error: Exception) -> str:
        """A defect of ours: nothing is promised, the sender keeps the mail; never tell details to strangers."""
        log.error("session failed", action="smtp", error=type(error).__name__, exc_info=error)
        asyncio.get_running_loop().call_soon(self._close_after_reply)
        return "421 4.3.0 Something is wrong here, try again later"

    def _close_after_reply(self) -> None:
        if self.transport is not None:
            self.transport.close()

    # --- hooks of aiosmtpd (it finds them by name) --------------------------------------------------------

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", responses[-1]]

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not self.house.outlets(address):
            return UNKNOWN
        if len(envelope.rcpt_tos) >= _MOST_RECIPIENTS:
            return TOO_MANY
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    # --- DATA -------------------------------------------------------------------------------------------------

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        """Read a message, make it durable, and only then say 250."""
        if await self.check_helo_needed():
            return
        if self.envelope is None or not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 Error: need RCPT command")
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        envelope, number = self.envelope, secrets.token_hex(8)
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        message = Growing(self.house.spool)
        try:
            refusal = await self._receive(message, self._trace(envelope, number))
            self.busy = True
            # finished here: when the client goes away now, the thread must not see it half discarded
            raw = None if refusal else _finished(message)
            if raw is None:
                replies = [refusal or FULL] * len(envelope.rcpt_tos)
            else:
                arrivals, loop = self._arrivals(envelope, number), asyncio.get_running_loop()
                taken = await loop.run_in_executor(self.house.pool, _offer, self.house, raw, arrivals)
                replies = [_reply(taken, self.house.outlets(to), number) for to in envelope.rcpt_tos]
            self._set_post_data_state()  # type: ignore[no-untyped-call]
            for reply in replies if self.by_recipient else [_worst(replies)]:
                await self.push(reply)
        finally:
            self.busy = False
            message.discard()

    async def _receive(self, message: Growing, trace: bytes) -> str | None:
        """Read up to the end of data into `message`; a refusal when it cannot be kept (the rest is then dropped)."""
        limit = self.house.settings.max_bytes
        unstuffer, refusal, came = Unstuffer(), None, 0
        message.write(trace)
        async for piece in pieces(self._reader):
            came += len(piece)
            if came > limit + _PATIENCE:
                await self.push("421 4.3.2 Too much")
                raise asyncio.CancelledError  # aiosmtpd's way to end a connection
            if refusal is None:
                refusal = await self._keep(message, unstuffer.feed(piece), limit + len(trace))
        return refusal or await self._keep(message, unstuffer.end(), limit + len(trace))

    async def _keep(self, message: Growing, octets: bytes, limit: int) -> str | None:
        if message.size + len(octets) > limit:
            message.discard()
            return TOO_BIG
        try:
            if message.outgrown:
                await asyncio.get_running_loop().run_in_executor(self.house.pool, message.write, octets)
            else:
                message.write(octets)
        except DiskFull:
            message.discard()
            return FULL
        return None

    def _trace(self, envelope: Envelope, number: str) -> bytes:
        """Return-Path keeps the null sender in the raw file; Received is owed (RFC 5321 4.4)."""
        assert self.session is not None
        peer = self.session.peer[0] if isinstance(self.session.peer, tuple) else "local"
        protocol = "LMTP" if self.by_recipient else "ESMTP" if self.session.extended_smtp else "SMTP"
        if envelope.smtp_utf8:
            protocol = f"UTF8{protocol.removeprefix('E')}"
        helo = _VISIBLE.sub("", self.session.host_name or "")[:255] or "unknown"
        only = f"\r\n\tfor <{_one_line(envelope.rcpt_tos[0])}>" if len(envelope.rcpt_tos) == 1 else ""
        lines = (
            f"Return-Path: <{_one_line(_sender(envelope))}>\r\n"
            f"Received: from {helo} ([{peer}])\r\n"
            f"\tby {self.house.hostname} with {protocol} id {number}{only};\r\n"
            f"\t{format_datetime(self.house.now())}\r\n"
        )
        return lines.encode("utf-8", "surrogateescape")

    def _arrivals(self, envelope: Envelope, number: str) -> list[Arrival]:
        """One per outlet, still without octets."""
        recipients: dict[str, list[str]] = {}
        for address in envelope.rcpt_tos:
            for outlet in self.house.outlets(address):
                recipients.setdefault(outlet, []).append(address)
        return [
            Arrival(
                Source(
                    door="smtp",
                    outlet=outlet,
                    mailbox="lmtp" if self.by_recipient else "smtp",
                    folder=_words(addresses[0].lower())[:_LONGEST_ADDRESS],
                    uid=number,
                    envelope_from=_sender(envelope),
                    envelope_to=tuple(map(_words, addresses)),
                ),
                b"",
                self.house.now(),
            )
            for outlet, addresses in recipients.items()
        ]


class SmtpSession(BulkSession):
    """SMTP (RFC 5321)."""


class LmtpSession(BulkSession, LMTP):
    """LMTP (RFC 2033): a reply for each recipient."""

    by_recipient = True


def _finished(message: Growing) -> bytes | Path | None:
    """None when the disk is full: closing the file may be what finds out."""
    try:
        return message.finish()
    except DiskFull:
        return None


def _offer(house: House, raw: bytes | Path, arrivals: Sequence[Arrival]) -> dict[str, str]:
    """Hand the message over once per outlet; returns a refusal per outlet, "" where it is durable. In a pool thread."""
    refusals: dict[str, str] = {}
    try:
        for arrival in arrivals:
            refusals[arrival.source.outlet] = _offer_one(house, arrival, raw)
    finally:
        if isinstance(raw, Path):
            raw.unlink(missing_ok=True)
    log.info("message answered", action="smtp", transaction=arrivals[0].source.uid, outlets=list(refusals))
    return refusals


def _offer_one(house: House, arrival: Arrival, raw: bytes | Path) -> str:
    try:
        own = _own_name(raw, house.spool) if isinstance(raw, Path) else raw
        try:
            house.accept(Arrival(arrival.source, own, arrival.received_at))
        finally:
            if isinstance(own, Path):
                own.unlink(missing_ok=True)
    except DiskFull:
        return FULL
    except TryLater:
        return LATER
    return ""


def _own_name(file: Path, spool: Path) -> Path:
    """Another name of the same file: the receiver moves its file away, and there may be several receivers."""
    name = spool / f"smtp-{secrets.token_hex(8)}"
    with disk_full():
        os.link(file, name)
    return name


def _reply(refusals: Mapping[str, str], outlets: Sequence[str], number: str) -> str:
    return next((refusals[o] for o in outlets if refusals[o]), f"250 2.0.0 Ok: {number}")


def _worst(replies: Sequence[str]) -> str:
    """SMTP has one reply for all: when one outlet could not take it, the sender must send it again."""
    return max(replies, key=lambda reply: reply[0])


def _sender(envelope: Envelope) -> str:
    """The envelope's sender; "" for the null sender, which aiosmtpd hands over as "<>"."""
    sender = envelope.mail_from or ""
    return "" if sender == "<>" else _words(sender)


def _words(address: str) -> str:
    """As a database can keep it: aiosmtpd hands octets that are no UTF-8 over as lone surrogates."""
    return address.encode("utf-8", "replace").decode().replace("\0", "?")


def _one_line(address: str) -> str:
    return re.sub(r"[\x00-\x20\x7f<>]", "", address)[:998]
