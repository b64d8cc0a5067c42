"""The lines of the queue: which, in which order, from where on. However many drafts there are, a page costs the same.

Candidates come from an index in the order of the page, at most WINDOW of them; what the index does not know is looked
at then. A page that is not full although candidates are left says where to go on.
"""

from collections.abc import Callable, Sequence
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
from tinbai.store.prepared import moment, run, value
from tinbai.store.search import FILE, first_place, has
from tinbai.store.search_index import Question
from tinbai.store.search_tables import searched
from tinbai.store.snoozes import put_off, waits
from tinbai.store.tables import drafts, people
from tinbai.store.words import Term

WINDOW = 400  # candidates looked at for one page
_AROUND = 60  # characters before and behind the words that were found
_NEAR = 6_000  # characters of a text that are looked through for an excerpt
_ORDER = (drafts.c.received_at, drafts.c.id)
_COLUMNS = [drafts.c[name] for name in QueueRow.__dataclass_fields__]

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
    def terms(self) -> list[Term]:
        return words.terms(self.search)

    def until(self, now: datetime) -> datetime | None:
        """Before which moment it must have come in."""
        return now - LATE if self.late else self.before

    @property
    def shape(self) -> tuple[Any, ...]:
        """What a statement that does not ask the index of words is built of."""
        return tuple(self.outlets), tuple(self.states), tuple(self.hidden), self.mine, self.twins, self.later

    @classmethod
    def shaped(cls, outlets: Any, states: Any, hidden: Any, mine: Any, twins: Any, later: Any) -> "Wanted":
        return cls(outlets, states, hidden=hidden, mine=mine, twins=twins, later=later)

    @property
    def indexed(self) -> bool:
        """Whether the index of words answers; it knows nothing of what is held."""
        return bool(self.search or self.unit or self.section or self.genre or self.sender or self.photo is not None)


@dataclass(frozen=True, slots=True)
class At:
    """Who asks, when, and from where on: as values, or as the parameters of a statement that is built once.

    claimed: claims made before are over. since, until: when it must have come in.
    """

    person: Any
    now: Any
    claimed: Any
    since: Any = None
    until: Any = None
    start: Any = None  # a Place

    @classmethod
    def of(cls, wanted: Wanted, person: str, now: datetime, start: Place | None) -> "At":
        return cls(person, now, now - CLAIM, wanted.since, wanted.until(now), start)

    @classmethod
    def parameters(cls, known: Sequence[bool]) -> "At":
        """The same for a statement; `known`: which of the last three there are."""
        since, until, start = known
        return cls(
            value("person"), moment("now"), moment("claimed"),
            moment("since") if since else None, moment("until") if until else None,
            (moment("start_at"), value("start_id")) if start else None,
        )  # fmt: skip

    @property
    def known(self) -> tuple[bool, bool, bool]:
        return self.since is not None, self.until is not None, self.start is not None

    @property
    def values(self) -> dict[str, Any]:
        at, identity = self.start or (None, None)
        return {
            "person": self.person, "now": self.now, "claimed": self.claimed, "since": self.since, "until": self.until,
            "start_at": at, "start_id": identity,
        }  # fmt: skip


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
    rows = _rows(tx, wanted, At.of(wanted, person, now, start), newest=wanted.newest != back, most=most)
    fitting = [row for row in rows if row.fits]
    shown = [_line(row, wanted.terms) for row in fitting[:limit]]
    on = None
    if len(fitting) > limit:
        on = fitting[limit - 1]
    elif rows and rows[-1].n >= most:
        on = rows[-1]
    edge = (on.received_at, on.id) if on else None
    if back:
        shown.reverse()
        return Page(shown, edge, _place(shown[-1]) if shown else start)
    return Page(shown, (_place(shown[0]) if shown else start) if start else None, edge)


def _place(line: Line) -> Place:
    return line.row.received_at, line.row.id


def _rows(tx: Tx, wanted: Wanted, at: At, *, newest: bool, most: int) -> Sequence[Any]:
    """The index of words is asked something else each time; every other statement is built once."""
    if wanted.indexed:
        candidates = first(tx, wanted, at, newest=newest, most=most)
        return tx.execute(_query(candidates, wanted, at, most)).all()
    return run(tx, _prepared, *wanted.shape, at.known, newest, most, **at.values).all()


def _prepared(*shape: Any) -> "sa.Select[*tuple[Any, ...]]":
    *wanted_shape, known, newest, most = shape
    wanted, at = Wanted.shaped(*wanted_shape), At.parameters(known)
    return _query(_from_drafts(wanted, at, newest, most), wanted, at, most)


def _query(candidates: sa.Subquery, wanted: Wanted, at: At, most: int) -> "sa.Select[*tuple[Any, ...]]":
    fits = sa.and_(sa.true(), *conditions(wanted, at))
    query = (
        sa.select(*_COLUMNS, people.c.name.label("colleague"), candidates.c.n, fits.label("fits"))
        .select_from(candidates)
        .join(drafts, (drafts.c.outlet == candidates.c.outlet) & (drafts.c.id == candidates.c.id))
        .outerjoin(people, (people.c.id == drafts.c.claimed_by) & (drafts.c.claimed_at >= at.claimed))
    )
    if wanted.terms:
        here = (searched.c.outlet == drafts.c.outlet) & (searched.c.draft == drafts.c.id)
        query = query.add_columns(*_texts(wanted.terms)).join(searched, here)
    return query.where(sa.or_(fits, candidates.c.n == most)).order_by(candidates.c.n)


def first(tx: Tx, wanted: Wanted, at: At, *, newest: bool, most: int) -> sa.Subquery:
    """Outlet, id and number from 1 of the first that may fit, in order."""
    if wanted.indexed:
        return _from_words(tx, wanted, at, newest, most)
    return _from_drafts(wanted, at, newest, most)


def _from_drafts(wanted: Wanted, at: At, newest: bool, most: int) -> sa.Subquery:
    """By the index of states: of each newsroom and state the first ones, then the first of all."""
    conditions = [] if at.since is None else [_ORDER[0] >= at.since]
    conditions += [] if at.until is None else [_ORDER[0] < at.until]
    if at.start:
        place = sa.tuple_(*(_literal(one, column) for one, column in zip(at.start, _ORDER, strict=True)))
        conditions.append(sa.tuple_(*_ORDER) < place if newest else sa.tuple_(*_ORDER) > place)
    if wanted.mine:
        conditions += [drafts.c.claimed_by == at.person, drafts.c.claimed_at >= at.claimed]
    if wanted.later == "hide":
        conditions.append(~waits(at.now))
    source = snoozes.join(drafts, put_off(at.now)) if wanted.later == "only" else drafts
    parts = [
        sa.select(drafts.c.outlet, drafts.c.id, drafts.c.received_at)
        .select_from(source)
        .where(drafts.c.outlet == outlet, drafts.c.state == state.value, *conditions)
        .order_by(*_turned(_ORDER, newest))
        .limit(most)
        .subquery()
        for outlet in wanted.outlets
        for state in wanted.states
        if not (state is State.HELD and outlet in wanted.hidden)
    ]
    nothing = sa.select(drafts.c.outlet, drafts.c.id, drafts.c.received_at).where(sa.false())
    chosen = sa.union_all(*(sa.select(part) for part in parts), nothing).subquery()
    return _numbered(chosen, (chosen.c.received_at, chosen.c.id), newest, most)


def _literal(one: Any, column: "sa.Column[Any]") -> "sa.ColumnElement[Any]":
    return one if isinstance(one, sa.BindParameter) else sa.literal(one, column.type)


def _from_words(tx: Tx, wanted: Wanted, at: At, newest: bool, most: int) -> sa.Subquery:
    """By the index of words, whose places follow the moments of arrival."""
    facets = {"o": wanted.outlets, "s": [state.value for state in wanted.states]}
    named = {"u": wanted.unit, "c": wanted.section, "g": wanted.genre, "f": wanted.sender}
    facets |= {kind: [value] for kind, value in named.items() if value}
    facets |= {} if wanted.photo is None else {"p": [has(wanted.photo)]}
    bounds: list[Callable[[sa.ColumnElement[int]], sa.ColumnElement[bool]]] = []
    since, until, start = at.since, at.until, at.start
    if since is not None:
        bounds.append(lambda place: place >= first_place(since))
    if until is not None:
        bounds.append(lambda place: place < first_place(until))
    if start:
        here = sa.select(searched.c.place).where(searched.c.outlet.in_(wanted.outlets), searched.c.draft == start[1])
        edge = sa.func.coalesce(here.limit(1).scalar_subquery(), first_place(start[0]))
        bounds.append(lambda place: place < edge if newest else place > edge)
    found = search_index.found(tx.dialect.name, Question(facets, wanted.terms), bounds, newest, most).subquery()
    chosen = sa.select(searched.c.outlet, searched.c.draft.label("id"), searched.c.place)
    chosen_of = chosen.join(found, found.c.place == searched.c.place).subquery()
    return _numbered(chosen_of, (chosen_of.c.place,), newest, most)


def _numbered(chosen: sa.Subquery, by: Sequence[sa.ColumnElement[Any]], newest: bool, most: int) -> sa.Subquery:
    n = sa.func.row_number().over(order_by=_turned(by, newest)).label("n")
    numbered = sa.select(chosen.c.outlet, chosen.c.id, n).subquery()
    return sa.select(numbered).where(numbered.c.n <= most).subquery("candidates")


def _turned(columns: Sequence[sa.ColumnElement[Any]], newest: bool) -> list[sa.ColumnElement[Any]]:
    return [column.desc() if newest else column for column in columns]


def conditions(wanted: Wanted, at: At) -> list[sa.ColumnElement[bool]]:
    """What the indexes do not know."""
    asked: list[sa.ColumnElement[bool]] = []
    if wanted.mine:
        asked += [drafts.c.claimed_by == at.person, drafts.c.claimed_at >= at.claimed]
    if wanted.twins:
        asked.append(tied())
    if wanted.indexed and wanted.later != "any":
        asked.append(waits(at.now) if wanted.later == "only" else ~waits(at.now))
    return asked


# --- Excerpts ------------------------------------------------------------------------------------------------------


def _texts(terms: Sequence[Term]) -> list[sa.ColumnElement[str]]:
    """The beginning of a text, where most is found; all of it where the first term stands further behind."""
    near = sa.func.substr(searched.c.bare, 1, _NEAR)
    is_near = near.contains(words.bare(" ".join(terms[0].tokens)), autoescape=True)
    return [
        sa.case((is_near, sa.func.substr(column, 1, _NEAR)), else_=column).label(column.name)
        for column in (searched.c.marked, searched.c.bare)
    ]


def _line(row: Any, terms: Sequence[Term]) -> Line:
    values = dict(zip(QueueRow.__dataclass_fields__, row, strict=False))  # they come first, in this order
    excerpt = _excerpt(row.marked, row.bare, terms) if terms else None
    return Line(QueueRow(**values | {"state": State(row.state)}), row.colleague or "", excerpt)


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
