"""The queue: what waits, in saved views, oldest first; each row says what is known without opening it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from tinbai.decisions import hidden_from, may
from tinbai.errors import NotFound
from tinbai.model import State
from tinbai.store import elsewhere, listing, overview
from tinbai.store import words as searching
from tinbai.store.drafts import QueueRow
from tinbai.store.listing import Excerpt, Line, Wanted
from tinbai.store.overview import LATE
from tinbai.store.people import Person
from tinbai.store.words import Term
from tinbai.web.beside import SAME, told_of
from tinbai.web.desk import Scope, desk_of, must, person_of, scope_of, words_of
from tinbai.web.forms import query
from tinbai.web.pages import page
from tinbai.web.places import after, moment_of, place
from tinbai.web.tags import Tag, tags
from tinbai.web.views import BY_NAME, VIEWS, View
from tinbai.web.words import Words

PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One line as the template wants it. Of a held draft nobody sees anything but those who may lift the hold."""

    draft: QueueRow
    address: str
    title: str
    author: str
    outlet: str  # name, when several are shown
    colleague: str
    locked: bool  # held, and not for this person
    thumb: str | None
    tags: Sequence[Tag]
    more: int
    late: bool
    marked: tuple[str, str, str] = ("", "", "")  # the title with what a search found in it
    excerpt: Excerpt | None = None  # where else a search found its words
    elsewhere: str = ""  # who else in this house works on the story, or has finished with it


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one day, or those that waited too long."""

    title: str
    day: str
    rows: Sequence[Row]


def show(request: Request) -> Response:
    """One page of one view."""
    person, scope, words = person_of(request), scope_of(request), words_of(request)
    view = BY_NAME.get(query(request, "xem"), VIEWS[0])
    search = query(request, "tim")
    wanted = Wanted(
        scope.shown,
        view.states,
        mine=view.only == "mine",
        late=view.only == "late",
        twins=view.only == "twins",
        search=search,
        hidden=hidden_from(person, scope.shown),
        newest=not view.counted,
    )
    back = after(query(request, "truoc"))
    start = back or after(query(request, "sau"))
    with desk_of(request).app.database.read() as tx:
        found = listing.page(tx, wanted, person.id, words.now, start, back=back is not None, limit=PAGE)
        if not found.lines and start and found.after is None:
            found = listing.page(tx, wanted, person.id, words.now, limit=PAGE)
        relations = overview.ties(tx, [line.row for line in found.lines])
        twins = [key for key, known in relations.items() if known & SAME]
        others = elsewhere.others(tx, twins, words.now) if twins else {}
    terms = wanted.terms
    rows = [
        replace(
            _row(line, person, scope, words, sorted(relations.get(_key(line.row), ()))),
            marked=_marked(line.row.title, terms),
            elsewhere=told_of(words, desk_of(request).app.settings, scope, others.get(_key(line.row), [])),
        )
        for line in found.lines
    ]
    return page(
        request,
        "queue.html",
        view=view,
        search=search,
        groups=_grouped(rows, words, by_age=view.counted),
        several=len(view.states) > 1,
        first=next((row.address for row in rows if not row.locked), ""),
        awaited=State.REVISION_REQUESTED,
        before=place(*found.before) if found.before else "",
        further=place(*found.after) if found.after else "",
        address=lambda **changes: address(view, scope, search, **changes),
    )


def _marked(title: str, terms: Sequence[Term]) -> tuple[str, str, str]:
    """The title in three parts; the middle one is what was looked for, "" where it is not in the title."""
    text = searching.shown(title)
    hit = searching.first_hit(text, searching.bare(searching.lower(text)), terms)
    return (text[: hit[0]], text[hit[0] : hit[1]], text[hit[1] :]) if hit else ("", "", "")


def news(request: Request) -> Response:
    """How many stories came in since a page was made, for the script that says so; the page itself never moves."""
    scope, words = scope_of(request), words_of(request)
    since = moment_of(query(request, "tu"))
    if since is None:
        raise NotFound("no moment given")
    with desk_of(request).app.database.read() as tx:
        n = overview.arrived_since(tx, scope.shown, since)
    said = words.tn("{n} new story, press to show it", "{n} new stories, press to show them", n)
    return JSONResponse({"n": n, "text": said})


def keys(request: Request) -> Response:
    """All keys in one list."""
    person_of(request)
    return page(request, "keys.html")


def thumb(request: Request) -> Response:
    """The small cover photo of a draft; of a held one there is none for anybody."""
    outlet, draft = request.path_params["outlet"], request.path_params["draft"]
    must(request, outlet)
    app = desk_of(request).app
    with app.database.read() as tx:
        found = overview.thumb(tx, outlet, draft)
    if found is None or found[0] is State.HELD or found[1] is None:
        raise NotFound("no such photo")
    headers = {"Cache-Control": "private, max-age=86400"}
    return FileResponse(app.blobs.open(found[1]), media_type="image/webp", headers=headers)


def address(view: View, scope: Scope, search: str = "", **changes: str) -> str:
    """The address of a view of the queue; changes: xem, noi, tim, sau."""
    asked = {"xem": view.name, "noi": scope.chosen, "tim": search} | changes
    said = {name: value for name, value in asked.items() if value and (name, value) != ("xem", VIEWS[0].name)}
    return f"/hang-cho?{urlencode(said)}" if said else "/hang-cho"


def _key(row: QueueRow) -> tuple[str, str]:
    return row.outlet, row.id


def _author(row: QueueRow, words: Words) -> str:
    """Byline and sender, once when they are the same person."""
    sender = row.sender_name or row.sender_address or words.t("Sender not known")
    if not row.byline or (row.sender_name and row.sender_name.lower() in row.byline.lower()):
        return sender
    return f"{row.byline} ({sender})"


def _row(line: Line, person: Person, scope: Scope, words: Words, relations: Sequence[str]) -> Row:
    row = line.row
    held = row.state is State.HELD
    locked = held and not may(person, row.outlet, "hold")
    shown, more = ([], 0) if held else tags(words, row, relations)
    names = {outlet.code: outlet.name for outlet in scope.outlets}
    return Row(
        draft=row,
        address=f"/tin/{row.outlet}/{row.id}",
        title=words.t("A held mail: possibly marked secret") if held else row.title or words.t("Without a title"),
        author=_author(row, words),
        outlet=names[row.outlet] if len(scope.shown) > 1 else "",
        colleague=line.colleague if line.colleague and row.claimed_by != person.id else "",
        locked=locked,
        thumb=row.thumb if not held else None,
        tags=shown,
        more=more,
        excerpt=line.excerpt,
        late=row.state in (State.RECEIVED, State.IN_REVIEW) and words.now - row.received_at > LATE,
    )


def _grouped(rows: Sequence[Row], words: Words, by_age: bool) -> list[Group]:
    """Who waited longer than a day first, then day by day."""
    today = words.local(words.now).date()
    groups: dict[date | None, list[Row]] = {}
    for row in rows:
        day = None if by_age and row.late else words.local(row.draft.received_at).date()
        groups.setdefault(day, []).append(row)
    return [Group(*_heading(day, today, words), rows=of) for day, of in groups.items()]


def _heading(day: date | None, today: date, words: Words) -> tuple[str, str]:
    if day is None:
        return words.t("Waiting longer than 24 hours"), ""
    ago = (today - day).days
    if ago in (0, 1):
        return words.t("Today") if ago == 0 else words.t("Yesterday"), words.day(day)
    return words.day(day, year=day.year != today.year), ""


ROUTES = (
    Route("/hang-cho", show, methods=["GET"]),
    Route("/hang-cho/moi", news, methods=["GET"]),
    Route("/phim-tat", keys, methods=["GET"]),
    Route("/anh/{outlet}/{draft}/320.webp", thumb, methods=["GET"]),
)
