"""Tables of the conversation: answers that may belong to a story, and letters that came back."""

import sqlalchemy as sa
from sqlalchemy import Column, Index, Table

from tinbai.store.tables import LONGEST_ADDRESS, Moment, metadata

# A mail that seems to answer a story, without a mark of ours; an editor joins it or says no. Never joined by itself.
suggestions = Table(
    "suggestions",
    metadata,
    Column("outlet", sa.String(32), primary_key=True),
    Column("arrival", sa.String(64), primary_key=True),
    Column("draft", sa.String(32), primary_key=True),
    Column("why", sa.String(12), nullable=False),  # thread, receipt, subject, sender
    Column("at", Moment, nullable=False),
    Column("settled_at", Moment),
    Column("settled_by", sa.String(32)),
    Column("joined", sa.Boolean, nullable=False, server_default=sa.false()),
    Index("ix_suggestions_draft", "outlet", "draft"),
)

# A letter of ours that came back, known by its return path or its Message-ID; a forged bounce makes no row.
bounces = Table(
    "bounces",
    metadata,
    Column("outlet", sa.String(32), primary_key=True),
    Column("delivery", sa.String(32), primary_key=True),
    Column("arrival", sa.String(64), primary_key=True),
    Column("recipient", sa.String(LONGEST_ADDRESS), nullable=False),
    Column("at", Moment, nullable=False),
    Column("permanent", sa.Boolean, nullable=False),
    Column("said", sa.Text, nullable=False),  # the server's status, e.g. 5.1.1
    Index("ix_bounces_recipient", "recipient", "at"),
)

# A letter in the newsroom's own words, with places such as {receipt}; see notifier/templates.py.
letter_templates = Table(
    "letter_templates",
    metadata,
    Column("outlet", sa.String(32), primary_key=True),
    Column("kind", sa.String(20), primary_key=True),
    Column("language", sa.String(2), primary_key=True, server_default=""),  # "": the newsroom's default, from old times
    Column("subject", sa.Text, nullable=False),
    Column("body", sa.Text, nullable=False),
    Column("changed_by", sa.String(32), nullable=False),
    Column("changed_at", Moment, nullable=False),
)
