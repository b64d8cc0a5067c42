"""What is known of who sent each mail."""

import sqlalchemy as sa
from sqlalchemy import Column, Index, Table

from tinbai.store.tables import LONGEST_ADDRESS, Moment, metadata

# `doubted`: it came in a known contributor's name without the proof he is known by; an editor may say that it is he.
proofs = Table(
    "proofs",
    metadata,
    Column("outlet", sa.String(32), primary_key=True),
    Column("arrival", sa.String(64), primary_key=True),
    Column("author", sa.String(LONGEST_ADDRESS), nullable=False),  # address in From, lower-case
    Column("outcome", sa.String(8), nullable=False),  # pass, fail, none, unknown
    Column("why", sa.String(20), nullable=False),
    Column("looked_by", sa.String(8), nullable=False),  # border, here, nobody
    Column("checks", sa.Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("doubted", sa.Boolean, nullable=False, server_default=sa.false()),
    Column("confirmed_at", Moment),
    Column("confirmed_by", sa.String(32)),
    Index("ix_proofs_author", "outlet", "author", "at"),
    Index("ix_proofs_doubted", "outlet", "doubted", "at"),
)
