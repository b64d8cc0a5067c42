"""Everything that stands in the index of twins, however an engine keeps it."""

import sqlalchemy as sa

from tinbai.store import Tx

_ROWS = "SELECT print, text FROM twin_prints"
_ARRAYS = f"SELECT unnest(prints), pk FROM twin_texts UNION ALL {_ROWS}"


def standing(tx: Tx) -> list[tuple[int, int]]:
    """(key, text) of each print, in order."""
    rows = tx.execute(sa.text(_ROWS if tx.dialect.name == "sqlite" else _ARRAYS))
    return sorted((row[0], row[1]) for row in rows)


def wipe(tx: Tx) -> None:
    tx.execute(sa.text("DELETE FROM twin_prints"))
    if tx.dialect.name != "sqlite":
        tx.execute(sa.text("UPDATE twin_texts SET prints = '{}'"))
