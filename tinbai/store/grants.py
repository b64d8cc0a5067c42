"""Tokens of mailboxes, one row for each service and account; what they are is shut (vault.py)."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tinbai.store.database import Tx, insert_once
from tinbai.store.grant_tables import grants


@dataclass(frozen=True, slots=True)
class Grant:
    service: str
    account: str
    secret: str
    ends: datetime
    refresh_ends: datetime | None
    granted_at: datetime
    refused_at: datetime | None = None
    refused: str | None = None


def get(tx: Tx, service: str, account: str) -> Grant | None:
    row = tx.execute(sa.select(grants).where(*_here(service, account))).first()
    return Grant(**row._mapping) if row else None


def put(tx: Tx, grant: Grant) -> None:
    """In the place of what was granted before."""
    row = {name: getattr(grant, name) for name in Grant.__dataclass_fields__}
    if not insert_once(tx, grants, row):
        tx.execute(grants.update().where(*_here(grant.service, grant.account)).values(row))


def refuse(tx: Tx, service: str, account: str, code: str, at: datetime) -> None:
    tx.execute(grants.update().where(*_here(service, account)).values(refused_at=at, refused=code))


def _here(service: str, account: str) -> tuple[sa.ColumnElement[bool], ...]:
    return grants.c.service == service, grants.c.account == account.lower()
