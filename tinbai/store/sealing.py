"""Everything of a mail that has become secret goes, but for the raw mail: its words, its pictures, their copies.

Rows stay where an audit needs them (draft, revisions, letters), without a word of the content. The files go last, but
within the transaction: if the process dies between, a file is missing before the draft is held, never the other way.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from tinbai import codec
from tinbai.model import Item, Parsed, State, Story
from tinbai.picture import Photo
from tinbai.store import contents, merges, notes, photo_prints, phrases, prints, published, search
from tinbai.store.arrivals import keep_attachments
from tinbai.store.blobs import Blobs
from tinbai.store.database import Tx
from tinbai.store.drafts import NewDraft, draft_id
from tinbai.store.tables import (
    acts,
    arrivals,
    attachments,
    deliveries,
    derivatives,
    documents,
    draft_mail,
    drafts,
    links,
    metadata,
    revisions,
    sightings,
    versions,
)

Key = tuple[str, str]  # outlet and id
_DESTROYED = "destroyed"
_EMPTY = codec.story.dumps(Story("", "", ()))
_NOTHING = {
    "item": codec.item.dumps(Item("document", "", hold="secret")),
    "story": _EMPTY,
    "problems": codec.problems.dumps(()),
}


def conversation(tx: Tx, outlet: str, draft: str) -> tuple[list[Key], list[Key]]:
    """(mails, drafts): every mail of the draft, the same messages in other outlets, and all drafts made of them.

    Also of the drafts that took words or photos of this one by a merge.
    """
    mine = [(outlet, draft)]
    while True:
        mails, made = _of_one_content(tx, mine)
        more = sorted(set(merges.taken_from(tx, [*mine, *made])).difference(mine))
        if not more:
            return mails, made
        mine += more  # one merge may have followed another, here or where the same message came


def _of_one_content(tx: Tx, mine: Sequence[Key]) -> tuple[list[Key], list[Key]]:
    """The mails of these drafts wherever they came, and the drafts made of them."""
    own = tx.execute(
        sa.select(arrivals.c.content_key)
        .join(draft_mail, (draft_mail.c.outlet == arrivals.c.outlet) & (draft_mail.c.arrival == arrivals.c.id))
        .where(sa.tuple_(draft_mail.c.outlet, draft_mail.c.draft).in_(mine))
    )
    keys = list(own.scalars())
    mails = [(r.outlet, r.id) for r in tx.execute(sa.select(arrivals).where(arrivals.c.content_key.in_(keys)))]
    made = tx.execute(
        sa.select(drafts.c.outlet, drafts.c.id)
        .where(sa.tuple_(drafts.c.outlet, drafts.c.arrival).in_(mails))
        .order_by(drafts.c.outlet, drafts.c.id)
    )
    return mails, [(row.outlet, row.id) for row in made]


def seal(
    tx: Tx, blobs: Blobs, mails: Sequence[Key], sealed: Sequence[Key], hide: Callable[[Parsed], Parsed],
    prints_of: prints.PrintsOf, at: datetime,
) -> None:  # fmt: skip
    """Hold these drafts, take the content of the mails out of every table and delete its files.

    `hide`: what may stay of what was understood of a mail. `prints_of`: the prints that a text of the index may have.
    """
    gone = _contents(tx, mails, sealed)
    for outlet, draft in sealed:
        _close(tx, outlet, draft, at)
    for outlet, arrival in mails:
        here = (arrivals.c.outlet == outlet, arrivals.c.id == arrival)
        text = tx.execute(sa.select(arrivals.c.parsed).where(*here)).scalar()
        if text:
            hidden = codec.parsed.dumps(hide(codec.parsed.loads(text)))
            tx.execute(arrivals.update().where(*here).values(parsed=hidden, detail=None))
    for table in (attachments, documents):
        tx.execute(table.delete().where(sa.tuple_(table.c.outlet, table.c.arrival).in_(mails)))
    tx.execute(
        revisions.update().where(sa.tuple_(revisions.c.outlet, revisions.c.draft).in_(sealed)).values(story=_EMPTY)
    )
    one, other = sa.tuple_(links.c.outlet, links.c.draft), sa.tuple_(links.c.other_outlet, links.c.other_draft)
    tx.execute(links.delete().where(sa.or_(one.in_(sealed), other.in_(sealed))))
    tx.execute(versions.update().where(sa.tuple_(versions.c.outlet, versions.c.draft).in_(sealed)).values(_NOTHING))
    prints.forget(tx, sealed, prints_of)
    photo_prints.forget(tx, sealed)
    published.forget(tx, sealed)
    phrases.forget(tx, sealed)
    merges.seal(tx, sealed)
    search.forget(tx, sealed)
    notes.forget(tx, sealed)
    _delete(tx, blobs, gone)


# Asked for every mail, so built once.
_HELD = (
    sa.select(acts.c.no)
    .join(drafts, (drafts.c.outlet == acts.c.outlet) & (drafts.c.id == acts.c.draft))
    .join(arrivals, (arrivals.c.outlet == drafts.c.outlet) & (arrivals.c.id == drafts.c.arrival))
    .where(
        arrivals.c.content_key == sa.bindparam("content_key"), acts.c.kind == "held", acts.c.undone_at.is_(None)
    )
    .limit(1)
)  # fmt: skip
_GONE = (
    sa.select(arrivals.c.id)
    .where(arrivals.c.content_key == sa.bindparam("content_key"), arrivals.c.reason == _DESTROYED)
    .limit(1)
)


def is_held(tx: Tx, content_key: str) -> bool:
    """Whether a person has held a draft of this very message, in any outlet."""
    return any(tx.execute(one, {"content_key": content_key}).first() is not None for one in (_HELD, _GONE))


def is_destroyed(tx: Tx, outlet: str, content_key: str) -> bool:
    """Whether an officer of the outlet has destroyed this very message: a copy that comes again is not kept."""
    here = (arrivals.c.outlet == outlet, arrivals.c.content_key == content_key, arrivals.c.reason == _DESTROYED)
    return tx.execute(sa.select(arrivals.c.id).where(*here)).first() is not None


def destroy(tx: Tx, mails: Sequence[Key], sealed: Sequence[Key]) -> set[str]:
    """Take every row that names these drafts or mails out of every table; returns the SHA-256 of their raw files.

    They must be sealed before. Of a mail stays one row without a word: that it was taken in and destroyed, so that the
    ledger adds up and a copy that comes again is known by its fingerprint.
    """
    here, there = "outlet", "other_outlet"
    for table in metadata.sorted_tables:
        names = table.c.keys()
        for outlet, name, keys in ((here, "draft", sealed), (there, "other_draft", sealed), (here, "into", sealed)):
            if outlet in names and name in names:
                tx.execute(table.delete().where(sa.tuple_(table.c[outlet], table.c[name]).in_(keys)))
        if here in names and "arrival" in names and table is not sightings:
            tx.execute(table.delete().where(sa.tuple_(table.c.outlet, table.c.arrival).in_(mails)))
    tx.execute(drafts.delete().where(sa.tuple_(drafts.c.outlet, drafts.c.id).in_(sealed)))
    of_mails = sa.tuple_(arrivals.c.outlet, arrivals.c.id).in_(mails)
    nothing = {"parsed": None, "detail": None, "message_id": None, "envelope_from": None, "reason": _DESTROYED}
    tx.execute(arrivals.update().where(of_mails).values(nothing | {"state": "done", "outcome": "draft"}))
    seen = sa.tuple_(sightings.c.outlet, sightings.c.arrival).in_(mails)
    raw = set(tx.execute(sa.select(sightings.c.raw).where(seen, sightings.c.raw.is_not(None))).scalars())
    return {str(one) for one in raw} | {arrival for _, arrival in mails}


def unseal(tx: Tx, outlet: str, arrival: str, parsed: Parsed) -> None:
    """What was understood of a mail stands in the database again."""
    here = (arrivals.c.outlet == outlet, arrivals.c.id == arrival)
    tx.execute(arrivals.update().where(*here).values(parsed=codec.parsed.dumps(parsed)))
    for table in (attachments, documents):  # a mail of two stories is read anew for each
        tx.execute(table.delete().where(table.c.outlet == outlet, table.c.arrival == arrival))
    keep_attachments(tx, outlet, arrival, parsed.mail.attachments if parsed.mail else ())


def reopen(tx: Tx, new: NewDraft, at: datetime) -> None:
    """A draft that was held has its content again, as a revision of the machine on top of those that were emptied."""
    here = (drafts.c.outlet == new.outlet, drafts.c.id == draft_id(new.outlet, new.arrival, new.place))
    row = tx.execute(sa.select(drafts.c.id, drafts.c.revision).where(*here)).one()
    values = contents.columns(new.item, new.story, new.words, new.content_hash, new.problems)
    values |= {"state": new.state.value, "changed_at": at, "revision": row.revision + 1}
    tx.execute(drafts.update().where(*here).values(values))
    made = {"outlet": new.outlet, "draft": row.id, "no": row.revision + 1, "at": at, "author": "machine"}
    tx.execute(revisions.insert(), made | {"story": codec.story.dumps(new.story)})
    search.index(tx, new.outlet, row.id)


def _close(tx: Tx, outlet: str, draft: str, at: datetime) -> None:
    """The draft's own row without content, in the state held."""
    here = (drafts.c.outlet == outlet, drafts.c.id == draft)
    kind = tx.execute(sa.select(drafts.c.kind).where(*here)).scalar_one()
    tx.execute(
        drafts.update()
        .where(*here)
        .values(
            state=State.HELD.value,
            hold="secret",
            changed_at=at,
            title="",
            byline="",
            words=0,
            photos=0,
            thumb=None,
            problem_codes="",
            event_date=None,
            content_hash="",
            item=codec.item.dumps(Item(kind, "", hold="secret")),
            problems=codec.problems.dumps(()),
            claimed_by=None,
            claimed_at=None,
        )
    )


def reword(tx: Tx, outlet: str, draft: str, subject: str, text: str) -> None:
    """Letters about the draft, sent or not, keep no word of it; of those that wait only the acknowledgement leaves."""
    here = (deliveries.c.outlet == outlet, deliveries.c.draft == draft)
    for row in tx.execute(sa.select(deliveries.c.id, deliveries.c.letter).where(*here)).all():
        said = codec.letter.dumps(replace(codec.letter.loads(row.letter), subject=subject, text=text))
        one = (deliveries.c.outlet == outlet, deliveries.c.id == row.id)
        tx.execute(deliveries.update().where(*one).values(letter=said))
    waiting = (deliveries.c.kind != "acknowledgement", deliveries.c.state == "due")
    tx.execute(deliveries.update().where(*here, *waiting).values(state="cancelled"))


def _contents(tx: Tx, mails: Sequence[Key], sealed: Sequence[Key]) -> set[str]:
    """SHA-256 of attachments, pictures and their small copies."""
    found = set(
        tx.execute(
            sa.select(attachments.c.sha256).where(sa.tuple_(attachments.c.outlet, attachments.c.arrival).in_(mails))
        ).scalars()
    )
    items = tx.execute(sa.select(drafts.c.item).where(sa.tuple_(drafts.c.outlet, drafts.c.id).in_(sealed))).scalars()
    understood = tx.execute(
        sa.select(arrivals.c.parsed).where(sa.tuple_(arrivals.c.outlet, arrivals.c.id).in_(mails))
    ).scalars()
    of_mails = [item for text in understood if text for item in codec.parsed.loads(text).items]
    for item in (*map(codec.item.loads, items), *of_mails):
        for photo in item.photos:
            found |= _of_photo(photo)
    return found


def _of_photo(photo: Photo) -> set[str]:
    return {photo.sha256, *photo.also} | ({photo.thumb} if photo.thumb else set())


def _delete(tx: Tx, blobs: Blobs, files: set[str]) -> None:
    """The files nobody else has: the same picture may have come with another mail."""
    gone = [sha256 for sha256 in sorted(files) if not _is_wanted(tx, sha256)]
    copies = tx.execute(sa.select(derivatives.c.sha256).where(derivatives.c.photo.in_(gone))).scalars()
    tx.execute(derivatives.delete().where(derivatives.c.photo.in_(gone)))
    for sha256 in {*gone, *copies}:
        blobs.delete(sha256)


def _is_wanted(tx: Tx, sha256: str) -> bool:
    attached = sa.select(sa.literal(1)).where(attachments.c.sha256 == sha256).limit(1)
    shown = sa.select(sa.literal(1)).where(drafts.c.item.contains(sha256)).limit(1)
    offered = sa.select(sa.literal(1)).where(versions.c.item.contains(sha256)).limit(1)
    return any(tx.execute(query).first() is not None for query in (attached, shown, offered))
