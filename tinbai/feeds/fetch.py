"""Fetches an address as the settings and the site allow: http and https, at most three redirects, checked at each.

What comes is octets with a few headers; who reads them does it in the sandbox.
"""

import ssl
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from tinbai import __version__
from tinbai.feeds import reach, robots, trouble
from tinbai.feeds.addresses import reachable
from tinbai.feeds.answer import Fetched, answer, told
from tinbai.feeds.reach import Reach
from tinbai.feeds.robots import Rules
from tinbai.feeds.trouble import FetchTrouble
from tinbai.feeds.wire import Connection, Deadline
from tinbai.settings import MIB, Fetching

FEED, PAGE = 5 * MIB, 3 * MIB  # what is read at most, packed or not
_MOST_REDIRECTS = 3
_KEEP_RULES = timedelta(hours=24)
_LONGEST_URL = 2000
_SAFE = "/?&=*$%:@!,;+~'()-._[]"
_MOST_ADDRESSES = 4
_MOST_SITES = 200  # whose rules are remembered: a feed may name as many servers as it likes
_CAMPAIGN = ("utm_", "fbclid=", "gclid=")
_ACCEPT = "application/atom+xml, application/rss+xml, application/xml, text/xml, text/html;q=0.9, */*;q=0.1"


class Web(Protocol):
    """What whoever reads pages of others needs."""

    def get(
        self, url: str, most: int, within: Reach | None = None, *, etag: str | None = None, modified: str | None = None
    ) -> Fetched: ...

    def wait(self, url: str) -> float: ...


class Fetcher:
    """Remembers robots.txt and when each server was last asked; for one thread."""

    def __init__(self, settings: Fetching, now: Callable[[], datetime]) -> None:
        self._settings, self._now = settings, now
        self._rules: dict[str, tuple[Rules, datetime]] = {}
        self._asked: dict[str, datetime] = {}
        self._tls: ssl.SSLContext | None = None
        contact = f" (+{settings.contact})" if settings.contact else ""
        self._agent = f"Tinbai/{__version__}{contact}"

    def wait(self, url: str) -> float:
        """Seconds until its server may be asked again."""
        site = site_of(url)
        rules = self._rules.get(site)
        pause = max(self._settings.pause_seconds, rules[0].pause if rules else 0.0)
        asked = self._asked.get(site)
        return max(0.0, pause - (self._now() - asked).total_seconds()) if asked else 0.0

    def get(
        self, url: str, most: int, within: Reach | None = None, *, etag: str | None = None, modified: str | None = None
    ) -> Fetched:
        """Fetch it, at most `most` octets, if the site lets programs read it. Raises FetchTrouble.

        within: where it and its redirects must lie; without it the address is one that a person wrote down.
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {name: value for name, value in conditions.items() if value}
        return self._follow(url, most, headers, Deadline(self._settings.total_seconds), within or reach.of(url))

    def _follow(
        self, url: str, most: int, headers: dict[str, str], deadline: Deadline, within: Reach,
        *, obey: bool = True, cut: bool = False,
    ) -> Fetched:  # fmt: skip
        for _ in range(_MOST_REDIRECTS + 1):
            url = _checked(url)
            if not within.holds(url):
                raise FetchTrouble(trouble.ELSEWHERE, site_of(url), final=True)
            if obey and not self._rules_of(url, deadline).allow(url):
                raise FetchTrouble(trouble.ROBOTS, final=True)
            found = self._ask(url, headers, deadline, most, cut)
            if isinstance(found, Fetched):
                return found
            url = _led_to(url, found)
        raise FetchTrouble(trouble.REDIRECTED, "too often")

    def _ask(self, url: str, headers: dict[str, str], deadline: Deadline, most: int, cut: bool) -> Fetched | str:
        """What came, or where we are sent."""
        parts = urlsplit(url)
        host, secure = parts.hostname or "", parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        self._asked[site_of(url)] = self._now()
        addresses = reachable(host, port, self._settings.allow, min(self._settings.connect_seconds, deadline.left()))
        target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
        said = {
            "User-Agent": self._agent,
            "Accept": _ACCEPT,
            "Accept-Encoding": "gzip",
            "Accept-Language": "vi, en;q=0.5",
            "Connection": "close",
        } | headers
        with told():
            connection = self._connected(host, port, addresses, deadline, secure)
            try:
                connection.request("GET", target, headers=said)
                with connection.getresponse() as response:
                    return answer(url, response, most, self._now(), cut=cut)
            finally:
                connection.close()

    def _connected(self, host: str, port: int, addresses: list[str], deadline: Deadline, secure: bool) -> Connection:
        """To the first address that answers."""
        for number, address in enumerate(addresses[:_MOST_ADDRESSES], 1):
            connection = Connection(
                host, port, address, deadline, self._settings.connect_seconds, self._context() if secure else None
            )
            try:
                connection.connect()
                return connection
            except ssl.SSLError:
                raise
            except OSError:
                if number == len(addresses[:_MOST_ADDRESSES]):
                    raise
        raise FetchTrouble(trouble.NO_HOST, host)

    def _context(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = ssl.create_default_context(cafile=self._settings.ca_file)
            if self._settings.ca_file:
                self._tls.load_default_certs()
        return self._tls

    # --- robots.txt ------------------------------------------------------------------------------------------------

    def _rules_of(self, url: str, deadline: Deadline) -> Rules:
        """As the RFC wants it: no file allows everything; while the server fails nothing is read."""
        site, now = site_of(url), self._now()
        known = self._rules.get(site)
        if known and now < known[1]:
            return known[0]
        try:
            rules_of = f"{site}/robots.txt"
            found = self._follow(rules_of, robots.LARGEST, {}, deadline, reach.of(url), obey=False, cut=True)
            rules = robots.read(found.body.decode("utf-8", "replace"))
        except FetchTrouble as error:
            if error.message not in (trouble.GONE, trouble.REFUSED):
                raise
            rules = robots.EVERYTHING
        self._rules.pop(site, None)
        while len(self._rules) >= _MOST_SITES:
            self._rules.pop(next(iter(self._rules)))  # the oldest
        self._rules[site] = (rules, now + _KEEP_RULES)
        return rules


def _led_to(url: str, target: str) -> str:
    try:
        return urljoin(url, target)
    except ValueError:
        raise FetchTrouble(trouble.REDIRECTED, "no address", final=True) from None


def site_of(url: str) -> str:
    """Scheme, host and port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def canonical(url: str) -> str:
    """The address without what does not lead to another page: marks of campaigns, a fragment, the usual port."""
    parts = urlsplit(url.strip())
    kept = "&".join(one for one in parts.query.split("&") if one and not one.lower().startswith(_CAMPAIGN))
    host = parts.netloc.lower().removesuffix(":80" if parts.scheme == "http" else ":443")
    return urlunsplit((parts.scheme.lower(), host, parts.path or "/", kept, ""))


def _checked(url: str) -> str:
    """The address as it is asked for: http or https, no password, nothing but ASCII. Raises FetchTrouble."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except (ValueError, UnicodeError):
        raise FetchTrouble(trouble.REDIRECTED, "no address", final=True) from None
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc or len(url) > _LONGEST_URL:
        raise FetchTrouble(trouble.REDIRECTED, parts.scheme, final=True)
    name = f"[{host}]" if ":" in host else host
    path, query = quote(parts.path, safe=_SAFE), quote(parts.query, safe=_SAFE)
    return urlunsplit((parts.scheme, name if port is None else f"{name}:{port}", path, query, ""))
