"""Pages for what goes wrong: what happened, what was kept, what to do; a number only in quiet type."""

import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from tinbai.errors import Conflict, NotAllowed, NotFound, TryLater
from tinbai.web.desk import SecondFactorFirst, SignIn, words_of
from tinbai.web.headers import HEADERS
from tinbai.web.login import address
from tinbai.web.pages import page

log = structlog.get_logger("web")

# status -> (title, sentence), both msgids
WORDS: Mapping[int, tuple[str, str]] = {
    400: ("This was not understood", "The browser sent something the desk cannot read. Nothing was changed."),
    403: ("This account may not do that", "Nothing was changed. Ask whoever keeps the accounts if it should be yours."),
    404: ("There is no such page", "The address may be mistyped, or the story belongs to another newsroom."),
    405: ("This was not understood", "The browser sent something the desk cannot read. Nothing was changed."),
    409: ("A colleague was faster", "The story is no longer in the state it was in. Look at it again, then decide."),
    413: ("That is too much at once", "The text is longer than the desk takes. Nothing was changed."),
    415: ("This was not understood", "The browser sent something the desk cannot read. Nothing was changed."),
    422: ("Something is missing", "Nothing was changed. Go back, complete the form and send it again."),
    429: ("Too many attempts", "Please wait a little, then try again."),
    500: ("Something in the desk is broken", "Nothing was changed. Please tell whoever keeps it running this code."),
    503: (
        "The desk has to wait a moment",
        "Database or disk do not answer. Nothing is lost; please try again soon.",
    ),
}
FORM = (
    "This form is too old",
    "It was made before the last sign-in, or by another page. Go back, load the page again and send it once more.",
)


def trouble(request: Request, status: int, words: tuple[str, str] | None = None, *, code: str = "") -> Response:
    """A page in words for a status; bare when the database may be what is broken."""
    title, said = words or WORDS.get(status, WORDS[500])
    t = words_of(request).t
    return page(request, "trouble.html", status, bare=status >= 500, title=t(title), said=t(said), code=code)


def of_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    form = error.status_code == 403 and error.detail == "form"
    response = trouble(request, error.status_code, FORM if form else None)
    response.headers.update(error.headers or {})
    return response


def of_sign_in(request: Request, _error: Exception) -> Response:
    """To the login page, and back afterwards when it was a page that was asked for."""
    return RedirectResponse(address(request), 303)


async def of_defect(request: Request, error: Exception) -> Response:
    """A defect of ours: a code for the log, nothing about the inside for the reader.

    Not in the thread pool: the log finds the place of the fault only in the thread that met it.
    """
    code = secrets.token_hex(4)
    log.error("page failed", action="web", code=code, error=type(error).__name__, exc_info=error)
    response = trouble(request, 500, code=code)
    response.headers.update(HEADERS)  # this answer is made outside the middleware
    return response


def of_second_factor(_request: Request, _error: Exception) -> Response:
    return RedirectResponse("/tai-khoan#ma", 303)


def _of(status: int) -> Callable[[Request, Exception], Response]:
    return lambda request, _error: trouble(request, status)


def keep_words_out_of_logs() -> None:
    """The server prints a defect with its message, which may hold words of a story; of_defect has logged the place."""
    logging.getLogger("uvicorn.error").addFilter(_has_no_trace)


def _has_no_trace(record: logging.LogRecord) -> bool:
    return not record.exc_info


HANDLERS: Mapping[int | type[Exception], Callable[[Request, Exception], Response | Awaitable[Response]]] = {
    HTTPException: of_http,
    SignIn: of_sign_in,
    SecondFactorFirst: of_second_factor,
    NotFound: _of(404),
    NotAllowed: _of(403),
    Conflict: _of(409),
    TryLater: _of(503),
    Exception: of_defect,
}
