"""Tables of what watches over the service itself."""

import sqlalchemy as sa
from sqlalchemy import Column, Table

from tinbai.store.tables import Moment, metadata

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("job", sa.String(64), primary_key=True),  # "smtp_out", "smtp_out.lam-giang": a way letters leave by
    Column("at", Moment, nullable=False),
    Column("fault", sa.String(24), nullable=False),  # "": none
    Column("said", sa.Text, nullable=False),  # the other side's words
    Column("since", Moment),  # of the fault
)

# What stands wrong now; a row goes when it has been well again for a while.
alarms = Table(
    "alarms",
    metadata,
    Column("code", sa.String(16), primary_key=True),
    Column("object", sa.String(64), primary_key=True),
    Column("outlet", sa.String(32), nullable=False),  # "": all of them
    Column("since", Moment, nullable=False),
    Column("told_at", Moment),  # NULL: it has not lasted long enough yet
    Column("letter", sa.String(160)),  # key of the letter that tells of it
    Column("gone_at", Moment),  # since when it is well again
)

# Who wants the daily letter of a newsroom.
digest_readers = Table(
    "digest_readers",
    metadata,
    Column("outlet", sa.String(32), primary_key=True),
    Column("person", sa.String(32), primary_key=True),
)
