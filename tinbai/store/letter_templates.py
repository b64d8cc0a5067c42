"""Letters in a newsroom's own words; what is not here is written in ours."""

from datetime import datetime

import sqlalchemy as sa

from tinbai.store.database import Tx
from tinbai.store.letter_tables import letter_templates


def of_outlet(tx: Tx, outlet: str) -> dict[str, tuple[str, str]]:
    """Kind -> (subject, body) of the letters this newsroom has rewritten."""
    rows = tx.execute(sa.select(letter_templates).where(letter_templates.c.outlet == outlet))
    return {row.kind: (row.subject, row.body) for row in rows}


def save(tx: Tx, outlet: str, kind: str, subject: str, body: str, *, by: str, at: datetime) -> None:
    """In the place of what was kept before."""
    forget(tx, outlet, kind)
    row = {"outlet": outlet, "kind": kind, "subject": subject, "body": body, "changed_by": by, "changed_at": at}
    tx.execute(letter_templates.insert(), row)


def forget(tx: Tx, outlet: str, kind: str) -> bool:
    """Write this kind in our words again; False when it was."""
    here = (letter_templates.c.outlet == outlet, letter_templates.c.kind == kind)
    return tx.execute(letter_templates.delete().where(*here)).rowcount > 0
