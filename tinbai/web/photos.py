"""Photos as the desk shows them: re-encoded copies without metadata, never the file a sender sent."""

from threading import Semaphore

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from tinbai.app import App
from tinbai.errors import NotFound, ParserDied
from tinbai.parsers.photo.crop import crop_at, name_of
from tinbai.picture import Crop, Photo
from tinbai.sandbox import Sandbox
from tinbai.store import derivatives, drafts
from tinbai.web.desk import Desk, desk_of, must
from tinbai.web.downloads import download
from tinbai.web.held import is_closed

TINY, SMALL, SIDES = 120, 320, (320, 800, 1600)  # TINY: a row of the queue, 60 pixels wide on a fine screen
WHOLE = "ca"
_AT_ONCE = Semaphore(2)  # a page of twelve photos must leave the processors something for mail
_HEADERS = {
    "Cache-Control": "private, no-cache",  # kept by the browser, shown only after asking us again
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


def show(request: Request) -> Response:
    """/anh/<outlet>/<draft>/<number from 1>/<side>.webp: as the draft shows the photo; with ?ca=1 the whole of it."""
    (photo, crop), side = _photo(request), int(request.path_params["side"])
    if side not in SIDES:
        raise NotFound("no such size")
    shown = None if request.query_params.get(WHOLE) == "1" else crop
    return copy(request, photo, shown, side)


def copy(request: Request, photo: Photo, shown: Crop | None, side: int) -> Response:
    """The photo, or what is shown of it, in that size. Raises NotFound."""
    desk = desk_of(request)
    sha256 = photo.thumb if side == SMALL and shown == photo.crop else _copy(desk.app, desk.sandbox, photo, side, shown)
    if not sha256:
        raise NotFound("the photo cannot be shown")
    tag = f'"{sha256}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=_HEADERS | {"ETag": tag})
    return FileResponse(desk.app.blobs.open(sha256), media_type="image/webp", headers=_HEADERS | {"ETag": tag})


def tiny(desk: Desk, thumb: str) -> str:
    """The blob of the copy for a row of the queue, made of the small one; that itself where none can be made."""
    with desk.app.database.read() as tx:
        known = derivatives.find(tx, thumb, TINY)
    if known and desk.app.blobs.path(known).exists():
        return known
    return _made(desk.app, desk.sandbox, thumb, TINY, None) or thumb


def original(request: Request) -> Response:
    """The photo as it was sent, as a download."""
    photo, _ = _photo(request)
    return download(desk_of(request).app.blobs.open(photo.sha256), photo.name)


def _photo(request: Request) -> tuple[Photo, Crop | None]:
    """The photo and what the draft shows of it now."""
    outlet, number = request.path_params["outlet"], int(request.path_params["number"])
    must(request, outlet)
    with desk_of(request).app.database.read() as tx:
        draft = drafts.get(tx, outlet, request.path_params["draft"])
    if is_closed(draft) or not 1 <= number <= len(draft.item.photos):
        raise NotFound("no such photo")
    return draft.item.photos[number - 1], crop_at(draft.revision.story.crops, number)


def _copy(app: App, sandbox: Sandbox, photo: Photo, side: int, crop: Crop | None) -> str | None:
    """The blob of the copy, made now if it never was; None when the photo cannot be opened."""
    if photo.thumb is None:
        return None
    with app.database.read() as tx:
        known = derivatives.find(tx, photo.sha256, side, name_of(crop))
    if known and app.blobs.path(known).exists():
        return known
    return _made(app, sandbox, photo.sha256, side, crop)


def _made(app: App, sandbox: Sandbox, photo: str, side: int, crop: Crop | None) -> str | None:
    with _AT_ONCE, app.blobs.job_folder() as folder:
        try:
            sha256 = app.blobs.put(sandbox.derive(app.blobs.open(photo), side, folder, crop))
        except ParserDied:
            return None
    with app.database.write() as tx:
        derivatives.record(tx, photo, side, sha256, name_of(crop))
    return sha256


ROUTES = (
    Route("/anh/{outlet}/{draft}/{number:int}/{side:int}.webp", show, methods=["GET"]),
    Route("/tin/{outlet}/{draft}/anh/{number:int}/goc", original, methods=["GET"]),
)
