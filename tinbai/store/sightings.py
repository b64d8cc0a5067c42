"""How often something was seen at one place."""

from datetime import datetime

import sqlalchemy as sa

from tinbai.store.database import Tx
from tinbai.store.tables import sightings


def seen(tx: Tx, outlet: str, mailbox: str, folder: str, since: datetime) -> int:
    """Messages that were seen there since then."""
    here = (sightings.c.outlet == outlet, sightings.c.mailbox == mailbox, sightings.c.folder == folder)
    return tx.execute(sa.select(sa.func.count()).where(*here, sightings.c.at >= since)).scalar_one()
