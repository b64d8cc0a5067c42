"""What lines of the queue tell of other drafts, of colleagues and of other people's pages, in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from tinbai.model import State
from tinbai.store import elsewhere
from tinbai.store.database import Tx
from tinbai.store.desk_tables import presence
from tinbai.store.draft_links import OPPOSITE
from tinbai.store.drafts import CLAIM
from tinbai.store.elsewhere import Key, Other, Wanted
from tinbai.store.feed_tables import published_links
from tinbai.store.overview import is_online
from tinbai.store.prepared import each, filled, moment, run
from tinbai.store.tables import links, people, versions

MOST = 60  # drafts of one statement
PRESENT = timedelta(seconds=45)  # how long somebody is believed to have a story open after he was heard of


@dataclass(frozen=True, slots=True)
class Glance:
    """By (outlet, draft). relations: to other drafts; "version" where one its author sent waits for an editor,
    "published" where others have it on their pages. others: who else works on it. watching: ids of who has it open."""

    relations: dict[Key, set[str]] = field(default_factory=dict)
    others: dict[Key, list[Other]] = field(default_factory=dict)
    watching: dict[Key, dict[str, str]] = field(default_factory=dict)  # id -> name
    partners: dict[Key, list[Key]] = field(default_factory=dict)  # what it is tied to


def glance(tx: Tx, keys: Sequence[Key], now: datetime) -> Glance:
    """All of it in one statement."""
    found = Glance()
    outlets = tuple(sorted({outlet for outlet, _ in keys}))
    for at in range(0, len(keys), MOST):
        drafts = [draft for _, draft in keys[at : at + MOST]]  # ids are of one newsroom only
        moments = {"present": now - PRESENT, "claimed": now - CLAIM}
        for row in run(
            tx, _statement, outlets, _rounded(len(drafts)), **moments, **filled("draft", drafts, _rounded(len(drafts)))
        ):
            _take(found, row)
    for key, told in found.others.items():
        found.others[key] = elsewhere.in_order(told)
    return found


def _rounded(n: int) -> int:
    """Few shapes for many sizes of a page."""
    return next(size for size in (1, 10, 30, MOST) if n <= size)


def _statement(outlets: Sequence[str], most: int) -> "sa.CompoundSelect[*tuple[Any, ...]]":
    ids = each("draft", most)

    def wanted(outlet: sa.Column[str], draft: sa.Column[str]) -> sa.ColumnElement[bool]:
        return outlet.in_(outlets) & draft.in_(ids)

    parts = [("tied", _tied(wanted)), ("offered", _offered(wanted)), ("online", _online(wanted))]
    parts += [("other", elsewhere.statement(wanted, moment("claimed"))), ("here", _watching(wanted))]
    return sa.union_all(*(_shaped(what, select) for what, select in parts))


def _take(found: Glance, row: Any) -> None:
    key, other = (row.a, row.b), (row.c, row.d)
    if row.what == "here":
        found.watching.setdefault(key, {})[row.c] = row.d
    elif row.what == "other":
        found.others.setdefault(key, []).append(Other(row.c, row.d, State(row.e), row.f))
    elif row.what == "tied":
        found.relations.setdefault(key, set()).add(row.e)
        found.relations.setdefault(other, set()).add(OPPOSITE.get(row.e, row.e))
        found.partners.setdefault(key, []).append(other)
        found.partners.setdefault(other, []).append(key)
    else:
        found.relations.setdefault(key, set()).add({"offered": "version", "online": "published"}[row.what])


def _shaped(what: str, select: "sa.Select[*tuple[Any, ...]]") -> "sa.Select[*tuple[Any, ...]]":
    inner = select.subquery()
    columns = [*inner.c, *([sa.literal_column("''")] * (6 - len(inner.c)))]
    named = [column.label(name) for column, name in zip(columns, "abcdef", strict=True)]
    return sa.select(sa.literal(what, sa.Text).label("what"), *named)


def _tied(wanted: Wanted) -> "sa.Select[*tuple[Any, ...]]":
    """What an editor says stands above what the machine found."""
    one, other = wanted(links.c.outlet, links.c.draft), wanted(links.c.other_outlet, links.c.other_draft)
    said = sa.func.coalesce(links.c.verdict, links.c.relation).label("said")
    stands = sa.func.coalesce(links.c.verdict, "") != "not-a-twin"
    ends = (links.c.outlet, links.c.draft, links.c.other_outlet, links.c.other_draft)
    return sa.select(*ends, said).where(stands, sa.or_(one, other))


def _offered(wanted: Wanted) -> "sa.Select[*tuple[Any, ...]]":
    here = wanted(versions.c.outlet, versions.c.draft)
    return sa.select(versions.c.outlet, versions.c.draft).where(here, versions.c.settled_at.is_(None))


def _online(wanted: Wanted) -> "sa.Select[*tuple[Any, ...]]":
    here = wanted(published_links.c.outlet, published_links.c.draft)
    return sa.select(published_links.c.outlet, published_links.c.draft).where(here, is_online())


def _watching(wanted: Wanted) -> "sa.Select[*tuple[Any, ...]]":
    here = wanted(presence.c.outlet, presence.c.draft)
    who = sa.select(presence.c.outlet, presence.c.draft, presence.c.person, people.c.name)
    return who.join(people, people.c.id == presence.c.person).where(here, presence.c.seen_at > moment("present"))
