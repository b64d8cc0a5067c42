"""A scripted IMAP server with the manners of Domino 10: no IDLE, no MOVE, stray line ends, BAD where others answer.

    with Domino([raw, raw]) as domino:
        ... IMAPClient("127.0.0.1", domino.port, ssl=False)
        domino.asked          # every command line it got, without its tag
        domino.inbox          # uid -> (raw, flags)

ENVELOPE and BODYSTRUCTURE are answered with garbage; sequence ranges past the end with BAD.
"""

import re
import socket
import threading
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Self

_CAPABILITIES = "IMAP4rev1 AUTH=PLAIN LITERAL+ NAMESPACE QUOTA UIDPLUS"
_PARTIAL = re.compile(r"BODY\.PEEK\[\]<(\d+)\.(\d+)>")


class Domino:
    """Any user name and password. `no_literal`: UIDs whose FETCH answers OK without a body. `refused`: UIDs whose
    presence in a FETCH of bodies makes the whole command fail. `drops`: the connection breaks there instead."""

    def __init__(self, messages: Iterable[bytes] = ()) -> None:
        self.inbox: dict[int, tuple[bytes, set[str]]] = {}
        self.folders: dict[str, list[bytes]] = {}
        self.asked: list[str] = []
        self.no_literal: set[int] = set()
        self.refused: set[int] = set()
        self.drops: set[int] = set()
        self.size_error = 0  # added to RFC822.SIZE
        self.uid_next = 1
        for raw in messages:
            self.deliver(raw)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._closing = False
        self._threads = [threading.Thread(target=self._listen, name="domino")]

    def deliver(self, raw: bytes) -> None:
        self.inbox[self.uid_next] = (raw, set())
        self.uid_next += 1

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._closing = True
        socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
        for thread in self._threads:
            thread.join(30)
        self._listener.close()

    def _listen(self) -> None:
        while True:
            line, _ = self._listener.accept()
            if self._closing:
                line.close()
                return
            thread = threading.Thread(target=self._serve, args=(line,), name="domino-connection")
            self._threads.append(thread)
            thread.start()

    def _serve(self, line: socket.socket) -> None:
        with line, line.makefile("rb") as incoming:
            line.sendall(b"* OK Domino IMAP4 Server Release 10.0.1 ready\r\n")
            for command in incoming:
                tag, _, rest = command.decode().strip().partition(" ")
                self.asked.append(rest if not rest.startswith("LOGIN") else "LOGIN")
                try:
                    answer = self._answer(rest)
                except ConnectionAbortedError:
                    return
                line.sendall(answer.replace(b"$TAG", tag.encode()))
                if rest.upper() == "LOGOUT":
                    return

    def _answer(self, command: str) -> bytes:
        words = command.split(" ", 2)
        name = " ".join(words[:2]).upper() if words[0].upper() == "UID" else words[0].upper()
        arguments = command[len(name) :].strip()
        known: dict[str, Callable[[str], bytes]] = {
            "CAPABILITY": lambda _: f"* CAPABILITY {_CAPABILITIES}\r\n".encode() + _OK,
            "NAMESPACE": lambda _: b'* NAMESPACE (("" "\\\\")) NIL NIL\r\n' + _OK,
            "LOGIN": lambda _: _OK,
            "NOOP": lambda _: _OK,
            "LOGOUT": lambda _: b"* BYE bye\r\n" + _OK,
            "SELECT": self._select,
            "EXAMINE": self._select,
            "CREATE": self._create,
            "UID SEARCH": self._search,
            "UID FETCH": self._fetch,
            "UID STORE": self._store,
            "UID COPY": self._copy,
            "UID EXPUNGE": self._expunge,
        }
        answer = known.get(name)
        return answer(arguments) if answer else b"$TAG BAD Unknown command\r\n"

    def _select(self, folder: str) -> bytes:
        if folder.strip('"') != "INBOX":
            return b"$TAG NO no such folder\r\n"
        lines = f"* {len(self.inbox)} EXISTS\r\n* 0 RECENT\r\n* FLAGS (\\Seen \\Deleted)\r\n"
        lines += f"* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT {self.uid_next}] ok\r\n"
        return lines.encode() + b"$TAG OK [READ-WRITE] done\r\n"

    def _create(self, folder: str) -> bytes:
        self.folders.setdefault(folder.strip('"'), [])
        return _OK

    def _search(self, criteria: str) -> bytes:
        found = " ".join(map(str, self._uids(criteria.removeprefix("UID "))))
        return f"* SEARCH {found}".strip().encode() + b"\r\n" + _OK

    def _uids(self, names: str) -> list[int]:
        if names.endswith(":*"):
            low = int(names[:-2])
            return [uid for uid in self.inbox if uid >= low] or list(self.inbox)[-1:]
        return [uid for uid in map(int, names.split(",")) if uid in self.inbox]

    def _fetch(self, arguments: str) -> bytes:
        names, _, items = arguments.partition(" ")
        uids = self._uids(names)
        if "ENVELOPE" in items or "BODYSTRUCTURE" in items:
            return b'* 1 FETCH (BODYSTRUCTURE (("text" "plain" NIL)\r\n' + _OK
        if "BODY.PEEK[]" in items:
            if self.refused & set(uids):
                return b"$TAG NO internal error\r\n"
            if self.drops & set(uids):
                raise ConnectionAbortedError
        return b"".join(self._message(uid, items) for uid in uids) + _OK

    def _message(self, uid: int, items: str) -> bytes:
        raw, _ = self.inbox[uid]
        number = list(self.inbox).index(uid) + 1
        head = f"* {number} FETCH (UID {uid}"
        if "RFC822.SIZE" in items:
            head += f" RFC822.SIZE {len(raw) + self.size_error}"
        if "BODY.PEEK[" not in items or uid in self.no_literal:
            return head.encode() + b")\r\n"
        what = "BODY[]"
        if "HEADER.FIELDS" in items:
            what = "BODY[HEADER.FIELDS (MESSAGE-ID)]"
            raw = b"".join(line for line in raw.splitlines(True) if line.lower().startswith(b"message-id")) + b"\r\n"
        if partial := _PARTIAL.search(items):
            start, length = map(int, partial.groups())
            what, raw = f"BODY[]<{start}>", raw[start : start + length]
        # the stray line end after the literal
        return f"{head} {what} {{{len(raw)}}}\r\n".encode() + raw + b"\r\n)\r\n"

    def _store(self, arguments: str) -> bytes:
        names, _, rest = arguments.partition(" ")
        for uid in self._uids(names):
            self.inbox[uid][1].update(re.findall(r"[\\\w]+", rest.partition("(")[2]))
        return _OK

    def _copy(self, arguments: str) -> bytes:
        names, _, folder = arguments.partition(" ")
        if folder.strip('"') not in self.folders:
            return b"$TAG NO [TRYCREATE] no such folder\r\n"
        self.folders[folder.strip('"')] += [self.inbox[uid][0] for uid in self._uids(names)]
        return _OK

    def _expunge(self, names: str) -> bytes:
        for uid in self._uids(names):
            if "\\Deleted" in self.inbox[uid][1]:
                del self.inbox[uid]
        return _OK


_OK = b"$TAG OK completed\r\n"
