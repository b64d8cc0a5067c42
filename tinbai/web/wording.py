"""Settings: the letters in a newsroom's own words, with a look at how one would read for a real story."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai.decisions import hidden_from
from tinbai.errors import NotFound
from tinbai.i18n import LANGUAGES, NAMES, Language, moment, text
from tinbai.model import State
from tinbai.notifier import letters, wordings
from tinbai.notifier.letters import House, Told
from tinbai.notifier.templates import LONGEST_BODY, LONGEST_SUBJECT, Template, faults, places
from tinbai.queue.checks import points
from tinbai.reminding import USUAL_DAYS
from tinbai.settings import Outlet
from tinbai.store import Tx, audit, drafts, letter_templates
from tinbai.store.reminders import KIND
from tinbai.telling import house_of
from tinbai.web.desk import desk_of, must, words_of
from tinbai.web.forms import form, query
from tinbai.web.managed import managed, manager_of
from tinbai.web.pages import page, redirect

HERE = "/cai-dat/thu"
_EXAMPLE = {"note": "…", "link": "https://…", "other_receipt": "…"}
_STATES = [state for state in State if state not in (State.HELD, State.NOT_A_STORY)]


@dataclass(frozen=True, slots=True)
class Which:
    """A letter: of a newsroom, of a kind, in a language."""

    outlet: Outlet
    kind: str
    language: Language

    @property
    def address(self) -> str:
        return f"{HERE}?noi={self.outlet.code}&loai={self.kind}&tieng={self.language}"


def show(request: Request) -> Response:
    which = _chosen(request, *(query(request, name) for name in ("noi", "loai", "tieng")))
    with desk_of(request).app.database.read() as tx:
        house = house_of(tx, desk_of(request).app, which.outlet.code, language=which.language)
    return _page(request, which, house.templates.get(which.kind) or wordings.ours(house, which.kind))


def _chosen(request: Request, code: str, kind: str, spoken: str) -> Which:
    """The first newsroom and kind, the newsroom's language where nothing is said. Raises NotAllowed, NotFound."""
    manager_of(request, "letters")
    mine = managed(request, "letters")
    outlet = next((one for one in mine if one.code == code), None) or (None if code else mine[0])
    if outlet is None or (kind and kind not in wordings.KINDS) or spoken not in ("", *LANGUAGES):
        raise NotFound("no such letter")
    language = next((one for one in LANGUAGES if one == spoken), outlet.language)
    return Which(outlet, kind or next(iter(wordings.KINDS)), language)


def _page(
    request: Request, which: Which, template: Template, wrong: Sequence[str] = (), status: int = 200
) -> Response:  # fmt: skip
    app = desk_of(request).app
    with app.database.read() as tx:
        house = house_of(tx, app, which.outlet.code, language=which.language)
        sample = None if wrong else _sample(tx, request, house, which.kind, template)
    must_have, may_have = places(which.kind)
    return page(
        request,
        "wording.html",
        status,
        which=which,
        at=lambda **other: replace(which, **other).address,
        languages=NAMES,
        outlets=managed(request, "letters"),
        kinds=wordings.KINDS,
        rewritten=set(house.templates),
        wording=template,
        must_have=must_have,
        may_have=may_have,
        wrong=wrong,
        sample=sample,
        longest=(LONGEST_SUBJECT, LONGEST_BODY),
    )


def _sample(tx: Tx, request: Request, house: House, kind: str, template: Template) -> tuple[str, str]:
    """The letter as it would read for the latest story of the newsroom; the places stay named where there is none."""
    now = words_of(request).now
    days = USUAL_DAYS if kind == KIND else house.reply_days
    values = {"house": house.name, "days": str(days), "time": moment(house.language, now, house.timezone)}
    values["address"] = house.address
    hidden = hidden_from(must(request, house.outlet), [house.outlet])
    rows = [row for row in drafts.queue(tx, [house.outlet], _STATES)[:1] if not (row.hold and hidden)]
    if rows:
        draft = drafts.get(tx, house.outlet, rows[0].id)
        title = draft.revision.story.title or text(house.language, "(no title)")
        told = Told(draft.id, draft.receipt_no, title, draft.words, len(draft.item.photos), points(draft.problems))
        name = draft.sender.name if draft.sender else ""
        values |= {"name": name or "…", "receipt": draft.receipt_no, "title": title}
        values["stories"] = letters.told_of(house, [told])
    shown = {name: f"[{name}]" for name in ("name", "receipt", "title", "stories")} | _EXAMPLE | values
    return template.filled(shown)


def save(request: Request) -> Response:
    """Keep the words (luu), look at them (xem), or take ours again (bo)."""
    fields, words = form(request), words_of(request)
    which = _chosen(request, *(str(fields.get(name, "")) for name in ("noi", "loai", "tieng")))
    app, person = desk_of(request).app, must(request, which.outlet.code, "letters")
    body = str(fields.get("thu", "")).replace("\r\n", "\n")
    template = Template(" ".join(str(fields.get("tieu-de", "")).split()), body.strip() + "\n")
    wish = str(fields.get("v", "luu"))
    outlet, kind, spoken = which.outlet, which.kind, which.language
    default, object_ = outlet.language, f"{kind} ({spoken})"
    if wish == "bo":
        with app.database.write() as tx:
            if letter_templates.forget(tx, outlet.code, kind, spoken, default=default):
                audit.add(tx, "letter-restored", by=person.id, at=words.now, outlet=outlet.code, object=object_)
        return redirect(request, which.address, words.t("This letter is in our words again."))
    wrong = [words.t(msgid, **values) for msgid, values in faults(kind, template)]
    if wrong or wish == "xem":
        return _page(request, which, template, wrong, 422 if wrong else 200)
    with app.database.write() as tx:
        kept = (template.subject, template.body)
        letter_templates.save(tx, outlet.code, kind, kept, language=spoken, default=default, by=person.id, at=words.now)
        audit.add(tx, "letter-rewritten", by=person.id, at=words.now, outlet=outlet.code, object=object_)
    return redirect(request, which.address, words.t("Kept: the next letter of this kind is written so."))


ROUTES = (
    Route(HERE, show, methods=["GET"]),
    Route(HERE, save, methods=["POST"]),
)
