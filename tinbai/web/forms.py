"""What a browser sends, checked before anybody uses it."""

import secrets
from urllib.parse import parse_qsl, urlsplit

import anyio.from_thread
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request

from tinbai.web.desk import STRANGER, Desk, desk_of, session_of
from tinbai.web.packing import unmasked

LONGEST = 2 * 1024 * 1024  # bytes; a story of 50,000 words is far below
_MOST_FIELDS = 2000


def query(request: Request, name: str, longest: int = 200) -> str:
    """A parameter of the address as one short line; "" when it is absent."""
    return " ".join(request.query_params.get(name, "").replace("\x00", "").split())[:longest]


def form(request: Request) -> FormData:
    """The fields of a POST, from a page of ours: its token fits and the browser names no other origin.

    Every POST handler calls it first. Raises HTTPException 400, 403, 413, 415.
    """
    desk, session = desk_of(request), session_of(request)
    fields = _fields(anyio.from_thread.run(_body, request))
    expected = session.csrf if session else request.cookies.get(desk.cookie(STRANGER), "")
    given = unmasked(str(fields.get("csrf", "")))
    fits = bool(expected) and secrets.compare_digest(given.encode(), expected.encode())
    if not fits or not _is_ours(request, desk):
        raise HTTPException(403, "form")
    return fields


def own_path(address: str) -> str:
    """The address when it is a page of ours, else the first page."""
    ours = address.startswith("/") and address[1:2] not in ("/", "\\") and address.isascii() and address.isprintable()
    return address if ours else "/"


async def _body(request: Request) -> bytes:
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        raise HTTPException(415)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST:
            raise HTTPException(413)
    return bytes(body)


def _fields(body: bytes) -> FormData:
    try:
        found = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise HTTPException(400) from None
    return FormData([(name, value.replace("\x00", "")) for name, value in found])


def _is_ours(request: Request, desk: Desk) -> bool:
    """Browsers name the origin of a form; one that names none is judged by the token alone."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    ours = {request.headers.get("host"), urlsplit(desk.app.settings.web.address).netloc} - {None, ""}
    return origin is None or urlsplit(origin).netloc in ours
