"""Who sent what: the drafts of a person or of a unit, newest first, without what is held or may not be his."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tinbai.model import Delivery, State
from tinbai.store import deliveries as letters
from tinbai.store import proofs, search_index, words
from tinbai.store.database import Tx
from tinbai.store.search import first_place
from tinbai.store.search_index import Question
from tinbai.store.search_tables import searched
from tinbai.store.tables import deliveries, drafts
from tinbai.store.words import Term

MOST = 1000  # of one person or unit; older ones are not counted
_LISTED = 200
_NAMES = 3  # of one person that are looked for elsewhere
_OURS = (drafts.c.state != State.HELD.value, drafts.c.state != State.NOT_A_STORY.value, drafts.c.hold.is_(None))


@dataclass(frozen=True, slots=True)
class Contribution:
    """A story with who sent it; `unit` as its byline names it, "" for none."""

    id: str
    title: str
    state: State
    received_at: datetime
    receipt_no: str
    name: str
    address: str
    unit: str


@dataclass(frozen=True, slots=True)
class Sender:
    """One address in a newsroom: how much came from it in the time asked for."""

    outlet: str
    address: str
    name: str
    sent: int
    used: int
    last: datetime


def of_addresses(tx: Tx, outlet: str, addresses: Collection[str]) -> list[Contribution]:
    """At most MOST stories of one person."""
    here = (drafts.c.outlet == outlet, drafts.c.sender_address.in_(list(addresses)), *_OURS, proofs.sure())
    return _read(tx, _columns().where(*here).order_by(drafts.c.received_at.desc(), drafts.c.id).limit(MOST))


def of_unit(tx: Tx, outlet: str, unit: str, since: datetime) -> list[Contribution]:
    """At most MOST stories of one unit since then."""
    asked = Question({"o": [outlet], "u": [unit]})
    bound = first_place(since)
    found = _found(tx, asked, [lambda place: place >= bound], MOST)
    chosen = _columns(outer=False).join(found, found.c.place == searched.c.place)
    return _read(tx, chosen.where(*_OURS, proofs.sure()).order_by(drafts.c.received_at.desc(), drafts.c.id))


def _found(tx: Tx, asked: Question, where: Sequence[Any], most: int) -> sa.Subquery:
    """The newest places that the index of words gives."""
    dialect = tx.dialect.name
    return search_index.found(dialect, search_index.texts(dialect, asked), where, True, most).subquery()


def senders(tx: Tx, outlets: Sequence[str], since: datetime, asked: str = "") -> list[Sender]:
    """Who sent anything since then, the latest first; `asked`: words of his name or address, marks do not matter."""
    of = drafts.c
    used = sa.case((of.state.in_([State.APPROVED.value, State.PUBLISHED.value]), 1), else_=0)
    rows = tx.execute(
        sa.select(of.outlet, of.sender_address, sa.func.max(of.sender_name).label("name"))
        .add_columns(sa.func.count().label("sent"), sa.func.sum(used).label("used"))
        .add_columns(sa.func.max(of.received_at).label("last"))
        .where(of.outlet.in_(outlets), of.received_at >= since, of.sender_address != "", *_OURS, proofs.sure())
        .group_by(of.outlet, of.sender_address)
        .order_by(sa.func.max(of.received_at).desc(), of.sender_address)
    )
    plain = words.bare(words.lower(asked)).split()
    found = (Sender(row.outlet, row.sender_address, row.name, row.sent, int(row.used), row.last) for row in rows)
    fitting = (one for one in found if all(part in _plain(one) for part in plain))
    return [one for one, _ in zip(fitting, range(_LISTED), strict=False)]


def namesakes(tx: Tx, outlet: str, names: Collection[str], but: Collection[str]) -> list[str]:
    """Other addresses that wrote under one of these names lately, as far as the index of words tells."""
    found: list[str] = []
    for name in list(names)[:_NAMES]:
        tokens = tuple(words.tokens(words.bare(words.lower(name))))
        if not tokens:
            continue
        asked = Question({"o": [outlet]}, [Term(tokens, False)])
        places = _found(tx, asked, [], _LISTED)
        of_drafts = (drafts.c.outlet == searched.c.outlet) & (drafts.c.id == searched.c.draft)
        query = sa.select(drafts.c.sender_address).select_from(searched)
        query = query.join(places, places.c.place == searched.c.place).join(drafts, of_drafts)
        others = (drafts.c.sender_name == name, drafts.c.sender_address.notin_([*but, ""]), proofs.sure())
        found += tx.execute(query.where(*others, *_OURS).distinct().limit(5)).scalars()
    return list(dict.fromkeys(found))[:5]


def letters_to(tx: Tx, outlet: str, addresses: Collection[str], most: int) -> list[Delivery]:
    """The latest letters to one person, none about what is held."""
    held = sa.exists().where(
        drafts.c.outlet == deliveries.c.outlet, drafts.c.id == deliveries.c.draft, drafts.c.state == State.HELD.value
    )
    here = (deliveries.c.outlet == outlet, deliveries.c.recipient.in_(list(addresses)), ~held)
    query = sa.select(deliveries.c.id).where(*here).order_by(deliveries.c.created_at.desc()).limit(most)
    found = (letters.by_id(tx, outlet, one) for one in tx.execute(query).scalars().all())
    return [one for one in found if one]


def _columns(*, outer: bool = True) -> "sa.Select[*tuple[Any, ...]]":
    of = drafts.c
    here = (searched.c.outlet == of.outlet) & (searched.c.draft == of.id)
    source = drafts.join(searched, here, isouter=outer)
    unit = sa.func.coalesce(searched.c.unit, "").label("unit")
    plain = (of.id, of.title, of.state, of.received_at, of.receipt_no, of.sender_name, of.sender_address)
    return sa.select(*plain, unit).select_from(source)


def _read(tx: Tx, query: "sa.Select[*tuple[Any, ...]]") -> list[Contribution]:
    return [
        Contribution(row.id, row.title, State(row.state), row.received_at, row.receipt_no, row.sender_name,
                     row.sender_address, row.unit)
        for row in tx.execute(query)
    ]  # fmt: skip


def _plain(one: Sender) -> str:
    return words.bare(words.lower(f"{one.name} {one.address}"))
