"""What a browser sends, checked before anybody uses it."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qsl, urlsplit

import anyio
import anyio.from_thread
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.types import Message, Receive

from tinbai.web.desk import STRANGER, Desk, desk_of, session_of
from tinbai.web.packing import unmasked

LONGEST = 2 * 1024 * 1024  # bytes; a story of 50,000 words is far below
_MOST_FIELDS = 2000
_PATIENCE = 900.0  # seconds for a form with photos over a slow line
_WHOLE = anyio.CapacityLimiter(8)  # such forms at the same time
_OWNERS: set[str] = set()  # whose they are; only the loop of the server touches it


def query(request: Request, name: str, longest: int = 200) -> str:
    """A parameter of the address as one short line; "" when it is absent."""
    return " ".join(request.query_params.get(name, "").replace("\x00", "").split())[:longest]


def form(request: Request) -> FormData:
    """The fields of a POST, from a page of ours: its token fits and the browser names no other origin.

    Every POST handler calls it first. Raises HTTPException 400, 403, 413, 415.
    """
    fields = _fields(anyio.from_thread.run(_body, request))
    checked(request, fields)
    return fields


def checked(request: Request, fields: FormData) -> None:
    """Raises HTTPException 403 for a form that is not from a page of ours."""
    desk, session = desk_of(request), session_of(request)
    expected = session.csrf if session else request.cookies.get(desk.cookie(STRANGER), "")
    given = unmasked(str(fields.get("csrf", "")))
    fits = bool(expected) and secrets.compare_digest(given.encode(), expected.encode())
    if not fits or not _is_ours(request, desk):
        raise HTTPException(403, "form")


def piece(request: Request, most: int) -> bytes:
    """The octets of a PUT from a script of ours. Raises HTTPException 403, 413."""
    if not _is_ours(request, desk_of(request)):
        raise HTTPException(403, "form")
    return anyio.from_thread.run(_read, request, most)


@asynccontextmanager
async def whole_form(request: Request, owner: str, files: int, largest: int) -> AsyncIterator[FormData]:
    """The fields of a form with files, which lie on the disk until it is left. `largest`: octets of all together.

    It is not looked at by Arriving, so it has its own patience here. One at a time for each `owner`: who sends slowly,
    or many at once, stands in nobody's way but his own. Raises HTTPException 408, 413, 503.
    """
    if announced(request) > largest:
        raise HTTPException(413)
    if owner in _OWNERS or _WHOLE.borrowed_tokens >= _WHOLE.total_tokens:
        raise HTTPException(503)
    _OWNERS.add(owner)
    try:
        async with _WHOLE:
            fields = await _whole(request, files, largest)
            try:
                yield fields
            finally:
                await fields.close()
    finally:
        _OWNERS.discard(owner)


async def _whole(request: Request, files: int, largest: int) -> FormData:
    limited = Request(request.scope, _Counted(request.receive, largest))
    try:
        with anyio.fail_after(_PATIENCE):
            return await limited.form(max_files=files, max_fields=20, max_part_size=LONGEST)
    except TimeoutError:
        raise HTTPException(408) from None


class _Counted:
    """Hands on what comes until it is too much."""

    def __init__(self, receive: Receive, largest: int) -> None:
        self._receive = receive
        self._left = largest

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise HTTPException(413)
        return message


def announced(request: HTTPConnection) -> int:
    """Octets that are to come, as the browser says; 0 where it does not. A number: the server has read it before."""
    return int(request.headers.get("content-length", 0))


def own_path(address: str) -> str:
    """The address when it is a page of ours, else the first page."""
    ours = address.startswith("/") and address[1:2] not in ("/", "\\") and address.isascii() and address.isprintable()
    return address if ours else "/"


async def _body(request: Request) -> bytes:
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        raise HTTPException(415)
    return await _read(request, LONGEST)


async def _read(request: Request, most: int) -> bytes:
    """What comes, until it is too much: nobody fills the memory with what is refused anyway.

    Of what announces itself as too much nothing is read.
    """
    if announced(request) > most:
        raise HTTPException(413)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
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
