"""SPF (RFC 7208): whether a server may hand over mail of a domain, as that domain says in DNS.

Our own, since what there is (pyspf) asks DNS by itself and was last changed in 2020; measured with the suite of tests
made for the RFC, see docs/decisions/2026-11-25-who-really-sent-it.md.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Literal

from tinbai.origin.resolver import Ip, NoAnswer, Resolver
from tinbai.origin.spf_macros import BadMacro, expanded

Said = Literal["none", "neutral", "pass", "fail", "softfail", "temperror", "permerror"]

_MOST_LOOKUPS, _MOST_VOID, _MOST_NAMES = 10, 2, 10  # RFC 7208 4.6.4
_QUALIFIED: dict[str, Said] = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}
_TERM = re.compile(r"([+?~-]?)([A-Za-z][A-Za-z0-9_.-]*)(?:([:=/])(.*))?", re.DOTALL)
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?", re.IGNORECASE)
_TOP = re.compile(r".*(?:\.(?!\d+\.?$)[a-z0-9]([a-z0-9-]*[a-z0-9])?\.?|%\{[^}]*\})", re.IGNORECASE | re.DOTALL)
_CIDR = re.compile(r"(.*?)(?:/(0|[1-9]\d{0,2}))?(?://(0|[1-9]\d{0,2}))?", re.DOTALL)


class _Broken(Exception):
    """The record is no SPF record one can follow (permerror)."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who handed the mail over. `sender` is the envelope's, postmaster@helo for the null sender."""

    ip: Ip
    helo: str
    sender: str

    @property
    def domain(self) -> str:
        return self.sender.rpartition("@")[2]


@dataclass(slots=True)
class _Account:
    """What one check has cost so far, over all its records."""

    lookups: int = 0
    void: int = 0


def envelope(ip: Ip, helo: str, sender: str) -> Envelope:
    """With postmaster where there is no local part (RFC 7208 2.4, 4.3)."""
    mapped = getattr(ip, "ipv4_mapped", None)
    local, _, domain = sender.rpartition("@")
    if not sender:
        local, domain = "postmaster", helo
    return Envelope(mapped or ip, helo, f"{local or 'postmaster'}@{domain}")


def check_host(mail: Envelope, resolver: Resolver) -> Said:
    """Never raises; "temperror" when DNS did not answer."""
    try:
        return _Checker(mail, resolver, _Account()).check(mail.domain)
    except NoAnswer:
        return "temperror"
    except (_Broken, BadMacro):
        return "permerror"


@dataclass(slots=True)
class _Checker:
    mail: Envelope
    resolver: Resolver
    spent: _Account
    _names: list[str] = field(default_factory=list)

    def check(self, domain: str) -> Said:
        """check_host() of RFC 7208 4."""
        if not _is_name(domain):
            return "none"
        records = [record for record in self.resolver.txt(domain) if re.match(rb"v=spf1(?: |$)", record, re.IGNORECASE)]
        if not records:
            return "none"
        if len(records) > 1 or not records[0].isascii():
            raise _Broken("several records")
        mechanisms, redirect = _terms(records[0].decode("ascii"))
        for qualifier, name, argument in mechanisms:
            if self._matches(name, argument, domain):
                return _QUALIFIED[qualifier or "+"]
        if redirect is None:
            return "neutral"
        self._spend()
        found = self.check(self._target(redirect, domain))
        if found == "none":
            raise _Broken("redirect leads nowhere")
        return found

    def _matches(self, name: str, argument: str, domain: str) -> bool:
        if name == "all":
            return True
        if name in ("ip4", "ip6"):
            network = _network(argument, int(name[2]))
            return self.mail.ip.version == network.version and self.mail.ip in network
        self._spend()
        if name == "include":
            found = self.check(self._target(argument, domain))
            if found in ("none", "permerror"):
                raise _Broken("include leads nowhere")
            return found == "pass"
        if name == "exists":
            return bool(self._addresses(self._target(argument, domain), 4))
        if name == "ptr":
            target = self._target(argument, domain).lower()
            return any(one == target or one.endswith(f".{target}") for one in self._validated())
        spec, four, six = _cidr(argument)
        target = self._target(spec, domain) if spec else domain
        length = four if self.mail.ip.version == 4 else six
        hosts = [target] if name == "a" else self._exchangers(target)
        return any(self._is_within(address, length) for host in hosts for address in self._addresses(host))

    def _is_within(self, address: Ip, length: int) -> bool:
        return self.mail.ip in ip_network(f"{address}/{length}", strict=False)

    def _target(self, spec: str, domain: str) -> str:
        return expanded(spec, self.mail.sender, domain, self.mail.ip, self.mail.helo) if spec else domain

    def _addresses(self, name: str, version: int | None = None) -> Sequence[Ip]:
        found = self.resolver.addresses(name, version or self.mail.ip.version) if _can_be_asked(name) else []
        self._void(found)
        return found

    def _exchangers(self, name: str) -> Sequence[str]:
        found = self.resolver.exchangers(name) if _can_be_asked(name) else []
        self._void(found)
        if len(found) > _MOST_NAMES:
            raise _Broken("too many exchangers")
        return found

    def _validated(self) -> Iterator[str]:
        """Names of the address that lead back to it (RFC 7208 5.5); here what fails is passed over."""
        found: Sequence[str] = []
        with suppress(NoAnswer):
            found = self.resolver.names(self.mail.ip)
            self._void(found)
        for name in found[:_MOST_NAMES]:
            with suppress(NoAnswer):
                if self.mail.ip in self.resolver.addresses(name, self.mail.ip.version):
                    yield name.lower()

    def _spend(self) -> None:
        self.spent.lookups += 1
        if self.spent.lookups > _MOST_LOOKUPS:
            raise _Broken("too many lookups")

    def _void(self, found: Sequence[object]) -> None:
        self.spent.void += not found
        if self.spent.void > _MOST_VOID:
            raise _Broken("too many names that lead nowhere")


def _terms(record: str) -> tuple[list[tuple[str, str, str]], str | None]:
    """Mechanisms (qualifier, name, argument) and the redirect; every term is looked at before any is followed."""
    mechanisms: list[tuple[str, str, str]] = []
    modifiers: dict[str, str] = {}
    for term in record[6:].split(" "):
        if not term:
            continue
        found = _TERM.fullmatch(term)
        if found is None or not term.isprintable():
            raise _Broken(term)
        qualifier, name, sign, rest = found[1], found[2].lower(), found[3] or "", found[4] or ""
        if sign == "=":
            _modifier(modifiers, name, rest, qualifier)
        else:
            argument = sign + rest if sign == "/" else rest
            _well_formed(name, sign, argument)
            mechanisms.append((qualifier, name, argument))
    return mechanisms, modifiers.get("redirect")


def _modifier(known: dict[str, str], name: str, value: str, qualifier: str) -> None:
    if qualifier:
        raise _Broken(name)
    if name in ("redirect", "exp"):
        if name in known or not value:
            raise _Broken(name)
        _domain_spec(value)
    else:
        expanded(value, "a@b", "b", _ANY, "b")  # only its form counts
    known[name] = value


def _well_formed(name: str, sign: str, argument: str) -> None:
    if name == "all":
        if sign:
            raise _Broken("all")
    elif name in ("ip4", "ip6"):
        _network(argument if sign == ":" else "", int(name[2]))
    elif name in ("include", "exists"):
        if sign != ":" or not argument:
            raise _Broken(name)
        _domain_spec(argument)
    elif name == "ptr":
        if sign == "/" or (sign and not argument):
            raise _Broken(name)
        if argument:
            _domain_spec(argument)
    elif name in ("a", "mx"):
        spec, _, _ = _cidr(argument)
        if sign == ":" and not spec:
            raise _Broken(name)
        if spec:
            _domain_spec(spec)
    else:
        raise _Broken(name)


def _domain_spec(spec: str) -> None:
    """Ends in a top label or a macro (RFC 7208 7.1)."""
    expanded(spec, "a@b", "b", _ANY, "b")
    if not _TOP.fullmatch(spec):
        raise _Broken(spec)


def _cidr(argument: str) -> tuple[str, int, int]:
    """(domain-spec, length for IPv4, length for IPv6)."""
    found = _CIDR.fullmatch(argument)
    if found is None:
        raise _Broken(argument)
    four, six = int(found[2] or 32), int(found[3] or 128)
    if four > 32 or six > 128 or found[1].startswith("/"):
        raise _Broken(argument)
    return found[1], four, six


def _network(argument: str, version: int) -> IPv4Network | IPv6Network:
    address, slash, length = argument.partition("/")
    if slash and not re.fullmatch(r"0|[1-9]\d{0,2}", length):
        raise _Broken(argument)
    try:
        network = ip_network(argument, strict=False)
    except ValueError:
        raise _Broken(argument) from None
    if network.version != version or not address:
        raise _Broken(argument)
    return network


def _is_name(domain: str) -> bool:
    """A name of several labels as hosts have them (RFC 7208 4.3)."""
    labels = domain.rstrip(".").split(".")
    return len(labels) > 1 and _can_be_asked(domain) and all(_LABEL.fullmatch(one) for one in labels)


def _can_be_asked(name: str) -> bool:
    """Whatever a macro made of it: no label empty or too long (RFC 1035 2.3.4)."""
    return len(name) < 254 and all(0 < len(one) < 64 for one in name.removesuffix(".").split("."))


_ANY = ip_network("192.0.2.1/32").network_address
