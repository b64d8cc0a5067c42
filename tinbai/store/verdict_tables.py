"""Tables of what editors decide about twins. None is derived: all of it survives a new index and is in the backup."""

import sqlalchemy as sa
from sqlalchemy import Column, Index, Table

from tinbai.store.tables import Moment, metadata

# What an editor said of two stories, the smaller key first. Every saying is kept; the latest not undone stands.
twin_verdicts = Table(
    "twin_verdicts",
    metadata,
    Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("outlet", sa.String(32), nullable=False),
    Column("draft", sa.String(64), nullable=False),  # or whatever the index calls a story
    Column("other_outlet", sa.String(32), nullable=False),
    Column("other_draft", sa.String(64), nullable=False),
    Column("verdict", sa.String(16), nullable=False),
    Column("by", sa.String(32), nullable=False),
    Column("at", Moment, nullable=False),
    Column("undone_at", Moment),
    Column("undone_by", sa.String(32)),
    Index("ix_twin_verdicts_one", "outlet", "draft"),
    Index("ix_twin_verdicts_other", "other_outlet", "other_draft"),
)

# A draft that became part of another one of its outlet.
twin_merges = Table(
    "twin_merges",
    metadata,
    Column("outlet", sa.String(32), primary_key=True),
    Column("draft", sa.String(32), primary_key=True),
    Column("no", sa.Integer, primary_key=True),
    Column("into", sa.String(32), nullable=False),
    Column("by", sa.String(32), nullable=False),
    Column("at", Moment, nullable=False),
    Column("from_state", sa.String(20), nullable=False),  # of the one that went
    Column("into_state", sa.String(20), nullable=False),  # of the one that stays
    Column("before", sa.Integer, nullable=False),  # revision of the one that stays
    Column("made", sa.Integer),  # its new revision; NULL: not a word of it was changed
    Column("item", sa.Text),  # its item, problems and words before, when there is a new revision
    Column("problems", sa.Text),
    Column("words", sa.Integer, nullable=False),
    Column("credit", sa.String(32), nullable=False),  # the draft whose author is credited
    Column("verdict_id", sa.BigInteger, nullable=False),
    Column("undone_at", Moment),
    Column("undone_by", sa.String(32)),
    Index("ix_twin_merges_into", "outlet", "into"),
)

# Passages two stories share that an editor called no twins: boilerplate of their senders and units.
twin_phrases = Table(
    "twin_phrases",
    metadata,
    Column("verdict_id", sa.BigInteger, primary_key=True, autoincrement=False),
    Column("place", sa.Integer, primary_key=True, autoincrement=False),
    Column("scope", sa.String(400), primary_key=True),  # "sender hoa@ctv.example", "unit ubnd xa dong van"
    Column("words", sa.Text, nullable=False),  # as written
    Column("removed_at", Moment),
    Column("removed_by", sa.String(32)),
    Index("ix_twin_phrases_scope", "scope"),
)
