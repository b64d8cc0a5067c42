"""What the search of the desk reads: the words of every draft that is not held, derived, made anew at any time.

Beside it stands an index that knows positions of words: `search_fts` (SQLite, FTS5) or `search_vectors` (PostgreSQL);
they have no Table, see search_index.py.
"""

import sqlalchemy as sa
from sqlalchemy import Column, Index, Table

from tinbai.store.tables import metadata

searched = Table(
    "searched",
    metadata,
    Column("outlet", sa.String(32), primary_key=True),
    Column("draft", sa.String(32), primary_key=True),
    # Grows with the moment of arrival, so that the newest are found first without sorting what was found.
    Column("place", sa.BigInteger, nullable=False),
    Column("version", sa.SmallInteger, nullable=False),
    Column("unit", sa.Text, nullable=False),
    Column("genre", sa.Text, nullable=False),
    Column("facets", sa.Text, nullable=False),  # state, newsroom, genre, unit, sender, photo: a sign each
    Column("marked", sa.Text, nullable=False),  # as people read it
    Column("bare", sa.Text, nullable=False),  # lower case, without marks; letter by letter below `marked`
    Index("uq_searched_place", "place", unique=True),
)
