"""Photos that look alike and are not proven to be one, so that editors can look at both."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "twin_photo_alikes",
        sa.Column("photo", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("other", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("photo", "other", name=op.f("pk_twin_photo_alikes")),
    )
    op.create_index("ix_twin_photo_alikes_other", "twin_photo_alikes", ["other"])


def downgrade() -> None:
    op.drop_table("twin_photo_alikes")
