"""The few questions to DNS that mail needs, with limits of time and a memory. A network that fails is never a "no"."""

import threading
import time
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any, Protocol

import dns.exception
import dns.name
import dns.resolver
import dns.reversename

Ip = IPv4Address | IPv6Address

_ANSWER_WITHIN = 4.0  # seconds for one question, tries included
_MOST_FAILURES = 3  # in a row; then nobody is asked for a while, so that mail does not wait for a dead network
_PAUSE = 30.0  # seconds
_KEPT = 4000  # answers


class NoAnswer(Exception):
    """Nobody answered now, or not sensibly: it may be otherwise in a minute (temperror)."""


class Resolver(Protocol):
    """Every method: an empty sequence when there is no such name or record. Raises NoAnswer."""

    def txt(self, name: str) -> Sequence[bytes]: ...

    def addresses(self, name: str, version: int) -> Sequence[Ip]:
        """Of IP version 4 or 6."""

    def exchangers(self, name: str) -> Sequence[str]: ...

    def names(self, address: Ip) -> Sequence[str]: ...


class Dns:
    """The resolver of this machine; one for a process, safe to be used by several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, made: dns.resolver.Resolver | None = None) -> None:
        self._clock, self._resolver = clock, made
        self._lock = threading.Lock()
        self._failures = 0
        self._silent_until = 0.0

    def txt(self, name: str) -> Sequence[bytes]:
        return [b"".join(record.strings) for record in self._asked(name, "TXT")]

    def addresses(self, name: str, version: int) -> Sequence[Ip]:
        return [ip_address(record.address) for record in self._asked(name, "A" if version == 4 else "AAAA")]

    def exchangers(self, name: str) -> Sequence[str]:
        found = sorted((record.preference, _plain(record.exchange)) for record in self._asked(name, "MX"))
        return [exchanger for _, exchanger in found]

    def names(self, address: Ip) -> Sequence[str]:
        return [_plain(record.target) for record in self._asked(str(dns.reversename.from_address(str(address))), "PTR")]

    def _asked(self, name: str, kind: str) -> Sequence[Any]:
        with self._lock:
            if self._clock() < self._silent_until:
                raise NoAnswer("DNS does not answer just now")
        try:
            asked = dns.name.from_text(name)
        except (dns.exception.DNSException, UnicodeError, ValueError):
            return []  # what is no name exists nowhere
        try:
            answer = self._machine().resolve(asked, kind, raise_on_no_answer=False, search=False)
        except dns.resolver.NXDOMAIN:
            self._heard(True)
            return []
        except dns.resolver.NoNameservers as error:  # SERVFAIL: that domain's fault, others may answer
            raise NoAnswer(f"{kind} {name}: {type(error).__name__}") from error
        except (dns.exception.DNSException, OSError) as error:
            self._heard(False)
            raise NoAnswer(f"{kind} {name}: {type(error).__name__}") from error
        self._heard(True)
        return list(answer.rrset or ())

    def _machine(self) -> dns.resolver.Resolver:
        with self._lock:
            if self._resolver is None:
                made = dns.resolver.Resolver(configure=True)
                made.lifetime = _ANSWER_WITHIN
                made.cache = dns.resolver.LRUCache(_KEPT)
                self._resolver = made
            return self._resolver

    def _heard(self, answered: bool) -> None:
        with self._lock:
            self._failures = 0 if answered else self._failures + 1
            if self._failures >= _MOST_FAILURES:
                self._silent_until, self._failures = self._clock() + _PAUSE, 0


def _plain(name: dns.name.Name) -> str:
    return str(name).rstrip(".").lower()
