"""Ties between two drafts, seen from either."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from tinbai import codec
from tinbai.evidence import Link, Relation
from tinbai.store.database import Tx, insert_once
from tinbai.store.tables import links


def add(tx: Tx, new: Link) -> bool:
    """Record a tie; False when these two are tied already."""
    return insert_once(
        tx,
        links,
        {
            "outlet": new.outlet,
            "draft": new.draft,
            "other_outlet": new.other_outlet,
            "other_draft": new.other_draft,
            "relation": new.relation,
            "evidence": codec.evidence.dumps(new.evidence),
            "at": new.at,
        },
    )


OPPOSITE: dict[str, Relation] = {"contained": "contains", "contains": "contained"}


def of_draft(tx: Tx, outlet: str, draft: str) -> list[Link]:
    """Ties of a draft, seen from it, whichever of the two came first."""
    mine = tx.execute(sa.select(links).where(links.c.outlet == outlet, links.c.draft == draft)).all()
    theirs = tx.execute(sa.select(links).where(links.c.other_outlet == outlet, links.c.other_draft == draft)).all()
    return seen_from(outlet, draft, [*mine, *theirs])


def seen_from(outlet: str, draft: str, rows: Iterable[Any]) -> list[Link]:
    """Ties of the draft from rows of either side, first one first."""
    return sorted((_seen((outlet, draft), row) for row in rows), key=lambda tie: tie.at)


def _seen(key: tuple[str, str], row: Any) -> Link:
    relation, evidence, other = row.relation, codec.evidence.loads(row.evidence), (row.other_outlet, row.other_draft)
    if key == other:
        relation, evidence, other = OPPOSITE.get(relation, relation), evidence.turned(), (row.outlet, row.draft)
    return Link(*key, *other, relation, evidence, row.at, row.verdict, row.verdict_by)
