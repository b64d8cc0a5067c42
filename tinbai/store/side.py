"""What stands beside every page of the desk, in one statement: counters of the lists, a person's own lists, alarms.

A counter goes no further than MOST, so that it costs the same however much there is.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tinbai.model import State
from tinbai.store.database import Tx
from tinbai.store.desk_tables import filters, mentions, notes, snoozes
from tinbai.store.drafts import CLAIM
from tinbai.store.filters import Filter
from tinbai.store.letter_tables import bounces
from tinbai.store.overview import LATE, LATELY, tied
from tinbai.store.prepared import moment, run, value
from tinbai.store.search_tables import searched
from tinbai.store.tables import arrivals, deliveries, drafts, mailboxes, memberships, people

MOST = 500  # what is counted is counted to one more
_NEAR = 300  # drafts that are looked at for twins
_NEAREST = 150  # those that are looked at for units and genres: each is a row to be fetched
_UNITS = 40  # of the open drafts, those with most
_WAITING = (State.RECEIVED.value, State.IN_REVIEW.value)


@dataclass(frozen=True, slots=True)
class Counters:
    """How much stands where, at most MOST + 1. mine: claimed by the person; late: waiting longer than LATE; later: put
    off; told: notes that name the person and that he has not seen to."""

    states: Mapping[State, int]
    mine: int
    late: int
    twins: int
    later: int
    told: int
    quarantined: int
    mailboxes_failed: int
    letters_failed: int

    @property
    def alarms(self) -> int:
        return self.quarantined + self.mailboxes_failed + self.letters_failed


@dataclass(frozen=True, slots=True)
class Side:
    """`units`, `genres`: of the open drafts, most frequent first, only where they were asked for."""

    counters: Counters
    filters: Sequence[Filter] = ()
    units: Sequence[str] = ()
    genres: Sequence[str] = ()
    colleagues: Sequence[tuple[str, str]] = ()  # id and name of who may edit there


def side(
    tx: Tx, outlets: Sequence[str], person: str, states: Sequence[State], now: datetime,
    hidden: Sequence[str] = (), *, writers: Sequence[str] = (),
) -> Side:  # fmt: skip
    """`states`: the open ones; `hidden`: outlets of which the person must not learn that something is held; `writers`:
    roles that may edit, where the choices of filters and of who else could take a story are wanted too."""
    shape = (tuple(outlets), tuple(states), tuple(hidden), tuple(writers))
    moments = {"now": now, "late": now - LATE, "claimed": now - CLAIM, "lately": now - LATELY}
    rows: dict[str, list[Any]] = {}
    for row in run(tx, _statement, *shape, person=person, **moments):
        rows.setdefault(row.what, []).append(row)
    own_lists = sorted(rows.get("filter", []), key=lambda row: (row.place, row.key))
    return Side(
        _counters(rows, states),
        [Filter(row.key, row.name, row.query) for row in own_lists],
        [row.key for row in sorted(rows.get("unit", []), key=lambda row: (-row.n, row.key))],
        [row.key for row in sorted(rows.get("genre", []), key=lambda row: (-row.n, row.key))],
        sorted(((row.key, row.name) for row in rows.get("colleague", [])), key=lambda one: one[1]),
    )


def _statement(
    outlets: Sequence[str], states: Sequence[State], hidden: Sequence[str], writers: Sequence[str]
) -> "sa.CompoundSelect[*tuple[Any, ...]]":
    own = sa.select(*_row("filter", 0, filters.c.id, filters.c.name, filters.c.query, filters.c.place))
    parts = [*_counts(outlets, states, hidden), own.where(filters.c.person == value("person"))]
    if writers:
        parts += [*_choices(outlets, states), _colleagues(outlets, writers)]
    return sa.union_all(*parts)


def _counters(rows: Mapping[str, Sequence[Any]], states: Sequence[State]) -> Counters:
    n = {what: of[0].n for what, of in rows.items()}
    later = Counter[str]()
    late = 0
    for row in rows.get("later", ()):  # place: 1 where it has waited too long
        later[row.key] += row.n
        late += row.n if row.place and row.key in _WAITING else 0
    return Counters(
        states={state: max(0, n[state.value] - later[state.value]) for state in states if n.get(state.value)},
        mine=n["mine"],
        late=max(0, n["late"] - late),
        twins=n["twins"],
        later=sum(later.values()),
        told=n["told"],
        quarantined=n["quarantined"],
        mailboxes_failed=n["mailboxes"],
        letters_failed=n["letters"] + n["returned"],
    )


def _counts(
    outlets: Sequence[str], states: Sequence[State], hidden: Sequence[str]
) -> list["sa.Select[*tuple[Any, ...]]"]:
    here, person = drafts.c.outlet.in_(outlets), value("person")
    late = drafts.c.received_at < moment("late")
    failed = (deliveries.c.state == "failed", deliveries.c.created_at > moment("lately"))
    lately = (bounces.c.permanent, bounces.c.at > moment("lately"))
    returned = sa.select(bounces.c.outlet, bounces.c.delivery).where(bounces.c.outlet.in_(outlets), *lately)
    near = _first_of(outlets, states, _NEAR).subquery("near")
    told = mentions.join(notes, sa.and_(*(notes.c[name] == mentions.c[name] for name in ("outlet", "draft", "no"))))
    parts = [_capped(state.value, drafts, *_of_state(state, outlets, hidden)) for state in states]
    parts.append(_later(outlets, states))
    return [
        *parts,
        _capped("late", drafts, here, drafts.c.state.in_(_WAITING), late),
        _capped("mine", drafts, drafts.c.claimed_by == person, drafts.c.claimed_at >= moment("claimed"), here,
                drafts.c.state.in_([state.value for state in states])),
        _capped("twins", near, tied(near)),
        _capped("told", told, mentions.c.person == person, mentions.c.seen_at.is_(None), notes.c.undone_at.is_(None),
                mentions.c.outlet.in_(outlets)),
        _capped("quarantined", arrivals, arrivals.c.outlet.in_(outlets), arrivals.c.state == "quarantined"),
        _capped("mailboxes", mailboxes, mailboxes.c.outlet.in_(outlets), mailboxes.c.state == "failed"),
        _capped("letters", deliveries, deliveries.c.outlet.in_(outlets), *failed),
        _capped("returned", returned.distinct().subquery("returned")),
    ]  # fmt: skip


def _later(outlets: Sequence[str], states: Sequence[State]) -> "sa.Select[*tuple[Any, ...]]":
    """What is put off, by state. It begins with the few that are put off; the open drafts may be thousands."""
    here = (snoozes.c.outlet.in_(outlets), snoozes.c.until > moment("now"))
    off = sa.select(snoozes.c.outlet, snoozes.c.draft).where(*here).limit(MOST + 1).subquery("off")
    late = sa.case((drafts.c.received_at < moment("late"), sa.literal_column("1")), else_=sa.literal_column("0"))
    of = (drafts.c.outlet == off.c.outlet) & (drafts.c.id == off.c.draft)
    return (
        sa.select(*_row("later", sa.func.count(), drafts.c.state, place=late))
        .select_from(off.join(drafts, of))
        .where(drafts.c.state.in_([state.value for state in states]))
        .group_by(drafts.c.state, late)
    )


def _of_state(state: State, outlets: Sequence[str], hidden: Sequence[str]) -> tuple[sa.ColumnElement[bool], ...]:
    seen = [outlet for outlet in outlets if outlet not in hidden] if state is State.HELD else outlets
    return drafts.c.outlet.in_(seen), drafts.c.state == state.value


def _first_of(outlets: Sequence[str], states: Sequence[State], most: int) -> "sa.Select[*tuple[Any, ...]]":
    """Some open drafts, those that wait longest of each state; nothing of what is held."""
    open_states = [state.value for state in states if state is not State.HELD]
    of = (drafts.c.outlet.in_(outlets), drafts.c.state.in_(open_states))
    return sa.select(drafts.c.outlet, drafts.c.id, drafts.c.state).where(*of).limit(most)


def _choices(outlets: Sequence[str], states: Sequence[State]) -> list["sa.Select[*tuple[Any, ...]]"]:
    near = _first_of(outlets, states, _NEAREST).subquery()
    here = (searched.c.outlet == near.c.outlet) & (searched.c.draft == near.c.id)
    known = sa.select(searched.c.unit, searched.c.genre).join(near, here).cte("known")  # looked up once for both
    return [_most_frequent("unit", known.c.unit), _most_frequent("genre", known.c.genre)]


def _most_frequent(what: str, column: sa.ColumnElement[str]) -> "sa.Select[*tuple[Any, ...]]":
    n = sa.func.count()
    of = sa.select(column.label("value"), n.label("n")).where(column != "").group_by(column)
    found = of.order_by(n.desc()).limit(_UNITS).subquery()
    return sa.select(*_row(what, found.c.n, found.c.value))


def _colleagues(outlets: Sequence[str], roles: Sequence[str]) -> "sa.Select[*tuple[Any, ...]]":
    held = sa.literal("+") + memberships.c.role + "+"  # several stand as "editor+admin"
    writes = sa.or_(*(held.contains(f"+{role}+", autoescape=True) for role in roles))
    found = (
        sa.select(people.c.id, people.c.name)
        .join(memberships, memberships.c.person == people.c.id)
        .where(memberships.c.outlet.in_(outlets), writes, people.c.disabled_at.is_(None))
        .distinct()
        .subquery()
    )
    return sa.select(*_row("colleague", 0, found.c.id, found.c.name))


def _capped(
    what: str, table: sa.FromClause, *conditions: sa.ColumnElement[bool]
) -> "sa.Select[*tuple[Any, ...]]":  # fmt: skip
    seen = sa.select(sa.literal_column("1")).select_from(table).where(*conditions).limit(MOST + 1).subquery()
    return sa.select(*_row(what, sa.func.count())).select_from(seen)


def _row(what: str, n: Any, key: Any = None, name: Any = None, query: Any = None, place: Any = None) -> list[Any]:
    """One shape for all parts of the statement."""
    texts = [sa.literal_column("''") if text is None else text for text in (key, name, query)]
    labelled = [text.label(label) for text, label in zip(texts, ("key", "name", "query"), strict=True)]
    number = sa.literal_column(str(n)) if isinstance(n, int) else n
    at = sa.literal_column("0") if place is None else place
    return [sa.literal(what, sa.Text).label("what"), number.label("n"), *labelled, at.label("place")]
