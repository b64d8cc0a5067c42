"""Drafts and their immutable revisions, and the mails that belong to them."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from tinbai import codec
from tinbai.errors import Conflict, NotFound
from tinbai.model import Address, Draft, Item, Problem, Revision, State, Story
from tinbai.store import contents, search
from tinbai.store.database import Tx, insert_once, serialise
from tinbai.store.tables import LONGEST_ADDRESS, arrivals, counters, draft_mail, drafts, revisions

CLAIM = timedelta(minutes=15)
PAGE = 100


@dataclass(frozen=True, slots=True)
class NewDraft:
    """All that is needed to make a draft; the number and the id are given here."""

    outlet: str
    arrival: str
    place: int  # which item of the mail
    prefix: str  # of the receipt number
    year: int  # in local time
    state: State
    received_at: datetime
    sender: Address | None
    item: Item
    problems: tuple[Problem, ...]
    story: Story
    words: int
    content_hash: str


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the queue; no bodies are loaded for it."""

    outlet: str
    id: str
    receipt_no: str
    state: State
    kind: str
    hold: str | None
    received_at: datetime
    changed_at: datetime
    sender_name: str
    sender_address: str
    title: str
    byline: str
    words: int
    photos: int
    thumb: str | None
    problem_codes: str
    sent_again: int
    replies: int
    claimed_by: str | None
    claimed_at: datetime | None
    opened_at: datetime | None
    section: str = ""


@dataclass(frozen=True, slots=True)
class DraftMail:
    arrival: str
    role: str  # origin, sent_again, version, reply
    at: datetime


HEAD = [revisions.c[name] for name in ("no", "at", "author", "story", "saves", "open")]  # what whole() needs of it
WHOLE = (
    sa.select(*(column for column in drafts.c if column is not drafts.c.event_date), *HEAD)
    .join(revisions, (revisions.c.outlet == drafts.c.outlet) & (revisions.c.draft == drafts.c.id))
    .where(revisions.c.no == drafts.c.revision)
)
_QUEUE = [drafts.c[name] for name in QueueRow.__dataclass_fields__]


def draft_id(outlet: str, arrival: str, place: int) -> str:
    """The same mail gives the same ids on any machine, so that everything can be rebuilt from raw mail."""
    return hashlib.sha256(f"{outlet}\n{arrival}\n{place}".encode()).hexdigest()[:16]


def lock_contents(tx: Tx, content_hashes: Sequence[str]) -> None:
    """Of two workers holding the same story or message one waits here until the other has committed."""
    for content_hash in sorted(set(content_hashes)):
        serialise(tx, f"content {content_hash}")


def create(tx: Tx, new: NewDraft) -> Draft:
    """Insert the draft with revision 1 and its origin."""
    identity = draft_id(new.outlet, new.arrival, new.place)
    receipt = f"{new.prefix}-{new.year}-{_next(tx, new.outlet, f'receipt {new.year}'):06}"
    item, sender = new.item, new.sender or Address("", "")
    row = contents.columns(item, new.story, new.words, new.content_hash, new.problems) | {
        "outlet": new.outlet,
        "id": identity,
        "receipt_no": receipt,
        "arrival": new.arrival,
        "state": new.state.value,
        "received_at": new.received_at,
        "changed_at": new.received_at,
        "sender_name": sender.name,
        "sender_address": sender.address.lower()[:LONGEST_ADDRESS],
        "revision": 1,
    }
    tx.execute(drafts.insert(), row)
    first = Revision(1, new.received_at, "machine", new.story)
    _add_revision(tx, new.outlet, identity, first)
    attach(tx, new.outlet, identity, new.arrival, "origin", new.received_at)
    search.add(tx, new.outlet, identity)
    return Draft(
        outlet=new.outlet,
        id=identity,
        receipt_no=receipt,
        arrival=new.arrival,
        state=new.state,
        received_at=new.received_at,
        sender=Address(sender.name, str(row["sender_address"])) if sender.address else None,
        item=item,
        problems=new.problems,
        revision=first,
        words=new.words,
        content_hash=new.content_hash,
    )


def _add_revision(tx: Tx, outlet: str, draft: str, new: Revision) -> None:
    row = {"outlet": outlet, "draft": draft, "no": new.no, "at": new.at, "author": new.author, "open": new.open}
    tx.execute(revisions.insert(), row | {"story": codec.story.dumps(new.story)})


def _next(tx: Tx, outlet: str, name: str) -> int:
    """The next number of a counter, from 1, without gaps."""
    return int(tx.execute(_count(tx.dialect.name), {"outlet": outlet, "name": name, "value": 1}).scalar_one())


@cache
def _count(dialect: str) -> sa.Executable:
    insert = sqlite.insert(counters) if dialect == "sqlite" else postgresql.insert(counters)
    keys = [counters.c.outlet, counters.c.name]
    counted = insert.on_conflict_do_update(index_elements=keys, set_={"value": counters.c.value + 1})
    return counted.returning(counters.c.value)


COUNTED = {
    "sent_again": drafts.c.sent_again,
    "version": drafts.c.sent_again,
    "reply": drafts.c.replies,
    "withdrawal": drafts.c.replies,  # that he wants it back is an answer too; thanks are none
}


def attach(tx: Tx, outlet: str, draft: str, arrival: str, role: str, at: datetime) -> bool:
    """Let a mail belong to a draft; False if it did already."""
    row = {"outlet": outlet, "draft": draft, "arrival": arrival, "role": role, "at": at}
    if not insert_once(tx, draft_mail, row):
        return False
    counted = COUNTED.get(role)
    if counted is not None:
        tx.execute(
            drafts.update()
            .where(drafts.c.outlet == outlet, drafts.c.id == draft)
            .values({counted: counted + 1, drafts.c.changed_at: at})
        )
    return True


def get(tx: Tx, outlet: str, draft: str) -> Draft:
    """The whole draft with its head revision; NotFound if there is none in this outlet."""
    row = tx.execute(WHOLE.where(drafts.c.outlet == outlet, drafts.c.id == draft)).first()
    if row is None:
        raise NotFound(f"no draft {draft}")
    return whole(row)


def whole(row: Any) -> Draft:
    """A draft from its row and that of its head revision."""
    return Draft(
        outlet=row.outlet,
        id=row.id,
        receipt_no=row.receipt_no,
        arrival=row.arrival,
        state=State(row.state),
        received_at=row.received_at,
        sender=Address(row.sender_name, row.sender_address) if row.sender_address else None,
        item=codec.item.loads(row.item),
        problems=codec.problems.loads(row.problems),
        revision=revision_from(row),
        words=row.words,
        content_hash=row.content_hash,
        claimed_by=row.claimed_by,
        claimed_at=row.claimed_at,
        sent_again=row.sent_again,
        section=row.section,
    )


def queue(
    tx: Tx,
    outlets: Sequence[str],
    states: Sequence[State],
    *,
    limit: int = PAGE,
    after: tuple[datetime, str] | None = None,
) -> list[QueueRow]:
    """Oldest first, by received_at and id; `after`: those of the last one of the page before."""
    query = sa.select(*_QUEUE).where(drafts.c.outlet.in_(outlets), drafts.c.state.in_([s.value for s in states]))
    if after:
        order = (drafts.c.received_at, drafts.c.id)
        last = sa.tuple_(*(sa.literal(value, column.type) for value, column in zip(after, order, strict=True)))
        query = query.where(sa.tuple_(*order) > last)
    rows = tx.execute(query.order_by(drafts.c.received_at, drafts.c.id).limit(limit))
    return [_queue_row(row) for row in rows]


def _queue_row(row: "sa.Row[tuple[object, ...]]") -> QueueRow:
    return QueueRow(**{**row._mapping, "state": State(row.state)})


def counts(tx: Tx, outlets: Sequence[str]) -> dict[State, int]:
    """How many drafts stand in each state."""
    rows = tx.execute(
        sa.select(drafts.c.state, sa.func.count().label("n"))
        .where(drafts.c.outlet.in_(outlets))
        .group_by(drafts.c.state)
    )
    return {State(row.state): row.n for row in rows}


def history(tx: Tx, outlet: str, draft: str) -> list[Revision]:
    """All revisions, first one first."""
    rows = tx.execute(
        sa.select(revisions).where(revisions.c.outlet == outlet, revisions.c.draft == draft).order_by(revisions.c.no)
    )
    return [revision_from(row) for row in rows]


def revision_from(row: Any) -> Revision:
    return Revision(row.no, row.at, row.author, codec.story.loads(row.story), row.saves, row.open)


def save(
    tx: Tx, outlet: str, draft: str, head: Revision, story: Story, author: str, words: int, at: datetime,
    *, is_open: bool = False,
) -> Revision:  # fmt: skip
    """Add a revision on top of the head as it was read. Conflict when that is no longer the head or was written on."""
    close(tx, outlet, draft, head)
    added = Revision(head.no + 1, at, author, story, open=is_open)
    _renew_head(tx, outlet, draft, head, added, words)
    _add_revision(tx, outlet, draft, added)
    search.index(tx, outlet, draft)
    return added


def write_on(
    tx: Tx, outlet: str, draft: str, head: Revision, story: Story, words: int, at: datetime, *, is_open: bool
) -> Revision:
    """Put a text into the open head in place of the one it was read with. Conflict when it was written on meanwhile."""
    written = replace(head, at=at, story=story, saves=head.saves + 1, open=is_open)
    _write(
        tx, outlet, draft, head, {"at": at, "story": codec.story.dumps(story), "saves": written.saves, "open": is_open}
    )
    _renew_head(tx, outlet, draft, head, written, words)
    search.index(tx, outlet, draft)
    return written


def close(tx: Tx, outlet: str, draft: str, head: Revision) -> None:
    """Nobody writes on that revision any more. Conflict when it was written on since it was read."""
    _write(tx, outlet, draft, head, {"open": False})


def _write(tx: Tx, outlet: str, draft: str, head: Revision, values: Mapping[str, object]) -> None:
    here = (revisions.c.outlet == outlet, revisions.c.draft == draft, revisions.c.no == head.no)
    if tx.execute(revisions.update().where(*here, revisions.c.saves == head.saves).values(values)).rowcount != 1:
        raise Conflict(f"revision {head.no} of draft {draft} was written on")


def _renew_head(tx: Tx, outlet: str, draft: str, before: Revision, head: Revision, words: int) -> None:
    byline = head.story.byline.raw if head.story.byline else ""
    values = {"revision": head.no, "title": head.story.title, "byline": byline, "words": words, "changed_at": head.at}
    here = (drafts.c.outlet == outlet, drafts.c.id == draft, drafts.c.revision == before.no)
    if head.story.order != before.story.order:
        item = tx.execute(sa.select(drafts.c.item).where(*here)).scalar()
        values |= {"thumb": contents.cover(codec.item.loads(item), head.story)} if item else {}
    if tx.execute(drafts.update().where(*here).values(values)).rowcount != 1:
        raise Conflict(f"draft {draft} is no longer at revision {before.no}")


def move(tx: Tx, outlet: str, draft: str, from_state: State, to_state: State, at: datetime) -> None:
    """Change the state; Conflict when it is not `from_state` any more."""
    moved = tx.execute(
        drafts.update()
        .where(drafts.c.outlet == outlet, drafts.c.id == draft, drafts.c.state == from_state.value)
        .values(state=to_state.value, changed_at=at)
    )
    if moved.rowcount != 1:
        raise Conflict(f"draft {draft} is no longer {from_state.value}")
    search.index(tx, outlet, draft)


def claim(tx: Tx, outlet: str, draft: str, person: str, now: datetime, *, take_over: bool = False) -> bool:
    """Take the draft in hand for 15 minutes, renewed by each call; False when a colleague has it."""
    mine = [drafts.c.claimed_by.is_(None), drafts.c.claimed_by == person, drafts.c.claimed_at < now - CLAIM]
    query = drafts.update().where(drafts.c.outlet == outlet, drafts.c.id == draft)
    if not take_over:
        query = query.where(sa.or_(*mine))
    values = {"claimed_by": person, "claimed_at": now, "opened_at": sa.func.coalesce(drafts.c.opened_at, now)}
    return tx.execute(query.values(values)).rowcount == 1


def hold_by(tx: Tx, outlet: str, draft: str, person: str | None, since: datetime | None) -> None:
    """Let it be in the hands it was in; what is undone puts them back."""
    here = (drafts.c.outlet == outlet, drafts.c.id == draft)
    tx.execute(drafts.update().where(*here).values(claimed_by=person, claimed_at=since))


def opened(tx: Tx, outlet: str, draft: str, now: datetime) -> None:
    """Remember when an editor first saw it."""
    tx.execute(
        drafts.update()
        .where(drafts.c.outlet == outlet, drafts.c.id == draft, drafts.c.opened_at.is_(None))
        .values(opened_at=now)
    )


def release(tx: Tx, outlet: str, draft: str, person: str) -> None:
    """Put the draft back; nothing happens when it is not this person's."""
    tx.execute(
        drafts.update()
        .where(drafts.c.outlet == outlet, drafts.c.id == draft, drafts.c.claimed_by == person)
        .values(claimed_by=None, claimed_at=None)
    )


# Asked for every mail, so built once.
_SAME_CONTENT = (
    sa.select(*_QUEUE)
    .where(drafts.c.content_hash == sa.bindparam("content_hash"))
    .order_by(drafts.c.received_at, drafts.c.id)
)
_SAME_MESSAGE = sa.select(arrivals.c.outlet, arrivals.c.id).where(arrivals.c.content_key == sa.bindparam("content_key"))


def same_content(tx: Tx, content_hash: str) -> list[QueueRow]:
    """Drafts of all outlets with exactly this text, first one first."""
    return [_queue_row(row) for row in tx.execute(_SAME_CONTENT, {"content_hash": content_hash})]


def same_message(tx: Tx, content_key: str, place: int) -> list[tuple[str, str]]:
    """(outlet, id) of every draft made of that item of a message that arrived in several outlets; else nothing."""
    rows = tx.execute(_SAME_MESSAGE, {"content_key": content_key}).all()
    if len(rows) < 2:
        return []
    wanted = [draft_id(row.outlet, row.id, place) for row in rows]
    found = tx.execute(sa.select(drafts.c.outlet, drafts.c.id).where(drafts.c.id.in_(wanted)))
    return [(row.outlet, row.id) for row in found]


def by_receipt(tx: Tx, outlet: str, receipt_no: str) -> str | None:
    """The id of the draft with that receipt number."""
    return tx.execute(
        sa.select(drafts.c.id).where(drafts.c.outlet == outlet, drafts.c.receipt_no == receipt_no)
    ).scalar()


def of_arrival(tx: Tx, outlet: str, arrival: str) -> list[str]:
    """The ids of the drafts a mail made."""
    query = sa.select(drafts.c.id).where(drafts.c.outlet == outlet, drafts.c.arrival == arrival)
    return list(tx.execute(query.order_by(drafts.c.receipt_no)).scalars())


def none_in_queue(tx: Tx, outlet: str, arrival: str) -> bool:
    """Whether every draft the mail made is no story."""
    query = sa.select(drafts.c.id).where(drafts.c.outlet == outlet, drafts.c.arrival == arrival)
    return tx.execute(query.where(drafts.c.state != State.NOT_A_STORY.value).limit(1)).first() is None


def mails(tx: Tx, outlet: str, draft: str) -> list[DraftMail]:
    """The mails that belong to a draft, oldest first."""
    rows = tx.execute(
        sa.select(draft_mail.c.arrival, draft_mail.c.role, draft_mail.c.at)
        .where(draft_mail.c.outlet == outlet, draft_mail.c.draft == draft)
        .order_by(draft_mail.c.at)
    )
    return [DraftMail(row.arrival, row.role, row.at) for row in rows]
