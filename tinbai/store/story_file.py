"""All that is kept about one draft, read in one statement: what the page of a story and its tabs are made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tinbai import codec
from tinbai.errors import NotFound
from tinbai.evidence import Link
from tinbai.model import Act, Attachment, Decision, Delivery, Draft, Parsed, Revision, Version
from tinbai.published import PublishedTie
from tinbai.store import acts, decisions, deliveries, draft_links, drafts, merges, notes, published, verdicts, versions
from tinbai.store import tables as t
from tinbai.store.arrivals import ArrivalRow
from tinbai.store.database import Tx
from tinbai.store.desk_tables import notes as notes_table
from tinbai.store.feed_tables import published_links
from tinbai.store.gathered import Part, gather
from tinbai.store.merges import Merge
from tinbai.store.notes import Note
from tinbai.store.prepared import value
from tinbai.store.verdict_tables import twin_merges, twin_verdicts
from tinbai.store.verdicts import Key, Said
from tinbai.store.waiting import Beside, beside
from tinbai.store.waiting import parts as _beside

Select = sa.Select[Any]


@dataclass(frozen=True, slots=True)
class StoredMail:
    """A mail that belongs to the draft, as it stands in the database."""

    role: str
    at: datetime
    row: ArrivalRow
    parsed: Parsed | None
    attachments: Sequence[Attachment]


@dataclass(frozen=True, slots=True)
class StoryFile:
    """Lists are in the order of time. others: drafts that links and merges name, also held ones."""

    draft: Draft
    opened: bool  # an editor has seen it
    revisions: Sequence[Revision]
    decisions: Sequence[Decision]
    acts: Sequence[Act]
    letters: Sequence[Delivery]
    mails: Sequence[StoredMail]
    links: Sequence[Link]
    others: Mapping[Key, Draft]
    versions: Sequence[Version]
    published: Sequence[PublishedTie]
    merges: Sequence[Merge]
    said: Sequence[Said]
    notes: Sequence[Note]
    names: Mapping[str, str]  # of everybody, by id
    beside: Beside


def story_file(tx: Tx, outlet: str, draft: str, *, among: Sequence[str] = ()) -> StoryFile:
    """The file of the draft. `among`: outlets in whose queue its place is wanted. Raises NotFound for no such draft."""
    rows = gather(tx, _parts, tuple(among), outlet=outlet, draft=draft)
    if not rows["draft"]:
        raise NotFound(f"no draft {draft}")
    (row,) = rows["draft"]
    return StoryFile(
        draft=drafts.whole(row),
        opened=row.opened_at is not None,
        revisions=[drafts.revision_from(one) for one in _by(rows["revision"], "no")],
        decisions=[decisions.from_row(one) for one in _by(rows["decision"], "no")],
        acts=[acts.from_row(one) for one in _by(rows["act"], "no")],
        letters=[deliveries.from_row(one) for one in _by(rows["letter"], "created_at")],
        mails=_mails(rows),
        links=draft_links.seen_from(outlet, draft, rows["link"]),
        others={(one.outlet, one.id): drafts.whole(one) for one in rows["other"]},
        versions=[versions.from_row(one) for one in _by(rows["version"], "no")],
        published=published.ties_from(outlet, draft, rows["published"]),
        merges=[merges.from_row(one) for one in _by(rows["merge"], "at", "no")],
        said=[verdicts.from_row(one) for one in _by(rows["said"], "id")],
        notes=[notes.from_row(one) for one in _by(rows["note"], "no")],
        names={one.id: one.name for one in rows["person"]},
        beside=beside(rows),
    )


def _by(rows: Sequence[Any], *names: str) -> list[Any]:
    return sorted(rows, key=lambda row: [getattr(row, name) for name in names])


def _mails(rows: Mapping[str, Sequence[Any]]) -> list[StoredMail]:
    """The one it came in first, the others by time."""
    attached: dict[str, list[Attachment]] = {}
    for one in _by(rows["attachment"], "no"):
        part = Attachment(one.name, one.media_type, one.bytes, one.sha256, one.use)
        attached.setdefault(one.arrival, []).append(part)
    found = []
    for one in rows["mail"]:
        row = ArrivalRow(**{name: getattr(one, name) for name in ArrivalRow.__dataclass_fields__})
        parsed = codec.parsed.loads(one.parsed) if one.parsed else None
        found.append(StoredMail(one.role, one.at, row, parsed, attached.get(one.id, [])))
    return sorted(found, key=lambda mail: (mail.role != "origin", mail.at))


# --- The statement -------------------------------------------------------------------------------------------------


def _parts(among: Sequence[str]) -> list[Part]:
    revisions, links, mail = t.revisions, t.links, t.draft_mail
    return [
        ("draft", drafts.WHOLE.where(t.drafts.c.outlet == value("outlet"), t.drafts.c.id == value("draft"))),
        ("other", _others()),
        *[
            (name, sa.select(table).where(table.c.outlet == value("outlet"), table.c.draft == value("draft")))
            for name, table in (("revision", revisions), ("decision", t.decisions), ("act", t.acts),
                                ("letter", t.deliveries), ("version", t.versions), ("link", links),
                                ("said", twin_verdicts), ("merge", twin_merges))
        ],
        ("link", _from_there(links)),
        ("said", _from_there(twin_verdicts)),
        ("merge", sa.select(twin_merges).where(twin_merges.c.outlet == value("outlet"),
                                               twin_merges.c.into == value("draft"))),
        ("published", published.TIES.where(published_links.c.outlet == value("outlet"),
                                           published_links.c.draft == value("draft"))),
        ("note", sa.select(notes_table).where(notes_table.c.outlet == value("outlet"),
                                              notes_table.c.draft == value("draft"),
                                              notes_table.c.undone_at.is_(None))),
        ("mail", _of_mails(t.arrivals, t.arrivals.c.id, mail.c.role, mail.c.at, t.arrivals.c.parsed,
                           *(t.arrivals.c[name] for name in ArrivalRow.__dataclass_fields__ if name != "id"))),
        ("attachment", _of_mails(t.attachments, t.attachments.c.arrival, *t.attachments.c[2:])),
        ("person", sa.select(t.people.c.id, t.people.c.name)),
        *_beside(among),
    ]  # fmt: skip


def _from_there(table: sa.Table) -> Select:
    """Rows in which the draft is the other one."""
    return sa.select(table).where(table.c.other_outlet == value("outlet"), table.c.other_draft == value("draft"))


def _of_mails(table: sa.Table, arrival: sa.Column[str], *columns: sa.Column[Any]) -> Select:
    """What a table has about the mails of the draft."""
    mail = t.draft_mail
    here = (mail.c.outlet == value("outlet"), mail.c.draft == value("draft"))
    same = (table.c.outlet == mail.c.outlet) & (arrival == mail.c.arrival)
    return sa.select(arrival, *columns).select_from(mail.join(table, same)).where(*here)


def _others() -> Select:
    """The drafts that are tied to it or were merged with it."""
    links, merged = t.links, twin_merges
    ours, we = value("outlet"), value("draft")
    named = sa.union(
        sa.select(links.c.other_outlet.label("outlet"), links.c.other_draft.label("draft")).where(
            links.c.outlet == ours, links.c.draft == we
        ),
        sa.select(links.c.outlet, links.c.draft).where(links.c.other_outlet == ours, links.c.other_draft == we),
        sa.select(merged.c.outlet, merged.c.into).where(merged.c.outlet == ours, merged.c.draft == we),
        sa.select(merged.c.outlet, merged.c.draft).where(merged.c.outlet == ours, merged.c.into == we),
    ).subquery("named")
    return drafts.WHOLE.join(named, (named.c.outlet == t.drafts.c.outlet) & (named.c.draft == t.drafts.c.id))
