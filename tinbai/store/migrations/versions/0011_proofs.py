"""Who sent each mail, as far as it was proven."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "proofs",
        sa.Column("outlet", sa.String(length=32), nullable=False),
        sa.Column("arrival", sa.String(length=64), nullable=False),
        sa.Column("author", sa.String(length=320), nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.Column("looked_by", sa.String(length=8), nullable=False),
        sa.Column("checks", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("doubted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("outlet", "arrival", name=op.f("pk_proofs")),
    )
    op.create_index("ix_proofs_author", "proofs", ["outlet", "author", "at"])
    op.create_index("ix_proofs_doubted", "proofs", ["outlet", "doubted", "at"])
