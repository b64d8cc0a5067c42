"""Answers that may belong to a story, and letters that came back."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "suggestions",
        sa.Column("outlet", sa.String(length=32), nullable=False),
        sa.Column("arrival", sa.String(length=64), nullable=False),
        sa.Column("draft", sa.String(length=32), nullable=False),
        sa.Column("why", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(length=32), nullable=True),
        sa.Column("joined", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("outlet", "arrival", "draft", name=op.f("pk_suggestions")),
    )
    op.create_index("ix_suggestions_draft", "suggestions", ["outlet", "draft"])
    op.create_table(
        "bounces",
        sa.Column("outlet", sa.String(length=32), nullable=False),
        sa.Column("delivery", sa.String(length=32), nullable=False),
        sa.Column("arrival", sa.String(length=64), nullable=False),
        sa.Column("recipient", sa.String(length=320), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("permanent", sa.Boolean(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("outlet", "delivery", "arrival", name=op.f("pk_bounces")),
    )
    op.create_index("ix_bounces_recipient", "bounces", ["recipient", "at"])
    op.create_index("ix_drafts_sender", "drafts", ["outlet", "sender_address", "received_at"])
