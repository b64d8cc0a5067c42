"""Every table. Keys begin with the outlet so that the tables can be partitioned by it.

Texts in columns named after a noun (parsed, item, story, letter, evidence) are that noun's JSON, see codec.py.
"""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, Index, MetaData, Table, UniqueConstraint

LONGEST_ADDRESS = 320  # 64 + @ + 255 octets (RFC 5321 4.5.3.1); what a mail claims may be longer

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(sa.TypeDecorator[datetime]):
    """An aware datetime; always UTC in the database (SQLite knows no zones)."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone")
        return value.astimezone(UTC) if dialect.name != "sqlite" else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _outlet() -> Column[str]:
    return Column("outlet", sa.String(32), primary_key=True)


counters = Table(
    "counters",
    metadata,
    _outlet(),
    Column("name", sa.String(40), primary_key=True),
    Column("value", sa.BigInteger, nullable=False),
)

# One row per message and outlet; id is the SHA-256 of the raw octets, content_key that of Message-ID and body.
arrivals = Table(
    "arrivals",
    metadata,
    _outlet(),
    Column("id", sa.String(64), primary_key=True),
    Column("content_key", sa.String(64), nullable=False),
    Column("message_id", sa.Text),
    Column("size", sa.BigInteger, nullable=False),
    Column("door", sa.String(8), nullable=False),
    Column("mailbox", sa.String(64), nullable=False),
    Column("envelope_from", sa.Text),
    Column("received_at", Moment, nullable=False),
    Column("silent", sa.Boolean, nullable=False),
    Column("state", sa.String(12), nullable=False),  # waiting, done, quarantined
    Column("outcome", sa.String(12)),  # draft, attached, ignored
    Column("reason", sa.String(64)),
    Column("detail", sa.Text),
    Column("tries", sa.Integer, nullable=False, server_default="0"),
    Column("next_try", Moment, nullable=False),
    Column("lease_by", sa.String(64)),
    Column("lease_until", Moment),
    Column("fence", sa.BigInteger, nullable=False, server_default="0"),
    Column("parsed", sa.Text),
    UniqueConstraint("outlet", "content_key"),
    Index("ix_arrivals_work", "state", "silent", "next_try"),
    Index("ix_arrivals_message_id", "outlet", "message_id"),
    Index("ix_arrivals_content_key", "content_key"),
)

# Every message any mailbox, listener or archive ever showed, once per place it was seen at.
sightings = Table(
    "sightings",
    metadata,
    _outlet(),
    Column("mailbox", sa.String(64), primary_key=True),
    Column("folder", sa.String(512), primary_key=True),
    Column("uid_validity", sa.BigInteger, primary_key=True),
    Column("uid", sa.String(255), primary_key=True),
    Column("door", sa.String(8), nullable=False),
    Column("arrival", sa.String(64)),  # NULL: none of ours, for this reason
    Column("reason", sa.String(16)),  # vanished (before it could be fetched), before-start ("from now")
    Column("raw", sa.String(64)),  # SHA-256 of the octets of this sighting, when they were fetched
    Column("first", sa.Boolean, nullable=False),
    Column("at", Moment, nullable=False),
    Column("marked_at", Moment),
    Index("ix_sightings_arrival", "outlet", "arrival"),
)

mailboxes = Table(
    "mailboxes",
    metadata,
    _outlet(),
    Column("name", sa.String(64), primary_key=True),
    Column("state", sa.String(16), nullable=False),
    Column("step", sa.Text),
    Column("error", sa.Text),
    Column("reported_at", Moment, nullable=False),
    Column("last_success_at", Moment),
    Column("lease_by", sa.String(64)),
    Column("lease_until", Moment),
)

places = Table(
    "places",
    metadata,
    _outlet(),
    Column("mailbox", sa.String(64), primary_key=True),
    Column("folder", sa.String(512), primary_key=True),
    Column("account", sa.String(LONGEST_ADDRESS), nullable=False),  # user name at the server
    Column("uid_validity", sa.BigInteger),
    Column("first_uid", sa.BigInteger, nullable=False),
    Column("since", Moment),  # the moment of "from now"; NULL: everything is ours
)

attachments = Table(
    "attachments",
    metadata,
    _outlet(),
    Column("arrival", sa.String(64), primary_key=True),
    Column("no", sa.Integer, primary_key=True),
    Column("name", sa.Text, nullable=False),
    Column("media_type", sa.String(128), nullable=False),
    Column("bytes", sa.BigInteger, nullable=False),
    Column("sha256", sa.String(64), nullable=False),
    Column("use", sa.String(12), nullable=False),
)

# Smaller copies of photos, made when first asked for; they can be made again at any time.
derivatives = Table(
    "derivatives",
    metadata,
    Column("photo", sa.String(64), primary_key=True),  # SHA-256 of the photo as sent
    Column("side", sa.Integer, primary_key=True),  # px of the longer side
    Column("crop", sa.String(40), primary_key=True),  # what it shows, see parsers/photo/crop.py; "": all
    Column("sha256", sa.String(64), nullable=False),
)

drafts = Table(
    "drafts",
    metadata,
    _outlet(),
    Column("id", sa.String(32), primary_key=True),
    Column("receipt_no", sa.String(32), nullable=False),
    Column("arrival", sa.String(64), nullable=False),
    Column("state", sa.String(20), nullable=False),
    Column("kind", sa.String(12), nullable=False),
    Column("hold", sa.String(12)),
    Column("received_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("sender_name", sa.Text, nullable=False),
    Column("sender_address", sa.String(LONGEST_ADDRESS), nullable=False),
    Column("title", sa.Text, nullable=False),  # of the head revision
    Column("byline", sa.Text, nullable=False),
    Column("words", sa.Integer, nullable=False),
    Column("photos", sa.Integer, nullable=False),
    Column("thumb", sa.String(64)),
    Column("problem_codes", sa.Text, nullable=False),  # blank-separated, for the queue
    Column("event_date", sa.Date),
    Column("content_hash", sa.String(64), nullable=False),
    Column("revision", sa.Integer, nullable=False),
    Column("decisions", sa.Integer, nullable=False, server_default="0"),
    Column("sent_again", sa.Integer, nullable=False, server_default="0"),
    Column("replies", sa.Integer, nullable=False, server_default="0"),
    Column("claimed_by", sa.String(32)),
    Column("claimed_at", Moment),
    Column("opened_at", Moment),
    Column("section", sa.String(64), nullable=False, server_default=""),
    Column("item", sa.Text, nullable=False),
    Column("problems", sa.Text, nullable=False),
    UniqueConstraint("outlet", "receipt_no"),
    Index("ix_drafts_queue", "outlet", "state", "received_at", "id"),
    Index("ix_drafts_content_hash", "content_hash"),
    Index("ix_drafts_sender", "outlet", "sender_address", "received_at"),
    Index("ix_drafts_arrival", "outlet", "arrival"),
    Index("ix_drafts_claimed_by", "claimed_by", "claimed_at"),
)

revisions = Table(
    "revisions",
    metadata,
    _outlet(),
    Column("draft", sa.String(32), primary_key=True),
    Column("no", sa.Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("author", sa.String(32), nullable=False),
    Column("story", sa.Text, nullable=False),
    Column("saves", sa.Integer, nullable=False, server_default="0"),
    Column("open", sa.Boolean, nullable=False, server_default=sa.false()),
)

# What an author sent in place of a story that waits; a row without `settled_at` is offered to an editor.
versions = Table(
    "versions",
    metadata,
    _outlet(),
    Column("draft", sa.String(32), primary_key=True),
    Column("no", sa.Integer, primary_key=True),
    Column("arrival", sa.String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Column("item", sa.Text, nullable=False),
    Column("story", sa.Text, nullable=False),
    Column("problems", sa.Text, nullable=False),
    Column("revision", sa.Integer),
    Column("settled_at", Moment),
    Column("settled_by", sa.String(32)),
    Column("place", sa.Integer, nullable=False, server_default="0"),  # which item of the mail
)

# Which mails belong to a draft: where it came from, what was sent again, replies.
draft_mail = Table(
    "draft_mail",
    metadata,
    _outlet(),
    Column("draft", sa.String(32), primary_key=True),
    Column("arrival", sa.String(64), primary_key=True),
    Column("role", sa.String(12), nullable=False),  # origin, sent_again, version, reply
    Column("at", Moment, nullable=False),
    Index("ix_draft_mail_arrival", "outlet", "arrival"),
)

links = Table(
    "links",
    metadata,
    _outlet(),
    Column("draft", sa.String(32), primary_key=True),
    Column("other_outlet", sa.String(32), primary_key=True),
    Column("other_draft", sa.String(32), primary_key=True),
    Column("relation", sa.String(12), nullable=False),
    Column("evidence", sa.Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("verdict", sa.String(16)),  # what an editor says: same, not-a-twin, series, related
    Column("verdict_by", sa.String(32)),
    Column("verdict_id", sa.BigInteger),  # of twin_verdicts, where it comes from
    Index("ix_links_other", "other_outlet", "other_draft"),
)

# The index of twins: derived, kept beside one of another version while it is rebuilt; see twin_indexes.
twin_texts = Table(
    "twin_texts",
    metadata,
    Column("pk", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("version", sa.SmallInteger, nullable=False),
    Column("outlet", sa.String(32), nullable=False),
    Column("ref", sa.String(64), nullable=False),  # draft, or whatever an archive calls its story
    Column("family", sa.BigInteger, nullable=False),  # pk of the first text of the same story
    Column("day", sa.Integer),  # of the event; days since 1 January of the year 1
    Column("came", sa.Integer),  # day of its arrival
    Column("hand", sa.Integer),  # of its sender, 31 bits of a hash; as far as that is known
    Column("digest", sa.LargeBinary(16), nullable=False),
    Column("text", sa.LargeBinary, nullable=False),  # plain (without marks), deflated
    Index("ix_twin_texts_digest", "digest"),
    Index("ix_twin_texts_family", "family"),
    Index("ix_twin_texts_ref", "outlet", "ref"),  # a draft has a text for each version its author sent
)

# The version stands in the print's upper bits. WITHOUT ROWID: the row is its key, 15 octets instead of 40. On
# PostgreSQL only what goes before its text stands here; the other prints are an array in its row (postings.py).
twin_prints = Table(
    "twin_prints",
    metadata,
    Column("print", sa.BigInteger, primary_key=True, autoincrement=False),
    Column("text", sa.BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

decisions = Table(
    "decisions",
    metadata,
    _outlet(),
    Column("draft", sa.String(32), primary_key=True),
    Column("no", sa.Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("by", sa.String(32), nullable=False),
    Column("verdict", sa.String(12), nullable=False),
    Column("note", sa.Text, nullable=False),
    Column("from_state", sa.String(20), nullable=False),
    Column("to_state", sa.String(20), nullable=False),
    Column("undone_at", Moment),
)

# What people did to a draft besides writing and deciding; never deleted, an undone one says when and by whom.
acts = Table(
    "acts",
    metadata,
    _outlet(),
    Column("draft", sa.String(32), primary_key=True),
    Column("no", sa.Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("by", sa.String(32), nullable=False),
    Column("kind", sa.String(12), nullable=False),
    Column("note", sa.Text, nullable=False),
    Column("undone_at", Moment),
    Column("undone_by", sa.String(32)),
)

# Words of the documents that came beside a story, for the search.
documents = Table(
    "documents",
    metadata,
    _outlet(),
    Column("arrival", sa.String(64), primary_key=True),
    Column("no", sa.Integer, primary_key=True),
    Column("name", sa.Text, nullable=False),
    Column("words", sa.Text, nullable=False),
)

# The outbox. `key` is what may be promised only once, ever, over all outlets.
deliveries = Table(
    "deliveries",
    metadata,
    _outlet(),
    Column("id", sa.String(32), primary_key=True),
    Column("key", sa.String(160), nullable=False, unique=True),
    Column("kind", sa.String(20), nullable=False),
    Column("draft", sa.String(32)),
    Column("message_id", sa.String(255), nullable=False, unique=True),
    Column("recipient", sa.String(LONGEST_ADDRESS), nullable=False),
    Column("letter", sa.Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("due", Moment, nullable=False),
    Column("state", sa.String(12), nullable=False),
    Column("tries", sa.Integer, nullable=False, server_default="0"),
    Column("lease_by", sa.String(64)),
    Column("lease_until", Moment),
    Column("fence", sa.BigInteger, nullable=False, server_default="0"),
    Column("possibly_twice", sa.Integer, nullable=False, server_default="0"),
    Column("last_error", sa.Text),
    Column("sent_at", Moment),
    Column("mailbox", sa.String(32), nullable=False, server_default=""),
    Index("ix_deliveries_due", "state", "due"),
    Index("ix_deliveries_draft", "outlet", "draft"),
    Index("ix_deliveries_recipient", "recipient", "created_at"),
    Index("ix_deliveries_kind", "kind", "created_at"),
)

people = Table(
    "people",
    metadata,
    Column("id", sa.String(32), primary_key=True),
    Column("email", sa.String(LONGEST_ADDRESS), nullable=False, unique=True),
    Column("name", sa.Text, nullable=False),
    Column("language", sa.String(2), nullable=False),
    Column("password_hash", sa.Text),
    Column("created_at", Moment, nullable=False),
    Column("disabled_at", Moment),
)

memberships = Table(
    "memberships",
    metadata,
    _outlet(),
    Column("person", sa.String(32), primary_key=True),
    Column("role", sa.String(120), nullable=False),  # several stand as "editor+admin"
    Index("ix_memberships_person", "person"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", sa.String(64), primary_key=True),
    Column("person", sa.String(32), nullable=False),
    Column("csrf", sa.String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("place", sa.String(64), nullable=False, server_default=""),  # network address it was opened from
    Column("agent", sa.Text, nullable=False, server_default=""),  # what the browser calls itself
    Index("ix_sessions_person", "person"),
)

login_links = Table(
    "login_links",
    metadata,
    Column("token_hash", sa.String(64), primary_key=True),
    Column("person", sa.String(32), nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("purpose", sa.String(8), nullable=False, server_default="login"),  # login, code, invite
)

login_failures = Table(
    "login_failures",
    metadata,
    Column("key", sa.String(330), primary_key=True),  # the address tried, or the place it came from
    Column("failures", sa.Integer, nullable=False),
    Column("last_at", Moment, nullable=False),
)
