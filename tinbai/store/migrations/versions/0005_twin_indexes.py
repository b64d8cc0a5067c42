"""Which index of twins answers, and when its texts came.

Prints made before have no version in their keys: they go, and the texts are an index of rules that nothing answers to,
which is made anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    indexes = op.create_table(
        "twin_indexes",
        sa.Column("version", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("rules", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("place", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_twin_indexes")),
    )
    texts = op.get_bind().execute(sa.text("SELECT count(*) FROM (SELECT 1 FROM twin_texts LIMIT 1) AS one")).scalar()
    op.bulk_insert(indexes, [{"version": 1, "rules": 0 if texts else 1, "state": "running", "place": 0}])
    op.execute("DELETE FROM twin_prints")
    with op.batch_alter_table("twin_texts") as table:
        table.add_column(sa.Column("came", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("twin_texts") as table:
        table.drop_column("came")
    op.drop_table("twin_indexes")
