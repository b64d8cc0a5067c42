"""Mails that belong to a draft, taken out of it again; see drafts.attach."""

from collections.abc import Sequence

import sqlalchemy as sa

from tinbai.store.database import Tx
from tinbai.store.drafts import COUNTED
from tinbai.store.tables import draft_mail, drafts


def detach(tx: Tx, outlet: str, draft: str, arrival: str, roles: Sequence[str]) -> bool:
    """Let a mail with one of these roles belong to the draft no more; False if there is none."""
    mine = (draft_mail.c.outlet == outlet, draft_mail.c.draft == draft, draft_mail.c.arrival == arrival)
    role = tx.execute(sa.select(draft_mail.c.role).where(*mine, draft_mail.c.role.in_(roles))).scalar()
    if role is None or tx.execute(draft_mail.delete().where(*mine)).rowcount != 1:
        return False
    if (counted := COUNTED.get(role)) is not None:
        here = (drafts.c.outlet == outlet, drafts.c.id == draft)
        tx.execute(drafts.update().where(*here).values({counted: counted - 1}))
    return True


def answered_in(tx: Tx, outlet: str, arrival: str, roles: Sequence[str]) -> list[str]:
    """The drafts a mail belongs to with one of these roles."""
    mine = (draft_mail.c.outlet == outlet, draft_mail.c.arrival == arrival, draft_mail.c.role.in_(roles))
    return list(tx.execute(sa.select(draft_mail.c.draft).where(*mine).order_by(draft_mail.c.draft)).scalars())


def has_mail(tx: Tx, outlet: str, arrival: str) -> bool:
    """Whether the mail belongs to any draft."""
    mine = (draft_mail.c.outlet == outlet, draft_mail.c.arrival == arrival)
    return tx.execute(sa.select(draft_mail.c.draft).where(*mine).limit(1)).first() is not None
