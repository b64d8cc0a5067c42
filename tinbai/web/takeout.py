"""A story taken out of the desk: copied into a portal, or downloaded as Word file or as a folder with its photos."""

import zipfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from threading import Semaphore

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai.errors import NotFound, ParserDied
from tinbai.i18n import Language
from tinbai.parsers.photo.crop import crop_at
from tinbai.web.desk import Desk, desk_of
from tinbai.web.dossier import Dossier, dossier_of
from tinbai.web.downloads import download, safe_name
from tinbai.web.pages import page
from tinbai.web.portal import as_json, body_html, file_name, photo_names, plain_text, unplaced
from tinbai.web.word import word_file

SIDE = 1600  # px of the longer side; what portals show at most
_AT_ONCE = Semaphore(1)  # making the copies of many photos must leave the processors something for mail


def show(request: Request) -> Response:
    """Everything to be copied, and what can be downloaded."""
    desk, dossier = desk_of(request), dossier_of(request)
    language = _language(desk, dossier)
    return page(
        request,
        "story_takeout.html",
        d=dossier,
        html=body_html(dossier.draft, language),
        text=plain_text(dossier.draft, language),
        name=file_name(dossier.draft),
        unplaced=[photo_names(dossier.draft)[number] for number in unplaced(dossier.draft)],
    )


def word(request: Request) -> Response:
    """The story as a Word file, its photos in it."""
    desk, dossier = desk_of(request), dossier_of(request)
    with ExitStack() as stack:
        place = stack.enter_context(desk.app.blobs.job_folder())
        file = place / "bai.docx"
        file.write_bytes(word_file(dossier.draft, _pictures(desk, dossier, place), _language(desk, dossier)))
        return _gone_afterwards(download(file, f"{file_name(dossier.draft)}.docx"), stack.pop_all())


def folder(request: Request) -> Response:
    """HTML, text, JSON, Word file and photos, packed; in goc/ the photos as they were sent."""
    desk, dossier = desk_of(request), dossier_of(request)
    name = file_name(dossier.draft)
    with ExitStack() as stack:
        place = stack.enter_context(desk.app.blobs.job_folder())
        file = place / "bai.zip"
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
            _pack(packed, desk, dossier, _pictures(desk, dossier, place))
        return _gone_afterwards(download(file, f"{name}.zip"), stack.pop_all())


def _pack(packed: zipfile.ZipFile, desk: Desk, dossier: Dossier, pictures: Mapping[int, bytes]) -> None:
    draft, language, name = dossier.draft, _language(desk, dossier), file_name(dossier.draft)
    packed.writestr(f"{name}/bai.html", body_html(draft, language))
    packed.writestr(f"{name}/bai.txt", plain_text(draft, language))
    packed.writestr(f"{name}/bai.json", as_json(draft))
    packed.writestr(f"{name}/bai.docx", word_file(draft, pictures, language))
    for place, (number, file) in enumerate(photo_names(draft).items(), 1):
        photo = draft.item.photos[number - 1]
        if number in pictures:
            packed.writestr(f"{name}/{file}", pictures[number], zipfile.ZIP_STORED)
        sent = f"{name}/goc/{place}-{safe_name(photo.name)}"
        packed.write(desk.app.blobs.open(photo.sha256), sent, zipfile.ZIP_STORED)


def _language(desk: Desk, dossier: Dossier) -> Language:
    return desk.app.settings.outlet(dossier.draft.outlet).language


def _pictures(desk: Desk, dossier: Dossier, folder: Path) -> dict[int, bytes]:
    """What the draft shows of each photo as JPEG without metadata; those that cannot be opened are left out."""
    made = {}
    crops = dossier.draft.revision.story.crops
    for number, photo in enumerate(dossier.draft.item.photos, 1):
        if photo.thumb is None:
            continue
        with _AT_ONCE:
            try:
                file = desk.app.blobs.open(photo.sha256)
                made[number] = desk.sandbox.derive(file, SIDE, folder, crop_at(crops, number), jpeg=True)
            except (ParserDied, NotFound):
                continue
    return made


def _gone_afterwards(response: Response, stack: ExitStack) -> Response:
    response.background = BackgroundTask(stack.close)
    return response


ROUTES = (
    Route("/tin/{outlet}/{draft}/lay-ra", show, methods=["GET"]),
    Route("/tin/{outlet}/{draft}/lay-ra/bai.docx", word, methods=["GET"]),
    Route("/tin/{outlet}/{draft}/lay-ra/bai.zip", folder, methods=["GET"]),
)
