"""Settings: the sections of each newsroom, what is looked for in stories, and with which numbers."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai.queue.checks import OPTIONAL
from tinbai.settings import Outlet
from tinbai.store import audit, kept_settings
from tinbai.web.desk import desk_of, words_of
from tinbai.web.forms import form
from tinbai.web.managed import chosen, managed, manager_of
from tinbai.web.pages import page, redirect

HERE = "/cai-dat/kiem-tra"
# code of a check -> msgid
CHECKS: Mapping[str, str] = {
    "no-title": "Title is missing, or too long",
    "no-byline": "Author is not named",
    "few-words": "Very short story",
    "no-photo": "No photo",
    "no-caption": "Photos without caption",
    "photo-too-small": "Photo too small for a cover",
    "photo-small": "Photo rather small",
}
# field of an outlet -> (msgid, unit)
NUMBERS: Mapping[str, tuple[str, str]] = {
    "longest_title": ("Longest title", "characters"),
    "longest_lead": ("Longest lead", "words"),
    "few_words": ("A story is very short below", "words"),
    "late_days": ("A story is late after", "days"),
    "cover_side": ("A photo is too small for a cover below", "px"),
    "good_side": ("A photo is small below", "px"),
}


def show(request: Request) -> Response:
    manager_of(request)
    return _show(request)


def _show(request: Request, wrong: str = "") -> Response:
    bounds = {name: _bounds(name) for name in NUMBERS}
    return page(
        request, "rules.html", 422 if wrong else 200, outlets=managed(request), checks=CHECKS, numbers=NUMBERS,
        bounds=bounds, wrong=wrong,
    )  # fmt: skip


def _bounds(name: str) -> tuple[int, int]:
    marks = Outlet.model_fields[name].metadata
    return next(one.ge for one in marks if hasattr(one, "ge")), next(one.le for one in marks if hasattr(one, "le"))


def save(request: Request) -> Response:
    """Keep what was set for one newsroom; stories that are there keep what was found in them."""
    fields, me, words = form(request), manager_of(request), words_of(request)
    app, outlet = desk_of(request).app, chosen(request)
    value = _typed(fields)
    try:
        made = Outlet(**outlet.model_dump() | value)
    except ValidationError:
        return _show(request, words.t("Some number or name does not fit; please look at the limits beside the fields."))
    kept = {name: getattr(made, name) for name in value}
    told = {name: new for name, new in kept.items() if new != getattr(outlet, name)}
    with app.database.write() as tx:
        kept_settings.change(tx, "outlets", outlet.code, kept, by=me.id, at=words.now)
        note = "; ".join(f"{name}: {_said(new)}" for name, new in told.items())
        audit.add(tx, "checks-set", by=me.id, at=words.now, outlet=outlet.code, object=outlet.code, note=note)
    app.follow()
    return redirect(request, f"{HERE}#{outlet.code}", words.t("Done: {name}.", name=made.name))


def _typed(fields: FormData) -> dict[str, Any]:
    lines = (" ".join(line.split()) for line in str(fields.get("sections", "")).splitlines())
    wanted = {str(one) for one in fields.getlist("check")}
    return {
        "sections": tuple(dict.fromkeys(line for line in lines if line)),
        "checks_off": tuple(one for one in OPTIONAL if one not in wanted),
        **{name: str(fields.get(name, "")) for name in NUMBERS},
    }


def _said(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


ROUTES = (
    Route(HERE, show, methods=["GET"]),
    Route(f"{HERE}/{{code}}", save, methods=["POST"]),
)
