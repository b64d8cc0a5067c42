"""The rules of 2 for an index of twins that holds nothing yet; one with texts is made anew beside itself.

Prints of events stand in a range of their own since then, in the order of their weeks, and go when they are old.
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE twin_indexes SET rules = 2 WHERE rules = 1 AND NOT EXISTS (SELECT 1 FROM twin_texts)")


def downgrade() -> None:
    op.execute("UPDATE twin_indexes SET rules = 1 WHERE rules = 2 AND NOT EXISTS (SELECT 1 FROM twin_texts)")
    op.execute("UPDATE twin_indexes SET rules = 0 WHERE rules = 2")
