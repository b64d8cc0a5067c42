"""The mailbox whose address and server a letter leaves by."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("mailbox", sa.String(length=32), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("deliveries", "mailbox")
