"""Letters in a newsroom's own words by language, and the language an editor sets for a contributor.

Words kept until now, and those an older Tinbai keeps beside this one, have the language "": the newsroom's default.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_KEY = "pk_letter_templates"


def upgrade() -> None:
    with op.batch_alter_table("letter_templates") as table:
        table.add_column(sa.Column("language", sa.String(length=2), nullable=False, server_default=""))
        table.drop_constraint(op.f(_KEY), type_="primary")
        table.create_primary_key(op.f(_KEY), ["outlet", "kind", "language"])
    op.create_table(
        "contributor_languages",
        sa.Column("outlet", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("outlet", "address", name=op.f("pk_contributor_languages")),
    )


def downgrade() -> None:
    """Of each letter one wording stays: the default language's, else the Vietnamese one."""
    op.drop_table("contributor_languages")
    op.execute(
        "DELETE FROM letter_templates WHERE EXISTS (SELECT 1 FROM letter_templates AS other "
        "WHERE other.outlet = letter_templates.outlet AND other.kind = letter_templates.kind "
        "AND other.language <> letter_templates.language "
        "AND (other.language = '' OR (letter_templates.language <> '' AND other.language = 'vi')))"
    )
    with op.batch_alter_table("letter_templates") as table:
        table.drop_constraint(op.f(_KEY), type_="primary")
        table.drop_column("language")
        table.create_primary_key(op.f(_KEY), ["outlet", "kind"])
