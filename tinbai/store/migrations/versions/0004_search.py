"""The search of the desk, and the order in which its lists are read."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "searched",
        sa.Column("outlet", sa.String(length=32), nullable=False),
        sa.Column("draft", sa.String(length=32), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("genre", sa.Text(), nullable=False),
        sa.Column("facets", sa.Text(), nullable=False),
        sa.Column("marked", sa.Text(), nullable=False),
        sa.Column("bare", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("outlet", "draft", name=op.f("pk_searched")),
    )
    op.create_index("uq_searched_place", "searched", ["place"], unique=True)
    op.create_index("ix_drafts_claimed_by", "drafts", ["claimed_by", "claimed_at"], unique=False)
    with op.batch_alter_table("documents") as documents:
        documents.drop_column("bare")  # the search keeps its own
    if op.get_bind().dialect.name == "sqlite":
        # remove_diacritics 0: đ has none for Unicode, so words without marks are made by us
        op.execute(
            "CREATE VIRTUAL TABLE search_fts USING fts5(facets, marked, bare, content='searched', "
            "content_rowid='place', tokenize='unicode61 remove_diacritics 0')"
        )
        return
    op.execute(
        "CREATE TABLE search_vectors (place bigint PRIMARY KEY, facets tsvector NOT NULL, marked tsvector NOT NULL, "
        "bare tsvector NOT NULL)"
    )
    for column in ("facets", "marked", "bare"):
        op.execute(f"CREATE INDEX ix_search_vectors_{column} ON search_vectors USING gin ({column})")
