"""Letters that ask the head of a board for approval, in the outbox beside those to senders."""

from tinbai.store.database import Tx
from tinbai.store.tables import deliveries

KIND = "approval"


def cancel(tx: Tx, outlet: str, draft: str) -> int:
    """Stop those that have not left: there is nothing to be approved any more."""
    here = (deliveries.c.outlet == outlet, deliveries.c.draft == draft)
    waiting = (deliveries.c.kind == KIND, deliveries.c.state == "due")
    return tx.execute(deliveries.update().where(*here, *waiting).values(state="cancelled")).rowcount


def revive(tx: Tx, outlet: str, draft: str, no: int) -> int:
    """Let those of that request wait again that were stopped by a step taken back since."""
    here = (deliveries.c.outlet == outlet, deliveries.c.draft == draft, deliveries.c.kind == KIND)
    of_it = deliveries.c.key.startswith(f"approval:{outlet}:{draft}:{no}:", autoescape=True)
    return tx.execute(
        deliveries.update().where(*here, of_it, deliveries.c.state == "cancelled").values(state="due")
    ).rowcount
