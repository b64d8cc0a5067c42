"""Settings: newsrooms. What a board decides about itself; addresses and codes stay with who runs the service."""

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai.settings import Outlet
from tinbai.store import audit, kept_settings
from tinbai.web.desk import desk_of, words_of
from tinbai.web.forms import form
from tinbai.web.managed import chosen, managed, manager_of
from tinbai.web.pages import page, redirect

HERE = "/cai-dat/toa-soan"


def show(request: Request) -> Response:
    manager_of(request)
    return page(request, "outlets.html", outlets=managed(request), wrong="")


def save(request: Request) -> Response:
    """Keep what was set for one newsroom."""
    fields, me, words = form(request), manager_of(request), words_of(request)
    app, outlet = desk_of(request).app, chosen(request)
    value = {
        "name": " ".join(str(fields.get("name", "")).split())[:120],
        "reply_days": str(fields.get("reply_days", "")),
        "approval": "approval" in fields,
        "approval_link": "open" if "approval_link" in fields else "login",
        "second_factor": "required" if "second_factor" in fields else "optional",
        "shares": "story" if "shares" in fields else "existence",
    }
    try:
        made = Outlet(**outlet.model_dump() | value)
    except ValidationError:
        made = None
    if made is None or not made.name:
        said = words.t("A name and 1 to 60 working days are needed.")
        return page(request, "outlets.html", 422, outlets=managed(request), wrong=said)
    told = {name: getattr(made, name) for name in value if getattr(made, name) != getattr(outlet, name)}
    with app.database.write() as tx:
        kept = {name: getattr(made, name) for name in value}
        kept_settings.change(tx, "outlets", outlet.code, kept, by=me.id, at=words.now)
        note = ", ".join(f"{name}: {new}" for name, new in told.items())
        audit.add(tx, "newsroom-set", by=me.id, at=words.now, outlet=outlet.code, object=outlet.code, note=note)
    app.follow()
    return redirect(request, HERE, words.t("Done: {name}.", name=made.name))


ROUTES = (
    Route(HERE, show, methods=["GET"]),
    Route(f"{HERE}/{{code}}", save, methods=["POST"]),
)
