"""Contributors who want no reminder when they have fallen silent."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reminder_refusals",
        sa.Column("outlet", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("outlet", "address", name=op.f("pk_reminder_refusals")),
    )


def downgrade() -> None:
    op.drop_table("reminder_refusals")
