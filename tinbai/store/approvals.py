"""Letters that ask the head of a board for approval, in the outbox beside those to senders."""

from tinbai.store.database import Tx
from tinbai.store.tables import deliveries

KIND = "approval"


def cancel(tx: Tx, outlet: str, draft: str) -> int:
    """Stop those that have not left: there is nothing to be approved any more."""
    here = (deliveries.c.outlet == outlet, deliveries.c.draft == draft)
    waiting = (deliveries.c.kind == KIND, deliveries.c.state == "due")
    return tx.execute(deliveries.update().where(*here, *waiting).values(state="cancelled")).rowcount
