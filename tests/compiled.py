"""Databases opened one after the other in one process share what SQLAlchemy compiled for the first of their kind.

The service opens one database and keeps it. Tests open thousands, and to compile every statement anew for each took
a third of what a test of the desk costs.
"""

from typing import Any

import sqlalchemy as sa

from tinbai.store import Database

_first: dict[str, sa.Engine] = {}
_made = Database._engine


def share() -> None:
    """From now on, in this process."""
    Database._engine = _engine  # type: ignore[method-assign]


def _engine(self: Database, pool: int) -> sa.Engine:
    """The engine of this address; its statements are kept by dialect, thus its dialect is the first one's."""
    engine, name = _made(self, pool), self.url.get_backend_name()
    if first := _first.get(name):
        engine.dialect = engine.pool._dialect = first.dialect
        engine._compiled_cache = first._compiled_cache
        return engine

    engine._compiled_cache = sa.util.LRUCache(10_000)  # 500 would not hold what all tests ask

    def connected(*_: Any) -> None:
        _first.setdefault(name, engine)  # only now does its dialect know the server

    sa.event.listen(engine, "connect", connected, once=True)
    return engine
