"""DKIM (RFC 6376, 8301): a signature of a domain over the mail, checked in one walk through the body.

Our own: dkimpy's canonical form takes time that grows with the square of a run of blanks, which any sender can write
(40,000 blanks: 1.9 s), and it takes what DNS does not answer for a bad signature.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from tinbai.origin.header import Field, Message
from tinbai.origin.resolver import NoAnswer, Resolver
from tinbai.origin.rsa import BadKey, Key, is_signed, key_of
from tinbai.proof import Check

_MOST = 6  # signatures looked at
_LEAST_BITS = 1024  # RFC 8301 3.2
_NEEDED = ("v", "a", "b", "bh", "d", "h", "s")
_SIGNED_WITHOUT_B = re.compile(rb"((?:^|;)[ \t\r\n]*b[ \t\r\n]*=)[^;]*")
_BLANKS = re.compile(rb"[ \t]+")
_KEPT = frozenset({"simple", "relaxed"})


class _Bad(Exception):
    """The signature does not hold; the message is the reason in one word."""


@dataclass(frozen=True, slots=True)
class Signature:
    """The tags of one DKIM-Signature; `field` is it as it stands."""

    field: Field
    tags: dict[str, str]

    @property
    def domain(self) -> str:
        return self.tags.get("d", "").lower().rstrip(".")


def signatures(message: Message) -> list[Signature]:
    return [Signature(field, tags_of(field.value)) for field in message.named("dkim-signature")]


@dataclass(slots=True)
class Verifier:
    """Of one message. A body is hashed once for all signatures that count it the same way."""

    message: Message
    resolver: Resolver
    now: datetime
    _bodies: dict[str, bytes] = field(default_factory=dict)

    def checks(self, wanted: Callable[[str], bool]) -> Iterator[Check]:
        """One for each signature; those of domains that are not `wanted` prove nothing and are not looked at."""
        looked = 0
        for signature in signatures(self.message):
            if not wanted(signature.domain):
                yield Check("dkim", "none", signature.domain[:253], "other-domain")
            elif looked < _MOST:
                looked += 1
                yield self._check(signature)

    def _check(self, signature: Signature) -> Check:
        try:
            self._verify(signature)
        except NoAnswer:
            return Check("dkim", "unknown", signature.domain, "dns")
        except _Bad as bad:
            return Check("dkim", "fail", signature.domain, str(bad))
        return Check("dkim", "pass", signature.domain)

    def _verify(self, signature: Signature) -> None:
        tags = signature.tags
        header_form, body_form = _forms(tags)
        _sound(tags, self.now)
        key = self._key(tags)
        if self._body(body_form) != _octets(tags["bh"]):
            raise _Bad("body-hash")
        names = [name.strip().lower() for name in tags["h"].split(":")]
        signed = hashlib.sha256(_signed(self.message, names, signature.field, header_form)).digest()
        if not is_signed(key, _octets(tags["b"]), signed):
            raise _Bad("signature")

    def _key(self, tags: dict[str, str]) -> Key:
        found = self.resolver.txt(f"{tags['s']}._domainkey.{tags['d']}")
        if not found:
            raise _Bad("no-key")
        record = tags_of(found[0])
        if record.get("v", "DKIM1") != "DKIM1" or record.get("k", "rsa") != "rsa":
            raise _Bad("key-kind")
        if not record.get("p"):
            raise _Bad("revoked")
        allowed = {one.strip() for one in record.get("h", "sha256").split(":")}
        served = {one.strip() for one in record.get("s", "*").split(":")}
        flags = {one.strip() for one in record.get("t", "").split(":")}
        if "sha256" not in allowed or not served & {"*", "email"}:
            raise _Bad("key-kind")
        if "y" in flags:
            raise _Bad("testing")
        if "s" in flags and _identity(tags) != tags["d"].lower():
            raise _Bad("identity")
        try:
            key = key_of(_octets(record["p"]))
        except BadKey:
            raise _Bad("key-kind") from None
        if key.modulus.bit_length() < _LEAST_BITS:
            raise _Bad("weak")
        return key

    def _body(self, form: str) -> bytes:
        if form not in self._bodies:
            self._bodies[form] = _hashed(self.message, form)
        return self._bodies[form]


def tags_of(octets: bytes) -> dict[str, str]:
    """tag=value; … of a signature or key; a tag that stands twice spoils all of them."""
    tags: dict[str, str] = {}
    for part in octets.decode("utf-8", "replace").split(";"):
        name, sign, value = part.partition("=")
        name = name.strip()
        if sign and name in tags:
            return {}
        if sign:
            tags[name] = value.strip()
    return tags


def _forms(tags: dict[str, str]) -> tuple[str, str]:
    header, _, body = tags.get("c", "simple/simple").lower().partition("/")
    if not {header, body or "simple"} <= _KEPT:
        raise _Bad("form")
    return header, body or "simple"


def _sound(tags: dict[str, str], now: datetime) -> None:
    if any(not tags.get(name) for name in _NEEDED) or tags["v"] != "1":
        raise _Bad("form")
    if tags["a"].lower() != "rsa-sha256":
        raise _Bad("weak" if tags["a"].lower() == "rsa-sha1" else "kind")
    if "l" in tags:
        raise _Bad("only-part")  # anything may have been added below
    if "from" not in [name.strip().lower() for name in tags["h"].split(":")]:
        raise _Bad("form")
    identity, domain = _identity(tags), tags["d"].lower()
    if identity != domain and not identity.endswith(f".{domain}"):
        raise _Bad("identity")
    if tags.get("x", "").isdecimal() and int(tags["x"][:12]) < now.timestamp():
        raise _Bad("expired")


def _identity(tags: dict[str, str]) -> str:
    return tags.get("i", f"@{tags['d']}").rpartition("@")[2].lower()


def _octets(words: str) -> bytes:
    try:
        return base64.b64decode("".join(words.split()), validate=True)
    except (binascii.Error, ValueError):
        raise _Bad("form") from None


def _signed(message: Message, names: list[str], own: Field, form: str) -> bytes:
    """The header as it was signed: each name takes the lowest field not taken yet (RFC 6376 5.4.2)."""
    left: dict[str, list[Field]] = {}
    for one in message.fields:
        left.setdefault(one.name, []).append(one)
    chosen = [left[name].pop() for name in names if left.get(name)]
    lines = [_line(one.line, one.name, form) + b"\r\n" for one in chosen]
    name, colon, value = own.line.partition(b":")
    return b"".join(lines) + _line(name + colon + _SIGNED_WITHOUT_B.sub(rb"\1", value, count=1), own.name, form)


def _line(line: bytes, name: str, form: str) -> bytes:
    if form == "simple":
        return line
    value = line.partition(b":")[2].replace(b"\r\n", b"")
    return name.encode("ascii") + b":" + _BLANKS.sub(b" ", value).strip()


def _hashed(message: Message, form: str) -> bytes:
    """SHA-256 of the body without the blank lines at its end (RFC 6376 3.4.3, 3.4.4)."""
    digest, held, empty, ended = hashlib.sha256(), 0, True, True
    for piece in message.body():
        if form == "relaxed":
            piece = _BLANKS.sub(b" ", piece).replace(b" \r\n", b"\r\n")
        end = len(piece)
        while piece.endswith(b"\r\n", 0, end):
            end -= 2
        if end:
            digest.update(b"\r\n" * held + piece[:end])
            held, empty, ended = 0, False, False
        held += (len(piece) - end) // 2
        ended = ended or held > 0
    if not empty or form == "simple":
        digest.update(b"\r\n")
    return digest.digest()
