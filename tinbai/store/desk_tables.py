"""What editors keep beside the drafts: what is put off, their own filters, deeds to undo, notes, who looks at what."""

import sqlalchemy as sa
from sqlalchemy import Column, Index, Table

from tinbai.store.tables import Moment, metadata

# A story that waits for a better moment; it stands in the queue again when that has come.
snoozes = Table(
    "snoozes",
    metadata,
    Column("outlet", sa.String(32), primary_key=True),
    Column("draft", sa.String(32), primary_key=True),
    Column("until", Moment, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", sa.String(32), nullable=False),
)

# A person's own list of the queue: a name for what stands behind the question mark of its address.
filters = Table(
    "filters",
    metadata,
    Column("id", sa.String(32), primary_key=True),
    Column("person", sa.String(32), nullable=False),
    Column("name", sa.Text, nullable=False),
    Column("query", sa.Text, nullable=False),
    Column("place", sa.Integer, nullable=False),
    Index("ix_filters_person", "person", "place"),
)

# One press of a button over one or many drafts, so that one more press takes all of it back.
deeds = Table(
    "deeds",
    metadata,
    Column("id", sa.String(32), primary_key=True),
    Column("person", sa.String(32), nullable=False),
    Column("at", Moment, nullable=False),
    Column("kind", sa.String(12), nullable=False),  # decided, later, claimed, handed
    Column("drafts", sa.Text, nullable=False),  # JSON: what stood there before, see deeds.py
    Column("back", sa.Text, nullable=False),  # address of the page it was done on
    Column("undone_at", Moment),
    Index("ix_deeds_person", "person", "at"),
)

notes = Table(
    "notes",
    metadata,
    Column("outlet", sa.String(32), primary_key=True),
    Column("draft", sa.String(32), primary_key=True),
    Column("no", sa.Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("by", sa.String(32), nullable=False),
    Column("kind", sa.String(12), nullable=False),  # note, handed
    Column("text", sa.Text, nullable=False),
    Column("undone_at", Moment),
)

# Whom a note names; it stands on his page of today until he has seen to it.
mentions = Table(
    "mentions",
    metadata,
    Column("outlet", sa.String(32), primary_key=True),
    Column("draft", sa.String(32), primary_key=True),
    Column("no", sa.Integer, primary_key=True),
    Column("person", sa.String(32), primary_key=True),
    Column("seen_at", Moment),
    Index("ix_mentions_person", "person", "seen_at"),
)

# Who has a story open in his browser now; a row that is not renewed means nothing.
presence = Table(
    "presence",
    metadata,
    Column("outlet", sa.String(32), primary_key=True),
    Column("draft", sa.String(32), primary_key=True),
    Column("person", sa.String(32), primary_key=True),
    Column("seen_at", Moment, nullable=False),
    Index("ix_presence_seen_at", "seen_at"),
)
