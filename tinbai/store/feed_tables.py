"""What others have published: the feeds that tell of it, the publications, and the drafts that are the same."""

import sqlalchemy as sa
from sqlalchemy import Column, Index, Table

from tinbai.store.tables import Moment, metadata

# How far we are in each feed of the settings, and how it went the last time.
feeds = Table(
    "feeds",
    metadata,
    Column("name", sa.String(32), primary_key=True),
    Column("url", sa.Text, nullable=False),
    Column("state", sa.String(16), nullable=False),  # waiting, watching, failed
    Column("error", sa.Text),
    Column("reported_at", Moment, nullable=False),
    Column("last_success_at", Moment),
    Column("etag", sa.Text),
    Column("modified", sa.Text),
    Column("failures", sa.Integer, nullable=False, server_default="0"),  # in a row
    Column("next_poll", Moment, nullable=False),
    Column("lease_by", sa.String(64)),
    Column("lease_until", Moment),
)

# A story on somebody's pages; its words stand in the index of twins only, folded.
publications = Table(
    "publications",
    metadata,
    Column("id", sa.String(32), primary_key=True),  # of its address
    Column("feed", sa.String(32), nullable=False),
    Column("outlet", sa.String(32)),  # the newsroom here whose pages they are; NULL: somebody else's
    Column("site", sa.Text, nullable=False),  # as people call it
    Column("url", sa.Text, nullable=False),
    Column("title", sa.Text, nullable=False),
    Column("byline", sa.Text, nullable=False),
    Column("published_at", Moment),
    Column("found_at", Moment, nullable=False),
    Column("words", sa.Integer, nullable=False, server_default="0"),
    Column("summary", sa.Text, nullable=False, server_default=""),  # until its page is read
    Column("state", sa.String(12), nullable=False),  # waiting (for its page), indexed, left-out
    Column("reason", sa.String(16)),  # why it was left out
    Column("tries", sa.Integer, nullable=False, server_default="0"),
    Column("next_try", Moment, nullable=False),
    Index("ix_publications_work", "state", "feed", "next_try"),
    Index("ix_publications_found_at", "found_at"),
)

published_links = Table(
    "published_links",
    metadata,
    Column("outlet", sa.String(32), primary_key=True),
    Column("draft", sa.String(32), primary_key=True),
    Column("publication", sa.String(32), primary_key=True),
    Column("relation", sa.String(12), nullable=False),
    Column("evidence", sa.Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("refuted_by", sa.String(32)),  # who says it is another story
    Column("refuted_at", Moment),
    Index("ix_published_links_publication", "publication"),
)
