"""Contributors: who writes to us, from which addresses, what became of it; two addresses made one person and split."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai import decisions, identity, languages
from tinbai.app import App
from tinbai.decisions import may
from tinbai.errors import Conflict, NotFound
from tinbai.i18n import NAMES, Language
from tinbai.model import Delivery
from tinbai.store import Tx, bounces, contributions, contributor_languages, contributors, people, reminders
from tinbai.store.contributions import Contribution, Sender
from tinbai.store.contributor_languages import Chosen
from tinbai.store.contributors import Join, PersonNote
from tinbai.store.reminders import Refusal
from tinbai.web.desk import desk_of, must, scope_of, words_of
from tinbai.web.forms import form, query
from tinbai.web.letters import KINDS, STATES
from tinbai.web.pages import page, redirect
from tinbai.web.tally import tally

HERE = "/cong-tac-vien"
YEAR = timedelta(days=365)
_SHOWN, _LETTERS, _LONGEST = 30, 8, 2000  # stories, letters; characters of a note


@dataclass(frozen=True, slots=True)
class Address:
    """One address of the person: what came from it between when and when, and whether letters to it come back."""

    address: str
    sent: int
    first: datetime
    last: datetime
    dead: bool


@dataclass(frozen=True, slots=True)
class Who:
    """A person as his stories and the editors' word make him; `joins`: with who said so, `likely`: addresses that may
    be his as well."""

    outlet: str
    names: Sequence[str]
    addresses: Sequence[Address]
    stories: Sequence[Contribution]
    joins: Sequence[tuple[Join, str]]
    likely: Sequence[str]
    letters: Sequence[Delivery]
    notes: Sequence[tuple[PersonNote, str]]
    refusal: Refusal | None = None  # of reminders
    refused_by: str = ""  # the editor's name, "" when he did so himself
    language: Language = "vi"  # of letters to him
    chosen: Chosen | None = None  # the language, by an editor
    chosen_by: str = ""  # his name

    @property
    def name(self) -> str:
        return self.names[0] if self.names else self.addresses[0].address

    @property
    def path(self) -> str:
        return f"{HERE}/{self.outlet}"


def address_of(outlet: str, address: str) -> str:
    """The page of the person with that address."""
    return f"{HERE}/{outlet}?{urlencode({'ai': address})}"


def listed(request: Request) -> Response:
    """Who wrote within a year, the latest first."""
    scope, words = scope_of(request), words_of(request)
    asked = query(request, "tim")
    with desk_of(request).app.database.read() as tx:
        found = contributions.senders(tx, scope.shown, words.now - YEAR, asked)
        lines = [line for outlet in scope.shown for line in _joined(tx, outlet, found)]
    lines.sort(key=lambda line: line[0].last, reverse=True)
    return page(request, "contributors.html", lines=lines, asked=asked, page_of=address_of)


def _joined(tx: Tx, outlet: str, found: Sequence[Sender]) -> list[tuple[Sender, int]]:
    """(a person, his other addresses): lines of one person are added up."""
    joins = contributors.standing(tx, outlet)
    persons: dict[str, list[Sender]] = {}
    for one in found:
        if one.outlet == outlet:
            persons.setdefault(min(contributors.addresses_of(joins, one.address)), []).append(one)
    return [
        (
            Sender(
                outlet,
                lines[0].address,
                lines[0].name,
                sum(one.sent for one in lines),
                sum(one.used for one in lines),
                max(one.last for one in lines),
            ),
            len(contributors.addresses_of(joins, lines[0].address)) - 1,
        )
        for lines in persons.values()
    ]


def show(request: Request) -> Response:
    """One person. Raises NotFound for an address from which nothing came."""
    outlet = request.path_params["outlet"]
    person = must(request, outlet)
    return _show(request, outlet, query(request, "ai", 320), edits=may(person, outlet, "edit"))


def _show(request: Request, outlet: str, address: str, *, edits: bool, wrong: str = "") -> Response:
    words = words_of(request)
    with desk_of(request).app.database.read() as tx:
        who = _who(tx, desk_of(request).app, outlet, address, words.now)
    return page(
        request, "contributor.html", 422 if wrong else 200, who=who, sums=tally(words, who.stories),
        shown=who.stories[:_SHOWN], edits=edits, wrong=wrong, letter_states=STATES, kinds=KINDS, page_of=address_of,
        unit_page=unit_page, languages=NAMES, reminds=desk_of(request).app.settings.outlet(outlet).remind_days > 0,
    )  # fmt: skip


def unit_page(outlet: str, unit: str) -> str:
    """The page of a unit."""
    return f"/don-vi/{outlet}?{urlencode({'ten': unit})}"


def _who(tx: Tx, app: App, outlet: str, address: str, now: datetime) -> Who:
    joins = contributors.standing(tx, outlet)
    mine = contributors.addresses_of(joins, address)
    stories = contributions.of_addresses(tx, outlet, mine)
    if not stories:
        raise NotFound("nothing came from that address")
    names = list(dict.fromkeys(one.name for one in stories if one.name))
    called = people.names(tx)
    refusal, chosen = reminders.refused(tx, outlet, mine), contributor_languages.chosen(tx, outlet, mine)
    return Who(
        outlet=outlet,
        names=names,
        addresses=[found for one in mine if (found := _address(tx, one, stories, now))],
        stories=stories,
        joins=[(one, called.get(one.by, "–")) for one in contributors.among(joins, mine)],
        likely=contributions.namesakes(tx, outlet, names, mine),
        letters=contributions.letters_to(tx, outlet, mine, _LETTERS),
        notes=[(one, called.get(one.by, "–")) for one in contributors.notes(tx, outlet, mine)],
        refusal=refusal,
        refused_by=called.get(refusal.by, "") if refusal else "",
        language=languages.of_sender(tx, app, outlet, stories[0].address),
        chosen=chosen,
        chosen_by=called.get(chosen.by, "–") if chosen else "",
    )


def _address(tx: Tx, address: str, stories: Sequence[Contribution], now: datetime) -> Address | None:
    times = [one.received_at for one in stories if one.address == address]
    return Address(address, len(times), min(times), max(times), bounces.is_dead(tx, address, now)) if times else None


# --- One person or two ---------------------------------------------------------------------------------------------


def join(request: Request) -> Response:
    """Make one person of two addresses."""
    fields, outlet, words = form(request), request.path_params["outlet"], words_of(request)
    person, app = must(request, outlet, "edit"), desk_of(request).app
    mine, other = str(fields.get("ai", "")), contributors.key(str(fields.get("voi", "")))
    try:
        made = identity.join(app, outlet, person, mine, other)
    except NotFound:
        wrong = words.t("No story has come from {address}.", address=other or "–")
        return _show(request, outlet, mine, edits=True, wrong=wrong)
    except Conflict:
        return redirect(request, address_of(outlet, mine), words.t("They are one person already."))
    said = words.t("{one} and {other} are one person now.", one=made.address, other=made.other)
    return redirect(request, address_of(outlet, mine), said, f"{HERE}/{outlet}/ghep/{made.no}/hoan-tac")


def split(request: Request) -> Response:
    """Two persons again."""
    form(request)
    outlet, words = request.path_params["outlet"], words_of(request)
    person = must(request, outlet, "edit")
    done = identity.split(desk_of(request).app, outlet, person, request.path_params["no"])
    said = words.t("{one} and {other} are two persons again.", one=done.address, other=done.other)
    return redirect(request, address_of(outlet, done.address), said, f"{HERE}/{outlet}/tach/{done.no}/hoan-tac")


def rejoin(request: Request) -> Response:
    """Take a split back."""
    form(request)
    outlet, words = request.path_params["outlet"], words_of(request)
    person = must(request, outlet, "edit")
    done = identity.rejoin(desk_of(request).app, outlet, person, request.path_params["no"])
    said = words.t("{one} and {other} are one person now.", one=done.address, other=done.other)
    return redirect(request, address_of(outlet, done.address), said)


# --- Notes ---------------------------------------------------------------------------------------------------------


def note(request: Request) -> Response:
    """Write down something colleagues should know."""
    fields, outlet, words = form(request), request.path_params["outlet"], words_of(request)
    person, app = must(request, outlet, "edit"), desk_of(request).app
    mine, text = str(fields.get("ai", "")), decisions.clean(str(fields.get("loi", "")))[:_LONGEST]
    with app.database.write() as tx:
        if not contributions.of_addresses(tx, outlet, [contributors.key(mine)]):
            raise NotFound("nothing came from that address")
        if text:
            contributors.note(tx, outlet, mine, text, by=person.id, at=words.now)
    return redirect(request, f"{address_of(outlet, mine)}#ghi-chu")


def take_back(request: Request) -> Response:
    """Its writer takes a note back."""
    form(request)
    outlet, words = request.path_params["outlet"], words_of(request)
    person = must(request, outlet, "edit")
    with desk_of(request).app.database.write() as tx:
        number = request.path_params["no"]
        about = contributors.take_back(tx, outlet, number, by=person.id, at=words.now)
    return redirect(request, f"{address_of(outlet, about)}#ghi-chu", words.t("The note was taken back."))


# --- Units ---------------------------------------------------------------------------------------------------------


def unit(request: Request) -> Response:
    """A unit as bylines name it: who writes from there, and how much, in the last twelve months."""
    outlet, name = request.path_params["outlet"], query(request, "ten")
    must(request, outlet)
    words = words_of(request)
    with desk_of(request).app.database.read() as tx:
        stories = contributions.of_unit(tx, outlet, name, words.now - YEAR) if name else []
        joins = contributors.standing(tx, outlet)
    if not stories:
        raise NotFound("no such unit")
    persons: dict[str, list[Contribution]] = {}
    for one in stories:
        persons.setdefault(min(contributors.addresses_of(joins, one.address)), []).append(one)
    writers = sorted(persons.values(), key=len, reverse=True)
    return page(
        request, "unit.html", unit=name, outlet=outlet, sums=tally(words, stories), shown=stories[:_SHOWN],
        writers=[(lines[0], tally(words, lines)) for lines in writers], page_of=address_of,
    )  # fmt: skip


ROUTES = (
    Route(HERE, listed, methods=["GET"]),
    Route(f"{HERE}/{{outlet}}", show, methods=["GET"]),
    Route(f"{HERE}/{{outlet}}/ghep", join, methods=["POST"]),
    Route(f"{HERE}/{{outlet}}/ghep/{{no:int}}/hoan-tac", split, methods=["POST"]),
    Route(f"{HERE}/{{outlet}}/tach/{{no:int}}/hoan-tac", rejoin, methods=["POST"]),
    Route(f"{HERE}/{{outlet}}/ghi-chu", note, methods=["POST"]),
    Route(f"{HERE}/{{outlet}}/ghi-chu/{{no:int}}/bo", take_back, methods=["POST"]),
    Route("/don-vi/{outlet}", unit, methods=["GET"]),
)
