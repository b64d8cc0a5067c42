"""What the pages of the desk show at a glance: counters, the lines of the queue, what stands aside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import sqlalchemy as sa

from tinbai import codec
from tinbai.model import State
from tinbai.store.arrivals import ArrivalRow
from tinbai.store.database import Tx
from tinbai.store.drafts import CLAIM, OPPOSITE, QueueRow
from tinbai.store.feed_tables import published_links
from tinbai.store.tables import arrivals, deliveries, drafts, links, mailboxes, sightings, versions

LATE = timedelta(hours=24)
LATELY = timedelta(days=4)
_SAME = ("identical", "edited", "contained", "contains")
ASIDE = 50  # how many mails of the shelf, and of those left out, are listed


@dataclass(frozen=True, slots=True)
class Counters:
    """How much stands where. mine: claimed by the person; late: waiting for an editor longer than LATE."""

    states: Mapping[State, int]
    mine: int
    late: int
    twins: int
    quarantined: int
    mailboxes_failed: int
    letters_failed: int

    @property
    def alarms(self) -> int:
        return self.quarantined + self.mailboxes_failed + self.letters_failed


def is_held() -> sa.ColumnElement[bool]:
    return drafts.c.state == State.HELD.value


def tied() -> sa.ColumnElement[bool]:
    """Whether a draft may be the same as another one and nobody has said what they are; series only inform."""
    same = links.c.relation.in_(_SAME) & links.c.verdict.is_(None)
    mine = same & (links.c.outlet == drafts.c.outlet) & (links.c.draft == drafts.c.id)
    theirs = same & (links.c.other_outlet == drafts.c.outlet) & (links.c.other_draft == drafts.c.id)
    online = (published_links.c.outlet == drafts.c.outlet) & (published_links.c.draft == drafts.c.id)
    return sa.or_(
        sa.exists().where(mine), sa.exists().where(theirs), sa.exists().where(online & _is_online())
    )  # fmt: skip


def counters(
    tx: Tx, outlets: Sequence[str], person: str, states: Sequence[State], now: datetime, hidden: Sequence[str] = ()
) -> Counters:
    """All counters in one statement; only drafts in `states` (the open ones) are counted, so it stays cheap."""
    waiting = drafts.c.state.in_([State.RECEIVED.value, State.IN_REVIEW.value])
    mine = (drafts.c.claimed_by == person) & (drafts.c.claimed_at >= now - CLAIM)
    late = waiting & (drafts.c.received_at < now - LATE)
    in_queue = (
        sa.select(drafts.c.state.label("what"), sa.func.count().label("n"))
        .add_columns(*(_how_many(condition).label(name) for name, condition in _named(mine, late)))
        .where(drafts.c.outlet.in_(outlets), drafts.c.state.in_([state.value for state in states]))
        .where(sa.not_(is_held() & drafts.c.outlet.in_(hidden)))
        .group_by(drafts.c.state)
    )
    aside = (
        _only("quarantined", arrivals, arrivals.c.outlet.in_(outlets), arrivals.c.state == "quarantined"),
        _only("mailboxes", mailboxes, mailboxes.c.outlet.in_(outlets), mailboxes.c.state == "failed"),
        _only("letters", deliveries, deliveries.c.outlet.in_(outlets), *_failed_lately(now)),
    )
    rows = {row.what: row for row in tx.execute(sa.union_all(in_queue, *aside))}
    of = {state: rows[state.value] for state in states if state.value in rows}
    return Counters(
        states={state: row.n for state, row in of.items()},
        mine=sum(row.mine for row in of.values()),
        late=sum(row.late for row in of.values()),
        twins=sum(row.twins for row in of.values()),
        quarantined=rows["quarantined"].n,
        mailboxes_failed=rows["mailboxes"].n,
        letters_failed=rows["letters"].n,
    )


def _named(
    mine: sa.ColumnElement[bool], late: sa.ColumnElement[bool]
) -> tuple[tuple[str, sa.ColumnElement[bool]], ...]:
    return ("mine", mine), ("late", late), ("twins", tied())


def _failed_lately(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """Not for ever: an address that never existed would keep the alarm up."""
    return deliveries.c.state == "failed", deliveries.c.created_at > now - LATELY


def _how_many(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


def _only(what: str, table: sa.Table, *conditions: sa.ColumnElement[bool]) -> "sa.Select[str, int, int, int, int]":
    zero = sa.literal(0)
    return (
        sa.select(
            sa.literal(what).label("what"), sa.func.count().label("n"), zero.label("mine"), zero.label("late"), zero
        )
        .where(*conditions)
        .select_from(table)
    )


def _is_online() -> sa.ColumnElement[bool]:
    """That somebody has it on his pages, and no editor says that it is another story."""
    return published_links.c.refuted_by.is_(None) & published_links.c.relation.in_(_SAME)


def _stands() -> sa.ColumnElement[bool]:
    return sa.func.coalesce(links.c.verdict, "") != "not-a-twin"


def _said() -> sa.ColumnElement[str]:
    """What an editor says stands above what the machine found."""
    return sa.func.coalesce(links.c.verdict, links.c.relation)


def ties(tx: Tx, drafts_: Sequence[QueueRow]) -> dict[tuple[str, str], set[str]]:
    """(outlet, id) -> relations to other drafts, "version" where one its author sent waits for an editor, "published"
    where others have it on their pages."""
    keys = [(row.outlet, row.id) for row in drafts_]
    if not keys:
        return {}
    one, other = sa.tuple_(links.c.outlet, links.c.draft), sa.tuple_(links.c.other_outlet, links.c.other_draft)
    tied_to = sa.select(links.c.outlet, links.c.draft, links.c.other_outlet, links.c.other_draft, _said())
    waits = sa.tuple_(versions.c.outlet, versions.c.draft).in_(keys) & versions.c.settled_at.is_(None)
    offered = sa.select(versions.c.outlet, versions.c.draft, sa.literal(""), sa.literal(""), sa.literal("version"))
    on_pages = sa.select(
        published_links.c.outlet, published_links.c.draft, sa.literal(""), sa.literal(""), sa.literal("published")
    ).where(
        sa.tuple_(published_links.c.outlet, published_links.c.draft).in_(keys), _is_online()
    )  # fmt: skip
    found: dict[tuple[str, str], set[str]] = {}
    for outlet, draft, other_outlet, other_draft, relation in tx.execute(
        sa.union_all(tied_to.where(_stands(), sa.or_(one.in_(keys), other.in_(keys))), offered.where(waits), on_pages)
    ):
        found.setdefault((outlet, draft), set()).add(relation)
        found.setdefault((other_outlet, other_draft), set()).add(OPPOSITE.get(relation, relation))
    return found


@dataclass(frozen=True, slots=True)
class Aside:
    """A mail that stands outside the queue; sender, subject and signs are known only of one that could be read.

    `signs`: what spoke for a machine as its writer, the weightiest first.
    """

    mail: ArrivalRow
    sender: str
    subject: str
    signs: tuple[str, ...] = ()


def aside(tx: Tx, outlets: Sequence[str], where: Literal["quarantined", "ignored"]) -> list[Aside]:
    """The newest mails on the shelf, or of those left out with a reason."""
    column = arrivals.c.state if where == "quarantined" else arrivals.c.outcome
    rows = tx.execute(
        sa.select(*(arrivals.c[name] for name in ArrivalRow.__dataclass_fields__), arrivals.c.parsed)
        .where(arrivals.c.outlet.in_(outlets), column == where)
        .order_by(arrivals.c.received_at.desc())
        .limit(ASIDE)
    )
    return [_aside(row._mapping) for row in rows]


def _aside(row: sa.RowMapping) -> Aside:
    values = {name: row[name] for name in ArrivalRow.__dataclass_fields__}
    parsed = codec.parsed.loads(row["parsed"]) if row["parsed"] else None
    if parsed is None or parsed.mail is None:
        return Aside(ArrivalRow(**values), "", "")
    sender = parsed.mail.sender
    return Aside(
        ArrivalRow(**values), (sender.name or sender.address) if sender else "", parsed.mail.subject, parsed.signs
    )


@dataclass(frozen=True, slots=True)
class Letters:
    """How many letters stand in each state, when the last one left and when the next one is due."""

    states: Mapping[str, int]
    failed_lately: int
    last_sent: datetime | None
    next_due: datetime | None


def letters(tx: Tx, outlets: Sequence[str], now: datetime) -> Letters:
    rows = tx.execute(
        sa.select(deliveries.c.state, sa.func.count().label("n"))
        .add_columns(sa.func.max(deliveries.c.sent_at).label("sent"), sa.func.min(deliveries.c.due).label("due"))
        .add_columns(_how_many(sa.and_(*_failed_lately(now))).label("lately"))
        .where(deliveries.c.outlet.in_(outlets))
        .group_by(deliveries.c.state)
    ).all()
    by_state = {row.state: row for row in rows}
    sent, due = by_state.get("sent"), by_state.get("due")
    return Letters(
        states={state: row.n for state, row in by_state.items()},
        failed_lately=sum(row.lately for row in rows),
        last_sent=sent.sent if sent else None,
        next_due=due.due if due else None,
    )


def latest(tx: Tx, outlets: Sequence[str]) -> dict[tuple[str, str], datetime]:
    """(outlet, mailbox) -> when it last showed a message."""
    rows = tx.execute(
        sa.select(sightings.c.outlet, sightings.c.mailbox, sa.func.max(sightings.c.at).label("at"))
        .where(sightings.c.outlet.in_(outlets))
        .group_by(sightings.c.outlet, sightings.c.mailbox)
    )
    return {(row.outlet, row.mailbox): row.at for row in rows}


def arrived_since(tx: Tx, outlets: Sequence[str], since: datetime) -> int:
    """How many drafts came in after that moment."""
    new = (drafts.c.outlet.in_(outlets), drafts.c.state == State.RECEIVED.value, drafts.c.received_at > since)
    return tx.execute(sa.select(sa.func.count()).select_from(drafts).where(*new)).scalar_one()


def thumb(tx: Tx, outlet: str, draft: str) -> tuple[State, str | None] | None:
    """The state of a draft and its small cover photo; None when there is no such draft."""
    row = tx.execute(
        sa.select(drafts.c.state, drafts.c.thumb).where(drafts.c.outlet == outlet, drafts.c.id == draft)
    ).first()
    return (State(row.state), row.thumb) if row else None
