"""Fetching: nothing private is reached, nothing costs more than its limits, and what a site asks of us is done."""

import socket
import threading
from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.conftest import Clock
from tests.servers import site as web
from tests.servers.certificate import make_certificate
from tests.servers.ports import free_port
from tests.servers.site import Site
from tinbai.feeds import trouble
from tinbai.feeds.addresses import is_open
from tinbai.feeds.fetch import FEED, Fetcher
from tinbai.feeds.reach import Reach, of_site
from tinbai.feeds.trouble import FetchTrouble
from tinbai.settings import Fetching


@pytest.fixture
def site() -> Iterator[Site]:
    with web.site() as running:
        yield running


@pytest.fixture
def fetcher(clock: Clock) -> Fetcher:
    return Fetcher(_settings(), clock)


def _settings(**changes: object) -> Fetching:
    return Fetching.model_validate({"allow": ("127.0.0.0/8",), "total_seconds": 10} | changes)


def _trouble(fetcher: Fetcher, url: str, most: int = FEED, *, also: Site | None = None) -> FetchTrouble:
    """also: a site whose port may be asked as well."""
    with pytest.raises(FetchTrouble) as caught:
        fetcher.get(url, most, Reach(None, _ports(url, also.address)) if also else None)
    return caught.value


def _ports(*urls: str) -> frozenset[int]:
    return frozenset(urlsplit(url).port or 80 for url in urls)


def test_what_is_there_comes_with_its_headers(site: Site, fetcher: Fetcher) -> None:
    site.pages["/rss"] = web.page("<rss/>", "application/rss+xml; charset=UTF-8", ETag='"a"')
    found = fetcher.get(site.url("/rss"), FEED)
    assert (found.body, found.media_type, found.charset, found.etag) == (
        b"<rss/>",
        "application/rss+xml",
        "UTF-8",
        '"a"',
    )
    assert found.whole and site.headers["/rss"]["User-Agent"].startswith("Tinbai/")


def test_what_is_known_is_not_sent_again(site: Site, fetcher: Fetcher) -> None:
    site.pages["/rss"] = web.known(b"<rss/>")
    first = fetcher.get(site.url("/rss"), FEED)
    assert fetcher.get(site.url("/rss"), FEED, etag=first.etag).unchanged
    assert fetcher.get(site.url("/rss"), FEED, modified=first.modified).unchanged


@pytest.mark.parametrize("address", [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.100.100.200", "0.0.0.0", "224.0.0.1",
    "198.18.0.1", "192.0.2.1", "255.255.255.255", "168.63.129.16", "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254",
    "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1", "::7f00:1",
    "fec0::1", "2001:0:7f00:1::",
])  # fmt: skip
def test_an_address_that_is_not_public_is_not_open(address: str) -> None:
    assert not is_open(ip_address(address), ())


@pytest.mark.parametrize("address", ["1.1.1.1", "203.162.4.190", "2606:4700::1111", "64:ff9b::101:101"])
def test_public_addresses_are_open(address: str) -> None:
    assert is_open(ip_address(address), ())


def test_a_private_network_is_open_when_the_settings_allow_it() -> None:
    allowed = [ip_network("10.1.0.0/16")]
    assert is_open(ip_address("10.1.2.3"), allowed) and is_open(ip_address("::ffff:10.1.2.3"), allowed)
    assert not is_open(ip_address("10.2.0.1"), allowed)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "127.1"]
)
def test_the_own_machine_is_not_asked_under_any_name(site: Site, clock: Clock, host: str) -> None:
    port = site.address.rpartition(":")[2]
    fetcher = Fetcher(_settings(allow=()), clock)
    assert _trouble(fetcher, f"http://{host}:{port}/").message == trouble.NOT_PUBLIC
    assert not site.asked


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:{port}/in", "http://169.254.169.254/latest/meta-data/", "//[::1]/"]
)
def test_a_redirect_leads_nowhere_private(site: Site, clock: Clock, target: str) -> None:
    with web.site("127.0.0.2") as inner:
        inner.pages["/in"] = web.page("secret")
        site.pages["/rss"] = web.to(target.replace("127.0.0.1:{port}", inner.address[7:]))
        fetcher = Fetcher(_settings(allow=("127.0.0.1/32",)), clock)
        assert _trouble(fetcher, site.url("/rss"), also=inner).message == trouble.NOT_PUBLIC
        assert not inner.asked


def test_no_port_but_the_usual_ones_and_its_own_is_asked(site: Site, fetcher: Fetcher) -> None:
    with web.site("127.0.0.1") as inner:
        site.pages["/rss"] = web.to(inner.url("/in"))
        assert _trouble(fetcher, site.url("/rss")).message == trouble.ELSEWHERE
        site.pages["/robots.txt"] = web.to(inner.url("/robots.txt"))
        assert _trouble(fetcher, site.url("/rss").replace("127.0.0.1", "127.1")).message == trouble.ELSEWHERE
        assert not inner.asked


@pytest.mark.parametrize(
    ("feed", "url", "held"),
    [
        ("https://bao.vn/rss", "https://bao.vn/a", True),
        ("https://www.bao.vn/rss", "http://bao.vn:80/a", True),
        ("https://bao.vn/rss", "https://thethao.BAO.vn./a", True),
        ("https://rss.bao.com.vn/", "https://bao.com.vn/a", True),
        ("https://bao.vn:8443/rss", "https://bao.vn:8443/a", True),
        ("https://bao.vn/rss", "https://bao.vn:8443/a", False),
        ("https://bao.vn/rss", "https://bao.vn:22/a", False),
        ("https://bao.vn/rss", "https://xbao.vn/a", False),
        ("https://bao.vn/rss", "https://bao.vn.example/a", False),
        ("https://rss.gov.vn/", "https://chinhphu.gov.vn/a", False),
        ("https://lamgiang.gov.vn/rss", "https://gov.vn/a", False),
        ("https://bao.vn/rss", "https://bao.vn:99999/a", False),
        ("https://bao.vn/rss", "//", False),
        ("https://bao.vn/rss", "https://anh.example/a", True),
        ("https://bao.vn/rss", "https://cms.example:8080/a", True),
    ],
)
def test_a_feed_leads_to_its_own_site(feed: str, url: str, held: bool) -> None:
    assert of_site(feed, ("anh.example", "cms.example:8080")).holds(url) is held


def test_a_look_up_has_an_end(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's own limit may be a minute and more."""
    over = threading.Event()

    def lookup(*_: object, **__: object) -> list[tuple[object, ...]]:
        over.wait(5)
        raise OSError("nobody answers")

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    patient = Fetcher(_settings(connect_seconds=0.1), clock)
    assert _trouble(patient, "http://slow.example/rss").message == trouble.SILENT
    over.set()


def test_the_address_that_was_checked_is_the_one_connected_to(
    site: Site, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["127.0.0.1", "127.0.0.9", "127.0.0.9"])  # a name that means something else the second time

    def lookup(host: str, port: int, *_: object, **__: object) -> list[tuple[object, ...]]:
        address = next(answers) if host == "rebinding.example" else host
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    fetcher = Fetcher(_settings(allow=("127.0.0.1/32",)), clock)
    port = site.address.rpartition(":")[2]
    assert _trouble(fetcher, f"http://rebinding.example:{port}/rss").message == trouble.NOT_PUBLIC
    assert site.asked == {"/robots.txt": 1}  # the first look-up was fetched from, the second was refused


def test_redirects_are_followed_three_times(site: Site, fetcher: Fetcher) -> None:
    for n in range(4):
        site.pages[f"/{n}"] = web.to(f"/{n + 1}", 301 if n % 2 else 308)
    site.pages["/4"] = web.page("here")
    assert fetcher.get(site.url("/1"), FEED).url == site.url("/4")
    assert _trouble(fetcher, site.url("/0")).message == trouble.REDIRECTED


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://x.example/", "gopher://127.0.0.1/", "http://[x",
                                    "http://a:b@x.example/", "http://", "javascript:alert(1)",
                                    "http://x.example:99999/"])  # fmt: skip
def test_a_redirect_leads_to_web_pages_only(site: Site, fetcher: Fetcher, target: str) -> None:
    site.pages["/rss"] = web.to(target)
    assert _trouble(fetcher, site.url("/rss")).message == trouble.REDIRECTED


@pytest.mark.parametrize(
    ("answering", "message"),
    [
        (web.endless, trouble.TOO_LARGE),
        (web.page(b"x" * 2000), trouble.TOO_LARGE),
        (web.packed(b"\0" * 50_000_000), trouble.TOO_LARGE),
        (web.drip(), trouble.SILENT),
        (web.drip(begun=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;"), trouble.SILENT),
        (web.drip(begun=b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n"), trouble.SILENT),
        (lambda asked: asked.wfile.write(b"SSH-2.0-OpenSSH\r\n"), trouble.BROKEN),
        (lambda asked: asked.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 500), trouble.BROKEN),
        (web.page(b"no gzip", Content_Encoding="gzip"), trouble.BROKEN),
        (web.page(b"x", Content_Encoding="br"), trouble.BROKEN),
        (web.status(500), trouble.FAILED),
        (web.status(403), trouble.REFUSED),
        (web.status(410), trouble.GONE),
    ],
)
def test_what_goes_wrong_is_said_in_plain_words(
    site: Site, clock: Clock, answering: web.Answering, message: str
) -> None:
    site.pages["/rss"] = answering
    fetcher = Fetcher(_settings(total_seconds=0.6), clock)
    assert _trouble(fetcher, site.url("/rss"), 1000).message == message


def test_a_connection_that_breaks_leaves_what_came(site: Site, fetcher: Fetcher) -> None:
    site.pages["/rss"] = web.page(b"<rss><channel>", Content_Length="900", ETag='"1"')
    found = fetcher.get(site.url("/rss"), FEED)
    assert (found.body, found.whole, found.etag) == (b"<rss><channel>", False, None)


def test_packed_answers_are_unpacked(site: Site, fetcher: Fetcher) -> None:
    body = b"".join(b"%d," % n for n in range(200_000))
    site.pages["/rss"] = web.packed(body)
    assert fetcher.get(site.url("/rss"), FEED).body == body


@pytest.mark.parametrize(
    ("said", "wait"),
    [("120", 120), ("Mon, 02 Mar 2026 01:10:00 GMT", 600), ("99999999", 86400), ("soon", None), ("", None)],
)
def test_who_asks_us_to_wait_is_heard(site: Site, fetcher: Fetcher, said: str, wait: float | None) -> None:
    site.pages["/rss"] = web.status(429, Retry_After=said)
    caught = _trouble(fetcher, site.url("/rss"))
    assert (caught.message, caught.wait) == (trouble.BUSY, wait)


def test_nobody_listens(fetcher: Fetcher) -> None:
    assert _trouble(fetcher, f"http://127.0.0.1:{free_port()}/").message == trouble.NO_CONNECTION


def test_a_host_without_an_address(fetcher: Fetcher) -> None:
    assert _trouble(fetcher, "http://nothing.invalid/").message == trouble.NO_HOST


def test_certificates_are_verified(tmp_path: Path, clock: Clock) -> None:
    certificate = make_certificate(tmp_path)
    with web.site(tls=certificate.server_context()) as secure:
        secure.pages["/rss"] = web.page("x")
        assert _trouble(Fetcher(_settings(), clock), secure.url("/rss")).message == trouble.BAD_CERTIFICATE
        assert not secure.asked
        own = Fetcher(_settings(ca_file=certificate.certificate), clock)
        assert own.get(secure.url("/rss"), FEED).body == b"x"


def test_who_speaks_no_tls_is_said(site: Site, fetcher: Fetcher) -> None:
    assert _trouble(fetcher, site.url("/rss").replace("http:", "https:")).message == trouble.NO_TLS


def test_what_robots_forbid_is_not_asked_for(site: Site, fetcher: Fetcher) -> None:
    site.pages["/robots.txt"] = web.page("User-agent: *\nDisallow: /private\nCrawl-delay: 7")
    site.pages["/private/a"] = site.pages["/rss"] = web.page("x")
    assert _trouble(fetcher, site.url("/private/a")).message == trouble.ROBOTS
    assert fetcher.get(site.url("/rss"), FEED).body == b"x"
    assert site.asked == {"/robots.txt": 1, "/rss": 1}
    assert fetcher.wait(site.url("/rss")) == 7


def test_robots_are_asked_again_the_next_day(site: Site, fetcher: Fetcher, clock: Clock) -> None:
    site.pages["/rss"] = web.page("x")
    for hours in (0, 23, 2):
        clock.forward(hours=hours)
        fetcher.get(site.url("/rss"), FEED)
    assert site.asked["/robots.txt"] == 2


def test_while_robots_cannot_be_had_nothing_is_read(site: Site, fetcher: Fetcher) -> None:
    site.pages["/robots.txt"], site.pages["/rss"] = web.status(500), web.page("x")
    caught = _trouble(fetcher, site.url("/rss"))
    assert caught.message == trouble.FAILED and not caught.final and not site.asked["/rss"]


@pytest.mark.parametrize("mark", ['"a\0b"', '"\x7f"', '"\xe9"', "a" * 1001])
def test_a_mark_that_nobody_could_keep_is_none(site: Site, fetcher: Fetcher, mark: str) -> None:
    site.pages["/rss"] = web.page("<rss/>", ETag=mark)
    assert fetcher.get(site.url("/rss"), FEED).etag is None


@pytest.mark.parametrize("said", ["1 Jan 99999999999999999999 00:00:00 GMT", "1 Jan 2026 00:00:00 +9999999999999"])
def test_a_wait_beyond_all_years_is_none(site: Site, fetcher: Fetcher, said: str) -> None:
    site.pages["/rss"] = web.status(503, Retry_After=said)
    assert _trouble(fetcher, site.url("/rss")).wait is None


def test_the_rules_of_so_many_sites_are_remembered(
    site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tinbai.feeds.fetch._MOST_SITES", 2)
    port = site.address.rpartition(":")[2]
    site.pages["/rss"] = web.page("<rss/>")
    for host in ("127.0.0.1", "localhost", "127.1", "127.0.0.1"):
        fetcher.get(f"http://{host}:{port}/rss", FEED)
    assert site.asked["/robots.txt"] == 4  # the first had been forgotten


def test_a_redirect_obeys_the_robots_of_where_it_leads(site: Site, fetcher: Fetcher) -> None:
    with web.site("127.0.0.2") as other:
        other.pages["/robots.txt"] = web.page("User-agent: tinbai\nDisallow: /")
        site.pages["/rss"] = web.to(other.url("/rss"))
        assert _trouble(fetcher, site.url("/rss"), also=other).message == trouble.ROBOTS


def test_servers_are_asked_politely(site: Site, fetcher: Fetcher, clock: Clock) -> None:
    site.pages["/rss"] = web.page("x")
    assert fetcher.wait(site.url("/rss")) == 0
    fetcher.get(site.url("/rss"), FEED)
    assert fetcher.wait(site.url("/other")) == 2
    clock.forward(seconds=2)
    assert fetcher.wait(site.url("/other")) == 0
