"""Pages travel packed. What a page keeps secret looks different each time, so that its packed size tells nothing of it
(BREACH: what an attacker puts into a page is packed together with the token of its forms)."""

import base64
import gzip
import secrets

from starlette.requests import Request
from starlette.responses import Response

_LEAST = 1000  # octets; below that packing gains nothing
_LEVEL = 3  # 4 makes a page of the queue 5 % smaller and takes half as long again


def masked(token: str) -> str:
    """The token of forms under a mask of chance."""
    plain = token.encode()
    mask = secrets.token_bytes(len(plain))
    hidden = bytes(one ^ other for one, other in zip(plain, mask, strict=True))
    return "m." + base64.urlsafe_b64encode(mask + hidden).decode()


def unmasked(given: str) -> str:
    """The token again; what is no masked one as it came."""
    if not given.startswith("m."):
        return given
    try:
        both = base64.b64decode(given[2:], altchars=b"-_", validate=True)
        half = len(both) // 2
        return bytes(one ^ other for one, other in zip(both[:half], both[half:], strict=True)).decode()
    except ValueError:
        return ""


def pack(request: Request, response: Response) -> Response:
    """The page as gzip for a browser that reads it."""
    response.headers["Vary"] = "Accept-Encoding"
    body = bytes(response.body)
    if len(body) >= _LEAST and "gzip" in request.headers.get("accept-encoding", ""):
        response.body = gzip.compress(body, _LEVEL, mtime=0)
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(response.body))
    return response
