"""Several selects sent as one statement; every row comes back under the names of its own select."""

from collections import Counter, namedtuple
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from tinbai.store.database import Tx
from tinbai.store.prepared import run
from tinbai.store.tables import Moment

Part = tuple[str, "sa.Select[*tuple[Any, ...]]"]  # a name and what is to be had under it; a name may stand twice
Build = Callable[..., Sequence[Part]]

_TYPES: Mapping[str, "sa.types.TypeEngine[Any]"] = {
    "text": sa.Text(),
    "number": sa.BigInteger(),
    "truth": sa.Boolean(),
    "moment": Moment(),
}


@dataclass(frozen=True, slots=True)
class _Plan:
    """The statement; for each name how a row of it is made, and of which columns."""

    statement: "sa.CompoundSelect[*tuple[Any, ...]]"
    rows: Mapping[str, tuple[Callable[..., Any], Sequence[int]]]


def gather(tx: Tx, build: Build, *shape: Hashable, **values: object) -> dict[str, list[Any]]:
    """Run what `build(*shape)` names, in one statement; rows by name, in no order. See prepared.run."""
    rows = _plan(build, shape).rows
    found: dict[str, list[Any]] = {name: [] for name in rows}
    for row in run(tx, _statement, build, shape, **values):
        made, places = rows[row[0]]
        found[row[0]].append(made(*[row[place] for place in places]))
    return found


def _statement(build: Build, shape: tuple[Hashable, ...]) -> "sa.CompoundSelect[*tuple[Any, ...]]":
    return _plan(build, shape).statement


@lru_cache(maxsize=256)
def _plan(build: Build, shape: tuple[Hashable, ...]) -> _Plan:
    """Columns of one kind share a place, since all parts of one statement have the same shape."""
    parts = [(name, select.subquery(), _places(select)) for name, select in build(*shape)]
    width = Counter[str]()
    for _, _, places in parts:
        width |= Counter(kind for kind, _ in places)
    slots = [(kind, number) for kind in _TYPES for number in range(width[kind])]
    selects, rows = [], {}
    for name, source, places in parts:
        at = dict(zip(places, source.c, strict=True))
        columns = [at.get(slot, sa.cast(sa.null(), _TYPES[slot[0]])).label(f"{slot[0]}{slot[1]}") for slot in slots]
        selects.append(sa.select(sa.literal_column(f"'{name}'", sa.Text()).label("name"), *columns))
        made = namedtuple("Row", [column.key for column in source.c])  # type: ignore[misc]
        rows[name] = (made, [1 + slots.index(place) for place in places])
    return _Plan(sa.union_all(*selects), rows)


def _places(select: "sa.Select[*tuple[Any, ...]]") -> list[tuple[str, int]]:
    """(kind, the how manyth of it) of every column."""
    seen = Counter[str]()
    places = []
    for column in select.selected_columns:
        kind = _kind(column.type)
        places.append((kind, seen[kind]))
        seen[kind] += 1
    return places


def _kind(of: "sa.types.TypeEngine[Any]") -> str:
    if isinstance(of, Moment):
        return "moment"
    if isinstance(of, sa.Boolean):
        return "truth"
    if isinstance(of, sa.Integer):
        return "number"
    if isinstance(of, sa.String):
        return "text"
    raise TypeError(f"no place for {of!r}")
