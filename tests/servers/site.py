"""A web site on this machine that answers as it is told to: well, slowly, for ever, or with a lie."""

import contextlib
import gzip
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answering = Callable[["Asked"], None]


class Asked(BaseHTTPRequestHandler):
    """One request; the pages of the site answer through it."""

    protocol_version = "HTTP/1.1"
    site: "Site"

    def do_GET(self) -> None:
        self.close_connection = True
        path = self.path.partition("?")[0]
        self.site.asked[path] += 1
        self.site.headers[path] = dict(self.headers.items())
        with contextlib.suppress(OSError):  # who asked may have gone
            self.site.pages.get(path, NOT_FOUND)(self)

    def answer(self, body: bytes = b"", status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | dict(headers or {})).items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    """Python's names have _ where those of headers have -."""
    return {name.replace("_", "-"): value for name, value in headers.items()}


def page(body: bytes | str, media_type: str = "text/html; charset=utf-8", **headers: str) -> Answering:
    data = body.encode() if isinstance(body, str) else body
    return lambda asked: asked.answer(data, 200, {"Content-Type": media_type} | _named(headers))


def status(number: int, **headers: str) -> Answering:
    return lambda asked: asked.answer(b"", number, _named(headers))


def to(address: str, number: int = 302) -> Answering:
    return status(number, Location=address)


def known(body: bytes, etag: str = '"1"', modified: str = "Mon, 02 Mar 2026 00:00:00 GMT") -> Answering:
    """304 for who has it already."""

    def answer(asked: Asked) -> None:
        same = asked.headers.get("If-None-Match") == etag or asked.headers.get("If-Modified-Since") == modified
        asked.answer(b"" if same else body, 304 if same else 200, {"ETag": etag, "Last-Modified": modified})

    return answer


def drip(seconds: float = 0.05, begun: bytes = b"HTTP/1.1 200 OK\r\nX-A: ") -> Answering:
    """An octet now and then, for ever."""

    def answer(asked: Asked) -> None:
        asked.wfile.write(begun)
        while not asked.site.closed:
            asked.wfile.write(b"a")
            asked.wfile.flush()
            time.sleep(seconds)

    return answer


def endless(asked: Asked) -> None:
    asked.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while not asked.site.closed:
        asked.wfile.write(b"<p>abc" * 10_000)


def packed(body: bytes, **headers: str) -> Answering:
    return page(gzip.compress(body), Content_Encoding="gzip", **headers)


NOT_FOUND = status(404)


@dataclass
class Site:
    """asked: how often each page was; headers: of the last request for it."""

    address: str = ""
    pages: dict[str, Answering] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    headers: dict[str, Mapping[str, str]] = field(default_factory=dict)
    closed: bool = False

    def url(self, path: str) -> str:
        return f"{self.address}{path}"


@contextmanager
def site(host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    made = Site()
    server = ThreadingHTTPServer((host, 0), type("Here", (Asked,), {"site": made}))
    server.daemon_threads = True
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    made.address = f"{'https' if tls else 'http'}://{host}:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.closed = True
        server.shutdown()
        server.server_close()
        thread.join(5)
