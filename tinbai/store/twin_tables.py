"""Tables of the indexes of twins: which there are, and photos. Derived data, kept beside one of another `version`."""

import sqlalchemy as sa
from sqlalchemy import Column, Index, Table, UniqueConstraint

from tinbai.store.tables import LONGEST_ADDRESS, Moment, metadata

# The indexes of texts. One answers ("running"), one may be made beside it, and older ones are on their way out.
twin_indexes = Table(
    "twin_indexes",
    metadata,
    Column("version", sa.SmallInteger, primary_key=True, autoincrement=False),
    Column("rules", sa.SmallInteger, nullable=False),  # by which its prints were made
    Column("state", sa.String(8), nullable=False),  # running, filling, leaving
    # filling: the last text of the running one that stands in it; leaving: the last that may be of it
    Column("place", sa.BigInteger, nullable=False, server_default="0"),
)

# One row per file, however many drafts show it.
twin_photos = Table(
    "twin_photos",
    metadata,
    Column("pk", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("version", sa.SmallInteger, nullable=False),
    Column("sha256", sa.String(64), nullable=False),
    Column("width", sa.Integer, nullable=False),
    Column("height", sa.Integer, nullable=False),
    Column("hashes", sa.LargeBinary, nullable=False),  # 32 octets each; none where there is little to see
    Column("grey", sa.LargeBinary, nullable=False),  # pixels, deflated
    UniqueConstraint("version", "sha256"),
)

# Sixteen bits of a hash and which sixteen; WITHOUT ROWID as twin_prints.
twin_photo_bands = Table(
    "twin_photo_bands",
    metadata,
    Column("band", sa.Integer, primary_key=True, autoincrement=False),
    Column("photo", sa.BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

# Which drafts show a photo, and what narrows the search for parts of it.
twin_photo_places = Table(
    "twin_photo_places",
    metadata,
    Column("photo", sa.BigInteger, primary_key=True, autoincrement=False),
    Column("outlet", sa.String(32), primary_key=True),
    Column("draft", sa.String(32), primary_key=True),
    Column("day", sa.Integer, nullable=False),  # of the arrival; days since 1 January of the year 1
    Column("sender", sa.String(LONGEST_ADDRESS), nullable=False),
    Index("ix_twin_photo_places_draft", "outlet", "draft"),
    Index("ix_twin_photo_places_day", "day"),
)

# Photos that show one scene and are not proven to be one shot, the later one first.
twin_photo_alikes = Table(
    "twin_photo_alikes",
    metadata,
    Column("photo", sa.BigInteger, primary_key=True, autoincrement=False),
    Column("other", sa.BigInteger, primary_key=True, autoincrement=False),
    Index("ix_twin_photo_alikes_other", "other"),
)

# Drafts whose photos are still to be looked for as parts of others, and others as parts of them.
twin_photo_searches = Table(
    "twin_photo_searches",
    metadata,
    Column("outlet", sa.String(32), primary_key=True),
    Column("draft", sa.String(32), primary_key=True),
    Column("since", Moment, nullable=False),
    Column("next_try", Moment, nullable=False),  # while one works on it: when another may
    Column("tries", sa.Integer, nullable=False, server_default="0"),
    Index("ix_twin_photo_searches_next_try", "next_try"),
)
