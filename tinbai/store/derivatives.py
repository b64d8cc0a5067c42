"""Which blob is the smaller copy of a photo; whoever removes the photo finds its copies here."""

import sqlalchemy as sa

from tinbai.store.database import Tx, insert_once
from tinbai.store.tables import derivatives


def find(tx: Tx, photo: str, side: int) -> str | None:
    """The blob of the copy whose longer side has `side` pixels at most."""
    return tx.execute(
        sa.select(derivatives.c.sha256).where(derivatives.c.photo == photo, derivatives.c.side == side)
    ).scalar()


def record(tx: Tx, photo: str, side: int, sha256: str) -> None:
    """Remember the copy; of two made at once either is good."""
    row = {"photo": photo, "side": side, "sha256": sha256}
    if not insert_once(tx, derivatives, row):
        tx.execute(derivatives.update().where(derivatives.c.photo == photo, derivatives.c.side == side).values(row))
