"""DNS for tests: a zone in memory, and a real server of one answer after the other for what asks by UDP.

zone = Zone({"example.vn": {"TXT": ["v=spf1 -all"]}, "slow.example": "silent"})
"""

import socket
import threading
from collections.abc import Mapping, Sequence
from ipaddress import ip_address
from types import TracebackType
from typing import Self

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

from tinbai.origin.resolver import Ip, NoAnswer

Records = Mapping[str, Sequence[str]]
SILENT = "silent"


class Zone:
    """Implements origin.resolver.Resolver; records "silent": no answer comes. `asked`: every question."""

    def __init__(self, names: Mapping[str, Records | str] | None = None) -> None:
        self.names_of: dict[str, Records | str] = {name.lower(): records for name, records in (names or {}).items()}
        self.asked: list[tuple[str, str]] = []

    def _asked(self, name: str, kind: str) -> Sequence[str]:
        self.asked.append((name.lower(), kind))
        found = self.names_of.get(name.lower().rstrip("."), {})
        if isinstance(found, str):
            raise NoAnswer(name)
        return found.get(kind, ())

    def txt(self, name: str) -> Sequence[bytes]:
        return [text.encode() for text in self._asked(name, "TXT")]

    def addresses(self, name: str, version: int) -> Sequence[Ip]:
        return [ip_address(one) for one in self._asked(name, "A" if version == 4 else "AAAA")]

    def exchangers(self, name: str) -> Sequence[str]:
        return self._asked(name, "MX")

    def names(self, address: Ip) -> Sequence[str]:
        return self._asked(address.reverse_pointer, "PTR")


class NameServer:
    """Answers by UDP on a port of its own; `silent`: takes every question and answers none."""

    def __init__(self, names: Mapping[str, Records]) -> None:
        self.names, self.silent, self.broken = names, False, False
        self.asked: list[str] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, name="name-server")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._socket.sendto(b"", ("127.0.0.1", self.port))
        self._thread.join(10)
        self._socket.close()

    def _serve(self) -> None:
        while True:
            octets, sender = self._socket.recvfrom(4096)
            if not octets:
                return
            if answer := self._answer(octets):
                self._socket.sendto(answer, sender)

    def _answer(self, octets: bytes) -> bytes:
        query = dns.message.from_wire(octets)
        question = query.question[0]
        name = str(question.name).rstrip(".").lower()
        self.asked.append(name)
        if self.silent:
            return b""
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        if self.broken:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif name not in self.names:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        else:
            kind = dns.rdatatype.to_text(question.rdtype)
            texts = [f'"{one}"' if kind == "TXT" else one for one in self.names[name].get(kind, ())]
            if texts:
                answer.answer.append(dns.rrset.from_text(question.name, 300, "IN", kind, *texts))
        return answer.to_wire()
