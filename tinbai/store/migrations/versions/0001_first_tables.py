"""First tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "acts",
        sa.Column("outlet", sa.String(length=32), nullable=False),
        sa.Column("draft", sa.String(length=32), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("outlet", "draft", "no", name=op.f("pk_acts")),
    )
    op.create_table(
        "documents",
        sa.Column("outlet", sa.String(length=32), nullable=False),
        sa.Column("arrival", sa.String(length=64), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("bare", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("outlet", "arrival", "no", name=op.f("pk_documents")),
    )
    op.create_table(
        "arrivals",
        sa.Column("outlet", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("content_key", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("door", sa.String(length=8), nullable=False),
        sa.Column("mailbox", sa.String(length=64), nullable=False),
        sa.Column("envelope_from", sa.Text(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_try", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_by", sa.String(length=64), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fence", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("parsed", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("outlet", "id", name=op.f("pk_arrivals")),
        sa.UniqueConstraint("outlet", "content_key", name=op.f("uq_arrivals_outlet_content_key")),
    )
    op.create_index("ix_arrivals_content_key", "arrivals", ["content_key"], unique=False)
    op.create_index("ix_arrivals_message_id", "arrivals", ["outlet", "message_id"], unique=False)
    op.create_index("ix_arrivals_work", "arrivals", ["state", "silent", "next_try"], unique=False)

    op.create_table(
        "attachments",
        sa.Column("outlet", sa.String(length=32), nullable=False),
        sa.Column("arrival", sa.String(length=64), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.String(length=128), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("use", sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint("outlet", "arrival", "no", name=op.f("pk_attachments")),
    )
    op.create_table(
        "counters",
        sa.Column("outlet", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("outlet", "name", name=op.f("pk_counters")),
    )
    op.create_table(
        "decisions",
        sa.Column("outlet", sa.String(length=32), nullable=False),
        sa.Column("draft", sa.String(length=32), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("from_state", sa.String(length=20), nullable=False),
        sa.Column("to_state", sa.String(length=20), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("outlet", "draft", "no", name=op.f("pk_decisions")),
    )
    op.create_table(
        "deliveries",
        sa.Column("outlet", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("draft", sa.String(length=32), nullable=True),
        sa.Column("message_id", sa.String(length=255), nullable=False),
        sa.Column("recipient", sa.String(length=320), nullable=False),
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("lease_by", sa.String(length=64), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fence", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("possibly_twice", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("outlet", "id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("key", name=op.f("uq_deliveries_key")),
        sa.UniqueConstraint("message_id", name=op.f("uq_deliveries_message_id")),
    )
    op.create_index("ix_deliveries_draft", "deliveries", ["outlet", "draft"], unique=False)
    op.create_index("ix_deliveries_due", "deliveries", ["state", "due"], unique=False)
    op.create_index("ix_deliveries_recipient", "deliveries", ["recipient", "created_at"], unique=False)
    op.create_index("ix_deliveries_kind", "deliveries", ["kind", "created_at"], unique=False)

    op.create_table(
        "draft_mail",
        sa.Column("outlet", sa.String(length=32), nullable=False),
        sa.Column("draft", sa.String(length=32), nullable=False),
        sa.Column("arrival", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("outlet", "draft", "arrival", name=op.f("pk_draft_mail")),
    )
    op.create_index("ix_draft_mail_arrival", "draft_mail", ["outlet", "arrival"], unique=False)

    op.create_table(
        "derivatives",
        sa.Column("photo", sa.String(length=64), nullable=False),
        sa.Column("side", sa.Integer(), nullable=False),
        sa.Column("crop", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("photo", "side", "crop", name=op.f("pk_derivatives")),
    )
    op.create_table(
        "drafts",
        sa.Column("outlet", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("receipt_no", sa.String(length=32), nullable=False),
        sa.Column("arrival", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("hold", sa.String(length=12), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sender_name", sa.Text(), nullable=False),
        sa.Column("sender_address", sa.String(length=320), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("byline", sa.Text(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("photos", sa.Integer(), nullable=False),
        sa.Column("thumb", sa.String(length=64), nullable=True),
        sa.Column("problem_codes", sa.Text(), nullable=False),
        sa.Column("event_date", sa.Date(), nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("decisions", sa.Integer(), server_default="0", nullable=False),
        sa.Column("sent_again", sa.Integer(), server_default="0", nullable=False),
        sa.Column("replies", sa.Integer(), server_default="0", nullable=False),
        sa.Column("claimed_by", sa.String(length=32), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("outlet", "id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("outlet", "receipt_no", name=op.f("uq_drafts_outlet_receipt_no")),
    )
    op.create_index("ix_drafts_arrival", "drafts", ["outlet", "arrival"], unique=False)
    op.create_index("ix_drafts_content_hash", "drafts", ["content_hash"], unique=False)
    op.create_index("ix_drafts_queue", "drafts", ["outlet", "state", "received_at", "id"], unique=False)

    op.create_table(
        "links",
        sa.Column("outlet", sa.String(length=32), nullable=False),
        sa.Column("draft", sa.String(length=32), nullable=False),
        sa.Column("other_outlet", sa.String(length=32), nullable=False),
        sa.Column("other_draft", sa.String(length=32), nullable=False),
        sa.Column("relation", sa.String(length=12), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=True),
        sa.Column("verdict_by", sa.String(length=32), nullable=True),
        sa.Column("verdict_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("outlet", "draft", "other_outlet", "other_draft", name=op.f("pk_links")),
    )
    op.create_index("ix_links_other", "links", ["other_outlet", "other_draft"], unique=False)

    op.create_table(
        "login_failures",
        sa.Column("key", sa.String(length=330), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_login_failures")),
    )
    op.create_table(
        "login_links",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_login_links")),
    )
    op.create_table(
        "mailboxes",
        sa.Column("outlet", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("step", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_success_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_by", sa.String(length=64), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("outlet", "name", name=op.f("pk_mailboxes")),
    )
    op.create_table(
        "memberships",
        sa.Column("outlet", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("outlet", "person", name=op.f("pk_memberships")),
    )
    op.create_index("ix_memberships_person", "memberships", ["person"], unique=False)

    op.create_table(
        "people",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("email", name=op.f("uq_people_email")),
    )
    op.create_table(
        "places",
        sa.Column("outlet", sa.String(length=32), nullable=False),
        sa.Column("mailbox", sa.String(length=64), nullable=False),
        sa.Column("folder", sa.String(length=512), nullable=False),
        sa.Column("account", sa.String(length=320), nullable=False),
        sa.Column("uid_validity", sa.BigInteger(), nullable=True),
        sa.Column("first_uid", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("outlet", "mailbox", "folder", name=op.f("pk_places")),
    )
    op.create_table(
        "revisions",
        sa.Column("outlet", sa.String(length=32), nullable=False),
        sa.Column("draft", sa.String(length=32), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.String(length=32), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("outlet", "draft", "no", name=op.f("pk_revisions")),
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("csrf", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sessions")),
    )
    op.create_index("ix_sessions_person", "sessions", ["person"], unique=False)

    op.create_table(
        "sightings",
        sa.Column("outlet", sa.String(length=32), nullable=False),
        sa.Column("mailbox", sa.String(length=64), nullable=False),
        sa.Column("folder", sa.String(length=512), nullable=False),
        sa.Column("uid_validity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.String(length=255), nullable=False),
        sa.Column("door", sa.String(length=8), nullable=False),
        sa.Column("arrival", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.String(length=16), nullable=True),
        sa.Column("raw", sa.String(length=64), nullable=True),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("outlet", "mailbox", "folder", "uid_validity", "uid", name=op.f("pk_sightings")),
    )
    op.create_index("ix_sightings_arrival", "sightings", ["outlet", "arrival"], unique=False)

    op.create_table(
        "versions",
        sa.Column("outlet", sa.String(length=32), nullable=False),
        sa.Column("draft", sa.String(length=32), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("arrival", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(length=32), nullable=True),
        sa.Column("place", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("outlet", "draft", "no", name=op.f("pk_versions")),
    )

    op.create_table(
        "twin_prints",
        sa.Column("print", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("text", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("print", "text", name=op.f("pk_twin_prints")),
        sqlite_with_rowid=False,
    )

    op.create_table(
        "twin_texts",
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("outlet", sa.String(length=32), nullable=False),
        sa.Column("ref", sa.String(length=64), nullable=False),
        sa.Column("family", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=True),
        sa.Column("digest", sa.LargeBinary(length=16), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_twin_texts")),
    )
    op.create_index("ix_twin_texts_digest", "twin_texts", ["digest"], unique=False)
    op.create_index("ix_twin_texts_family", "twin_texts", ["family"], unique=False)
    op.create_index("ix_twin_texts_ref", "twin_texts", ["outlet", "ref"], unique=False)

    op.create_table(
        "twin_verdicts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("outlet", sa.String(length=32), nullable=False),
        sa.Column("draft", sa.String(length=64), nullable=False),
        sa.Column("other_outlet", sa.String(length=32), nullable=False),
        sa.Column("other_draft", sa.String(length=64), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_twin_verdicts")),
    )
    op.create_index("ix_twin_verdicts_one", "twin_verdicts", ["outlet", "draft"], unique=False)
    op.create_index("ix_twin_verdicts_other", "twin_verdicts", ["other_outlet", "other_draft"], unique=False)

    op.create_table(
        "twin_merges",
        sa.Column("outlet", sa.String(length=32), nullable=False),
        sa.Column("draft", sa.String(length=32), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("into", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("from_state", sa.String(length=20), nullable=False),
        sa.Column("into_state", sa.String(length=20), nullable=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=True),
        sa.Column("item", sa.Text(), nullable=True),
        sa.Column("problems", sa.Text(), nullable=True),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("credit", sa.String(length=32), nullable=False),
        sa.Column("verdict_id", sa.BigInteger(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("outlet", "draft", "no", name=op.f("pk_twin_merges")),
    )
    op.create_index("ix_twin_merges_into", "twin_merges", ["outlet", "into"], unique=False)

    op.create_table(
        "twin_phrases",
        sa.Column("verdict_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("scope", sa.String(length=400), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("verdict_id", "place", "scope", name=op.f("pk_twin_phrases")),
    )
    op.create_index("ix_twin_phrases_scope", "twin_phrases", ["scope"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_twin_phrases_scope", table_name="twin_phrases")
    op.drop_table("twin_phrases")
    op.drop_index("ix_twin_merges_into", table_name="twin_merges")
    op.drop_table("twin_merges")
    op.drop_index("ix_twin_verdicts_other", table_name="twin_verdicts")
    op.drop_index("ix_twin_verdicts_one", table_name="twin_verdicts")
    op.drop_table("twin_verdicts")
    op.drop_index("ix_twin_texts_ref", table_name="twin_texts")
    op.drop_index("ix_twin_texts_family", table_name="twin_texts")
    op.drop_index("ix_twin_texts_digest", table_name="twin_texts")
    op.drop_table("twin_texts")
    op.drop_table("twin_prints")
    op.drop_table("versions")
    op.drop_index("ix_sightings_arrival", table_name="sightings")

    op.drop_table("sightings")
    op.drop_index("ix_sessions_person", table_name="sessions")

    op.drop_table("sessions")
    op.drop_table("revisions")
    op.drop_table("places")
    op.drop_table("people")
    op.drop_index("ix_memberships_person", table_name="memberships")

    op.drop_table("memberships")
    op.drop_table("mailboxes")
    op.drop_table("login_links")
    op.drop_table("login_failures")
    op.drop_index("ix_links_other", table_name="links")

    op.drop_table("links")
    op.drop_index("ix_drafts_queue", table_name="drafts")
    op.drop_index("ix_drafts_content_hash", table_name="drafts")
    op.drop_index("ix_drafts_arrival", table_name="drafts")

    op.drop_table("drafts")
    op.drop_index("ix_draft_mail_arrival", table_name="draft_mail")

    op.drop_table("draft_mail")
    op.drop_index("ix_deliveries_kind", table_name="deliveries")
    op.drop_index("ix_deliveries_recipient", table_name="deliveries")
    op.drop_index("ix_deliveries_due", table_name="deliveries")
    op.drop_index("ix_deliveries_draft", table_name="deliveries")

    op.drop_table("deliveries")
    op.drop_table("derivatives")
    op.drop_table("decisions")
    op.drop_table("counters")
    op.drop_table("attachments")
    op.drop_index("ix_arrivals_work", table_name="arrivals")
    op.drop_index("ix_arrivals_message_id", table_name="arrivals")
    op.drop_index("ix_arrivals_content_key", table_name="arrivals")

    op.drop_table("arrivals")
    op.drop_table("documents")
    op.drop_table("acts")
