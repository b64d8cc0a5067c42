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
