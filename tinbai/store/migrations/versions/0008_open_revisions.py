"""Revisions that are saved by themselves while their author types."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("revisions") as revisions:
        revisions.add_column(sa.Column("saves", sa.Integer(), server_default="0", nullable=False))
        revisions.add_column(sa.Column("open", sa.Boolean(), server_default=sa.false(), nullable=False))
