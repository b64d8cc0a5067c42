"""What the pages of the desk show at a glance: counters, the lines of the queue, what stands aside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import sqlalchemy as sa

from tinbai import codec
from tinbai.model import State
from tinbai.settings import Share
from tinbai.store.arrivals import ArrivalRow
from tinbai.store.database import Tx
from tinbai.store.deliveries import carried
from tinbai.store.feed_tables import published_links
from tinbai.store.tables import arrivals, deliveries, drafts, links, sightings

LATE = timedelta(hours=24)
LATELY = timedelta(days=4)
_SAME = ("identical", "edited", "contained", "contains")
ASIDE = 50  # how many mails of the shelf, and of those left out, are listed


def tied(of: sa.FromClause = drafts) -> sa.ColumnElement[bool]:
    """Whether a draft may be the same as another one and nobody has said what they are; series only inform."""
    same = links.c.relation.in_(_SAME) & links.c.verdict.is_(None)
    mine = same & (links.c.outlet == of.c.outlet) & (links.c.draft == of.c.id)
    theirs = same & (links.c.other_outlet == of.c.outlet) & (links.c.other_draft == of.c.id)
    online = (published_links.c.outlet == of.c.outlet) & (published_links.c.draft == of.c.id)
    return sa.or_(
        sa.exists().where(mine), sa.exists().where(theirs), sa.exists().where(online & is_online())
    )  # fmt: skip


def failed_lately(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """Not for ever: an address that never existed would keep the alarm up."""
    return deliveries.c.state == "failed", deliveries.c.created_at > now - LATELY


def _how_many(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


def is_online() -> sa.ColumnElement[bool]:
    """That somebody has it on his pages, and no editor says that it is another story."""
    return published_links.c.refuted_by.is_(None) & published_links.c.relation.in_(_SAME)


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


def letters(tx: Tx, outlets: Sequence[str], now: datetime, share: Share | None = None) -> Letters:
    """Of these newsrooms; `share`: what one way of them carries."""
    rows = tx.execute(
        sa.select(deliveries.c.state, sa.func.count().label("n"))
        .add_columns(sa.func.max(deliveries.c.sent_at).label("sent"), sa.func.min(deliveries.c.due).label("due"))
        .add_columns(_how_many(sa.and_(*failed_lately(now))).label("lately"))
        .where(deliveries.c.outlet.in_(outlets), *(carried(share) if share else ()))
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


def arrivals_since(tx: Tx, since: datetime, most: int = 500) -> tuple[tuple[datetime, str], ...]:
    """(moment, newsroom) of the newest drafts that wait to be looked at, the newest last."""
    rows = tx.execute(
        sa.select(drafts.c.received_at, drafts.c.outlet)
        .where(drafts.c.state == State.RECEIVED.value, drafts.c.received_at > since)
        .order_by(drafts.c.received_at.desc())
        .limit(most)
    )
    return tuple((row.received_at, row.outlet) for row in rows)[::-1]


def thumb(tx: Tx, outlet: str, draft: str) -> tuple[State, str | None] | None:
    """The state of a draft and its small cover photo; None when there is no such draft."""
    row = tx.execute(
        sa.select(drafts.c.state, drafts.c.thumb).where(drafts.c.outlet == outlet, drafts.c.id == draft)
    ).first()
    return (State(row.state), row.thumb) if row else None
