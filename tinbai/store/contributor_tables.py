"""What editors know of contributors: which addresses are one person, and notes about him."""

import sqlalchemy as sa
from sqlalchemy import Column, Index, Table

from tinbai.store.tables import LONGEST_ADDRESS, Moment, metadata

# An editor says that two addresses are one person. Persons are what standing rows connect; the rows of one person are
# a tree, so that taking one back makes exactly two persons of him.
contributor_joins = Table(
    "contributor_joins",
    metadata,
    Column("outlet", sa.String(32), primary_key=True),
    Column("no", sa.Integer, primary_key=True),
    Column("address", sa.String(LONGEST_ADDRESS), nullable=False),
    Column("other", sa.String(LONGEST_ADDRESS), nullable=False),
    Column("by", sa.String(32), nullable=False),
    Column("at", Moment, nullable=False),
    Column("undone_by", sa.String(32)),
    Column("undone_at", Moment),
)

contributor_notes = Table(
    "contributor_notes",
    metadata,
    Column("outlet", sa.String(32), primary_key=True),
    Column("no", sa.Integer, primary_key=True),
    Column("address", sa.String(LONGEST_ADDRESS), nullable=False),
    Column("by", sa.String(32), nullable=False),
    Column("at", Moment, nullable=False),
    Column("text", sa.Text, nullable=False),
    Column("undone_at", Moment),
    Index("ix_contributor_notes_address", "outlet", "address"),
)

# The language an editor wants a contributor to be written to in; it counts for the whole person.
contributor_languages = Table(
    "contributor_languages",
    metadata,
    Column("outlet", sa.String(32), primary_key=True),
    Column("address", sa.String(LONGEST_ADDRESS), primary_key=True),
    Column("language", sa.String(2), nullable=False),
    Column("by", sa.String(32), nullable=False),
    Column("at", Moment, nullable=False),
)

# Who wants no reminder after a long silence; it counts for the whole person.
reminder_refusals = Table(
    "reminder_refusals",
    metadata,
    Column("outlet", sa.String(32), primary_key=True),
    Column("address", sa.String(LONGEST_ADDRESS), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("by", sa.String(32), nullable=False),  # the editor; "": he said so himself
)
