"""One connection to an IMAP server: imapclient with its known traps closed, typed, raising MailboxTrouble only.

Closed traps: IDLE on a dead connection returns at once for ever; no time limit by default; an EXISTS that comes before
IDLE's continuation; stray line ends after a literal (Domino); literals that are missing count as not fetched.
"""

import contextlib
import logging
import select
import socket
import ssl
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from imapclient import IMAPClient, SocketTimeout  # type: ignore[import-untyped]
from imapclient.imap4 import IMAP4WithTimeout  # type: ignore[import-untyped]
from imapclient.tls import IMAP4_TLS  # type: ignore[import-untyped]

from tinbai.errors import TinbaiError
from tinbai.intake.imap_trouble import LOST, NO_STARTTLS, MailboxTrouble, Refused, during
from tinbai.settings import Mailbox

_LIST_AT_ONCE = 80_000  # UIDs in one SEARCH answer: imaplib takes lines up to 1 MB, a UID has up to 11 octets
_CONNECT_WITHIN = 20.0  # seconds

logging.getLogger("imapclient").setLevel(logging.WARNING)  # at level debug it writes headers of mail into the log


@dataclass(frozen=True, slots=True)
class Selected:
    """What the server said when the folder was opened."""

    uid_validity: int
    uid_next: int | None
    exists: int


@dataclass(frozen=True, slots=True)
class Header:
    """The little that tells whether a mail is known."""

    size: int
    message_id: str | None
    internal_date: datetime | None


class _Tolerant:
    """Domino 10 sends an empty line between a literal and the rest of a FETCH answer; imaplib gives up there."""

    fetching = False
    _after_literal = False

    def read(self, size: int) -> bytes:
        octets: bytes = super().read(size)  # type: ignore[misc]
        self._after_literal = True
        return octets

    def _get_line(self) -> bytes:
        line: bytes = super()._get_line()  # type: ignore[misc]
        while self.fetching and self._after_literal and not line:
            line = super()._get_line()  # type: ignore[misc]
        self._after_literal = False
        return line


class _Plain(_Tolerant, IMAP4WithTimeout):  # type: ignore[misc]
    pass


class _Encrypted(_Tolerant, IMAP4_TLS):  # type: ignore[misc]
    pass


class _Client(IMAPClient):  # type: ignore[misc]
    def _create_IMAP4(self) -> Any:  # noqa: N802
        if self.ssl:
            return _Encrypted(self.host, self.port, self.ssl_context, self._timeout.connect)
        return _Plain(self.host, self.port, self._timeout.connect)


class Connection:
    """Logged in when made. Not thread-safe, except `abort`. Every method raises MailboxTrouble (Refused)."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.timeout = mailbox.timeout_seconds
        self._idle_tag: str | None = None
        password = "" if mailbox.sign_in else mailbox.password()  # a missing one is said before a server is asked
        context = None if mailbox.security == "none" else tls_context(mailbox)
        port = mailbox.port or (993 if mailbox.security == "tls" else 143)
        timeout = SocketTimeout(connect=min(_CONNECT_WITHIN, self.timeout), read=self.timeout)
        with during("dns"):
            socket.getaddrinfo(mailbox.host, port)
        with during("tls"):
            self._client = _Client(
                mailbox.host, port, ssl=mailbox.security == "tls", ssl_context=context, timeout=timeout
            )
        self._client.normalise_times = False
        try:
            self._log_in(mailbox, context, password)
        except TinbaiError:
            self.close()
            raise

    def _log_in(self, mailbox: Mailbox, context: ssl.SSLContext | None, password: str) -> None:
        if mailbox.security == "starttls":
            with during("tls"):
                if not self._client.has_capability("STARTTLS"):
                    raise MailboxTrouble(NO_STARTTLS, "tls")
                self._client.starttls(context)
        access = mailbox.token()
        with during("login"):
            self._imap.sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            if access:
                self._client.oauth2_login(mailbox.user, access)
            elif (mailbox.user + password).isascii():
                self._client.login(mailbox.user, password)
            else:  # LOGIN knows ASCII only
                self._client.plain_login(mailbox.user, password)
            self._capabilities = frozenset(self._client.capabilities())

    @property
    def _imap(self) -> Any:
        return self._client._imap

    def can(self, capability: bytes) -> bool:
        return capability in self._capabilities

    def select(self, folder: str, *, readonly: bool) -> Selected:
        with during("folder"):
            answer = self._client.select_folder(folder, readonly=readonly)
            uid_next = answer.get(b"UIDNEXT")
            return Selected(
                uid_validity=int(answer[b"UIDVALIDITY"]),
                uid_next=int(uid_next) if uid_next else None,
                exists=int(answer[b"EXISTS"]),
            )

    # --- reading ----------------------------------------------------------------------------------------------

    def uids(self, low: int, selected: Selected) -> list[int]:
        """UIDs from `low` on, ascending. ("n:*" always names the last message too, RFC 3501 6.4.8.)"""
        found: set[int] = set()
        high = selected.uid_next if selected.exists > _LIST_AT_ONCE else None
        with during("folder"):
            while high is not None and low < high:
                found.update(self._client.search(["UID", f"{low}:{low + _LIST_AT_ONCE - 1}"]))
                low += _LIST_AT_ONCE
            found.update(uid for uid in self._client.search(["UID", f"{low}:*"]) if uid >= low)
        return sorted(found)

    def existing(self, uids: Collection[int]) -> set[int]:
        """Which of the UIDs are still there."""
        with during("folder"):
            return set(self._client.search(["UID", _joined(uids)])) & set(uids) if uids else set()

    def heard_of_more(self) -> bool:
        """Whether the server has mentioned new mail since this was asked last, in whatever answer."""
        heard = [self._imap.untagged_responses.pop(name, None) for name in ("EXISTS", "RECENT")]
        return any(heard)

    def sizes(self, uids: Collection[int]) -> dict[int, int]:
        """RFC822.SIZE of those that are there."""
        answer = self._fetch(uids, ["RFC822.SIZE"])
        return {uid: int(data[b"RFC822.SIZE"]) for uid, data in answer.items() if b"RFC822.SIZE" in data}

    def headers(self, uids: Collection[int]) -> dict[int, Header]:
        items = ["RFC822.SIZE", "INTERNALDATE", "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"]
        found: dict[int, Header] = {}
        for uid, data in self._fetch(uids, items).items():
            block = next((value for key, value in data.items() if key.startswith(b"BODY[HEADER")), b"")
            if b"RFC822.SIZE" in data:
                found[uid] = Header(int(data[b"RFC822.SIZE"]), _message_id(block or b""), data.get(b"INTERNALDATE"))
        return found

    def bodies(self, uids: Collection[int]) -> dict[int, bytes]:
        """Whole messages; \\Seen stays as it is. A message whose literal is missing is not in the answer."""
        answer = self._fetch(uids, ["BODY.PEEK[]"])
        return {uid: data[b"BODY[]"] for uid, data in answer.items() if isinstance(data.get(b"BODY[]"), bytes)}

    def piece(self, uid: int, start: int, length: int) -> bytes | None:
        """`length` octets of a message from `start` on, fewer at its end; None: no literal came."""
        data = self._fetch([uid], [f"BODY.PEEK[]<{start}.{length}>"]).get(uid, {})
        octets = next((value for key, value in data.items() if key.startswith(b"BODY[]")), None)
        return octets if isinstance(octets, bytes) else None

    def _fetch(self, uids: Collection[int], items: list[str]) -> dict[int, dict[bytes, Any]]:
        if not uids:
            return {}
        with during("fetch"):
            self._imap.fetching = True
            try:
                # a list of UIDs, never a range: ranges break in later versions and reach past what is there
                answer: dict[int, dict[bytes, Any]] = self._client.fetch(sorted(uids), items)
                return {uid: data for uid, data in answer.items() if uid in set(uids)}
            finally:
                self._imap.fetching = False

    # --- marking ----------------------------------------------------------------------------------------------

    def add_flag(self, uids: Collection[int], flag: str) -> None:
        with during("folder"):
            self._client.add_flags(sorted(uids), [flag], silent=True)

    def move(self, uids: Collection[int], folder: str) -> None:
        """Atomically (RFC 6851) where the server can, else COPY, \\Deleted and an EXPUNGE of exactly these UIDs.

        Without UIDPLUS nothing is expunged: a plain EXPUNGE would remove what other people have deleted.
        """
        with during("folder"):
            if self.can(b"MOVE"):
                self._client.move(sorted(uids), folder)
                return
            self._client.copy(sorted(uids), folder)
            self._client.add_flags(sorted(uids), [rb"\Deleted"], silent=True)
            if self.can(b"UIDPLUS"):
                self._client.uid_expunge(sorted(uids))

    def create(self, folder: str) -> str:
        """Make the folder and return its real name: some servers keep all folders under a prefix (INBOX.)."""
        try:
            with during("folder"):
                self._client.create_folder(folder)
                return folder
        except Refused:
            prefix = self._prefix()
            if not prefix or folder.startswith(prefix):
                raise
            with during("folder"), contextlib.suppress(Refused):  # it may be there already
                self._client.create_folder(prefix + folder)
            return prefix + folder

    def _prefix(self) -> str:
        if not self.can(b"NAMESPACE"):
            return ""
        with during("folder"):
            personal = self._client.namespace().personal
            return str(personal[0][0]) if personal else ""

    # --- waiting ----------------------------------------------------------------------------------------------

    def noop(self) -> None:
        with during("fetch"):
            self._client.noop()

    def idle_start(self) -> None:
        with during("fetch"):
            tag = self._imap._command("IDLE")
            while self._imap._get_response() is not None:  # untagged answers may come before the continuation
                if self._imap.tagged_commands.get(tag):
                    raise Refused("IDLE was refused", "fetch")
            self._idle_tag = tag

    def idle_wait(self, seconds: float) -> bool:
        """Whether new mail was announced within `seconds`. Raises MailboxTrouble when the connection is dead."""
        with during("fetch"):
            if self.heard_of_more():
                return True
            if not self._readable() and not self._comes_within(seconds):
                return False
            while self._readable():
                self._imap._get_response()
                if "BYE" in self._imap.untagged_responses or self._imap.tagged_commands.get(self._idle_tag):
                    raise MailboxTrouble(LOST, "fetch", "the server ended IDLE")
            return self.heard_of_more()

    def _comes_within(self, seconds: float) -> bool:
        sock = self._imap.sock
        if isinstance(sock, ssl.SSLSocket) and sock.pending():
            return True
        ready, _, _ = select.select([sock], [], [], seconds)
        return bool(ready)

    def _readable(self) -> bool:
        """Whether octets are at hand, without waiting. The end of the stream is trouble (idle_check hides it)."""
        sock = self._imap.sock
        sock.setblocking(False)
        try:
            if self._imap.file.peek(1):
                return True
            # nothing: either nothing yet or the end; TLS says "want read" when it is nothing yet
            if isinstance(sock, ssl.SSLSocket) or sock.recv(1, socket.MSG_PEEK) == b"":
                raise MailboxTrouble(LOST, "fetch", "end of stream in IDLE")
            return True
        except (BlockingIOError, ssl.SSLWantReadError):
            return False
        finally:
            sock.settimeout(self.timeout)

    def idle_stop(self) -> None:
        tag, self._idle_tag = self._idle_tag, None
        if tag is None:
            return
        with during("fetch"):
            self._imap.send(b"DONE\r\n")
            self._imap._command_complete("IDLE", tag)

    # --- ending -----------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Say goodbye, but wait at most a second for an answer."""
        with contextlib.suppress(MailboxTrouble), during("fetch"):
            self._imap.sock.settimeout(1.0)
            self._client.logout()
        self.abort()
        with contextlib.suppress(OSError):
            self._imap.file.close()
        self._imap.sock.close()

    def abort(self) -> None:
        """Drop the connection; called from another thread this ends whatever is being waited for."""
        with contextlib.suppress(OSError):
            self._imap.sock.shutdown(socket.SHUT_RDWR)


def tls_context(mailbox: Mailbox) -> ssl.SSLContext:
    """Certificate and name are verified, TLS 1.2 at least. Raises MailboxTrouble when ca_file cannot be read."""
    with during("tls"):
        context = ssl.create_default_context(cafile=str(mailbox.ca_file) if mailbox.ca_file else None)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context


def _message_id(header: bytes) -> str | None:
    """As the house keeps it: folded lines joined, no brackets."""
    value = b" ".join(header.partition(b":")[2].split()).strip(b"<> ")[:998]
    return value.decode("utf-8", "replace").replace("\0", "") or None


def _joined(uids: Iterable[int]) -> str:
    return ",".join(map(str, sorted(uids)))
