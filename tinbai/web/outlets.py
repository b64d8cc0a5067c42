"""Settings: newsrooms. What a board decides about itself; addresses and codes stay with who runs the service."""

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai import reminding
from tinbai.settings import Outlet
from tinbai.store import audit, kept_settings
from tinbai.web.desk import desk_of, words_of
from tinbai.web.forms import form, query
from tinbai.web.managed import chosen, managed, manager_of
from tinbai.web.pages import page, redirect

HERE = "/cai-dat/toa-soan"


def show(request: Request) -> Response:
    manager_of(request)
    return _page(request)


def _page(request: Request, status: int = 200, wrong: str = "") -> Response:
    """Who would be reminded is counted when that is asked for: everybody who has fallen silent is looked at."""
    app, outlets, counted = desk_of(request).app, managed(request), query(request, "dem")
    days = {one.code: one.remind_days or reminding.USUAL_DAYS for one in outlets}
    with app.database.read() as tx:
        asked = [one for one in outlets if one.code == counted]
        waiting = {one.code: sum(1 for _ in reminding.silent(tx, app, one, days[one.code])) for one in asked}
    return page(request, "outlets.html", status, outlets=outlets, waiting=waiting, days=days, wrong=wrong)


def save(request: Request) -> Response:
    """Keep what was set for one newsroom."""
    fields, me, words = form(request), manager_of(request), words_of(request)
    app, outlet = desk_of(request).app, chosen(request)
    value = {
        "name": " ".join(str(fields.get("name", "")).split())[:120],
        "reply_days": str(fields.get("reply_days", "")),
        "remind_days": str(fields.get("remind_days", "")) if "reminds" in fields else "0",
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
        said = words.t("A name, 1 to 60 working days and 14 to 365 days of silence are needed.")
        return _page(request, 422, said)
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
