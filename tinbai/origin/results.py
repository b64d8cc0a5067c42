"""Authentication-Results (RFC 8601) as the server at the border of the house wrote them, and nobody else.

Anybody can write such a field into his mail, so one counts only above the Received line by which the border took the
mail in: fields stand above those that were there before. What a sender wrote stands below, whatever it says.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address

from tinbai.origin.header import Field, Message

MICROSOFT = "mail.protection.outlook.com"  # writes its fields without a name
_NAMES = frozenset({"authentication-results", "arc-authentication-results"})
_BY = re.compile(r"(?:^|\s)by\s+([^\s;()]+)", re.IGNORECASE)
_ADDRESS = re.compile(r"\[(?:IPv6:)?([0-9a-fA-F.:]+)\]|\(([0-9a-fA-F.:]+)\)", re.IGNORECASE)
_RESULT = re.compile(r"([a-z][a-z0-9-]*)(?:/\d+)?\s*=\s*([a-z]+)", re.IGNORECASE)
_PROPERTY = re.compile(r"([a-z]+)\.([a-z0-9_-]+)\s*=\s*(\"[^\"]*\"|[^\s;]+)", re.IGNORECASE)
_INSTANCE = re.compile(r"^\s*i\s*=\s*\d+\s*;")
_MOST = 20  # fields of one border


@dataclass(frozen=True, slots=True)
class Result:
    """One method's: `properties` such as header.d, smtp.mailfrom, header.from."""

    method: str
    result: str
    properties: dict[str, str] = field(default_factory=dict)

    def domain(self, *names: str) -> str:
        """Of the first of these properties that is there, without the local part."""
        value = next((self.properties[name] for name in names if name in self.properties), "")
        return value.rpartition("@")[2].strip("<> ").lower().rstrip(".")


def believed(message: Message, border: str) -> list[Result] | None:
    """What the border says, all its fields together; None when its Received line is not found or nothing stands above.

    border: its authserv-id, which is also how its Received lines name it (the name itself or one below it).
    """
    above: list[Field] = []
    for one in message.fields:
        if one.name in _NAMES and len(above) < _MOST and _is_of(one, border):
            above.append(one)
        elif one.name == "received" and _takes_in(one.words, border):
            found = [result for its in above for result in _results(its, border)]
            return found or None
    return None


def _is_of(one: Field, border: str) -> bool:
    said = _INSTANCE.sub("", _plain(one.words))
    first = said.partition(";")[0].split()
    if first and "=" in first[0] and border.endswith(MICROSOFT):
        return one.name == "authentication-results"
    return bool(first) and first[0].strip('"').lower().rstrip(".") == border.lower()


def _results(one: Field, border: str) -> Iterator[Result]:
    parts = _INSTANCE.sub("", _plain(one.words)).split(";")
    named = "=" not in (parts[0].split() or [""])[0]
    for part in parts[1:] if named else parts:
        if found := _RESULT.match(part.strip()):
            properties = {f"{kind}.{name}".lower(): value.strip('"') for kind, name, value in _PROPERTY.findall(part)}
            yield Result(found[1].lower(), found[2].lower(), properties)


def _takes_in(received: str, border: str) -> bool:
    """Whether the border wrote this line when it took the mail from somebody else, not from itself."""
    by = _BY.search(_plain(received))
    host, wanted = (by[1].lower().rstrip(".") if by else ""), border.lower()
    if host != wanted and not host.endswith(f".{wanted}"):
        return False
    return not _is_from_itself(received)


def _is_from_itself(received: str) -> bool:
    """A filter on the same machine handed it back: all addresses in the line are its own.

    A sender may add addresses to it (in HELO), but cannot take away the one his connection came from.
    """
    addresses = []
    for found in _ADDRESS.findall(received):
        try:
            addresses.append(ip_address(found[0] or found[1]))
        except ValueError:
            return False
    return bool(addresses) and all(address.is_loopback for address in addresses)


def _plain(words: str) -> str:
    """Without comments, which may stand inside each other; quoted strings stay, without what parts results."""
    kept: list[str] = []
    depth, quoted, escaped = 0, False, False
    for sign in words:
        if escaped:
            escaped = False
        elif sign == "\\":
            escaped = True
        elif sign == '"' and not depth:
            quoted = not quoted
        elif sign == "(" and not quoted:
            depth += 1
        elif sign == ")" and not quoted and depth:
            depth -= 1
            continue
        if not depth:
            kept.append(" " if quoted and sign == ";" else sign)
    return "".join(kept)


def of_method(results: Sequence[Result], method: str) -> list[Result]:
    return [one for one in results if one.method == method]
