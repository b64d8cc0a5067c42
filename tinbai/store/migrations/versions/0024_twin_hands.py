"""Whose a text in the index of twins is: what its author rewrites is a version, the same from another hand a report."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("twin_texts", sa.Column("hand", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("twin_texts", "hand")
