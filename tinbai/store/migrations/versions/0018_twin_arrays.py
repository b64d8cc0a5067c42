"""On PostgreSQL the prints of a text stand in its row, inverted by GIN; a row a print took 84 octets there.

Prints of events (from bit 46 on) stay rows. SQLite stays as it is.
"""

from alembic import op

revision = "0018"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_context().dialect.name != "postgresql":
        return
    op.execute("ALTER TABLE twin_texts ADD COLUMN prints bigint[] NOT NULL DEFAULT '{}'")
    op.execute("ALTER TABLE twin_texts ALTER COLUMN text SET STORAGE EXTERNAL")  # deflated: nothing is left to compress
    op.execute(
        "UPDATE twin_texts SET prints = its.prints FROM ("
        "SELECT text, array_agg(print) AS prints FROM twin_prints WHERE print < 1::bigint << 46 GROUP BY text"
        ") AS its WHERE its.text = twin_texts.pk"
    )
    op.execute("DELETE FROM twin_prints WHERE print < 1::bigint << 46")
    # a list of what is to be put in later would be cheaper, but one story in hundreds would wait for all of it
    op.execute("CREATE INDEX ix_twin_texts_prints ON twin_texts USING gin (prints) WITH (fastupdate = off)")


def downgrade() -> None:
    if op.get_context().dialect.name != "postgresql":
        return
    op.execute("INSERT INTO twin_prints (print, text) SELECT unnest(prints), pk FROM twin_texts")
    op.execute("ALTER TABLE twin_texts DROP COLUMN prints")
