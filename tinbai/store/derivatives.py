"""Which blob is the smaller copy of a photo; whoever removes the photo finds its copies here."""

import sqlalchemy as sa

from tinbai.store.database import Tx, insert_once
from tinbai.store.tables import derivatives


def find(tx: Tx, photo: str, side: int, crop: str = "") -> str | None:
    """The blob of the copy whose longer side has `side` pixels at most; `crop`: names what it shows, "" all."""
    return tx.execute(sa.select(derivatives.c.sha256).where(*_here(photo, side, crop))).scalar()


def record(tx: Tx, photo: str, side: int, sha256: str, crop: str = "") -> None:
    """Remember the copy; of two made at once either is good."""
    row = {"photo": photo, "side": side, "crop": crop, "sha256": sha256}
    if not insert_once(tx, derivatives, row):
        tx.execute(derivatives.update().where(*_here(photo, side, crop)).values(row))


def _here(photo: str, side: int, crop: str) -> tuple[sa.ColumnElement[bool], ...]:
    return derivatives.c.photo == photo, derivatives.c.side == side, derivatives.c.crop == crop
