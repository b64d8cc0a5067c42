"""A mail's own HTML, when somebody asks for it: in a frame where no script runs and nothing is fetched from anywhere.

The page and the frame are two addresses. The frame's answer forbids everything itself, so opened alone it is as safe.
"""

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from tinbai.errors import NotFound, ParserDied
from tinbai.web.desk import desk_of
from tinbai.web.dossier import Dossier, Mail, dossier_of
from tinbai.web.forms import query
from tinbai.web.headers import POLICY
from tinbai.web.pages import page

# No script-src, no connect-src, no font-src: default-src 'none' stands for all that is not named.
FRAME = "; ".join(
    ("sandbox", "default-src 'none'", "style-src 'unsafe-inline'", "img-src data:", "form-action 'none'",
     "base-uri 'none'", "frame-ancestors 'self'")
)  # fmt: skip


def show(request: Request) -> Response:
    """The page around the frame."""
    dossier = dossier_of(request)
    mail = _mail(request, dossier)
    response = page(request, "story_raw_html.html", d=dossier, mail=mail, has_html=bool(_markup(request, mail)))
    response.headers["Content-Security-Policy"] = f"{POLICY}; frame-src 'self'"
    return response


def frame(request: Request) -> Response:
    """The HTML itself."""
    markup = _markup(request, _mail(request, dossier_of(request)))
    if not markup:
        raise NotFound("no HTML in this mail")
    headers = {"Content-Security-Policy": FRAME, "X-Frame-Options": "SAMEORIGIN", "X-DNS-Prefetch-Control": "off"}
    return HTMLResponse(markup.encode("utf-8", "replace"), headers=headers | {"Referrer-Policy": "no-referrer"})


def _markup(request: Request, mail: Mail) -> str:
    desk = desk_of(request)
    try:
        return desk.sandbox.markup(desk.app.raw.open(mail.row.id))
    except ParserDied:
        return ""


def _mail(request: Request, dossier: Dossier) -> Mail:
    """One of the mails of the story that has nothing held in it."""
    asked = query(request, "thu") or dossier.origin.row.id
    found = next((one for one in dossier.mails if one.row.id == asked), None)
    if found is None or found.sealed:
        raise NotFound("no such mail of this story")
    return found


ROUTES = (
    Route("/tin/{outlet}/{draft}/goc-html", show, methods=["GET"]),
    Route("/tin/{outlet}/{draft}/goc-html/khung", frame, methods=["GET"]),
)
