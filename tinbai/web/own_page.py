"""The contributor's own page: where the story stands, what the editors ask, an answer with photos. No account, no key.

The link is the key: whoever holds it may answer for that one story and see how the sender's latest ones stand.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tinbai import contributing
from tinbai.contributing import Own
from tinbai.errors import NotAllowed, NotFound
from tinbai.model import State
from tinbai.web.desk import desk_of, read_in, words_of
from tinbai.web.forms import checked, form, piece, whole_form
from tinbai.web.pages import page, redirect
from tinbai.web.uploads import ALL, LARGEST, MOST, PIECE, Uploads

_FORM = ALL + LARGEST  # octets of a form with files: what is a little too much is refused in words, on the page
_MOST_DIGITS = 12  # of a place in a file
_ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}")
# state -> (place on the way: received, edited, with the author, approved, published; icon; msgid)
STANDS: Mapping[State, tuple[int, str, str]] = {
    State.RECEIVED: (0, "ok", "It has arrived"),
    State.IN_REVIEW: (1, "g-review", "Being edited"),
    State.REVISION_REQUESTED: (2, "g-wait", "Waiting for you"),
    State.AWAITING_APPROVAL: (3, "g-approve", "Awaiting approval"),
    State.APPROVED: (3, "ok", "Approved"),
    State.PUBLISHED: (4, "g-pub", "Published"),
    State.RETRACTED: (4, "undo", "Taken off the pages"),
    State.REJECTED: (3, "g-rej", "Not used"),
    State.DUPLICATE: (3, "twins", "Filed with another story"),
    State.WITHDRAWN: (3, "undo", "Withdrawn"),
    State.EXPIRED: (3, "clock", "Closed: no answer came"),
    State.NOT_A_STORY: (1, "doc", "Kept, not as a story"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """`when`: past, here or later."""

    when: str
    icon: str
    says: str  # msgid
    at: datetime | None = None


def show(request: Request) -> Response:
    own = _own(request)
    if own is None:
        token = request.path_params["token"]
        ours = contributing.is_ours(desk_of(request).app, token)
        return page(request, "own_link.html", 404, sent=False, ended=token if ours else "")
    return _shown(request, own)


def _shown(
    request: Request,
    own: Own,
    status: int = 200,
    *,
    wrong: str = "",
    kept: str = "",
    files: Sequence[tuple[str, str]] = (),
) -> Response:
    limits = {"most": MOST, "largest": LARGEST >> 20}
    return page(
        request,
        "own.html",
        status,
        own=own,
        request_token=request.path_params["token"],
        way=_way(own),
        stands=STANDS,
        limits=limits,
        piece=PIECE,
        wrong=wrong,
        kept=kept,
        files=files,
    )


def _own(request: Request) -> Own | None:
    try:
        own = contributing.own_page(desk_of(request).app, request.path_params["token"])
    except NotFound:
        return None
    read_in(request, own.language)
    return own


def _way(own: Own) -> list[Step]:
    """The steps of every story around the one where this stands."""
    place, icon, says = STANDS[own.state]
    came, decided = own.draft.received_at, own.decided_at
    steps = [Step("past", "ok", "It has arrived", came)] if place else []
    steps += [Step("past", "ok", "Being edited")] if place > 1 else []
    steps.append(Step("here" if own.answerable else "past", icon, says, decided if place else came))
    ahead = [*(["Being edited"] if not place else []), *(["Approved"] if place < 3 else []), "Published"]
    if own.answerable or own.state is State.APPROVED:
        steps += [Step("later", "g-new", one) for one in ahead]
    return steps


def upload(request: Request) -> Response:
    """A piece of a file (PUT ?tu=octet), or how much of it is here (GET)."""
    uploads = _uploads(request)
    name = request.path_params["name"]
    if request.method == "GET":
        return JSONResponse({"co": uploads.size(name)})
    given = request.query_params.get("tu", "")
    if not given.isascii() or not given.isdigit() or len(given) > _MOST_DIGITS:
        raise HTTPException(400)
    at = int(given)
    now = uploads.append(name, at, piece(request, PIECE))
    return JSONResponse({"co": now})


def _uploads(request: Request) -> Uploads:
    token = request.path_params["token"]
    own = contributing.own_page(desk_of(request).app, token)
    if not own.answerable:
        raise NotAllowed("this story is decided")
    return Uploads(desk_of(request).app.raw, token)


def answer(request: Request) -> Response:
    """The answer of a browser with scripts: its files are here already."""
    fields = form(request)
    return _answered(request, fields, _uploads(request), _sent_before(fields))


def _sent_before(fields: FormData) -> list[tuple[str, str]]:
    """(name here, name at the sender's) of the files that came before this form, each a field "name:name"."""
    return [(name, shown) for one in fields.getlist("tep")[:MOST] for name, _, shown in [str(one).partition(":")]]


async def answer_whole(request: Request) -> Response:
    """The same with the files in the form itself, as browsers without scripts send it."""
    uploads = await run_in_threadpool(_uploads, request)  # before anything is read
    async with whole_form(request, request.path_params["token"], MOST, _FORM) as fields:
        await run_in_threadpool(checked, request, fields)
        return await run_in_threadpool(_answer_whole, request, fields, uploads)


def _answer_whole(request: Request, fields: FormData, uploads: Uploads) -> Response:
    sent = [one for one in fields.getlist("anh") if isinstance(one, UploadFile) and one.filename]
    files = _sent_before(fields)
    try:
        for one in sent:
            files.append((uploads.add(one.file), one.filename or ""))
    except NotAllowed as error:
        return _refused(request, fields, files, error)
    return _answered(request, fields, uploads, files)


def _answered(request: Request, fields: FormData, uploads: Uploads, files: Sequence[tuple[str, str]]) -> Response:
    token = request.path_params["token"]
    try:
        contributing.answer(desk_of(request).app, token, _text(fields), uploads.here(files))
    except NotAllowed as error:
        return _refused(request, fields, files, error)
    uploads.forget()
    return redirect(request, f"/t/{token}", words_of(request).t("Thank you. The editorial board has your answer."))


def _text(fields: FormData) -> str:
    return str(fields.get("loi", ""))


def _refused(request: Request, fields: FormData, files: Sequence[tuple[str, str]], why: NotAllowed) -> Response:
    """The page again, with what was written; the files stay here and go along with the next try."""
    own = contributing.own_page(desk_of(request).app, request.path_params["token"])
    read_in(request, own.language)
    return _shown(request, own, 422, wrong=str(why), kept=_text(fields), files=files)


def ask_link(request: Request) -> Response:
    """A form for a fresh link, when the old one has ended."""
    return page(request, "own_link.html", sent=False, ended="")


def send_link(request: Request) -> Response:
    """Send it to the address on file; the answer is the same whether there is one."""
    address = str(form(request).get("email", "")).strip()
    if _ADDRESS.fullmatch(address):
        contributing.send_link(desk_of(request).app, address)
    return page(request, "own_link.html", sent=True)


def renew_link(request: Request) -> Response:
    """One click on the page of a link that has ended: a fresh one goes to the address the story came from."""
    contributing.renew_link(desk_of(request).app, request.path_params["token"])
    return page(request, "own_link.html", sent=True)


ROUTES = (
    Route("/t", ask_link, methods=["GET"]),
    Route("/t", send_link, methods=["POST"]),
    Route("/t/{token}", show, methods=["GET"]),
    Route("/t/{token}", answer, methods=["POST"]),
    Route("/t/{token}/moi", renew_link, methods=["POST"]),
    Route("/t/{token}/tat-ca", answer_whole, methods=["POST"]),
    Route("/t/{token}/tep/{name}", upload, methods=["GET", "PUT"]),
)
