"""The index of photos."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "twin_photos",
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.Column("grey", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_twin_photos")),
        sa.UniqueConstraint("version", "sha256", name=op.f("uq_twin_photos_version_sha256")),
    )
    op.create_table(
        "twin_photo_bands",
        sa.Column("band", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("photo", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("band", "photo", name=op.f("pk_twin_photo_bands")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "twin_photo_places",
        sa.Column("photo", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("outlet", sa.String(length=32), nullable=False),
        sa.Column("draft", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("sender", sa.String(length=320), nullable=False),
        sa.PrimaryKeyConstraint("photo", "outlet", "draft", name=op.f("pk_twin_photo_places")),
    )
    op.create_index("ix_twin_photo_places_day", "twin_photo_places", ["day"], unique=False)
    op.create_index("ix_twin_photo_places_draft", "twin_photo_places", ["outlet", "draft"], unique=False)
    op.create_table(
        "twin_photo_searches",
        sa.Column("outlet", sa.String(length=32), nullable=False),
        sa.Column("draft", sa.String(length=32), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_try", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("outlet", "draft", name=op.f("pk_twin_photo_searches")),
    )
    op.create_index("ix_twin_photo_searches_next_try", "twin_photo_searches", ["next_try"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_twin_photo_searches_next_try", table_name="twin_photo_searches")
    op.drop_table("twin_photo_searches")
    op.drop_index("ix_twin_photo_places_draft", table_name="twin_photo_places")
    op.drop_index("ix_twin_photo_places_day", table_name="twin_photo_places")
    op.drop_table("twin_photo_places")
    op.drop_table("twin_photo_bands")
    op.drop_table("twin_photos")
