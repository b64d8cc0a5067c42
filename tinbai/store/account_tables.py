"""What belongs to people and settings rather than to stories: the audit log, second factors, what the desk has set."""

import sqlalchemy as sa
from sqlalchemy import Column, Index, Table

from tinbai.store.tables import LONGEST_ADDRESS, Moment, metadata

# Acts that leave no record of their own elsewhere. Rows are only ever added: the database refuses to change one.
audit = Table(
    "audit",
    metadata,
    Column("no", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("by", sa.String(32), nullable=False),  # "": the program itself, or somebody at its command line
    Column("outlet", sa.String(32), nullable=False),  # "": all of them
    Column("act", sa.String(24), nullable=False),
    Column("object", sa.String(LONGEST_ADDRESS), nullable=False),
    Column("note", sa.Text, nullable=False),
    Column("chain", sa.String(64), nullable=False),  # SHA-256 of this row and the chain before it
    Index("ix_audit_at", "at", "no"),
)

second_factors = Table(
    "second_factors",
    metadata,
    Column("person", sa.String(32), primary_key=True),
    Column("secret", sa.Text, nullable=False),  # shut, see keys.py
    Column("confirmed_at", Moment),  # NULL: shown, but no code of it was given yet
    Column("last_step", sa.BigInteger, nullable=False),  # of the code used last; none is taken twice
)

# Of a code of last resort only the hash is kept; a used one is gone.
recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("person", sa.String(32), primary_key=True),
    Column("hash", sa.String(64), primary_key=True),
)

# What the desk has set; it stands above settings.toml. `part` and `name` as in settings: "mailboxes", "bbt".
kept_settings = Table(
    "kept_settings",
    metadata,
    Column("part", sa.String(16), primary_key=True),
    Column("name", sa.String(64), primary_key=True),
    Column("value", sa.Text, nullable=False),  # JSON
    Column("secret", sa.Text),  # a password, shut, see keys.py
    Column("at", Moment, nullable=False),
    Column("by", sa.String(32), nullable=False),
)
