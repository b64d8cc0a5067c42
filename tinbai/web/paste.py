"""What is pasted into a story, cleaned: read in the sandbox by the reader of mails, and handed back as nodes."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tinbai import decisions
from tinbai.errors import ParserDied
from tinbai.model import Story
from tinbai.web.body_json import nodes_of
from tinbai.web.desk import desk_of
from tinbai.web.dossier import dossier_of
from tinbai.web.forms import form


def clean(request: Request) -> Response:
    """The nodes of the editor's schema for the HTML sent; 422 when it cannot be read."""
    html = str(form(request).get("html", ""))
    dossier_of(request, "edit")
    desk = desk_of(request)
    with desk.app.blobs.job_folder() as folder:
        file = folder / "pasted.html"
        file.write_text(html, "utf-8", "replace")
        try:
            blocks = desk.sandbox.pasted(file)
        except ParserDied:
            raise HTTPException(422) from None
    body = decisions.clean_story(Story("", "", blocks)).body
    return JSONResponse({"content": list(nodes_of(body, 0))})


ROUTES = (Route("/tin/{outlet}/{draft}/dan", clean, methods=["POST"]),)
