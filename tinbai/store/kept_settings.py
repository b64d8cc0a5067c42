"""What the desk has set, row by row; it stands above settings.toml."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tinbai.store.account_tables import kept_settings
from tinbai.store.database import Tx, insert_once


@dataclass(frozen=True, slots=True)
class Kept:
    """`value`: fields as in settings.toml, None for what was taken away. `secret`: a password, shut, see vault.py."""

    part: str
    name: str
    value: dict[str, Any] | None
    secret: str | None


def everything(tx: Tx) -> list[Kept]:
    rows = tx.execute(sa.select(kept_settings).order_by(kept_settings.c.part, kept_settings.c.name))
    return [Kept(row.part, row.name, json.loads(row.value), row.secret) for row in rows]


def put(tx: Tx, kept: Kept, *, by: str, at: datetime) -> None:
    """Keep it in the place of what stood there."""
    key = {"part": kept.part, "name": kept.name}
    values = {"value": json.dumps(kept.value, ensure_ascii=False), "secret": kept.secret, "at": at, "by": by}
    if not insert_once(tx, kept_settings, key | values):
        here = (kept_settings.c.part == kept.part, kept_settings.c.name == kept.name)
        tx.execute(kept_settings.update().where(*here).values(values))


def change(tx: Tx, part: str, name: str, values: dict[str, Any], *, by: str, at: datetime) -> None:
    """Keep these values beside what was kept of the same thing before."""
    here = (kept_settings.c.part == part, kept_settings.c.name == name)
    before = tx.execute(sa.select(kept_settings.c.value, kept_settings.c.secret).where(*here)).first()
    kept = (json.loads(before.value) or {}) if before else {}
    put(tx, Kept(part, name, kept | values, before.secret if before else None), by=by, at=at)
