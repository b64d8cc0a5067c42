"""An answer of HTTP within its limits: how many octets, packed and unpacked, and what a refusal means for us."""

import http.client
import re
import ssl
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

from tinbai.feeds import trouble
from tinbai.feeds.trouble import FetchTrouble

_REDIRECTS = (301, 302, 303, 307, 308)
_PART = 64 * 1024
_LONGEST_WAIT = 24 * 3600.0
_LONGEST_MARK = 1000  # characters of an ETag
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came. `url`: where it came from in the end; `whole`: False when the connection broke before the end."""

    url: str
    status: int
    body: bytes = b""
    media_type: str = ""
    charset: str | None = None
    etag: str | None = None
    modified: str | None = None
    whole: bool = True

    @property
    def unchanged(self) -> bool:
        return self.status == 304


@contextmanager
def told() -> Iterator[None]:
    """Whatever http.client, ssl and the socket raise becomes FetchTrouble."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise FetchTrouble(trouble.BAD_CERTIFICATE, error.verify_message) from error
    except TimeoutError as error:
        raise FetchTrouble(trouble.SILENT, str(error)) from error
    except ssl.SSLError as error:
        raise FetchTrouble(trouble.NO_TLS, str(error.reason)) from error
    except OSError as error:
        raise FetchTrouble(trouble.NO_CONNECTION, str(error)) from error
    except (http.client.HTTPException, ValueError) as error:  # ValueError: a length that is no number
        raise FetchTrouble(trouble.BROKEN, type(error).__name__) from error


def answer(url: str, response: http.client.HTTPResponse, most: int, now: datetime, *, cut: bool) -> Fetched | str:
    """What came, or the address of a redirect. `cut`: of what is too large take the beginning. Raises FetchTrouble."""
    if response.status in _REDIRECTS:
        target = response.headers.get("Location", "")
        if not target:
            raise FetchTrouble(trouble.BROKEN, "a redirect to nowhere")
        return target
    if response.status not in (200, 203, 304):
        raise _refusal(response, now)
    headers = response.headers
    found = _CHARSET.search(headers.get("Content-Type", ""))
    body, whole = (b"", True) if response.status == 304 else _body(response, most, cut)
    return Fetched(
        url,
        response.status,
        body,
        headers.get_content_type(),
        found[1] if found else None,
        _plain(headers.get("ETag")) if whole else None,
        _plain(headers.get("Last-Modified")) if whole else None,
        whole,
    )


def _plain(said: str | None) -> str | None:
    """What is sent back as it came; what no database and no header takes is as good as nothing."""
    return said if said and len(said) <= _LONGEST_MARK and said.isascii() and said.isprintable() else None


def _refusal(response: http.client.HTTPResponse, now: datetime) -> FetchTrouble:
    status, wait = response.status, _wait(response.headers.get("Retry-After", ""), now)
    detail = f"HTTP {status}"
    if status in (404, 410):
        return FetchTrouble(trouble.GONE, detail, wait=wait, final=True)
    if status in (429, 503):
        return FetchTrouble(trouble.BUSY, detail, wait=wait)
    return FetchTrouble(trouble.FAILED if status >= 500 else trouble.REFUSED, detail, wait=wait)


def _wait(said: str, now: datetime) -> float | None:
    """Retry-After: seconds or a date; not longer than a day."""
    if re.fullmatch(r"\d{1,9}", said.strip()):
        return min(float(said), _LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(said)
        return min(max(0.0, (until - now).total_seconds()), _LONGEST_WAIT)
    except (ValueError, TypeError, IndexError, OverflowError):  # no date, one without a zone, one beyond all years
        return None


def _body(response: http.client.HTTPResponse, most: int, cut: bool) -> tuple[bytes, bool]:
    """(octets, whether all of them came). Both the packed and the unpacked octets are counted."""
    coding = response.headers.get("Content-Encoding", "").strip().lower()
    if coding not in ("", "identity", "gzip", "x-gzip"):
        raise FetchTrouble(trouble.BROKEN, "an unknown packing")
    unpack = _Unpacked(coding, most)
    came, whole = 0, True
    while not unpack.full:
        try:
            part = response.read(_PART)
        except http.client.IncompleteRead as error:
            part, whole = error.partial, False
        came += len(part)
        unpack.feed(part)
        if not part or came > most or not whole:
            break
    if (unpack.full or came > most) and not cut:
        raise FetchTrouble(trouble.TOO_LARGE, final=True)
    return unpack.octets[:most], whole and not response.length and unpack.whole


class _Unpacked:
    """gzip undone piece by piece, never more than `most` octets and a piece: a bomb costs no more."""

    def __init__(self, coding: str, most: int) -> None:
        self._coding, self._most = coding, most
        self._unzip = zlib.decompressobj(wbits=31) if coding not in ("", "identity") else None
        self._parts: list[bytes] = []
        self._size = 0

    @property
    def octets(self) -> bytes:
        return b"".join(self._parts)

    @property
    def full(self) -> bool:
        """Whether there is more than may be."""
        return self._size > self._most

    @property
    def whole(self) -> bool:
        return self._unzip is None or self._unzip.eof

    def feed(self, part: bytes) -> None:
        if self._unzip is None:
            self._add(part)
            return
        more = bool(part)
        while more and not self.full and not self._unzip.eof:
            try:
                piece = self._unzip.decompress(part, _PART)
            except zlib.error as error:
                raise FetchTrouble(trouble.BROKEN, "damaged packing") from error
            self._add(piece)
            part = self._unzip.unconsumed_tail
            more = bool(part) or len(piece) == _PART  # what does not fit waits inside

    def _add(self, part: bytes) -> None:
        self._parts.append(part)
        self._size += len(part)
