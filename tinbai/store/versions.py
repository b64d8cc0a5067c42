"""Versions an author sent of a story that waits: taken at once, or offered until an editor takes or leaves them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tinbai import codec
from tinbai.errors import Conflict
from tinbai.model import Draft, Item, Problem, Story, Version
from tinbai.store import contents, mails, search
from tinbai.store.database import Tx
from tinbai.store.drafts import attach
from tinbai.store.tables import drafts, revisions, versions


def add(tx: Tx, outlet: str, draft: str, new: Version) -> Version:
    """Record it under the next number."""
    last = sa.select(sa.func.max(versions.c.no)).where(versions.c.outlet == outlet, versions.c.draft == draft)
    made = replace(new, no=(tx.execute(last).scalar() or 0) + 1)
    row = {
        "outlet": outlet,
        "draft": draft,
        "no": made.no,
        "arrival": made.arrival,
        "at": made.at,
        "item": codec.item.dumps(made.item),
        "story": codec.story.dumps(made.story),
        "problems": codec.problems.dumps(made.problems),
        "revision": made.revision,
        "settled_at": made.settled_at,
        "settled_by": made.settled_by,
        "place": made.place,
    }
    tx.execute(versions.insert(), row)
    return made


def of_draft(tx: Tx, outlet: str, draft: str) -> list[Version]:
    """All versions, first one first."""
    here = (versions.c.outlet == outlet, versions.c.draft == draft)
    return [from_row(row) for row in tx.execute(sa.select(versions).where(*here).order_by(versions.c.no))]


def from_row(row: Any) -> Version:
    return Version(
        no=row.no,
        arrival=row.arrival,
        at=row.at,
        item=codec.item.loads(row.item),
        story=codec.story.loads(row.story),
        problems=codec.problems.loads(row.problems),
        revision=row.revision,
        settled_at=row.settled_at,
        settled_by=row.settled_by,
        place=row.place,
    )


def renew(
    tx: Tx,
    draft: Draft,
    item: Item,
    story: Story,
    words: int,
    content_hash: str,
    problems: Sequence[Problem],
    author: str,
    at: datetime,
) -> int:  # fmt: skip
    """Put another item and text on top of the head the draft was read with; the new revision's number.

    Conflict when that is no longer the head.
    """
    values = contents.columns(item, story, words, content_hash, problems)
    number = draft.revision.no + 1
    here = (drafts.c.outlet == draft.outlet, drafts.c.id == draft.id, drafts.c.revision == draft.revision.no)
    changed = tx.execute(drafts.update().where(*here).values(**values, revision=number, changed_at=at))
    if changed.rowcount != 1:
        raise Conflict(f"draft {draft.id} is no longer at revision {draft.revision.no}")
    made = {"outlet": draft.outlet, "draft": draft.id, "no": number, "at": at, "author": author}
    tx.execute(revisions.insert(), made | {"story": codec.story.dumps(story)})
    search.index(tx, draft.outlet, draft.id)
    return number


def hand_over(tx: Tx, outlet: str, draft: str, version: Version, to: str) -> None:
    """Let it be one of another draft; its mail goes along."""
    here = (versions.c.outlet == outlet, versions.c.draft == draft, versions.c.no == version.no)
    tx.execute(versions.delete().where(*here))
    add(tx, outlet, to, version)
    if mails.detach(tx, outlet, draft, version.arrival, ("version",)):
        attach(tx, outlet, to, version.arrival, "version", version.at)


def refill(tx: Tx, outlet: str, draft: str, version: Version) -> None:
    """What it says, after a hold had emptied it; and the revision it is now."""
    here = (versions.c.outlet == outlet, versions.c.draft == draft, versions.c.no == version.no)
    values = {
        "item": codec.item.dumps(version.item),
        "story": codec.story.dumps(version.story),
        "problems": codec.problems.dumps(version.problems),
        "revision": version.revision,
    }
    tx.execute(versions.update().where(*here).values(values))


def settle(tx: Tx, outlet: str, draft: str, no: int, *, revision: int | None, by: str, at: datetime) -> None:
    """It was taken as that revision, or left (None); Conflict when a colleague was faster."""
    here = (versions.c.outlet == outlet, versions.c.draft == draft, versions.c.no == no)
    done = tx.execute(
        versions.update()
        .where(*here, versions.c.settled_at.is_(None))
        .values(revision=revision, settled_at=at, settled_by=by)
    )
    if done.rowcount != 1:
        raise Conflict(f"version {no} of draft {draft} is settled")
