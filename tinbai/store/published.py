"""What others have published, and which drafts are the same. Its words stand in the index of twins only."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tinbai import codec
from tinbai.evidence import Evidence, Relation
from tinbai.published import Publication, PublishedTie
from tinbai.store.database import Tx, insert_once
from tinbai.store.feed_tables import publications, published_links

Key = tuple[str, str]  # outlet and draft

OUTLET = "*"  # of its texts in the index of twins; no code of an outlet
_COLUMNS = [publications.c[name] for name in Publication.__dataclass_fields__]
_PART = 500

TIES = sa.select(
    published_links.c.relation, published_links.c.evidence, published_links.c.at, published_links.c.refuted_by,
    *_COLUMNS,
).join(publications, publications.c.id == published_links.c.publication)  # fmt: skip


def id_of(url: str) -> str:
    """The same page has the same id in every feed."""
    return hashlib.sha256(url.encode()).hexdigest()[:32]


def known(tx: Tx, ids: Collection[str]) -> set[str]:
    """Which of these we have seen, with any outcome."""
    wanted, found = sorted(ids), set[str]()
    for start in range(0, len(wanted), _PART):
        part = wanted[start : start + _PART]
        found.update(tx.execute(sa.select(publications.c.id).where(publications.c.id.in_(part))).scalars())
    return found


def add(tx: Tx, new: Publication, next_try: datetime) -> bool:
    """Record it; False when it is known already."""
    row = {name: getattr(new, name) for name in Publication.__dataclass_fields__}
    return insert_once(tx, publications, row | {"next_try": next_try})


def count_since(tx: Tx, feed: str, since: datetime) -> int:
    """How many it has brought since then, whatever became of them."""
    here = (publications.c.feed == feed, publications.c.found_at > since)
    return tx.execute(sa.select(sa.func.count()).select_from(publications).where(*here)).scalar_one()


def waiting(tx: Tx, feeds: Collection[str], now: datetime, but: Collection[str] = ()) -> Publication | None:
    """The newest publication whose page is to be read now, not of the feeds in `but`."""
    wanted = [name for name in feeds if name not in but]
    row = tx.execute(
        sa.select(*_COLUMNS)
        .where(publications.c.state == "waiting", publications.c.feed.in_(wanted), publications.c.next_try <= now)
        .order_by(sa.func.coalesce(publications.c.published_at, publications.c.found_at).desc(), publications.c.id)
        .limit(1)
    ).first()
    return _publication(row) if row else None


def settle(tx: Tx, one: Publication) -> None:
    """What its page told, or why it was left out."""
    kept = ("title", "byline", "published_at", "words", "summary", "state", "reason")
    values = {name: getattr(one, name) for name in kept}
    tx.execute(publications.update().where(publications.c.id == one.id).values(values))


def postpone(tx: Tx, one: Publication, until: datetime, *, count: bool) -> None:
    values: dict[str, object] = {"next_try": until} | ({"tries": publications.c.tries + 1} if count else {})
    tx.execute(publications.update().where(publications.c.id == one.id).values(values))


def balance(tx: Tx, feeds: Sequence[str]) -> dict[str, Counter[str]]:
    """Feed -> how many publications it brought, by what became of them: indexed, waiting, or the reason."""
    what = sa.case((publications.c.state == "left-out", publications.c.reason), else_=publications.c.state)
    rows = tx.execute(
        sa.select(publications.c.feed, what.label("what"), sa.func.count().label("n"))
        .where(publications.c.feed.in_(feeds))
        .group_by(publications.c.feed, what)
    )
    found: dict[str, Counter[str]] = {}
    for row in rows:
        found.setdefault(row.feed, Counter())[row.what] += row.n
    return found


def sweep(tx: Tx, before: datetime, most: int) -> list[str]:
    """Take out those found before that moment that no draft is tied to; their ids."""
    tied = sa.exists().where(published_links.c.publication == publications.c.id)
    old = sa.select(publications.c.id).where(publications.c.found_at < before, sa.not_(tied)).limit(most)
    gone = list(tx.execute(old).scalars())
    tx.execute(publications.delete().where(publications.c.id.in_(gone)))
    return gone


def many(tx: Tx, ids: Iterable[str]) -> dict[str, Publication]:
    rows = tx.execute(sa.select(*_COLUMNS).where(publications.c.id.in_(list(ids))))
    return {row.id: _publication(row) for row in rows}


def _publication(row: Any) -> Publication:
    return Publication(**{name: getattr(row, name) for name in Publication.__dataclass_fields__})


# --- Drafts that are the same --------------------------------------------------------------------------------------


def tie(
    tx: Tx, outlet: str, draft: str, publication: str, relation: Relation, evidence: Evidence, at: datetime
) -> bool:
    """Record that the two are the same; False when they are tied already."""
    row = {"outlet": outlet, "draft": draft, "publication": publication, "relation": relation, "at": at}
    return insert_once(tx, published_links, row | {"evidence": codec.evidence.dumps(evidence)})


def ties_of(tx: Tx, outlet: str, draft: str) -> list[PublishedTie]:
    """What is published of it, who was first before."""
    here = (published_links.c.outlet == outlet, published_links.c.draft == draft)
    return ties_from(outlet, draft, tx.execute(TIES.where(*here)))


def ties_from(outlet: str, draft: str, rows: Iterable[Any]) -> list[PublishedTie]:
    """Ties of the draft from rows of TIES."""
    found = [
        PublishedTie(
            outlet, draft, _publication(row), row.relation, codec.evidence.loads(row.evidence), row.at, row.refuted_by
        )
        for row in rows
    ]
    return sorted(found, key=lambda tie: (tie.publication.when, tie.publication.id))


def refute(tx: Tx, outlet: str, draft: str, publication: str, by: str | None, at: datetime) -> bool:
    """Somebody says that it is another story (None: takes that back); False when the two are not tied."""
    here = (published_links.c.outlet == outlet, published_links.c.draft == draft)
    said = tx.execute(
        published_links.update()
        .where(*here, published_links.c.publication == publication)
        .values(refuted_by=by, refuted_at=at if by else None)
    )
    return said.rowcount == 1


def sites_of(tx: Tx, keys: Collection[Key], relations: Collection[Relation]) -> dict[Key, list[Publication]]:
    """(outlet, draft) -> where it is published, first one first; what was refuted does not count."""
    if not keys:
        return {}
    rows = tx.execute(
        sa.select(published_links.c.outlet.label("of_outlet"), published_links.c.draft.label("of_draft"), *_COLUMNS)
        .join(publications, publications.c.id == published_links.c.publication)
        .where(sa.tuple_(published_links.c.outlet, published_links.c.draft).in_(list(keys)))
        .where(published_links.c.refuted_by.is_(None), published_links.c.relation.in_(list(relations)))
    )
    found: dict[Key, list[Publication]] = {}
    for row in rows:
        found.setdefault((row.of_outlet, row.of_draft), []).append(_publication(row))
    return {key: sorted(sites, key=lambda one: one.when) for key, sites in found.items()}


def forget(tx: Tx, keys: Collection[Key]) -> None:
    """What was known of these drafts; the publications stay."""
    where = sa.tuple_(published_links.c.outlet, published_links.c.draft).in_(list(keys))
    tx.execute(published_links.delete().where(where))


# --- What its page told --------------------------------------------------------------------------------------------


def named(one: Publication, title: str, byline: str, at: datetime | None) -> Publication:
    """With what its page says where the feed said nothing."""
    first = one.published_at or at
    return replace(one, title=one.title or title, byline=one.byline or byline, published_at=first)


def indexed(one: Publication, words: int) -> Publication:
    """Its words stand in the index now."""
    return replace(one, words=words, summary="", state="indexed", reason=None)


def left_out(one: Publication, reason: str) -> Publication:
    return replace(one, state="left-out", reason=reason, summary="")
