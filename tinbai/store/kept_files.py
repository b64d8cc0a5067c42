"""Which files the rows name, and which of them are of held mail and must not leave this machine."""

import re
from dataclasses import dataclass, field

import sqlalchemy as sa

from tinbai.store.database import Tx
from tinbai.store.tables import arrivals, draft_mail, drafts, sightings

# Tables whose rows name blobs: in a column of their own or within the JSON of an item.
NAMING = frozenset({"arrivals", "attachments", "derivatives", "drafts", "revisions", "versions"})
# In JSON behind a quote, in a column of COPY behind a tab; to look at every letter took a quarter of a backup.
_DIGEST = re.compile(rb'["\t]([0-9a-f]{64})(?![0-9a-f])')


@dataclass(frozen=True, slots=True)
class Raw:
    """SHA-256 of raw mails. `held`: of mail with a secret item, however it came; `drafts`: how many such drafts."""

    wanted: frozenset[str]
    held: frozenset[str]
    drafts: int


@dataclass(frozen=True, slots=True)
class Digests:
    """Gathers every SHA-256 that rows of NAMING hold; which of them are blobs the folder knows."""

    found: set[str] = field(default_factory=set)

    def look(self, row: bytes) -> None:
        self.found.update(digest.decode() for digest in _DIGEST.findall(row))


def raw(tx: Tx) -> Raw:
    """The raw mails that arrivals and sightings tell of; of a destroyed mail nothing is wanted."""
    destroyed = sa.select(arrivals.c.outlet, arrivals.c.id).where(arrivals.c.reason == "destroyed")
    of_gone = sa.tuple_(sightings.c.outlet, sightings.c.arrival).in_(destroyed)
    named = [
        sa.select(arrivals.c.id).where(sa.or_(arrivals.c.reason.is_(None), arrivals.c.reason != "destroyed")),
        sa.select(sightings.c.raw).where(sightings.c.raw.is_not(None), sightings.c.arrival.is_not(None), ~of_gone),
    ]
    held = _held(tx)
    wanted = {str(one) for query in named for one in tx.execute(query).scalars()}
    many = tx.execute(sa.select(sa.func.count()).select_from(drafts).where(drafts.c.hold == "secret")).scalar_one()
    return Raw(frozenset(wanted - held), frozenset(held), many)


def _held(tx: Tx) -> set[str]:
    """Of every mail of a secret draft, and of mails with a secret part; the same messages in other newsrooms too."""
    secret = (drafts.c.outlet == draft_mail.c.outlet) & (drafts.c.id == draft_mail.c.draft)
    of_drafts = sa.select(draft_mail.c.outlet, draft_mail.c.arrival).join(drafts, secret).where(
        drafts.c.hold == "secret"
    )  # fmt: skip
    made = sa.select(drafts.c.outlet, drafts.c.arrival).where(drafts.c.hold == "secret")
    here = sa.tuple_(arrivals.c.outlet, arrivals.c.id)
    says = [arrivals.c.parsed.contains(f'"hold":{blank}"secret"') for blank in ("", " ")]
    of_one = sa.or_(here.in_(of_drafts), here.in_(made), *says)
    keys = sa.select(arrivals.c.content_key).where(of_one)
    mails = sa.select(arrivals.c.outlet, arrivals.c.id).where(arrivals.c.content_key.in_(keys))
    seen = sa.select(sightings.c.raw).where(
        sa.tuple_(sightings.c.outlet, sightings.c.arrival).in_(mails), sightings.c.raw.is_not(None)
    )
    ids = tx.execute(sa.select(arrivals.c.id).where(arrivals.c.content_key.in_(keys))).scalars()
    return {str(one) for one in (*ids, *tx.execute(seen).scalars())}
