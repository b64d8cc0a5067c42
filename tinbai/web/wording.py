"""Settings: the letters in a newsroom's own words, with a look at how one would read for a real story."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai.errors import NotFound
from tinbai.i18n import LANGUAGES, NAMES, Language
from tinbai.notifier import wordings
from tinbai.notifier.templates import LONGEST_BODY, LONGEST_SUBJECT, Template, faults, places
from tinbai.settings import Outlet
from tinbai.store import audit, letter_templates
from tinbai.telling import house_of
from tinbai.web.desk import desk_of, must, words_of
from tinbai.web.forms import form, query
from tinbai.web.managed import managed, manager_of
from tinbai.web.pages import page, redirect
from tinbai.web.sampled import sample

HERE = "/cai-dat/thu"
_LONGEST_NUMBER = 40
# place -> msgid of what is filled in there
PLACES: Mapping[str, str] = {
    "receipt": "the receipt number",
    "other_receipt": "the receipt number of the story it went into",
    "title": "the title of the story",
    "name": "who sent it",
    "house": "the name of the newsroom",
    "time": "day and hour",
    "days": "how many working days an answer takes; in reminders, how long nothing came",
    "note": "what is asked for, or the reason, as the editor wrote it",
    "stories": "the stories that came with the mail, one per line",
    "link": "the address of the page",
    "address": "the address stories are sent to",
}


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
    template = house.templates.get(which.kind) or wordings.ours(house, which.kind)
    return _page(request, which, template, query(request, "so", _LONGEST_NUMBER))


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
    request: Request, which: Which, template: Template, number: str, wrong: Sequence[str] = (), status: int = 200
) -> Response:  # fmt: skip
    """`number`: of the story for which it is shown how the letter would read, "" for the latest."""
    app = desk_of(request).app
    with app.database.read() as tx:
        house = house_of(tx, app, which.outlet.code, language=which.language)
        shown = None if wrong else sample(tx, app, house, which.kind, template, number)
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
        place_names=PLACES,
        must_have=must_have,
        may_have=may_have,
        wrong=wrong,
        sample=shown,
        number=number,
        longest=(LONGEST_SUBJECT, LONGEST_BODY),
    )


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
        number = " ".join(str(fields.get("so", "")).split())[:_LONGEST_NUMBER]
        return _page(request, which, template, number, wrong, 422 if wrong else 200)
    with app.database.write() as tx:
        kept = (template.subject, template.body)
        letter_templates.save(tx, outlet.code, kind, kept, language=spoken, default=default, by=person.id, at=words.now)
        audit.add(tx, "letter-rewritten", by=person.id, at=words.now, outlet=outlet.code, object=object_)
    return redirect(request, which.address, words.t("Kept: the next letter of this kind is written so."))


ROUTES = (
    Route(HERE, show, methods=["GET"]),
    Route(HERE, save, methods=["POST"]),
)
