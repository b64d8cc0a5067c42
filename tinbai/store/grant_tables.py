"""What people have let us into: tokens of mailboxes, shut with the installation's key."""

import sqlalchemy as sa
from sqlalchemy import Column, Table

from tinbai.store.tables import LONGEST_ADDRESS, Moment, metadata

grants = Table(
    "grants",
    metadata,
    Column("service", sa.String(32), primary_key=True),
    Column("account", sa.String(LONGEST_ADDRESS), primary_key=True),
    Column("secret", sa.Text, nullable=False),
    Column("ends", Moment, nullable=False),  # of the access token
    Column("refresh_ends", Moment),
    Column("granted_at", Moment, nullable=False),
    Column("refused_at", Moment),
    Column("refused", sa.String(60)),
)
