"""The audit log: who did what and when, of everything that leaves no record elsewhere; only ever added to.

Each row carries the hash of itself and of all before it, so that a row changed behind the database's back shows.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from tinbai.store.account_tables import audit
from tinbai.store.database import Tx, serialise

_LONGEST_OBJECT = 320
_BEGINNING = "0" * 64


def add(tx: Tx, act: str, *, by: str, at: datetime, outlet: str = "", object: str = "", note: str = "") -> None:
    """Write it down. `by`: a person's id, "" for the program; `object`: an address, a receipt number, a mailbox."""
    serialise(tx, "audit")
    last = tx.execute(sa.select(audit.c.chain).order_by(audit.c.no.desc()).limit(1)).scalar()
    row = {"at": at, "by": by, "outlet": outlet, "act": act, "object": object[:_LONGEST_OBJECT], "note": note}
    tx.execute(audit.insert().values(row | {"chain": _chained(last or _BEGINNING, row)}))


def broken(tx: Tx) -> int | None:
    """The number of the first row that is not what was written, or follows one that is gone; None when all are."""
    last = _BEGINNING
    for row in tx.execute(sa.select(audit).order_by(audit.c.no)):
        if row.chain != _chained(last, dict(row._mapping)):
            return int(row.no)
        last = row.chain
    return None


def _chained(last: str, row: Mapping[str, Any]) -> str:
    said = [row["at"].astimezone(UTC).isoformat(), *(row[name] for name in ("by", "outlet", "act", "object", "note"))]
    return hashlib.sha256((last + json.dumps(said, ensure_ascii=False)).encode("utf-8", "replace")).hexdigest()
