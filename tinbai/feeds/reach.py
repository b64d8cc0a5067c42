"""Where a feed may lead: to its own site, and to what the settings name beside it, by the usual ports.

Else whoever writes a feed would decide whom this machine asks, and under whose name a story is told of.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

_USUAL = frozenset({80, 443})
_ASIDE = frozenset({"www", "rss", "feed", "feeds", "m"})  # in such a sub-domain a site keeps the feed of its pages
_SHARED = frozenset({"com", "net", "org", "gov", "edu", "co", "ac"})  # "gov.vn" is nobody's site


@dataclass(frozen=True, slots=True)
class Reach:
    """hosts: with the sub-domains of each; None stands for every host. ports: beside 80 and 443."""

    hosts: frozenset[str] | None = None
    ports: frozenset[int] = frozenset()

    def holds(self, url: str) -> bool:
        """Whether the address lies within."""
        host, port = _host_and_port(url)
        if not host or not (port in _USUAL or port in self.ports):
            return False
        return self.hosts is None or any(host == own or host.endswith(f".{own}") for own in self.hosts)


def of(url: str) -> Reach:
    """Every host, for an address that a person wrote down: its own port, and the usual ones."""
    return Reach(None, frozenset({_host_and_port(url)[1]}))


def of_site(url: str, others: Iterable[str] = ()) -> Reach:
    """The site of a feed; `others`: hosts of the settings, each perhaps with ":port"."""
    named = [_host_and_port(f"//{one}") for one in others]
    host, port = _host_and_port(url)
    hosts = {_site(host), *(_site(name) for name, _ in named)}
    return Reach(frozenset(hosts), frozenset({port, *(port for _, port in named)}))


def _site(host: str) -> str:
    first, _, rest = host.partition(".")
    owner, _, top = rest.partition(".")
    is_site = bool(top) and not (owner in _SHARED and "." not in top)
    return rest if first in _ASIDE and is_site else host


def _host_and_port(url: str) -> tuple[str, int]:
    """The host as it is asked for; ("", 0) where there is none."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip(".").encode("idna").decode().lower(), parts.port
    except (ValueError, UnicodeError):
        return "", 0
    return host, port or (80 if parts.scheme == "http" else 443)
