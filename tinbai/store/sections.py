"""The section of the portal a draft goes into."""

from tinbai.store import search
from tinbai.store.database import Tx
from tinbai.store.tables import drafts


def put(tx: Tx, outlet: str, draft: str, section: str) -> None:
    """Put it there, or with "" nowhere; the search learns of it."""
    here = (drafts.c.outlet == outlet, drafts.c.id == draft)
    tx.execute(drafts.update().where(*here).values(section=section))
    search.index(tx, outlet, draft)
