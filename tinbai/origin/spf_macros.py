"""Places in an SPF record that stand for the sender, the domain, the address (RFC 7208 7)."""

import re
from urllib.parse import quote

from tinbai.origin.resolver import Ip

_PLACE = re.compile(r"%(?:\{([slodipvhSLODIPVH])(\d*)(r?)([.+,/_=-]*)\}|([%_-]))", re.IGNORECASE)
_LONGEST = 253
_PLAIN = {"%": "%", "_": " ", "-": "%20"}


class BadMacro(Exception):
    """It is written in no way the RFC knows."""


def expanded(spec: str, sender: str, domain: str, ip: Ip, helo: str) -> str:
    """The name that `spec` stands for, cut from the left to 253 characters at a label. Raises BadMacro."""
    local, _, sender_domain = sender.rpartition("@")
    values = {
        "s": sender, "l": local, "o": sender_domain, "d": domain, "i": _dotted(ip), "p": "unknown",
        "v": "in-addr" if ip.version == 4 else "ip6", "h": helo,
    }  # fmt: skip
    done, at = "", 0
    for found in _PLACE.finditer(spec):
        done += _literal(spec[at : found.start()]) + _filled(found, values)
        at = found.end()
    done += _literal(spec[at:])
    while len(done) > _LONGEST and "." in done:
        done = done.partition(".")[2]
    return done


def _literal(words: str) -> str:
    if "%" in words or not all("!" <= sign <= "~" for sign in words):
        raise BadMacro(words)
    return words


def _filled(found: "re.Match[str]", values: dict[str, str]) -> str:
    letter, digits, backwards, signs, plain = found.groups()
    if plain:
        return _PLAIN[plain]
    value = values[letter.lower()]
    parts = re.split(f"[{re.escape(signs or '.')}]", value)
    if backwards:
        parts.reverse()
    if digits:
        if int(digits) == 0:
            raise BadMacro(found[0])
        parts = parts[-int(digits) :]
    made = ".".join(parts)
    return quote(made, safe="-._~") if letter.isupper() else made


def _dotted(ip: Ip) -> str:
    return str(ip) if ip.version == 4 else ".".join(ip.exploded.replace(":", ""))
