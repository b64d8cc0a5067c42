"""A scripted SMTP server for outgoing letters: takes, defers, refuses or cuts, with STARTTLS or TLS and login.

    with Sink() as sink:
        sink.say("RCPT", "450 4.2.0 greylisted", times=2)   # then as usual
        sink.say("DOT", CUT)                                # the letter is taken, but nobody is told
        sink.letters                                        # what was taken, in order

Steps: CONNECT, EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, DOT.
"""

import base64
import contextlib
import socket
import ssl
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Collection
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from types import TracebackType
from typing import BinaryIO, Literal, Self

from tests.servers.certificate import Certificate

SILENT = "silent"  # say nothing until the other end has had enough; after the dot: the letter is taken
CUT = "cut"  # close without a word; after the dot: the letter is taken all the same
LOSE = "lose"  # close without a word; after the dot: the letter is not taken


@dataclass(frozen=True)
class Taken:
    """One letter: the envelope and the octets, dots undone."""

    sender: str
    recipient: str
    raw: bytes
    encrypted: bool
    user: str | None

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=default)

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"])


class Sink:
    """Listens on 127.0.0.1:`port`. `login`: (user, password) that MAIL needs; `deliver` gets every letter taken."""

    def __init__(
        self,
        security: Literal["none", "starttls", "tls"] = "none",
        certificate: Certificate | None = None,
        login: tuple[str, str] | None = None,
        bearer: Collection[str] = (),
        deliver: Callable[[Taken], object] = lambda taken: None,
    ) -> None:
        self.security, self.login, self.deliver, self.bearer = security, login, deliver, bearer
        self._context = certificate.server_context() if certificate else None
        self.letters: list[Taken] = []
        self.commands: list[str] = []  # every verb, in order
        self.connections = 0
        self.came = threading.Condition()
        self._answers: defaultdict[str, deque[str]] = defaultdict(deque)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._closing = False
        self._open: set[socket.socket] = set()
        self._threads = [threading.Thread(target=self._listen, name="sink")]

    def say(self, step: str, answer: str, times: int = 1) -> None:
        """Answer so at that step, so often; then as usual."""
        self._answers[step].extend([answer] * times)

    def say_as_usual(self) -> None:
        """Forget what was to be said."""
        self._answers.clear()

    def wait(self, letters: int, seconds: float = 30) -> bool:
        """Until so many letters were taken; False when the time is up."""
        with self.came:
            return self.came.wait_for(lambda: len(self.letters) >= letters, seconds)

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._closing = True
        for end in list(self._open):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        for thread in self._threads:
            thread.join(10)
        self._listener.close()

    def _listen(self) -> None:
        while not self._closing:
            line, _ = self._listener.accept()
            if self._closing:
                line.close()
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(line,), name="sink-connection")
            self._threads.append(thread)
            thread.start()

    def _serve(self, line: socket.socket) -> None:
        self._open.add(line)
        with contextlib.suppress(OSError), _Talk(self, line) as talk:
            talk.run(self._context)
        self._open.discard(line)
        line.close()

    def take(self, letter: Taken) -> None:
        with self.came:
            self.deliver(letter)
            self.letters.append(letter)
            self.came.notify_all()

    def answer(self, step: str, usual: str) -> str:
        return self._answers[step].popleft() if self._answers[step] else usual


class _Talk:
    """One connection."""

    def __init__(self, sink: Sink, line: socket.socket) -> None:
        self._sink, self._line = sink, line
        self._encrypted = False
        self._is_wide = False  # SMTPUTF8
        self._user: str | None = None
        self._sender = self._recipient = ""
        self._file: BinaryIO = line.makefile("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()
        self._line.close()

    def run(self, context: ssl.SSLContext | None) -> None:
        if self._sink.security == "tls" and context:
            self._encrypt(context)
        going = self._say("CONNECT", "220 sink ready")
        while going and (command := self._file.readline()):
            verb, _, rest = command.decode("utf-8", "replace").strip().partition(" ")
            self._sink.commands.append(verb.upper())
            going = self._do(verb.upper(), rest, context)

    def _encrypt(self, context: ssl.SSLContext) -> None:
        """Once the other end has begun: of one that left before, wrap_socket forgets to close its socket, and the
        warning of that reaches whichever test runs when it is collected."""
        self._file.close()
        if not self._line.recv(1, socket.MSG_PEEK):
            raise ConnectionAbortedError
        self._line = context.wrap_socket(self._line, server_side=True)
        self._file = self._line.makefile("rb")
        self._encrypted = True

    def _say(self, step: str, usual: str) -> bool:
        """False when the connection is to end."""
        return self._tell(self._sink.answer(step, usual))

    def _tell(self, answer: str) -> bool:
        if answer == SILENT:
            self._file.readline()
        if answer in (CUT, LOSE, SILENT):
            return False
        self._line.sendall(answer.encode() + b"\r\n")
        return not answer.startswith("421")

    def _do(self, verb: str, rest: str, context: ssl.SSLContext | None) -> bool:
        if verb == "EHLO":
            return self._say("EHLO", "\r\n".join(["250-sink", *self._offers(), "250-SMTPUTF8", "250 8BITMIME"]))
        if verb == "STARTTLS" and context:
            if going := self._say("STARTTLS", "220 go ahead"):
                self._encrypt(context)
            return going
        if verb == "AUTH":
            return self._say("AUTH", self._log_in(rest))
        if verb == "MAIL":
            self._sender, self._is_wide = rest.partition("<")[2].partition(">")[0], "SMTPUTF8" in rest.upper()
            needs_login = self._sink.login and not self._user
            return self._say("MAIL", "530 5.7.0 log in first" if needs_login else "250 2.1.0 ok")
        if verb == "RCPT":
            self._recipient = rest.partition("<")[2].partition(">")[0]
            takes = self._is_wide or self._recipient.isascii()
            return self._say("RCPT", "250 2.1.5 ok" if takes else "553 5.6.7 SMTPUTF8 was not asked for")
        if verb == "DATA":
            return self._data()
        known = verb in ("NOOP", "RSET")
        self._line.sendall(b"250 ok\r\n" if known else b"221 bye\r\n" if verb == "QUIT" else b"502 what?\r\n")
        return verb != "QUIT"

    def _offers(self) -> list[str]:
        starttls = ["250-STARTTLS"] if self._sink.security == "starttls" and not self._encrypted else []
        plain = self._sink.login and (self._encrypted or self._sink.security == "none")
        return [*starttls, *(["250-AUTH PLAIN"] if plain else ["250-AUTH XOAUTH2"] if self._sink.bearer else [])]

    def _log_in(self, rest: str) -> str:
        if rest.upper().startswith("XOAUTH2"):
            user, _, access = base64.b64decode(rest.partition(" ")[2]).decode().partition("\x01auth=Bearer ")
            if access.rstrip("\x01") not in self._sink.bearer:
                return "535 5.7.3 the token is not good"
            self._user = user.removeprefix("user=")
            return "235 2.7.0 ok"
        _, user, password = base64.b64decode(rest.partition(" ")[2]).decode().split("\0")
        if (user, password) != self._sink.login:
            return "535 5.7.8 wrong name or password"
        self._user = user
        return "235 2.7.0 ok"

    def _data(self) -> bool:
        answer = self._sink.answer("DATA", "354 go ahead")
        going = self._tell(answer)
        if not going or not answer.startswith("354"):
            return going
        lines = []
        while (line := self._file.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line.removeprefix(b"."))
        answer = self._sink.answer("DOT", "250 2.0.0 taken")
        if answer.startswith("250") or answer in (CUT, SILENT):
            raw = b"".join(lines)
            self._sink.take(Taken(self._sender, self._recipient, raw, self._encrypted, self._user))
        return self._tell(answer)
