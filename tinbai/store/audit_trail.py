"""Everything people did, in one list: the audit log and what decisions, versions, acts and merges record themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tinbai.store.account_tables import audit
from tinbai.store.database import Tx
from tinbai.store.tables import acts, decisions, drafts, memberships, people, revisions
from tinbai.store.verdict_tables import twin_merges, twin_verdicts

OF_HELD = ("released", "destroyed", "held-read")  # acts that tell that something was held


@dataclass(frozen=True, slots=True)
class Entry:
    """One act. source and key tell it apart from others of the same moment; `draft` is "" where it is about none."""

    at: datetime
    source: str
    key: str
    by: str
    outlet: str
    act: str
    object: str
    draft: str
    note: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """`hidden`: outlets of whose held mail the reader must not know. person: an id; words: in object or note."""

    outlets: Sequence[str]
    hidden: Sequence[str]
    person: str = ""
    source: str = ""
    words: str = ""
    until: datetime | None = None


def listed(tx: Tx, wanted: Wanted, after: tuple[datetime, str] | None, limit: int) -> list[Entry]:
    """The newest first; `after`: moment and source~key of the last one of the page before."""
    parts = [part for name, part in _parts(wanted).items() if wanted.source in ("", name)]
    if not parts:
        return []
    trail = sa.union_all(*parts).subquery("trail")
    query = sa.select(trail)
    if wanted.person:
        query = query.where(trail.c.by == wanted.person)
    if wanted.words:
        said = (
            sa.func.lower(column).contains(wanted.words.lower(), autoescape=True)
            for column in (trail.c.object, trail.c.note)
        )
        query = query.where(sa.or_(*said))
    if wanted.until:
        query = query.where(trail.c.at < wanted.until)
    if after:
        place = sa.tuple_(sa.literal(after[0], audit.c.at.type), sa.literal(after[1], sa.Text()))
        query = query.where(sa.tuple_(trail.c.at, trail.c.key) < place)
    rows = tx.execute(query.order_by(trail.c.at.desc(), trail.c.key.desc()).limit(limit))
    return [Entry(**row._mapping) for row in rows]


def _parts(wanted: Wanted) -> dict[str, "sa.Select[Any]"]:
    return {
        "account": _log(wanted),
        "decision": _of_draft(wanted, "decision", decisions, decisions.c.verdict, decisions.c.note),
        "act": _of_draft(wanted, "act", acts, acts.c.kind, acts.c.note),
        "version": _of_draft(wanted, "version", revisions, sa.literal("edited"), sa.literal(""), author=True),
        "merge": _merges(wanted),
        "verdict": _verdicts(wanted),
    }


def _log(wanted: Wanted) -> "sa.Select[Any]":
    """Of acts that concern no newsroom alone: those by or about people of these newsrooms."""
    ours = sa.select(memberships.c.person).where(memberships.c.outlet.in_(wanted.outlets))
    addresses = sa.select(people.c.email).where(people.c.id.in_(ours))
    everywhere = (audit.c.outlet == "") & sa.or_(audit.c.by.in_(ours), audit.c.object.in_(addresses))
    secret = audit.c.act.in_(OF_HELD) & audit.c.outlet.in_(wanted.hidden)
    return _select(
        audit.c.at, "account", _key("account", audit.c.no), audit.c.by, audit.c.outlet, audit.c.act, audit.c.object,
        sa.literal(""), audit.c.note,
    ).where(sa.or_(audit.c.outlet.in_(wanted.outlets), everywhere), sa.not_(secret))  # fmt: skip


def _of_draft(
    wanted: Wanted, source: str, table: sa.Table, act: sa.ColumnElement[str], note: sa.ColumnElement[str], *,
    author: bool = False,
) -> "sa.Select[Any]":  # fmt: skip
    by = table.c.author if author else table.c.by
    query = _select(
        table.c.at, source, _key(source, table.c.outlet, table.c.draft, table.c.no), by, table.c.outlet, act,
        drafts.c.receipt_no, table.c.draft, note,
    ).join_from(
        table, drafts, (drafts.c.outlet == table.c.outlet) & (drafts.c.id == table.c.draft)
    ).where(table.c.outlet.in_(wanted.outlets), _is_told(wanted))  # fmt: skip
    return query.where(by != "machine") if author else query


def _merges(wanted: Wanted) -> "sa.Select[Any]":
    t = twin_merges
    return _select(
        t.c.at, "merge", _key("merge", t.c.outlet, t.c.draft, t.c.no), t.c.by, t.c.outlet, sa.literal("merged"),
        drafts.c.receipt_no, t.c.draft, sa.literal(""),
    ).join_from(
        t, drafts, (drafts.c.outlet == t.c.outlet) & (drafts.c.id == t.c.draft)
    ).where(t.c.outlet.in_(wanted.outlets), _is_told(wanted))  # fmt: skip


def _verdicts(wanted: Wanted) -> "sa.Select[Any]":
    t = twin_verdicts
    return _select(
        t.c.at, "verdict", _key("verdict", t.c.id), t.c.by, t.c.outlet, t.c.verdict, drafts.c.receipt_no, t.c.draft,
        sa.literal(""),
    ).join_from(
        t, drafts, (drafts.c.outlet == t.c.outlet) & (drafts.c.id == t.c.draft)
    ).where(t.c.outlet.in_(wanted.outlets), _is_told(wanted))  # fmt: skip


def _is_told(wanted: Wanted) -> sa.ColumnElement[bool]:
    return sa.not_((drafts.c.state == "held") & drafts.c.outlet.in_(wanted.hidden))


def _key(source: str, *parts: sa.ColumnElement[Any]) -> sa.ColumnElement[str]:
    key: sa.ColumnElement[str] = sa.literal(source, sa.Text())
    for part in parts:
        key = key + "." + sa.cast(part, sa.Text)
    return key


def _select(
    at: sa.ColumnElement[datetime], source: str, key: sa.ColumnElement[str], *others: sa.ColumnElement[str]
) -> "sa.Select[Any]":
    names = ("by", "outlet", "act", "object", "draft", "note")
    labelled: list[sa.ColumnElement[Any]] = [column.label(name) for name, column in zip(names, others, strict=True)]
    fixed: list[sa.ColumnElement[Any]] = [at.label("at"), sa.literal(source).label("source"), key.label("key")]
    return sa.select(*fixed, *labelled)
