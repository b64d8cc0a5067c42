"""The queue: what waits, in saved views, oldest first; each row says what is known without opening it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from tinbai.decisions import may
from tinbai.errors import NotFound
from tinbai.model import State
from tinbai.store import listing, overview
from tinbai.store import words as searching
from tinbai.store.drafts import QueueRow
from tinbai.store.glance import Glance, glance
from tinbai.store.listing import Excerpt, Line
from tinbai.store.overview import LATE
from tinbai.store.waiting import WAITING
from tinbai.store.words import Term
from tinbai.web.beside import told_of
from tinbai.web.desk import Scope, desk_of, must, person_of, scope_of, words_of
from tinbai.web.filters import AGES, GENRES, PHOTOS, filters_of
from tinbai.web.forms import query
from tinbai.web.later import moments
from tinbai.web.pages import page, read_side
from tinbai.web.photos import SMALL, TINY, tiny
from tinbai.web.places import after, moment_of, place
from tinbai.web.reasons import reasons
from tinbai.web.tags import Tag, tags
from tinbai.web.words import Words

PAGE = 25


@dataclass(frozen=True, slots=True)
class Row:
    """One line as the template wants it. Of a held draft nobody sees anything but those who may lift the hold."""

    draft: QueueRow
    key: str  # newsroom and id
    held: bool
    address: str
    title: str
    author: str
    outlet: str  # name, when several are shown
    colleague: str
    locked: bool  # held, and not for this person
    thumb: str | None
    tags: Sequence[Tag]
    more: Sequence[Tag]  # that have no room
    late: bool
    marked: tuple[str, str, str] = ("", "", "")  # the title with what a search found in it
    excerpt: Excerpt | None = None  # where else a search found its words
    elsewhere: str = ""  # who else in this house works on the story, or has finished with it
    watching: str = ""  # colleagues who have it open now


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one day, or those that waited too long."""

    title: str
    day: str
    rows: Sequence[Row]


def show(request: Request) -> Response:
    """One page of one list."""
    person, scope, words = person_of(request), scope_of(request), words_of(request)
    filters = filters_of(request, scope)
    wanted = filters.wanted(scope, person, words)
    back = after(query(request, "truoc"))
    start = back or after(query(request, "sau"))
    with desk_of(request).app.database.read() as tx:
        found = listing.page(tx, wanted, person.id, words.now, start, back=back is not None, limit=PAGE)
        if not found.lines and start and found.after is None:
            found = listing.page(tx, wanted, person.id, words.now, limit=PAGE)
        seen = glance(tx, [_key(line.row) for line in found.lines], words.now)
        beside = read_side(request, tx, choices=True)
    rows = _rows(request, found.lines, seen, wanted.terms)
    view = filters.view
    return page(
        request,
        "queue.html",
        view=view,
        filters=filters,
        units=_with(filters.unit, beside.units),
        sections=_with(filters.section, _sections(scope)),
        genres={one: words.t(GENRES.get(one, one)) for one in _with(filters.genre, beside.genres)},
        ages={value: words.t(age[0]) for value, age in AGES.items()},
        photos={value: words.t(said) for value, said in PHOTOS.items()},
        reasons=[(point.code, point.label) for point in reasons(words, words.language)],
        moments=moments(words),
        groups=_grouped(rows, words, by_age=view.counted),
        several=len(filters.states) > 1,
        first=next((row.address for row in rows if not row.locked), ""),
        awaited=State.REVISION_REQUESTED,
        before=place(*found.before) if found.before else "",
        further=place(*found.after) if found.after else "",
        edits=[outlet for outlet in scope.shown if view.counted and may(person, outlet, "edit")],
    )


def _sections(scope: Scope) -> list[str]:
    """Those of the newsrooms in view, each once."""
    return list(dict.fromkeys(one for house in scope.outlets if house.code in scope.shown for one in house.sections))


def _with(chosen: str, known: Sequence[str]) -> list[str]:
    """What is chosen can be seen, whether or not something of it stands in the queue now."""
    return [*([chosen] if chosen and chosen not in known else []), *known]


def _marked(title: str, terms: Sequence[Term]) -> tuple[tuple[str, str, str], bool]:
    """The title in three parts, the middle one is what was looked for, "" where it is not in the title; and whether
    all that was looked for is in it."""
    if not terms:
        return ("", "", ""), False
    text = searching.shown(title)
    plain = searching.bare(searching.lower(text))
    hit = searching.first_hit(text, plain, terms)
    if hit is None:
        return ("", "", ""), False
    start, end = hit
    return (text[:start], text[start:end], text[end:]), searching.holds_all(text, plain, terms)


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
    """What the buttons do, where things are, all keys."""
    person_of(request)
    return page(request, "keys.html", undo_seconds=desk_of(request).app.settings.smtp_out.undo_seconds)


def thumb(request: Request) -> Response:
    """The small cover photo of a draft; of a held one there is none for anybody."""
    outlet, draft, side = (request.path_params[name] for name in ("outlet", "draft", "side"))
    must(request, outlet)
    desk = desk_of(request)
    with desk.app.database.read() as tx:
        found = overview.thumb(tx, outlet, draft)
    if found is None or found[0] is State.HELD or found[1] is None or side not in (TINY, SMALL):
        raise NotFound("no such photo")
    blob = found[1] if side == SMALL else tiny(desk, found[1])
    headers = {"Cache-Control": "private, max-age=86400"}
    return FileResponse(desk.app.blobs.open(blob), media_type="image/webp", headers=headers)


def _key(row: QueueRow) -> tuple[str, str]:
    return row.outlet, row.id


def _author(row: QueueRow, words: Words) -> str:
    """Byline and sender, once when they are the same person."""
    sender = row.sender_name or row.sender_address or words.t("Sender not known")
    if not row.byline or (row.sender_name and row.sender_name.lower() in row.byline.lower()):
        return sender
    return f"{row.byline} ({sender})"


def _rows(request: Request, lines: Sequence[Line], seen: Glance, terms: Sequence[Term]) -> list[Row]:
    person, scope, words = person_of(request), scope_of(request), words_of(request)
    settings = desk_of(request).app.settings
    names = {outlet.code: outlet.name if len(scope.shown) > 1 else "" for outlet in scope.outlets}
    found = []
    for line in lines:
        row, key = line.row, _key(line.row)
        held = row.state is State.HELD
        shown, more = ([], []) if held else tags(words, row, sorted(seen.relations.get(key, ())))
        marked, enough = _marked(row.title, terms)
        watching = [name for who, name in seen.watching.get(key, {}).items() if who != person.id]
        found.append(Row(
            draft=row,
            key=f"{row.outlet}/{row.id}",
            held=held,
            address=f"/tin/{row.outlet}/{row.id}",
            title=words.t("A held mail: possibly marked secret") if held else row.title or words.t("Without a title"),
            author=_author(row, words),
            outlet=names[row.outlet],
            colleague=line.colleague if line.colleague and row.claimed_by != person.id else "",
            locked=held and not may(person, row.outlet, "hold"),
            thumb=row.thumb if not held else None,
            tags=shown,
            more=more,
            late=row.state in WAITING and words.now - row.received_at > LATE,
            marked=marked,
            excerpt=None if enough else line.excerpt,
            elsewhere=told_of(words, settings, scope, seen.others.get(key, [])),
            watching=", ".join(sorted(watching)),
        ))  # fmt: skip
    return found


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
    Route("/anh/{outlet}/{draft}/{side:int}.webp", thumb, methods=["GET"]),
)
