"""Settings: the letters in a newsroom's own words, with a look at how one would read for a real story."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai.decisions import hidden_from
from tinbai.errors import NotFound
from tinbai.i18n import moment
from tinbai.model import State
from tinbai.notifier import letters, wordings
from tinbai.notifier.letters import House, Told
from tinbai.notifier.templates import LONGEST_BODY, LONGEST_SUBJECT, Template, faults, places
from tinbai.queue.checks import points
from tinbai.settings import Outlet
from tinbai.store import Tx, audit, drafts, letter_templates
from tinbai.telling import house_of
from tinbai.web.desk import desk_of, must, words_of
from tinbai.web.forms import form, query
from tinbai.web.managed import managed, manager_of
from tinbai.web.pages import page, redirect

HERE = "/cai-dat/thu"
_EXAMPLE = {"note": "…", "link": "https://…", "other_receipt": "…"}
_STATES = [state for state in State if state not in (State.HELD, State.NOT_A_STORY)]


def show(request: Request) -> Response:
    outlet, kind = _chosen(request, query(request, "noi"), query(request, "loai"))
    with desk_of(request).app.database.read() as tx:
        house = house_of(tx, desk_of(request).app, outlet.code)
    return _page(request, outlet, kind, house.templates.get(kind) or wordings.ours(house, kind))


def _chosen(request: Request, code: str, kind: str) -> tuple[Outlet, str]:
    """The newsroom and the kind of letter; the first ones where nothing is said. Raises NotAllowed, NotFound."""
    manager_of(request, "letters")
    mine = managed(request, "letters")
    outlet = next((one for one in mine if one.code == code), None) or (None if code else mine[0])
    if outlet is None or (kind and kind not in wordings.KINDS):
        raise NotFound("no such letter")
    return outlet, kind or next(iter(wordings.KINDS))


def _page(
    request: Request, outlet: Outlet, kind: str, template: Template, wrong: Sequence[str] = (), status: int = 200
) -> Response:  # fmt: skip
    app = desk_of(request).app
    with app.database.read() as tx:
        house = house_of(tx, app, outlet.code)
        sample = None if wrong else _sample(tx, request, house, template)
    must_have, may_have = places(kind)
    return page(
        request,
        "wording.html",
        status,
        outlet=outlet,
        outlets=managed(request, "letters"),
        kind=kind,
        kinds=wordings.KINDS,
        rewritten=set(house.templates),
        wording=template,
        must_have=must_have,
        may_have=may_have,
        wrong=wrong,
        sample=sample,
        longest=(LONGEST_SUBJECT, LONGEST_BODY),
    )


def _sample(tx: Tx, request: Request, house: House, template: Template) -> tuple[str, str]:
    """The letter as it would read for the latest story of the newsroom; the places stay named where there is none."""
    now = words_of(request).now
    values = {"house": house.name, "days": str(house.reply_days), "time": moment(house.language, now, house.timezone)}
    hidden = hidden_from(must(request, house.outlet), [house.outlet])
    rows = [row for row in drafts.queue(tx, [house.outlet], _STATES)[:1] if not (row.hold and hidden)]
    if rows:
        draft = drafts.get(tx, house.outlet, rows[0].id)
        title = draft.revision.story.title
        told = Told(draft.id, draft.receipt_no, title, draft.words, len(draft.item.photos), points(draft.problems))
        name = draft.sender.name if draft.sender else ""
        values |= {"name": name or "…", "receipt": draft.receipt_no, "title": title}
        values["stories"] = letters.told_of(house, [told])
    shown = {name: f"[{name}]" for name in ("name", "receipt", "title", "stories")} | _EXAMPLE | values
    return template.filled(shown)


def save(request: Request) -> Response:
    """Keep the words (luu), look at them (xem), or take ours again (bo)."""
    fields, words = form(request), words_of(request)
    outlet, kind = _chosen(request, str(fields.get("noi", "")), str(fields.get("loai", "")))
    app, person = desk_of(request).app, must(request, outlet.code, "letters")
    body = str(fields.get("thu", "")).replace("\r\n", "\n")
    template = Template(" ".join(str(fields.get("tieu-de", "")).split()), body.strip() + "\n")
    wish = str(fields.get("v", "luu"))
    address = f"{HERE}?noi={outlet.code}&loai={kind}"
    if wish == "bo":
        with app.database.write() as tx:
            if letter_templates.forget(tx, outlet.code, kind):
                audit.add(tx, "letter-restored", by=person.id, at=words.now, outlet=outlet.code, object=kind)
        return redirect(request, address, words.t("This letter is in our words again."))
    wrong = [words.t(msgid, **values) for msgid, values in faults(kind, template)]
    if wrong or wish == "xem":
        return _page(request, outlet, kind, template, wrong, 422 if wrong else 200)
    with app.database.write() as tx:
        letter_templates.save(tx, outlet.code, kind, template.subject, template.body, by=person.id, at=words.now)
        audit.add(tx, "letter-rewritten", by=person.id, at=words.now, outlet=outlet.code, object=kind)
    return redirect(request, address, words.t("Kept: the next letter of this kind is written so."))


ROUTES = (
    Route(HERE, show, methods=["GET"]),
    Route(HERE, save, methods=["POST"]),
)
