"""The lines of the queue: which, in which order, from where on. However many drafts there are, a page costs the same.

Candidates come from an index in the order of the page, at most WINDOW of them; what the index does not know is looked
at then. A page that is not full although candidates are left says where to go on.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from tinbai.model import State
from tinbai.store import search_index, words
from tinbai.store.database import Tx
from tinbai.store.desk_tables import snoozes
from tinbai.store.drafts import CLAIM, QueueRow
from tinbai.store.overview import LATE, tied
from tinbai.store.prepared import moment, number, run, value
from tinbai.store.search import FILE, first_place, has
from tinbai.store.search_index import Question
from tinbai.store.search_tables import searched
from tinbai.store.snoozes import put_off, waits
from tinbai.store.tables import drafts, people
from tinbai.store.words import Term

WINDOW = 400  # candidates looked at for one page
_AROUND = 60  # characters before and behind the words that were found
_NEAR = 3_000  # characters of a text that are looked through for an excerpt
_ORDER = (drafts.c.received_at, drafts.c.id)
_PART = (drafts.c.outlet, drafts.c.id, drafts.c.received_at)
_NAMES = tuple(QueueRow.__dataclass_fields__)
_STATE = _NAMES.index("state")
_COLUMNS = [drafts.c[name] for name in _NAMES]
_FOUND = frozenset(State) - {State.HELD}  # what the index of words holds

Place = tuple[datetime, str]  # moment of arrival and id of a line


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines. `hidden`: outlets whose held drafts are not for this person, not even that they are there."""

    outlets: Sequence[str]
    states: Sequence[State]
    mine: bool = False
    late: bool = False
    twins: bool = False
    photo: bool | None = None
    unit: str = ""
    section: str = ""
    genre: str = ""
    sender: str = ""  # address
    before: datetime | None = None  # came in before
    since: datetime | None = None
    search: str = ""
    hidden: Sequence[str] = ()
    later: Literal["hide", "only", "any"] = "any"  # what is put off
    newest: bool = False  # newest first; else who has waited longest

    @property
    def terms(self) -> Sequence[Term]:
        return words.terms(self.search)

    def until(self, now: datetime) -> datetime | None:
        """Before which moment it must have come in."""
        return now - LATE if self.late else self.before

    @property
    def indexed(self) -> bool:
        """Whether the index of words answers; it knows nothing of what is held."""
        return bool(self.search or self.unit or self.section or self.genre or self.sender or self.photo is not None)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a statement is built of; everything else is filled in, see values().

    words: the texts that the index of words is asked for, none where the index of states answers. terms: whether
    something is searched for. since, until, start: whether there are such bounds. most: candidates that are looked at.
    enough: of those that fit no more are wanted.
    """

    dialect: str
    outlets: tuple[str, ...]
    states: tuple[State, ...]
    hidden: tuple[str, ...]
    mine: bool
    twins: bool
    later: Literal["hide", "only", "any"]
    words: tuple[str, ...]
    terms: bool
    since: bool
    until: bool
    start: bool
    newest: bool
    most: int
    enough: int


def shaped(tx: Tx, wanted: Wanted, start: Place | None, *, newest: bool, most: int, enough: int) -> Shape:
    """The shape of the statement for these lines."""
    return Shape(
        tx.dialect.name, tuple(wanted.outlets), tuple(wanted.states), tuple(wanted.hidden),
        wanted.mine, wanted.twins, wanted.later,
        tuple(_asked(tx, wanted)), bool(wanted.terms),
        wanted.since is not None, wanted.late or wanted.before is not None, start is not None,
        newest, most, enough,
    )  # fmt: skip


def values(tx: Tx, wanted: Wanted, person: str, now: datetime, start: Place | None) -> dict[str, Any]:
    """The parameters of the statement: who asks, when, and from where on. Claims made before `claimed` are over."""
    until, (at, identity) = wanted.until(now), start or (None, None)
    bounds = {"since": wanted.since, "until": until, "start_at": at}
    places = {f"{name}_place": first_place(bound) for name, bound in bounds.items() if bound is not None}
    first = {"first_term": f"%{words.bare(' '.join(wanted.terms[0].tokens))}%"} if wanted.terms else {}
    who = {"person": person, "now": now, "claimed": now - CLAIM, "start_id": identity}
    return who | bounds | places | first | _asked(tx, wanted)


def _asked(tx: Tx, wanted: Wanted) -> dict[str, str]:
    """What the index of words is asked for; nothing where it is not asked."""
    if not wanted.indexed:
        return {}
    facets: dict[str, Collection[str]] = {"o": wanted.outlets}
    if not _FOUND.issubset(wanted.states):  # to look for a dozen states cost as much as all that is asked for beside
        facets["s"] = [state.value for state in wanted.states]
    named = {"u": wanted.unit, "c": wanted.section, "g": wanted.genre, "f": wanted.sender}
    facets |= {kind: [said] for kind, said in named.items() if said}
    facets |= {} if wanted.photo is None else {"p": [has(wanted.photo)]}
    return search_index.texts(tx.dialect.name, Question(facets, wanted.terms))


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The words that were found with what stands around them; file: the document they stand in, "": the story."""

    before: str
    found: str
    behind: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the queue and the name of the colleague who has it in hand ("": nobody)."""

    row: QueueRow
    colleague: str
    excerpt: Excerpt | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Lines in the order asked for; from where the page before and the page after are read, None: there is none."""

    lines: Sequence[Line]
    before: Place | None = None
    after: Place | None = None


def page(
    tx: Tx, wanted: Wanted, person: str, now: datetime, start: Place | None = None, *, back: bool = False, limit: int
) -> Page:
    """The page after `start`, or with `back` the one that ends before it."""
    if wanted.search and not wanted.terms:
        return Page(())
    most = WINDOW if wanted.twins or (wanted.indexed and (wanted.mine or wanted.later == "only")) else limit + 1
    shape = shaped(tx, wanted, start, newest=wanted.newest != back, most=most, enough=limit + 1)
    rows = _looked_at(run(tx, _statement, shape, **values(tx, wanted, person, now, start)))
    fitting = [row for row in rows if row.fits]
    terms = wanted.terms
    shown = [_line(row, terms) for row in fitting[:limit]]
    on = None
    if len(fitting) > limit:
        on = fitting[limit - 1]
    elif rows and rows[-1].ends:
        on = rows[-1]
    edge = (on.received_at, on.id) if on else None
    if back:
        shown.reverse()
        return Page(shown, edge, _place(shown[-1]) if shown else start)
    return Page(shown, (_place(shown[0]) if shown else start) if start else None, edge)


def _looked_at(rows: Iterable[Any]) -> list[Any]:
    """Up to where looking ended; of what stands behind it something may be missing."""
    found = []
    for row in rows:
        found.append(row)
        if row.ends:
            break
    return found


def _place(line: Line) -> Place:
    return line.row.received_at, line.row.id


def _statement(shape: Shape) -> "sa.Select[*tuple[Any, ...]]":
    if shape.twins and not shape.words:
        candidates = _tied_drafts(shape)
        fits, ends = candidates.c.fits == sa.true(), candidates.c.fits == sa.false()
    else:
        candidates = first(shape)
        fits, ends = sa.and_(sa.true(), *conditions(shape)), candidates.c.n == shape.most
    query = (
        sa.select(*_COLUMNS, people.c.name.label("colleague"), fits.label("fits"), ends.label("ends"))
        .select_from(candidates)
        .join(drafts, (drafts.c.outlet == candidates.c.outlet) & (drafts.c.id == candidates.c.id))
        .outerjoin(people, (people.c.id == drafts.c.claimed_by) & (drafts.c.claimed_at >= moment("claimed")))
    )
    if shape.terms:
        here = (searched.c.outlet == drafts.c.outlet) & (searched.c.draft == drafts.c.id)
        query = query.add_columns(*_texts()).join(searched, here)
    return query.where(sa.or_(fits, ends)).order_by(candidates.c.n)


def first(shape: Shape) -> sa.Subquery:
    """Outlet, id and number from 1 of the first that may fit, in order."""
    return _from_words(shape) if shape.words else _from_drafts(shape)


def _from_drafts(shape: Shape) -> sa.Subquery:
    """Of each newsroom and state the first ones, then the first of all."""
    nothing = sa.select(*_PART).where(sa.false())
    found = [sa.select(part.limit(shape.most).subquery()) for part in _parts(shape)]
    chosen = sa.union_all(*found, nothing).subquery()
    return _numbered(chosen, ("received_at", "id"), shape.newest, shape.most)


def _tied_drafts(shape: Shape) -> sa.Subquery:
    """The first that may be the same as another one, and of each newsroom and state the last that was looked at.

    The tie is asked for on the way along the index, which ends where enough are found: of 400 candidates each asked by
    itself, gathered and numbered beforehand, the list took three times as long.
    """
    found = [sa.select(*_PART, sa.false().label("fits")).where(sa.false())]
    for part in _parts(shape):
        near = part.limit(shape.most).subquery()
        edge = sa.select((sa.func.min if shape.newest else sa.func.max)(near.c.received_at)).scalar_subquery()
        within = _ORDER[0] >= edge if shape.newest else _ORDER[0] <= edge
        hits = part.where(within, tied()).limit(shape.enough).subquery()
        last = part.offset(shape.most - 1).limit(1).subquery()
        found += [sa.select(hits, sa.true().label("fits")), sa.select(last, sa.false().label("fits"))]
    chosen = sa.union_all(*found).subquery()
    return _numbered(chosen, ("received_at", "id"), shape.newest, shape.enough)


def _parts(shape: Shape) -> "list[sa.Select[str, str, datetime]]":
    """Of each newsroom and state its drafts in order, by the index of states."""
    conditions = [_ORDER[0] >= moment("since")] if shape.since else []
    conditions += [_ORDER[0] < moment("until")] if shape.until else []
    if shape.start:
        place = sa.tuple_(moment("start_at"), value("start_id"))
        conditions.append(sa.tuple_(*_ORDER) < place if shape.newest else sa.tuple_(*_ORDER) > place)
    conditions += _claimed(shape)
    if shape.later == "hide":
        conditions.append(~waits(moment("now")))
    source = snoozes.join(drafts, put_off(moment("now"))) if shape.later == "only" else drafts
    return [
        sa.select(*_PART)
        .select_from(source)
        .where(drafts.c.outlet == outlet, drafts.c.state == state.value, *conditions)
        .order_by(*_turned(_ORDER, shape.newest))
        for outlet in shape.outlets
        for state in shape.states
        if not (state is State.HELD and outlet in shape.hidden)
    ]


def _from_words(shape: Shape) -> sa.Subquery:
    """By the index of words, whose places follow the moments of arrival."""
    bounds: list[Callable[[sa.ColumnElement[int]], sa.ColumnElement[bool]]] = []
    if shape.since:
        bounds.append(lambda place: place >= number("since_place"))
    if shape.until:
        bounds.append(lambda place: place < number("until_place"))
    if shape.start:
        here = sa.select(searched.c.place).where(
            searched.c.outlet.in_(shape.outlets), searched.c.draft == value("start_id")
        )
        edge = sa.func.coalesce(here.limit(1).scalar_subquery(), number("start_at_place"))
        bounds.append(lambda place: place < edge if shape.newest else place > edge)
    asked = {name: value(name) for name in shape.words}
    found = search_index.found(shape.dialect, asked, bounds, shape.newest, shape.most).subquery()
    chosen = sa.select(searched.c.outlet, searched.c.draft.label("id"), searched.c.place)
    chosen_of = chosen.join(found, found.c.place == searched.c.place).subquery()
    return _numbered(chosen_of, ("place",), shape.newest, shape.most)


def _numbered(chosen: sa.Subquery, by: Sequence[str], newest: bool, most: int) -> sa.Subquery:
    """The first in that order; cut off before they are numbered, as numbers of all that was chosen cost more."""

    def order(of: sa.Subquery) -> list[sa.ColumnElement[Any]]:
        hits_first = [of.c.fits.desc()] if "fits" in of.c else []  # the last that was looked at may be one itself
        return [*_turned([of.c[name] for name in by], newest), *hits_first]

    near = sa.select(chosen).order_by(*order(chosen)).limit(most).subquery()
    return sa.select(near, sa.func.row_number().over(order_by=order(near)).label("n")).subquery("candidates")


def _turned(columns: Sequence[sa.ColumnElement[Any]], newest: bool) -> list[sa.ColumnElement[Any]]:
    return [column.desc() if newest else column for column in columns]


def conditions(shape: Shape) -> list[sa.ColumnElement[bool]]:
    """What the indexes do not know."""
    asked = _claimed(shape)
    if shape.twins:
        asked.append(tied())
    if shape.words and shape.later != "any":
        off = waits(moment("now"))
        asked.append(off if shape.later == "only" else ~off)
    return asked


def _claimed(shape: Shape) -> list[sa.ColumnElement[bool]]:
    """By who asks, where only his own are wanted."""
    mine = [drafts.c.claimed_by == value("person"), drafts.c.claimed_at >= moment("claimed")]
    return mine if shape.mine else []


# --- Excerpts ------------------------------------------------------------------------------------------------------


def _texts() -> list[sa.ColumnElement[str]]:
    """The beginning of a text, where most is found; all of it where the first term stands further behind."""
    near = sa.func.substr(searched.c.bare, 1, _NEAR)
    is_near = near.like(value("first_term"))  # of letters and digits only
    return [
        sa.case((is_near, sa.func.substr(column, 1, _NEAR)), else_=column).label(column.name)
        for column in (searched.c.marked, searched.c.bare)
    ]


def _line(row: Any, terms: Sequence[Term]) -> Line:
    values = list(row[: len(_NAMES)])  # they come first, in this order
    values[_STATE] = State(values[_STATE])
    excerpt = _excerpt(row.marked, row.bare, terms) if terms else None
    return Line(QueueRow(*values), row.colleague or "", excerpt)


def _excerpt(text: str, bare: str, terms: Sequence[Term]) -> Excerpt | None:
    hit = words.first_hit(text, bare, terms)
    if hit is None:
        return None
    start, end = hit
    begin = text.rfind(" ", 0, max(0, start - _AROUND)) + 1
    stop = text.find(" ", end + _AROUND)
    name, _, _ = text[text.rfind(FILE, 0, text.rfind(FILE, 0, start)) + 1 : start].partition(FILE)
    file = name.strip() if FILE in text[:start] else ""
    before = text[begin:start].rpartition(FILE)[2]
    behind = text[end : stop if stop >= 0 else len(text)].partition(FILE)[0]
    return Excerpt(before.lstrip(), text[start:end], behind, file)
